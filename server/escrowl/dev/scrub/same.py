"""Whether a page reads the same after it was rewritten: everything but the texts that were replaced."""

from __future__ import annotations

from collections.abc import Iterator

from escrowl.cards import Card, Reading
from escrowl.facts import FACTS, Kind, Known, to_plain

_SOFT_KINDS = frozenset({Kind.TEXT, Kind.WORDS, Kind.MESSAGES, Kind.MILESTONES})
"""Facts whose values are words of people: they change, but stay known."""


def differences(before: Reading, after: Reading) -> tuple[str, ...]:
    """Where two readings differ in more than the texts that were replaced, each in words."""
    found = [f"{name} is {new!r} and was {old!r}" for name, old, new in _states(before, after) if old != new]
    if len(before.cards) == len(after.cards):
        for old, new in zip(before.cards, after.cards, strict=True):
            found += _facts(old, new)
    return tuple(found)


def _states(before: Reading, after: Reading) -> Iterator[tuple[str, object, object]]:
    yield "the kind of page", before.kind, after.kind
    yield "the state", before.status, after.status
    yield "signed in", before.signed_in, after.signed_in
    yield "the number of cards", len(before.cards), len(after.cards)


def _facts(before: Card, after: Card) -> Iterator[str]:
    for name in sorted({*before.facts, *after.facts}):
        old, new = before.facts.get(name), after.facts.get(name)
        if isinstance(old, Known) != isinstance(new, Known):
            what = "is not read any more" if isinstance(old, Known) else "is read now"
            yield f"{after.id or after.role}: {name} {what}"
        elif isinstance(old, Known) and isinstance(new, Known):
            spec = FACTS.get(name)
            soft = spec is None or spec.kind in _SOFT_KINDS
            if not soft and to_plain(old.value) != to_plain(new.value):
                yield f"{after.id or after.role}: {name} is {new.value!r} and was {old.value!r}"
