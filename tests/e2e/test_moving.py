"""Single-page sites: state, badges and the panel follow the address, forth and back."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest

from escrowl_scrapers.inside import BADGE

if TYPE_CHECKING:
    from escrowl_scrapers.inside import Inside

pytestmark = pytest.mark.browser

ELSEWHERE = "https://www.upwork.com/resources/orchards"
OTHER = "https://www.upwork.com/nx/search/jobs/?q=other"
APP = """<script>
const lists = {LISTS};
function render() {
  document.querySelector("section").innerHTML = lists[location.pathname + location.search] ?? "<p>About us</p>";
}
window.go = (url) => { history.pushState({}, "", url); setTimeout(render, 30); };
addEventListener("popstate", () => setTimeout(render, 30));
addEventListener("pageshow", (event) => { window.revived = event.persisted; });
</script>"""


def words_of(inside: Inside) -> str:
    """All that is drawn."""
    return " ".join(inside.texts())


def has(inside: Inside, title: str, payment: str) -> None:
    """Wait until the one tile there is has this title and badge."""
    inside.wait_for(
        f"[...document.querySelectorAll('h2')].map(words).join() === '{title}'"
        f" && escrowl.main.page().cards.map((one) => [one.title, one.payment].join()).join(';') === '{title},{payment}'"
        " && roots().filter(([host]) => document.querySelector('article').contains(host)).length === 1",
        15,
    )
    assert bool(re.search("unverified|not verified", inside.at("article")[0], re.I)) == (payment == "unverified")


def test_badges_follow_the_address(market: Any, shapes: Any) -> None:
    lists = {
        "/nx/search/jobs/?q=test": shapes.tile("Prune the orchard", payment="verified"),
        "/nx/search/jobs/?q=other": shapes.tile("Paint the mill", payment="unverified"),
    }
    first = lists["/nx/search/jobs/?q=test"]
    html = shapes.search_page(first, extra=APP.replace("{LISTS}", json.dumps(lists).replace("</", "<\\/")))
    market.serve({shapes.SEARCH: html, ELSEWHERE: html, "https://board.example.org/": "<h1>Another site</h1>"})
    page = market.context.new_page()
    page.goto(shapes.SEARCH)
    inside = market.look(page)
    has(inside, "Prune the orchard", "verified")

    page.evaluate("(url) => go(url)", OTHER)
    has(inside, "Paint the mill", "unverified")
    inside.click(BADGE)
    inside.wait_for("find('.panel') != null")

    page.evaluate("(url) => go(url)", ELSEWHERE)
    inside.wait_for("escrowl.main.page().state === 'elsewhere' && !roots().length")
    sent = len(market.sent)
    page.go_back()
    has(inside, "Paint the mill", "unverified")
    page.go_back()
    has(inside, "Prune the orchard", "verified")
    page.go_forward()
    has(inside, "Paint the mill", "unverified")
    assert len(market.sent) == sent, "what was answered is not sent again"

    page.goto("https://board.example.org/")
    page.go_back(wait_until="commit")
    inside = market.look(page)
    has(inside, "Paint the mill", "unverified")
    assert page.evaluate("window.revived") is True, "the page came back as it was left"
    page.evaluate("(url) => go(url)", "/nx/search/jobs/?q=test")
    has(inside, "Prune the orchard", "verified")
