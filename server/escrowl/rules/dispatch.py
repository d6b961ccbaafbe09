"""Which rules are worth asking about a card: those for which something they cannot do without is there.

A rule whose `when` asks for a phrase cannot fire on a text without it. From each `when` such needs are worked out once
for a platform and stage; then a card's facts and matches name the few rules to try, in their order. Nothing else
changes: a rule that is left out would have been asked in vain.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeAlias

from escrowl.facts import Fact, Facts, Known, Money
from escrowl.rules.bank import Bank
from escrowl.rules.conditions import All, AtLeast, Condition, FactIs, Found, StageIs, TextHas, TextNear, compare, plain
from escrowl.rules.contacts import WORDING
from escrowl.rules.derive import DERIVED, RULES_AGE
from escrowl.rules.model import named
from escrowl.rules.patterns import Document

Key: TypeAlias = tuple[Any, ...]
"""("fact", name, operator, wanted), ("value", name, value), ("text", kind, number), ("detector", kind, what) or
("rule", id)."""

Needs: TypeAlias = frozenset[Key] | None
"""The condition can hold only when one of these is there. None: nobody can tell; empty: it never holds."""

_WEIGHTS = {"rule": 1.0, "detector": 2.0, "value": 5.0, "fact": 20.0}
"""How often a need of each kind is met, by guess: of several needs of one rule the rarest is looked for."""

_SLOW = 100.0
"""The same of a detector that weighs a whole text: it is asked only where nothing else tells."""

_PATTERN = 0.3
"""The same of a pattern whose bank is not at hand."""

Banks: TypeAlias = Mapping[str, Bank]
"""By kind of text the patterns, which say how often they match."""


class _Rule(Protocol):
    @property
    def id(self) -> str: ...

    @property
    def when(self) -> Condition: ...


class _Scene(Protocol):
    facts: Facts
    fired: dict[str, Any]

    def fact(self, name: str) -> Fact: ...

    def documents(self, kind: str) -> list[Document] | None: ...


def needs(
    condition: Condition, stages: frozenset[str] | None, rules: Collection[str] | None, banks: Banks | None = None
) -> Needs:
    """What must be there for the condition to hold, in these stages and with these rules; None: whichever they are."""
    match condition:
        case All(parts):
            return _rarest((needs(part, stages, rules, banks) for part in parts), banks)
        case AtLeast(parts, count):
            each = [needs(part, stages, rules, banks) for part in parts]
            told = [need for need in each if need is not None]
            return None if count < 1 or len(told) < len(each) else frozenset().union(*told)
        case StageIs(names):
            return None if stages is None or names & stages else frozenset()
        case FactIs(name, operator, wanted):
            return _of_fact(name, operator, wanted)
        case TextHas():
            return _of_text(condition)
        case TextNear(kinds, groups):
            return _of_near(kinds, groups, banks)
        case Found(names, _, besides):
            if rules is None:
                return None
            return frozenset(("rule", rule) for rule in rules if named(rule, names) and not named(rule, besides))
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


def _of_near(kinds: tuple[str, ...], groups: tuple[tuple[tuple[int, ...], ...], ...], banks: Banks | None) -> Needs:
    """Of each kind the group with the rarest words: without a hit in every group nothing meets."""
    out: set[Key] = set()
    for kind, all_groups in zip(kinds, groups, strict=True):
        rarest = _rarest((frozenset(("text", kind, number) for number in group) for group in all_groups), banks)
        out.update(rarest or ())
    return frozenset(out)


def _rarest(each: Iterable[Needs], banks: Banks | None) -> Needs:
    """Of needs that must all be met the one that is met least; None when nothing is known of any."""

    def often(key: Key) -> float:
        if key[0] != "text":
            return _SLOW if key[-1] in WORDING else _WEIGHTS[key[0]]
        return _PATTERN if banks is None else banks[key[1]].often(key[2])

    told = (need for need in each if need is not None)
    return min(told, key=lambda need: sum(map(often, need)), default=None)


def asked(rules: Iterable[_Rule], banks: Banks) -> dict[str, frozenset[int]]:
    """By kind of text the patterns that rules cannot do without: what every text is asked about."""
    out: dict[str, set[int]] = {}
    for rule in rules:
        for key in needs(rule.when, None, None, banks) or ():
            if key[0] == "text":
                out.setdefault(key[1], set()).add(key[2])
    return {kind: frozenset(numbers) for kind, numbers in out.items()}


_MANY_PARTS = 4
"""Alternatives of a rule from which on only those are asked that have what they need."""
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
    rest: dict[str, tuple[int, ...]] = field(default_factory=dict)
    """Patterns of ``texts`` that texts are not asked about beforehand."""
    detectors: dict[tuple[str, str], list[int]] = field(default_factory=dict)
    found: dict[str, list[int]] = field(default_factory=dict)
    parts: dict[str, tuple[frozenset[tuple[str, int]] | None, ...]] = field(default_factory=dict)
    """Of rules with many alternatives, by id: the patterns of which each needs one; None: nobody can tell."""

    @classmethod
    def of(
        cls,
        passes: Mapping[int, Iterable[_Rule]],
        stages: frozenset[str],
        names: Collection[str],
        banks: Banks,
    ) -> Plan:
        """Work out the needs of the rules of all passes; ``names``: ids of all rules of the catalog."""
        out = cls()
        for number, rules in passes.items():
            begin = len(out.rules)
            out.rules += tuple(rules)
            out.spans[number] = range(begin, len(out.rules))
        for place, rule in enumerate(out.rules):
            need = needs(rule.when, stages, names, banks)
            if need is None:
                out.always.append(place)
            for key in need or ():
                out._places(key).append(place)
            if isinstance(rule.when, AtLeast) and len(rule.when.parts) >= _MANY_PARTS:
                each = (needs(part, stages, names, banks) for part in rule.when.parts)
                out.parts[rule.id] = tuple(map(_only_texts, each))
        out.rest = {kind: tuple(n for n in table if n not in banks[kind].asked) for kind, table in out.texts.items()}
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

    def met(self, scene: _Scene) -> tuple[list[int], set[tuple[str, int]]]:
        """Places of the rules whose needs the card's facts and texts meet: they stay the same through all passes.

        And the patterns that match, of those that rules need.
        """
        places = set(self.always)
        matching: set[tuple[str, int]] = set()
        for name, wants in self.facts.items():
            fact = scene.fact(name) if name in DERIVED else scene.facts.get(name)
            if isinstance(fact, Known):
                places.update(wants.met(fact.value))
        for kind, table in self.texts.items():
            for document in scene.documents(kind) or ():
                for look in document.looks:
                    for number in (*look.matching(), *filter(look.has, self.rest[kind])):
                        wanted = table.get(number)
                        if wanted is not None:
                            places.update(wanted)
                            matching.add((kind, number))
        for (kind, what), wanted in self.detectors.items():
            if not places.issuperset(wanted) and any(d.detected(what) for d in scene.documents(kind) or ()):
                places.update(wanted)
        return sorted(places), matching

    def worth(self, number: int, scene: _Scene, met: list[int]) -> list[Any]:
        """The rules of pass ``number`` that may fire there, in their order. ``met``: the places that `met` gave."""
        span = self.spans[number]
        places = met[bisect_left(met, span.start) : bisect_left(met, span.stop)]
        more = {place for name in scene.fired for place in self.found.get(name, ()) if place in span}
        return [self.rules[place] for place in (sorted(more.union(places)) if more else places)]

    def some(self, rule: Any, matching: Collection[tuple[str, int]]) -> Condition:
        """What to ask of the rule: its `when` without the alternatives that need a pattern and have none.

        It holds, with the same evidence, when `when` does; when it does not, it may say no for unknown.
        """
        when: Condition = rule.when
        each = self.parts.get(rule.id)
        if each is None or not isinstance(when, AtLeast):
            return when
        parts = zip(when.parts, each, strict=True)
        return AtLeast(tuple(p for p, need in parts if need is None or not need.isdisjoint(matching)), when.count)


def _only_texts(need: Needs) -> frozenset[tuple[str, int]] | None:
    if need is None or any(key[0] != "text" for key in need):
        return None
    return frozenset((key[1], key[2]) for key in need)
