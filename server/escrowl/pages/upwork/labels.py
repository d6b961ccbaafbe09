"""Values beside their labels, and the parts that hold a client's words: for pages of which no markup is known.

Whatever the markup, a page pairs label and value in one of a few ways: on one line, one above the other in a box of
their own, as a definition list, or as neighbours. Parts of a client's text are known by a name (`data-test`, class,
ARIA) or by the label above them ("Description of work"), and end where the element beside that label ends.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator
from functools import cache

from escrowl.facts import FactValue
from escrowl.pages.base import Area, Found
from escrowl.pages.dom import HEADINGS, Index, Line, Node, fold

Parse = Callable[[str], FactValue | None]

_PROSE_NAME = re.compile(
    r"description|scope-?of-?work|work-?scope|message-?(?:text|body)|story-message|cover-?letter|user-?text|review-?text"
    r"|note-?text|terms-?text",
    re.IGNORECASE,
)
PROSE_LABEL = re.compile(
    r"(?:(?:job|work|contract|offer|project|milestone) )?(?:description|scope)(?: of (?:the )?(?:work|project))?"
    r"|(?:(?:job|work|project|milestone) )?summary(?: of (?:the )?(?:work|project))?|deliverables?"
    r"|work (?:to be done|details)|about (?:the|this) (?:job|project|offer)"
    r"|(?:message|(?:personal )?note|feedback)(?: (?:from|to|by) .{2,60})?"
    r"|instructions|(?:additional )?terms(?: and conditions)?",
    re.IGNORECASE,
)
_TERMS = frozenset({*HEADINGS, "dt", "th", "legend", "label", "summary", "strong", "b"})
"""Elements that say by their tag that they are labels."""

_BOX = 3
"""Lines from which on a box is a list of several labels and values."""

_NAMES = ("data-test", "data-qa", "data-cy", "class", "id")
_HOURS = re.compile(
    r"(?:(?P<h>\d{1,3}):(?P<m>[0-5]\d)(?::[0-5]\d)?"
    r"|(?P<hh>\d{1,3}) ?h(?:(?:ou)?rs?)? (?P<mm>[0-5]?\d) ?m(?:in(?:ute)?s?)?\b"
    r"|(?P<n>\d{1,3}(?:\.\d{1,2})?))\s?(?P<unit>h(?:(?:ou)?rs?)?\b)?",
    re.IGNORECASE,
)


def siblings_after(page: Index, node: Node) -> Iterator[Node]:
    """The elements beside it that come after it."""
    end = page.nodes[node.parent].end if node.parent >= 0 else node.end
    place = node.end
    while place < end:
        beside = page.nodes[place]
        yield beside
        place = beside.end


def told_under(page: Index, label: Node) -> list[Node]:
    """The elements a label stands for: the next one with words beside it, or all up to the next label of its tag.

    A label that is wrapped alone stands for what is beside its wrapper.
    """
    node = label
    while not (after := [one for one in siblings_after(page, node) if page.text(one)]):
        outer = page.nodes[node.parent] if node.parent >= 0 else node
        if outer is node or page.text(outer) != page.text(label):
            return []
        node = outer
    if node.tag not in _TERMS:
        return after[:1]
    out = []
    for beside in after:
        if beside.tag == node.tag or (node.tag in HEADINGS and beside.tag in HEADINGS):
            break
        out.append(beside)
    return out


def label_node(page: Index, line: Line, within: Node) -> Node:
    """The outermost element inside ``within`` whose only words are the line."""
    node = page.nodes[line.node]
    while node.parent >= within.place and node.parent != within.place:
        outer = page.nodes[node.parent]
        if page.text(outer) != line.text:
            break
        node = outer
    return node


def named_prose(page: Index, within: Node) -> list[Node]:
    """Elements inside whose name (`data-test`, class, ARIA) says that they hold a client's words."""
    return [
        node
        for node in page.inside(within)
        if node.tag == "blockquote"
        or any(_PROSE_NAME.search(node.attrs.get(name, "")) for name in _NAMES)
        or PROSE_LABEL.fullmatch(node.attrs.get("aria-label", ""))
    ]


