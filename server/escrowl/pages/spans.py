"""Elements as ranges, so that many can be asked about quickly: what is cut out of a card, what a client wrote."""

from __future__ import annotations

import sys
from bisect import bisect_right
from collections.abc import Iterable

from escrowl.pages.dom import Line, Node


class Spans:
    """Elements as ranges of words and of places."""

    def __init__(self, nodes: Iterable[Node]) -> None:
        taken = list(nodes)
        self._runs = _merged((node.run, node.run_end) for node in taken)
        self._places = _merged((node.place, node.end) for node in taken)

    def meets(self, words: Node | Line) -> bool:
        """Whether the element or line has words in common with one of them."""
        return _first_after(self._runs, words.run)[0] < words.run_end

    def holds(self, node: Node) -> bool:
        """Whether the element is one of them or stands in one."""
        return _first_after(self._places, node.place)[0] <= node.place

    def has(self, line: Line) -> bool:
        """Whether the line begins in one of them."""
        return _first_after(self._runs, line.run)[0] <= line.run


def _merged(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """The spans in order, those that meet made one, empty ones left out."""
    out: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if out and start < out[-1][1]:
            out[-1] = (out[-1][0], max(end, out[-1][1]))
        elif start < end:
            out.append((start, end))
    return out


def _first_after(spans: list[tuple[int, int]], at: int) -> tuple[int, int]:
    """The first span that ends after a point; one at the end of all things when there is none."""
    index = bisect_right(spans, at, key=lambda span: span[1])
    return spans[index] if index < len(spans) else (sys.maxsize, sys.maxsize)
