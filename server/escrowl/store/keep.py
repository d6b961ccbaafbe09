"""From a report to the rows that are kept: facts, findings and times, never whole texts of a person."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from functools import lru_cache
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

_DATES = frozenset(name for name, spec in FACTS.items() if spec.kind is Kind.DATE)
_NAMES = ("client.name", "client.company", "client.first_name")

STATUSES = tuple(name for name, spec in FACTS.items() if spec.kind is Kind.VERIFICATION and name.startswith("client."))
ID_LENGTH = 200


def stamp(at: datetime) -> str:
    """A time as kept: UTC, so that the order of texts is the order of times. A time without zone is taken as UTC."""
    return (at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)).isoformat(timespec="microseconds")


def _short(value: Any) -> Any:
    kind = type(value)  # values are the plain ones that a report prints, and there are dozens a card
    if kind is str:
        return mask(value)
    if value is None or kind is bool or kind is int:
        return value
    if kind is float:
        return value if math.isfinite(value) else None
    if kind is dict or isinstance(value, Mapping):
        return {str(key): _short(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_short(item) for item in value[:50]]
    return mask(str(value))


def _fact(name: str, fact: FactOut) -> dict[str, Any]:
    if name in _IDS:
        return {"value": str(fact.value)[:ID_LENGTH]}
    if name in _DATES:
        return {"value": str(fact.value)[:40], "text": mask(fact.text)}
    value, text = fact.value, mask(fact.text)
    return {"value": text if value == fact.text else _short(value), "text": text}


@lru_cache(maxsize=512)
def _kept(name: str) -> bool:
    return name not in DROPPED and not name.startswith(("me.", "prev."))


def facts(card: CardReport) -> dict[str, Any]:
    """The facts of a card that are kept, each ``{value, text}``, cut and masked."""
    return {name: _fact(name, fact) for name, fact in card.facts.items() if _kept(name)}


def name_of(card: CardReport) -> str:
    """What the card's client goes by, "" when the page does not say; cut and masked."""
    return next((str(name) for key in _NAMES if key in card.facts and (name := _short(card.facts[key].value))), "")


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
