"""The product's rules with a person's own numbers in the places that `THRESHOLDS` names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache, lru_cache

from escrowl.rules.conditions import All, AtLeast, Condition, FactIs, Not
from escrowl.rules.load import Catalog, Rule, assemble, catalog
from escrowl.terms import THRESHOLDS, Threshold


def _walk(condition: Condition | None) -> Iterator[FactIs]:
    if isinstance(condition, FactIs):
        yield condition
    elif isinstance(condition, Not):
        yield from _walk(condition.part)
    elif isinstance(condition, All | AtLeast):
        for part in condition.parts:
            yield from _walk(part)


def _parts(rule: Rule, threshold: Threshold) -> Iterator[FactIs]:
    """The conditions of the rule that hold this number."""
    steps: dict[str, list[Condition | None]] = {
        "when": [rule.when],
        "unless": [rule.unless],
        "escalate": [step for _, step in rule.escalate],
    }
    for condition in steps[threshold.part]:
        for found in _walk(condition):
            if (found.name, found.operator) == (threshold.fact, threshold.operator):
                yield found


def _set(condition: Condition, threshold: Threshold, value: float) -> Condition:
    if isinstance(condition, FactIs):
        here = (condition.name, condition.operator) == (threshold.fact, threshold.operator)
        return replace(condition, wanted=value) if here else condition
    if isinstance(condition, Not):
        return replace(condition, part=_set(condition.part, threshold, value))
    if isinstance(condition, All | AtLeast):
        return replace(condition, parts=tuple(_set(part, threshold, value) for part in condition.parts))
    return condition


def _changed(rule: Rule, threshold: Threshold, value: float) -> Rule:
    match threshold.part:
        case "when":
            return replace(rule, when=_set(rule.when, threshold, value))
        case "unless":
            return rule if rule.unless is None else replace(rule, unless=_set(rule.unless, threshold, value))
        case "escalate":
            return replace(rule, escalate=tuple((to, _set(step, threshold, value)) for to, step in rule.escalate))


@cache
def standard() -> Mapping[str, float]:
    """The numbers of the rule files by the thresholds' names; a threshold whose rule is gone is left out."""
    found: dict[str, float] = {}
    for name, threshold in THRESHOLDS.items():
        rule = catalog().get(threshold.rule)
        for condition in _parts(rule, threshold) if rule is not None else ():
            found.setdefault(name, float(condition.wanted))
    return found


@lru_cache(maxsize=8)
def _tuned(wanted: tuple[tuple[str, float], ...]) -> Catalog:
    ours = catalog()
    rules = dict(ours.rules)
    for name, value in wanted:
        threshold = THRESHOLDS[name]
        if threshold.rule in rules:
            rules[threshold.rule] = _changed(rules[threshold.rule], threshold, value)
    return assemble(rules, ours.banks)


def tuned(thresholds: Mapping[str, float]) -> Catalog:
    """The rules with these numbers; the very catalogue when they are the rule files' own. Cached."""
    usual = standard() if thresholds else {}
    wanted = tuple(sorted((n, v) for n, v in thresholds.items() if n in THRESHOLDS and v != usual.get(n)))
    return _tuned(wanted) if wanted else catalog()
