"""Pages built to take time: the work on them grows with their length, and no pattern tries everything."""

from __future__ import annotations

import re
import sys
import time

import pytest

from escrowl import pages
from escrowl.facts import Facts
from escrowl.pages.base import MOST_CARDS
from escrowl.snapshot import Snapshot

UPWORK = "https://www.upwork.com/nx/search/jobs"
FREELANCER = "https://www.freelancer.com/jobs/python"
LINK = '<a href="/jobs/~021800000000000000001"{0}></a>'
BID = '<a href="/projects/python/some-words-1234567"{0}></a>'
TILE = f'<section data-test="JobTile"><h2>{LINK.format("")}Some words</h2><p>$1K spent</p>'
DEEP = "<p> " + "<span>" * 200 + "<i>x</i>" * 70 + "</span>" * 200 + "</p>"
POST = f'<div><h2><a href="/freelance/words-31/word-{{}}/">Some words</a></h2><p class="t">{"a b " * 20}</p></div>'
PAGES = {
    "links over a card": (UPWORK, f"<main><section>{LINK.format('') * 4_000}</section></main>"),
    "hints and headings": (UPWORK, f"<section>{LINK.format(' title=a') * 3_000}{'<h2>x</h2>' * 3_000}</section>"),
    "hints and lines": (FREELANCER, f"<main><div>{BID.format(' title=a') * 4_000}{'<p>b' * 4_000}</div>"),
    "rows far inside": (UPWORK, TILE + DEEP * 15),
    "two states far inside": (
        UPWORK, TILE + "<div>" * 700 + "<p>Payment verified</p><p>Payment unverified</p>" * 3_000,
    ),
    "cards with texts": (
        "https://www.weblancer.net/freelance/",
        "".join(POST.format(1_000_000 + at) for at in range(2_500)),
    ),
    "marks": (UPWORK, TILE + f"<p>{'a · ' * 300_000}</p>"),
}  # fmt: skip


@pytest.mark.parametrize("name", PAGES)
def test_work_grows_with_the_page_and_no_faster(name: str) -> None:
    url, html = PAGES[name]
    started = time.process_time()
    pages.read(Snapshot(url, html), Facts(), strange=False)
    assert time.process_time() - started < 1.5


def test_a_page_of_cards_without_end_is_read_to_a_limit() -> None:
    card = '<section data-test="JobTile"><h2><a href="/jobs/~02{}">Some words</a></h2></section>'
    html = "".join(card.format(1_800_000_000_000_000_000 + at) for at in range(MOST_CARDS + 1))
    got = pages.read(Snapshot(UPWORK, html), Facts())
    assert len(got.cards) == MOST_CARDS
    assert got.status == "partial"
    assert "only the first" in got.notes[-1]


REPEATED = ("1★ ", "1.5 (", "is ", "payment ", "not ", "$1,", "1.", "- ", "· ", "a", "1", "()", "verified ", "log in, ")


def test_no_pattern_of_a_page_object_tries_everything() -> None:
    """Nested repeats need 2 to the power of a line's length; at 24 characters that is still a second, and no hang."""
    pages.sites()
    patterns = {
        value: f"{module}.{name}"
        for module in sorted(sys.modules)
        if module.startswith("escrowl.pages")
        for name, value in vars(sys.modules[module]).items()
        if isinstance(value, re.Pattern)
    }
    assert len(patterns) > 100
    slow = []
    for pattern, name in patterns.items():
        started = time.process_time()
        for words in REPEATED:
            pattern.fullmatch((words * 24)[:24] + "~")
        if time.process_time() - started > 0.1:
            slow.append(name)
    assert slow == []
