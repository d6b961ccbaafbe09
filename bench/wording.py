"""``python -m bench.wording``: trains the small text model of rules/wording.py and says how well it does.

Trained on texts written for this project alone: bench/wordings.jsonl, bench/paraphrases.jsonl but for its held-back
half, the examples in the rule files, and our own replies, which speak of money and safety as honest people do. Nothing
that other people wrote is among them. Logistic regression over words, word beginnings and pairs, those that tell the
two kinds apart given more room (naive Bayes ratios), by plain gradient descent with a fixed seed, so that the same
texts give the same file.
``--dry``: only the figures, the texts of each writer judged by a model that has read none of them.
"""

from __future__ import annotations

import itertools
import json
import math
import random
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.judging import PARAPHRASES, lines
from escrowl.replies import SLOTS, TONES, fill, platforms
from escrowl.replies import catalog as replies
from escrowl.rules import catalog
from escrowl.rules.language import english
from escrowl.rules.text import fold
from escrowl.rules.wording import FILE, STEP, parts, spread, tokens

WORDINGS = Path(__file__).parent / "wordings.jsonl"
GROUPS = frozenset({"scam", "security", "money", "contact"})
"""Groups whose firing examples are schemes; quiet examples of every group are honest."""
ELSEWHERE = frozenset({"unpaid advice", "unpaid work", "work before funding", "freework"})
"""Families of messages that are neither schemes nor harmless: other rules hear them."""
ROUNDS, PACE, FALL, ROOM = 20, 0.3, 0.9, 3.0
"""Rounds of training, the step of the first, what it shrinks by, and how far weights may go (1 / regularisation)."""
_OFTEN = 3
"""Texts that must have a part before it is weighed."""
_RATIO = 0.5
"""How much the ratio of a part in schemes and honest texts counts for the room that its weight has; 0: not at all."""
_SCALE = 0.35
_SMALL = 0.03
"""Weights below this are left out of the file."""
_TOLD = (0.01, 0.03, 0.1)
"""Shares of honest texts at which figures are given."""


@dataclass(frozen=True, slots=True)
class Text:
    """One text to learn from. ``weight``: how much it counts; ``writer``: whose it is, "" when no figures are made."""

    parts: frozenset[str]
    length: int
    scheme: bool
    weight: float
    writer: str
    post: bool


def _text(text: str, scheme: bool, weight: float, writer: str = "", post: bool = False) -> Text | None:
    found = tokens(fold(text))
    if not english(found):
        return None
    kept = frozenset(part for part in parts(found) if len(part) > 1)
    return Text(kept, len(found), scheme, weight, writer, post)


def texts() -> list[Text]:
    """All texts to learn from that are English."""
    return [text for text in _all() if text is not None]


def _all() -> Iterator[Text | None]:
    for row in lines(WORDINGS):
        post = row["kind"] == "post"
        if post or row["family"] not in ELSEWHERE:
            yield _text(row["text"], row["scheme"], 0.6 if post else 1.0, row["author"], post)
    for row in lines(PARAPHRASES):
        if not row["held"] and row["family"] not in ELSEWHERE:
            yield _text(row["text"], "quiet" not in row["family"], 0.6)
    for rule in catalog().values():
        for example in rule.examples:
            if rule.id != "scam/sounds-like-scheme" and (not example.fires or rule.group in GROUPS):
                for text in example.client:
                    yield _text(text, example.fires, 0.6)
    for text in _answers():
        yield _text(text, False, 0.6)


def _answers() -> list[str]:
    """Our own replies in every tone, each as some of the sites have it: with a name and numbers, and without."""
    slots = {name: f"some {name}" for name in SLOTS} | {"client": "Ana"}
    sites, found = sorted(platforms()), set()
    for place, (reply, tone) in enumerate(itertools.product(replies(), TONES)):
        for step in range(4):
            site = sites[(place + step * 4) % len(sites)]
            found.add(fill(reply, site=site, slots=slots if step % 2 else {}, tone=tone).text)
    return sorted(found)


