"""The rules alone: twenty cards of 1,500 characters, twenty messages, and what loading the rules costs a start."""

from __future__ import annotations

import gc
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator

from bench.analysing import CAPTURES
from bench.judging import PARAPHRASES, lines
from bench.making import SENTENCES
from bench.timing import Row
from escrowl import rules
from escrowl.facts import Facts, Known, Message

CARDS, LONG = 20, 1_500
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_LOAD = (
    "import time; from escrowl import rules; begin = time.process_time(); made = rules.catalog();"
    "loaded = time.process_time(); [bank.compile() for bank in made.banks.values()];"
    "print(1e3 * (loaded - begin), 1e3 * (time.process_time() - loaded))"
)


def card(text: str) -> Facts:
    """A card of a result list with this description."""
    facts = Facts()
    for name, value in (
        ("job.title", "A bird atlas"), ("job.description", text[:LONG]), ("job.kind", "fixed"), ("platform", "upwork"),
        ("stage", "browse"), ("client.payment", "verified"), ("client.rating", 4.8), ("client.reviews", 12),
    ):  # fmt: skip
        facts[name] = Known(value)
    return facts


def message(text: str) -> Facts:
    """A talk whose one message, from the client, is this text."""
    facts = Facts()
    facts["platform"], facts["stage"] = Known("upwork"), Known("interview")
    facts["msg"] = Known((Message("client", text),))
    return facts


def _made(chance: random.Random) -> str:
    """A text of sentences in the shape of a post, every tenth word a new one."""
    out: list[str] = []
    while sum(map(len, out)) + len(out) < LONG:
        out += chance.choice(SENTENCES).split()
        out.append("".join(chance.choice(_LETTERS) for _ in range(chance.randint(3, 9))))
    return " ".join(out)


def _real() -> list[str]:
    """Real posts of that length, when they lie beside the checkout."""
    file = CAPTURES.parent / "text" / "posts.jsonl"
    plain = lines(file) if file.is_file() else []
    texts = [row.get("text") or row.get("description") or "" for row in plain]
    return [text for text in texts if len(text) >= LONG]


def _messages() -> list[str]:
    """Messages written for `bench.judging`, two thirds of them openings of schemes, in an order that mixes them."""
    texts = [str(row["text"]) for row in lines(PARAPHRASES)]
    random.Random(7).shuffle(texts)  # noqa: S311 - texts, no secrets
    return texts


def _row(what: str, text: Callable[[], str | None], made: Callable[[str], Facts] = card) -> Iterator[Row]:
    first: list[float] = []
    again: list[float] = []
    for bank in rules.catalog().banks.values():
        bank.compile()  # as the server does beside its start
    for turn in range(60):
        texts = [text() for _ in range(CARDS)]
        cards = [made(one) for one in texts if one is not None]
        if len(cards) < CARDS:
            break
        gc.collect(1)
        gc.disable()  # as while a page is read
        for seen in (first, again):
            begin = time.thread_time()
            for facts in cards:
                rules.judge(facts)
            if turn:
                seen.append(1e3 * (time.thread_time() - begin))
        gc.enable()
    if first:
        target = 3 if made is card else None
        yield Row(f"all rules, {what}, new each time", statistics.median(first), "ms", target)
        yield Row(f"all rules, {what}, seen before", statistics.median(again), "ms")


def judging() -> Iterator[Row]:
    """Made texts and messages, and real posts when they are there."""
    chance = random.Random(7)  # noqa: S311 - texts, no secrets
    yield from _row(f"{CARDS} made texts of {LONG:,} characters", lambda: _made(chance))
    real, messages = iter(_real()), iter(_messages())
    yield from _row(f"{CARDS} real posts of {LONG:,} characters", lambda: next(real, None))
    yield from _row(f"{CARDS} messages of a client", lambda: next(messages, None), message)


def loading(turns: int = 7) -> Iterator[Row]:
    """The catalogue in a new process: first start, later starts, and what the first text adds."""
    fresh: list[float] = []
    kept: list[float] = []
    compiled_fresh: list[float] = []
    compiled_kept: list[float] = []
    for _ in range(turns):
        with tempfile.TemporaryDirectory(prefix="escrowl-bench-") as folder:
            for seen, compiled in ((fresh, compiled_fresh), (kept, compiled_kept)):
                answer = subprocess.run(  # noqa: S603 - our own interpreter
                    [sys.executable, "-c", _LOAD],
                    env={**os.environ, "ESCROWL_CACHE": folder},
                    check=True,
                    capture_output=True,
                    text=True,
                )
                load, compile_time = map(float, answer.stdout.split())
                seen.append(load)
                compiled.append(compile_time)
    yield Row("load the rules, as at every start but the first", statistics.median(kept), "ms", 60)
    yield Row("load the rules, first start after a change", statistics.median(fresh), "ms")
    beside = "patterns, beside the running server"
    yield Row(f"compile the {beside}", statistics.median(compiled_kept), "ms")
    yield Row(f"work out and compile the {beside}, first start after a change", statistics.median(compiled_fresh), "ms")
