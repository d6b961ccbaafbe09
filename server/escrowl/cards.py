"""A card: one place on a page where a badge goes, with the facts read for it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from escrowl.facts import Facts, FactValue

Role = Literal["job", "client", "thread", "milestone"]
Status = Literal["read", "partial", "unreadable", "unsupported"]
PageKind = Literal["search", "feed", "job", "apply", "messages", "offer", "contract", "client", "other"]


@dataclass(frozen=True, slots=True)
class Anchor:
    """Numbers of the card's element and of the element after whose content the badge belongs.

    They are the numbers `snapshot.js` wrote into the copy, or the places in document order of a saved page.
    """

    element: int
    place: int


@dataclass(frozen=True, slots=True)
class Card:
    """``id``: the site's id of the job or talk; ``client``: key of the history; ``digest``: hash of the words."""

    id: str
    role: Role
    anchor: Anchor
    facts: Facts = field(repr=False)
    client: str = ""
    digest: str = ""


@dataclass(frozen=True, slots=True)
class Disagreement:
    """Data inside the page (``where``) that differs from the visible words on a card's fact; the words stand."""

    card: str
    fact: str
    data: FactValue
    visible: FactValue
    where: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a page object read. ``signed_in`` is None when the page does not tell.

    ``notes`` and ``disagreements`` are for `doctor`.
    """

    site: str | None
    kind: PageKind
    status: Status
    signed_in: bool | None
    cards: tuple[Card, ...] = ()
    notes: tuple[str, ...] = ()
    disagreements: tuple[Disagreement, ...] = ()
