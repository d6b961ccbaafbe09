"""The journal against torn writes, flipped bits, missing records and files of others."""

from __future__ import annotations

import json
import random
import sys
from pathlib import Path
from typing import Any

import pytest

sys.path.append(str(Path(__file__).parent))
from store_files import ROWS, contents, drop, fill, texts

from escrowl.errors import StoreDamaged, StoreError
from escrowl.store import checkpoints, files, restore
from escrowl.store.frames import Op, pack
from escrowl.store.frames import texts as written
from escrowl.store.journal import Journal


@pytest.fixture
def _no_waiting_for_the_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    """For tests that open a store a thousand times and cut no power."""
    monkeypatch.setattr(files, "sync", lambda _: None)
    monkeypatch.setattr(files, "sync_folder", lambda _: None)


@pytest.mark.usefixtures("_no_waiting_for_the_disk")
def test_cut_at_every_byte_of_the_last_record(tmp_path: Path) -> None:
    path = fill(tmp_path / "data")
    whole = path.read_bytes()
    last = whole.rindex(b"\n", 0, len(whole) - 1) + 1
    for cut in range(last, len(whole)):
        path.write_bytes(whole[:cut])
        assert texts(path.parent) == ROWS[:-1], cut
        assert path.read_bytes() == whole[:last]
    journal = Journal(path.parent)  # and goes on behind the cut
    assert journal.commit([("put", "rows", "x", {"text": "after"})]) == len(ROWS)
    drop(journal)
    assert texts(path.parent) == [*ROWS[:-1], "after"]


