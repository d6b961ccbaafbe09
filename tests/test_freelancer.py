"""Freelancer.com beyond its cases: addresses, icons, the page's own data, pages that are none of ours."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from escrowl import pages
from escrowl.cards import Reading
from escrowl.facts import Band, Facts
from escrowl.pages.engines import with_lexbor
from escrowl.pages.freelancer.common import contest_id, icon_state, project_id
from escrowl.snapshot import Snapshot

ADDRESS = "https://www.freelancer.com/projects/sewing/flags-41000001"


@pytest.mark.parametrize(
    ("address", "found"),
    [
        (ADDRESS, "41000001"),
        ("/projects/sewing/flags-41000001/details?w=1", "41000001"),
        ("https://www.freelancer.de/projects/sewing/flags-41000001.html", "41000001"),
        ("/projects/sewing/hem-my-flags", "sewing/hem-my-flags"),
        ("/projects/hem-my-flags", "hem-my-flags"),
        ("/projects/41000001", "41000001"),
        ("/projects/", ""),
        ("/jobs/sewing/", ""),
        ("https://evil.test/projects/sewing/flags-41000001", ""),
        ("https://www.freelancer.com.evil.test/projects/sewing/flags-41000001", ""),
        ("javascript:void('/projects/a/b-41000001')", ""),
    ],
)
def test_ids_of_projects(address: str, found: str) -> None:
    assert project_id(address) == found


def test_ids_of_contests() -> None:
    assert contest_id("/contest/a-banner-2000001") == "contest-2000001"
    assert contest_id("https://www.freelancer.com/contest/a-banner-2000001/entries?x=1") == "contest-2000001"
    assert contest_id("/contest/") == contest_id(ADDRESS) == ""


@pytest.mark.parametrize(
    ("attributes", "state"),
    [
        ('class="x is-verified y"', "verified"),
        ('class="notVerified verified-item"', "unverified"),
        ('class="Icon is-success"', "verified"),
        ('data-color="success"', "verified"),
        ('data-color="mid"', "unverified"),
        ('data-verified="false"', "unverified"),
        ('class="Icon Icon--light"', None),
        ('class="is-verified" data-color="mid"', None),
        ("", None),
    ],
)
def test_state_of_an_icon(attributes: str, state: str | None) -> None:
    page = with_lexbor(f"<i {attributes}></i>")
    assert icon_state(page.tagged("i")[0]) == state


def _read(body: str, url: str = ADDRESS, title: str = "Flags | Freelancer") -> Reading:
    return pages.read(Snapshot(url, f"<html><head><title>{title}</title></head><body>{body}</body></html>"), Facts())


def _state(verification: Any, **more: Any) -> str:
    raw = {"id": 41000001, "seoUrl": "sewing/flags-41000001", "client": {"verification": verification}, **more}
    return json.dumps({"store": {"projectsSeo": {"x": {"documents": {"1": {"rawDocument": raw}}}}}})


HEAD = "<h1>Flags</h1><div>About the client</div>"


@pytest.mark.parametrize(
    ("text", "payment"),
    [
        (_state({"paymentVerified": True}), "verified"),
        (_state({"paymentVerified": False}).replace('"', "&q;"), "unverified"),
        (_state({"paymentVerified": None}), None),
        (_state({"paymentVerified": 1}), None),
        (_state(None), None),
        (_state({"paymentVerified": True}, id=7, seoUrl="sewing/other-41000009", title="Other"), None),
        ("[1, 2]", None),
        ('{"store": [', None),
        ("[" * 100_000, None),
    ],
)
def test_the_pages_own_data(text: str, payment: str | None) -> None:
    got = _read(f'{HEAD}<script id="webapp-state" type="application/json">{text}</script>')
    assert got.cards[0].facts.value("client.payment") == payment
    assert got.status == ("read" if payment else "partial")


def test_what_is_shown_stands_above_the_pages_own_data() -> None:
    shown = '<ul><li title="Is not Payment Verified"></li></ul>'
    got = _read(
        f"<h1>Flags</h1><section><div>About the client</div>{shown}</section>"
        f'<script id="webapp-state" type="application/json">{_state({"paymentVerified": True})}</script>'
    )
    assert got.cards[0].facts.value("client.payment") == "unverified"
    assert [(one.fact, one.data, one.visible) for one in got.disagreements] == [
        ("client.payment", "verified", "unverified")
    ]


def test_a_label_alone_leaves_it_to_the_pages_own_data() -> None:
    shown = "<div><b></b> <span>Payment verified</span></div><div><b></b> <span>Email verified</span></div>"
    script = '<script id="webapp-state" type="application/json">{}</script>'
    got = _read(f"{HEAD}{shown}")
    assert got.cards[0].facts.value("client.payment") is None
    got = _read(f"{HEAD}{shown}{script.format(_state({'paymentVerified': False}))}")
    assert got.cards[0].facts.value("client.payment") == "unverified"
    assert got.cards[0].facts.value("client.email") is None


@pytest.mark.parametrize("title", ["Just a moment...", "Login | Freelancer", "Access Denied"])
def test_pages_that_are_none_of_ours(title: str) -> None:
    assert _read(HEAD, title=title).status == "unsupported"


def test_a_page_without_a_title_is_unreadable() -> None:
    assert _read("<p>x</p>", title="").status == "unreadable"
    assert _read("<p>x</p>", "https://www.freelancer.com/jobs/sewing/").status == "unreadable"


@pytest.mark.parametrize(
    ("body", "signed_in"),
    [
        ('<a href="/users/logout">x</a>', True),
        ('<a href="/dashboard"></a>', True),
        ("<fl-login-signup-angular></fl-login-signup-angular>", False),
        ('<a href="https://www.freelancer.com/login">Log In</a>', False),
        ('<a href="/login?goto=c2V3">Private project #41000003</a>', None),
        ("", None),
    ],
)
def test_who_is_signed_in(body: str, signed_in: bool | None) -> None:
    assert _read(HEAD + '<i title="Payment verified"></i>' + body).signed_in is signed_in


@pytest.mark.parametrize(
    "title", ["Budget $9,000 - $10,000", "99 bids", "$250 - $750", "Payment verified", "3 days ago"]
)
def test_a_title_that_reads_like_a_fact_is_none_on_a_card_that_is_one_link(title: str) -> None:
    text = "<p>Our shop wants a site with a list of goods, and a form to order some of them.</p>"
    cards = "".join(
        f'<div><a href="/projects/python/some-words-{30_000_000 + at}"><div>{title if at else "Other"}</div>{text}'
        "<div>$10 - $30 / hr</div><div>5 bids</div></a></div>"
        for at in range(3)
    )
    got = pages.read(Snapshot("https://www.freelancer.com/jobs/python", f"<main>{cards}</main>"), Facts())
    for card in got.cards:
        assert card.facts.value("job.kind") == "hourly"
        assert card.facts.value("job.proposals") == Band(5, 5)
        assert {"client.payment", "job.posted", "job.budget"}.isdisjoint(card.facts.known())


def test_a_private_project_is_one_where_the_browser_saved_whole_addresses() -> None:
    case = Path(__file__).parent / "pages/freelancer/search/visitor"
    snapshot = Snapshot.load(case)
    whole = replace(snapshot, html=snapshot.html.replace('href="/', 'href="https://www.freelancer.com/'))
    assert [card.id for card in pages.read(whole, Facts()).cards] == [
        card.id for card in pages.read(snapshot, Facts()).cards
    ]
