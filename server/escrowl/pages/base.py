"""What a page object is made of: sites and their kinds of page, cards and the readers of their facts."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from hashlib import blake2b
from itertools import islice
from typing import Any, ClassVar, TypeVar

from escrowl.cards import Anchor, Card, Disagreement, Reading, Role
from escrowl.facts import FACTS, Fact, Facts, FactValue, Known, Layer, Unknown
from escrowl.pages.agree import settle
from escrowl.pages.dom import HEADINGS, Index, Line, Node, fold
from escrowl.pages.segments import parts
from escrowl.pages.site import Site, SiteKind
from escrowl.pages.spans import Spans
from escrowl.snapshot import Snapshot

LAYERS: tuple[Layer, ...] = ("data", "wording", "structure", "derived")
MOST_CARDS = 1_000
"""Cards of one page that are read; lists show 10 to 100, and a page built to stop programs 40,000."""
LONG = 160
"""Characters from which on a line is taken for a client's prose: the longest line of facts seen has 110."""


@dataclass(frozen=True, slots=True)
class Found:
    """What a reader found: the value (or an Unknown with its reason), what a person sees, and where it stood."""

    value: FactValue | Unknown
    text: str = ""
    where: str = ""


_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060\ufeff]")
"""Marks that nobody sees, which pages put inside words to tell where they may break."""


def plain_words(text: str) -> str:
    """The text as a person sees it."""
    return text if text.isascii() or not _UNSEEN.search(text) else fold(_UNSEEN.sub("", text))


def _plain(line: Line) -> Line:
    text = plain_words(line.text)
    return line if text is line.text else Line(text, line.run, line.run_end, line.node)


def _apart(page: Index, line: Line) -> list[Line]:
    """What stands side by side on a line of the page, long words left out. Several areas ask for the same lines."""
    found = page.apart.get(line.run)
    if found is None:
        found = page.apart[line.run] = [_plain(one) for one in parts(page, line) if len(one.text) <= LONG]
    return found


_UNTRIED: Any = object()


@dataclass(eq=False)
class Area:
    """One card's part of a page. ``cut``: elements that hold words a client can write, or that are of other cards."""

    page: Index
    node: Node
    cut: tuple[Node, ...] = ()
    heading: Node | None = None
    id: str = ""
    icons: ClassVar[bool] = True
    """Whether words for hover and screen readers inside are the site's own: those in a talk are not."""

    @cached_property
    def _cut(self) -> Spans:
        return Spans(self.cut)

    @cached_property
    def unseen(self) -> dict[int, bool]:
        """Places of elements that were asked whether they are on the screen, with the answer."""
        return {}

    @cached_property
    def lines(self) -> list[Line]:
        """Lines that may hold facts: none of a cut element, a heading of the card, or long prose."""
        out = []
        cut = sorted([(node.run, node.run_end) for node in self.cut], reverse=True)
        reach = 0  # where the words end of the cut elements that began so far
        for line in self.page.lines_in(self.node):
            while cut and cut[-1][0] <= line.run:
                reach = max(reach, cut.pop()[1])
            if line.run >= reach and len(line.text) <= LONG:
                out.append(line if line.text.isascii() else _plain(line))
        return out

    @cached_property
    def parts(self) -> list[Line]:
        """What stands side by side on lines that hold several facts, as rows of chips do."""
        out = []
        for line in self.page.lines_in(self.node):
            if line.run_end - line.run > 1 or " · " in line.text or " | " in line.text or " • " in line.text:
                out += [one for one in _apart(self.page, line) if not self._cut.meets(one)]
        return out

    def token(self, token: str, *attrs: str) -> Node | None:
        """The first element inside whose attribute (data-test unless told) holds the token."""
        for attr in attrs or ("data-test",):
            for node in self.page.tokens(attr, token, self.node):
                if not self.within_cut(node):
                    return node
        return None

    def within_cut(self, node: Node) -> bool:
        """Whether the element stands in words that are cut out of the card, or is such an element."""
        return self._cut.holds(node)

    def inner(self, node: Node) -> Area:
        """The part of the card inside one of its elements."""
        part = Area(self.page, node, self.cut)
        part.lines = [line for line in self.lines if node.run <= line.run < node.run_end]
        return part

    def matches(self, pattern: re.Pattern[str]) -> Iterable[tuple[re.Match[str], Line]]:
        """Every line that as a whole is what the pattern says, else every part of a line."""
        said = self.page.whole(pattern)
        told = said.get
        none = True
        for lines in (self.lines, self.parts):
            for line in lines:
                found = told(line.text, _UNTRIED)
                if found is None:
                    continue
                if found is _UNTRIED:
                    found = said[line.text] = pattern.fullmatch(line.text)
                if found:
                    none = False
                    yield found, line
            if not none:
                return

    def match(self, pattern: re.Pattern[str]) -> tuple[re.Match[str], Line] | None:
        """The first of them."""
        return next(iter(self.matches(pattern)), None)

    def after(self, label: re.Pattern[str], value: Callable[[str], FactValue | None], reach: int = 5) -> Found | None:
        """A value on a label's line behind the colon, or on one of the lines after it, up to the next label; the same
        in parts of lines, where no line says it."""
        for lines in (self.lines, self.parts):
            for at, line in enumerate(lines):
                found = label.match(line.text)
                if found is None:
                    continue
                rest = line.text[found.end() :].strip(" :")
                for text in [rest] if rest else [after.text for after in lines[at + 1 : at + 1 + reach]]:
                    if not rest and text.endswith(":"):
                        break
                    got = value(text)
                    if got is not None:
                        return Found(got, f"{found[0].strip(' :')}: {text}", f"near “{found[0].strip(' :')}”")
        return None


