"""From the tables of a rule file to conditions. Every fault is a ValueError that says what is wrong."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import re2

from escrowl.facts import FACTS, STAGES, FactSpec, Kind
from escrowl.rules.bank import Bank
from escrowl.rules.conditions import All, AtLeast, Condition, FactIs, Found, Not, StageIs, TextHas, TextNear
from escrowl.rules.contacts import DETECTORS
from escrowl.rules.derive import DERIVED, PRE, UNDER
from escrowl.rules.model import LEVELS
from escrowl.rules.text import fold

KINDS = ("client", "mine", "post", "draft", "page", "notice", "offer", "reviews", "files")
_SAID = ("client", "post")
_ORDER = frozenset({"below", "above", "at_least", "at_most"})
_EQUAL = frozenset({"is", "is_not", "one_of"})
_FITS: Mapping[Kind, frozenset[str]] = {
    Kind.VERIFICATION: _EQUAL,
    Kind.CHOICE: _EQUAL,
    Kind.FLAG: frozenset({"is"}),
    Kind.TEXT: _EQUAL | {"contains"},
    Kind.WORDS: frozenset({"contains"}),
    Kind.MONEY: _ORDER,
    Kind.PERCENT: _ORDER,
    Kind.NUMBER: _ORDER | {"is"},
    Kind.COUNT: _ORDER | {"is"},
}
_NEAR_KEYS = frozenset({"text", "near", "without", "within", "negation", "topic"})
_TEXT_KEYS = frozenset({"text", "matches", "has", "count", "negation", "topic", "disguised", "latest"})
_WORD = re.compile(r"\{\{(\w+)\}\}")
_FOLDED = re.compile(r"\\.|[^\\\x00-@\[-\x7f]+")
"""An escape, or letters that are changed by folding: capital ones, and all that are not ASCII's."""


class Parser:
    """Turns tables into conditions and collects their patterns in one bank per kind of text."""

    def __init__(self, words: Mapping[str, str], verify: bool = True) -> None:
        self.words = words
        self.verify = verify
        self.banks: dict[str, Bank] = {kind: Bank() for kind in KINDS}
        self.named: list[str] = []
        """Ids and globs of rules that conditions named so far."""
        self._expanded: dict[str, str] = {}
        self._lists: dict[str, str | None] = {}
        self._kept: dict[str, tuple[Condition, ...]] = {}

    def keep(self, tables: Any) -> None:
        """Parse what conditions may name with ``part``, by name: a condition, or a list of them. Forgets the others.

        Raises ValueError.
        """
        self._kept = {}
        for name, inner in tables.items():
            self._kept[name] = self._parts(inner if isinstance(inner, list) else [inner])

    def condition(self, table: Any) -> Condition:
        """The condition of a table. Raises ValueError."""
        if not isinstance(table, dict) or not table:
            raise ValueError(f"a condition must be a table, not {table!r}")
        if "fact" in table:
            return self._fact(table)
        if "text" in table:
            return self._text(table)
        if "finding" in table:
            return self._found(table)
        if "stage" in table:
            self._only(table, {"stage"})
            return StageIs(stage_names(table["stage"]))
        if "part" in table:
            kept = self._part(table)
            if len(kept) > 1:
                raise ValueError(f"part {table['part']!r} is a list: it stands where a list of conditions does")
            return kept[0]
        if len(table) != 1:
            raise ValueError(
                f"a condition is one of all, any, not, at_least, fact, text, finding, stage, part; got {sorted(table)}"
            )
        word, inner = next(iter(table.items()))
        match word:
            case "all":
                return All(self._parts(inner))
            case "any":
                return AtLeast(self._parts(inner))
            case "not":
                return Not(self.condition(inner))
            case "at_least":
                self._only(inner, {"of", "count"})
                return AtLeast(self._parts(inner["of"]), int(inner["count"]))
        raise ValueError(f"unknown condition {word!r}")

    def _parts(self, inner: Any) -> tuple[Condition, ...]:
        if not isinstance(inner, list) or not inner:
            raise ValueError("all, any and at_least.of need a list of conditions")
        found: list[Condition] = []
        for part in inner:
            found += self._part(part) if isinstance(part, dict) and "part" in part else (self.condition(part),)
        return tuple(found)

    def _part(self, table: dict[str, Any]) -> tuple[Condition, ...]:
        self._only(table, {"part"})
        if table["part"] not in self._kept:
            raise ValueError(f"unknown part {table['part']!r}; there are {', '.join(self._kept) or 'none'}")
        return self._kept[table["part"]]

    @staticmethod
    def _only(table: Mapping[str, Any], allowed: set[str] | frozenset[str]) -> None:
        if extra := sorted(set(table) - allowed):
            raise ValueError(f"unknown key {extra[0]!r} in a condition")

    def _fact(self, table: dict[str, Any]) -> Condition:
        name = table["fact"]
        spec = FACTS.get(name) or DERIVED.get(name)
        if spec is None:
            raise ValueError(f"unknown fact {name!r}")
        operators = [key for key in table if key != "fact"]
        if len(operators) != 1:
            raise ValueError(f"{name}: one operator is needed, got {operators}")
        operator, wanted = operators[0], table[operators[0]]
        if operator != "known":
            _fits(spec, operator, wanted)
        elif not isinstance(wanted, bool):
            raise ValueError(f"{name}: known is true or false, not {wanted!r}")
        return FactIs(name, operator, wanted)

    def _text(self, table: dict[str, Any]) -> Condition:
        kinds = _SAID if table["text"] == "said" else (table["text"],)
        for kind in kinds:
            if kind not in KINDS:
                raise ValueError(f"unknown kind of text {kind!r}; there are {', '.join(KINDS)} and said")
        if "near" in table:
            return self._near(table, kinds)
        self._only(table, _TEXT_KEYS)
        patterns = table.get("matches", [])
        detectors = table.get("has", [])
        patterns = [patterns] if isinstance(patterns, str) else patterns
        detectors = [detectors] if isinstance(detectors, str) else detectors
        if not patterns and not detectors:
            raise ValueError("a text condition needs matches or has")
        for what in detectors:
            if what not in DETECTORS:
                raise ValueError(f"unknown detector {what!r}; there are {', '.join(DETECTORS)}")
        expanded = [self._pattern(pattern) for pattern in patterns]
        return TextHas(
            kinds=kinds,
            patterns=tuple(tuple(self.banks[kind].add(pattern) for pattern in expanded) for kind in kinds),
            detectors=tuple(detectors),
            count=int(table.get("count", 1)),
            negation=bool(table.get("negation", True)),
            topic=bool(table.get("topic", False)),
            disguised=table.get("disguised"),
            latest=bool(table.get("latest", False)),
        )

    def _near(self, table: dict[str, Any], kinds: tuple[str, ...]) -> Condition:
        self._only(table, _NEAR_KEYS)
        groups, within = table["near"], table.get("within", 1)
        least = 1 if table.get("without") else 2
        if not isinstance(groups, list) or len(groups) < least or not all(isinstance(g, list) and g for g in groups):
            raise ValueError("near needs a list of two or more lists of patterns; of one when there is a without")
        if isinstance(within, bool) or not isinstance(within, int) or within < 1:
            raise ValueError(f"within is a number of sentences from 1 on, not {within!r}")

        def numbers(kind: str, patterns: list[str]) -> tuple[int, ...]:
            return tuple(self.banks[kind].add(self._pattern(pattern)) for pattern in patterns)

        return TextNear(
            kinds=kinds,
            groups=tuple(tuple(numbers(kind, group) for group in groups) for kind in kinds),
            without=tuple(numbers(kind, table.get("without", [])) for kind in kinds),
            within=within,
            negation=bool(table.get("negation", True)),
            topic=bool(table.get("topic", False)),
        )

    def _pattern(self, pattern: str) -> str:
        found = self._expanded.get(pattern)
        if found is None:
            found = self._expanded[pattern] = self._whole(pattern)
            if self.verify and (error := _refused(found)):
                raise ValueError(f"pattern {found!r} is not one RE2 can read: {error}")
        return found

    def _whole(self, pattern: str) -> str:
        """The pattern folded, with word lists in the places of their names."""
        pieces = _WORD.split(pattern)  # every second one is a name
        for place, piece in enumerate(pieces):
            pieces[place] = self._list(piece) if place % 2 else _fold_keeping_escapes(piece)
        return "".join(pieces)

    def _list(self, name: str) -> str:
        """A word list, which may use others, as a group."""
        if name not in self._lists:
            if name not in self.words:
                raise ValueError(f"unknown word list {name!r}")
            self._lists[name] = None
            self._lists[name] = f"(?:{self._whole(self.words[name])})"
        found = self._lists[name]
        if found is None:
            raise ValueError(f"word list {name!r} uses itself")
        return found

    def _found(self, table: dict[str, Any]) -> Condition:
        self._only(table, {"finding", "level", "besides"})
        names = table["finding"]
        level = table.get("level", "info")
        if level not in LEVELS:
            raise ValueError(f"unknown severity {level!r}")
        names = [names] if isinstance(names, str) else names
        besides = tuple(table.get("besides", ()))
        self.named += (*names, *besides)
        return Found(tuple(names), level, besides)


