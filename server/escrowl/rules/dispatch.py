"""Which rules are worth asking about a card: those for which something they cannot do without is there.

A rule whose `when` asks for a phrase cannot fire on a text without it. From each `when` such needs are worked out once
for a platform and stage; then a card's facts and matches name the few rules to try, in their order. Nothing else
changes: a rule that is left out would have been asked in vain.
"""

from __future__ import annotations

import fnmatch
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeAlias

from escrowl.facts import Fact, Known, Money
from escrowl.rules.conditions import All, AtLeast, Condition, FactIs, Found, StageIs, TextHas, TextNear, compare, plain
from escrowl.rules.derive import RULES_AGE
from escrowl.rules.patterns import Document

Key: TypeAlias = tuple[Any, ...]
"""("fact", name, operator, wanted), ("value", name, value), ("text", kind, number), ("detector", kind, what) or
("rule", id)."""

Needs: TypeAlias = frozenset[Key] | None
"""The condition can hold only when one of these is there. None: nobody can tell; empty: it never holds."""

_WEIGHTS = {"text": 0.3, "rule": 1.0, "detector": 2.0, "value": 5.0, "fact": 20.0}
"""How often a need of each kind is met, by guess: of several needs of one rule the rarest is looked for."""


class _Rule(Protocol):
    @property
    def when(self) -> Condition: ...


class _Scene(Protocol):
    fired: dict[str, Any]

    def fact(self, name: str) -> Fact: ...

    def documents(self, kind: str) -> list[Document] | None: ...


def needs(condition: Condition, stages: frozenset[str] | None, rules: Collection[str] | None) -> Needs:
    """What must be there for the condition to hold, in these stages and with these rules; None: whichever they are."""
    match condition:
        case All(parts):
            known = [need for part in parts if (need := needs(part, stages, rules)) is not None]
            return min(known, key=lambda need: sum(_WEIGHTS[key[0]] for key in need), default=None)
        case AtLeast(parts, count):
            each = [needs(part, stages, rules) for part in parts]
            told = [need for need in each if need is not None]
            return None if count < 1 or len(told) < len(each) else frozenset().union(*told)
        case StageIs(names):
            return None if stages is None or names & stages else frozenset()
        case FactIs(name, operator, wanted):
            return _of_fact(name, operator, wanted)
        case TextHas():
            return _of_text(condition)
        case TextNear():
            return _of_near(condition)
        case TextNear(kinds, groups):
            first = zip(kinds, (group[0] for group in groups), strict=True)
            return frozenset(("text", kind, number) for kind, numbers in first for number in numbers)
        case Found(names, _, besides):
            if rules is None:
                return None
            there = (rule for rule in rules if any(fnmatch.fnmatchcase(rule, name) for name in names))
            return frozenset(("rule", rule) for rule in there if not any(fnmatch.fnmatchcase(rule, b) for b in besides))
    return None


def _of_fact(name: str, operator: str, wanted: Any) -> Needs:
    if name == RULES_AGE or (operator == "known" and not wanted):
        return None
    if operator == "is":
        return frozenset({("value", name, plain(wanted))})
    if operator == "one_of":
        return frozenset(("value", name, plain(item)) for item in wanted)
    return frozenset({("fact", name, operator, wanted)})


def _of_text(condition: TextHas) -> Needs:
    if condition.count < 1:
        return None
    keys: set[Key] = set()
    for kind, numbers in zip(condition.kinds, condition.patterns, strict=True):
        keys.update(("text", kind, number) for number in numbers)
        keys.update(("detector", kind, what) for what in condition.detectors)
    return frozenset(keys)


def _of_near(condition: TextNear) -> Needs:
    """Of each kind the first group, which holds the rarest words: without a hit in every group nothing meets."""
    groups = zip(condition.kinds, condition.groups, strict=True)
    return frozenset(("text", kind, number) for kind, (first, *_) in groups for number in first)


_KEPT, _LONG = 2_000, 40
"""Values of one fact whose answers are kept, and the longest text among them: cards repeat ratings, not posts."""
_PLAIN = (str, int, float, Money)


