"""Memory of a process that reads, judges and keeps a thousand pages: ``python -m bench.memory`` prints it as JSON."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bench.judging import PARAPHRASES, lines
from bench.making import copy_of
from bench.ruling import card, message
from bench.timing import Row
from escrowl.check import check
from escrowl.rules import judge
from escrowl.store import open_store

PAGES, CARDS, EARLY = 1_000, 10, 200
_START = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)


def _peak() -> float:
    """Most memory the process ever had, in MB."""
    status = Path("/proc/self/status")
    if status.is_file():  # Linux hands getrusage's figure down from the process that started this one
        lines = status.read_text(encoding="ascii", errors="replace").splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM:")) / 1e3
    import resource

    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / (1e6 if sys.platform == "darwin" else 1e3)


def seen() -> dict[str, float]:
    """Peaks before the first page, after some, after all, and after many texts more.

    Every page has other cards; the store keeps them.
    """
    with tempfile.TemporaryDirectory(prefix="escrowl-bench-") as folder:
        store = open_store(Path(folder))
        out = {"start": _peak()}
        for number in range(PAGES):
            report = check(copy_of(CARDS, first=number * CARDS))
            store.record(f"s{number}", report, _START + timedelta(minutes=number), "bench")
            if number + 1 == EARLY:
                out["early"] = _peak()
        out["end"] = _peak()
        store.close()
    for text in _texts():
        judge(card(text))
        judge(message(text))
    out["texts"] = _peak()
    return out


def _texts() -> list[str]:
    """Texts written for `bench.judging`: each wording not seen before lets the patterns' automata grow."""
    return [str(row["text"]) for row in lines(PARAPHRASES)]


def growing() -> Iterator[Row]:
    """The same in a process of its own; nothing where the system does not tell (Windows)."""
    if sys.platform == "win32":
        return
    answer = subprocess.run([sys.executable, "-m", "bench.memory"], check=True, capture_output=True, text=True)
    told = json.loads(answer.stdout)
    yield Row(f"peak memory after {PAGES:,} pages of {CARDS} cards", told["end"], "MB")
    pages = PAGES - EARLY
    what = f"growth from page {EARLY} to page {PAGES:,}"
    kept = f"{pages * CARDS:,} cards are kept meanwhile"
    yield Row(what, 1e3 * (told["end"] - told["early"]) / pages, "KB a page", note=kept)
    yield Row(f"peak memory after {2 * len(_texts()):,} different posts and messages more", told["texts"], "MB")


if __name__ == "__main__":
    print(json.dumps(seen()))
