"""Elements as ranges, so that many can be asked about quickly: what is cut out of a card, what a client wrote."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable

from escrowl.pages.dom import Line, Node


class Spans:
    """Elements as ranges of words and of places."""

    def __init__(self, nodes: Iterable[Node]) -> None:
        taken = list(nodes)
        self._runs, self._run_ends = _merged((node.run, node.run_end) for node in taken)
        self._places, self._ends = _merged((node.place, node.end) for node in taken)

    def meets(self, words: Node | Line) -> bool:
        """Whether the element or line has words in common with one of them."""
        at = bisect_right(self._run_ends, words.run)
        return at < len(self._runs) and self._runs[at] < words.run_end

    def holds(self, node: Node) -> bool:
        """Whether the element is one of them or stands in one."""
        at = bisect_right(self._ends, node.place)
        return at < len(self._places) and self._places[at] <= node.place

    def has(self, line: Line) -> bool:
        """Whether the line begins in one of them."""
        at = bisect_right(self._run_ends, line.run)
        return at < len(self._runs) and self._runs[at] <= line.run


def _merged(spans: Iterable[tuple[int, int]]) -> tuple[list[int], list[int]]:
    """Where the spans begin and where they end, in order, those that meet made one, empty ones left out."""
    starts: list[int] = []
    ends: list[int] = []
    for start, end in sorted(spans):
        if ends and start < ends[-1]:
            ends[-1] = max(end, ends[-1])
        elif start < end:
            starts.append(start)
            ends.append(end)
    return starts, ends
