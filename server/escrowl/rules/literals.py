"""What a pattern cannot match without: words of which one stands in every match, and marks that no match spans.

Read from the pattern itself. What is not understood gives no words, and such a pattern is asked of every text: slower,
never wrong. Most patterns have several lists of words; the one that ordinary texts hold least is taken.
"""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

from escrowl.rules.rarity import EDGE, frequency, spaced

FORM = 6
"""Counted up when something else is read from a pattern: what was kept of it is worthless then."""

MARKS = "\n!.?"
"""Ends of sentences and lines, in order. A pattern that cannot match one is looked for between two of them."""
_ALL_MARKS = frozenset(MARKS)
_MOST_JOINED = 16
"""Words that alternatives in a row may make together: `(a|b) (c|d)` makes four. More cost memory and find no more."""
_MOST_WORDS = 400
_MOST_BESIDE, _LONGEST_BESIDE = 2, 8
_MOST_CHARS = 12
"""Characters of a class that are tried one by one; of a larger class nothing is known."""

Words = frozenset[str]
_NOTHING: Words = frozenset({""})
_EMPTY = ("", EDGE, EDGE * 2)


class _NotUnderstood(ValueError):
    """Something in a pattern that is not read here."""


@dataclass(frozen=True, slots=True)
class Way:
    """One way for a pattern to match: with one of ``words``, in the form of `spaced`, or of ``signs`` as they are.

    ``beside``: lists of words of which the same match has one too, the shortest first.
    """

    words: tuple[str, ...] = ()
    signs: tuple[str, ...] = ()
    beside: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Needed:
    """Every match goes one of the ``ways``; none: nothing is known.

    ``apart``: marks that no match holds. ``often``: how many of the words a long post holds, by guess.
    """

    ways: tuple[Way, ...] = ()
    apart: str = ""
    often: float = 100.0

    def row(self) -> list[Any]:
        """It as JSON has it."""
        return [[[way.words, way.signs, way.beside] for way in self.ways], self.apart, self.often]

    @classmethod
    def of(cls, row: list[Any]) -> Needed:
        """It from what `row` gave."""
        ways, apart, often = row
        made = (Way(tuple(words), tuple(signs), tuple(map(tuple, beside))) for words, signs, beside in ways)
        return cls(tuple(made), apart, float(often))


_Ways = tuple[tuple[Words, tuple[Words, ...]], ...]
"""As `Way`, while a pattern is read."""


@dataclass(slots=True)
class _Part:
    """A piece of a pattern: all it matches, if that is little; else ``needs``, of each of which it goes one way.

    ``first`` and ``last``: words of which one begins, and ends, whatever it matches. ``marks``: those it may match.
    """

    exact: Words | None = None
    needs: Sequence[_Ways] = ()
    marks: frozenset[str] = frozenset()
    first: Words | None = None
    last: Words | None = None

    def __post_init__(self) -> None:
        if self.exact is not None:
            self.first = self.last = self.exact

    def ways(self) -> _Ways:
        """Those whose words ordinary texts hold least, with words of the others beside; empty when none is known."""
        own = [((self.exact, ()),)] if self.exact is not None and _useful(self.exact) else []
        needs = sorted([*self.needs, *own], key=_often)
        if not needs:
            return ()
        others = [_union(words for words, _ in need) for need in needs[1:]]
        more = tuple(words for words in others if words is not None)
        return tuple((words, (*beside, *more)) for words, beside in needs[0])


def _useful(words: Words) -> bool:
    return len(words) <= _MOST_WORDS and words.isdisjoint(_EMPTY)


def _often(ways: _Ways) -> float:
    return sum(frequency(word) for words, _ in ways for word in words)


def _in_a_row(parts: list[_Part]) -> _Part:
    if len(parts) == 1:
        return parts[0]
    now, first = _NOTHING, None
    needs: list[_Ways] = []

    def close(then: Words) -> Words:
        nonlocal first
        first = now if first is None else first
        if _useful(now):
            needs.append(((now, ()),))
        return then

    for part in parts:
        more = _NOTHING if part.first is None else part.first
        if len(now) * len(more) <= max(_MOST_JOINED, len(now), len(more)):
            now = frozenset(one + other for one, other in product(now, more))
        else:
            now = close(more)
        if part.exact is None:
            now = close(part.last or _NOTHING)
            needs += part.needs
    marks = frozenset[str]().union(*(part.marks for part in parts))
    if first is None:
        return _Part(now, (), marks)
    last = now
    close(now)
    return _Part(None, needs, marks, first, last)


