"""What all Upwork pages share: the site, addresses, the wording of facts, and who is signed in."""

from __future__ import annotations

import re
from datetime import date
from functools import cache

from escrowl.facts import Unknown
from escrowl.pages import repeated, values, values_places
from escrowl.pages.base import Area, Found
from escrowl.pages.dom import Index, Node
from escrowl.pages.site import Site
from escrowl.pages.upwork.ages import days_ago

SITE = Site("upwork", "Upwork", ("www.upwork.com", "upwork.com"))
HOST = r"^https://(?:www\.)?upwork\.com"

JOB_ID = re.compile(r"~(?:02(\d{19})|(01[0-9a-f]{16}))(?![0-9a-z])")
"""Id in a job's address: since autumn 2024 `~02` and 19 digits, before that `~01` and 16 hexadecimal digits."""

_PAID = (
    r"(?:(?:un|not )?verified\s*)?payment(?: method)? (?:is )?(?:not |un)?verified"
    r"|(?:un|not )?verified (?:payment|billing) method"
)
PAYMENT = re.compile(rf"(?:(?:plus|enterprise|featured)\s+)?(?:{_PAID})", re.IGNORECASE)
"""The line about the payment method; a badge of the client's plan may stand before it."""

PHONE = re.compile(r"(?:verified\s*)?phone(?: number)? (?:is )?(?:not |un)?verified", re.IGNORECASE)
IDENTITY = re.compile(r"(?:client )?identity (?:is )?(?:not |un)?verified", re.IGNORECASE)
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
    """A verification from the lines that say it. Unknown when the card says both."""
    said = {values.verification(found[0]): line.text for found, line in area.matches(pattern)}
    said.pop(None, None)
    if len(said) > 1:
        return Found(Unknown("the page says both verified and not verified"))
    for state, text in said.items():
        if state is not None:
            return Found(state, text, where or f"line “{text}”")
    return None


def within(area: Area, node: Node | None) -> Area | None:
    """The part of the card inside the element."""
    return None if node is None else Area(area.page, node, area.cut)


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


def country(text: str) -> str | None:
    """The country's name when the words are one: "Location India" gives "India"."""
    name = re.sub(r"^(?:client )?location:?\s*", "", text, flags=re.IGNORECASE)
    return name if name.lower() in countries() else None


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
