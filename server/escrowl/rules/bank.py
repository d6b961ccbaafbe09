"""All text patterns of all rules, of each kind of text together, and a text in which they are looked for.

One look for the words that patterns cannot match without names the few patterns worth asking, and the sentences worth
asking them about. Asking every pattern about the whole of every text took five times as long, and most of that on texts
not seen before, for which RE2 has to build states first.
"""

from __future__ import annotations

import contextlib
import re
from bisect import bisect_left
from collections.abc import Callable, Collection
from functools import cached_property, lru_cache, partial
from itertools import islice
from typing import Any, TypeAlias

import re2

from escrowl.rules.cache import keep, kept, key_of
from escrowl.rules.literals import FORM, Needed, needed
from escrowl.rules.rarity import forget
from escrowl.rules.sieve import Sieve, padded

_MANY_PLACES = 6
"""A pattern that is worth asking about at more places than this is asked once, about the whole text."""
_SHORT = 150
"""Bytes of a text that is not taken apart: looking where its sentences end takes longer."""
_SPACE, _MOST_SPACE = 1 << 18, 1 << 23
"""Bytes RE2 may take for one pattern and its automaton, doubled for a pattern too large for that: the second is RE2's
own choice. An automaton that is full is emptied and built anew, which costs a little time and loses no match; with
1,600 patterns at RE2's choice a server that has judged 9,000 texts takes 310 MB, so 205."""
MANY = 40
"""Matches of one pattern in one text that are looked at: enough for a long message, a bound for a built one."""


_Test: TypeAlias = tuple[Callable[[bytes], Any], str, list[list[tuple[bytes, ...]]]]
"""Says what is not None when the pattern matches; marks that no match holds; by way, lists of words beside."""


class Bank:
    """The patterns of one kind of text. ``add`` while loading alone; what they need is worked out at the first text.

    ``name``: under which that is kept for the next start; without one it is not kept.
    """

    def __init__(self, name: str = "") -> None:
        self.name = name
        self.choose: Callable[[], Collection[int]] | None = None
        """Gives the patterns that every text is asked about; the others only when a rule comes to them. None: all."""
        self.patterns: list[str] = []
        self._numbers: dict[str, int] = {}
        self._single: dict[int, Any] = {}
        self._tests: dict[int, _Test] = {}
        self._ordered: dict[tuple[tuple[int, ...], ...], tuple[tuple[int, ...], ...]] = {}
        self._all_asked: dict[tuple[int, ...], bool] = {}

    def add(self, pattern: str) -> int:
        """Number of the pattern."""
        if pattern not in self._numbers:
            self._numbers[pattern] = len(self.patterns)
            self.patterns.append(pattern)
        return self._numbers[pattern]

    @cached_property
    def needs(self) -> list[Needed]:
        """What each pattern cannot match without."""
        if not self.name:
            return [needed(pattern) for pattern in self.patterns]
        key = key_of({"form": str(FORM), **dict(enumerate(self.patterns))})
        with contextlib.suppress(TypeError, ValueError):  # damaged: they are worked out anew
            rows = [Needed.of(row) for row in kept(key, self.name) or ()]
            if len(rows) == len(self.patterns):
                return rows
        rows = [needed(pattern) for pattern in self.patterns]
        forget()
        keep(key, [need.row() for need in rows], self.name)
        return rows

    @cached_property
    def asked(self) -> frozenset[int]:
        """The patterns that every text is asked about."""
        return frozenset(range(len(self.patterns)) if self.choose is None else self.choose())

    def often(self, number: int) -> float:
        """How often a pattern matches, by guess, among needs of other kinds: from a tenth up to four."""
        return 0.1 + min(self.needs[number].often, 4.0)

    def rarest_first(self, groups: tuple[tuple[int, ...], ...]) -> tuple[tuple[int, ...], ...]:
        """The groups of patterns, those first that ordinary texts hold least."""
        found = self._ordered.get(groups)
        if found is None:
            found = tuple(sorted(groups, key=lambda numbers: sum(self.needs[number].often for number in numbers)))
            self._ordered[groups] = found
        return found

    def all_asked(self, numbers: tuple[int, ...]) -> bool:
        """Whether every text is asked about all of the patterns."""
        found = self._all_asked.get(numbers)
        if found is None:
            found = self._all_asked[numbers] = self.asked.issuperset(numbers)
        return found

    @cached_property
    def sieve(self) -> Sieve:
        """Finds those of them that are worth asking about a text."""
        return Sieve({number: self.needs[number] for number in sorted(self.asked)})

    def one(self, number: int) -> Any:
        """The compiled pattern. Raises re2.error when RE2 cannot read it."""
        found = self._single.get(number)
        if found is None:
            found = self._single[number] = _in_little_space(partial(re2.compile, self.patterns[number]))
        return found

    def test(self, number: int) -> _Test:
        """How to tell whether the pattern matches; made at the first use."""
        found = self._tests.get(number)
        if found is None:
            made = _in_little_space(partial(_set_of, self.patterns[number]))
            need = self.needs[number]
            beside = [[tuple(word.encode() for word in words) for words in way.beside] for way in need.ways]
            found = self._tests[number] = (made.Match, need.apart, beside)
        return found

    def compile(self) -> None:
        """Make now what else is made at the first texts."""
        for number in self.asked:
            self.test(number)
        _ = self.sieve


