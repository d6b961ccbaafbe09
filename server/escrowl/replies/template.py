"""The small language of reply texts: slots, clauses, nothing else.

``{client}``           the value of a slot of the fixed list; unknown: a visible gap ``‹client›``
``[… {job} …]``        a clause: printed when every slot in it is known
``[… {job} …|…]``      the same, with what is printed otherwise
``[?ownership:; …]``   printed when the flag is set (and the slots in it are known); all after the colon is text

Clauses do not nest. Values are put in once and never looked at again, so whatever a page writes stays plain words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

SLOTS: dict[str, str] = {
    "client": "the client's first name, when the page shows it",
    "me": "my name",
    "job": "the job's title, shortened",
    "platform": "the site's name",
    "minutes": "minutes of a talk",
    "rate": "my hourly rate, with its currency",
    "cur": "the currency's sign",
    "milestone": "the milestone's name",
    "amount": "an amount the page shows, without the currency",
    "scope": "a piece of work in a few words",
    "feature": "an extra wish, or an open question",
    "price": "my price, without the currency",
    "days": "a number of days",
    "date": "a date or time",
    "limit": "the weekly limit in hours",
    "hours": "a number of hours",
    "call_tool": "where calls are held on this site",
    "fund_phrase": "how money is put down on this site, as 'fund the milestone'",
    "contract_word": "what a contract is called on this site",
    "list": "points in my own words",
}
"""Every slot there is, with what it holds."""

FLAGS: dict[str, str] = {
    "no_outside_before_contract": "the site asks that talks stay on it until there is a contract",
    "no_free_work": "the site does not allow asking for unpaid work",
    "ownership": "the site's standard terms pass paid work to the client",
    "id_verified": "the site has checked my identity",
    "contract": "there is a contract; what a site asks for before one is then not said",
}
"""Every flag a clause can ask for: three of the site, one of the freelancer, one of the card."""


class TemplateInvalid(ValueError):
    """A text that cannot be used; says what is wrong with it."""


@dataclass(frozen=True, slots=True)
class Slot:
    """A place for a value."""

    name: str


Run = tuple[str | Slot, ...]


@dataclass(frozen=True, slots=True)
class Clause:
    """``flag``: must be set ("" for none); ``body``: needs all its slots; ``other``: printed otherwise."""

    flag: str
    body: Run
    other: Run = ()


Piece = str | Slot | Clause
_FLAG = re.compile(r"\?([a-z_]+):")


def _run(text: str) -> Run:
    parts: list[str | Slot] = []
    at = 0
    for match in re.finditer(r"\{([^{}]*)\}", text):
        if match.start() > at:
            parts.append(_plain(text[at : match.start()]))
        parts.append(_slot(match[1]))
        at = match.end()
    if at < len(text):
        parts.append(_plain(text[at:]))
    return tuple(parts)


def _plain(text: str) -> str:
    for sign in "{}[]|":
        if sign in text:
            raise TemplateInvalid(f"a {sign} without its partner near {text.strip()[:40]!r}.")
    return text


def _slot(name: str) -> Slot:
    if name not in SLOTS:
        raise TemplateInvalid(f"{{{name}}} is not a slot; there are {', '.join(SLOTS)}.")
    return Slot(name)


def _clause(inside: str) -> Clause:
    flag = ""
    if inside.startswith("?"):
        head = _FLAG.match(inside)
        if head is None or head[1] not in FLAGS:
            raise TemplateInvalid(f"[{inside[:30]}: a flag is written [?name: …] and is one of {', '.join(FLAGS)}.")
        flag, inside = head[1], inside[head.end() :]
    body, bar, other = inside.partition("|")
    clause = Clause(flag, _run(body), _run(other) if bar else ())
    if not flag and not any(isinstance(part, Slot) for part in clause.body):
        raise TemplateInvalid(f"[{inside[:30]}] has neither a flag nor a slot, so it would always be printed.")
    return clause


def parse(text: str) -> tuple[Piece, ...]:
    """The pieces of a text. Raises TemplateInvalid for an unknown slot or flag and for unbalanced brackets."""
    pieces: list[Piece] = []
    at = 0
    for match in re.finditer(r"\[([^\[\]]*)\]", text):
        pieces.extend(_run(text[at : match.start()]))
        pieces.append(_clause(match[1]))
        at = match.end()
    pieces.extend(_run(text[at:]))
    return tuple(pieces)


def slots_in(pieces: Iterable[Piece]) -> Iterator[str]:
    """Names of the slots used, clauses and what stands in for them included."""
    for piece in pieces:
        if isinstance(piece, Slot):
            yield piece.name
        elif isinstance(piece, Clause):
            yield from slots_in((*piece.body, *piece.other))