@dataclass(slots=True)
class _Wants:
    """What rules want of one fact: certain values, or that a comparison holds; with the places of those rules."""

    values: dict[Any, list[int]] = field(default_factory=dict)
    tests: dict[tuple[str, Any], list[int]] = field(default_factory=dict)
    _told: dict[Any, tuple[int, ...]] = field(default_factory=dict)

    def met(self, value: Any) -> tuple[int, ...]:
        """Places of the rules that want what ``value`` is."""
        if not isinstance(value, _PLAIN) or (isinstance(value, str) and len(value) > _LONG):
            return self._asked(value)
        told = self._told.get(value)
        if told is None:
            if len(self._told) >= _KEPT:
                self._told.clear()
            told = self._told[value] = self._asked(value)
        return told

    def _asked(self, value: Any) -> tuple[int, ...]:
        places = set(self.values.get(plain(value), ())) if self.values else set()
        for (operator, wanted), found in self.tests.items():
            if operator == "known" or compare(operator, value, wanted):
                places.update(found)
        return tuple(places)


@dataclass(slots=True)
class Plan:
    """The rules of all passes in their order, and by what is needed the places of those that need it."""

    rules: tuple[Any, ...] = ()
    spans: dict[int, range] = field(default_factory=dict)
    """Places of the rules of each pass."""
    always: list[int] = field(default_factory=list)
    facts: dict[str, _Wants] = field(default_factory=dict)
    texts: dict[str, dict[int, list[int]]] = field(default_factory=dict)
    detectors: dict[tuple[str, str], list[int]] = field(default_factory=dict)
    found: dict[str, list[int]] = field(default_factory=dict)

    @classmethod
    def of(
        cls,
        passes: Mapping[int, Iterable[_Rule]],
        stages: frozenset[str],
        names: Collection[str],
    ) -> Plan:
        """Work out the needs of the rules of all passes; ``names``: ids of all rules of the catalog."""
        out = cls()
        for number, rules in passes.items():
            begin = len(out.rules)
            out.rules += tuple(rules)
            out.spans[number] = range(begin, len(out.rules))
        for place, rule in enumerate(out.rules):
            need = needs(rule.when, stages, names)
            if need is None:
                out.always.append(place)
            for key in need or ():
                out._places(key).append(place)
        return out

    def _places(self, key: Key) -> list[int]:
        match key:
            case ("fact", name, operator, wanted):
                return self.facts.setdefault(name, _Wants()).tests.setdefault((operator, wanted), [])
            case ("value", name, value):
                return self.facts.setdefault(name, _Wants()).values.setdefault(value, [])
            case ("text", kind, number):
                return self.texts.setdefault(kind, {}).setdefault(number, [])
            case ("detector", kind, what):
                return self.detectors.setdefault((kind, what), [])
        return self.found.setdefault(key[1], [])

    def met(self, scene: _Scene) -> set[int]:
        """Places of the rules whose needs the card's facts and texts meet: they stay the same through all passes."""
        places = set(self.always)
        for name, wants in self.facts.items():
            fact = scene.fact(name)
            if isinstance(fact, Known):
                places.update(wants.met(fact.value))
        for kind, table in self.texts.items():
            for document in scene.documents(kind) or ():
                for look in document.looks:
                    for number in look.worth:
                        wanted = table.get(number)
                        if wanted is not None and not places.issuperset(wanted) and look.has(number):
                            places.update(wanted)
        for (kind, what), wanted in self.detectors.items():
            if not places.issuperset(wanted) and any(d.detected(what) for d in scene.documents(kind) or ()):
                places.update(wanted)
        return places

    def worth(self, number: int, scene: _Scene, met: Collection[int]) -> list[Any]:
        """The rules of pass ``number`` that may fire there, in their order. ``met``: what `met` gave."""
        span = self.spans[number]
        places = {place for place in met if place in span}
        if self.found:
            for name in scene.fired:
                places.update(place for place in self.found.get(name, ()) if place in span)
        return [self.rules[place] for place in sorted(places)]
