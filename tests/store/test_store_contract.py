"""What every store must do, seen from outside; each test also holds after the store was closed and opened again."""

from __future__ import annotations

import json
import math
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from tinydb import where

sys.path.append(str(Path(__file__).parent))
from store_making import START, asked, card, day, finding, report

from escrowl.errors import StoreError
from escrowl.store import BrowserRow, Store, open_store
from escrowl.store.tinystore import TinyStore

Opener = Callable[[], Store]


@pytest.fixture
def reopened(tmp_path: Path) -> Iterator[Opener]:
    """Opens the store; each further call closes it and opens it again."""
    current: list[Store] = []

    def again() -> Store:
        for store in current:
            store.close()
        current[:] = [open_store(tmp_path / "data", keep_days=0)]
        return current[0]

    yield again
    for store in current:
        store.close()


@pytest.fixture
def store(reopened: Opener) -> Store:
    return reopened()


def now_and_reopened(store: Store, reopened: Opener) -> Iterator[Store]:
    """The store as it is, then from its files."""
    yield store
    yield reopened()


def read(store: Store, number: int, payment: str | None, client: str = "c1", job: str = "j1") -> None:
    store.record(f"snap-{job}-{number}", report(card(job, client, payment)), day(number), "b1")


def test_the_same_snapshot_again_has_the_same_place(store: Store, reopened: Opener) -> None:
    first = store.record("s1", report(card()), day(0), "b1")
    assert not first.duplicate
    second = store.record("s2", report(card()), day(1), "b1")
    assert second.seq > first.seq
    for again in now_and_reopened(store, reopened):
        answer = again.record("s1", report(card("other")), day(2), "b1")
        assert (answer.seq, answer.duplicate) == (first.seq, True)
        assert len(again.pages(10)) == 2
        assert all(summary.cards == 1 for summary in again.clients(10))


def test_an_earlier_payment_is_believed_after_two_readings_that_agree(store: Store, reopened: Opener) -> None:
    assert store.earlier(asked()) == {}
    read(store, 0, "verified")
    assert store.earlier(asked()).value("prev.client.payment") is None
    assert str(store.earlier(asked()).value("prev.seen")).startswith("2026-03-01T09:00")
    read(store, 1, "verified")
    read(store, 2, None)  # a page that does not show it says nothing
    read(store, 3, "unverified")
    for again in now_and_reopened(store, reopened):
        assert again.earlier(asked()).value("prev.client.payment") == "verified"
    read(reopened(), 4, "unverified")
    assert reopened().earlier(asked()).value("prev.client.payment") == "unverified"


def test_earlier_of_a_job_whose_client_shows_only_later(store: Store) -> None:
    read(store, 0, "verified", client="")
    read(store, 1, "verified", client="")
    assert store.earlier(asked("j1", "c1")).value("prev.client.payment") == "verified"
    read(store, 2, "unverified", client="c1")
    kinds = [(event.kind, event.text) for event in store.history("c1")]
    assert ("status", "Payment: verified → unverified") in kinds
    assert kinds[0] == ("first-seen", "First seen: j1, payment verified")
    assert store.history("upwork/job/j1") == store.history("c1") == store.history("upwork:c1") == store.history("j1")
    assert [(summary.key, summary.name) for summary in store.clients(10)] == [("upwork:c1", "j1")]  # no name was shown


def test_two_sites_with_the_same_ids_are_not_mixed(store: Store) -> None:
    for number in range(2):
        store.record(f"a{number}", report(card(payment="verified")), day(number), "b1")
        store.record(f"b{number}", report(card(payment="unverified"), site="freelancer"), day(number), "b1")
    assert store.earlier(asked()) == {}
    assert store.earlier(asked(), "upwork").value("prev.client.payment") == "verified"
    assert store.earlier(asked(), "freelancer").value("prev.client.payment") == "unverified"
    store.dismiss("upwork", "j1", "payment/unverified")
    assert store.dismissed("freelancer", "j1") == frozenset()


def test_a_status_that_flips_is_in_the_history_with_its_dates(store: Store, reopened: Opener) -> None:
    for number, payment in enumerate(["verified", "verified", "unverified", "unverified", "verified"]):
        read(store, number, payment)
    for again in now_and_reopened(store, reopened):
        flips = [(event.at, event.text) for event in again.history("c1") if event.kind == "status"]
        assert flips == [
            (day(2), "Payment: verified → unverified"),
            (day(4), "Payment: unverified → verified"),
        ]
        (summary,) = again.clients(10)
        assert (summary.payment, summary.changes, summary.first_seen, summary.last_seen) == (
            "verified",
            2,
            START,
            day(4),
        )


def test_cards_of_one_client_that_contradict_each_other_change_nothing(store: Store) -> None:
    read(store, 0, "verified")
    store.record("s", report(card("j1", "c1", "verified"), card("j2", "c1", "unverified")), day(1), "b1")
    assert [event for event in store.history("c1") if event.kind == "status"] == []


