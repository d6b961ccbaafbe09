"""How much a text sounds like the schemes we know: a small linear model over its words, one quiet sign among others.

Patterns find a scheme by its parts; a new wording of a part passes them. The model weighs every word and pair of words
a little and so notices what patterns never saw, but it cannot say why. It therefore never stands alone above a
caution: see scam/sounds-like-scheme. `python -m bench.wording` trains it, only on texts written for this project, and
says how well it does with writers it has not read. English alone: too few texts of other languages were at hand.
"""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Callable, Iterator
from functools import cache, lru_cache
from pathlib import Path

from escrowl.rules.language import english

FILE = Path(__file__).parent / "wording.json"
STEP, STEPS = 0.65, 8
"""A score counts as one small sign for each step that it is above 0, up to so many: among texts of writers the model
had not read, a small sign tells as much as that much of the score (logistic regression of both, `bench.wording`)."""

_NUMBERS = re.compile(r"\d[\d.,]*")
_TOKENS = re.compile(rf"[^\W\d_]+|{_NUMBERS.pattern}|[$€£%@]")
_READ = 1_000
"""Characters that are weighed: what a text wants stands at its beginning, and every long post would be asked."""
_BEGIN = 4
"""Letters that longer words are told by, besides whole."""
_SHORT, _USUAL, _FALL = 12, 25, 0.45
"""Tokens of a text: fewer count as 12; the sum of weights is for 25 and shrinks for longer texts: they say more."""
_QUOTED = 14
"""Tokens of the stretch that weighs most: what is quoted."""


def tokens(text: str) -> list[str]:
    """The words, numbers and signs of sums in a folded text; any number is a 0."""
    return _TOKENS.findall(_NUMBERS.sub("0", text[:_READ]))


def parts(found: list[str]) -> set[str]:
    """What the model weighs of a text's tokens: each, how long ones begin, each pair.

    What has one character has no weight: the training leaves it out.
    """
    kinds = set(found)
    begun = {f"^{token[:_BEGIN]}" for token in kinds if len(token) > _BEGIN}
    return kinds.union(begun, map(" ".join, itertools.pairwise(found)))


def spread(count: int) -> float:
    """What the sum of weights of a text of that many tokens is multiplied with."""
    return float((_USUAL / max(_SHORT, count)) ** _FALL)


@cache
def _model() -> tuple[float, dict[str, float]]:
    data = json.loads(FILE.read_text(encoding="utf-8"))
    return data["base"], {part: weight / 100 for part, weight in data["weights"].items()}


@lru_cache(maxsize=64)
def weigh(text: str) -> tuple[float, tuple[int, int]]:
    """Score of a folded text, 0 where a scheme is as likely as none, and what is most telling of one above that.

    -9 for a text that is not English.
    """
    found = tokens(text)
    if not english(found):
        return -9.0, (0, 0)
    base, weights = _model()
    score = base + spread(len(found)) * sum(map(weights.__getitem__, filter(weights.__contains__, parts(found))))
    return score, _telling(text, found, weights) if score > 0 else (0, 0)


def _telling(text: str, found: list[str], weights: dict[str, float]) -> tuple[int, int]:
    """Where the tokens stand that together weigh most, as many as a quote holds."""
    at = [sum(weights.get(part, 0.0) for part in parts([one, two])) for one, two in itertools.pairwise([*found, ""])]
    sums = [sum(at[begin : begin + _QUOTED]) for begin in range(max(1, len(at) - _QUOTED + 1))]
    best = max(range(len(sums)), key=sums.__getitem__)
    spans = list(_TOKENS.finditer(text[:_READ]))
    return spans[best].start(), spans[min(best + _QUOTED, len(spans)) - 1].end()


def over(least: float) -> Callable[[str], Iterator[tuple[int, int]]]:
    """A detector that gives the most telling stretch of a text whose score is above ``least``, from 0 on."""

    def found(text: str) -> Iterator[tuple[int, int]]:
        score, span = weigh(text)
        if score > least:
            yield span

    return found
