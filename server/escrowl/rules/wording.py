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
from escrowl.rules.text import WORDS

FILE = Path(__file__).parent / "wording.json"
STEP, STEPS = 0.65, 8
"""A score counts as one small sign for each step that it is above 0, up to so many: among texts of writers the model
had not read, a small sign tells as much as that much of the score (logistic regression of both, `bench.wording`)."""

_TOKENS = re.compile(r"[^\W\d_]+|\d[\d.,]*|[$€£%@]")
_SHORT, _USUAL, _FALL = 12, 25, 0.45
"""Words of a text: fewer count as 12; the sum of weights is for 25 and shrinks for longer texts: they say more."""
_QUOTED = 14
"""Words of the stretch that weighs most: what is quoted."""


def parts(text: str) -> tuple[list[str], list[str], list[str]]:
    """What the model weighs of a folded text, in its order: each word or number, how long words begin, each pair.

    "" stands where there is none; any number is a 0. What has one character has no weight: the training leaves it out.
    """
    tokens = ["0" if token[0].isdigit() else token for token in _TOKENS.findall(text)]
    begun = [f"^{token[:4]}" if len(token) > 4 else "" for token in tokens]
    return tokens, begun, list(map(" ".join, itertools.pairwise(tokens)))


def spread(count: int) -> float:
    """What the sum of weights of a text of that many words is multiplied with."""
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
    words = WORDS.findall(text)
    if not english(words):
        return -9.0, (0, 0)
    base, weights = _model()
    rows = parts(text)
    score = base + spread(len(words)) * sum(weights[part] for part in set().union(*rows) if part in weights)
    if score <= 0:
        return score, (0, 0)
    at = [sum(weights.get(part, 0.0) for part in here) for here in itertools.zip_longest(*rows, fillvalue="")]
    sums = [sum(at[begin : begin + _QUOTED]) for begin in range(max(1, len(at) - _QUOTED + 1))]
    best = max(range(len(sums)), key=sums.__getitem__)
    found = list(_TOKENS.finditer(text))
    return score, (found[best].start(), found[min(best + _QUOTED, len(found)) - 1].end())


def over(least: float) -> Callable[[str], Iterator[tuple[int, int]]]:
    """A detector that gives the most telling stretch of a text whose score is above ``least``, from 0 on."""

    def found(text: str) -> Iterator[tuple[int, int]]:
        score, span = weigh(text)
        if score > least:
            yield span

    return found
