"""Result lists of any length, made from a template in the shape of the marketplace's tiles, with invented words."""

from __future__ import annotations

import re
from itertools import count

from escrowl.snapshot import NUMBER, Snapshot

URL = "https://www.upwork.com/nx/search/jobs/?q=bench"
FIRST_ID = 1_997_000_000_000_000_001

_THINGS = ("garden fence", "bird atlas", "bakery sign", "tide table", "choir booklet", "kite catalogue", "ferry map")
_VERBS = ("Paint", "Translate", "Draw", "Proofread", "Program", "Photograph", "Typeset")
SENTENCES = (
    "There are forty pages of notes by hand and a list of names that nobody has sorted yet.",
    "We would like a first part by the end of the month and the rest when the weather allows.",
    "Please tell us which similar work you did and how you would begin.",
    "The files are in one folder, numbered, with a short text that says what each of them is for.",
    "Our small shop has three people, and one of them answers every question within a day.",
    "A plain result that works on old machines is worth more to us than a clever one.",
    "You keep the drafts, we pay by milestones, and changes are agreed before they are made.",
    "Experience with Python, Flask and a little SQL helps, but care helps more.",
)
_WARNING = "Write me on Telegram @harbour_kites so that we can talk faster."
_COUNTRIES = ("Norway", "Portugal", "New Zealand", "Canada", "Kenya", "Japan")
_SKILLS = ("Painting", "Python", "Flask", "Typesetting", "Copywriting", "Data entry")

HEADER = (
    '<header data-test="UpSTopNavUser"><div data-cy="user-menu" data-test="up-s-nav-user-menu">'
    "<button>Log out</button></div></header>"
)


def tile(number: int) -> str:
    """One tile; every third client is unverified, every tenth post asks to leave the platform."""
    uid = FIRST_ID + number
    verified = number % 3 != 1
    title = f"{_VERBS[number % 7]} a {_THINGS[number // 7 % 7]}, part {number}"
    words = " ".join(SENTENCES[(number + step) % len(SENTENCES)] for step in range(3 + number % 4))
    if number % 10 == 9:
        words += " " + _WARNING
    skills = "".join(
        f'<button data-test="token" class="air3-token"><span>{_SKILLS[(number + step) % 6]}</span></button>'
        for step in range(4)
    )
    rating, reviews = f"4.{number % 10}", 3 + number % 40
    feedback = (
        f'<span class="sr-only">Rating is {rating} out of 5.</span><div aria-hidden="true">{rating}</div></div>'
        f'<span data-test="popper UpTransition"><div>{rating}0 Stars, based on {reviews} feedbacks</div></span>'
        if verified
        else '<span class="sr-only">Rating is 0 out of 5.</span></div><span><div>No feedback yet</div></span>'
    )
    terms = (
        f"<strong>Hourly: ${15 + number % 20}.00 - ${40 + number % 30}.50</strong>"
        if number % 2
        else "<strong>Fixed price</strong>"
    )
    budget = (
        '<li data-test="duration-label"><strong>Est. time:</strong> <strong>1 to 3 months</strong></li>'
        if number % 2
        else f'<li data-test="is-fixed-price"><strong>Est. budget:</strong> <strong>${100 + number * 10}</strong></li>'
    )
    state = "Verified" if verified else "Unverified"
    return (
        f'<article class="job-tile" data-ev-job-uid="{uid}" data-test="JobTile" data-test-key="{uid}">'
        '<div data-test="JobTileHeader"><small data-test="job-pubilshed-date"><span>Posted</span> '
        f"<span>{2 + number % 20} hours ago</span></small>"
        f'<h2 class="job-tile-title"><a data-test="job-tile-title-link UpLink" href="/jobs/A-job_~02{uid}/">{title}'
        f'</a></h2><div data-test="JobTileActions"><button aria-label="Save Job {title}"><svg viewBox="0 0 9 9">'
        '<path d="M1 1h7v7z"></path></svg><span class="sr-only">Save Job</span></button></div></div>'
        '<div data-test="JobTileDetails"><ul class="text-light" data-test="JobInfoClient">'
        '<li data-test="payment-verified"><div class="air3-badge-tagline" data-test="UpCVerifiedBadge">'
        f'<span class="sr-only">{state}</span> Payment {state.lower()}</div></li>'
        f'<li data-test="total-feedback"><div data-test="feedback-rating UpCRating">{feedback}</li>'
        f'<li data-test="total-spent"><strong>${number % 50 if verified else 0}K+</strong> <span>spent</span></li>'
        f'<li data-test="location"><div><span class="sr-only">Location</span> {_COUNTRIES[number % 6]}</div></li></ul>'
        f'<ul data-test="JobInfo"><li data-test="job-type-label">{terms}</li>'
        f'<li data-test="experience-level"><strong>Intermediate</strong></li>{budget}</ul>'
        f'<div data-test="UpCLineClamp JobDescription"><p class="mb-0">{words}</p></div>'
        f'<div data-test="TokenClamp JobAttrs">{skills}</div>'
        '<ul data-test="JobInfoClientMore"><li data-test="proposals-tier">Proposals: <strong>5 to 10</strong></li></ul>'
        "</div></article>"
    )


def page(tiles: int, first: int = 0, style: str = "") -> str:
    """A whole page with so many tiles."""
    cards = "".join(tile(number) for number in range(first, first + tiles))
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Jobs</title><link rel="icon" href="data:,">'
        f'{style}</head><body>{HEADER}<main id="main"><section data-test="JobsList">{cards}</section></main>'
        "</body></html>"
    )


def copy_of(tiles: int, first: int = 0) -> Snapshot:
    """What the extension sends for a page with so many cards: the cards and the signed-in mark, numbered."""
    cards = HEADER + "".join(tile(number) for number in range(first, first + tiles))
    cards = re.sub(r"<svg.*?</svg>", "", cards)
    numbers = count(1)
    html = re.sub(r"<([a-z][a-z0-9]*)", lambda tag: f'{tag[0]} {NUMBER}="{next(numbers)}"', cards)
    return Snapshot(URL, html, scope="cards")
