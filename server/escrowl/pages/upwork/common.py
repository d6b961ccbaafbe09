"""What all Upwork pages share: the site, addresses, the wording of facts, and who is signed in."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from functools import cache
from itertools import pairwise

from escrowl.facts import Unknown
from escrowl.pages import repeated, values, values_places
from escrowl.pages.base import Area, Found, plain_words
from escrowl.pages.dom import HEADINGS, Index, Line, Node, fold
from escrowl.pages.segments import parts
from escrowl.pages.site import Site
from escrowl.pages.upwork.ages import days_ago

SITE = Site("upwork", "Upwork", ("www.upwork.com", "upwork.com"))
HOST = r"^https://(?:www\.)?upwork\.com"

JOB_ID = re.compile(r"~(?:02(\d{19})|(01[0-9a-f]{16}))(?![0-9a-z])")
"""Id in a job's address: since autumn 2024 `~02` and 19 digits, before that `~01` and 16 hexadecimal digits."""

_ADD = r"(?:(?:is|are|was|has|have|been|not|yet|never|is ?n[’']t|are ?n[’']t|has ?n[’']t|have ?n[’']t)\s+){0,4}"
_STATE = rf"{_ADD}(?:un-?)?verified"
_PAY = r"(?:client(?:[’']s)?\s)?(?:payments?|billing)(?: (?:methods?|account|status))?"
_MARK = r"[✓✔☑✅✗✘✕✖×❌⚠ⓘ•*]?\ufe0f?"
_PAID = (
    rf"{_MARK}\s?(?:(?:(?:un|not )?verified\s*)?{_PAY}\s?[:–—-]?\s{_STATE}"
    rf"|(?:un-?|not (?:yet )?|no )?verified (?:payment|billing)(?: methods?)?"
    rf"|(?:payment|billing)(?: method)? verification:? (?:pending|failed|required|completed?))"
    rf"\s?[.!]?\s?{_MARK}"
)
PAYMENT = re.compile(rf"(?:(?:plus|enterprise|featured)\s+)?(?:{_PAID})", re.IGNORECASE)
"""The line about the payment method; a badge of the client's plan may stand before it."""

SUM = (
    r"(?:(?:US|AU|CA|NZ|A|C)?[$€£₹]\s?|(?:USD|EUR|GBP|INR)\s?)\d[\d.,]{0,12}\s?[KMB]?\s?\+?(?:\s(?:USD|EUR|GBP))?"
    r"|\d[\d.,]{0,12}\s?[KMB]?\s?\+?\s?(?:USD|EUR|GBP|[$€£₹])"
)
"""An amount with its currency, as a card writes it."""

PHONE = re.compile(rf"(?:verified\s*)?{_MARK}\s?phone(?: number)?\s?:?\s{_STATE}\s?{_MARK}", re.IGNORECASE)
IDENTITY = re.compile(rf"{_MARK}\s?(?:client )?identity\s?:?\s{_STATE}\s?{_MARK}", re.IGNORECASE)
_LABELS = {
    PAYMENT: re.compile(rf"{_PAY}:?", re.IGNORECASE),
    PHONE: re.compile(r"phone(?: number)?:?", re.IGNORECASE),
    IDENTITY: re.compile(r"(?:client )?identity:?", re.IGNORECASE),
}
_THING = re.compile(
    r"(?:client )?(?:payment|billing|phone|e-?mail|identity|address|profile)\b[a-z ]{0,20}:?", re.IGNORECASE
)
"""A label of something verified: the state behind it is its own, not that of the next label."""
_VALUE = re.compile(rf"{_MARK}\s?{_STATE}\s?[.!]?\s?{_MARK}", re.IGNORECASE)
TIERS = re.compile(r"(entry level|intermediate|expert)(?: \(\${1,3}\))?", re.IGNORECASE)
FREELANCERS = re.compile(r"(?:number of )?freelancers needed:?\s*(\d{1,3})|hiring (\d{1,3}) freelancers", re.IGNORECASE)
CONTEXT = (
    "[data-test~='up-s-nav-user-menu']",
    "[data-cy='user-menu']",
    "[data-test~='top-nav-visitor'] a[href*='account-security/login']",
    "header a[href*='account-security/login']",
    "nav a[href*='account-security/login']",
)
"""CSS selectors of what tells whether the reader is signed in."""