@lru_cache(maxsize=256)
def _unknown(reason: str) -> Unknown:
    """The same for every fact that is not there for this reason."""
    return Unknown(reason)


Reader = Callable[[Any, Any], Found | None]
R = TypeVar("R", bound=Reader)


def provides(fact: str, *, on: Layer) -> Callable[[R], R]:
    """Marks a method as a reader of a fact on a layer. Raises KeyError at import for a name outside the vocabulary."""
    if fact not in FACTS:
        raise KeyError(f"{fact} is not a fact of the vocabulary: look it up in facts.py")

    def mark(reader: R) -> R:
        marks: list[tuple[str, Layer]] = [*getattr(reader, "provides", ()), (fact, on)]
        reader.provides = marks  # type: ignore[attr-defined]
        return reader

    return mark


class CardReader:
    """Reads one kind of card. Subclasses hold `@provides` methods; the first layer that knows a fact wins."""

    role: ClassVar[Role] = "job"
    required: ClassVar[tuple[str, ...]] = ("job.title",)
    readers: ClassVar[dict[str, list[tuple[Layer, str]]]] = {}

    def __init_subclass__(cls) -> None:
        table: dict[str, list[tuple[Layer, str]]] = {}
        for base in reversed(cls.__mro__):
            for name, method in vars(base).items():
                for fact, layer in getattr(method, "provides", ()):
                    table.setdefault(fact, []).append((layer, name))
        for marks in table.values():
            marks.sort(key=lambda mark: LAYERS.index(mark[0]))
        cls.readers = table

    def __init__(self, snapshot: Snapshot, me: Facts, signed_in: bool | None) -> None:
        self.snapshot, self.me, self.signed_in = snapshot, me, signed_in
        self.disagreements: list[Disagreement] = []

    def reason(self, fact: str) -> str:
        """Why a fact is not there."""
        if self.signed_in is False and fact.startswith("client."):
            return "not shown: signed out"
        return "not shown on this card"

    def part(self, fact: str, area: Area) -> Area:
        """The part of the card where this fact may be read."""
        return area

    def inside(self, area: Area) -> Mapping[str, Known]:
        """Facts of the card from data that the page carries for itself (JSON scripts). Visible words stand above it."""
        return {}

    def facts(self, area: Area) -> Facts:
        """Every fact this kind of card can show, known or unknown with a reason."""
        out: dict[str, Fact] = {}
        for fact, marks in self.readers.items():
            result: Fact | None = None
            part = self.part(fact, area)
            for layer, name in marks:
                found: Found | None = getattr(self, name)(part)
                if found is not None:
                    known = not isinstance(found.value, Unknown)
                    result = found.value if isinstance(found.value, Unknown) else None
                    if known:
                        result = Known(found.value, found.text, found.where, layer)  # type: ignore[arg-type]
                    break
            out[fact] = result or _unknown(self.reason(fact))
        facts = Facts(out)  # names were looked at when the readers were made
        self.disagreements += settle(area.id, facts, self.inside(area))
        return facts

    def client_key(self, area: Area, site: str) -> str:
        """Key under which the history of this client is kept."""
        return f"{'room' if self.role == 'thread' else 'job'}:{site}:{area.id}"

    def card(self, area: Area, site: str) -> Card:
        """The card with its facts, its anchor and the hash of its words."""
        page = area.page
        place = area.heading or next((n for n in page.inside(area.node) if n.tag in HEADINGS), area.node)
        return Card(
            id=area.id,
            role=self.role,
            anchor=Anchor(page.number(area.node), page.number(place)),
            facts=self.facts(area),
            client=self.client_key(area, site) if area.id else "",
            digest=blake2b(page.text(area.node).encode("utf-8", "replace"), digest_size=16).hexdigest(),
        )

    def missing(self, card: Card) -> list[str]:
        """Required facts of the card that could not be read."""
        return [name for name in self.required if not isinstance(card.facts.get(name), Known)]


