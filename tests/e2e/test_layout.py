"""A layout that changed: said on the page and in the popup, and the page saved for a fix with one click."""

from __future__ import annotations

import json
import re
import shlex
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from escrowl_scrapers.browser import open_popup

if TYPE_CHECKING:
    from escrowl_scrapers.serving import Server

pytestmark = pytest.mark.browser

FEED = "https://www.upwork.com/nx/find-work/best-matches"
"""Other tests use lists of results: what is usual there stays theirs."""

TYPED = "what I am writing and have not sent"


def seen_before(server: Server, shapes: Any, number: int, payment: str | None) -> None:
    tiles = "".join(shapes.tile(f"Job {number}-{at}", payment=payment) for at in range(8))
    body = {
        "id": f"0000feed-0000-4000-8000-{number:012d}",
        "url": f"{FEED}?page={number}",
        "html": shapes.search_page(tiles),
        "taken_at": (datetime.now(UTC) - timedelta(hours=12 - number)).isoformat(),
        "taken_by": "test",
    }
    assert server.client.ask("check", body)["status"] == ("read" if payment else "partial")


def test_a_changed_layout_is_said_and_saved_with_one_click(market: Any, shapes: Any, server: Server) -> None:
    for number in range(10):
        seen_before(server, shapes, number, "verified" if number < 8 else None)
    tiles = "".join(shapes.tile(f"Tile {at}", payment=None) for at in range(8))
    extra = f"<textarea>{TYPED}</textarea><script>window.token = 'abc'</script><!-- note -->"
    page, inside = market.open(FEED, shapes.search_page(tiles, extra=extra))
    inside.wait_for("find('button', 'layout changed') != null", 20)
    inside.click("button", "layout changed")
    inside.wait_for("find('.panel', 'cannot read payment status') != null")
    inside.click(".panel button", "Save this page for a fix")
    inside.wait_for("find('.panel code', 'escrowl dev scrub') != null")
    assert "private data" in " ".join(inside.texts())

    popup = open_popup(market.context, page)
    expect(popup.locator("#state")).to_contain_text("Layout changed. Upwork changed the layout of its job feeds")
    popup.get_by_role("button", name="Save this page for a fix").click()
    said = popup.locator("#saved")
    expect(said).to_contain_text("It holds private data until it is scrubbed")
    folder = Path(shlex.split(said.locator("code").last.inner_text())[-1])
    assert folder.parent == server.data / "saved"
    assert folder.name.endswith("-upwork-feed-2")
    assert json.loads((folder / "snapshot.json").read_text())["url"] == FEED
    html = (folder / "page.html").read_text(encoding="utf-8")
    assert len(re.findall("<article", html)) == 8
    assert "<title>Jobs</title>" in html
    assert not re.search(rf"{TYPED}|window\.token|<style|<!--|data-escrowl-n", html)
