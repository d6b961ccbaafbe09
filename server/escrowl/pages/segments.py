"""Lines that hold several facts side by side, taken apart: chips in a row, a list written on one line.

A line is taken apart only where nothing but marks ("·", "|") stands between its elements: a sentence with some words
in bold stays whole, and so those words are no fact of their own.
"""

from __future__ import annotations

import re

from escrowl.pages.dom import Index, Line, fold

_BETWEEN = re.compile(r"[\s·•|,;/–—-]*")
_MARKS = re.compile(r"\s+[·•|]\s+")
_DEEP = 6
"""Elements inside each other that are taken apart: rows of chips have one to three."""
_MOST_RUNS = 80
"""Text runs of the longest line that is looked at: a row of 12 facts in spans has 30."""
_MOST = 2_000
"""Characters of the longest line that is looked at: a row of 12 facts has 200."""


def parts(page: Index, line: Line) -> list[Line]:
    """What stands side by side on the line, largest parts first; nothing for a line that says one thing."""
    out: list[Line] = []
    if line.run_end - line.run <= _MOST_RUNS and len(line.text) <= _MOST:
        runs = page.runs
        _apart(page, line, [run for run in range(line.run, line.run_end) if not runs[run].isspace()], 0, out)
    return out


def _apart(page: Index, line: Line, said: list[int], depth: int, out: list[Line]) -> None:
    """Add the line's parts to ``out``. ``said``: those of its runs that hold words."""
    groups = _groups(page, said) if len(said) > 1 and depth < _DEEP else ()
    for group, told in groups:
        out.append(group)
        _apart(page, group, told, depth + 1, out)
    if not groups and ("·" in line.text or "•" in line.text or "|" in line.text):
        texts = [text for text in _MARKS.split(line.text) if text]
        out += [Line(text, line.run, line.run_end, line.node) for text in texts] if len(texts) > 1 else []


def _groups(page: Index, said: list[int]) -> list[tuple[Line, list[int]]]:
    """The elements the line consists of, each with its runs; none when words stand beside them or there is but one."""
    runs, owners, nodes = page.runs, page.owners, page.nodes
    around = page.common(nodes[owners[said[0]]], nodes[owners[said[-1]]]).place
    found: dict[int, list[int]] = {}
    for run in said:
        place = owners[run]
        if place == around:
            if not _BETWEEN.fullmatch(runs[run]):
                return []
            continue
        while nodes[place].parent != around:
            place = nodes[place].parent
        found.setdefault(place, []).append(run)
    out = []
    for place, told in found.items():
        text = fold(runs[told[0]] if len(told) == 1 else "".join(runs[told[0] : told[-1] + 1]))
        if text and not _BETWEEN.fullmatch(text):
            out.append((Line(text, told[0], told[-1] + 1, place), told))
    return out if len(out) > 1 else []
