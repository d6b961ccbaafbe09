"""Words of any page, checked when a person asks: a job board, web mail, what is selected, and how it is answered."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

if TYPE_CHECKING:
    from escrowl_scrapers.serving import Server

pytestmark = pytest.mark.browser

BOARD = "https://board.example.org/jobs/7"
HONEST = "We look for somebody who prunes ninety apple trees in March. Ladder and saw are here. Pay is by the hour."
SCHEME = "Before the first day, send $50 as a registration fee; you get it back with the first pay."
PAGE = f"""<!doctype html><title>Orchard work</title><body style="font:16px sans-serif">
<nav>Home · Jobs · Sign in</nav>
<main><h1>Orchard work</h1><p id="honest">{HONEST}</p>
<p style="display:none">{SCHEME}</p>
<p>Write your application here:</p><div contenteditable="true" id="draft">{SCHEME}</div></main></body>"""


def kept(server: Server) -> dict[str, Any]:
    """All the server keeps, but for the browsers, whose last visit is noted, and the number of changes it counts in."""
    besides = ("exported_at", "browsers", "seq")
    return {name: rows for name, rows in server.client.export().items() if name not in besides}


def test_words_of_a_page_that_is_no_marketplaces(market: Any, server: Server) -> None:
    """What nobody sees and what is being written is not read; nothing found is never called fine; nothing is kept."""
    market.serve({BOARD: PAGE})
    page = market.context.new_page()
    page.goto(BOARD)
    before = kept(server)
    popup = market.press_button(page)
    expect(popup.locator("#state")).to_contain_text("Not a page escrowl reads")
    popup.get_by_role("button", name="Check the words of this page").click()
    result = popup.locator("#words-result")
    expect(result).to_contain_text("Nothing of the known schemes was seen in this text")
    expect(result).to_contain_text("not who wrote them")
    assert not re.search(r"\b(?:fine|safe|ok|good|verified)\b", result.inner_text(), re.I)
    assert market.sent == []

    page.evaluate("(text) => { document.querySelector('#honest').textContent += ' ' + text }", SCHEME)
    page.bring_to_front()
    page.evaluate("getSelection().selectAllChildren(document.querySelector('#honest'))")
    popup.bring_to_front()
    popup.reload()
    popup.get_by_role("button", name="Check the selected text").click()
    expect(result).to_contain_text("Danger")
    expect(result.locator("q").first).to_contain_text("fee")
    result.locator("summary").click()
    result.locator(".answer button").first.click()
    expect(result.locator("textarea")).to_have_value(re.compile(r"\S"))
    with popup.expect_event("close"):  # it may be gone before the click returns
        popup.get_by_role("button", name="Show it on the page").click()
    page.bring_to_front()
    inside = market.look(page)
    inside.wait_for("find('.panel') != null")
    panel = str(inside.evaluate("words(find('.panel'))"))
    assert "fee" in panel
    assert inside.evaluate("all('.panel button').some((one) => named(one).includes('Dismiss'))") is False
    inside.click(".reply > button")
    assert inside.wait_for("find('textarea')?.value")
    inside.click("button.close")
    inside.click("button.off")
    inside.wait_for("find('.floating') == null")
    assert page.evaluate("!document.documentElement.outerHTML.toLowerCase().includes('escrowl')")
    assert kept(server) == before, "nothing of these words was kept"


def test_a_page_of_the_marketplace_that_is_not_read(market: Any, shapes: Any) -> None:
    url = "https://www.upwork.com/resources/orchards"
    page, inside = market.open(url, PAGE.replace("display:none", ""))
    popup = market.press_button(page)
    popup.get_by_role("button", name="Check the words of this page").click()
    expect(popup.locator("#words-result")).to_contain_text("Danger")
    popup.get_by_role("button", name="Show it on the page").click()
    inside.wait_for("find('.panel') != null")
    assert "only the words" in str(inside.evaluate("find('.floating button[aria-expanded=true]').ariaLabel"))
