"""Job posts of a list, and what all their readers share: title, client's text, price, skills, silent signals."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import ClassVar, TypeVar

from escrowl.facts import Facts, FactValue, Unknown
from escrowl.pages.base import Area, CardReader, Found, provides
from escrowl.pages.dom import HEADINGS, Index, Node, among
from escrowl.pages.postwords import PRICE, price
from escrowl.pages.prose import PROSE, alike, prose, sites_own
from escrowl.pages.repeated import Item, ItemId, heading_of, items
from escrowl.pages.spans import Spans

SIGNALS = ("client.payment", "client.phone", "client.identity", "client.email", "client.deposit")
DIFFER = Unknown("the page says two different things")


def silent(why: str, *more: str) -> dict[str, str]:
    """The same reason for every verification signal, and for further facts named."""
    return dict.fromkeys((*SIGNALS, *more), why)


@dataclass(eq=False)
class Post(Area):
    """A post's part of the page. ``told``: the elements with the client's text, which are cut out of the rest."""

    told: tuple[Node, ...] = ()

    @cached_property
    def description(self) -> str:
        """The client's text as far as the page shows it."""
        return " ".join(filter(None, map(self.page.spaced, self.told)))

    def links(self, address: Callable[[str], object]) -> Iterator[Node]:
        """Links whose address is one that is looked for, and which are none of the client's own."""
        told = Spans(self.told)
        for link in self.page.tagged("a", within=self.node):
            if address(link.attrs.get("href", "")) and not told.holds(link):
                yield link

    def one(
        self, pattern: re.Pattern[str], value: Callable[[re.Match[str]], FactValue | None], *, whole: bool = False
    ) -> Found | None:
        """The value where the pattern is found in a line (or is the whole line); unknown when two lines disagree."""
        said: dict[FactValue, str] = {}
        look = pattern.fullmatch if whole else pattern.search
        for line in self.lines:
            if (found := look(line.text)) and (got := value(found)) is not None:
                said.setdefault(got, found[0].strip())
        if len(said) > 1:
            return Found(DIFFER)
        return next((Found(got, text, f"line “{text}”") for got, text in said.items()), None)


def posts(page: Index, job: ItemId, told: Iterable[str] = (), least: int = PROSE) -> list[Post]:
    """The posts of a list. ``told``: class tokens of the element with the client's text, where they are known, else
    ``least`` is the length of its longest line.

    What is the client's text on most cards is so on all, be it ever so short; a link in it is the title of no card.
    """
    found = items(page, job)
    texts = _texts(page, found, told, least)
    usual = _usual(found)
    held = Spans(texts).holds
    if any(held(item.title) or not usual(item.title) for item in found):
        kept = {i.link.place for i in found if usual(i.title) and not held(i.title)}
        links = (n for n in page.tagged("a") if n.place not in kept and job(n.attrs.get("href", "")))
        other = (link.place for link in links if held(link) or not usual(heading_of(page, link) or link))
        found = items(page, job, ignore=set(other))
        texts = _texts(page, found, told, least)
    out = []
    for item in found:
        node, title = item.box, item.title
        parts: list[Node] = []
        for one in among(texts, node):
            if not page.is_within(title, one) and not (parts and page.is_within(one, parts[-1])):
                parts.append(one)
        more = () if parts else prose(page, node, title, least=least)
        text = (*parts, *more)
        out.append(Post(page, node, (title, *text), title, item.id, text))
    return out


T = TypeVar("T", bound=Post)


def whole_texts(cards: list[T], facts: tuple[re.Pattern[str], ...]) -> list[T]:
    """The cards with all paragraphs of a client's text, of which the longest was found: those beside it that look like
    it, unless the site writes its own lines (``facts``) in such ones."""
    more = [tuple(alike(card.page, card.told[0])) if card.told else () for card in cards]
    if all(len(text) < 2 for text in more):
        return cards
    beside = [tuple(one for one in text if one not in card.told) for card, text in zip(cards, more, strict=True)]
    if sites_own(zip(cards, beside, strict=True), facts):
        return cards
    pairs = zip(cards, more, strict=True)
    return [replace(card, cut=(*card.cut, *text), told=text) if len(text) > 1 else card for card, text in pairs]


def without(area: Post, nodes: Iterable[Node]) -> Post:
    """The post with further elements cut out: skills, names and the like that a client chose."""
    return replace(area, cut=(*area.cut, *nodes))


def skill_links(page: Index, node: Node, address: re.Pattern[str]) -> list[Node]:
    """Links inside whose address is that of a category or skill."""
    return [n for n in page.tagged("a", within=node) if address.search(n.attrs.get("href", ""))]


def _texts(page: Index, found: list[Item], told: Iterable[str], least: int) -> list[Node]:
    """The elements of the kind that holds the client's text: by its name, else as most cards have it."""
    for token in told:
        if nodes := page.classed(token):
            return nodes
    looks = Counter(
        (node.tag, name)
        for item in found
        for node in prose(page, item.box, item.title, least=least)[:1]
        if (name := node.attrs.get("class", ""))
    )
    (tag, name), count = looks.most_common(1)[0] if looks else (("", ""), 0)
    if 3 * count < 2 * len(found) or len(found) < 3:
        return []
    return [node for node in page.tagged(tag) if node.attrs.get("class") == name]


def _usual(found: list[Item]) -> Callable[[Node], bool]:
    """What most titles are: headings, or links with a class name in common. Of few cards nothing is said."""
    titles = [item.title for item in found]
    if len(titles) < 3:
        return lambda title: True
    headed = sum(title.tag in HEADINGS for title in titles)
    names = Counter(name for title in titles for name in set(title.attrs.get("class", "").split()))
    shared = {name for name, count in names.items() if 3 * count >= 2 * len(titles)}

    def usual(title: Node) -> bool:
        if title.tag not in HEADINGS and 3 * headed >= 2 * len(titles):
            return False
        return not shared or not shared.isdisjoint(title.attrs.get("class", "").split())

    return usual


def cost(area: Post) -> Found | None:
    """The price on a line of its own."""
    return area.one(PRICE, lambda found: price(found[0]), whole=True)


def chips(page: Index, node: Node, address: re.Pattern[str]) -> Found | None:
    """The words of links inside whose address is that of a category or skill."""
    links = skill_links(page, node, address)
    words = tuple(dict.fromkeys(text for link in links if (text := page.text(link))))
    return Found(words, ", ".join(words)[:120], "links to skills") if words else None


class SilentReader(CardReader):
    """``silent``: facts that the site shows nowhere, or not on such a page, with what a person is told."""

    silent: ClassVar[Mapping[str, str]] = {}

    def facts(self, area: Area) -> Facts:
        out = super().facts(area)
        for name, why in self.silent.items():
            if name not in out:
                out[name] = Unknown(why)
        return out


class PostReader(SilentReader):
    """Reads a post."""

    @provides("job.id", on="data")
    def job_id(self, area: Area) -> Found | None:
        return Found(area.id, area.id, "the address of the job") if area.id else None

    @provides("job.title", on="structure")
    def title(self, area: Area) -> Found | None:
        text = area.page.text(area.heading) if area.heading else ""
        return Found(text, text, "the title") if text else None

    @provides("job.description", on="structure")
    def description(self, area: Post) -> Found | None:
        text = area.description
        return Found(text, text[:120], "the client's text") if text else None
