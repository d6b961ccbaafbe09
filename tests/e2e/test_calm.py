"""That escrowl leaves the page in peace: nothing moves, nothing is covered, no task is long, nothing piles up."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from escrowl_scrapers.inside import Inside

pytestmark = pytest.mark.browser

LOOKS = """<style>
article h2 { margin: 4px 0; font-size: 20px } section { width: 720px } article button { float: right }
article:nth-child(3n) h2 { display: flex; gap: 12px; justify-content: space-between }
article:nth-child(5n) h2 { display: -webkit-box; -webkit-line-clamp: 1; -webkit-box-orient: vertical; overflow: hidden }
article:nth-child(7n) { display: flex; flex-direction: column; gap: 14px }
article:nth-child(11n) { overflow: hidden; padding: 2px }
article > *:last-child { margin-bottom: 9px }
</style>
<script>
window.shifts = [];
new PerformanceObserver((list) => { for (const e of list.getEntries()) shifts.push([e.value, e.sources.map((s) =>
  [s.node?.nodeName, s.node?.className, s.previousRect.y, s.currentRect.y])]); }).observe({type: "layout-shift"});
window.add = async (tiles) => {  // the page itself puts its tiles in without long tasks
  const list = document.querySelector("section");
  for (let i = 0; i < tiles.length; i += 4) {
    list.insertAdjacentHTML("beforeend", tiles.slice(i, i + 4).join(""));
    if (i % 20 === 16) await new Promise(requestAnimationFrame);
  }
  await new Promise((go) => requestAnimationFrame(() => requestAnimationFrame(go)));
  performance.mark("added");
};
</script>"""

COVERED = """(() => {
  const drawn = new Map(roots().map(([host, root]) => [host.closest("article"), root])), bad = [];
  const meets = (a, b) => a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 1 && b.top < a.bottom - 1;
  for (const card of document.querySelectorAll("article")) {
    const badge = drawn.get(card)?.querySelector("button").getBoundingClientRect();
    if (!badge) bad.push(["no badge", card.textContent.slice(0, 60)]);
    else for (const near of [card.previousElementSibling, card, card.nextElementSibling])
     for (const one of near?.querySelectorAll("a, button") ?? [])
      if ([...one.getClientRects()].some((rect) => meets(rect, badge))) bad.push([one.textContent, badge.toJSON()]);
    if (badge && (badge.left < card.getBoundingClientRect().left || badge.right > card.getBoundingClientRect().right))
      bad.push(["beyond the card", badge.toJSON()]);
  }
  return bad;
})()"""

DRAWN = "escrowl.badges.mounts().filter(({ card }) => card.isConnected).length"
"""How many badges there are; asked of the extension itself, so that the asking is no long task."""

WAITING = "escrowl.badges.mounts().some(({ card }) => escrowl.badges.waits(card))"
"""Whether one of them is still to be put in its place."""


def tiles(shapes: Any, count: int) -> list[str]:
    """Tiles with titles of all lengths, each with a button of the page's own beside its title."""
    save = '<button type="button" aria-label="Save job">♡</button>'
    return [
        shapes.tile("Prune the orchard " * (1 + n % 9), payment=("verified", "unverified", None)[n % 3]).replace(
            "<h2", f"{save}<h2", 1
        )
        for n in range(count)
    ]


def feed(market: Any, shapes: Any) -> tuple[Page, Inside]:
    """A page with one tile, drawn, that can be given more."""
    page, inside = market.open(shapes.SEARCH, shapes.search_page(shapes.tile(), extra=LOOKS))
    inside.wait_for(f"{DRAWN} === 1", 15)
    return page, inside


def task_times(trace: bytes) -> list[float]:
    """Milliseconds of processor time of each task of the page's main thread since the page marked "added".

    Not of the clock: on a busy machine that counts what other programs do meanwhile.
    """
    events = json.loads(trace)["traceEvents"]
    mark = next(one for one in events if one["name"] == "added")
    return [
        one["tdur"] / 1000
        for one in events
        if one["name"].endswith("RunTask")
        and (one["pid"], one["tid"]) == (mark["pid"], mark["tid"])
        and one["ts"] > mark["ts"]
        and "tdur" in one
    ]


def test_badges_move_nothing_cover_nothing_and_hold_nothing_up(market: Any, shapes: Any) -> None:
    page, inside = feed(market, shapes)
    browser = market.context.browser
    for more, count in ((9, 10), (190, 200)):
        browser.start_tracing(page=page, categories=["toplevel", "blink.user_timing"])
        page.evaluate("(tiles) => add(tiles)", tiles(shapes, more))
        inside.wait_for(f"{DRAWN} === {count} && !{WAITING}", 30)
        times = task_times(browser.stop_tracing())
        assert len(times) > 5
        assert max(times) <= 50, sorted(times)[-5:]
        assert page.evaluate("shifts") == []
        assert inside.evaluate(COVERED) == []
    sent = market.sent_tiles()
    assert (len(sent), len(set(sent))) == (count, count), "each card once, however they were divided"
    page.evaluate("document.body.insertAdjacentHTML('afterbegin', '<p style=\"height:90px\">Pushes all down</p>')")
    page.wait_for_function("shifts.length > 0")  # so shifts are seen where there are any


def test_cards_that_left_are_let_go(market: Any, shapes: Any) -> None:
    """A feed scrolled for an hour: cards come and go by the hundred, and nothing of those that went is held."""
    page, inside = feed(market, shapes)
    inside.run("globalThis.gone = []")
    batch = tiles(shapes, 100)
    for _ in range(3):
        page.evaluate("(tiles) => document.querySelector('section').insertAdjacentHTML('beforeend', tiles)", batch)
        inside.wait_for(f"{DRAWN} === 101", 30)
        inside.run(
            """for (const card of [...document.querySelectorAll("article")].slice(1))
            { gone.push(new WeakRef(card)); card.remove(); }"""
        )
    inside.wait_for(f"{DRAWN} === 1 && escrowl.snapshot.latest().length === 1")
    cdp = market.context.new_cdp_session(page)
    cdp.send("HeapProfiler.enable")
    cdp.send("HeapProfiler.collectGarbage")
    assert inside.evaluate("[gone.length, gone.filter((one) => one.deref()).length]") == [300, 0]
    assert len(inside.evaluate("escrowl.main.page().cards")) == 1


def test_a_page_that_changes_without_end_is_not_sent_without_end(market: Any, shapes: Any) -> None:
    html = shapes.search_page("<p id='clock'>A design of tomorrow.</p>")
    page, inside = market.open(shapes.SEARCH, html)
    inside.wait_for("/not readable/.test(roots().map(([, r]) => words(r.firstElementChild)).join())", 15)
    page.evaluate("setInterval(() => document.querySelector('#clock').textContent = performance.now(), 40)")
    page.wait_for_timeout(2_400)
    assert 2 <= len(market.sent) <= 3, "one at once, then after 1 s, 2 s and so on"
    page.evaluate("(tile) => document.querySelector('section').insertAdjacentHTML('beforeend', tile)", shapes.tile())
    inside.wait_for(f"{DRAWN} === 1", 2)  # a card does not wait for its turn