def _fold_keeping_escapes(pattern: str) -> str:
    """Fold a pattern; escapes such as \\S keep their case."""
    if pattern.isascii() and pattern.islower():
        return pattern
    return _FOLDED.sub(lambda m: m.group() if m.group()[0] == "\\" else fold(m.group()), pattern)


def _refused(pattern: str) -> str:
    options = re2.Options()
    options.log_errors = False
    tried = re2.Set.SearchSet(options)
    try:
        tried.Add(pattern)
    except re2.error as error:
        return str(error)
    return ""


def _fits(spec: FactSpec, operator: str, wanted: Any) -> None:
    allowed = _FITS.get(spec.kind, frozenset())
    if operator not in allowed:
        raise ValueError(f"{spec.name} is a {spec.kind.value}: {operator!r} does not apply to it")
    if operator in _ORDER and (isinstance(wanted, bool) or not isinstance(wanted, int | float)):
        raise ValueError(f"{spec.name}: {operator!r} needs a number, not {wanted!r}")
    if operator == "contains" and not isinstance(wanted, str):
        raise ValueError(f"{spec.name}: 'contains' needs text, not {wanted!r}")
    if operator == "one_of" and not isinstance(wanted, list):
        raise ValueError(f"{spec.name}: 'one_of' needs a list, not {wanted!r}")
    values = wanted if operator == "one_of" else [wanted]
    choices = ("verified", "unverified") if spec.kind is Kind.VERIFICATION else spec.choices
    for value in values:
        if choices and operator in _EQUAL and value not in choices:
            raise ValueError(f"{spec.name} is one of {', '.join(choices)}, never {value!r}")


def stage_names(names: Any) -> frozenset[str]:
    """Stages by name; `pre` and `under` stand for all before and all from the contract on. Raises ValueError."""
    out: set[str] = set()
    for name in [names] if isinstance(names, str) else names:
        if name not in {*STAGES, "pre", "under"}:
            raise ValueError(f"unknown stage {name!r}")
        out |= {"pre": PRE, "under": UNDER}.get(name, {name})
    return frozenset(out)
