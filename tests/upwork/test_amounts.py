"""Amounts and states beside labels: a number is taken for what its own label says, or for nothing."""

from __future__ import annotations

import pytest

from escrowl import pages
from escrowl.facts import Facts, FactValue, Money
from escrowl.snapshot import Snapshot

TITLE = '<h2><a href="/jobs/~021800000000000000001">Some words about work</a></h2>'
LIST = "https://www.upwork.com/nx/search/jobs"


def _read(*lines: str, tag: str = "div") -> dict[str, FactValue]:
    body = "".join(f"<{tag}>{line}</{tag}> " for line in lines)
    html = f"<main><section data-test='JobTile'>{TITLE}<div>{body}</div></section></main>"
    (card,) = pages.read(Snapshot(LIST, html), Facts()).cards
    return {name: fact.value for name, fact in card.facts.known().items()}


@pytest.mark.parametrize("tag", ["div", "span"])
@pytest.mark.parametrize(
    "lines",
    [
        ("Fixed-price", "$500", "Total spent", "$10K"),
        ("Hourly", "$10K+", "total spent"),
        ("Est. budget", "$500", "spent"),
        ("$300", "budget", "$1K", "spent"),
        ("Posted 3 days ago", "$25.00/hr", "avg hourly rate paid"),
        ("Hourly", "$20K+ total spent"),
    ],
)
def test_an_amount_between_two_labels_is_not_given_to_the_wrong_one(lines: tuple[str, ...], tag: str) -> None:
    got = _read(*lines, tag=tag)
    assert "job.budget" not in got
    assert "job.rate" not in got
    assert got.get("client.spent") in (
        None,
        Money(10_000, "USD", True),
        Money(1_000, "USD"),
        Money(20_000, "USD", True),
    )


def test_what_stands_beside_its_label_is_read() -> None:
    assert _read("$10K+", "total spent")["client.spent"] == Money(10_000, "USD", True)
    assert _read("Est. budget", "$500", "Spent", "$1K")["job.budget"] == Money(500, "USD")


@pytest.mark.parametrize(
    ("lines", "wanted"),
    [
        (("Phone", "Verified", "Payment", "Not verified"), "unverified"),
        (("Payment", "Verified", "Phone", "Not verified"), "verified"),
        (("Not verified", "Payment", "Verified", "Phone"), None),
        (("✗ Payment method verified",), None),
        (("Payment verified ❌",), None),
        (("✓ Payment method verified",), "verified"),
    ],
)
def test_a_state_belongs_to_its_own_label_and_mark(lines: tuple[str, ...], wanted: str | None) -> None:
    assert _read(*lines, "$1K spent").get("client.payment") == wanted
