"""Repeated cards, found by what redesigns leave alone: links to an item's address, headings, and who holds whom."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Container
from dataclasses import dataclass
from functools import cache
from itertools import groupby, islice
from urllib.parse import unquote

from escrowl.pages.dom import HEADINGS, Index, Line, Node
from escrowl.pages.segments import parts
from escrowl.snapshot import NUMBER

ItemId = Callable[[str], str]
"""From an address (an `href`, whole or not) to the site's id of the item it leads to; empty when it leads to none."""

_ASIDE = 80
"""Words (in characters) that may stand beside a title on its line: "6 days left", "VERIFIED", a budget."""
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+|\S*/\S+/\S*", re.IGNORECASE)
_MOST_TITLE = 200
"""Characters of the longest title of a job; a link with more is the whole card."""
_MOST_RUNS = 80
"""Text runs of the longest heading that is compared with a hint."""
_ODD = re.compile(r".{1,8}|\W*\d.{0,30}|\D{0,16}\d[\d\s.,:]*.{0,12}")
"""Lines that are too short for a title, or say a number and little else: an age, a price."""
_SAME = 2
"""Cards of a list that may have the same title: a line on more of them is a label."""
_WHOLE_CARD = 3
"""Lines from which on a link is the whole card."""
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
    if around is not None:
        return around
    heads = [node for node in page.inside(link) if node.tag in HEADINGS]
    if len(heads) > 1:
        address = _address(link)
        heads.sort(key=lambda one: -_share(page.text(one), address))
    return heads[0] if heads else None


def titled(page: Index, item_id: ItemId) -> list[tuple[Node, Node, str]]:
    """Headings that link to an item: heading, link, id. A link without words lies over the card: the heading of the
    card is its title."""
    out, links = [], [(link, item_id(link.attrs.get("href", ""))) for link in page.tagged("a")]
    links = [(link, found) for link, found in links if found]
    covers: _Covers | None = None
    for link, found in links:
        heading = heading_of(page, link)
        if heading is None and not page.text(link):
            covers = covers or _Covers(page, links)
            heading = covers.heading(link, found)
        if heading is not None:
            out.append((heading, link, found))
    return out


class Marks:
    """Elements that lead to items, with the items' ids: what stands inside of which is found by bisection, since a page
    may hold 50,000 of them."""

    def __init__(self, marked: list[tuple[Node, str]]) -> None:
        marked = sorted(marked, key=lambda one: one[0].place)
        self._places = [node.place for node, _ in marked]
        self._ids = [found for _, found in marked]
        self._turns = [at for at in range(1, len(marked)) if self._ids[at] != self._ids[at - 1]]

    @property
    def one(self) -> bool:
        """Whether all lead to the same item."""
        return not self._turns

    def others(self, outer: Node, own: str) -> bool:
        """Whether one that leads to another item stands inside the element."""
        start, end = bisect_left(self._places, outer.place), bisect_left(self._places, outer.end)
        turn = bisect_right(self._turns, start)
        return start < end and (self._ids[start] != own or (turn < len(self._turns) and self._turns[turn] < end))


class _Covers:
    """The headings of the cards that wordless links lie over."""

    def __init__(self, page: Index, links: list[tuple[Node, str]]) -> None:
        self._page = page
        self._marks = Marks(links)
        heads = page.tagged(*HEADINGS)
        self._heads = [one for one in heads if any(not page.runs[at].isspace() for at in range(one.run, one.run_end))]
        self._said: dict[str, list[Node]] | None = None

    def heading(self, link: Node, found: str) -> Node | None:
        """The first heading (that says the link's hint, if it has one) in the closest element around the link that
        holds headings, and no link to another item."""
        for outer in islice(self._page.ancestors(link), _HEADING_REACH):
            if self._marks.others(outer, found):
                return None
            if first := first_in(outer, self._heads):
                hint = _hint(link)
                return first_in(outer, self._saying(hint)) if hint else first
        return None

    def _saying(self, words: str) -> list[Node]:
        if self._said is None:
            self._said = {}
            for one in self._heads:
                if one.run_end - one.run <= _MOST_RUNS:
                    self._said.setdefault(_bare(self._page.text(one)), []).append(one)
        return self._said.get(words, [])


def first_in(outer: Node, nodes: list[Node]) -> Node | None:
    """The first of the nodes, which are in document order, inside the outer one."""
    at = bisect_left(nodes, outer.place, key=lambda one: one.place)
    return nodes[at] if at < len(nodes) and nodes[at].place < outer.end else None


def _hint(link: Node) -> str:
    """What a link says on hover or to those who hear the page."""
    return _bare(link.attrs.get("aria-label") or link.attrs.get("title") or "")


