"""A program for the crash test: for each line ``FOLDER SEED`` it forks a writer and kills it in mid-write.

The writer inserts, updates an early row and deletes (which makes the file shorter), and notes each step before and
after it. Answer: one line of JSON, the notes in order.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sys
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

sys.path.append(str(Path(__file__).parent))
from store_making import card, day, finding, report
from tinydb import JSONStorage
from tinydb.middlewares import CachingMiddleware
from tinydb.storages import Storage

from escrowl.store.frames import Op, texts
from escrowl.store.journal import Journal, apply
from escrowl.store.packed import Tables
from escrowl.store.tinystore import TinyStore

CHECKPOINT_BYTES = 30_000
STEPS = 12
EARLY = "early"


class Plain:
    """What the store would be without journal: TinyDB's own storage, which writes the whole file at each commit."""

    def __init__(self, storage: Storage) -> None:
        self.lock = threading.RLock()
        self._storage = storage
        try:
            plain: dict[str, Any] = storage.read() or {}
        except BaseException:
            storage.close()
            raise
        self.seq = int(plain.pop("_meta", {}).get("1", 0))
        self.tables: Tables = {}
        self._do([("put", name, key, row) for name, rows in plain.items() for key, row in rows.items()])

    def _do(self, ops: Sequence[Op]) -> None:
        apply(self.tables, ops, texts(ops))

    def commit(self, ops: Sequence[Op]) -> int:
        self._do(ops)
        self.seq += 1
        self._storage.write({"_meta": {"1": self.seq}, **{name: dict(rows) for name, rows in self.tables.items()}})
        return self.seq

    def checkpoint(self) -> None: ...
    def purge(self) -> None: ...
    def backup(self, path: Path) -> None: ...

    def close(self) -> None:
        self._storage.close()

    let_go = close


def open_keeper(kind: str, folder: Path, checkpoint_bytes: int = CHECKPOINT_BYTES) -> Journal | Plain:
    """The real journal with frequent checkpoints; or a control: ``plain``, or ``cached``, which writes later."""
    if kind == "journal":
        return Journal(folder, checkpoint_bytes)
    folder.mkdir(exist_ok=True)
    stock = JSONStorage(str(folder / "db.json"))
    if kind == "plain":
        return Plain(stock)
    return Plain(CachingMiddleware(lambda: stock)())  # type: ignore[no-untyped-call]


def write(store: TinyStore, luck: random.Random, name: str, note: Any) -> None:
    """Change the store for ever; ``note(step)`` before, ``note(None)`` when acknowledged."""
    clients = [summary.key.partition(":")[2] for summary in store.clients(1_000)]
    number = 0
    while True:
        number += 1
        new, chance = f"{name}-{number}", luck.random()
        if chance < 0.5 or len(clients) < 5:
            client = f"c{new}"
            note(["insert", new, client])
            found = finding("x/y", "q" * luck.randrange(100))
            store.record(new, report(card(f"j{new}", client, "verified", "job", found)), day(number), "b")
            clients.append(client)
        elif chance < 0.75:
            note(["update", new])
            title = new + " " + "t" * luck.randrange(90)
            store.record(new, report(card(EARLY, EARLY, "verified", "job", job__title=title)), day(number), "b")
        else:
            client = clients.pop(luck.randrange(len(clients)))
            if client == EARLY:
                continue
            note(["delete", client])
            store.delete_client(client)
        note(None)


def run(kind: str, folder: Path, seed: str) -> list[Any]:
    """One round: fork, let it acknowledge up to 12 steps, kill -9 somewhere in the next one; its notes."""
    ours, theirs = os.pipe()
    luck = random.Random(seed + "when")
    child = os.fork()
    if child == 0:
        try:
            store = TinyStore(open_keeper(kind, folder))
            write(store, random.Random(seed), seed, lambda step: os.write(theirs, json.dumps(step).encode() + b"\n"))
        finally:
            os._exit(1)
    os.close(theirs)
    with os.fdopen(ours, "rb") as pipe:
        notes, begin = [], time.monotonic()
        if luck.random() < 0.1:  # while it opens
            time.sleep(luck.uniform(0, 0.03))
        else:
            for _ in range(2 * luck.randrange(1, STEPS)):
                notes.append(pipe.readline())
            a_step = (time.monotonic() - begin) / len(notes) * 2
            time.sleep(luck.uniform(0, a_step))  # a machine that is slow today is killed as well in mid-write
        os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
        notes += pipe.readlines()
    if not os.WIFSIGNALED(status):
        raise SystemExit(f"the writer of round {seed} ended by itself, after {notes[-1:]!r}")
    return [json.loads(line) for line in notes]


if __name__ == "__main__":
    for request in sys.stdin:
        place, number = request.split()
        sys.stdout.write(json.dumps(run(sys.argv[1], Path(place), number)) + "\n")
        sys.stdout.flush()
