"""What is wrong with a person's own files, and what an own rule would have said to cases and to cards seen."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from escrowl import replies, rules
from escrowl.facts import FACTS, Facts, Known, from_plain
from escrowl.replies.platforms import FILTERED
from escrowl.rules.cases import facts_of
from escrowl.store.base import Store
from escrowl.terms import Fault, Kept, OwnFile, Terms

SHOWN = 12
"""Cases that a preview names; the rest is counted."""
CARDS = 400
"""Cards last seen that a preview tries."""


def faults(kept: Kept) -> tuple[Fault, ...]:
    """Everything wrong with terms, own rules and own replies, as a person should see it."""
    terms = kept.terms
    mine = rules.own_rules(terms.rules)
    known = replies.with_own(terms.replies)
    missing = tuple(
        Fault(f"rules/{rule.id.removeprefix('own/')}.toml", f"there is no reply {name!r}; it is left out.", "replies")
        for rule in (mine.catalog or {}).values()
        for name in rule.replies
        if name not in known
    )
    return (*kept.faults, *mine.faults, *missing, *replies.own_replies(terms.replies).faults)


@dataclass(frozen=True, slots=True)
class Hit:
    """A case or card for which the rule would fire: what it is called, where it is from, on which words it rests."""

    name: str
    source: str
    quotes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Preview:
    """``cases``: hits among ``of_cases`` written cases; ``cards``: among ``of_cards`` cards seen."""

    cases: tuple[Hit, ...]
    of_cases: int
    cards: tuple[Hit, ...]
    of_cards: int


def _quotes(facts: Facts, own: rules.Catalog) -> tuple[str, ...] | None:
    """The words on which an own rule fires, None when it stays quiet. Ours are asked only where it asks for them."""
    alone = all(rule.after == 1 for rule in own.rules.values())
    found = rules.judge(facts, rules.nothing() if alone else None, extra=own).findings
    return next((f.quotes for f in found if f.rule in own.rules), None)


def _cases() -> Iterator[tuple[str, str, Facts]]:
    for rule in rules.catalog().values():
        for example in rule.examples:
            yield example.name, rule.id, facts_of(example.case())[0]


def card_facts(row: Mapping[str, Any]) -> Facts:
    """Facts of a kept card, ready for rules. What was not kept (texts of a person) is not there."""
    facts = Facts()
    for name, kept in row["facts"].items():
        if name in FACTS:
            try:
                facts[name] = from_plain(name, kept)
            except (ValueError, TypeError, KeyError, AttributeError):
                continue  # cut when it was kept
    facts["platform"] = Known(str(row["site"]))
    facts["stage"] = Known(facts.value("contract.stage") or ("browse" if row["role"] == "job" else "any"))
    return facts


def preview(own: rules.Catalog, store: Store, terms: Terms) -> Preview:
    """Try a rule on the catalogue's own cases and on the cards last seen."""
    cases = [(name, rule, _quotes(facts, own)) for name, rule, facts in _cases()]
    mine = terms.facts()
    rows = store.cards(CARDS)
    cards = [(str(row["name"]), str(row["site"]), _quotes(Facts({**mine, **card_facts(row)}), own)) for row in rows]

    def hits(tried: list[tuple[str, str, tuple[str, ...] | None]]) -> tuple[Hit, ...]:
        return tuple(Hit(name, source, quotes) for name, source, quotes in tried if quotes is not None)

    return Preview(hits(cases), len(cases), hits(cards), len(cards))


def warnings(file: OwnFile) -> list[str]:
    """What an own reply may run into on some site: too long for its box, or words its filter is known to flag."""
    out: list[str] = []
    known = replies.own_replies((file,)).replies
    for name in known:
        for site in replies.platforms().values():
            filled = [replies.fill(name, site=site.site, slots={}, tone=tone, known=known) for tone in replies.TONES]
            if over := max(one.over for one in filled):
                out.append(f"On {site.name} it is {over} characters longer than a message should be.")
            words = {found.group() for one in filled for found in FILTERED.finditer(one.text)} if site.strict else set()
            if words:
                out.append(f"On {site.name} a filter may flag: {', '.join(sorted(words))}.")
    return out