def labelled(page: Index, within: Node, label: re.Pattern[str], known: Iterable[Node]) -> list[tuple[Node, list[Node]]]:
    """Such labels with the elements under them, outside of the elements already known."""
    out: list[tuple[Node, list[Node]]] = []
    taken = list(known)
    for line in page.lines_in(within):
        if len(line.text) > 80 or not label.fullmatch(line.text.rstrip(" :")):
            continue
        if any(node.run <= line.run < node.run_end for node in taken):
            continue
        node = label_node(page, line, within)
        if any(n.tag in ("a", "button") or n.attrs.get("role") == "tab" for n in (node, page.nodes[line.node])):
            continue  # it leads to a description and is not above one
        under = told_under(page, node)
        taken.extend(under)
        out.append((node, under))
    return out


@cache
def _forms(label: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    before = re.compile(rf"(?P<name>{label})(?!\w)\W*?(?::|\s|$)\s*(?P<rest>.*)", re.IGNORECASE)
    return before, re.compile(rf"(?P<rest>.{{1,30}}?)\s(?P<name>{label})", re.IGNORECASE)


def beside(area: Area, label: str, parse: Parse, *, apart: bool = True) -> Found | None:
    """The value of a label: on its line, in the smallest box around it that holds more, else on the next line.

    ``label``: the words, alternatives parted by `|`, as a regular expression without groups of its own. ``apart``:
    lines may be taken apart, where label and value share one.
    """
    before, behind = _forms(label)
    for lines in (area.lines, pieces(area)) if apart else (area.lines,):
        for at, line in enumerate(lines):
            found = before.fullmatch(line.text) or behind.fullmatch(line.text)
            if found is None:
                continue
            name, rest = found["name"], found["rest"].strip(" :–—-")
            if rest:
                value = parse(rest) if found.re is before or re.search(r"\d", rest) else None
                if value is not None:
                    return Found(value, line.text, f"near “{name}”")
                continue
            others = _in_the_box(area, line, lines)
            near = lines[at + 1 : at + 2] if others is None else others
            said = [(value, one.text) for one in near if (value := parse(one.text)) is not None]
            whole = " ".join(one.text for one in near)
            if not said and others and (value := parse(whole)) is not None:
                said = [(value, whole)]
            if len(said) == 1:
                return Found(said[0][0], f"{name}: {said[0][1]}", f"near “{name}”")
    return None


def pieces(area: Area) -> list[Line]:
    """The lines of the card taken apart where an element begins or ends: label and value may share a line."""
    page = area.page
    out = []
    for line in area.lines:
        for run in range(line.run, line.run_end):
            if text := fold(page.runs[run]):
                out.append(Line(text, run, run + 1, page.owners[run]))
    return out


def _in_the_box(area: Area, line: Line, lines: list[Line]) -> list[Line] | None:
    """What else stands in the smallest box around the label that holds more; None where it is a long list."""
    page = area.page
    starts = [one.run for one in lines]
    for outer in (page.nodes[line.node], *page.ancestors(page.nodes[line.node])):
        if outer.place < area.node.place:
            break
        inside = lines[bisect_left(starts, outer.run) : bisect_left(starts, outer.run_end)]
        if len(inside) > 1:
            return None if len(inside) > _BOX else [one for one in inside if one is not line]
    return None


def hours(text: str) -> float | None:
    """Hours: "12:30 hrs" is 12.5, "40 hrs/week" is 40, "1 h 15 m" is 1.25; a bare number without a unit is none."""
    found = _HOURS.match(text.strip())
    if found is None:
        return None
    if found["h"]:
        return round(int(found["h"]) + int(found["m"]) / 60, 2)
    if found["hh"]:
        return round(int(found["hh"]) + int(found["mm"]) / 60, 2)
    return float(found["n"]) if found["unit"] else None