class PageObject:
    """One kind of page of one site. ``claims`` and ``refuses`` are addresses that are, and are not, pages of it."""

    site: ClassVar[Site]
    kind: ClassVar[SiteKind]
    claims: ClassVar[tuple[str, ...]] = ()
    refuses: ClassVar[tuple[str, ...]] = ()
    nothing: ClassVar[re.Pattern[str] | None] = None
    """What the site says, on a line of its own, where a list has nothing in it."""

    @classmethod
    def takes(cls, url: str) -> bool:
        """Whether the address is one of this kind."""
        return re.search(cls.kind.pattern, url) is not None

    def __init__(self, page: Index, snapshot: Snapshot, me: Facts) -> None:
        self.page, self.snapshot, self.me = page, snapshot, me

    def signed_in(self) -> bool | None:
        """Whether the reader is signed in, None when the page does not tell."""
        return None

    def areas(self) -> Iterable[tuple[type[CardReader], Area]]:
        """The cards of the page with who reads them."""
        raise NotImplementedError

    def unsupported(self) -> str | None:
        """Why this is not a page of ours in spite of its address (a login form, a challenge), else None."""
        return None

    def empty(self) -> bool:
        """Whether the page says in words that it has nothing to list."""
        said = self.nothing
        return said is not None and any(said.fullmatch(line.text) for line in self.page.lines)

    def read(self) -> Reading:
        """All cards and the state of the page."""
        name, kind = self.site.site, self.kind.kind
        why = self.unsupported()
        signed_in = self.signed_in()
        if why:
            return Reading(name, "other", "unsupported", signed_in, notes=(why,))
        cards: list[Card] = []
        notes: list[str] = []
        differ: list[Disagreement] = []
        areas = iter(self.areas())
        for reader_of, area in islice(areas, MOST_CARDS):
            reader = reader_of(self.snapshot, self.me, signed_in)
            card = reader.card(area, name)
            cards.append(card)
            differ.extend(reader.disagreements)
            notes.extend(f"{card.id or 'a card'}: {fact} could not be read" for fact in reader.missing(card))
        if next(areas, None) is not None:
            notes.append(f"only the first {MOST_CARDS:,} cards were read")
        if signed_in is None and any(isinstance(card.facts.get("client.payment"), Known) for card in cards):
            signed_in = True  # no site shows it to a visitor
        if not cards and not self.empty():
            return Reading(name, kind, "unreadable", signed_in, notes=("No card was found: the layout changed.",))
        return Reading(name, kind, "partial" if notes else "read", signed_in, tuple(cards), tuple(notes), tuple(differ))
