"""Checkpoints: the whole store as one readable TinyDB-shaped file, replaced by rename; three older ones are kept."""

from __future__ import annotations

import contextlib
import io
import itertools
import json
import os
import shutil
import zlib
from collections.abc import Iterator
from pathlib import Path

from escrowl.errors import StoreDamaged, StoreError
from escrowl.store import files
from escrowl.store.frames import encode_json
from escrowl.store.packed import Rows, Tables

DATABASE = "db.json"
JOURNAL = "db.json.journal"
LOCK = "db.json.lock"
TEMPORARY = "db.json.tmp"
FORMAT = 1
OLDER = 3
"""Rotated checkpoints: ``db.json.1`` is the newest of them."""

_BREAK = b",\n"
_META = _BREAK + b'"_meta":'
_STRING = json.JSONDecoder().raw_decode
"""What a text begins with, and where that ends."""


def damaged(path: Path, how: str) -> str:
    """What a person is told about a damaged file."""
    return (
        f"{path} is damaged: {how}. Nothing was changed. Keep a copy of the folder {path.parent}; "
        f"`escrowl restore` goes back to the newest good one of {DATABASE}.1 to {DATABASE}.{OLDER}."
    )


def newer(path: Path) -> str:
    """What a person is told about a file of a later version."""
    return (
        f"{path} was written by a newer escrowl. Nothing was changed. "
        "Install that version, or set ESCROWL_DATA to another folder."
    )


def exists(folder: Path) -> bool:
    """Whether there is a checkpoint."""
    return (folder / DATABASE).exists()


def _older(folder: Path) -> list[Path]:
    return [folder / f"{DATABASE}.{number}" for number in range(1, OLDER + 1)]


def parse(path: Path, data: bytes) -> tuple[Tables, int]:
    """Tables and seq of a checkpoint. StoreDamaged when it is not one or was changed, StoreError when it is newer."""
    end = data.rfind(_META)
    try:
        plain = json.loads(b"{" + data[end + len(_BREAK) :] if end >= 0 else data)
        meta = plain["_meta"]["1"]
        if meta["format"] > FORMAT:
            raise StoreError(newer(path))
        seq, crc = int(meta["seq"]), int(meta["crc32"], 16)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise StoreDamaged(damaged(path, "it is not a store of escrowl")) from error
    if zlib.crc32(memoryview(data)[: max(end, 0)]) != crc:
        raise StoreDamaged(damaged(path, "its contents are not what was written"))
    return _tables(data), seq


def _tables(data: bytes) -> Tables:
    """The tables of a checkpoint that is what was written: each row is a line, and stays the text that it is."""
    tables: Tables = {}
    rows: Rows | None = None
    for line in io.BytesIO(data):
        if line.endswith(b'":{\n'):
            rows = tables[json.loads(line[:-3])] = Rows()
        elif line.startswith(b"}"):
            rows = None
        elif rows is not None:
            text = line.decode("ascii").rstrip(",\n")
            key, end = _STRING(text)
            rows.put(key, text[end + 1 :])
    return tables


def load(folder: Path) -> tuple[Tables, int, int]:
    """Tables, seq and size of the checkpoint in use; nothing, 0 and 0 in a new folder. Changes no file."""
    path = folder / DATABASE
    data = files.read_private(path)
    if data is None:
        if any(older.exists() for older in _older(folder)):
            raise StoreDamaged(damaged(path, "it is missing although older ones are there"))
        return {}, 0, 0
    tables, seq = parse(path, data)
    return tables, seq, len(data)


