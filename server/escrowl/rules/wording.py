"""How much a message sounds like the schemes we know: a small linear model over its words, one quiet sign among others.

Patterns find a scheme by its parts; a new wording of a part passes them. The model weighs every word and pair of words
a little and so notices what patterns never saw, but it cannot say why. It therefore never stands alone: see
scam/sounds-like-scheme. `python -m bench.wording` trains it, only on texts written for this project, and says how well
it does. English alone: too few honest texts of other languages were at hand.
"""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Callable, Iterator
from functools import cache, lru_cache
from pathlib import Path

FILE = Path(__file__).parent / "wording.json"
EVEN, LIKELY, STRONG = -0.1, 1.1, 2.0
"""Scores from which on a message counts, the more small signs are beside it the lower: chosen by `bench.wording` so
that of honest messages it had not seen fewer than one in a hundred would get a warning."""

_WORD = re.compile(r"[^\W\d_]+")
_COMMON = frozenset(
    (
        "the",
        "to",
        "and",
        "you",
        "of",
        "a",
        "is",
        "in",
        "for",
        "it",
        "i",
        "we",
        "your",
        "that",
        "on",
        "with",
        "be",
        "are",
        "my",
        "can",
        "will",
        "this",
        "our",
        "have",
        "not",
        "so",
        "if",
        "or",
        "at",
        "from",
        "just",
        "me",
    )
)
_ENGLISH = 0.2
"""Share of the commonest English words from which on a text is taken for English; other languages stay below 0.1."""
_SHORT, _USUAL, _FALL = 12, 25, 0.8
"""Words of a text: fewer count as 12; the sum of weights is for 25 and shrinks for longer texts: they say more."""
_BRIEF = 80
"""Words of a text from which on small signs say little, for a long one holds some of all: then only STRONG counts."""
_QUOTED = 14
"""Words of the stretch that weighs most: what is quoted."""


def parts(words: list[str]) -> list[tuple[int, str]]:
    """What the model weighs of a text's words: each word, its first five letters and each pair, with its place."""
    out = [(place, word) for place, word in enumerate(words) if len(word) > 1]
    out += [(place, f"^{word[:5]}") for place, word in enumerate(words) if len(word) > 5]
    out += [(place, f"{one} {other}") for place, (one, other) in enumerate(itertools.pairwise(words))]
    return out


def spread(count: int) -> float:
    """What the sum of weights of a text of that many words is multiplied with."""
    return float((_USUAL / max(_SHORT, count)) ** _FALL)


def english(words: list[str]) -> bool:
    """Whether the words are those of an English text."""
    return bool(words) and sum(word in _COMMON for word in words) >= _ENGLISH * len(words)


@cache
def _model() -> tuple[float, dict[str, float]]:
    data = json.loads(FILE.read_text(encoding="utf-8"))
    return data["base"], {part: weight / 1000 for part, weight in data["weights"].items()}


@lru_cache(maxsize=64)
def weigh(text: str) -> tuple[float, tuple[int, int]]:
    """Score of a folded text, 0 where a scheme is as likely as none, and what is most telling of one that counts.

    -9 for a text that is not English.
    """
    found = list(_WORD.finditer(text))
    words = [match.group() for match in found]
    if not english(words):
        return -9.0, (0, 0)
    base, weights = _model()
    once = {*words, *(f"^{word[:5]}" for word in words if len(word) > 5), *map(" ".join, itertools.pairwise(words))}
    score = base + spread(len(words)) * sum(weights[part] for part in once if part in weights)
    if score <= EVEN or (score <= STRONG and len(words) > _BRIEF):
        return min(score, EVEN), (0, 0)
    at = [0.0] * len(words)
    for place, part in parts(words):
        at[place] += weights.get(part, 0.0)
    sums = [sum(at[begin : begin + _QUOTED]) for begin in range(max(1, len(at) - _QUOTED + 1))]
    best = max(range(len(sums)), key=sums.__getitem__)
    return score, (found[best].start(), found[min(best + _QUOTED, len(found)) - 1].end())


def over(least: float) -> Callable[[str], Iterator[tuple[int, int]]]:
    """A detector that gives the most telling stretch of a text whose score is above ``least``, from EVEN on."""

    def found(text: str) -> Iterator[tuple[int, int]]:
        score, span = weigh(text)
        if score > least:
            yield span

    return found