def job_id(address: str) -> str:
    """The job's id in an address: 19 digits, or `~01` and 16 hexadecimal digits; empty when there is none."""
    found = JOB_ID.search(address) if re.search(r"/(?:jobs?|details|apply|job-details)/", address) else None
    return (found[1] or f"~{found[2]}") if found else ""


def verified(area: Area, pattern: re.Pattern[str], where: str = "") -> Found | None:
    """A verification from the lines that say it, else from a label and its value, else from an icon's words.

    Unknown when the card says both. What is not on the screen (a help bubble) does not speak against what is.
    """
    parts_too = ((pattern.fullmatch(part.text), part) for part in area.parts if "verif" in part.text.lower())
    told = list({id(line): (found, line) for found, line in (*area.matches(pattern), *parts_too) if found}.values())
    told = told or _beside(area, pattern)
    said = [(values.verification(found[0]), line) for found, line in told]
    states = {state for state, _ in said if state}
    if len(states) > 1:
        said = [(state, line) for state, line in said if not _unseen(area, line)]
        states = {state for state, _ in said if state}
    if len(states) > 1:
        return Found(Unknown("the page says both verified and not verified"))
    for state, line in said:
        if state is not None:
            return Found(state, line.text, where or f"line “{line.text}”")
    return _icon(area, pattern) if area.icons else None


def _beside(area: Area, pattern: re.Pattern[str]) -> list[tuple[re.Match[str], Line]]:
    """A state that stands alone, right behind the label of the thing."""
    for lines in (area.lines, area.parts):
        for at, (label, line) in enumerate(pairwise(lines)):
            if not _LABELS[pattern].fullmatch(label.text) or not (found := _VALUE.fullmatch(line.text)):
                continue
            above = _VALUE.fullmatch(lines[at - 1].text) if at else None
            if (
                above is None
                or values.verification(above[0]) == values.verification(found[0])
                or (at > 1 and _THING.fullmatch(lines[at - 2].text))
            ):
                return [(found, line)]
    return []


def _unseen(area: Area, line: Line) -> bool:
    """Whether the line stands in a part that is not on the screen, or in the bubble of a hint."""
    page, known, path = area.page, area.unseen, []
    node = page.nodes[line.node]
    while node.place > area.node.place and node.place not in known:
        path.append(node.place)
        attrs = node.attrs
        hint = "hidden" in attrs or attrs.get("role") == "tooltip"
        if hint or _GONE.search(attrs.get("style", "")) or not _NEVER.isdisjoint(attrs.get("class", "").split()):
            known[node.place] = True
            break
        node = page.nodes[node.parent]
    gone = known.get(node.place, False)
    known.update(dict.fromkeys(path, gone))
    return gone


def longest(area: Area, lines: Iterable[Line]) -> Line | None:
    """The longest line that may be a client's text: no row of short words, and no bubble of a hint."""
    title = area.heading
    for line in sorted(lines, key=lambda line: -len(line.text)):
        if title is not None and title.run <= line.run < title.run_end:
            continue
        told = [len(part.text) for part in parts(area.page, line)]
        if (len(told) < _ROW or max(told) >= _CHIP) and not _unseen(area, line):
            return line
    return None


_CHIP, _ROW = 80, 4
"""Characters of a chip, and how many of them are a row."""
_NEVER = frozenset({"ng-hide", "is-hidden", "hide", "v-hidden"})
"""Classes of elements that are not on the screen, whatever its size."""
_GONE = re.compile(r"display:\s*none|visibility:\s*hidden", re.IGNORECASE)
_HINTS = ("aria-label", "title", "data-tooltip", "alt")


