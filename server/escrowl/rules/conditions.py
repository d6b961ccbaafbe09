"""Conditions in three values: they hold, they do not, or nobody knows. Only what is known to hold makes a rule fire."""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Protocol

from escrowl.facts import Fact, Known, Milestone, Money
from escrowl.rules.derive import SHOWN_AS
from escrowl.rules.model import LEVELS, Evidence, named
from escrowl.rules.patterns import QUOTE, VIEW, Document, Hit

Truth = bool | None


@dataclass(frozen=True, slots=True)
class Held:
    """Whether a condition holds, and the quotes that show it."""

    truth: Truth
    evidence: tuple[Evidence, ...] = ()


YES, NO, UNKNOWN = Held(True), Held(False), Held(None)
"""The answers without a quote, made once: nearly every question ends with one of them."""


class Scene(Protocol):
    """What a condition may look at."""

    def fact(self, name: str) -> Fact:
        """The fact or derived fact."""

    def documents(self, kind: str) -> list[Document] | None:
        """Texts of a kind; None when the page gave none, so nobody knows."""

    def stages(self) -> frozenset[str]:
        """The stages the card is in."""

    def found(self) -> Iterable[tuple[str, str, tuple[Evidence, ...]]]:
        """Findings so far: rule, severity, evidence."""


class Condition(Protocol):
    """One node of a rule's `when`."""

    def hold(self, scene: Scene) -> Held:
        """Whether it holds for ``scene``."""


@dataclass(frozen=True, slots=True)
class All:
    """Holds when every part holds; fails when one fails."""

    parts: tuple[Condition, ...]

    def hold(self, scene: Scene) -> Held:
        for part in self.parts:  # what is plain to see first: then most texts are never searched for quotes
            if isinstance(part, _TOLD) and part.fails(scene):
                return NO
        evidence: list[Evidence] = []
        truth: Truth = True
        for part in self.parts:
            held = part.hold(scene)
            if held.truth is False:
                return NO
            if held.truth is None:
                truth = None
            evidence += held.evidence
        return Held(True, tuple(evidence)) if truth else UNKNOWN


@dataclass(frozen=True, slots=True)
class AtLeast:
    """Holds when ``count`` parts hold. `any` is this with a count of one."""

    parts: tuple[Condition, ...]
    count: int = 1

    def _left(self, scene: Scene) -> list[Condition]:
        return [part for part in self.parts if not (isinstance(part, _TOLD) and part.fails(scene))]

    def fails(self, scene: Scene) -> bool:
        """Whether it is plain that too few parts can hold."""
        return len(self._left(scene)) < self.count

    def hold(self, scene: Scene) -> Held:
        parts = self.parts if self.count == 1 else self._left(scene)
        if len(parts) < self.count:
            return NO
        evidence: list[Evidence] = []
        yes = unknown = 0
        for part in parts:
            held = part.hold(scene)
            yes += held.truth is True
            unknown += held.truth is None
            if held.truth:
                evidence += held.evidence
        if yes >= self.count:
            return Held(True, tuple(evidence))
        return UNKNOWN if yes + unknown >= self.count else NO


@dataclass(frozen=True, slots=True)
class Not:
    """Holds when the part is known not to hold; an unknown part stays unknown."""

    part: Condition

    def hold(self, scene: Scene) -> Held:
        truth = self.part.hold(scene).truth
        return UNKNOWN if truth is None else NO if truth else YES


def plain(value: Any) -> Any:
    """The value as comparisons take it: money as its amount, words without case."""
    if isinstance(value, Money):
        return value.amount
    return value.casefold() if isinstance(value, str) else value


def _contains(value: Any, wanted: Any) -> bool:
    return any(plain(wanted) in plain(item) for item in ([value] if isinstance(value, str) else value))


_COMPARE: Mapping[str, Callable[[Any, Any], Any]] = {
    "is": lambda value, wanted: value == plain(wanted),
    "is_not": lambda value, wanted: value != plain(wanted),
    "one_of": lambda value, wanted: value in [plain(item) for item in wanted],
    "below": operator.lt,
    "above": operator.gt,
    "at_least": operator.ge,
    "at_most": operator.le,
    "contains": _contains,
}


def compare(word: str, value: Any, wanted: Any) -> bool:
    """Whether a known value is as the condition wants it. ``word``: one of those the loader knows, but `known`."""
    return bool(_COMPARE[word](plain(value), wanted))


