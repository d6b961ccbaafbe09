"""Where a client's own text stands in a card, found by its length and by what a text does not hold."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from escrowl.pages.dom import Index, Line, Node
from escrowl.pages.spans import Spans

if TYPE_CHECKING:
    from escrowl.pages.base import Area

FURNITURE = frozenset({"svg", "img", "button", "input", "textarea", "select", "label", "form"})
"""Elements of the site's own parts of a card (icons, buttons); a client's text holds none of them."""

PROSE = 60
"""Characters from which on the longest line of a card is taken for the client's text."""


def prose(page: Index, node: Node, title: Node, longest: Line | None = None, least: int = PROSE) -> tuple[Node, ...]:
    """The client's text: the element around the longest line, as far as neither title nor furniture is inside.

    ``least``: characters of the shortest line that counts. Of several paragraphs without an element of their own all
    that follow each other are taken.
    """
    if longest is None:
        lines = [line for line in page.lines_in(node) if not title.run <= line.run < title.run_end]
        lines = [line for line in lines if len(line.text) < PROSE or not _linked(page, line, node)]
        longest = max(lines, key=lambda line: len(line.text), default=None)
    if longest is None or len(longest.text) < least:
        return ()
    found = page.around(longest)
    if page.is_within(title, found):
        return ()
    for outer in page.ancestors(found):
        if not page.is_within(outer, node) or page.is_within(title, outer) or _furnished(page, outer):
            break
        found = outer
    return paragraphs(page, found)


def _linked(page: Index, line: Line, node: Node) -> bool:
    """Whether most of the line are links: a row of chips is no text, be it ever so long."""
    links = [n for n in page.tagged("a", within=node) if line.run <= n.run < line.run_end]
    return 2 * sum(len(page.text(link)) for link in links) > len(line.text)


def paragraphs(page: Index, node: Node) -> tuple[Node, ...]:
    """The paragraph with those before and after it; any other element alone."""
    if node.tag != "p" or node.parent < 0:
        return (node,)
    beside = children(page, page.nodes[node.parent])
    at = first = last = beside.index(node)
    while first and beside[first - 1].tag == "p":
        first -= 1
    while last + 1 < len(beside) and beside[last + 1].tag == "p":
        last += 1
    return tuple(n for n in beside[first : last + 1] if n is beside[at] or not _furnished(page, n))


def alike(page: Index, node: Node) -> tuple[Node, ...]:
    """The paragraph with those right before and after it that look like it and hold plain words: site's lines of facts
    hold elements, or are of another class."""
    found = paragraphs(page, node)
    plain = [one is node or (_look(one) == _look(node) and not _marked(page, one)) for one in found]
    at = found.index(node)
    first = next((i + 1 for i in range(at - 1, -1, -1) if not plain[i]), 0)
    last = next((i for i in range(at + 1, len(found)) if not plain[i]), len(found))
    return found[first:last]


def sites_own(cards: Iterable[tuple[Area, tuple[Node, ...]]], facts: Iterable[re.Pattern[str]]) -> bool:
    """Whether the site itself writes facts of its cards in the paragraphs that stand beside a client's text: then most
    cards have a line of a kind there, and nowhere else. ``cards``: each with those paragraphs."""
    kinds, there, total = tuple(facts), 0, 0
    for area, beside in cards:
        total += 1
        if beside:
            held = Spans(beside)
            told = [[held.has(line) for line in area.lines if kind.fullmatch(line.text)] for kind in kinds]
            there += any(places and all(places) for places in told)
    return 2 * there > total


def _look(node: Node) -> str:
    return node.attrs.get("class", "")


def _marked(page: Index, node: Node) -> bool:
    return any(inner.tag not in ("p", "br", "a") for inner in page.inside(node))


def children(page: Index, node: Node) -> list[Node]:
    """The elements that stand in the element itself."""
    out, place = [], node.place + 1
    while place < node.end:
        out.append(page.nodes[place])
        place = page.nodes[place].end
    return out


def _furnished(page: Index, node: Node) -> bool:
    return any(n.tag in FURNITURE or (n.tag == "i" and n.run == n.run_end) for n in page.inside(node))
