"""A person's own rules: checked as ours are, kept apart from ours, and never in the way when one is broken.

An own rule is named ``own/<file>``, may use every fact, text and finding, and cannot hide, fold or outrank a rule of
ours. Its examples, where it has some, are tried.
"""

from __future__ import annotations

import fnmatch
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from escrowl.errors import EscrowlError, TermsInvalid
from escrowl.rules.cases import facts_of
from escrowl.rules.engine import judge
from escrowl.rules.load import Catalog, Rule, assemble, catalog, make_example, make_rule, word_lists
from escrowl.rules.model import Example
from escrowl.rules.parse import Parser
from escrowl.terms import Fault, OwnFile
from escrowl.terms.toml import load_toml

PREFIX = "own/"
NEEDED = ("title", "severity", "advice", "when")
KEYS = (
    *("id", "title", "severity", "advice", "when", "why", "label", "unless", "escalate", "replies", "stages"),
    *("platforms", "not_platforms", "confidence", "false_positives", "sources", "examples"),
)
TEXTS = {"title": 120, "label": 60, "advice": 1_000, "why": 1_000}
"""Longest texts, as far as badge and panel show them."""
LISTS = ("replies", "stages", "platforms", "not_platforms", "false_positives", "sources")
MOST_PATTERNS = 60
"""Patterns of one own rule: more would make each message slow to read."""


@dataclass(frozen=True, slots=True)
class OwnRules:
    """``catalog``: those that can be used, None for none; ``faults``: what is wrong with the others."""

    catalog: Catalog | None = None
    faults: tuple[Fault, ...] = ()


def line_of_fault(text: str, what: str) -> int:
    """The line (from 1) that shares most words with what is said of the file; 0 when none does."""
    words = {word for pair in re.findall(r"'([^']+)'|([a-z]+\.[\w.]+|^\w+)", what) for word in pair if len(word) > 2}
    scores = [sum(word in line for word in words) for line in text.splitlines()]
    best = max(scores, default=0)
    return scores.index(best) + 1 if best else 0


def _named(table: Any) -> Iterator[str]:
    """Rules that conditions ask for."""
    if isinstance(table, Mapping):
        for key in ("finding", "besides"):
            names = table.get(key, [])
            yield from [names] if isinstance(names, str) else names
        for inner in table.values():
            yield from _named(inner)
    elif isinstance(table, list):
        for inner in table:
            yield from _named(inner)


def _checked(raw: dict[str, Any], name: str) -> dict[str, Any]:
    for key in NEEDED:
        if not raw.get(key):
            raise ValueError(f"{key} is missing or empty; an own rule needs {', '.join(NEEDED)}.")
    for key in raw:
        if key not in KEYS:
            raise ValueError(f"key {key!r} is not one of an own rule; there are {', '.join(KEYS)}.")
    if raw.get("id", name) != name:
        raise ValueError(f"id is {raw['id']!r}; leave it out or write {name!r}, after the name of the file.")
    for key, most in TEXTS.items():
        if not isinstance(raw.get(key, ""), str) or len(raw.get(key, "")) > most:
            raise ValueError(f"{key} must be text in quotes, at most {most} characters.")
    for key in LISTS:
        if not isinstance(raw.get(key, []), list) or not all(isinstance(item, str) for item in raw.get(key, [])):
            raise ValueError(f'{key} must be a list of texts, as ["one", "two"].')
    usual = {"id": name, "why": "One of your own rules.", "sources": ["own rule"], "false_positives": ["not written"]}
    return {**usual, **raw}


def read_rule(file: OwnFile, parser: Parser) -> Rule:
    """The rule of a file. Raises TermsInvalid for no TOML, ValueError, KeyError or TypeError for a faulty rule."""
    name = f"{PREFIX}{file.name}"
    raw = _checked(load_toml(file.text, f"rules/{file.name}.toml"), name)
    known = (*catalog(), name)
    for other in _named([raw["when"], raw.get("unless", {}), raw.get("escalate", [])]):
        if not isinstance(other, str) or not any(fnmatch.fnmatchcase(rule, other) for rule in known):
            raise ValueError(f"finding {other!r} is no rule of escrowl; the Rules page lists them.")
    if any("findings" in table for table in raw.get("examples", ())):
        raise ValueError("examples of own rules take no 'findings': write facts or messages that lead to them.")
    examples: tuple[Example, ...] = tuple(make_example(table) for table in raw.get("examples", ()))
    before = sum(len(bank.patterns) for bank in parser.banks.values())
    rule = make_rule(raw, name, parser, lambda: examples)
    if sum(len(bank.patterns) for bank in parser.banks.values()) - before > MOST_PATTERNS:
        raise ValueError(f"it has more than {MOST_PATTERNS} patterns; split it.")
    return rule


def _try_examples(rule: Rule, own: Catalog) -> None:
    for example in rule.examples:
        facts, unknown = facts_of(example.case())
        if unknown:
            raise ValueError(f"example {example.name!r} uses {unknown[0]!r}, which is no fact.")
        fired = any(found.rule == rule.id for found in judge(facts, extra=own).findings)
        if fired is not example.fires:
            said = (
                "fires, and its example says it stays quiet" if fired else "stays quiet, and its example says it fires"
            )
            raise ValueError(f"example {example.name!r}: the rule {said}.")


def _fault(file: OwnFile, error: Exception) -> Fault:
    if isinstance(error, TermsInvalid):
        fault: Fault = error.faults[0]
        return fault
    where = f"rules/{file.name}.toml"
    what = f"{error} is missing" if isinstance(error, KeyError) else str(error)
    return Fault(where, what, line=line_of_fault(file.text, what))


@cache
def nothing() -> Catalog:
    """A catalogue without rules: own rules judged with it fire by themselves alone."""
    return assemble({}, Parser({}, verify=False).banks)


@lru_cache(maxsize=32)
def own_rules(files: tuple[OwnFile, ...]) -> OwnRules:
    """The own rules that can be used, compiled together, and what is wrong with the others. Cached by their texts."""
    if not files:
        return OwnRules()
    words = word_lists()
    faults: list[Fault] = []
    good: list[OwnFile] = []
    for file in files:
        try:
            alone = Parser(words, verify=True)
            rule = read_rule(file, alone)
            _try_examples(rule, assemble({rule.id: rule}, alone.banks))
            good.append(file)
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError, EscrowlError) as error:
            faults.append(_fault(file, error))
    parser = Parser(words, verify=False)
    rules = {rule.id: rule for rule in (read_rule(file, parser) for file in good)}
    return OwnRules(assemble(rules, parser.banks) if rules else None, tuple(faults))
