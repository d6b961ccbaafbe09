"""Cards that change under their badges: what is known stays until there is news, and nothing is said of another job."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from escrowl_scrapers.inside import BADGE

if TYPE_CHECKING:
    from escrowl_scrapers.inside import Inside

pytestmark = pytest.mark.browser

DRAWN = "escrowl.badges.mounts().filter(({ card }) => card.isConnected && !escrowl.badges.waits(card)).length"
WATCH = """
globalThis.fewest = 1e9;
(function look() { fewest = Math.min(fewest, escrowl.badges.mounts().length); requestAnimationFrame(look); })();
"""
"""Counts the badges in each frame from now on."""

CHANGE = """(state) => { for (const line of document.querySelectorAll('[data-test="UpCVerifiedBadge"]'))
{ line.querySelector('.sr-only').textContent = state; line.lastChild.data = ` Payment ${state}`; } }"""


def test_badges_of_many_changed_cards_stay_until_they_are_answered(market: Any, shapes: Any) -> None:
    count = 90  # more than are sent at once
    page, inside = market.open(shapes.SEARCH, shapes.search_page("".join(shapes.tile() for _ in range(count))))
    inside.wait_for(f"{DRAWN} === {count}", 20)
    inside.run(WATCH)
    page.evaluate(CHANGE, "unverified")
    said = "roots().every(([, root]) => /unverified|not verified|new client/i.test(words(root.firstElementChild)))"
    inside.wait_for(said, 20)
    assert inside.evaluate("fewest") == count


def open_panel(inside: Inside) -> None:
    inside.wait_for(f"{DRAWN} > 0", 15)
    inside.click(BADGE)
    inside.wait_for("find('.panel') != null")


def test_an_open_panel_follows_its_card_and_keeps_focus_and_draft(market: Any, shapes: Any) -> None:
    page, inside = market.open(shapes.SEARCH, shapes.search_page(shapes.tile(payment="unverified")))
    open_panel(inside)
    before = inside.evaluate("words(find('.panel'))")
    inside.click(".reply > button")
    inside.wait_for("find('textarea')?.value")
    inside.evaluate("find('textarea').focus()")
    page.keyboard.type("Mine: ")
    draft = inside.evaluate("find('textarea').value")
    page.evaluate(CHANGE, "verified")
    inside.wait_for("/This card changed/.test(words(find('.panel')))", 15)
    assert inside.evaluate("words(find('.panel'))") != before
    assert inside.evaluate("[find('textarea').value, find('textarea').matches(':focus')]") == [draft, True]
    assert inside.evaluate("all('[aria-expanded=true][aria-haspopup]').length") == 1
    page.keyboard.press("Escape")
    inside.wait_for("find('.panel') == null")
    assert inside.evaluate("roots()[0][1].activeElement !== null"), "focus went back to the badge, drawn anew"


MISMATCH = """
globalThis.wrong = 0;
(function look() {
  requestAnimationFrame(() => Promise.resolve().then(() => {
    const card = document.querySelector("article"), drawn = escrowl.badges.mounts().find((one) => one.card === card);
    if (drawn && drawn.report.facts["job.title"].text !== card.querySelector("h2 a").textContent) wrong += 1;
    look();
  }));
})();
"""
"""Counts the frames in which the first card has the badge of another job than it shows."""

RECYCLE = """(uid) => new Promise((done) => {
  const card = document.querySelector("article"), link = card.querySelector("h2 a");
  requestAnimationFrame(() => {  // a list that reuses its elements writes another job into them before a frame
    card.dataset.evJobUid = card.dataset.testKey = uid;
    link.href = `/jobs/B-job_~02${uid}/`;
    link.firstChild.data = "Another job";
    setTimeout(() => done(performance.now()), 0);
  });
})"""


def test_an_element_that_shows_another_job_never_keeps_the_badge_of_the_old_one(market: Any, shapes: Any) -> None:
    page, inside = market.open(shapes.SEARCH, shapes.search_page(shapes.tile("First job") + shapes.tile("Stays")))
    inside.wait_for(f"{DRAWN} === 2", 15)
    inside.run(MISMATCH)
    page.evaluate(RECYCLE, "1994999999999999999")
    inside.wait_for(f"{DRAWN} === 2 && escrowl.main.page().cards.some(({{ title }}) => title === 'Another job')", 15)
    assert inside.evaluate("wrong") == 0