def _pieces(tables: Tables, seq: int) -> Iterator[bytes]:
    crc, lines, size = 0, ["{"], 0

    def rest() -> bytes:
        nonlocal crc
        piece = "".join(lines).encode("ascii")
        crc = zlib.crc32(piece, crc)
        lines.clear()
        return piece

    for number, (name, table) in enumerate(tables.items()):
        lines.append(f"{',' if number else ''}\n{encode_json(name)}:{{")
        comma = "\n"
        for key, row in table.texts():
            line = f"{comma}{encode_json(key)}:{row}"
            comma = ",\n"
            lines.append(line)
            size += len(line)
            if size > 1 << 20:
                size = 0
                yield rest()
        lines.append("\n}")
    if not tables:
        lines.append('\n"_default":{}')
    yield rest()
    meta = {"1": {"format": FORMAT, "seq": seq, "crc32": f"{crc:08x}"}}
    yield _META + encode_json(meta).encode("ascii") + b"}\n"


def _write(path: Path, flags: int, tables: Tables, seq: int) -> int:
    descriptor = files.open_private(path, os.O_WRONLY | os.O_CREAT | flags)
    try:
        size = 0
        for piece in _pieces(tables, seq):
            files.write_all(descriptor, piece)
            size += len(piece)
        files.sync(descriptor)
    except BaseException:
        with contextlib.suppress(OSError):
            path.unlink()
        raise
    finally:
        os.close(descriptor)
    return size


def _keep_current(folder: Path) -> None:
    current, older = folder / DATABASE, _older(folder)
    if not current.exists():
        return
    for newer_one, name in reversed(list(itertools.pairwise(older))):
        if newer_one.exists():
            newer_one.replace(name)
    try:
        os.link(current, older[0])
    except OSError:  # a file system without hard links
        shutil.copyfile(current, older[0])
        older[0].chmod(0o600)


def replace(folder: Path, tables: Tables, seq: int) -> int:
    """Write a new checkpoint beside the old one and rename it into its place; its size. The caller syncs the folder."""
    temporary = folder / TEMPORARY
    try:
        with contextlib.suppress(FileNotFoundError):
            temporary.unlink()
        size = _write(temporary, os.O_EXCL, tables, seq)
        _keep_current(folder)
        temporary.replace(folder / DATABASE)
    except OSError as error:
        raise files.fault("write", folder / DATABASE, error) from error
    return size


def drop_older(folder: Path) -> None:
    """Remove the rotated checkpoints; the one in use is then the only copy."""
    try:
        for path in _older(folder):
            path.unlink(missing_ok=True)
        files.sync_folder(folder)
    except OSError as error:
        raise files.fault("remove older checkpoints in", folder, error) from error


def write_new(path: Path, tables: Tables, seq: int) -> None:
    """A checkpoint as a new file of any name."""
    try:
        _write(path, os.O_EXCL, tables, seq)
        files.sync_folder(path.parent)
    except FileExistsError as error:
        raise StoreError(f"{path} is already there. Give the backup a name that is not used yet.") from error
    except OSError as error:
        raise files.fault("write the backup", path, error) from error


def restore(folder: Path) -> int:
    """Put the newest good older checkpoint in the place of the damaged files, which are kept as ``*.damaged``; its seq.

    Raises StoreError without a store, StoreLocked while a server runs, StoreDamaged when no older checkpoint is good.
    """
    if not folder.is_dir():
        raise StoreError(f"There is no store in {folder}, so there is nothing to restore. Name its folder with --data.")
    lock = files.take_lock(folder / LOCK)
    try:
        for path in _older(folder):
            data = files.read_private(path)
            if data is None:
                continue
            try:
                _, seq = parse(path, data)
            except StoreDamaged:
                continue
            for name in (DATABASE, JOURNAL):
                with contextlib.suppress(FileNotFoundError):
                    (folder / name).replace(folder / f"{name}.damaged")
            path.replace(folder / DATABASE)
            files.sync_folder(folder)
            return seq
        raise StoreDamaged(
            f"No older checkpoint in {folder} is good. Put a backup there as {DATABASE} and remove {JOURNAL}."
        )
    except OSError as error:
        raise files.fault("restore", folder, error) from error
    finally:
        os.close(lock)
