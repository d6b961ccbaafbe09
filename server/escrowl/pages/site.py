"""A marketplace and its kinds of page, as data that the extension is given too."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from escrowl.cards import PageKind

Proof = Literal["captures", "fixtures", "experimental"]
"""What a kind of page was tried on: saved real pages, hand-written ones, or neither of the real thing."""


@dataclass(frozen=True, slots=True)
class SiteKind:
    """One kind of page of a site: which addresses, and the CSS selectors the extension picks a snapshot by.

    ``seen``: month of the newest real page it was tried on ("2026-07"), "" when it was tried on none.
    """

    kind: PageKind
    pattern: str
    cards: tuple[str, ...] = ()
    context: tuple[str, ...] = ()
    composer: tuple[str, ...] = ()
    status: Proof = "fixtures"
    facts: tuple[str, ...] = ()
    seen: str = ""


@dataclass(frozen=True, slots=True)
class Site:
    """A marketplace: its word in the report, its name, its hosts, and its kinds of page."""

    site: str
    name: str
    hosts: tuple[str, ...]
    kinds: tuple[SiteKind, ...] = ()

    def wire(self) -> dict[str, Any]:
        """Plain JSON, as the server gives it to the extension."""
        return {
            "site": self.site,
            "name": self.name,
            "hosts": list(self.hosts),
            "kinds": [
                {
                    "kind": kind.kind,
                    "pattern": kind.pattern,
                    "cards": list(kind.cards),
                    "context": list(kind.context),
                    "composer": list(kind.composer),
                    "status": kind.status,
                    "facts": list(kind.facts),
                }
                for kind in self.kinds
            ],
        }
