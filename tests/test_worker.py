"""Pages built to hang a parser: each is read or refused in time, and other pages go on meanwhile."""

from __future__ import annotations

import contextlib
import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from escrowl import pages, worker
from escrowl.errors import PageRefused, SnapshotRejected
from escrowl.facts import Facts
from escrowl.snapshot import Snapshot
from escrowl.terms import Mute, OwnFile, Terms
from escrowl.worker import Checker

URL = "https://www.upwork.com/nx/search/jobs"
LIMIT = 20.0
"""Seconds that tell an answer from a hang on a busy machine; what it costs is measured by the benchmarks."""

BOMBS: dict[str, Callable[[], str]] = {
    "100,000 open divs": lambda: "<div>" * 100_000 + "x",
    "20,000 open divs": lambda: "<div>" * 20_000 + "x",
    "2,000 closed divs": lambda: "<div>" * 2_000 + "x" + "</div>" * 2_000,
    "200,000 attributes": lambda: "<div " + " ".join(f"a{i}=1" for i in range(200_000)) + ">x</div>",
    "3,000 attributes": lambda: "<div " + " ".join(f"a{i}=1" for i in range(3_000)) + ">x</div>",
    "5 MB attribute": lambda: '<div a="' + "x" * 5_000_000 + '">x</div>',
    "open links in paragraphs": lambda: "<p><a>" * 100_000,
    "3,000 times four formats": lambda: "<b><i><u><s>" * 3_000 + "x",
    "links closed across divs": lambda: "<a><div>" * 1_500 + "</a>" * 1_500,
    "3,000 tables": lambda: "<table>" * 3_000 + "x",
    "a million entities": lambda: "<p>" + "&amp;" * 1_000_000 + "</p>",
    "700,000 entities": lambda: "<p>" + "&amp;" * 700_000 + "</p>",
    "open comments": lambda: "<!--" * 300_000,
    "a million angles": lambda: "<" * 1_000_000,
    "half end tags": lambda: "</" * 500_000,
    "zero characters": lambda: "<p>a\x00b</p>" * 1_000,
    "impossible characters": lambda: "<p>&#xD800;&#x0;&#x110000;</p>",
}
STRANGE = "<div>" * 1_500 + "x" + "</div>" * 1_500


@pytest.fixture(scope="module")
def checker() -> Iterator[Checker]:
    made = Checker(seconds=LIMIT)
    made.check(Snapshot(URL, STRANGE))  # ready
    yield made
    made.close()


@pytest.mark.parametrize("bomb", BOMBS)
def test_every_bomb_is_answered_in_time(checker: Checker, bomb: str) -> None:
    html = BOMBS[bomb]()
    begin = time.monotonic()
    with contextlib.suppress(PageRefused, SnapshotRejected):
        checker.check(Snapshot(URL, html))
    assert time.monotonic() - begin <= LIMIT


def test_a_strange_page_gives_what_an_ordinary_one_gives(checker: Checker) -> None:
    assert pages.is_strange(STRANGE)
    report = checker.check(Snapshot("https://example.org/", STRANGE))
    assert report == checker.check(Snapshot("https://example.org/", "<p>x</p>"))
    assert report.status == "unsupported"


def test_a_strange_page_is_judged_under_the_persons_terms(checker: Checker) -> None:
    rule = 'title = "x"\nseverity = "info"\nadvice = "y"\n[when]\nfact = "client.payment"\nis = "unverified"\n'
    terms = Terms(muted=(Mute("payment/*"),), rules=(OwnFile("mine", rule),))
    page = Snapshot.load(Path(__file__).parent / "pages/upwork/search/three-clients")
    for html in (page.html, page.html + STRANGE):
        cards = checker.check(Snapshot(page.url, html), terms=terms).cards
        muted = [card for card in cards if "payment/method-unverified" in card.muted]
        assert [("own/mine" in {found.rule for found in card.findings}) for card in muted] == [True]


def test_ordinary_pages_do_not_wait_for_a_slow_one_and_a_closed_checker_refuses() -> None:
    slow = Checker(seconds=LIMIT)
    try:
        slow.check(Snapshot(URL, STRANGE))
        assert slow._child is not None
        os.kill(slow._child.process.pid or 0, signal.SIGSTOP)  # hangs as a parser would
        slow._seconds = 0.5
        refused: list[Exception] = []

        def strange() -> None:
            try:
                slow.check(Snapshot(URL, STRANGE))
            except PageRefused as error:
                refused.append(error)

        thread = threading.Thread(target=strange)
        thread.start()
        assert slow.check(Snapshot("https://example.org/", "<p>x</p>")).status == "unsupported"
        assert not refused  # answered before the slow one was
        thread.join(LIMIT)
        assert [str(error) for error in refused] == [worker._SLOW]
        slow._seconds = LIMIT
        slow.check(Snapshot(URL, STRANGE))  # by the child that took its place
        child = slow._child
    finally:
        slow.close()
    slow.close()  # twice
    assert child is not None
    assert not child.process.is_alive()
    with pytest.raises(PageRefused, match="stopping"):
        slow.check(Snapshot(URL, STRANGE))


def test_a_child_that_dies_is_replaced(checker: Checker) -> None:
    assert checker._child is not None
    checker._child.process.kill()
    with pytest.raises(PageRefused, match="cannot be read"):
        checker.check(Snapshot(URL, STRANGE))
    checker.check(Snapshot(URL, STRANGE))


@pytest.mark.skipif(not hasattr(signal, "SIGSTOP") or os.uname().sysname != "Linux", reason="reads /proc, of Linux")
def test_the_child_has_a_memory_limit(checker: Checker) -> None:
    from pathlib import Path

    assert checker._child is not None
    limits = Path(f"/proc/{checker._child.process.pid}/limits").read_text()
    line = next(line for line in limits.splitlines() if line.startswith("Max address space"))
    assert line.split()[3] == str(worker.MEMORY)


def test_earlier_readings_reach_the_rules_in_the_child(checker: Checker) -> None:
    asked: list[str] = []

    def earlier(card: object) -> Facts:
        asked.append(type(card).__name__)
        return Facts()

    tile = '<article data-test="JobTile" data-ev-job-uid="1"><h2><a href="/jobs/T_~021/">T</a></h2></article>'
    ordinary = checker.check(Snapshot(URL, tile), earlier_facts=earlier)
    assert asked == ["Card"] * len(ordinary.cards)
    asked.clear()
    apart = checker.check(Snapshot(URL, tile + STRANGE), earlier_facts=earlier)
    assert asked == ["Card"] * len(apart.cards)
