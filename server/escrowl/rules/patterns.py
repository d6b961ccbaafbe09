"""All text patterns of all rules in one RE2 set per kind of text, and the documents they look at."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import re2

from escrowl.rules.contacts import DETECTORS, mask
from escrowl.rules.sentences import Sentences
from escrowl.rules.text import View, bare, normal

QUOTE = 120
"""Longest quote (CATALOGUE 4): enough for a sentence, too short to copy a message."""
VIEW = 10_000
"""Sentences of the second view are numbered from here on."""
_MANY = 40
"""Matches of one pattern in one text that are looked at: enough for a long message, a bound for a built one."""

_TOGETHER = 220
"""Patterns of one filter. Measured with 410 on new texts: one filter of all 1.4 ms a text, two 1.1, six 1.35."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A match: its place in its view, its sentence, and the raw place."""

    sentence: int
    start: int
    end: int
    disguised: bool
    negated: bool
    the_work: bool


class Bank:
    """The patterns of one kind of text. ``add`` while loading; the filter is compiled at the first look.

    A filter looks for the literal pieces that patterns cannot do without, all at once, and asks only the patterns whose
    pieces are there. One RE2 set of all would remember which of them matched so far and grow with every new text: a
    text seen for the first time took it 4 ms, the filter takes 0.4 ms. A filter does the same with its literal pieces:
    of many patterns several filters are made.
    """

    def __init__(self) -> None:
        self.patterns: list[str] = []
        self.choose: Callable[[], frozenset[int]] | None = None
        """Gives the patterns that every text is asked about; the others only when a rule comes to them. None: all."""
        self._numbers: dict[str, int] = {}
        self._filters: list[tuple[Any, list[int]]] | None = None
        self._single: dict[int, Any] = {}
        self._unasked: dict[tuple[int, ...], tuple[int, ...]] = {}

    def add(self, pattern: str) -> int:
        """Number of the pattern. Raises re2.error when RE2 cannot read it."""
        if pattern not in self._numbers:
            self._numbers[pattern] = len(self.patterns)
            self.patterns.append(pattern)
            self._filters = None
        return self._numbers[pattern]

    @cached_property
    def asked(self) -> frozenset[int] | None:
        """The patterns that every text is asked about, None for all; worked out at the first text."""
        return self.choose() if self.choose is not None else None

    def unasked(self, numbers: tuple[int, ...]) -> tuple[int, ...]:
        """Those of the patterns that texts are not asked about beforehand."""
        found = self._unasked.get(numbers)
        if found is None:
            asked = self.asked
            found = () if asked is None else tuple(number for number in numbers if number not in asked)
            self._unasked[numbers] = found
        return found

    def _compiled(self) -> list[tuple[Any, list[int]]]:
        """The filters, each with the numbers of its patterns."""
        if self._filters is None:
            numbers = sorted(range(len(self.patterns)) if self.asked is None else self.asked)
            self._filters = [_filter(self.patterns, part) for part in _parts(numbers)]
        return self._filters

    def matching(self, text: str) -> frozenset[int]:
        """Numbers of the patterns, of those asked, that match somewhere in ``text``."""
        if not self.patterns or (self.asked is not None and not self.asked):
            return frozenset()
        return frozenset(numbers[place] for made, numbers in self._compiled() for place in made.Match(text) or ())

    def one(self, number: int) -> Any:
        """The compiled single pattern."""
        found = self._single.get(number)
        if found is None:
            found = self._single[number] = re2.compile(self.patterns[number], _options())
        return found


def _parts(numbers: list[int]) -> list[list[int]]:
    """The numbers in order, in as few even parts as hold at most `_TOGETHER`."""
    parts = -(-len(numbers) // _TOGETHER)
    return [numbers[len(numbers) * n // parts : len(numbers) * (n + 1) // parts] for n in range(parts)]


def _filter(patterns: list[str], numbers: list[int]) -> tuple[Any, list[int]]:
    made = re2.Filter()
    for number in numbers:
        made.Add(patterns[number], _options())
    made.Compile()
    return made, numbers


def _options() -> Any:
    options = re2.Options()
    options.log_errors = False
    return options


class Document:
    """One text of one kind: a message, a post, a draft."""

    __slots__ = (
        *("_any", "_detected", "_hits", "_matching", "_others", "bank", "latest", "normal", "post", "raw", "told"),
        "views",
    )

    def __init__(self, raw: str, bank: Bank, *, latest: bool = False, told: bool = False, post: bool = False) -> None:
        self.raw = raw
        self.bank = bank
        self.latest = latest
        self.told = told
        self.post = post
        self.normal: View = normal(raw)
        undone = bare(self.normal)
        views = (self.normal,) if undone is None else (self.normal, undone)
        self.views = [(view, Sentences(view.text)) for view in views]
        self._matching: list[frozenset[int]] | None = None
        self._any: frozenset[int] = frozenset()
        self._others: dict[int, list[bool]] = {}
        self._hits: dict[int, tuple[Hit, ...]] = {}
        self._detected: dict[str, tuple[Hit, ...]] = {}

    def matching(self) -> frozenset[int]:
        """Numbers of the patterns, of those that every text is asked about, that match in one of the views."""
        if self._matching is None:
            self._matching = [self.bank.matching(view.text) for view, _ in self.views]
            self._any = frozenset().union(*self._matching)
        return self._any

    def _where(self, number: int) -> list[bool]:
        """In which of the views the pattern matches."""
        asked = self.bank.asked
        if asked is None or number in asked:
            self.matching()
            return [number in found for found in self._matching or ()]
        found = self._others.get(number)
        if found is None:
            pattern = self.bank.one(number)
            found = self._others[number] = [pattern.search(view.text) is not None for view, _ in self.views]
        return found

    def says(self, numbers: tuple[int, ...]) -> bool:
        """Whether one of the patterns matches in one of the views."""
        if not self.matching().isdisjoint(numbers):
            return True
        return any(any(self._where(number)) for number in self.bank.unasked(numbers))

    def among(self, numbers: tuple[int, ...]) -> list[int]:
        """Those of the patterns that match in one of the views, in their order."""
        matching = self.matching()
        unasked = self.bank.unasked(numbers)
        if not unasked:
            return [] if matching.isdisjoint(numbers) else [number for number in numbers if number in matching]
        return [number for number in numbers if number in matching or (number in unasked and any(self._where(number)))]

    def hits(self, number: int) -> tuple[Hit, ...]:
        """Where pattern ``number`` matches."""
        if number not in self._hits:
            spans: list[list[tuple[int, int]]] = []
            for (view, _), there in zip(self.views, self._where(number), strict=True):
                matches = self.bank.one(number).finditer(view.text) if there else ()
                spans.append([(m.start(), m.end()) for m, _ in zip(matches, range(_MANY), strict=False)])
            self._hits[number] = self._merge(spans) if any(spans) else ()
        return self._hits[number]

    def detected(self, what: str) -> tuple[Hit, ...]:
        """Where the detector ``what`` (contacts.DETECTORS) finds something."""
        if what not in self._detected:
            self._detected[what] = self._merge([list(DETECTORS[what](view.text)) for view, _ in self.views])
        return self._detected[what]

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
                        the_work=sentences.is_the_work(start, self.post),
                    )
                )
        return tuple(out)

    def quote(self, hit: Hit) -> str:
        """The raw words of a match with a little around them, at most 120 characters, contacts masked."""
        return quote(self.raw, hit.start, hit.end)


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
