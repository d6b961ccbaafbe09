"""Readers of offer, contract and room wording: hours, ages, milestone states, and where a label's words stand."""

from __future__ import annotations

import re
from datetime import date

import pytest

from escrowl.facts import Milestone, Money
from escrowl.pages.base import Area
from escrowl.pages.dom import Index
from escrowl.pages.engines import with_lexbor
from escrowl.pages.upwork.ages import days_ago
from escrowl.pages.upwork.labels import beside, hours, labelled
from escrowl.pages.upwork.milestones import milestone, state
from escrowl.pages.values import money

TODAY = date(2026, 11, 25)


def _page(html: str) -> Index:
    return with_lexbor(f"<body><main>{html}</main></body>")


@pytest.mark.parametrize(
    ("text", "wanted"),
    [("12:30 hrs", 12.5), ("40 hrs/week", 40.0), ("1 h 15 m", 1.25), ("6:10", 6.17), ("40", None), ("soon", None)],
)
def test_hours(text: str, wanted: float | None) -> None:
    assert hours(text) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("3 days ago", 3.0),
        ("a week ago", 7.0),
        ("yesterday", 1.0),
        ("last month", 30.0),
        ("26 minutes ago", 0.0),
        ("on Nov 20, 2026", 5.0),
        ("Dec 1", 359.0),
        ("Dec 1, 2027", None),
        ("when it rains", None),
    ],
)
def test_days_ago(text: str, wanted: float | None) -> None:
    assert days_ago(text, TODAY) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Active & funded", "funded"),
        ("Funded (Escrow Protection)", "funded"),
        ("Status: In escrow", "funded"),
        ("Changes requested", "funded"),
        ("Not funded", "unfunded"),
        ("Not yet activated and funded", "unfunded"),
        ("No funds in escrow", "unfunded"),
        ("Not started", "unfunded"),
        ("Submitted for approval", "submitted"),
        ("Awaiting client's review", "submitted"),
        ("Paid", "released"),
        ("Dispute filed", "disputed"),
        ("Active", None),
        ("Completed", None),
        ("The hall is funded by the guild", None),
    ],
)
def test_states_of_a_milestone(text: str, wanted: str | None) -> None:
    assert state(text) == wanted


@pytest.mark.parametrize(
    "html",
    [
        "<div><p>In escrow: $300.00</p></div>",
        "<div><p>$300.00 in escrow</p></div>",
        "<div><div>In escrow</div><div>$300.00</div></div><div><div>Received</div><div>$90.00</div></div>",
        "<div><div>$300.00</div><div>In escrow</div></div><div><div>$90.00</div><div>Received</div></div>",
        "<dl><dt>Received</dt><dd>$90.00</dd><dt>In escrow</dt><dd>$300.00</dd></dl>",
        "<table><tr><th>Received</th><td>$90.00</td></tr><tr><th>In escrow</th><td>$300.00</td></tr></table>",
        "<p><b>$90.00</b><i>Received</i></p><p><b>$300.00</b><i>In escrow</i></p>",
        "<div><div>In escrow</div><div><span>$300</span><span>.00</span></div></div>",
    ],
)
def test_a_value_beside_its_label_in_any_layout(html: str) -> None:
    page = _page(html)
    found = beside(Area(page, page.tagged("main")[0]), "in escrow", money)
    assert found is not None
    assert found.value == Money(300.0, "USD")


@pytest.mark.parametrize(
    "html",
    [
        "<div><div>In escrow</div><div>soon</div></div><div>$90.00</div>",
        "<div><div>In escrow</div><div>$300.00</div><div>$90.00</div></div>",
        "<p>In escrowed lands $300.00</p>",
    ],
)
def test_a_value_that_may_be_anothers_is_none(html: str) -> None:
    page = _page(html)
    assert beside(Area(page, page.tagged("main")[0]), "in escrow", money) is None


@pytest.mark.parametrize(
    "html",
    [
        "<h3>Scope</h3><p>Bread</p><p>In escrow</p><h3>Next</h3><p>Other</p>",
        "<dl><dt>Scope</dt><dd>Bread<p>In escrow</p></dd><dt>Next</dt><dd>Other</dd></dl>",
        "<div><div><span>Scope</span></div><div>Bread<div>In escrow</div></div><div>Other</div></div>",
    ],
)
def test_what_a_label_stands_for(html: str) -> None:
    page = _page(html)
    main = page.tagged("main")[0]
    ((_, nodes),) = labelled(page, main, re.compile("scope", re.IGNORECASE), [])
    assert " ".join(page.spaced(node) for node in nodes) == "Bread In escrow"


@pytest.mark.parametrize(
    ("html", "wanted"),
    [
        ("<li><h4>Paid</h4><b>$90.00</b><div>Not funded</div></li>", Milestone("Paid", None, "unfunded")),
        ("<li><div>Funded</div><div>$90.00</div><div>Not funded</div></li>", Milestone("Funded", None, "unfunded")),
        (
            "<li><div>Work</div><div>$90.00</div><div>Paid</div><div>Funded</div></li>",
            Milestone("Work", None, "unknown"),
        ),
        ("<li><div>$90.00</div><div>Work</div><i title='Funded'></i></li>", Milestone("Work", None, "funded")),
    ],
)
def test_a_name_tells_no_state(html: str, wanted: Milestone) -> None:
    page = _page(f"<ol>{html}</ol>")
    got, _ = milestone(page, page.tagged("li")[0], [], TODAY)
    assert (got.name, got.state, got.amount) == (wanted.name, wanted.state, Money(90.0, "USD"))