@pytest.mark.usefixtures("_no_waiting_for_the_disk")
def test_every_bit_of_the_last_record_flipped(tmp_path: Path) -> None:
    path = fill(tmp_path / "data", ROWS[:3])
    whole = path.read_bytes()
    last = whole.rindex(b"\n", 0, len(whole) - 1) + 1
    for bit in range(last * 8, len(whole) * 8):
        flipped = bytearray(whole)
        flipped[bit // 8] ^= 1 << bit % 8
        path.write_bytes(flipped)
        assert texts(path.parent) == ROWS[:2], bit


@pytest.mark.usefixtures("_no_waiting_for_the_disk")
def test_every_bit_of_a_middle_record_flipped_is_refused_untouched(tmp_path: Path) -> None:
    path = fill(tmp_path / "data", ROWS[:3])
    whole = path.read_bytes()
    first = whole.index(b"\n") + 1
    for bit in range(first * 8, whole.index(b"\n", first) * 8 + 8):  # its line end too
        flipped = bytearray(whole)
        flipped[bit // 8] ^= 1 << bit % 8
        path.write_bytes(flipped)
        with pytest.raises(StoreDamaged, match="Nothing was changed"):
            Journal(path.parent)
        assert contents(path.parent) == {path.name: bytes(flipped)}, bit


def test_a_missing_record_is_refused_untouched(tmp_path: Path) -> None:
    path = fill(tmp_path / "data")
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join(lines[:2] + lines[3:]))
    before = contents(path.parent)
    with pytest.raises(StoreDamaged, match="record 3 is missing"):
        Journal(path.parent)
    assert contents(path.parent) == before


def record(seq: int, op: Op) -> bytes:
    return pack(seq, [op], written([op]))


def test_text_that_looks_like_a_record_is_only_text(tmp_path: Path) -> None:
    fake = record(2, ("put", "rows", "x", {"text": "forged"})).decode()
    path = fill(tmp_path / "data", ["first", fake])
    path.write_bytes(path.read_bytes()[:-1])
    assert texts(path.parent) == ["first"]


def test_checkpoint_then_crash_before_the_journal_is_emptied(tmp_path: Path) -> None:
    path = fill(tmp_path / "data")
    old = path.read_bytes()
    Journal(path.parent).close()
    assert path.read_bytes() == b""
    path.write_bytes(old)
    assert texts(path.parent) == ROWS
    (path.parent / checkpoints.TEMPORARY).write_bytes(b"half")
    assert texts(path.parent) == ROWS
    assert not (path.parent / checkpoints.TEMPORARY).exists()


def test_the_checkpoint_is_plain_tinydb_json(tmp_path: Path) -> None:
    path = fill(tmp_path / "data")
    Journal(path.parent).close()
    plain = json.loads((path.parent / "db.json").read_text(encoding="ascii"))
    assert plain["rows"]["5"] == {"text": ROWS[5]}
    assert plain["_meta"]["1"].items() >= {"format": 1, "seq": 6}.items()


@pytest.mark.parametrize(
    ("what", "says"),
    [
        (b"", "not a store of escrowl"),
        (b"\xef\xbb\xbf{}", "not a store of escrowl"),
        (b'{"_default": {"1": {}}}', "not a store of escrowl"),
        (b"[1]", "not a store of escrowl"),
        (b"[" * 100_000, "not a store of escrowl"),
        (b'{"_meta": {"1": {"format": 2, "other": true}}}', "newer escrowl"),
    ],
)
def test_foreign_and_newer_files_are_refused_untouched(tmp_path: Path, what: bytes, says: str) -> None:
    path = fill(tmp_path / "data")
    (path.parent / "db.json").write_bytes(what)
    (path.parent / checkpoints.TEMPORARY).write_bytes(b"left over")
    before = contents(path.parent)
    with pytest.raises(StoreError, match=says):
        Journal(path.parent)
    assert contents(path.parent) == before


def test_an_operation_of_a_newer_version_is_refused_untouched(tmp_path: Path) -> None:
    path = fill(tmp_path / "data", [])
    other = record(1, ("merge", "rows", "1"))
    path.write_bytes(other)
    with pytest.raises(StoreError, match="newer escrowl"):
        Journal(path.parent)
    assert contents(path.parent) == {path.name: other}


def test_a_changed_checkpoint_is_noticed_and_an_older_one_restored(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    for number in range(6):
        journal = Journal(folder)
        journal.commit([("put", "rows", str(number), {"text": ROWS[number]})])
        journal.close()
    names = sorted(path.name for path in folder.iterdir())
    assert names == ["db.json", "db.json.1", "db.json.2", "db.json.3", "db.json.journal", "db.json.lock"]
    file = folder / "db.json"
    file.write_bytes(file.read_bytes().replace(b"text 2", b"text X"))
    before = contents(folder)
    with pytest.raises(StoreDamaged, match="escrowl restore"):
        Journal(folder)
    assert contents(folder) == before
    (folder / "db.json.1").write_bytes(b"bad as well")
    assert restore(folder) == 4
    assert texts(folder) == ROWS[:4]
    assert (folder / "db.json.damaged").exists()
    file.unlink()
    with pytest.raises(StoreDamaged, match="missing"):
        Journal(folder)
    for number in (1, 3):
        (folder / f"db.json.{number}").write_bytes(b"bad")
    with pytest.raises(StoreDamaged, match="No older checkpoint"):
        restore(folder)


def test_small_and_large_rows_at_random_survive_reopening(tmp_path: Path) -> None:
    luck, expected = random.Random(7), dict[str, Any]()
    journal = Journal(tmp_path / "data", checkpoint_bytes=20_000)
    for turn in range(400):
        key = str(luck.randrange(30))
        if luck.random() < 0.3:
            journal.commit([("del", "rows", key)])
            expected.pop(key, None)
        else:
            value = {"turn": turn, "text": "é" * luck.choice([0, 3, 2_000])}
            journal.commit([("put", "rows", key, value)])
            expected.pop(key, None)
            expected[key] = value
        if turn % 37 == 0:
            drop(journal)
            journal = Journal(tmp_path / "data", checkpoint_bytes=20_000)
            assert journal.seq == turn + 1
            assert list(journal.tables["rows"].items()) == list(expected.items())  # in order, too
    journal.close()
