"""What a record costs does not grow with how much is kept."""

from __future__ import annotations

import statistics
import sys
import time
from pathlib import Path
from typing import Any

import pytest

sys.path.append(str(Path(__file__).parent))
from store_making import card, day, finding, report

from escrowl.store import files
from escrowl.store.journal import Journal
from escrowl.store.tinystore import TinyStore


@pytest.fixture(autouse=True)
def _no_waiting_for_the_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    """The disk's own time is the same at any size and differs between machines; here only our work is timed."""
    monkeypatch.setattr(files, "sync", lambda _: None)


def filled(folder: Path, records: int) -> Journal:
    """A journal with so many pages, cards, clients and events: rows of a real record, copied under new ids."""
    journal = Journal(folder, checkpoint_bytes=1 << 40)
    TinyStore(journal).record("s", report(card("j", "c", "verified", "job", finding())), day(0), "b")
    own = {"pages": "site", "cards": "id", "clients": "id", "events": "subject"}
    for table, field in own.items():
        (sample,) = list(journal.tables[table].values())[:1]
        journal.tables[table].update({f"x{n}": {**sample, field: f"x{n}"} for n in range(records)})
    return journal


def cost(store: TinyStore, name: str) -> float:
    """Median seconds of one record with everything the server asks around it."""
    seen = []
    for number in range(120):
        begin = time.perf_counter()
        store.record(f"{name}{number}", report(card(f"{name}{number}", f"{name}{number % 50}")), day(number), "b")
        store.dismissed("upwork", f"{name}{number}")
        seen.append(time.perf_counter() - begin)
    return statistics.median(seen)


def test_a_record_with_120_000_rows_kept_costs_what_it_costs_with_none(tmp_path: Path, record_property: Any) -> None:
    journals = filled(tmp_path / "empty", 0), filled(tmp_path / "full", 30_000)
    empty, full = map(TinyStore, journals)
    pairs = [(cost(empty, f"a{turn}"), cost(full, f"a{turn}")) for turn in range(3)]  # by turns: the machine is shared
    none, many = (min(column) for column in zip(*pairs, strict=True))
    record_property("seconds", [none, many])
    print(f"record: {none * 1e3:.3f} ms with none, {many * 1e3:.3f} ms with 120,000: ratio {many / none:.2f}")
    for journal in journals:
        journal.let_go()
    assert many <= 2 * none


def test_a_store_of_50_000_opens_quickly(tmp_path: Path, record_property: Any) -> None:
    filled(tmp_path / "data", 12_500).close()  # of each kind
    begin = time.perf_counter()
    store = TinyStore(Journal(tmp_path / "data"))
    seconds = time.perf_counter() - begin
    record_property("seconds", seconds)
    print(f"open with 50,000 rows: {seconds:.2f} s")
    assert sum(len(table) for table in store._keeper.tables.values()) >= 50_000
    store.close()
    assert seconds < 30  # 0.2 s on an idle machine
