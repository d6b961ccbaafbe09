"""A result list: badges at the right cards, new tiles while scrolling, hostile words, dismissals that last."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

from escrowl_scrapers.inside import BADGE

if TYPE_CHECKING:
    from escrowl_scrapers.inside import Inside

pytestmark = pytest.mark.browser

TILES = "article"


def wait_for_badges(inside: Inside, count: int, seconds: float = 15) -> list[str]:
    """The words at each tile, once ``count`` tiles carry some."""
    inside.wait_for(
        f"[...document.querySelectorAll('{TILES}')]"
        f".filter((tile) => roots().some(([host]) => tile.contains(host))).length >= {count}",
        seconds,
    )
    return inside.at(TILES)


ROW = '<ul class="text-light" data-test="JobInfoClient">'
ICONS = (
    '<svg role="img" viewBox="0 0 1 1"><title>Payment verified</title><path d="M0 0"/></svg>',
    '<img src="data:image/svg+xml,x.svg" alt="Payment unverified">',
    '<img src="data:image/png,p.jpg" alt="Payment verified">',
)
"""A drawing's words tell the state; those of a photograph are a person's."""


def test_each_tile_says_what_its_client_shows(market: Any, shapes: Any) -> None:
    tiles = [
        shapes.tile("Verified one", payment="verified"),
        shapes.tile("Unverified one", payment="unverified"),
        shapes.tile("Silent one", payment=None),
        shapes.tile("Verified two", payment="verified"),
        *(shapes.tile(payment=None).replace(ROW, f"{ROW}<li>{icon}</li>") for icon in ICONS),
    ]
    page, inside = market.open(shapes.SEARCH, shapes.search_page("".join(tiles)))
    verified, unverified, silent, other, drawn, not_drawn, photo = wait_for_badges(inside, 7)
    assert re.search("verified", drawn)
    assert not re.search("unverified|not verified|not shown", drawn, re.I)
    assert re.search("unverified|not verified", not_drawn, re.I)
    assert re.search("not shown", photo, re.I)
    sent = market.sent[-1]["html"]
    assert not re.search(r"<path|x\.svg|p\.jpg", sent)
    assert sent.count("<img") == 1
    assert re.search("payment (method )?verified", verified, re.I)
    assert re.search("payment (method )?verified", other, re.I)
    assert not re.search("unverified|not verified", verified + other, re.I)
    assert re.search("unverified|not verified", unverified, re.I)
    assert re.search("not shown", silent, re.I)
    assert not re.search("verified", silent, re.I)

    page.set_viewport_size({"width": 400, "height": 800})  # two labels do not fit: one gives way, none is cut off
    inside.wait_for("all('.few, .lead').length > 0")
    shapes.settle(inside)
    assert inside.evaluate("all('.label').filter(seen).every((one) => one.scrollWidth <= one.clientWidth + 1)")

    page.set_viewport_size({"width": 1200, "height": 800})
    page.evaluate("document.body.style.zoom = 2")  # a page may be drawn larger by its own style
    shapes.settle(inside)
    inside.wait_for(f"({OUTSIDE}) === 0")


OUTSIDE = """roots().filter(([host, root]) => {
  const [box, card] = [root.querySelector(".box"), host.closest("article")].map((one) => one.getBoundingClientRect());
  const [near, far] = [card.top - box.height, card.bottom + box.height];
  return box.left < card.left - 1 || box.right > card.right + 1 || box.top < near || box.bottom > far;
}).length"""
"""Expression: how many badges do not stand at their card."""


BESIDE = """roots().map(([host, root]) => {
  const badge = root.querySelector(".box").getBoundingClientRect();
  const title = host.closest("article").querySelector("h2 a").getBoundingClientRect();
  return [title.right < badge.left ? badge.left - title.right : title.left - badge.right,
    (title.top + title.bottom - badge.top - badge.bottom) / 2].map(Math.round);
})"""
"""Expression: how far each badge stands beside its title, and above the middle of it, in pixels of the window."""


def test_badges_stand_beside_titles_however_the_page_is_drawn_and_not_on_paper(market: Any, shapes: Any) -> None:
    styles = ("transform: scale(.6)", "transform: translate(40px, 9px) scale(1.4)", "direction: rtl", "zoom: 1.25")
    tiles = "".join(f'<div style="{style}; transform-origin: 0 0">{shapes.tile("A job")}</div>' for style in styles)
    bare = "<style>article { width: 600px } .bare article { display: contents }</style>"
    html = shapes.search_page(f'{tiles}<div class="bare">{shapes.tile("A job")}</div>', extra=bare)
    page, inside = market.open(shapes.SEARCH, html)
    wait_for_badges(inside, 5)
    inside.wait_for("all('.box.there').length === 5")
    found = inside.evaluate(BESIDE)
    assert [gap for gap, _ in found] == [8] * 5
    assert all(abs(higher) <= 5 for _, higher in found), found
    page.emulate_media(media="print")
    assert inside.evaluate("all('.box').filter(seen).length") == 0
    page.emulate_media(media="screen")


def test_a_visitor_sees_not_shown_and_never_unverified(market: Any, shapes: Any) -> None:
    page = shapes.search_page(shapes.tile(signed_out=True) + shapes.tile(signed_out=True), signed_out=True)
    _, inside = market.open(shapes.SEARCH, page)
    for words in wait_for_badges(inside, 2):
        assert re.search("not shown", words, re.I)
        assert not re.search("verified", words, re.I)


def test_the_badge_is_hidden_from_the_page_and_asks_it_for_nothing(market: Any, shapes: Any) -> None:
    page, inside = market.open(shapes.SEARCH, shapes.search_page(shapes.tile(payment="unverified")))
    wait_for_badges(inside, 1)
    assert market.served.refused == []
    assert page.evaluate("[...document.querySelectorAll('*')].every((element) => element.shadowRoot === null)")
    assert page.evaluate("!document.documentElement.outerHTML.toLowerCase().includes('escrowl')")
    assert page.evaluate("typeof escrowl") == "undefined"


def test_new_tiles_get_badges_and_only_they_are_sent(market: Any, shapes: Any) -> None:
    first = [f"19950000000000900{n:02}" for n in range(4)]
    later = [f"19950000000000901{n:02}" for n in range(3)]
    html = shapes.search_page("".join(shapes.tile(f"Job {uid}", uid=uid) for uid in first))
    page, inside = market.open(shapes.SEARCH, html)
    wait_for_badges(inside, 4)
    shapes.settle(inside)
    assert sorted(market.sent_tiles()) == first
    more = "".join(shapes.tile(f"Job {uid}", uid=uid, payment="unverified") for uid in later)
    page.evaluate("(html) => document.querySelector('section').insertAdjacentHTML('beforeend', html)", more)
    words = wait_for_badges(inside, 7)
    assert all(re.search("unverified|not verified", text, re.I) for text in words[4:])
    shapes.settle(inside)
    assert sorted(market.sent_tiles()) == first + later


def test_a_tile_whose_client_changes_is_read_again(market: Any, shapes: Any) -> None:
    page, inside = market.open(shapes.SEARCH, shapes.search_page(shapes.tile() + shapes.tile()))
    wait_for_badges(inside, 2)
    shapes.settle(inside)
    inside.evaluate("all('button')[0].focus()")
    page.evaluate(
        """() => { const line = document.querySelector('[data-test="UpCVerifiedBadge"]');
        line.querySelector('.sr-only').textContent = 'Unverified'; line.lastChild.data = ' Payment unverified'; }"""
    )
    inside.wait_for(f"/unverified|not verified/i.test({FIRST})", 15)
    assert not re.search("unverified|not verified", inside.at(TILES)[1], re.I)
    inside.wait_for("roots()[0][1].activeElement !== null")  # drawn anew, it keeps the keyboard's place


def test_badges_of_a_page_without_known_cards_stay_when_empty_places_come_in_between(market: Any, shapes: Any) -> None:
    tiles = (
        '<div class="q"><div role="heading" aria-level="3">'
        f'<a href="/jobs/Job_~02180000000000000000{at}/">Job {at}</a></div>'
        f"<p><b>Payment {state}</b> | <i>$0 spent</i> | <i>Chile</i></p><p>Fixed price</p>"
        "<p>A small museum of boats needs a careful person; tell how you would begin and what you need.</p></div>"
        for at, state in enumerate(("verified", "unverified", "verified"))
    )
    html = f"""<body><a href="/ab/account-security/logout">Log out</a><main><h1>Boats</h1>{"".join(tiles)}</main>"""
    page, inside = market.open(shapes.SEARCH, html)
    inside.wait_for("all('.box.there').length >= 3", 15)
    before = inside.at(".q")
    assert before[0] == before[2] != before[1]
    page.evaluate("document.querySelector('main').prepend(...[1, 2].map(() => document.createElement('div')))")
    page.wait_for_timeout(500)  # to be read again, and to find nothing to send
    shapes.settle(inside)
    assert inside.at(".q") == before
    assert len(market.sent) == 1


FIRST = (
    "roots().filter(([host]) => document.querySelector('article').contains(host))"
    ".map(([, root]) => words(root.firstElementChild)).join(' ')"
)
"""Expression: the words at the first tile."""

HOSTILE = '&lt;img src=x onerror="window.hit=1"&gt;&lt;script&gt;window.hit=2&lt;/script&gt;<b>&lt;/button&gt;</b>'


def test_hostile_words_never_become_markup(market: Any, shapes: Any) -> None:
    text = f"Work unpaid first. Contact me on Telegram {HOSTILE} @fast_money to apply, {HOSTILE}"
    html = shapes.search_page(shapes.tile(f"Title {HOSTILE}", payment="unverified", text=text))
    page, inside = market.open(shapes.SEARCH, html)
    wait_for_badges(inside, 1)
    inside.click(BADGE)
    inside.wait_for("find('.panel, [role=dialog]')")
    shapes.settle(inside)
    drawn = inside.evaluate("roots().map(([, r]) => [...r.querySelectorAll('*')].map((e) => e.localName)).flat()")
    assert not {"img", "script", "iframe", "object", "embed", "link", "style", "a"} & set(drawn)
    assert page.evaluate("window.hit") is None
    assert inside.evaluate("globalThis.hit ?? null") is None


def test_what_is_dismissed_stays_dismissed(market: Any, shapes: Any) -> None:
    html = shapes.search_page(
        shapes.tile("Dismiss me", payment="unverified") + shapes.tile("Keep me", payment="unverified")
    )
    page, inside = market.open(shapes.SEARCH, html)
    before = wait_for_badges(inside, 2)
    assert before[0] == before[1]
    inside.click(BADGE)
    inside.click(".panel button", "Dismiss")
    inside.wait_for(f"({FIRST}) !== {before[0]!r}")
    changed = inside.at(TILES)
    assert changed[1] == before[1]
    page.reload(wait_until="domcontentloaded")
    again = wait_for_badges(inside, 2)
    assert again == changed


def test_a_click_that_no_hand_made_does_nothing(market: Any, shapes: Any) -> None:
    _, inside = market.open(shapes.SEARCH, shapes.search_page(shapes.tile(payment="unverified")))
    wait_for_badges(inside, 1)
    inside.evaluate(
        "(all('button')[0].click(), all('button')[0].dispatchEvent(new MouseEvent('click', {bubbles: true})))"
    )
    inside.page.wait_for_timeout(400)
    assert inside.evaluate("find('.panel') == null")
    inside.click(BADGE)
    assert inside.wait_for("find('.panel') != null")


def test_the_badge_is_reached_and_opened_with_the_keyboard(market: Any, shapes: Any) -> None:
    page, inside = market.open(shapes.SEARCH, shapes.search_page(shapes.tile(payment="unverified")))
    wait_for_badges(inside, 1)
    for _ in range(6):
        page.keyboard.press("Tab")
        if inside.evaluate("roots().some(([, r]) => r.activeElement?.localName === 'button')"):
            break
    page.keyboard.press("Enter")
    inside.wait_for("find('.panel') != null")
    page.keyboard.press("Escape")
    inside.wait_for("find('.panel') == null")
    assert inside.evaluate("roots().some(([, r]) => r.activeElement?.localName === 'button')"), "focus went back"
