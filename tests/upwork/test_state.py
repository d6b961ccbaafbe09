"""The page's own data (index arrays): what is taken from it, what its words outrank, and what it may never say."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from escrowl import pages
from escrowl.cards import Disagreement, Reading
from escrowl.facts import Facts, Money
from escrowl.snapshot import Snapshot

FIXTURES = Path(__file__).resolve().parents[1] / "pages/upwork"
JOB = "1990000000000000201"


def _script(value: Any) -> str:
    """The value in the form of the site's data script."""
    out: list[Any] = []

    def add(one: Any) -> int:
        out.append(None)
        place = len(out) - 1
        if isinstance(one, dict):
            out[place] = {key: add(inner) for key, inner in one.items()}
        elif isinstance(one, list):
            out[place] = [add(inner) for inner in one]
        else:
            out[place] = one
        return place

    add(value)
    return f'<script type="application/json" id="__NUXT_DATA__" data-ssr="true">{json.dumps(out)}</script>'


def _buyer(**more: Any) -> dict[str, Any]:
    info = {
        "stats": {"totalAssignments": 39, "score": 4.62, "feedbackCount": 31, "totalJobsWithHires": 30},
        "company": {"companyId": "1500000000000000001", "contractDate": "2017-03-09T00:00:00.000Z"},
    }
    return {"isPaymentMethodVerified": True, "info": info, **more}


def _details(job: str = JOB, **buyer: Any) -> dict[str, Any]:
    opening = {"job": {"info": {"id": job, "ciphertext": f"~02{job}", "type": "HOURLY"}}}
    return {"data": {"jobAuthDetails": {"opening": opening, "buyer": _buyer(**buyer)}}}


def _read(case: str, *more: str, cut: tuple[str, str] | None = None, where: str = "</body>") -> Reading:
    given = Snapshot.load(FIXTURES / case)
    html = given.html.replace(*cut) if cut else given.html
    assert where in html
    return pages.read(Snapshot(given.url, html.replace(where, "".join(more) + where, 1), given.taken_at), Facts())


def test_data_fills_what_the_words_leave_out_and_agrees_with_the_rest() -> None:
    got = _read("job/verified", _script(_details(isEnterprise=True)))
    facts = got.cards[0].facts
    assert facts.value("client.jobs_with_hires") == 30
    assert facts.value("client.key") == "1500000000000000001"
    assert facts.known()["client.payment"].layer == "wording"
    assert got.disagreements == ()


def test_words_outrank_data_and_the_difference_is_kept() -> None:
    got = _read("job/verified", _script(_details(isPaymentMethodVerified=False)))
    assert got.cards[0].facts.value("client.payment") == "verified"
    assert got.disagreements == (Disagreement(JOB, "client.payment", "unverified", "verified", "the page's own data"),)


def test_a_missing_payment_line_is_read_from_data() -> None:
    line = '<strong class="text-caption">Payment method verified</strong>'
    got = _read("job/verified", _script(_details(isPaymentMethodVerified=False)), cut=(line, ""))
    known = got.cards[0].facts.known()["client.payment"]
    assert (known.value, known.layer, got.status) == ("unverified", "data", "read")


@pytest.mark.parametrize(
    "script",
    [
        _script(_details("1990000000000000999", isPaymentMethodVerified=False)),
        _script({"similarJobs": [{"info": {"id": JOB}}], "buyer": _buyer(isPaymentMethodVerified=False)}),
        _script({"note": json.dumps(_details(isPaymentMethodVerified=False))}),
        _script(_details(isPaymentMethodVerified=False)).replace("__NUXT_DATA__", "other").replace(" data-ssr", " x"),
        "<script>window.__NUXT__=(function(a){return {buyer:{isPaymentMethodVerified:a}}}(false))</script>",
        f"<script id='__NUXT__'>{json.dumps(_details())}</script>",
        '<script type="application/json" id="__NUXT_DATA__">[[["deep</script>',
    ],
    ids=["another-job", "similar-job", "text", "another-script", "function", "not-json", "broken"],
)
def test_what_is_not_the_jobs_data_says_nothing(script: str) -> None:
    got = _read("job/verified", script)
    assert got == _read("job/verified")


def test_a_visitors_data_says_nothing_of_the_client() -> None:
    assert _read("job/visitor", _script(_details("1990000000000000203", isPaymentMethodVerified=False))).cards[
        0
    ].facts.look("client.payment") == _read("job/visitor").cards[0].facts.look("client.payment")


def test_two_records_that_differ_say_nothing() -> None:
    both = {"a": _details(isPaymentMethodVerified=False), "b": _details(isPaymentMethodVerified=True)}
    line = '<strong class="text-caption">Payment method verified</strong>'
    got = _read("job/verified", _script(both), cut=(line, ""))
    assert "client.payment" not in got.cards[0].facts.known()


def test_a_script_in_a_clients_text_says_nothing() -> None:
    spoof = _script(_details(isPaymentMethodVerified=False))
    given = _read("job/verified", spoof, where="<p>Forty pages")
    assert given.disagreements == ()


def _client(state: Any) -> dict[str, Any]:
    return {"paymentVerificationStatus": state, "totalSpent": 320.5, "totalReviews": 2, "totalFeedback": 5.0}


@pytest.mark.parametrize(
    ("state", "value"), [(1, "verified"), (2, "unverified"), (0, "unverified"), (None, None), (7, None)]
)
def test_states_of_a_lists_data(state: Any, value: str | None) -> None:
    given = Snapshot.load(FIXTURES / "search/three-clients")
    first = pages.read(given, Facts()).cards[0]
    jobs = {"state": {"jobs": [{"uid": first.id, "client": _client(state)}]}}
    bare = given.html.replace("Payment verified", "").replace("Payment unverified", "")
    got = pages.read(Snapshot(given.url, bare.replace("</body>", _script(jobs) + "</body>")), Facts())
    assert got.cards[0].facts.value("client.payment") == value
    assert all(card.facts.value("client.payment") is None for card in got.cards[1:])


def test_a_hidden_spend_stays_hidden() -> None:
    details = _details(hasFinancialPrivacy=True)
    details["data"]["jobAuthDetails"]["buyer"]["info"]["stats"]["totalCharges"] = {"amount": 900, "currencyCode": "USD"}
    line = '<li><strong data-qa="client-spend"><span>$18K</span> total spent</strong>'
    facts = _read("job/verified", _script(details), cut=(line, "<li>")).cards[0].facts
    assert facts.value("client.spent") is None
    assert facts.value("client.spent_hidden") is True
    shown = _read("job/verified", _script(_details())).cards[0].facts
    assert shown.value("client.spent") == Money(18_000, "USD")
