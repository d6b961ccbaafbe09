"""Journals as a crash leaves them, for the store's tests."""

from __future__ import annotations

from pathlib import Path

from escrowl.store import checkpoints
from escrowl.store.journal import Journal

ROWS = [f"text {number} é \n" for number in range(6)]


def fill(folder: Path, rows: list[str] = ROWS) -> Path:
    """A journal of one record a row, left as by a crash: without the checkpoint of closing. Its path."""
    journal = Journal(folder)
    for number, text in enumerate(rows):
        journal.commit([("put", "rows", str(number), {"text": text})])
    drop(journal)
    return folder / checkpoints.JOURNAL


def drop(journal: Journal) -> None:
    """What the end of the process does: let go of the files and do nothing else."""
    journal.let_go()


def texts(folder: Path) -> list[str]:
    journal = Journal(folder)
    found = [row["text"] for row in journal.tables.get("rows", {}).values()]
    drop(journal)
    return found


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.name != checkpoints.LOCK}
