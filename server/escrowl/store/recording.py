"""What one report changes: the operations of its commit, worked out from the rows that are there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from escrowl.report import CardReport, Report
from escrowl.store import keep
from escrowl.store.frames import Op
from escrowl.store.mask import mask, plain_address

Tables = Mapping[str, Mapping[str, Mapping[str, Any]]]


def client_key(site: str, client: str) -> str:
    """Key of a client; a card's key has slashes, so the two never meet."""
    return f"{site}:{client[: keep.ID_LENGTH]}"


def card_key(site: str, role: str, card: str) -> str:
    """Key of a card."""
    return f"{site}/{role}/{card}"


@dataclass
class Recording:
    """Collects the rows of one report. ``at`` is a stamp; ``seq`` the place the commit will have."""

    tables: Tables
    report: Report
    at: str
    seq: int
    ops: list[Op] = field(default_factory=list)
    _events: int = 0

    def run(self, snapshot_id: str, browser: str) -> list[Op]:
        """The operations, the page's own row last."""
        site = self.report.site or "other"
        cards = {key: card for card in self.report.cards if (key := self._key(site, card))}
        clients: dict[str, list[str]] = {}
        before = {key: self.tables.get("cards", {}).get(key) for key in cards}
        for key, card in cards.items():
            old = before[key]
            client = client_key(site, card.client) if card.client else (old or {}).get("client", "")
            if client:
                clients.setdefault(client, []).append(key)
            self._card(site, key, card, old, client)
        for client, keys in clients.items():
            self._client(site, client, [cards[key] for key in keys], [before[key] for key in keys])
        self.ops.append(("put", "pages", snapshot_id, self._page(list(cards), browser)))
        return self.ops

    @staticmethod
    def _key(site: str, card: CardReport) -> str:
        own = keep.card_id(card)
        return card_key(site, card.role, own) if own else ""

    def _page(self, keys: list[str], browser: str) -> dict[str, Any]:
        return {
            "seq": self.seq,
            "at": self.at,
            "url": plain_address(self.report.url),
            "site": self.report.site,
            "kind": self.report.kind,
            "status": self.report.status,
            "cards": keys,
            "findings": sum(len(card.findings) for card in self.report.cards),
            "browser": browser[:64],
        }

    def event(
        self, subject: str, kind: str, text: str, card: str = "", rule: str = "", severity: str | None = None
    ) -> None:
        """Add a line to a history."""
        row = {"subject": subject, "at": self.at, "kind": kind, "text": text}
        self._events += 1
        self.ops.append(
            (
                "put",
                "events",
                f"{self.seq:012d}.{self._events:04d}",
                {**row, "card": card, "rule": rule, "severity": severity},
            )
        )

    def _flips(self, subject: str, flipped: list[tuple[str, str, str]], card: str = "") -> None:
        for name, last, now in flipped:
            self.event(subject, "status", f"{name.removeprefix('client.').capitalize()}: {last} → {now}", card)

    def _card(self, site: str, key: str, card: CardReport, old: Mapping[str, Any] | None, client: str) -> None:
        subject, was = client or key, old or {}
        now = keep.statuses([card])
        track, flipped = keep.follow(was.get("track", {}), now)
        facts = keep.facts(card)
        title = str(facts.get("job.title", {}).get("value", "")) or keep.card_id(card)
        if old is None:
            self.event(subject, "first-seen", f"First seen: {title}{_said({} if client else now)}", keep.card_id(card))
        if not client:
            self._flips(subject, flipped, keep.card_id(card))
        for finding in card.findings:
            if finding.rule not in was.get("findings", {}):
                self.event(subject, "finding", mask(finding.title), keep.card_id(card), finding.rule, finding.severity)
        row = {
            "site": site,
            "role": card.role,
            "id": keep.card_id(card),
            "client": client,
            "digest": card.digest[:64],
            "name": keep.name_of(card) or title,
            "verdict": card.verdict,
            "muted": list(card.muted[:50]),
            "facts": facts,
            "findings": keep.findings(card, was.get("findings", {}), self.at),
            "track": track,
            "changes": was.get("changes", 0) + len(flipped),
            "first": was.get("first", self.at),
            "last": self.at,
            "seq": self.seq,
        }
        self.ops.append(("put", "cards", key, row))

    def _client(self, site: str, client: str, cards: list[CardReport], before: list[Mapping[str, Any] | None]) -> None:
        old = self.tables.get("clients", {}).get(client)
        was: Mapping[str, Any] = old or {}
        now = keep.statuses(cards)
        # A client whose id shows for the first time may be known already by a job, read when the id did not show.
        known: Mapping[str, Any] = was.get("track") or next((row["track"] for row in before if row is not None), {})
        track, flipped = keep.follow(known, now)
        if old is None:
            self.event(client, "first-seen", f"Client first seen{_said(now)}")
        self._flips(client, flipped)
        row = {
            "site": site,
            "id": client.partition(":")[2],
            "name": next(filter(None, map(keep.name_of, cards)), was.get("name", "")),
            "track": track,
            "changes": was.get("changes", 0) + len(flipped),
            "first": was.get("first", self.at),
            "last": self.at,
            "seq": self.seq,
        }
        self.ops.append(("put", "clients", client, row))


def _said(statuses: Mapping[str, str]) -> str:
    return f", payment {statuses['client.payment']}" if "client.payment" in statuses else ""