def _one_of(parts: list[_Part]) -> _Part:
    if len(parts) == 1:
        return parts[0]
    marks = frozenset[str]().union(*(part.marks for part in parts))
    exact = _union(part.exact for part in parts)
    if exact is not None:
        return _Part(exact, (), marks)
    each = [part.ways() for part in parts]
    same: dict[tuple[Words, ...], Words] = {}
    for words, beside in (way for ways in each for way in ways):
        same[beside] = same.get(beside, frozenset()) | words
    known = all(each) and sum(map(len, same.values())) <= _MOST_WORDS
    needs = [tuple((words, beside) for beside, words in same.items())] if known else []
    return _Part(None, needs, marks, _union(part.first for part in parts), _union(part.last for part in parts))


def _union(lists: Iterable[Words | None]) -> Words | None:
    """All words of the lists, None when one is not known or they are too many."""
    union: set[str] = set()
    for words in lists:
        if words is None:
            return None
        union |= words
    return frozenset(union) if len(union) <= _MOST_WORDS else None


def _times(part: _Part, least: int, most: float) -> _Part:
    if least == 0:
        return _Part(part.exact | _NOTHING if most == 1 and part.exact is not None else None, (), part.marks)
    if most == 1:
        return part
    ways = part.ways()
    return _Part(None, (ways,) if ways else (), part.marks, part.first, part.last)  # "ab+c": "ab" is in it, and "bc"


_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "f": "\f"}
_CLASSES = {
    "w": _Part(),
    "d": _Part(),
    "s": _Part(marks=frozenset("\n")),
    "S": _Part(marks=_ALL_MARKS - {"\n"}),
    "W": _Part(marks=_ALL_MARKS),
    "D": _Part(marks=_ALL_MARKS),
    "b": _Part(frozenset({EDGE})),
    "B": _Part(_NOTHING),
}
_PLAIN = re.compile(r"[a-z0-9 ',/:;<=>&%@#~\"_а-я-]+(?![*+?{])")
_COUNT = re.compile(r"\{(\d+)(,?)(\d*)\}")