def test_findings_once_in_the_history_with_when_they_were_seen(store: Store) -> None:
    for number in range(3):
        found = [finding("contact/off-platform-request", "write me", title="Wants to leave")] if number == 1 else []
        store.record(f"s{number}", report(card("j1", "c1", "verified", "job", finding(), *found)), day(number), "b1")
    events = [(event.rule, event.at, event.severity) for event in store.history("c1") if event.kind == "finding"]
    assert events == [("payment/unverified", day(0), "warning"), ("contact/off-platform-request", day(1), "warning")]
    (summary,) = store.clients(1)
    assert [(seen.rule, seen.first, seen.last) for seen in summary.findings] == [
        ("contact/off-platform-request", day(1), day(1)),
        ("payment/unverified", day(0), day(2)),
    ]


def test_dismissals_stay_for_that_card_alone(store: Store, reopened: Opener) -> None:
    store.record(
        "s", report(card("j1", "c1", None, "job", finding()), card("j2", "c1", None, "job", finding())), day(0), "b"
    )
    store.dismiss("upwork", "j1", "payment/unverified")
    store.dismiss("upwork", "j1", "payment/unverified")
    again = reopened()
    assert again.dismissed("upwork", "j1") == {"payment/unverified"}
    assert again.dismissed("upwork", "j2") == frozenset()
    assert [event.kind for event in again.history("c1")].count("dismissed") == 1
    assert not again.clients(1)[0].findings[0].dismissed  # the other card still shows it
    again.dismiss("upwork", "j2", "payment/unverified")
    assert again.clients(1)[0].findings[0].dismissed
    again.undismiss("upwork", "j1", "payment/unverified")
    again.undismiss("upwork", "unknown", "payment/unverified")
    assert reopened().dismissed("upwork", "j1") == frozenset()


def test_nothing_private_reaches_a_file(store: Store, reopened: Opener, tmp_path: Path) -> None:
    secret = "SECRET-TEXT"
    private = card(
        "j1",
        "c1",
        "verified",
        "thread",
        finding("x/y", "mail bob@mail.example or +1 202-555-0143 " + "long " * 60 + secret),
        job__description=secret,
        client__review_texts=[secret],
        msg=[{"from": "client", "text": secret}],
        offer__text=secret,
        notice__text=secret,
        page__text=secret,
        me__draft=secret,
        me__name=secret,
        job__title="Call 202-555-0143",
        job__skills=["python", "bob@mail.example"],
        job__id="021234567890123456",
    )
    url = f"https://user:{secret}@www.upwork.com/messages/r1?key={secret}&page=2#{secret}"
    store.record("s", report(private, url=url), day(0), "b1")
    (page,) = store.pages(1)
    assert page.url == "https://www.upwork.com/messages/r1?key&page"
    (seen,) = store.clients(1)[0].findings
    assert len(seen.quotes[0]) <= 120
    assert seen.quotes[0].startswith("mail [mail] or [number] long")

    def everything() -> str:
        return "".join(path.read_text() for path in (tmp_path / "data").iterdir())

    texts = [everything()]
    texts.append(json.dumps(reopened().export()))
    for text in (*texts, everything()):
        for part in (secret, "bob@mail", "202-555", "555-0143"):  # "555" alone may be part of a checksum
            assert part not in text
        assert "021234567890123456" in text  # ids are no phone numbers


def test_values_that_are_not_json_are_no_fault(store: Store) -> None:
    odd = card("j1", "c1", None, "job", client__rating=math.nan, job__title="a\ud800\x00b\n" + "x" * 5_000)
    store.record("s", report(odd), day(0), "b1")
    assert store.export()["cards"][0]["facts"]["client.rating"]["value"] is None


def test_cards_without_id_go_by_their_words_or_not_at_all(store: Store) -> None:
    nameless = card("", "", "verified")
    store.record("s", report(nameless, nameless.model_copy(update={"digest": ""})), day(0), "b1")
    assert [summary.key for summary in store.clients(9)] == ["upwork/job/#d"]


def test_lists_come_newest_first_and_limited(store: Store, reopened: Opener) -> None:
    for number in range(5):
        read(store, number, "verified", client="" if number % 2 else f"c{number}", job=f"j{number}")
    read(store, 9, "verified", client="c0", job="j0")
    for again in now_and_reopened(store, reopened):
        assert [summary.key for summary in again.clients(3)] == ["upwork:c0", "upwork:c4", "upwork/job/j3"]
        assert [page.at for page in again.pages(2)] == [day(9), day(4)]


def test_delete_leaves_no_trace_in_any_file(store: Store, tmp_path: Path) -> None:
    for number in range(3):
        read(store, number, "verified", client="gone-client", job="gone-job")
        read(store, number, "verified", client="kept", job="kept-job")
        store.checkpoint()
    both = report(card("gone-job", "gone-client"), card("kept-job", "kept"))
    store.record("both", both, day(5), "b")
    store.dismiss("upwork", "gone-job", "payment/unverified")
    assert store.delete_client("nobody") == 0
    assert store.delete_client("gone-client") > 5
    left = b"".join(path.read_bytes() for path in (tmp_path / "data").iterdir())
    assert b"gone" not in left
    assert b"kept-job" in left
    assert [summary.key for summary in store.clients(9)] == ["upwork:kept"]
    assert [page.seq for page in store.pages(9)] == sorted((page.seq for page in store.pages(9)), reverse=True)
    assert store.record("both", both, day(6), "b").duplicate


