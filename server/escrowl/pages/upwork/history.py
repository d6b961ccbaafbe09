"""The client's recent history on a job page: what freelancers wrote about the client, and how the client rates them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from escrowl.pages.dom import Index, Line, Node
from escrowl.pages.repeated import grow
from escrowl.pages.upwork.written import first_line, written

_HEAD = re.compile(r"client[’']s recent history(?: \(\d{1,5}\))?|recent history(?: \(\d{1,5}\))?", re.IGNORECASE)
_TO = re.compile(r"to freelancer:?\s*(?P<rest>.*)", re.IGNORECASE)
_RATING = re.compile(r"rating is (?P<rating>\d(?:\.\d{1,2})?) out of 5\.?", re.IGNORECASE)
_STARS = re.compile(r"(?P<rating>\d(?:\.\d{1,2})?) stars?", re.IGNORECASE)
_OTHER = re.compile(
    r"more|less|\.\.\.|see (?:more|less)|no feedback given|jobs? in progress|[\d.]{1,4}|(?:show|load) more.{0,20}"
    r"|[A-Z][a-z]{2} \d{4} - (?:[A-Z][a-z]{2} \d{4}|present)|(?:hourly|fixed[- ]price).{0,40}|\d[\d,]* hrs? @.{0,40}",
    re.IGNORECASE,
)


REVIEWS = 20
"""Reviews that are kept of a page; pages show 4 to 10 until more are asked for."""


@dataclass(frozen=True, slots=True)
class History:
    """``about``: reviews that freelancers wrote; ``given``: ratings, 1 to 5, that the client gave."""

    about: tuple[str, ...] = ()
    given: tuple[float, ...] = ()


def history(page: Index, node: Node, title: Node | None) -> History:
    """The reviews in a job's part of the page, in the page's order; nothing where it has no such part."""
    head = first_line(page, _HEAD, node, besides=title)
    if head is None:
        return History()
    keep = [title.place] if title else []
    lines = page.lines_in(grow(page, page.nodes[head.node], keep))
    about: list[str] = []
    given: list[float] = []
    to_client = to_freelancer = False
    for at, line in enumerate(lines):
        own = written(page).says(page, line)
        rated = None if own else _rated(lines, at)
        if rated is not None:
            if to_freelancer:
                given.append(rated)
            to_client = not to_freelancer
        elif not own and _TO.fullmatch(line.text):
            to_client, to_freelancer = False, True
            to_freelancer = "no feedback given" not in line.text.lower()
        elif not own and re.fullmatch(r"[A-Z][a-z]{2} \d{4} - .{4,12}", line.text):
            to_client = to_freelancer = False
        elif to_client and not _STARS.fullmatch(line.text) and not _OTHER.fullmatch(line.text):
            about.append(line.text)
            to_client = False
    return History(tuple(about[:REVIEWS]), tuple(given))


def _rated(lines: list[Line], at: int) -> float | None:
    """The rating that begins on the line: for a screen reader, as a number, and as hover text, all the same."""
    found = _RATING.fullmatch(lines[at].text)
    if found is None:
        return None
    stars = [_STARS.fullmatch(line.text) for line in lines[at + 1 : at + 3]]
    same = any(one and abs(float(one["rating"]) - float(found["rating"])) < 0.06 for one in stars)
    value = float(found["rating"])
    return value if same and 0 < value <= 5 else None
