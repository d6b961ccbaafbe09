"""What the extension sends of a site's pages: enough for the server to read the same facts as from the whole page."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from escrowl import pages
from escrowl.facts import Facts, to_plain
from escrowl.snapshot import Snapshot

pytestmark = pytest.mark.browser

FOLDER = Path(__file__).resolve().parents[1] / "pages"
CASES = (
    "freelancer/search/visitor",
    "freelancer/search/signed-in",
    "freelancer/job/visitor-unverified",
    "peopleperhour/search/visitor",
    "guru/search/list",
)


def _wanted(case: str) -> tuple[str, list[dict[str, Any]]]:
    meta = json.loads((FOLDER / case / "snapshot.json").read_text(encoding="utf-8"))
    expected = json.loads((FOLDER / case / "expected.json").read_text(encoding="utf-8"))
    return meta["url"], [card["facts"] for card in expected["cards"]]


def test_what_is_sent_holds_every_fact(market: Any) -> None:
    wanted = dict(map(_wanted, CASES))
    market.serve(
        {
            url: (FOLDER / case / "page.html").read_text(encoding="utf-8")
            for case, url in zip(CASES, wanted, strict=True)
        }
    )
    page = market.context.new_page()
    for url, facts in wanted.items():
        with market.context.expect_event("request", lambda request: request.url.endswith("/api/v1/check")):
            page.goto(url, wait_until="domcontentloaded")
        market.look(page).wait_for("roots().length > 0", 15)
        sent = next(body for body in reversed(market.sent) if body["url"] == url)
        got = pages.read(Snapshot(url, sent["html"]), Facts()).cards
        read = [{name: to_plain(fact.value) for name, fact in card.facts.known().items()} for card in got]
        for card in (*read, *facts):
            card.pop("client.member_since_days", None)
        assert read == facts, url
    page.close()