def _rooms(kept: Sequence[Text], often: Mapping[str, int]) -> dict[str, float]:
    """How easily the weight of a part grows: around 1, more for those that schemes and honest texts have unlike."""
    counts: dict[bool, dict[str, float]] = {True: defaultdict(float), False: defaultdict(float)}
    for text in kept:
        of_kind = counts[text.scheme]
        for part in text.parts:
            of_kind[part] += text.weight
    known = sorted(part for part, count in often.items() if count >= _OFTEN)
    sums = {kind: sum(of_kind[part] + 1 for part in known) for kind, of_kind in counts.items()}
    ratios = {
        part: abs(math.log((counts[True][part] + 1) / sums[True]) - math.log((counts[False][part] + 1) / sums[False]))
        for part in known
    }
    mean = sum(ratios.values()) / max(1, len(ratios)) or 1.0
    return {part: _RATIO * ratio / mean + 1 - _RATIO for part, ratio in ratios.items()}


def train(learned: Iterable[Text]) -> tuple[float, dict[str, float]]:
    """The base and the weights, by part; a part that fewer than three texts have is left out."""
    kept = list(learned)
    often = Counter(part for text in kept for part in text.parts)
    rooms = _rooms(kept, often)
    place = {part: number for number, part in enumerate(rooms)}
    room = list(rooms.values())
    shrink = [1 / (ROOM * often[part]) for part in rooms]
    rows = [(sorted(place[p] for p in text.parts if p in place), _SCALE * spread(text.length), text) for text in kept]
    chance = random.Random(0)  # noqa: S311 - the same file each time
    weights = [0.0] * len(room)
    base, pace = 0.0, PACE
    for _ in range(ROUNDS):
        chance.shuffle(rows)
        for known, scale, text in rows:
            score = base + scale * sum([weights[part] * room[part] for part in known])
            error = text.weight * (1 / (1 + math.exp(-max(-30.0, min(30.0, score)))) - text.scheme)
            step = error * scale
            for part in known:
                weights[part] -= pace * (step * room[part] + shrink[part] * weights[part])
            base -= pace * 0.1 * error
        pace *= FALL
    whole = {part: _SCALE * room[number] * weights[number] for part, number in place.items()}
    return base, {part: weight for part, weight in whole.items() if abs(weight) >= _SMALL}


def score(model: tuple[float, dict[str, float]], text: Text) -> float:
    """What a model says to a text."""
    base, weights = model
    return base + spread(text.length) * sum(weights.get(part, 0.0) for part in text.parts)


def apart(all_: Sequence[Text]) -> Iterator[tuple[Text, float]]:
    """Each text of a known writer with the score of a model that has read nothing of that writer."""
    for writer in sorted({text.writer for text in all_} - {""}):
        model = train(text for text in all_ if text.writer != writer)
        yield from ((text, score(model, text)) for text in all_ if text.writer == writer)


def figures(judged: Iterable[tuple[Text, float]]) -> list[str]:
    """Lines on how many schemes are above the scores that so many honest texts are above, and above each step."""
    scored = list(judged)
    out = []
    for post, kind in ((False, "messages"), (True, "posts")):
        schemes, honest = ([s for t, s in scored if t.post is post and t.scheme is one] for one in (True, False))
        honest.sort(reverse=True)
        for share in _TOLD:
            least = honest[int(share * len(honest))]
            told = sum(value > least for value in schemes) / len(schemes)
            out.append(
                f"{kind}: {told:.1%} of {len(schemes)} schemes where {share:.0%} of honest ones (over {least:.2f})"
            )
        for step in range(6):
            above = [f"{sum(s > step * STEP for s in some) / len(some):.1%}" for some in (schemes, honest)]
            out.append(f"{kind}: over {step * STEP:.2f} {above[0]} of schemes, {above[1]} of honest ones")
    return out


def main(arguments: Sequence[str]) -> int:
    """Print the figures and, but for ``--dry``, write the model. Returns the exit status."""
    all_ = texts()
    print(f"{sum(text.scheme for text in all_)} schemes, {sum(not text.scheme for text in all_)} honest texts")
    print(*figures(apart(all_)), sep="\n")
    if "--dry" not in arguments:
        base, weights = train(all_)
        plain = {part: round(weight * 100) for part, weight in sorted(weights.items())}
        FILE.write_text(
            json.dumps({"base": round(base, 3), "weights": plain}, ensure_ascii=False, separators=(",", ":")) + "\n",
            encoding="utf-8",
        )
        print(f"{len(plain)} weights, {FILE.stat().st_size // 1000} KB")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
