"""Any order of calls gives what a few plain dictionaries give, also after closing, crashing and opening again."""

from __future__ import annotations

import itertools
import shutil
import sys
import tempfile
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

sys.path.append(str(Path(__file__).parent))
from store_making import asked, card, day, report

from escrowl.store.journal import Journal
from escrowl.store.tinystore import TinyStore

CARDS, CLIENTS = st.sampled_from(["j1", "j2", "j3"]), st.sampled_from(["", "c1", "c2"])
PAYMENT = st.sampled_from(["verified", "unverified", None])


class StoreAndModel(RuleBasedStateMachine):
    """The model of a card is the list of what was read; a client's, of its cards together."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.pages: dict[str, int] = {}
        self.read: dict[str, list[str]] = {}
        self.client_of: dict[str, str] = {}
        self.hidden: set[tuple[str, str]] = set()
        self.time = 0

    @initialize()
    def opened(self) -> None:
        self.journal = Journal(self.folder, checkpoint_bytes=3_000)
        self.store = TinyStore(self.journal)

    @rule(number=st.integers(0, 30), job=CARDS, payment=PAYMENT)
    def record(self, number: int, job: str, payment: str | None) -> None:
        snapshot = f"s{number}"
        self.time += 1
        answer = self.store.record(snapshot, report(card(job, "", payment)), day(self.time), "b")
        assert answer.duplicate == (snapshot in self.pages)
        if answer.duplicate:
            assert answer.seq == self.pages[snapshot]
            return
        self.pages[snapshot] = answer.seq
        self.read.setdefault(job, [])
        if payment is not None:
            self.read[job].append(payment)

    @rule(job=CARDS, name=st.sampled_from(["a/b", "c/d"]), on=st.booleans())
    def dismiss(self, job: str, name: str, on: bool) -> None:
        (self.store.dismiss if on else self.store.undismiss)("upwork", job, name)
        (self.hidden.add if on else self.hidden.discard)((job, name))

    @rule(job=CARDS)
    def delete(self, job: str) -> None:
        gone = self.store.delete_client(f"upwork/job/{job}")
        assert bool(gone) == (job in self.read)
        if job in self.read:
            del self.read[job]
            self.hidden = {pair for pair in self.hidden if pair[0] != job}
            kept = {row["key"] for row in self.store.export()["pages"]}
            self.pages = {name: seq for name, seq in self.pages.items() if name in kept}
            assert job.encode() not in (self.folder / "db.json").read_bytes()

    @rule(days=st.integers(0, 40))
    def prune(self, days: int) -> None:
        now = day(self.time)
        last = {summary.key: summary.last_seen for summary in self.store.clients(99)}
        self.store.prune(now, days)
        for job in list(self.read):
            if last[f"upwork/job/{job}"] < now - timedelta(days=days):
                del self.read[job]
        kept = {row["key"] for row in self.store.export()["pages"]}
        self.pages = {name: seq for name, seq in self.pages.items() if name in kept}
        self.hidden = {
            (row["card"], row["rule"]) for row in self.store.export()["dismissals"]
        } & self.hidden  # dismissals are stamped with the real clock, which the model does not have

    @rule(clean=st.booleans())
    def reopen(self, clean: bool) -> None:
        if clean:
            self.store.close()
        else:
            self.journal.let_go()
        seq = self.journal.seq
        self.opened()
        assert self.journal.seq == seq

    @rule()
    def checkpoint(self) -> None:
        self.store.checkpoint()

    @invariant()
    def agrees(self) -> None:
        if not hasattr(self, "store"):
            return
        assert {page.seq for page in self.store.pages(99)} == set(self.pages.values())
        assert {summary.key for summary in self.store.clients(99)} == {f"upwork/job/{job}" for job in self.read}
        for job, values in self.read.items():
            twice = [value for value, after in itertools.pairwise(values) if value == after]
            assert self.store.earlier(asked(job, "")).value("prev.client.payment") == (twice[-1] if twice else None)
            flips = [event for event in self.store.history(job) if event.kind == "status"]
            assert len(flips) == sum(value != after for value, after in itertools.pairwise(values))
        for job in ("j1", "j2", "j3"):
            assert self.store.dismissed("upwork", job) == {name for card_, name in self.hidden if card_ == job}

    def teardown(self) -> None:
        if hasattr(self, "store"):
            self.store.close()
        shutil.rmtree(self.folder)


TestModel = pytest.mark.filterwarnings("ignore::ResourceWarning")(StoreAndModel.TestCase)
TestModel.settings = settings(
    max_examples=40,
    stateful_step_count=25,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)