def _label(name: str, fact: Known) -> str:
    words = name.removeprefix("derived.").replace(".", " ").replace("_", " ")
    if fact.value is True:
        return words
    if isinstance(fact.value, tuple):
        row = next((item for item in fact.value if isinstance(item, Milestone)), None)
        return f"{row.name}: {row.raw or row.state}" if row else ""
    text = " ".join(
        (fact.text or f"{fact.value:g}" if isinstance(fact.value, float) else fact.text or str(fact.value)).split()
    )
    return (text if " " in text and not text.replace(" ", "").isdigit() else f"{words}: {text}")[:120]


@dataclass(frozen=True, slots=True)
class FactIs:
    """Compares a fact; an unknown fact gives unknown. ``known`` asks whether the fact is known at all."""

    name: str
    operator: str
    wanted: Any

    def fails(self, scene: Scene) -> bool:
        """Whether it is known not to hold."""
        fact = scene.fact(self.name)
        if self.operator == "known":
            return bool(isinstance(fact, Known) != self.wanted)
        return isinstance(fact, Known) and not compare(self.operator, fact.value, self.wanted)

    def hold(self, scene: Scene) -> Held:
        fact = scene.fact(self.name)
        if self.operator == "known":
            return YES if isinstance(fact, Known) == self.wanted else NO
        if not isinstance(fact, Known):
            return UNKNOWN
        if not compare(self.operator, fact.value, self.wanted):
            return NO
        source = SHOWN_AS.get(self.name, "")
        shown = scene.fact(source) if source else None
        label = _label(source, shown) if isinstance(shown, Known) and shown.text else _label(self.name, fact)
        return Held(True, (Evidence(label),) if label else ())


@dataclass(frozen=True, slots=True)
class TextHas:
    """Looks for patterns or detectors in texts. Counted by sentence; negated sentences and the work itself left out."""

    kinds: tuple[str, ...]
    patterns: tuple[tuple[int, ...], ...]
    """Numbers of the patterns in the bank of each kind."""
    detectors: tuple[str, ...] = ()
    count: int = 1
    negation: bool = True
    topic: bool = False
    disguised: bool | None = None
    latest: bool = False

    def _counts(self, hit: Hit) -> bool:
        return not (
            (self.negation and hit.negated)
            or (self.topic and hit.the_work)
            or (self.disguised is not None and hit.disguised != self.disguised)
        )

    def fails(self, scene: Scene) -> bool:
        """Whether it is plain that it does not hold, for none of the patterns matches."""
        if self.detectors or self.count < 1:
            return False
        seen = False
        for kind, numbers in zip(self.kinds, self.patterns, strict=True):
            for document in scene.documents(kind) or ():
                seen = True
                if document.may_say(numbers) and document.says(numbers):
                    return False
        return seen

    def hold(self, scene: Scene) -> Held:
        evidence: list[Evidence] = []
        seen = False
        for kind, numbers in zip(self.kinds, self.patterns, strict=True):
            for place, document in enumerate(scene.documents(kind) or ()):
                seen = True
                if self.latest and not document.latest:
                    continue
                hits = document.found(numbers) if document.may_say(numbers) else []
                if self.detectors:
                    hits += [hit for what in self.detectors for hit in document.detected(what)]
                    hits.sort(key=lambda hit: hit.start)
                if not hits:
                    continue
                sentences: set[int] = set()
                for hit in filter(self._counts, hits):
                    if hit.sentence not in sentences:
                        sentences.add(hit.sentence)
                        evidence.append(
                            Evidence(
                                document.quote(hit), document.latest, document.told, hit.disguised, place, hit.sentence
                            )
                        )
        if len(evidence) >= self.count:
            return Held(True, tuple(evidence))
        return NO if seen else UNKNOWN


