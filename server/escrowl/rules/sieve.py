"""Which patterns a text is worth asking about, and where: one look for the words they cannot match without."""

from __future__ import annotations

from collections.abc import Mapping

from ahocorasick_rs import BytesAhoCorasick, Implementation

from escrowl.rules.literals import Needed

Places = dict[int, list[tuple[int, int]]]
"""By pattern, places in the text with the number of the way a match may go there: each match has one in it or right
behind it. An empty list: nobody knows where."""
_Owner = tuple[int, int]
"""A pattern and one of its ways."""

_MOST_SIGNS = 40
"""Places of one sign that are told apart; a text with more of them is looked at as a whole."""
_LETTERS = b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_"
_PLAIN_WORDS = bytes(byte if byte in _LETTERS else 32 for byte in range(256))
_ALL_WORDS = bytes(byte if byte in _LETTERS or byte > 127 else 32 for byte in range(256))


def padded(data: bytes, letters: bytes = _PLAIN_WORDS) -> bytes:
    """The text with a space for everything but letters and digits, ASCII's alone or all, and one before and behind."""
    return b" %b " % data.translate(letters)


class _Words:
    """Words, each with the patterns that need it, looked for all at once."""

    def __init__(self, owners: dict[str, list[_Owner]]) -> None:
        words = [word.encode() for word in owners]
        self._automaton = BytesAhoCorasick(words, implementation=Implementation.ContiguousNFA) if words else None
        self._owners = [tuple(numbers) for numbers in owners.values()]

    def add(self, spaced: bytes, out: Places) -> None:
        """Put what is found into ``out``. ``spaced``: the text as `padded` gave it.

        So the start of a word without a space is the place behind its first letter in the text.
        """
        if self._automaton is None:
            return
        owners = self._owners
        for word, start, _ in self._automaton.find_matches_as_indexes(spaced, overlapping=True):
            for number, way in owners[word]:
                if number in out:
                    out[number].append((start, way))
                else:
                    out[number] = [(start, way)]


class Sieve:
    """The words of many patterns, by number."""

    def __init__(self, needs: Mapping[int, Needed]) -> None:
        plain: dict[str, list[_Owner]] = {}
        other: dict[str, list[_Owner]] = {}
        signs: dict[str, list[_Owner]] = {}
        for number, need in needs.items():
            for place, way in enumerate(need.ways):
                for word in way.words:
                    (plain if word.isascii() else other).setdefault(word, []).append((number, place))
                for sign in way.signs:
                    signs.setdefault(sign, []).append((number, place))
        self._plain, self._other = _Words(plain), _Words(other)
        self._signs = [(sign.encode(), owners) for sign, owners in signs.items()]
        self._unknown = [number for number, need in needs.items() if not need.ways]

    def places(self, data: bytes, spaced: bytes) -> Places:
        """The patterns that may match in ``data``, a text as UTF-8, and where; all others do not.

        ``spaced``: the text as `padded` gave it.
        """
        out: Places = {}
        self._plain.add(spaced, out)
        if not data.isascii():
            self._other.add(padded(data, _ALL_WORDS), out)
        everywhere = list(self._unknown)
        for sign, owners in self._signs:
            found: list[int] = []
            at = data.find(sign)
            while at >= 0 and len(found) <= _MOST_SIGNS:
                found.append(at)
                at = data.find(sign, at + 1)
            if len(found) > _MOST_SIGNS:
                everywhere += (number for number, _ in owners)
            elif found:
                for number, way in owners:
                    out.setdefault(number, []).extend((place, way) for place in found)
        for number in everywhere:
            out[number] = []
        return out
