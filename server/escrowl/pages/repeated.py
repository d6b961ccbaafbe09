"""Repeated cards, found by what redesigns leave alone: links to an item's address, headings, and who holds whom."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Container
from dataclasses import dataclass
from itertools import groupby, islice

from escrowl.pages.dom import HEADINGS, Index, Node
from escrowl.snapshot import NUMBER

ItemId = Callable[[str], str]
"""From an address (an `href`, whole or not) to the site's id of the item it leads to; empty when it leads to none."""

_ASIDE = 80
"""Words (in characters) that may stand beside a title on its line: "6 days left", "VERIFIED", a budget."""
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+|\S*/\S+/\S*", re.IGNORECASE)
_HEADING_REACH = 4
"""How many elements may stand between a link and the heading around it."""


@dataclass(frozen=True, slots=True, eq=False)
class Item:
    """One card of a list: the item's id, the element that holds its title, the link, and all that is the card's."""

    id: str
    title: Node
    link: Node
    box: Node


def heading_of(page: Index, link: Node) -> Node | None:
    """The heading around the link, or inside it; None for a link without one."""
    near = [link, *islice(page.ancestors(link), _HEADING_REACH)]
    around = next((node for node in near if node.tag in HEADINGS), None)
    return around or next((node for node in page.inside(link) if node.tag in HEADINGS), None)


def titled(page: Index, item_id: ItemId) -> list[tuple[Node, Node, str]]:
    """Headings that link to an item: heading, link, id."""
    out = []
    for link in page.tagged("a"):
        found = item_id(link.attrs.get("href", ""))
        heading = heading_of(page, link) if found else None
        if heading is not None:
            out.append((heading, link, found))
    return out


def grow(page: Index, node: Node, others: list[int]) -> Node:
    """The largest element around the node that holds none of the other places, and is not the page itself.

    ``others``: places in document order. The node's own inside does not count, nor does what stands around the cards
    of the extension's snapshot.
    """
    for outer in page.ancestors(node):
        if outer.tag in ("html", "body", "main") or (page.numbered and _around_cards(outer, node)):
            break
        start = bisect_left(others, outer.place)
        held = [
            place for place in others[start : start + 3] if place < outer.end and not node.place <= place < node.end
        ]
        if held:
            break
        node = outer
    return node


def _box(page: Index, node: Node, places: list[int], start: int, end: int) -> Node:
    """The same for a list's card, whose own links are those from ``start`` to ``end`` among all ``places``."""
    for outer in page.ancestors(node):
        if outer.tag in ("html", "body", "main") or (page.numbered and _around_cards(outer, node)):
            break
        if bisect_left(places, outer.place) < start or bisect_left(places, outer.end) > end:
            break
        node = outer
    return node


def _around_cards(outer: Node, node: Node) -> bool:
    """Whether the outer element is no part of the card the extension took: it has no number, or a higher one, since
    the extension numbers the cards first and what stands around them last."""
    number, inner = (one.attrs.get(NUMBER, "")[:9] for one in (outer, node))
    if not number.isdecimal():
        return True
    return inner.isdecimal() and int(number) > int(inner)


def items(page: Index, item_id: ItemId, ignore: Container[int] = ()) -> list[Item]:
    """The cards of a list, in the page's order, one for an item: each as large as it can be without holding a
    link to another item. Links that a client's text may hold (bare addresses, links among prose) lead to no card,
    nor do those whose place is in ``ignore``."""
    starts = [line.run for line in page.lines]
    links = []
    for link in page.tagged("a"):
        found = item_id(link.attrs.get("href", ""))
        if found and link.place not in ignore and not _written(page, link, starts):
            links.append((found, link))
    runs = [(found, [link for _, link in run]) for found, run in groupby(links, key=lambda pair: pair[0])]
    places = [link.place for _, link in links]
    common = Counter(text for _, run in runs for text in {page.text(link).casefold() for link in run})
    heads = [node.place for node in page.nodes if node.tag in HEADINGS]
    out: dict[str, Item] = {}
    end = 0
    for found, run in runs:
        start, end = end, end + len(run)
        link, title = _title(page, run, common)
        if found in out or not page.text(title):
            continue
        box = _box(page, title, places, start, end) if len(runs) > 1 else grow(page, title, heads)
        out[found] = Item(found, title, link, box)
    return list(out.values())


def _title(page: Index, run: list[Node], common: Counter[str]) -> tuple[Node, Node]:
    """Of the links to one item the one that is its title, with the title's element: in a heading, else the link
    whose words no other card's links have ("Bid now" stands on each), else the longest."""
    for link in run:
        heading = heading_of(page, link)
        if heading is not None and page.text(heading):
            return link, heading

    def rank(link: Node) -> tuple[bool, int, int]:
        text = page.text(link)
        return (not text, common[text.casefold()], -len(text))

    best = min(run, key=rank)
    return best, best


def _written(page: Index, link: Node, starts: list[int]) -> bool:
    """Whether a client's text may hold the link: it shows its bare address, or stands in a line of prose."""
    text = page.text(link)
    if _ADDRESS.fullmatch(text):
        return True
    if heading_of(page, link) is not None:
        return False
    at = bisect_right(starts, link.run) - 1
    return at >= 0 and text != "" and len(page.lines[at].text) - len(text) > _ASIDE
