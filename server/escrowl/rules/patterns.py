"""A text of one kind, as rules ask about it: which patterns match where, and the words that show it."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache

from escrowl.rules.bank import Bank, Look
from escrowl.rules.contacts import DETECTORS, mask
from escrowl.rules.sentences import Sentences
from escrowl.rules.text import View, bare, normal

QUOTE = 120
"""Longest quote (CATALOGUE 4): enough for a sentence, too short to copy a message."""
VIEW = 10_000
"""Sentences of the second view are numbered from here on."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A match: its place in its view, its sentence, and the raw place."""

    sentence: int
    start: int
    end: int
    disguised: bool
    negated: bool
    the_work: bool


_KEPT = 256
"""Texts whose reading is kept: the cards of a few lists, or a long talk. A page that changes shows most again."""
_LONG = 6_000
"""Characters of the longest among them."""


@dataclass(frozen=True, slots=True, eq=False)
class _Read:
    """What was found out about a text so far. Filled by all documents of the same text, which find out the same."""

    views: tuple[tuple[View, Sentences], ...]
    looks: tuple[Look, ...]
    post: bool
    hits: dict[int, tuple[Hit, ...]] = field(default_factory=dict)
    detected: dict[str, tuple[Hit, ...]] = field(default_factory=dict)
    quotes: dict[tuple[int, int], str] = field(default_factory=dict)


def _read(raw: str, bank: Bank, post: bool) -> _Read:
    plain = normal(raw)
    undone = bare(plain)
    views = (plain,) if undone is None else (plain, undone)
    sentences = tuple((view, Sentences(view.text)) for view in views)
    return _Read(sentences, tuple(Look(view.text, bank) for view in views), post)


_read_before = lru_cache(maxsize=_KEPT)(_read)


class Document:
    """One text of one kind: a message, a post, a draft."""

    __slots__ = ("_read", "bank", "latest", "looks", "raw", "told", "views")

    def __init__(self, raw: str, bank: Bank, *, latest: bool = False, told: bool = False, post: bool = False) -> None:
        self.raw = raw
        self.bank = bank
        self.latest = latest
        self.told = told
        read = _read_before if len(raw) <= _LONG else _read
        self._read = read(raw, bank, post)
        self.views = self._read.views
        self.looks = self._read.looks

    def may_say(self, numbers: tuple[int, ...]) -> bool:
        """Whether nothing known so far keeps all of the patterns from matching: a first question that costs little."""
        for look in self.looks:
            if not look.worth.keys().isdisjoint(numbers):
                return True
        return not self.bank.all_asked(numbers)

    def says(self, numbers: tuple[int, ...]) -> bool:
        """Whether one of the patterns matches in one of the views."""
        return any(look.has(number) for look in self.looks for number in numbers)

    def among(self, numbers: tuple[int, ...]) -> list[int]:
        """Those of the patterns that match in one of the views, in their order."""
        return [number for number in numbers if any(look.has(number) for look in self.looks)]

    def hits(self, number: int) -> tuple[Hit, ...]:
        """Where pattern ``number`` matches."""
        found = self._read.hits.get(number)
        if found is None:
            spans = [look.spans(number) for look in self.looks]
            found = self._read.hits[number] = self._merge(spans) if any(spans) else ()
        return found

    def found(self, numbers: tuple[int, ...]) -> list[Hit]:
        """Where the patterns match, in the order of the text."""
        return sorted((hit for number in self.among(numbers) for hit in self.hits(number)), key=lambda hit: hit.start)

    def detected(self, what: str) -> tuple[Hit, ...]:
        """Where the detector ``what`` (contacts.DETECTORS) finds something."""
        found = self._read.detected.get(what)
        if found is None:
            found = self._merge([list(DETECTORS[what](view.text)) for view, _ in self.views])
            self._read.detected[what] = found
        return found

    def _merge(self, spans_by_view: list[list[tuple[int, int]]]) -> tuple[Hit, ...]:
        out: list[Hit] = []
        for number, ((view, sentences), spans) in enumerate(zip(self.views, spans_by_view, strict=True)):
            for start, end in spans:
                begin, stop = view.raw_span(start, end)
                if number and any(hit.start < stop and begin < hit.end for hit in out):
                    continue  # the plain view has it already
                out.append(
                    Hit(
                        sentence=sentences.place(start) + VIEW * number,
                        start=begin,
                        end=stop,
                        disguised=bool(number),
                        negated=sentences.negated(start, end),
                        the_work=sentences.is_the_work(start, self._read.post),
                    )
                )
        return tuple(out)

    def quote(self, hit: Hit) -> str:
        """The raw words of a match with a little around them, at most 120 characters, contacts masked."""
        where = (hit.start, hit.end)
        found = self._read.quotes.get(where)
        if found is None:
            found = self._read.quotes[where] = quote(self.raw, hit.start, hit.end)
        return found


def quote(raw: str, start: int, end: int) -> str:
    """``raw[start:end]`` widened to whole words of its line, at most 120 characters, contacts masked."""
    begin = max(raw.rfind("\n", 0, start) + 1, start - 45)
    stop = raw.find("\n", end)
    stop = min(len(raw) if stop < 0 else stop, end + 45)
    while begin > 0 and begin < start and raw[begin - 1].isalnum():
        begin += 1
    while stop < len(raw) and stop > end and raw[stop - 1].isalnum() and raw[stop].isalnum():
        stop -= 1
    words = " ".join(mask(raw[begin:stop]).split())
    return words if len(words) <= QUOTE else words[: QUOTE - 1] + "…"
