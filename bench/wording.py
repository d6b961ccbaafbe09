"""``python -m bench.wording``: trains the small text model of rules/wording.py and says how well it does.

Trained on texts written for this project alone: bench/wordings.jsonl, bench/paraphrases.jsonl but for its held-back
half, the examples in the rule files, and our own replies, which speak of money and safety as honest people do. Nothing
that other people wrote is among them. Logistic regression over words, word beginnings and pairs, by plain gradient
descent with a fixed seed, so that the same texts give the same file.
``--dry``: only the figures, each text judged by a model that has not seen it.
"""

from __future__ import annotations

import itertools
import json
import math
import random
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.judging import PARAPHRASES, lines
from escrowl.replies import SLOTS, TONES, fill, platforms
from escrowl.replies import catalog as replies
from escrowl.rules import catalog
from escrowl.rules.language import english
from escrowl.rules.text import fold
from escrowl.rules.wording import EVEN, FILE, LIKELY, STRONG, parts, spread, words_of

HERE = Path(__file__).parent
GROUPS = frozenset({"scam", "security", "money", "contact"})
"""Groups whose firing examples are schemes; quiet examples of every group are honest."""
ELSEWHERE = frozenset({"unpaid advice", "unpaid work", "work before funding"})
"""Families of paraphrases that are neither schemes nor harmless: other rules hear them."""
ROUNDS, STEP, FALL, SHRINK, FOLDS = 25, 0.3, 0.93, 0.003, 5
_SMALL = 0.02
"""Weights below this are left out of the file."""


@dataclass(frozen=True, slots=True)
class Text:
    """One text to learn from. ``weight``: how much it counts; ``judged``: whether figures are made of it."""

    words: frozenset[str]
    length: int
    scheme: bool
    weight: float
    judged: bool


def _text(text: str, scheme: bool, weight: float, judged: bool = False) -> Text | None:
    words = words_of(fold(text))
    if not english(words):
        return None
    return Text(
        frozenset(part for row in parts(words) for part in row if len(part) > 1), len(words), scheme, weight, judged
    )


def texts() -> list[Text]:
    """All texts to learn from that are English."""
    found: list[Text | None] = []
    for row in lines(HERE / "wordings.jsonl"):
        message = row["kind"] == "message"
        found.append(_text(row["text"], row["scheme"], 1.0 if message else 0.6, judged=message))
    for row in lines(PARAPHRASES):
        if not row["held"] and row["family"] not in ELSEWHERE:
            found.append(_text(row["text"], "quiet" not in row["family"], 0.6))
    for rule in catalog().values():
        for example in rule.examples:
            if rule.id != "scam/sounds-like-scheme" and (not example.fires or rule.group in GROUPS):
                found += [_text(text, example.fires, 0.6) for text in example.client]
    found += (_text(text, False, 0.6, judged=True) for text in _answers())
    return [text for text in found if text is not None]


def _answers() -> list[str]:
    """Our own replies in every tone, each as some of the sites have it: with a name and numbers, and without."""
    slots = {name: f"some {name}" for name in SLOTS} | {"client": "Ana"}
    sites, found = sorted(platforms()), set()
    for place, (reply, tone) in enumerate(itertools.product(replies(), TONES)):
        for step in range(4):
            site = sites[(place + step * 4) % len(sites)]
            found.add(fill(reply, site=site, slots=slots if step % 2 else {}, tone=tone).text)
    return sorted(found)


def train(learned: Iterable[Text]) -> tuple[float, dict[str, float]]:
    """The base and the weights, by part; a part that only one text has is left out."""
    kept = list(learned)
    often = Counter(part for text in kept for part in text.words)
    rows = [(sorted(p for p in text.words if often[p] > 1), text) for text in kept]
    chance = random.Random(0)  # noqa: S311 - the same file each time
    weights: dict[str, float] = defaultdict(float)
    base, step = 0.0, STEP
    for _ in range(ROUNDS):
        chance.shuffle(rows)
        for known, text in rows:
            scale = 0.35 * spread(text.length)
            score = base + scale * sum(weights[part] for part in known)
            error = text.weight * (1 / (1 + math.exp(-max(-30.0, min(30.0, score)))) - text.scheme)
            for part in known:
                weights[part] -= step * (error * scale + SHRINK * weights[part])
            base -= step * 0.1 * error
        step *= FALL
    return base, {part: 0.35 * weight for part, weight in weights.items() if abs(0.35 * weight) >= _SMALL}


def score(model: tuple[float, dict[str, float]], text: Text) -> float:
    """What a model says to a text."""
    base, weights = model
    return base + spread(text.length) * sum(weights.get(part, 0.0) for part in text.words)


def figures(all_: Sequence[Text]) -> list[str]:
    """Lines on how many schemes and honest messages, each unseen by the model that judges it, pass the thresholds."""
    order = list(range(len(all_)))
    random.Random(5).shuffle(order)  # noqa: S311 - the same parts each time
    scores: dict[int, float] = {}
    for fold_ in range(FOLDS):
        apart = {place for place in order[fold_::FOLDS] if all_[place].judged}
        model = train(text for place, text in enumerate(all_) if place not in apart)
        scores.update((place, score(model, all_[place])) for place in apart)
    out = []
    for name, least in (("even", EVEN), ("likely", LIKELY), ("strong", STRONG)):
        for scheme, kind in ((True, "schemes"), (False, "honest messages")):
            told = [value > least for place, value in scores.items() if all_[place].scheme is scheme]
            out.append(f"{name} (over {least}): {sum(told)} of {len(told)} {kind}")
    return out


def main(arguments: Sequence[str]) -> int:
    """Print the figures and, but for ``--dry``, write the model. Returns the exit status."""
    all_ = texts()
    print(f"{sum(text.scheme for text in all_)} schemes, {sum(not text.scheme for text in all_)} honest texts")
    print(*figures(all_), sep="\n")
    if "--dry" not in arguments:
        base, weights = train(all_)
        plain = {part: round(weight * 1000) for part, weight in sorted(weights.items())}
        FILE.write_text(
            json.dumps({"base": round(base, 3), "weights": plain}, ensure_ascii=False, separators=(",", ":")) + "\n",
            encoding="utf-8",
        )
        print(f"{len(plain)} weights, {FILE.stat().st_size // 1000} KB")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
