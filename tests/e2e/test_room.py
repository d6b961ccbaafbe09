"""A job page and a message room: what is said of a new client, and a reply put into the page's message box."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from escrowl.replies import catalog
from escrowl_scrapers.inside import BADGE

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from escrowl_scrapers.inside import Inside

pytestmark = pytest.mark.browser

WATCH = """<script>window.happened = [];
for (const kind of ["submit", "keydown", "keypress", "beforeunload"])
  addEventListener(kind, (e) => happened.push(kind), true);
document.querySelector('[data-test="message-send"]').addEventListener("click", () => happened.push("send"));</script>"""


def room(market: Any, shapes: Any) -> tuple[Page, Inside]:
    """The sample room, with a script of the page that notes whatever could send."""
    sample = shapes.samples()["messages"]
    page, inside = market.open(sample.url, sample.html.replace("</body>", f"{WATCH}</body>"))
    inside.wait_for(f'find("{BADGE}") != null', 15)
    shapes.settle(inside)
    return page, inside


def open_panel(inside: Inside) -> str:
    """Open the first badge's panel and give its words."""
    inside.click(BADGE)
    inside.wait_for("find('.panel') != null")
    inside.page.wait_for_timeout(300)
    return str(inside.evaluate("words(find('.panel'))"))


def open_reply(inside: Inside) -> str:
    """Open the first reply and give its draft, once a person could have seen its button for half a second."""
    inside.click(".reply > button")
    draft = inside.wait_for("find('textarea')?.value")
    inside.page.wait_for_timeout(900)
    return str(draft)


def press_insert(inside: Inside) -> None:
    """Insert the open draft; a person who is told that the button had only just appeared clicks once more."""
    inside.click(".panel button", "Insert")
    said = "words(find('.panel')).match(/Inserted|only just appeared|copied|refused/)?.[0]"
    if inside.wait_for(said) == "only just appeared":
        inside.page.wait_for_timeout(1500)
        inside.click(".panel button", "Insert")
        inside.wait_for(f"({said}) !== 'only just appeared'")
    assert inside.evaluate(said) == "Inserted"


def test_a_job_page_says_that_the_client_is_new_and_unverified(market: Any, shapes: Any) -> None:
    sample = shapes.samples()["job"]
    _, inside = market.open(sample.url, sample.html)
    inside.wait_for(f'find("{BADGE}") != null', 15)
    words = " ".join(inside.texts())
    assert re.search("unverified|not verified|new client", words, re.I)
    panel = open_panel(inside)
    assert "Payment method not verified" in panel, "the words the finding rests on are quoted"


def test_a_new_client_who_asks_for_a_call_is_answered_by_hand(market: Any, shapes: Any) -> None:
    """The case escrowl was made for: proceed with care, and the terms of an interview as the first answer."""
    page, inside = room(market, shapes)
    assert "New client: proceed carefully" in " ".join(inside.texts())
    panel = open_panel(inside)
    assert "Could we have a call tomorrow" in panel
    first = inside.evaluate("all('.reply').filter(seen)[0].querySelector('button').textContent")
    assert str(first).startswith(catalog()["interview-terms"].title)
    draft = open_reply(inside)
    assert "Dana" in draft, "the client's name is filled in"
    assert "audio guide" in draft, "the job is filled in"
    assert not set("{}[]") & set(draft), "no gap and no clause is left open"

    box = page.locator(".ProseMirror")
    inside.evaluate("(all('.panel button').filter((b) => named(b).includes('Insert')).forEach((b) => b.click()), 1)")
    page.wait_for_timeout(600)
    assert box.inner_text().strip() == "", "a script is no hand"

    press_insert(inside)
    expect(box).not_to_have_text("")
    fold = re.compile(r"\s+")
    assert fold.sub("", box.inner_text()) == fold.sub("", draft)
    page.wait_for_timeout(500)
    assert page.evaluate("window.happened") == [], "nothing was sent, submitted or typed"
    assert page.locator(".up-d-story-item").count() == 3

    box.focus()
    for _ in range(5):
        page.keyboard.press("Control+z")
        if not box.inner_text().strip():
            break
    assert box.inner_text().strip() == "", "undone"


def test_a_changed_reply_goes_into_a_plain_text_box_below_the_draft(market: Any, shapes: Any) -> None:
    sample = shapes.samples()["messages"]
    editor = re.compile(r'<div class="ProseMirror".*?</div>', re.S)
    html = editor.sub('<textarea aria-label="Write a message" rows="4">my draft</textarea>', sample.html)
    html = html.replace("Could we have a call tomorrow", "Please send a written plan for all stations. A call tomorrow")
    page, inside = market.open(sample.url, html)
    inside.wait_for(f'find("{BADGE}") != null', 15)
    open_panel(inside)
    meter = inside.evaluate("(({ariaLabel, ariaValueNow}) => [ariaLabel, ariaValueNow])(find('[role=meter]'))")
    assert meter[0]
    assert 0 < int(meter[1]) <= 100, "how far the talk has become advice"
    open_reply(inside)
    inside.click("textarea")
    page.keyboard.press("Control+a")
    page.keyboard.type("My own words")
    press_insert(inside)
    expect(page.locator("textarea")).to_have_value(re.compile(r"^my draft\s+My own words$"))


def test_a_text_for_the_sites_support_cannot_be_inserted(market: Any, shapes: Any) -> None:
    tile = shapes.tile(text="Contact me on Telegram @fast_money to apply. The work is paid weekly and starts at once.")
    _, inside = market.open(shapes.SEARCH, shapes.search_page(tile))
    inside.wait_for(f'find("{BADGE}") != null', 15)
    open_panel(inside)
    inside.evaluate("all('details').forEach((one) => { one.open = true; })")
    inside.click(".reply > button", catalog()["report-note"].title)
    inside.wait_for("find('textarea')?.value")
    draft = str(inside.evaluate("words(find('.draft'))"))
    assert "goes to the site's support, not to the client" in draft
    buttons = inside.evaluate("all('.draft button').filter(seen).map(words)")
    assert "Copy" in buttons
    assert "Insert" not in buttons
