"""Pages that a person saved for a fix: whole snapshots in a folder of their own, private, few, kept until deleted."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
from dataclasses import dataclass
from pathlib import Path

from escrowl.errors import StoreFull
from escrowl.naming import command, quoted
from escrowl.snapshot import Snapshot
from escrowl.store import files

FOLDER = "saved"
MOST = 40
"""Saved pages kept at once; a fix needs two or three."""

MOST_BYTES = 60_000_000
"""Room that all saved pages may take: 40 pages of the usual 0.1 to 1.5 MB."""


@dataclass(frozen=True, slots=True)
class SavedPage:
    """A saved page: its folder and how many bytes it has."""

    folder: Path
    size: int


def saved_pages(data: Path) -> list[SavedPage]:
    """Saved pages below the folder of the store, newest name last."""
    try:
        folders = sorted(path for path in (data / FOLDER).iterdir() if path.is_dir() and not path.is_symlink())
    except OSError:
        return []
    return [SavedPage(folder, _size_of_all(folder)) for folder in folders]


def scrub_command(folder: Path) -> str:
    """The command that takes private data out of a saved page, as it can be pasted into this system's terminal."""
    return command(f"dev scrub {quoted(folder)}")


def _size_of_all(folder: Path) -> int:
    """Bytes in a folder; it may be deleted by hand while we look."""
    try:
        return sum(path.lstat().st_size for path in folder.iterdir())
    except OSError:
        return 0


def _new_folder(parent: Path, name: str) -> Path:
    for number in range(1, MOST + 2):
        folder = parent / (name if number == 1 else f"{name}-{number}")
        with contextlib.suppress(FileExistsError):
            folder.mkdir(mode=0o700)
            return folder
    raise StoreFull(f"{parent} holds too many pages of today. Delete those that you do not need any more.")


def _write(path: Path, text: str) -> None:
    descriptor = files.open_private(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL)
    try:
        files.write_all(descriptor, text.encode("utf-8", "replace"))
        files.sync(descriptor)
    finally:
        os.close(descriptor)


def save_page(data: Path, snapshot: Snapshot, site: str, kind: str) -> Path:
    """Write the snapshot into ``<data>/saved/<date>-<site>-<kind>``, whole or not at all; gives the folder.

    Raises StoreFull when there are too many saved pages or the disk is full, StoreError when it cannot be written.
    """
    parent = data / FOLDER
    files.private_folder(parent)
    there = saved_pages(data)
    if len(there) >= MOST or sum(page.size for page in there) + len(snapshot.html) > MOST_BYTES:
        raise StoreFull(
            f"There are {len(there)} saved pages in {parent} already, and no more are kept. "
            "Delete those that you do not need any more; this page was not saved."
        )
    name = f"{snapshot.taken_at:%Y-%m-%d}-{site}-{kind}"
    folder: Path | None = None
    try:
        folder = _new_folder(parent, name)
        meta = {
            "url": snapshot.url,
            "taken_at": snapshot.taken_at.isoformat(),
            "taken_by": snapshot.taken_by,
            "scope": snapshot.scope,
        }
        _write(folder / "page.html", snapshot.html)
        _write(folder / "snapshot.json", json.dumps(meta, indent=1) + "\n")
        files.sync_folder(folder)
        return folder
    except BaseException as error:
        if folder is not None:
            shutil.rmtree(folder, ignore_errors=True)
        if isinstance(error, OSError):
            raise files.fault("save the page in", parent, error) from error
        raise
