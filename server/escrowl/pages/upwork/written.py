"""Which parts of an Upwork page hold words a client can choose: no label, state or card of the site stands there."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from weakref import WeakKeyDictionary

from escrowl.pages.dom import Index, Line, Node, among
from escrowl.pages.upwork.common import FILE, PROSE, SKILL, titled

_NAMED = (*PROSE, "job-tile-title-link", "token", "attr-item", "Skill", "room-title", "room-subtitle")
_CLASSES = ("js-skill", "o-tag-skill", "story-message", "up-d-message", "room-title", "room-subtitle", "user-name")

_known: WeakKeyDictionary[Index, Written] = WeakKeyDictionary()


class Written:
    """The outermost elements of a client's words, for quick questions."""

    def __init__(self, nodes: list[Node]) -> None:
        self.nodes: list[Node] = []
        for node in sorted(nodes, key=lambda node: node.place):
            if not self.nodes or node.place >= self.nodes[-1].end:
                self.nodes.append(node)
        self._places = [node.place for node in self.nodes]

    def __contains__(self, node: Node) -> bool:
        """Whether the element stands inside a client's words (or holds nothing else)."""
        at = bisect_right(self._places, node.place) - 1
        return at >= 0 and node.place < self.nodes[at].end

    def inside(self, node: Node) -> bool:
        """Whether the element stands inside a client's words and is not their own element."""
        at = bisect_right(self._places, node.place) - 1
        return at >= 0 and self.nodes[at] is not node and node.place < self.nodes[at].end

    def within(self, node: Node) -> list[Node]:
        """The elements that stand inside the element (or are it)."""
        return among(self.nodes, node)

    def says(self, page: Index, line: Line) -> bool:
        """Whether the line begins in a client's words."""
        return page.nodes[line.node] in self


def written(page: Index) -> Written:
    """The page's client words: descriptions, messages, skills, and titles that link to a job."""
    found = _known.get(page)
    if found is None:
        nodes = [node for token in _NAMED for node in page.tokens("data-test", token)]
        nodes += [node for name in _CLASSES for node in page.tokens("class", name)]
        nodes += [node for node in page.tagged("a") if SKILL in node.attrs.get("href", "")]
        nodes += page.holding("data-job-description")  # the design up to 2021
        nodes += [node for node in page.tagged("a") if FILE in node.attrs.get("href", "")]
        nodes += [
            node for node in page.having("id", "air3-truncation") if node.attrs["id"].startswith("air3-truncation")
        ]
        nodes += [heading for heading, _, _ in titled(page)]
        found = _known[page] = Written(nodes)
    return found


def first_line(
    page: Index,
    pattern: re.Pattern[str],
    inside: Node | None = None,
    *,
    besides: Node | None = None,
    outside: Iterable[Node] = (),
) -> Line | None:
    """The first line that is what the pattern says, none of a client's words and none of a title (``besides``)
    or of other elements that a client fills (``outside``)."""
    return next(lines_like(page, pattern, inside, besides=besides, outside=outside), None)


def lines_like(
    page: Index,
    pattern: re.Pattern[str],
    inside: Node | None = None,
    *,
    besides: Node | None = None,
    outside: Iterable[Node] = (),
) -> Iterator[Line]:
    """All such lines."""
    others = [*outside, *([besides] if besides else [])]
    client = written(page)
    for line in page.lines if inside is None else page.lines_in(inside):
        titled = any(node.run <= line.run < node.run_end for node in others)
        if len(line.text) < 60 and pattern.fullmatch(line.text) and not titled and not client.says(page, line):
            yield line
