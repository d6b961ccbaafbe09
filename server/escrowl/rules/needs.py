"""Which facts a rule needs, read from its conditions: for the reference, which says what no page gives yet."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

from escrowl.facts import Facts
from escrowl.rules.conditions import All, AtLeast, Condition, FactIs, Not, TextHas, TextNear
from escrowl.rules.derive import READERS
from escrowl.rules.load import Rule

TEXTS = {
    "client": ("msg",),
    "mine": ("msg",),
    "post": ("job.title", "job.description"),
    "draft": ("me.draft",),
    "page": ("page.text", "notice.text"),
    "notice": ("notice.text", "msg"),
    "offer": ("offer.text", "contract.scope"),
    "reviews": ("client.review_texts",),
    "files": ("job.attachments", "room.attachments"),
}
"""Facts that hold the texts of each kind."""


class _Asked(Facts):
    """Facts that remember which names were asked for."""

    def __init__(self) -> None:
        super().__init__()
        self.names: list[str] = []

    def value(self, name: str) -> Any:
        self.names.append(name)
        return None


@cache
def behind(name: str) -> tuple[str, ...]:
    """The facts a derived fact is counted from; the name itself for any other."""
    if name not in READERS:
        return () if name.startswith("derived.") else (name,)
    asked = _Asked()
    READERS[name](asked)
    return tuple(dict.fromkeys(asked.names))


def _facts(condition: Condition) -> Iterator[tuple[str, ...]]:
    """Groups of facts: of each group one is enough."""
    match condition:
        case All(parts=parts) | AtLeast(parts=parts):
            for part in parts:
                yield from _facts(part)
        case Not(part=part):
            yield from _facts(part)
        case FactIs(name=name):
            yield from ((fact,) for fact in behind(name))
        case TextHas(kinds=kinds) | TextNear(kinds=kinds):
            yield tuple(fact for kind in kinds for fact in TEXTS[kind])


def needs(rule: Rule) -> tuple[str, ...]:
    """Names of the facts that the rule's `when` looks at, in its order."""
    return tuple(dict.fromkeys(name for group in _facts(rule.when) for name in group))


def missing(rule: Rule, given: frozenset[str]) -> tuple[str, ...]:
    """Facts of `when` that are not ``given``; of texts of one kind only when none of them is."""
    groups = [group for group in _facts(rule.when) if not given.intersection(group)]
    return tuple(dict.fromkeys(name for group in groups for name in group))
