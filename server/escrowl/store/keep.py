"""From a report to the rows that are kept: facts, findings and times, never whole texts of a person."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from escrowl.cards import Card
from escrowl.facts import FACTS, Kind
from escrowl.report import CardReport, FactOut
from escrowl.store.mask import mask

DROPPED = frozenset(
    {"job.description", "client.review_texts", "msg", "offer.text", "contract.scope", "notice.text", "page.text"}
    | {"job.attachments", "room.attachments"}
)
"""Facts that are a person's own text, or as good as: never kept. Those of the freelancer (``me.*``) neither."""

_IDS = frozenset({"job.id", "room.id", "client.key"})
"""Long numbers that are no phone numbers."""

STATUSES = tuple(name for name, spec in FACTS.items() if spec.kind is Kind.VERIFICATION and name.startswith("client."))
ID_LENGTH = 200


def stamp(at: datetime) -> str:
    """A time as kept: UTC, so that the order of texts is the order of times. A time without zone is taken as UTC."""
    return (at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)).isoformat(timespec="microseconds")


def _short(value: Any) -> Any:
    if isinstance(value, str):
        return mask(value)
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if isinstance(value, Mapping):
        return {str(key): _short(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_short(item) for item in value[:50]]
    return value if value is None or isinstance(value, bool | int | float) else mask(str(value))


def _fact(name: str, fact: FactOut) -> dict[str, Any]:
    if name in _IDS:
        return {"value": str(fact.value)[:ID_LENGTH]}
    spec = FACTS.get(name)
    if spec is not None and spec.kind is Kind.DATE:
        return {"value": str(fact.value)[:40], "text": mask(fact.text)}
    return {"value": _short(fact.value), "text": mask(fact.text)}


def facts(card: CardReport, names: Collection[str] | None = None) -> dict[str, Any]:
    """The facts of a card that are kept (of these ``names`` only), each ``{value, text}``, cut and masked."""
    return {
        name: _fact(name, fact)
        for name, fact in card.facts.items()
        if (names is None or name in names) and name not in DROPPED and not name.startswith(("me.", "prev."))
    }


def findings(card: CardReport, before: Mapping[str, Any], at: str) -> dict[str, Any]:
    """Findings by rule: those of this report, and earlier ones of the card, which keep the time they were last seen."""
    rows = dict(before)
    for finding in card.findings:
        old = before.get(finding.rule)
        rows[finding.rule] = {
            "severity": finding.severity,
            "title": mask(finding.title),
            "quotes": [mask(quote) for quote in finding.quotes[:10]],
            "first": old["first"] if old else at,
            "last": at,
        }
    return rows


def card_id(card: CardReport | Card) -> str:
    """The id a card is kept under within its site; "" when nothing tells it from others."""
    return (card.id or (f"#{card.digest}" if card.digest else ""))[:ID_LENGTH]


def statuses(cards: Iterable[CardReport]) -> dict[str, str]:
    """Status facts that these cards of one client agree on. What they contradict each other in is not taken."""
    seen: dict[str, set[str]] = {}
    for card in cards:
        for name in STATUSES:
            if name in card.facts:
                seen.setdefault(name, set()).add(str(card.facts[name].value))
    return {name: values.pop() for name, values in seen.items() if len(values) == 1}


def follow(track: Mapping[str, Any], now: Mapping[str, str]) -> tuple[dict[str, Any], list[tuple[str, str, str]]]:
    """The status track after a reading, and what flipped: (fact, before, now).

    A track holds for each fact the ``last`` value and the value ``twice`` read in a row, which alone is trusted as
    an earlier reading: one misread page must not turn into "was verified before".
    """
    new, flipped = dict(track), []
    for name, value in now.items():
        old = track.get(name, {})
        last = old.get("last")
        if last is not None and last != value:
            flipped.append((name, last, value))
        new[name] = {"last": value, "twice": value if last == value else old.get("twice")}
    return new, flipped
