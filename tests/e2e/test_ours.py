"""escrowl's own pages: the popup, the options, the dashboard."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from escrowl_scrapers.browser import BrowserFailed, extension_id, open_popup, pair
from escrowl_scrapers.inside import BADGE

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Page

    from escrowl_scrapers.serving import Server

pytestmark = pytest.mark.browser


def test_the_popup_lists_what_is_on_the_page_and_leads_to_it(market: Any, shapes: Any) -> None:
    title = "Fence &lt;b&gt;painter&lt;/b&gt; wanted"
    html = shapes.search_page(shapes.tile() + shapes.tile(title, payment="unverified"))
    page, inside = market.open(shapes.SEARCH, html)
    inside.wait_for(f'all("{BADGE}").length === 2', 15)
    popup = open_popup(market.context, page)
    expect(popup.locator("#state")).to_contain_text("2 cards")
    expect(popup.locator("#state")).to_contain_text("1 unverified")
    entry = popup.locator("#findings button").filter(has_text="Fence <b>painter</b> wanted")
    expect(entry).to_contain_text(re.compile("not verified|unverified", re.I))
    entry.focus()
    popup.wait_for_timeout(1700)  # it looks anew meanwhile, and leaves the focus where a keyboard put it
    expect(entry).to_be_focused()
    with market.context.expect_page() as opened:
        popup.get_by_role("button", name="Dashboard").click()
    expect(opened.value.locator("main h1")).to_have_text("Checked pages")
    popup = open_popup(market.context, page)
    popup.locator("#findings button").filter(has_text="Fence <b>painter</b> wanted").click()
    inside.wait_for("find('.panel') != null")
    assert "Fence" in inside.evaluate("words(find('.panel'))")


def test_the_popup_says_in_words_that_nothing_was_checked(
    unpaired: BrowserContext, make_market: Any, shapes: Any
) -> None:
    page, inside = make_market(unpaired).open(shapes.SEARCH, shapes.search_page(shapes.tile()))
    inside.wait_for("/not paired/i.test(roots().map(([, r]) => words(r.firstElementChild)).join())", 20)
    popup = open_popup(unpaired, page)
    expect(popup.locator("#state")).to_contain_text("Not paired")
    expect(popup.locator("#state")).to_contain_text("escrowl pair")
    expect(popup.locator("#findings li")).to_have_count(0)
    popup.get_by_role("button", name="Pair this browser").click()
    for _ in range(200):  # a new tab, or the one that opens at installation where it is still there
        options = [tab for tab in unpaired.pages if tab.url.endswith("options/options.html")]
        if options:
            break
        page.wait_for_timeout(100)
    expect(options[0].locator("#pairing")).to_be_visible()


def test_a_line_that_is_no_pairing_line_is_refused_in_words(unpaired: BrowserContext) -> None:
    options = unpaired.new_page()
    options.goto(f"chrome-extension://{extension_id(unpaired)}/options/options.html")
    state = options.locator("#pairing-state")
    for line, words in (("nonsense", "not a pairing line"), ("escrowl1:1:abc:short", "incomplete")):
        options.fill("#pairing", line)
        options.click("#pair")
        expect(state).to_contain_text(words)
    with pytest.raises(BrowserFailed, match=r"(?i)pairing line"):
        pair(unpaired, "nonsense")


def test_a_pairing_line_works_once(ext_context: BrowserContext, unpaired: BrowserContext, server: Server) -> None:
    line, _ = server.client.pair("first")
    pair(ext_context, line)
    with pytest.raises(BrowserFailed, match=r"used or is too old.*escrowl pair"):
        pair(unpaired, line)
    options = ext_context.new_page()
    options.goto(f"chrome-extension://{extension_id(ext_context)}/options/options.html")
    expect(options.locator("#pairing-state")).to_contain_text("Paired", timeout=10_000)


def test_my_name_and_tone_are_kept(ext_context: BrowserContext) -> None:
    address = f"chrome-extension://{extension_id(ext_context)}/options/options.html"
    page = ext_context.new_page()
    page.goto(address)
    page.fill("#name", "Robin Vale")
    page.fill("#rate", "45")
    page.fill("#minutes", "15")
    page.select_option("#id-badge", "verified")
    page.locator("#rate").blur()
    expect(page.locator("#saved")).to_contain_text("Kept")
    page.reload()
    expect(page.locator("#name")).to_have_value("Robin Vale")
    expect(page.locator("#sites")).to_contain_text("Freelancer.com")
    expect(page.locator("#rate")).to_have_value(re.compile("^45"))
    expect(page.locator("#minutes")).to_have_value("15")
    expect(page.locator("#id-badge")).to_have_value("verified")
    page.select_option("#id-badge", "")  # the next test's freelancer says nothing of it
    page.fill("#minutes", "")
    page.locator("#minutes").blur()


@pytest.fixture
def dashboard(ext_context: BrowserContext, server: Server) -> Page:
    """The dashboard, opened with a link of ``escrowl open``."""
    page = ext_context.new_page()
    page.goto(server.client.open())
    return page


def test_the_dashboard_shows_the_page_that_was_checked(market: Any, shapes: Any, server: Server) -> None:
    sample = shapes.samples()["job"]
    _, inside = market.open(sample.url, sample.html)
    inside.wait_for(f'find("{BADGE}") != null', 15)
    market.context.unroute_all(behavior="ignoreErrors")
    page = market.context.new_page()
    page.goto(server.client.open())
    expect(page.locator("main")).to_contain_text("upwork")
    expect(page.locator("main")).to_contain_text("Translate-a-museum-audio-guide")
    for tab in ("Clients", "Replies", "Browsers"):
        page.get_by_role("link", name=tab).or_(page.get_by_role("button", name=tab)).or_(
            page.get_by_role("tab", name=tab)
        ).first.click()
        expect(page.locator("main h1, main h2").first).to_contain_text(re.compile(tab[:-1], re.I))


def test_a_link_to_the_dashboard_works_once(dashboard: Page, ext_context: BrowserContext, server: Server) -> None:
    link = server.client.open()
    dashboard.goto(link)
    expect(dashboard.locator("main")).to_contain_text("Checked pages")
    browser = ext_context.browser
    assert browser is not None
    with browser.new_context() as other:
        page = other.new_page()
        page.goto(link)
        expect(page.locator("body")).to_contain_text("escrowl open")
        expect(page.locator("table")).to_have_count(0)
