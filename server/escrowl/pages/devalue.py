"""Data scripts in the index-array form of devalue (``__NUXT_DATA__``): made whole, whatever they hold, in bounded work.

The script is one JSON array. Its first entry is the root; an object's values and an array's items are places in that
array, negative numbers stand for what JSON cannot say, and an array that begins with a word is a type of its own
(https://github.com/Rich-Harris/devalue). ``"isPaymentMethodVerified": 19`` therefore says nothing until entry 19 is
looked up. Nothing is run: function text (``window.__NUXT__=(function…``) is not data and is never looked at.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

MAX_CHARACTERS = 3_000_000
"""Longest script that is looked at; those of real pages have 0.1 to 1 million characters."""

MAX_VALUES = 400_000
"""Places that are followed in all; a page of 50 jobs needs about 20,000."""

_SPECIAL = {-1: None, -2: None, -3: float("nan"), -4: float("inf"), -5: float("-inf"), -6: -0.0}
_AS_WRITTEN = frozenset({"Date", "BigInt", "RegExp", "URL", "Object"})
_NOTHING = object()


def parse(text: str) -> Any:
    """The value that the script stands for, None when it is none. Never raises; objects may hold each other in turn.

    Dates, big numbers and addresses come as their text, sets as lists, maps as dicts of their text keys, wrappers
    ("Reactive", "Ref" and the like) as what they wrap. A place outside the array is None.
    """
    if len(text) > MAX_CHARACTERS:
        return None
    try:
        entries = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if not isinstance(entries, list) or not entries:
        return None
    return _Whole(entries).at(0)


class _Whole:
    """Makes entries whole with a list of work instead of recursion, so that no depth and no cycle matters."""

    def __init__(self, entries: list[Any]) -> None:
        self._entries = entries
        self._done: dict[int, Any] = {}
        self._work: list[tuple[Any, Any, object]] = []
        self._left = MAX_VALUES

    def at(self, root: object) -> Any:
        out = self._value(root)
        while self._work:
            holder, key, place = self._work.pop()
            holder[key] = self._value(place)
        return out

    def _value(self, named: object) -> Any:
        """The value at a place; its own parts are put on the list of work."""
        if isinstance(named, bool) or not isinstance(named, int) or self._left <= 0:
            return None
        place: int = named
        self._left -= 1
        if place < 0:
            return _SPECIAL.get(place)
        seen: dict[int, None] = {}
        while place not in self._done:
            if place in seen or not 0 <= place < len(self._entries):
                self._done.update(dict.fromkeys(seen))
                return None
            seen[place] = None
            inner = self._unwrapped(self._entries[place])
            if inner is _NOTHING:
                self._done[place] = self._shell(self._entries[place])
            elif inner < 0:
                self._done[place] = _SPECIAL.get(inner)
            else:
                self._left -= 1
                place = inner
        self._done.update(dict.fromkeys(seen, self._done[place]))
        return self._done[place]

    def _unwrapped(self, entry: Any) -> Any:
        """The place a wrapper such as ["Reactive", 5] leads to, `_NOTHING` for all else."""
        wrapper = isinstance(entry, list) and len(entry) == 2 and isinstance(entry[0], str)
        if not wrapper or entry[0] in _AS_WRITTEN | {"Set", "Map", "null"}:
            return _NOTHING
        inner = entry[1]
        return inner if isinstance(inner, int) and not isinstance(inner, bool) else _NOTHING

    def _shell(self, entry: Any) -> Any:
        """The entry with empty places, and a note of what belongs there."""
        if isinstance(entry, dict):
            table: dict[str, Any] = dict.fromkeys(entry)
            self._work.extend((table, key, place) for key, place in entry.items())
            return table
        if not isinstance(entry, list):
            return entry
        if not entry or not isinstance(entry[0], str):
            return self._items(entry)
        word, rest = entry[0], entry[1:]
        if word in _AS_WRITTEN:
            return rest[0] if rest and isinstance(rest[0], str | int | float | bool) else None
        if word == "Set":
            return self._items(rest)
        if word in ("Map", "null"):
            keys = [self._entries_text(key) if word == "Map" else key for key in rest[::2]]
            named = {key: place for key, place in zip(keys, rest[1::2], strict=False) if isinstance(key, str)}
            return self._shell(named)
        return None

    def _entries_text(self, place: object) -> Any:
        return self._entries[place] if isinstance(place, int) and 0 <= place < len(self._entries) else None

    def _items(self, places: list[Any]) -> list[Any]:
        out: list[Any] = [None] * len(places)
        self._work.extend((out, at, place) for at, place in enumerate(places))
        return out


def objects(root: Any) -> Iterator[dict[str, Any]]:
    """Every object in the value once, from the outside in; holders are given before what they hold."""
    seen: set[int] = set()
    level = [root]
    while level:
        below: list[Any] = []
        for value in level:
            if not isinstance(value, dict | list) or id(value) in seen:
                continue
            seen.add(id(value))
            if isinstance(value, dict):
                yield value
            below.extend(value.values() if isinstance(value, dict) else value)
        level = below