def _set_of(pattern: str, options: Any) -> Any:
    """A set of this pattern alone: it says whether in half the time that a compiled pattern takes to say where."""
    made = re2.Set.SearchSet(options)
    made.Add(pattern)
    made.Compile()  # raises as well when the automaton could not hold twenty states: with them it never gives up
    return made


def _in_little_space(make: Callable[[Any], Any]) -> Any:
    """What ``make`` makes with options that allow it no more memory than it needs to work.

    Raises re2.error when the pattern cannot be read, or not in `_MOST_SPACE`.
    """
    options = re2.Options()
    options.log_errors = False
    options.never_capture = True
    options.max_mem = _SPACE
    while True:
        try:
            return make(options)
        except re2.error:
            if options.max_mem >= _MOST_SPACE:
                raise
            options.max_mem *= 2


@lru_cache(maxsize=32)
def _any_of(marks: str) -> re.Pattern[bytes]:
    return re.compile(f"[{re.escape(marks)}]".encode())


def _all_in(lists: list[tuple[bytes, ...]], text: bytes) -> bool:
    """Whether the text holds a word of each list."""
    for words in lists:
        for word in words:
            if word in text:
                break
        else:
            return False
    return True


class Look:
    """One view of a text, and where the patterns of a bank match in it."""

    __slots__ = ("_ends", "_has", "_matching", "_padded", "bank", "data", "text", "worth")

    def __init__(self, text: str, bank: Bank) -> None:
        self.text = text
        self.bank = bank
        self.data = text.encode()
        self._padded = padded(self.data)
        self.worth = bank.sieve.places(self.data, self._padded) if bank.patterns else {}
        """The patterns that may match, of those that every text is asked about; no other of them does."""
        self._has: dict[int, bool] = {}
        self._matching: tuple[int, ...] | None = None
        self._ends: dict[str, list[int]] = {}

    def has(self, number: int) -> bool:
        """Whether the pattern matches somewhere."""
        found = self._has.get(number)
        if found is None:
            places = self._places(number)
            found = self._has[number] = places is not None and self._tried(number, places)
        return found

    def matching(self) -> tuple[int, ...]:
        """The patterns that match, of those that every text is asked about."""
        if self._matching is None:
            self._matching = tuple(filter(self.has, self.worth))
        return self._matching

    def _places(self, number: int) -> list[tuple[int, int]] | None:
        """Where the pattern may match, and which way; None when it does not."""
        return self.worth.get(number) if number in self.bank.asked else []

    def _tried(self, number: int, places: list[tuple[int, int]]) -> bool:
        match, marks, beside = self.bank.test(number)
        if not marks or not 0 < len(places) <= _MANY_PLACES or len(self.data) < _SHORT:
            return match(self.data) is not None
        tried = -1
        for place, way in places:
            begin, end = self._piece(place, marks)
            if begin != tried and (not beside[way] or _all_in(beside[way], self._padded[begin : end + 2])):
                if match(self.data[begin:end]) is not None:
                    return True
                tried = begin
        return False

    def _piece(self, place: int, marks: str) -> tuple[int, int]:
        """Start and end of the piece between two of the marks with the place in it or right behind it."""
        ends = self._ends.get(marks)
        if ends is None:
            found = (match.start() for match in _any_of(marks).finditer(self.data))
            ends = self._ends[marks] = [-1, *found, len(self.data)]
        after = bisect_left(ends, place, 1, len(ends) - 1)
        return ends[after - 1] + 1, ends[after]

    def _pieces(self, number: int, places: list[tuple[int, int]]) -> list[tuple[int, int]]:
        """Pieces of the text, in order, outside which the pattern matches nothing and between which no match lies."""
        marks = self.bank.test(number)[1]
        if places and marks and len(self.data) >= _SHORT:
            return sorted({self._piece(place, marks) for place, _ in places})
        return [(0, len(self.data))]

    def spans(self, number: int) -> list[tuple[int, int]]:
        """Start and end of the first matches of the pattern, in characters."""
        places = self._places(number)
        if places is None or not self.has(number):
            return []
        find = self.bank.one(number).finditer
        if not places:  # may match nothing at all, even inside a letter of two bytes
            return [match.span() for match in islice(find(self.text), MANY)]
        matches = (match for start, end in self._pieces(number, places) for match in find(self.data, start, end))
        spans = [match.span() for match in islice(matches, MANY)]
        if len(self.data) == len(self.text):
            return spans
        return [(self._characters(start), self._characters(end)) for start, end in spans]

    def _characters(self, at: int) -> int:
        return len(self.data[:at].decode())