def _icon(area: Area, pattern: re.Pattern[str]) -> Found | None:
    """The same in words for hover and screen readers, of an element that says nothing itself and leads nowhere."""
    page = area.page
    words = [(node, "title", text) for node, text in page.drawn_in(area.node)]
    for node in page.holding_any(_HINTS, area.node):
        photo = node.tag == "img" and not _DRAWN.search(node.attrs.get("src", ""))
        if not photo and node.tag not in ("a", "button", "input", *HEADINGS) and not page.text(node):
            words += [(node, name, fold(node.attrs.get(name, ""))) for name in _HINTS]
    said: dict[str, Found] = {}
    for node, name, text in words:
        state = values.verification(text) if pattern.fullmatch(text) else None
        if state and not area.within_cut(node):
            said.setdefault(state, Found(state, text, f"{name} of an icon"))
    if len(said) > 1:
        return Found(Unknown("the page says both verified and not verified"))
    return next(iter(said.values()), None)


_DRAWN = re.compile(r"\.svg(?:[?#]|$)|^data:image/svg", re.IGNORECASE)
"""Sources of pictures that are drawings of the site: photographs are a person's, and so are their names."""


def within(area: Area, node: Node | None) -> Area | None:
    """The part of the card inside the element."""
    return None if node is None else area.inner(node)


_WRITTEN = frozenset(
    {
        "burma",
        "cote d'ivoire",
        "czech republic",
        "hong kong",
        "ivory coast",
        "macao",
        "macau",
        "macedonia",
        "swaziland",
        "turkey",
    }
)
"""Countries that Upwork writes otherwise than the list of names does."""


@cache
def countries() -> frozenset[str]:
    """English names of countries, lower case, with those Upwork writes differently."""
    return values_places.listed("en") | _WRITTEN


_WHERE = re.compile(r"^(?:client )?(?:location|country):?\s*", re.IGNORECASE)
"""The label that stands before a country."""


def country(text: str) -> str | None:
    """The country's name when the words are one: "Location India" gives "India"."""
    name = _WHERE.sub("", fold(text))
    return name if name.lower() in countries() else None


def place(text: str) -> str | None:
    """What an element for the client's country says: a country's name, or a name that may be one ("Location USA")."""
    name = _WHERE.sub("", plain_words(text))
    return country(name) or (name if re.fullmatch(r"[^\W\d_](?:[^\W\d_]|[ .,'’()&-]){1,39}", name) else None)


def titled(page: Index) -> list[tuple[Node, Node, str]]:
    """Headings that link to a job: heading, link, job id."""
    return repeated.titled(page, job_id)


PROSE = ("Description", "JobDescription", "job-description-text", "job-description-line-clamp", "story-message")
"""`data-test` tokens of elements whose words a client wrote."""

SKILL = "ontology_skill"
"""What the address of a link to a skill holds."""

FILE = "/att/download/"
"""What the address of a file on a post or in a talk holds."""

_PLANS = (
    (
        "enterprise",
        re.compile(rf"(?:upwork )?enterprise(?: client| (?:{_PAID}))?|client is (?:an )?enterprise.{{0,30}}", re.I),
    ),
    ("plus", re.compile(rf"(?:business )?plus(?: client| plan| (?:{_PAID}))?", re.I)),
    ("featured", re.compile(rf"featured(?: job| (?:{_PAID}))?", re.I)),
)


def plan(area: Area) -> Found | None:
    """The client's plan as a badge names it, the one that changes rules first."""
    for name, pattern in _PLANS:
        if found := area.match(pattern):
            return Found(name, found[1].text, "a badge")
    return None


def files(page: Index, within: Node) -> tuple[str, ...]:
    """Names of the files that are linked inside, without their sizes."""
    links = [n for n in page.tagged("a", within=within) if FILE in n.attrs.get("href", "") or "download" in n.attrs]
    names = (re.sub(r"\s*\([\d.,]+ ?[KMG]?i?B\)$", "", page.text(link), flags=re.IGNORECASE) for link in links)
    return tuple(dict.fromkeys(name for name in names if name))


def posted_days(found: Found | None, today: date) -> Found | None:
    """The age of a post in days, from the words that tell when it was posted."""
    days = days_ago(str(found.value), today) if found else None
    return None if found is None or days is None else Found(days, found.text, found.where)
