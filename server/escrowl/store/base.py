"""What a store does, whatever keeps the data: the ``Store`` protocol and the records it answers with.

Every method is safe to call from any thread. Whatever changes data returns only after the change is on the disk.
They raise StoreFull (nothing of this call was kept), or StoreError (the store serves no more writes until reopened).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, Protocol

if TYPE_CHECKING:
    from escrowl.cards import Card
    from escrowl.facts import Facts
    from escrowl.report import Report, Severity

BrowserKind = Literal["ext", "cli", "dash"]
EventKind = Literal["first-seen", "status", "finding", "dismissed", "undismissed"]

RETENTION_DAYS = 90
"""How long a page, a card or a client that is not seen again is kept, unless the person sets another number."""


@dataclass(frozen=True, slots=True)
class Recorded:
    """Place of a report in the order of the store; ``duplicate``: this snapshot had been recorded before."""

    seq: int
    duplicate: bool


@dataclass(frozen=True, slots=True)
class FindingSeen:
    """A finding as kept: quotes are short and masked. ``first``/``last``: when it was seen."""

    rule: str
    severity: Severity
    title: str
    quotes: tuple[str, ...]
    first: datetime
    last: datetime
    dismissed: bool = False


@dataclass(frozen=True, slots=True)
class Event:
    """One line of a client's history, oldest first. ``card`` and ``rule`` are empty when it is not about one."""

    at: datetime
    kind: EventKind
    text: str
    card: str = ""
    rule: str = ""
    severity: Severity | None = None


@dataclass(frozen=True, slots=True)
class ClientSummary:
    """A client (or, where the site shows no client id, a job or talk) with what is known of it now.

    ``key`` is what `history` and `delete_client` take; ``changes`` counts statuses that flipped; ``muted``: rules that
    fired at the last reading and were not shown, because they are muted.
    """

    key: str
    site: str
    name: str
    payment: Literal["verified", "unverified"] | None
    first_seen: datetime
    last_seen: datetime
    cards: int
    changes: int
    findings: tuple[FindingSeen, ...] = ()
    muted: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PageSeen:
    """A page that was checked; ``url`` without query values and fragment."""

    seq: int
    at: datetime
    url: str
    site: str | None
    kind: str
    status: str
    cards: int
    findings: int
    browser: str


@dataclass(frozen=True, slots=True)
class SiteHealth:
    """How well one kind of card of a site's pages is read; ``role`` "page": whether cards are found at all.

    ``lost``: facts that its cards used to have, each with the time since when; none: all is as usual.
    """

    site: str
    kind: str
    role: str
    signed_in: bool | None
    lost: tuple[tuple[str, datetime], ...]
    pages: int
    cards: int
    last: datetime


@dataclass(frozen=True, slots=True)
class BrowserRow:
    """A paired browser or program. ``key``: 32 bytes as 43 base64url characters; ``origin``: None until pinned."""

    client_id: str
    kind: BrowserKind
    key: str
    name: str
    created: datetime
    last_seen: datetime | None = None
    origin: str | None = None
    revoked: bool = False


class Store(Protocol):
    """Reports seen, their history, dismissals and paired browsers."""

    def record(self, snapshot_id: str, report: Report, at: datetime, browser: str) -> Recorded:
        """Keep facts, findings and times of a report. The same snapshot again: the first seq, ``duplicate``."""
        ...

    def earlier(self, card: Card, site: str | None = None) -> Facts:
        """``prev.*`` facts of a card. Without ``site``, nothing when cards of two sites share the id."""
        ...

    def dismiss(self, site: str, card: str, rule: str) -> None:
        """Keep a finding from being drawn at that card again. Repeating it changes nothing."""
        ...

    def undismiss(self, site: str, card: str, rule: str) -> None:
        """Take a dismissal back."""
        ...

    def dismissed(self, site: str, card: str) -> frozenset[str]:
        """Rules dismissed at a card."""
        ...

    def clients(self, limit: int) -> list[ClientSummary]:
        """Clients, last seen first."""
        ...

    def client(self, client_key: str) -> ClientSummary | None:
        """One of them by its key, or None."""
        ...

    def history(self, client_key: str) -> list[Event]:
        """Events of a client (or of a card without one), oldest first; empty for an unknown key."""
        ...

    def pages(self, limit: int) -> list[PageSeen]:
        """Pages checked, newest first."""
        ...

    def cards(self, limit: int) -> list[Mapping[str, Any]]:
        """Rows of cards as `export` gives them, newest first; they are not to be changed."""
        ...

    def cards_of(self, client_key: str) -> list[Mapping[str, Any]]:
        """The same of a client, or of the card without a client that goes by this key."""
        ...

    def health(self, site: str | None = None, kind: str | None = None) -> list[SiteHealth]:
        """What is read of each kind of card compared with before; of one site or kind of page when given."""
        ...

    def add_browser(self, row: BrowserRow) -> None:
        """Keep a paired browser; the row of the same ``client_id`` is replaced."""
        ...

    def browsers(self) -> list[BrowserRow]:
        """Paired browsers, oldest first, the revoked ones too."""
        ...

    def browser(self, client_id: str) -> BrowserRow | None:
        """One paired browser, or None."""
        ...

    def pin_origin(self, client_id: str, origin: str) -> None:
        """Set the origin of a browser that has none; StoreError when another one is pinned."""
        ...

    def touch(self, client_id: str) -> None:
        """Note that the browser was seen now (kept at most once a minute)."""
        ...

    def revoke(self, client_id: str) -> None:
        """Mark a browser as revoked, for good."""
        ...

    def delete_client(self, client_key: str) -> int:
        """Forget a client with its cards and events, from journal and older checkpoints too; how many rows went."""
        ...

    def prune(self, now: datetime, days: int = RETENTION_DAYS) -> int:
        """Forget what was last seen more than ``days`` ago; how many rows went."""
        ...

    def export(self) -> dict[str, Any]:
        """Everything kept, as plain JSON values, without the browsers' keys."""
        ...

    def backup(self, path: Path) -> None:
        """A copy as of one moment, in a new file (0600). StoreError when the file exists or cannot be written."""
        ...

    def checkpoint(self) -> None:
        """Write the readable file and empty the journal."""
        ...

    def close(self) -> None:
        """Checkpoint and let go of the lock. Repeating it does nothing."""
        ...