def test_prune_takes_what_was_not_seen_for_long(store: Store, reopened: Opener) -> None:
    read(store, 0, "verified", client="old", job="j-old")
    read(store, 0, "verified", client="new", job="j-new")
    read(store, 80, "verified", client="new", job="j-new")
    assert store.prune(day(89)) == 0
    assert store.prune(day(100)) > 0
    for again in now_and_reopened(store, reopened):
        assert [summary.key for summary in again.clients(9)] == ["upwork:new"]
        assert len(again.pages(9)) == 1
        assert again.history("old") == []
        assert again.history("new")
        assert again.prune(day(100)) == 0


def test_browsers(store: Store, reopened: Opener) -> None:
    row = BrowserRow("b1", "ext", "k" * 43, "Firefox", START)
    store.add_browser(row)
    store.add_browser(replace(row, client_id="b0", created=day(1)))
    assert store.browser("b1") == row
    assert store.browser("nobody") is None
    store.pin_origin("b1", "moz-extension://a")
    store.pin_origin("b1", "moz-extension://a")
    with pytest.raises(StoreError, match="another extension"):
        store.pin_origin("b1", "moz-extension://b")
    with pytest.raises(StoreError, match="escrowl pair"):
        store.touch("nobody")
    store.touch("b1")
    seen = store.browser("b1")
    assert seen is not None
    assert seen.last_seen is not None
    assert datetime.now(UTC) - seen.last_seen < timedelta(minutes=1)
    store.touch("b1")
    assert store.browser("b1") == seen
    store.revoke("b1")
    assert [(row.client_id, row.revoked, row.origin) for row in reopened().browsers()] == [
        ("b1", True, "moz-extension://a"),
        ("b0", False, None),
    ]
    assert "k" * 43 not in json.dumps(reopened().export())


def test_a_backup_is_a_store_of_that_moment(store: Store, tmp_path: Path) -> None:
    read(store, 0, "verified")
    other = tmp_path / "other"
    other.mkdir()
    store.backup(other / "db.json")
    assert (other / "db.json").stat().st_mode & 0o777 == 0o600
    read(store, 1, "verified", client="later")
    with pytest.raises(StoreError, match="already there"):
        store.backup(other / "db.json")
    with pytest.raises(StoreError, match="No such file"):
        store.backup(tmp_path / "missing" / "x")
    copy = open_store(other, keep_days=0)
    assert [summary.key for summary in copy.clients(9)] == ["upwork:c1"]
    copy.close()


def test_threads(store: Store, reopened: Opener) -> None:
    def work(number: int) -> None:
        for turn in range(100):
            seqs.append(
                store.record(f"{number}-{turn}", report(card(f"j{turn}", f"c{number % 3}")), day(turn), "b").seq
            )
            store.earlier(asked(f"j{turn}"))

    seqs: list[int] = []
    threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(seqs) == list(range(1, 801))
    assert len(reopened().pages(1000)) == 800


def test_cards_are_given_newest_first(store: Store, reopened: Opener) -> None:
    for number, job in enumerate(("j1", "j2", "j3", "j1")):
        read(store, number, "verified", job=job)
    for there in now_and_reopened(store, reopened):
        assert [row["id"] for row in there.cards(2)] == ["j1", "j3"]
        assert len(there.cards(10)) == 3


def test_tinydb_reads_and_does_not_write(store: Store) -> None:
    assert isinstance(store, TinyStore)
    read(store, 0, "verified")
    (row,) = store.query("cards").search(where("site") == "upwork")
    assert str(row.doc_id) == "upwork/job/j1"
    with pytest.raises(StoreError, match="not through TinyDB"):
        store.query("cards").truncate()


def test_a_closed_store_says_so(store: Store) -> None:
    store.close()
    store.close()
    with pytest.raises(StoreError, match="closed"):
        read(store, 0, "verified")


def test_opening_forgets_what_is_older_than_it_may_be(reopened: Opener, tmp_path: Path) -> None:
    store, now = reopened(), datetime.now(UTC)
    store.record("old", report(card("j-old", "old")), now - timedelta(days=91), "b")
    store.record("new", report(card("j-new", "new")), now - timedelta(days=89), "b")
    store.close()
    again = open_store(tmp_path / "data")
    assert [summary.key for summary in again.clients(9)] == ["upwork:new"]
    again.close()


def test_the_command_that_restores(reopened: Opener, tmp_path: Path) -> None:
    for number in range(2):
        read(reopened(), number, "verified")
    reopened().close()
    (tmp_path / "data" / "db.json").write_bytes(b"{}")
    command = [sys.executable, "-m", "escrowl", "restore", "--data", str(tmp_path / "data")]
    run = subprocess.run(command, capture_output=True, text=True)
    assert run.returncode == 0, run.stderr
    assert "Restored up to record 1" in run.stderr
    assert len(reopened().pages(9)) == 1
