"""From kept rows to the records the store answers with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from escrowl.store import keep
from escrowl.store.base import BrowserRow, ClientSummary, Event, FindingSeen, PageSeen, SiteHealth

_ORDER = ("danger", "warning", "caution", "info")


def _time(text: str) -> datetime:
    return datetime.fromisoformat(text)


def event(row: Mapping[str, Any]) -> Event:
    """One line of a history."""
    return Event(_time(row["at"]), row["kind"], row["text"], row["card"], row["rule"], row["severity"])


def page(row: Mapping[str, Any]) -> PageSeen:
    """A page that was checked."""
    return PageSeen(
        seq=row["seq"],
        at=_time(row["at"]),
        url=row["url"],
        site=row["site"],
        kind=row["kind"],
        status=row["status"],
        cards=len(row["cards"]),
        findings=row["findings"],
        browser=row["browser"],
    )


def _findings(
    cards: Sequence[Mapping[str, Any]], dismissed: Mapping[tuple[str, str], frozenset[str]]
) -> tuple[FindingSeen, ...]:
    seen: dict[str, FindingSeen] = {}
    for card in cards:
        hidden = dismissed.get((card["site"], card["id"]), frozenset())
        for rule, row in card["findings"].items():
            first, last, old = _time(row["first"]), _time(row["last"]), seen.get(rule)
            seen[rule] = FindingSeen(
                rule=rule,
                severity=row["severity"],
                title=row["title"],
                quotes=tuple(dict.fromkeys((*(old.quotes if old else ()), *row["quotes"])))[:10],
                first=min(first, old.first) if old else first,
                last=max(last, old.last) if old else last,
                dismissed=rule in hidden and (old is None or old.dismissed),
            )
    return tuple(sorted(seen.values(), key=lambda found: (_ORDER.index(found.severity), found.rule)))


def _newest_title(cards: Sequence[Mapping[str, Any]]) -> str:
    """What a client without a shown name goes by: the title of the card seen last."""
    return str(max(cards, key=lambda card: int(card["seq"]))["name"]) if cards else ""


def client(
    key: str,
    row: Mapping[str, Any],
    cards: Sequence[Mapping[str, Any]],
    dismissed: Mapping[tuple[str, str], frozenset[str]],
) -> ClientSummary:
    """A client with the findings of its cards, worst first; one is dismissed when it is at every card that has it."""
    return ClientSummary(
        key=key,
        site=row["site"],
        name=row["name"] or _newest_title(cards),
        payment=row["track"].get("client.payment", {}).get("last"),
        first_seen=_time(row["first"]),
        last_seen=_time(row["last"]),
        cards=len(cards),
        changes=row["changes"],
        findings=_findings(cards, dismissed),
        muted=tuple(sorted({rule for card in cards for rule in card.get("muted", ())})),
    )


def health(row: Mapping[str, Any]) -> SiteHealth:
    """How well a kind of card is read."""
    return SiteHealth(
        site=row["site"],
        kind=row["kind"],
        role=row["role"],
        signed_in=row["signed_in"],
        lost=tuple((name, _time(since)) for name, since in sorted(row["lost"].items())),
        pages=row["number"],
        cards=row["cards"],
        last=_time(row["last"]),
    )


def from_browser(row: BrowserRow) -> dict[str, Any]:
    """The row of a paired browser as it is kept."""
    return {
        "client_id": row.client_id,
        "kind": row.kind,
        "key": row.key,
        "name": row.name[:100],
        "created": keep.stamp(row.created),
        "last_seen": None if row.last_seen is None else keep.stamp(row.last_seen),
        "origin": row.origin,
        "revoked": row.revoked,
    }


def browser(row: Mapping[str, Any]) -> BrowserRow:
    """A paired browser from its kept row."""
    times = {name: None if row[name] is None else _time(row[name]) for name in ("created", "last_seen")}
    return BrowserRow(**{**row, **times})
