"""How much a message sounds like the schemes we know: a small linear model over its words, one quiet sign among others.

Patterns find a scheme by its parts; a new wording of a part passes them. The model weighs every word and pair of words
a little and so notices what patterns never saw, but it cannot say why. It therefore never stands alone: see
scam/sounds-like-scheme. `python -m bench.wording` trains it, only on texts written for this project, and says how well
it does. English alone: too few honest texts of other languages were at hand.
"""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable, Iterator
from functools import cache, lru_cache
from pathlib import Path

from escrowl.rules.language import english
from escrowl.rules.text import WORDS

FILE = Path(__file__).parent / "wording.json"
EVEN, LIKELY, STRONG = -0.1, 1.1, 2.0
"""Scores from which on a message counts, the more small signs are beside it the lower: chosen by `bench.wording` so
that of honest messages it had not seen fewer than one in a hundred would get a warning."""

_SHORT, _USUAL, _FALL = 12, 25, 0.8
"""Words of a text: fewer count as 12; the sum of weights is for 25 and shrinks for longer texts: they say more."""
_BRIEF = 80
"""Words of a text from which on small signs say little, for a long one holds some of all: then only STRONG counts."""
_QUOTED = 14
"""Words of the stretch that weighs most: what is quoted."""


def words_of(text: str) -> list[str]:
    """The words of a folded text."""
    return WORDS.findall(text)


def parts(words: list[str]) -> tuple[list[str], list[str], list[str]]:
    """What the model weighs of a text's words, in their order: each, the first five letters of long ones, each pair.

    "" stands where there is none. A single letter has no weight: the training leaves it out.
    """
    begun = [f"^{word[:5]}" if len(word) > 5 else "" for word in words]
    return words, begun, list(map(" ".join, itertools.pairwise(words)))


def spread(count: int) -> float:
    """What the sum of weights of a text of that many words is multiplied with."""
    return float((_USUAL / max(_SHORT, count)) ** _FALL)


@cache
def _model() -> tuple[float, dict[str, float]]:
    data = json.loads(FILE.read_text(encoding="utf-8"))
    return data["base"], {part: weight / 1000 for part, weight in data["weights"].items()}


@lru_cache(maxsize=64)
def weigh(text: str) -> tuple[float, tuple[int, int]]:
    """Score of a folded text, 0 where a scheme is as likely as none, and what is most telling of one that counts.

    -9 for a text that is not English.
    """
    words = words_of(text)
    if not english(words):
        return -9.0, (0, 0)
    base, weights = _model()
    rows = parts(words)
    score = base + spread(len(words)) * sum(weights[part] for part in set().union(*rows) if part in weights)
    if score <= EVEN or (score <= STRONG and len(words) > _BRIEF):
        return min(score, EVEN), (0, 0)
    at = [sum(weights.get(part, 0.0) for part in here) for here in itertools.zip_longest(*rows, fillvalue="")]
    sums = [sum(at[begin : begin + _QUOTED]) for begin in range(max(1, len(at) - _QUOTED + 1))]
    best = max(range(len(sums)), key=sums.__getitem__)
    found = list(WORDS.finditer(text))
    return score, (found[best].start(), found[min(best + _QUOTED, len(found)) - 1].end())


def over(least: float) -> Callable[[str], Iterator[tuple[int, int]]]:
    """A detector that gives the most telling stretch of a text whose score is above ``least``, from EVEN on."""

    def found(text: str) -> Iterator[tuple[int, int]]:
        score, span = weigh(text)
        if score > least:
            yield span

    return found