@dataclass(frozen=True, slots=True)
class TextNear:
    """Looks for several things said close together, in any order: one hit of each group within some sentences.

    A scheme is told by what meets, not by one phrase: a code, that it was sent to a phone, and "tell me". The first
    group holds the rarest words; negation and topic are asked of it alone, for the others may hold the "no" themselves
    ("no charge"). ``without``: words near the first group's hit that make it harmless.
    """

    kinds: tuple[str, ...]
    groups: tuple[tuple[tuple[int, ...], ...], ...]
    """By kind, by group: numbers of the patterns in the bank of that kind."""
    without: tuple[tuple[int, ...], ...]
    """By kind: patterns that must not match near."""
    within: int = 1
    """How many neighbouring sentences count as near; 1: the same sentence."""
    negation: bool = True
    topic: bool = False

    def _counts(self, core: Hit) -> bool:
        return not ((self.negation and core.negated) or (self.topic and core.the_work))

    def _near(self, one: Hit, other: Hit) -> bool:
        return abs(one.sentence % VIEW - other.sentence % VIEW) < self.within

    def _all_said(self, document: Document, groups: tuple[tuple[int, ...], ...]) -> bool:
        return all(document.may_say(numbers) for numbers in groups) and all(
            document.says(numbers) for numbers in document.bank.rarest_first(groups)
        )

    def fails(self, scene: Scene) -> bool:
        """Whether it is plain that it does not hold, for of one group nothing matches."""
        seen = False
        for kind, groups in zip(self.kinds, self.groups, strict=True):
            for document in scene.documents(kind) or ():
                seen = True
                if self._all_said(document, groups):
                    return False
        return seen

    def _meeting(self, document: Document, groups: tuple[tuple[int, ...], ...], bad: tuple[int, ...]) -> list[Hit]:
        """One hit of each group, near each other and not the same words; empty when they do not meet."""
        if not self._all_said(document, groups):
            return []
        cores = [core for core in document.found(groups[0]) if self._counts(core)]
        rest = [document.found(numbers) for numbers in groups[1:]] if cores else []
        for core in cores:
            near = [[hit for hit in hits if self._near(core, hit)] for hits in rest]
            chosen = _choice([core], near) if all(near) else []
            if chosen and not any(self._near(core, hit) for hit in document.found(bad)):
                return chosen
        return []

    def hold(self, scene: Scene) -> Held:
        evidence: list[Evidence] = []
        seen = False
        for kind, groups, bad in zip(self.kinds, self.groups, self.without, strict=True):
            for place, document in enumerate(scene.documents(kind) or ()):
                seen = True
                if chosen := self._meeting(document, groups, bad):
                    words = document.quote(_spanning(chosen))
                    hidden = any(hit.disguised for hit in chosen)
                    evidence.append(Evidence(words, document.latest, document.told, hidden, place, chosen[0].sentence))
        return Held(True, tuple(evidence)) if evidence else NO if seen else UNKNOWN


_TOLD = (FactIs, TextHas, TextNear, AtLeast)
"""Conditions of which it can be told at little cost that they do not hold."""

_TRIED = 6
"""Hits of a group that are tried, the nearest first: enough for a sentence, a bound for a built text."""


def _choice(chosen: list[Hit], rest: list[list[Hit]]) -> list[Hit]:
    """``chosen`` and of each further group the nearest hit that leaves the others theirs; empty when none does."""
    if not rest:
        return chosen
    free = [hit for hit in rest[0] if all(_apart(hit, other) for other in chosen)]
    for hit in sorted(free, key=lambda hit: abs(hit.start - chosen[0].start))[:_TRIED]:
        if found := _choice([*chosen, hit], rest[1:]):
            return found
    return []


def _apart(one: Hit, other: Hit) -> bool:
    return one.end <= other.start or other.end <= one.start


def _spanning(chosen: list[Hit]) -> Hit:
    """The first hit widened over the others that fit into a quote with it."""
    core = chosen[0]
    start, end = core.start, core.end
    for hit in chosen[1:]:
        if max(end, hit.end) - min(start, hit.start) <= QUOTE - 10:
            start, end = min(start, hit.start), max(end, hit.end)
    return replace(core, start=start, end=end)


@dataclass(frozen=True, slots=True)
class StageIs:
    """Whether the card is in one of the stages."""

    names: frozenset[str]

    def hold(self, scene: Scene) -> Held:
        return YES if self.names & scene.stages() else NO


@dataclass(frozen=True, slots=True)
class Found:
    """Whether a rule fired: ids with * allowed, from ``level`` on, except ``besides``."""

    names: tuple[str, ...]
    level: str = "info"
    besides: tuple[str, ...] = ()

    def hold(self, scene: Scene) -> Held:
        evidence: list[Evidence] = []
        hit = False
        for rule, severity, quotes in scene.found():
            if LEVELS[severity] < LEVELS[self.level] or named(rule, self.besides):
                continue
            if named(rule, self.names):
                hit = True
                evidence += quotes
        return Held(True, tuple(evidence)) if hit else NO
