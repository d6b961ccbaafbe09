"""Where a page says that a text is somebody's name: places, links to people, greetings, data."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

from escrowl.dev.scrub.data import names_in, parse
from escrowl.dev.scrub.standins import LEGAL
from escrowl.dev.scrub.texts import OWN_PATH

if TYPE_CHECKING:
    from bs4 import BeautifulSoup, Tag

NAME_PLACE = re.compile(
    r"(?:user|client|buyer|freelancer|author|member|contact|sender|employer|owner|reviewer|seller|person|profile|account|"
    r"customer|interlocutor|display|first|last|full|nick|agency|company)[-_]?(?:full|first|last|display|user)?[-_]?name"
    r"|nav-user-label|(?:^|[\s_-])author(?:$|[\s_-])",
    re.IGNORECASE,
)
PERSON_LINK = re.compile(
    rf"/(?:freelancers|users?|u|profiles?|in|people|members|agencies)/(?!{OWN_PATH}[/?#]?$)[^/?#]+/?(?:[?#]|$)"
)
_CALLS = (
    r"(?:[Hh]i|[Hh]ello|[Hh]ey|[Dd]ear|[Ww]elcome|[Ww]elcome back|(?:[Tt]o )?[Ff]reelancer:|[Pp]osted by:?|"
    r"[Ss]igned in as:?)"
)
SPOKEN = re.compile(rf"(?<!\w){_CALLS},? +(?P<name>[^\W\d_a-z][\w'’.-]*(?: [^\W\d_a-z][\w'’.-]*){{0,3}})")
NAMED = re.compile(
    rf"[^\W\d_a-z][\w'’-]+ [^\W\d_a-z]\.|(?:[^\W\d_a-z][\w&.'’-]* ){{1,4}}{LEGAL.pattern}\.?", re.UNICODE
)
"""A line that is a person as marketplaces show them ("Nia O."), or a company with its legal form."""

_COMMON = frozenset(
    {"profile", "details", "view", "more", "reviews", "settings", "client", "buyer", "employer", "author"}
)


def words_of(soup: BeautifulSoup) -> dict[int, str]:
    """Text of every element that has at most some 20,000 characters, white space folded, by its identity."""
    found: dict[int, str] = {}
    for element in reversed(soup.find_all(True)):  # children come first
        parts = [found.get(id(child)) if child.name else str(child) for child in element.children]
        if None not in parts and sum(map(len, filter(None, parts))) <= 20_000:
            found[id(element)] = " ".join(" ".join(filter(None, parts)).split())
    return found


def _place_words(element: Tag) -> str:
    """What an element's own attributes say it is."""
    said = [str(element.get(name, "")) for name in ("id", "itemprop", "data-test", "data-qa", "data-cy", "data-testid")]
    classes = element.get("class")
    return " ".join([*said, *(classes if isinstance(classes, list) else [str(classes or "")])])


def people(soup: BeautifulSoup, words: Mapping[int, str]) -> set[str]:
    """Texts that stand where names stand. ``words``: what `words_of` says of the page."""
    found: set[str] = set()
    for element in soup.find_all(True):
        text = words.get(id(element), "")
        if not 1 < len(text) <= 60:
            continue
        link = element.name == "a" and PERSON_LINK.search(str(element.get("href", "")))
        if link or NAME_PLACE.search(_place_words(element)) or NAMED.fullmatch(text):
            found.add(text)
        elif spoken := SPOKEN.search(text):
            found.add(spoken["name"])
    for script in soup.find_all("script"):
        data = parse(script.string or "")
        found.update(names_in(data[1]) if data else ())
    return found


def is_person(name: str, lower: set[str]) -> bool:
    """Whether the text can be a person's or company's name. ``lower``: words of the page in small letters."""
    letters = re.search(r"[^\W\d_]{2,}", name) is not None
    return letters and name.lower() not in lower and len(name.split()) <= 5


def is_user(name: str) -> bool:
    """Whether the text can be a user's name on the site."""
    return name.islower() and name not in _COMMON and re.fullmatch(r"[\w.-]{4,40}", name) is not None
