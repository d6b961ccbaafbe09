"""Which patterns a text is worth asking about, and where: one look for the words they cannot match without."""

from __future__ import annotations

from collections.abc import Mapping

from ahocorasick_rs import BytesAhoCorasick, Implementation

from escrowl.rules.literals import Needed

Places = dict[int, list[int]]
"""By pattern, places in the text: each match has one in it or right behind it. An empty list: nobody knows where."""

_MOST_SIGNS = 40
"""Places of one sign that are told apart; a text with more of them is looked at as a whole."""
_LETTERS = b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_"
_PLAIN_WORDS = bytes(byte if byte in _LETTERS else 32 for byte in range(256))
_ALL_WORDS = bytes(byte if byte in _LETTERS or byte > 127 else 32 for byte in range(256))


def padded(data: bytes) -> bytes:
    """The text with a space for everything but ASCII's letters and digits, and one before and behind."""
    return b" %b " % data.translate(_PLAIN_WORDS)


class _Words:
    """Words, each with the patterns that need it, looked for all at once."""

    def __init__(self, owners: dict[str, list[int]]) -> None:
        words = [word.encode() for word in owners]
        self._automaton = BytesAhoCorasick(words, implementation=Implementation.ContiguousNFA) if words else None
        self._owners = [tuple(numbers) for numbers in owners.values()]

    def add(self, padded: bytes, out: Places) -> None:
        """Put what is found into ``out``. ``padded``: the text with a space for every sign, and one before and behind.

        So the start of a word without a space is the place behind its first letter in the text.
        """
        if self._automaton is None:
            return
        seen: dict[int, list[int]] = {}
        for word, start, _ in self._automaton.find_matches_as_indexes(padded, overlapping=True):
            if word in seen:
                seen[word].append(start)
            else:
                seen[word] = [start]
        for word, starts in seen.items():
            for number in self._owners[word]:
                out[number] = out[number] + starts if number in out else starts


class Sieve:
    """The words of many patterns, by number."""

    def __init__(self, needs: Mapping[int, Needed]) -> None:
        plain: dict[str, list[int]] = {}
        other: dict[str, list[int]] = {}
        signs: dict[str, list[int]] = {}
        for number, need in needs.items():
            for word in need.words:
                (plain if word.isascii() else other).setdefault(word, []).append(number)
            for sign in need.signs:
                signs.setdefault(sign, []).append(number)
        self._plain, self._other = _Words(plain), _Words(other)
        self._signs = [(sign.encode(), numbers) for sign, numbers in signs.items()]
        self._unknown = [number for number, need in needs.items() if not need.words and not need.signs]

    def places(self, data: bytes, padded: bytes) -> Places:
        """The patterns that may match in ``data``, a text as UTF-8, and where; all others do not.

        ``padded``: what the function of that name gave.
        """
        out: Places = {}
        self._plain.add(padded, out)
        if not data.isascii():
            self._other.add(b" %b " % data.translate(_ALL_WORDS), out)
        everywhere = [*self._unknown]
        for sign, numbers in self._signs:
            found: list[int] = []
            at = data.find(sign)
            while at >= 0 and len(found) <= _MOST_SIGNS:
                found.append(at)
                at = data.find(sign, at + 1)
            if len(found) > _MOST_SIGNS:
                everywhere += numbers
            elif found:
                for number in numbers:
                    out[number] = out.get(number, []) + found
        for number in everywhere:
            out[number] = []
        return out
