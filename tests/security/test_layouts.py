"""The watch over layouts through the real server: what a page's report says, the dashboard, saving a page for a fix."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from escrowl.naming import command, quoted
from escrowl.report import AnchorOut, CardReport, FactOut, Health, Report
from escrowl.web import health

SEARCH = "https://www.upwork.com/nx/search/jobs/"
NAV = '<nav data-test="up-s-nav-user-menu"></nav>'


def tile(number: int, payment: str) -> str:
    return (
        f'<article data-test="JobTile" data-ev-job-uid="{number}"><h2><a data-test="job-tile-title-link UpLink" '
        f'href="/jobs/Paint_~02{number}/">Paint a fence {number}</a></h2>'
        f'<ul data-test="JobInfoClient">{payment}<li data-test="location">Norway</li></ul></article>'
    )


def check(target: Any, number: int, payment: str = "<li data-test='payment-verified'>Payment verified</li>") -> Any:
    tiles = "".join(tile(1_990_000_000_000_000_000 + number * 10 + at, payment) for at in range(8))
    body = {
        "id": f"00000000-0000-4000-8000-{number:012d}",
        "url": f"{SEARCH}?q={number}",
        "html": f"<body>{NAV}<main>{tiles}</main></body>",
        "taken_at": (datetime(2026, 3, 1, tzinfo=UTC) + timedelta(hours=number)).isoformat(),
        "taken_by": "test",
    }
    return target.post("check", body, target.cli()).json()


def test_a_changed_layout_is_said_shown_and_saved_for_a_fix(target: Any) -> None:
    answers = [check(target, number) for number in range(7)]
    assert answers[0]["cards"][0]["facts"]["client.payment"]["value"] == "verified"
    assert {answer["health"]["state"] for answer in answers} == {"ok"}
    lost = [check(target, number, "<li>Bezahlung bestätigt</li>") for number in range(7, 10)]
    assert [answer["health"]["state"] for answer in lost] == ["ok", "ok", "changed"]
    assert lost[-1]["health"] == {
        "state": "changed",
        "lost": ["client.payment"],
        "since": "2026-03-01T07:00:00+00:00",
        "words": "Upwork changed the layout of its lists of jobs: "
        "since 1 March 2026 escrowl cannot read payment status there.",
    }
    body = {"url": f"{SEARCH}?q=1", "html": "<p>whole</p>", "taken_at": "2026-03-02T00:00:00Z"}
    kept = target.post("save-page", body, target.cli()).json()
    assert kept["folder"] == str(target.data / "saved" / "2026-03-02-upwork-search")
    assert kept["command"] == command(f"dev scrub {quoted(kept['folder'])}")
    assert (target.data / "saved" / "2026-03-02-upwork-search" / "page.html").read_text() == "<p>whole</p>"
    token, headers = target.dash()
    shown = target.send("POST", "/api/v1/dash/sites", {}, headers, token).json()["html"]
    for words in ("layout changed", lost[-1]["health"]["words"], "2026-03-02-upwork-search", "escrowl dev scrub"):
        assert words in shown
    (row,) = target.post("cli/health", {}, target.cli()).json()["sites"]
    assert (row["site"], row["kind"], row["pages"], row["lost"]) == ("upwork", "lists of jobs", 10, ["payment status"])
    assert check(target, 10)["health"] == {"state": "ok", "lost": [], "since": None, "words": ""}


def test_other_addresses_are_saved_too_and_nothing_is_known_of_their_health(target: Any) -> None:
    body = {"url": "https://jobs.example/1", "html": "<p>x</p>", "taken_at": "2026-03-02T00:00:00Z"}
    assert target.post("save-page", body, target.cli()).json()["folder"].endswith("2026-03-02-other-other")
    card = CardReport(id="1", role="job", anchor=AnchorOut(element=1, place=1), facts={"job.title": FactOut(value="x")})
    nowhere = Report(url="https://jobs.example/1", site=None, kind="other", status="unsupported", cards=(card,))
    assert health.of_report(target.store, nowhere) is None
    new = nowhere.model_copy(update={"site": "upwork", "kind": "job", "status": "read"})
    assert health.of_report(target.store, new) is None
    target.store.record("s", new, datetime.now(UTC), "b")
    assert health.of_report(target.store, new) == Health(state="ok")


def test_what_matters_little_is_told_on_the_dashboard_only(target: Any) -> None:
    for number in range(12):
        facts = {"job.title": FactOut(value="x"), **({"job.duration": FactOut(value="x")} if number < 8 else {})}
        place = AnchorOut(element=1, place=1)
        cards = tuple(CardReport(id=f"{number}-{at}", role="job", anchor=place, facts=facts) for at in range(8))
        seen = Report(url=f"{SEARCH}?q={number}", site="upwork", kind="search", status="read", cards=cards)
        target.store.record(f"s{number}", seen, datetime(2026, 3, 1, number, tzinfo=UTC), "b")
    assert health.of_report(target.store, seen) == Health(state="ok")
    (row,) = health.site_rows(target.store.health())
    assert row.lost == ("duration",)


def test_sentences_name_what_matters_first_and_not_all() -> None:
    at = datetime(2026, 11, 2, tzinfo=UTC)
    names = ("client.country", "job.title", "client.payment", "client.hire_rate", "job.posted", "client.rating")
    assert health.sentence("upwork", "job", names, at).endswith(
        "since 2 November 2026 escrowl cannot read payment status, title, country, hire rate and 2 more there."
    )
    assert health.sentence("nowhere", "other", ("cards", "job.title"), at) == (
        "nowhere changed the layout of its pages: since 2 November 2026 escrowl finds nothing on them."
    )
