"""Rows in memory are small, and are read as they were put."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.append(str(Path(__file__).parent))
from store_making import card, day, finding, report

from escrowl.store import files
from escrowl.store.frames import encode_json
from escrowl.store.journal import Journal
from escrowl.store.packed import LONG, LOOSE, RECENT, Rows
from escrowl.store.tinystore import TinyStore

MANY = 3 * LOOSE


def row(number: int) -> dict[str, object]:
    words = [f"word {number * step} é" for step in range(20)]
    return {"id": f"x{number}", "words": words if number % 2 else words * 3, "nothing": None, "share": number / 7}


def test_rows_are_read_as_they_were_put_in_the_order_of_writing() -> None:
    rows, expected = Rows(), dict[str, object]()
    assert len(encode_json(row(0))) > LONG
    for number in range(MANY):
        key = f"k{number * 7 % MANY // 2}"  # most are put twice
        expected.pop(key, None)
        rows[key] = expected[key] = row(number)
        if number % 50 == 3:
            del rows[key], expected[key]
    assert list(rows.items()) == list(expected.items())
    assert list(rows.latest()) == list(reversed(expected.items()))
    assert list(rows.texts()) == [(key, encode_json(one)) for key, one in expected.items()]
    assert "k2" in rows
    assert "no" not in rows
    assert rows.get("no") is None
    with pytest.raises(KeyError):
        rows["no"]


def test_a_kept_card_takes_a_quarter_of_its_text(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "sync", lambda _: None)
    journal = Journal(tmp_path)
    store = TinyStore(journal)
    for number in range(LOOSE + 20):
        told = card(f"j{number}", f"c{number}", "verified", "job", finding(), job__title=f"Part {number}")
        store.record(f"s{number}", report(told), day(number), "b")
    rows = journal.tables["cards"]
    for key, text in list(rows.texts())[9:LOOSE]:
        assert 4 * len(rows._kept[key]) < len(text), text
    assert len(rows._recent) == RECENT
    journal.let_go()