def grow(page: Index, node: Node, others: list[int]) -> Node:
    """The largest element around the node that holds none of the other places, and is not the page itself.

    ``others``: places in document order. The node's own inside does not count, nor does what stands around the cards
    of the extension's snapshot.
    """

    def holds(outer: Node, node: Node) -> bool:
        start = bisect_left(others, outer.place)
        near = others[start : start + 3]
        return any(place < outer.end and not node.place <= place < node.end for place in near)

    return _grown(page, node, holds)


def grow_apart(page: Index, node: Node, marks: Marks, own: str) -> Node:
    """The largest one that holds no mark of another item than its ``own``."""
    return _grown(page, node, lambda outer, _: marks.others(outer, own))


def _box(page: Index, node: Node, places: list[int], start: int, end: int) -> Node:
    """The same for a list's card, whose own links are those from ``start`` to ``end`` among all ``places``."""

    def holds(outer: Node, _: Node) -> bool:
        return bisect_left(places, outer.place) < start or bisect_left(places, outer.end) > end

    return _grown(page, node, holds)


def _grown(page: Index, node: Node, holds: Callable[[Node, Node], bool]) -> Node:
    for outer in page.ancestors(node):
        if outer.tag in ("html", "body", "main") or (page.numbered and _around_cards(outer, node)):
            break
        if holds(outer, node):
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

    @cache
    def told() -> Counter[str]:
        return Counter(text for _, run in runs for text in {line.text for link in run for line in page.lines_in(link)})

    heads = [node.place for node in page.tagged(*HEADINGS)]
    out: dict[str, Item] = {}
    end = 0
    for found, run in runs:
        start, end = end, end + len(run)
        if found in out:
            continue
        link, title = _title(page, run, common)
        box = _box(page, title, places, start, end) if len(runs) > 1 else grow(page, title, heads)
        if title is link:
            title = _title_in(page, run, link, box, (common, told, len(runs)))
        if not page.text(link) and not page.text(title):
            continue
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


def _title_in(
    page: Index, run: list[Node], link: Node, box: Node, seen: tuple[Counter[str], Callable[[], Counter[str]], int]
) -> Node:
    """The title of a card without a heading that links: the link's own words, what the hint of a wordless link over
    the card says, or a line of a link that is the whole card. An element without words where none of these is one.

    ``seen``: how many cards have a link, and a line of a link, of these words, and how many cards there are.
    """
    links, lines_of, cards = seen
    often = max(2, cards // 3)
    none = Node(link.place, link.tag, link.parent, link.run, {})
    hints = [hint for other in run if not page.text(other) and (hint := _hint(other))]
    said = {_bare(line.text): line for line in reversed(page.lines_in(box))} if hints else {}
    if hinted := next((said[hint] for hint in hints if hint in said), None):
        return _around(page, hinted) or none
    text = page.text(link)
    if not text or links[text.casefold()] > often:
        return next((one for one in page.tagged(*HEADINGS, within=box) if page.text(one)), none)
    inside = page.lines_in(link)
    if len(inside) < _WHOLE_CARD and len(text) <= 2 * _MOST_TITLE:
        return link
    address = _address(link)
    apart = [part for line in inside for part in (line, *parts(page, line))]
    told = {at: share for at, line in enumerate(apart) if (share := _share(line.text, address))}
    if told:
        line = apart[max(told, key=lambda at: (told[at], -len(apart[at].text)))]
    elif any(len(set(_words(line.text)) & address) > len(address) / 2 for line in inside):
        return none  # the title is there, and other words with it
    else:
        lines = lines_of()
        own = (line for line in inside if lines[line.text] <= _SAME and not _ODD.fullmatch(line.text))
        first = next(own, None)
        if first is None:
            return none
        line = first
    return (_around(page, line) if len(line.text) <= _MOST_TITLE else None) or none


def _around(page: Index, line: Line) -> Node | None:
    """The element that says the line and nothing else."""
    node = page.around(line)
    return node if page.text(node) == line.text else None


def _address(link: Node) -> set[str]:
    """The words of the last part of the address it leads to that has several, without those of numbers."""
    parts_of = unquote(link.attrs.get("href", "").split("?")[0]).split("/")
    told = [{word for word in _words(part) if not re.search(r"\d", word)} for part in reversed(parts_of)]
    return next((words for words in told if len(words) > 1), set())


def _share(text: str, address: set[str]) -> int:
    """How many words of the address the text says; 0 where it says few of them, or much else."""
    said = set(_words(text))
    both = len(said & address)
    return both if both > len(address) / 2 and both >= len(said) / 2 else 0


def _bare(text: str) -> str:
    return "".join(text.split()).casefold()


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", text.casefold())


def _written(page: Index, link: Node, starts: list[int]) -> bool:
    """Whether a client's text may hold the link: it shows its bare address, or stands in a line of prose."""
    text = page.text(link)
    if _ADDRESS.fullmatch(text):
        return True
    if heading_of(page, link) is not None:
        return False
    at = bisect_right(starts, link.run) - 1
    return at >= 0 and text != "" and len(page.lines[at].text) - len(text) > _ASIDE
