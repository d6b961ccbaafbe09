"""What holds for every judgement, whatever the facts."""

from __future__ import annotations

from functools import cache
from typing import Any

import re2
from hypothesis import given, settings
from hypothesis import strategies as st

from escrowl.facts import FACTS, Facts, Kind, Known, Message, Unknown, Verification, from_plain
from escrowl.rules import catalog, judge
from escrowl.rules.bank import Bank, Look
from escrowl.rules.cases import judge_case
from escrowl.rules.engine import UNASKED
from escrowl.rules.model import LEVELS
from escrowl.rules.needs import needs
from escrowl.rules.patterns import Document
from escrowl.rules.text import fold

WORDS = st.sampled_from(
    [
        "please",
        "contact",
        "me",
        "on",
        "telegram",
        "whatsapp",
        "your",
        "phone",
        "number",
        "pay",
        "outside",
        "upwork",
        "refundable",
        "deposit",
        "fee",
        "check",
        "do",
        "not",
        "never",
        "start",
        "today",
        "fund",
        "tomorrow",
        "free",
        "sample",
        "account",
        "rent",
        "code",
        "password",
        ".",
        "?",
        "!",
    ]
)
SENTENCES = st.lists(WORDS, max_size=25).map(" ".join)
VALUES = {
    Kind.VERIFICATION: st.sampled_from(["verified", "unverified"]),
    Kind.MONEY: st.integers(0, 100_000),
    Kind.PERCENT: st.integers(0, 100),
    Kind.NUMBER: st.integers(0, 400),
    Kind.COUNT: st.integers(0, 400),
    Kind.FLAG: st.booleans(),
    Kind.TEXT: SENTENCES,
}


@st.composite
def some_facts(draw: st.DrawFn) -> Facts:
    facts = Facts()
    for name in draw(st.lists(st.sampled_from(sorted(FACTS)), max_size=14, unique=True)):
        spec = FACTS[name]
        if spec.kind is Kind.CHOICE:
            facts[name] = Known(draw(st.sampled_from(spec.choices)))
        elif spec.kind in VALUES:
            facts[name] = from_plain(name, draw(VALUES[spec.kind]))
    said = draw(st.lists(SENTENCES, max_size=3))
    if said:
        facts["msg"] = Known(tuple(Message("client", text) for text in said))
    return facts


@given(some_facts())
@settings(max_examples=150, deadline=None)
def test_any_facts_can_be_judged(facts: Facts) -> None:
    judged = judge(facts)
    levels = [LEVELS[finding.severity] for finding in judged.findings]
    assert levels == sorted(levels, reverse=True)
    assert len(judged.badges) <= 3
    assert all(len(quote) <= 120 for finding in judged.findings for quote in finding.quotes)
    names = {finding.rule for finding in judged.findings}
    assert all(finding.folded_into in names for finding in judged.findings if finding.folded_into)
    assert judged.verdict is None or judged.verdict in names


def test_unknown_facts_never_warn() -> None:
    for stage in ("browse", "apply", "interview", "offer", "active", "paused", "submitted", "paid", "ended", "any"):
        facts = Facts({name: Unknown("not shown") for name in FACTS})
        facts["stage"] = Known(stage)
        facts["platform"] = Known("upwork")
        loud = [f.rule for f in judge(facts).findings if f.severity != "info" and stage != "paused"]
        assert loud == []


@given(some_facts())
@settings(max_examples=60, deadline=None)
def test_messages_of_mine_and_of_the_site_are_not_read(facts: Facts) -> None:
    facts.pop("msg", None)
    quiet = {finding.rule for finding in judge(facts).findings}
    facts["msg"] = Known(
        (Message("me", "Contact me on Telegram @some_name"), Message("platform", "Pay a refundable fee"))
    )
    assert {finding.rule for finding in judge(facts).findings} == quiet


@cache
def one_by_one(bank: Bank) -> list[Any]:
    """Each pattern for itself; compiled once."""
    return [re2.compile(pattern) for pattern in bank.patterns]


@given(st.lists(SENTENCES, min_size=1, max_size=6).map("\n".join))
@settings(max_examples=40, deadline=None)
def test_the_set_says_what_the_patterns_say_one_by_one(text: str) -> None:
    folded = fold(text)
    for bank in catalog().banks.values():
        single = {n for n, pattern in enumerate(one_by_one(bank)) if pattern.search(folded)}
        document = Document(folded, bank)
        assert set(filter(Look(folded, bank).has, range(len(bank.patterns)))) == single
        every = tuple(range(len(bank.patterns)))
        assert set(document.among(every)) >= single  # and what matches without a disguise only


def test_a_danger_asks_first() -> None:
    answer = judge_case(
        {
            "id": 1,
            "stage": "interview",
            "platform": "upwork",
            "facts": {"client.payment": "verified"},
            "messages": [
                {"from": "client", "text": "Please pay a refundable registration fee of $30 before you start."},
                {"from": "client", "text": "Could we have a short call tomorrow?"},
            ],
        }
    )
    assert answer["verdict"] == "verdict/likely-scam"
    assert answer["replies"][0] == "decline-upfront-fee"
    assert "interview-terms" in answer["replies"]


def test_the_newest_message_decides_the_first_reply() -> None:
    messages = [
        {"from": "client", "text": "Please sign our NDA first."},
        {"from": "me", "text": "Sure."},
        {"from": "client", "text": "Could we have a short call tomorrow?"},
    ]
    answer = judge_case({"id": 2, "stage": "interview", "platform": "upwork", "messages": messages})
    assert answer["replies"][0] == "interview-terms"


def test_a_card_with_the_same_facts_is_judged_once() -> None:
    def facts(payment: Verification, seen: str) -> Facts:
        return Facts({"client.payment": Known(payment), "platform": Known("upwork"), UNASKED: Known(seen)})

    assert not any(UNASKED in needs(rule) for rule in catalog().values())
    first = judge(facts("verified", "2026-03-01"))
    assert judge(facts("verified", "2026-03-02")) is first
    assert judge(facts("unverified", "2026-03-01")) != first
    assert judge(facts("verified", "2026-03-01"), muted=["*"]) != first
