"""The store with little and with much in it, and the time to the first answer after start."""

from __future__ import annotations

import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from unittest.mock import patch

from bench.making import copy_of
from bench.timing import Row
from escrowl.check import check
from escrowl.store import Store, files
from escrowl.store.journal import Journal
from escrowl.store.tinystore import TinyStore

RECORDS = 25_000
"""Of each of the four kinds of row."""
START = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
_BARE = (
    "import sys, flask, waitress; app = flask.Flask('bare'); app.add_url_rule('/api/v1/ping', 'p', lambda: {'api': 1});"
    "waitress.serve(app, host='127.0.0.1', port=int(sys.argv[1]))"
)


def _filled(folder: Path, records: int) -> tuple[Journal, TinyStore]:
    """A store with so many pages, cards, clients and events: rows of a real record, copied under new ids."""
    journal = Journal(folder, checkpoint_bytes=1 << 40)
    store = TinyStore(journal)
    store.record("first", check(copy_of(1)), START, "bench")
    own = {"pages": "site", "cards": "id", "clients": "id", "events": "subject"}
    for table, field in own.items():
        sample = next(iter(journal.tables[table].values()))
        journal.tables[table].update({f"x{n}": {**sample, field: f"x{n}"} for n in range(records)})
    return journal, TinyStore(journal)


def _record(store: Store, number: int) -> float:
    report = check(copy_of(1, first=number))
    begin = time.perf_counter()
    store.record(f"s{number}", report, START + timedelta(minutes=number), "bench")
    return time.perf_counter() - begin


def store(turns: int = 200) -> Row:
    """One record with 100,000 rows kept, against one with none."""
    # The disk's own time is the same at any size and differs between machines: the file is written, not waited for.
    with tempfile.TemporaryDirectory(prefix="escrowl-bench-") as name, patch.object(files, "sync", lambda _: None):
        folder = Path(name)
        few, empty = _filled(folder / "few", 0)
        many, full = _filled(folder / "many", RECORDS)
        none, much = [], []
        for number in range(1, turns):
            none.append(_record(empty, number))
            much.append(_record(full, number))
        few.let_go()
        many.let_go()
    ratio = statistics.median(much) / statistics.median(none)
    return Row(f"record in a store of {4 * RECORDS:,} rows", ratio, "one of none", 2)


def _first_answer(command: list[str], port: int, path: str = "/api/v1/ping") -> float:
    """Seconds from starting the program to its first answer. Raises RuntimeError when it gives none in 60 s."""
    begin = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # noqa: S603
    try:
        while time.perf_counter() - begin < 60:
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=20) as answer:
                    answer.read()
            except urllib.error.HTTPError:
                pass  # the app's answer that there is nothing
            except OSError:
                time.sleep(0.005)
                continue
            return time.perf_counter() - begin
    finally:
        process.terminate()
        process.wait(20)
    raise RuntimeError("The server gave no answer within a minute: start it by hand to see why.")


def _port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def start(turns: int = 5) -> Iterator[Row]:
    """``escrowl start`` to its first answers, against bare Flask on waitress."""
    ours: list[float] = []
    whole: list[float] = []
    bare: list[float] = []
    with tempfile.TemporaryDirectory(prefix="escrowl-bench-") as name:
        folder = Path(name)
        for turn in range(turns + 1):
            other = _port()
            bare.append(_first_answer([sys.executable, "-c", _BARE, str(other)], other))
            for seen, path in ((ours, "/api/v1/ping"), (whole, "/api/v1/nothing")):
                port = _port()
                command = [
                    sys.executable,
                    "-m",
                    "escrowl",
                    "start",
                    "--port",
                    str(port),
                    "--data",
                    str(folder / "data"),
                ]
                seen.append(_first_answer([*command, "--extension", str(folder / "extension")], port, path))
            if not turn:  # the first start of all compiles modules and lays out the extension
                for times in (ours, whole, bare):
                    times.clear()
    plain = statistics.median(bare)
    yield Row("first answer after start (a ping)", statistics.median(ours) / plain, "bare Flask, waitress", 1.3)
    yield Row("first answer that the whole app gives", statistics.median(whole) / plain, "bare Flask, waitress")