class _Reader:
    """Walks once over a pattern, which RE2 has accepted or will refuse."""

    def __init__(self, pattern: str) -> None:
        self.text = pattern
        self.at = 0
        self.dot = _ALL_MARKS - {"\n"}
        self.edges = False
        """Whether the pattern asks for the beginning or the end of the text."""

    def next(self) -> str:
        """The next character, "" at the end."""
        return self.text[self.at : self.at + 1]

    def take(self) -> str:
        """The next character, passed."""
        self.at += 1
        return self.text[self.at - 1 : self.at]

    def alternatives(self) -> _Part:
        """All up to the end of the group or pattern."""
        parts: list[_Part] = []
        while True:
            row: list[_Part] = []
            while self.next() not in ("", "|", ")"):
                row.append(self._counted(self._one()))
            parts.append(_in_a_row(row) if row else _Part(_NOTHING))
            if self.next() != "|":
                return _one_of(parts)
            self.at += 1

    def _one(self) -> _Part:
        if plain := _PLAIN.match(self.text, self.at):
            self.at = plain.end()
            return _Part(frozenset({plain.group()}))
        char = self.take()
        if char == "(":
            return self._group()
        if char == "[":
            return self._class()
        if char == "\\":
            known = _CLASSES.get(self.next())
            self.at += known is not None
            return known or _letter(self._escaped())
        if char in "^$":
            self.edges = True
            return _Part(_NOTHING)
        if char == ".":
            return _Part(marks=self.dot)
        if char in "*+?{":
            raise _NotUnderstood(char)
        return _letter(char)

    def _escaped(self) -> str:
        char = self.take()
        found = _ESCAPES.get(char, char)
        if not found or found.isalnum():
            raise _NotUnderstood(f"\\{char}")
        return found

    def _group(self) -> _Part:
        before = self.dot
        if self.next() == "?":
            begin = re.compile(r"\?(s?)([:)])").match(self.text, self.at)
            if begin is None:
                raise _NotUnderstood("(?")
            self.at = begin.end()
            self.dot = _ALL_MARKS if begin.group(1) else self.dot
            if begin.group(2) == ")":
                return _Part(_NOTHING)
        part = self.alternatives()
        if self.take() != ")":
            raise _NotUnderstood("(")
        self.dot = before
        return part

    def _class(self) -> _Part:
        chars: set[str] = set()
        marks: set[str] = set()
        wide = self.next() == "^"
        other = wide
        self.at += wide
        first = True
        while first or self.next() != "]":
            first = False
            char = self.take()
            if char == "" or (char == "[" and self.next() == ":"):
                raise _NotUnderstood("[")
            if char == "\\" and self.next() in _CLASSES:
                inner = _CLASSES[self.take()]
                if inner.exact is not None:
                    raise _NotUnderstood("[\\b")
                marks |= inner.marks
                wide = True
                continue
            begin = end = self._escaped() if char == "\\" else char
            if self.next() == "-" and self.text[self.at + 1 : self.at + 2] not in ("]", ""):
                self.at += 1
                end = self.take()
                if end in ("\\", "["):
                    raise _NotUnderstood("[-")
            marks |= {mark for mark in _ALL_MARKS if begin <= mark <= end}
            if ord(end) - ord(begin) < _MOST_CHARS:
                chars |= {chr(number) for number in range(ord(begin), ord(end) + 1)}
            else:
                wide = True
        self.at += 1
        if other:
            return _Part(marks=_ALL_MARKS - marks)
        return _Part(None if wide or len(chars) > _MOST_CHARS else frozenset(chars), (), frozenset(marks))

    def _counted(self, part: _Part) -> _Part:
        while (char := self.next()) and char in "*+?{":
            least, most = {"*": (0, math.inf), "+": (1, math.inf), "?": (0, 1)}.get(char, (0, 0.0))
            self.at += 1
            if char == "{":
                count = _COUNT.match(self.text, self.at - 1)
                if count is None:
                    raise _NotUnderstood("{")
                least = int(count.group(1))
                most = float(count.group(3)) if count.group(3) else math.inf if count.group(2) else least
                self.at = count.end()
            if self.next() == "?":
                self.at += 1
            part = _times(part, least, most)
        return part


def _letter(char: str) -> _Part:
    return _Part(frozenset({char}), (), _ALL_MARKS & {char})


def needed(pattern: str) -> Needed:
    """What ``pattern``, folded as texts are, cannot match without."""
    reader = _Reader(pattern)
    try:
        part = reader.alternatives()
    except _NotUnderstood:
        return Needed()
    ways = part.ways()
    if not ways or reader.at != len(pattern) or any(not word.strip(EDGE) for words, _ in ways for word in words):
        return Needed()
    apart = "" if reader.edges else "".join(sorted(_ALL_MARKS - part.marks))
    return Needed(tuple(_way(words, beside) for words, beside in ways), apart, round(_often(ways), 2))


def _way(either: Words, others: Iterable[Words]) -> Way:
    words = {spaced(word) for word in either}
    signs = {word.replace(EDGE, "") for word in either if not spaced(word).strip()}
    more = sorted(({spaced(word) for word in other} for other in others), key=len)
    beside = [tuple(sorted(other)) for other in more if _few(other) and not _implied(other, words)]
    return Way(
        tuple(sorted(word for word in words if word.strip())),
        tuple(sorted({sign.strip() or sign for sign in signs})),
        tuple(dict.fromkeys(beside))[:_MOST_BESIDE],
    )


def _few(words: Collection[str]) -> bool:
    return len(words) <= _LONGEST_BESIDE and all(word.isascii() and word.strip() for word in words)


def _implied(other: Collection[str], words: Iterable[str]) -> bool:
    """Whether each of the words has one of the others in it: then looking for those tells nothing new."""
    return all(any(inner in word for inner in other) for word in words)
