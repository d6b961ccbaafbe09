"""What patterns cannot match without, and that looking for it first changes nothing."""

from __future__ import annotations

import random
from itertools import islice

import pytest
import re2
from hypothesis import given, settings
from hypothesis import strategies as st

from escrowl.rules import bank as banks
from escrowl.rules import catalog
from escrowl.rules.bank import MANY, Bank, Look
from escrowl.rules.literals import MARKS, Needed, Way, needed


@pytest.mark.parametrize(
    ("pattern", "words", "apart"),
    [
        (r"\bsend (?:me )?your phone\b", {" send me your phone ", " send your phone "}, MARKS),
        (r"\bpay\b[^.!?\n]{0,30}\b(?:upfront|first)\b", {" pay "}, MARKS),
        (r"\bpay\w*\s+outside", {"outside"}, "!.?"),
        (r"\b(?:cv|more info\w*)\b", {" cv", " more info"}, MARKS),
        (r"wh?ats+ ?app?\b", {"wats", "whats"}, MARKS),
        (r"ab+c(?:xylo|yard)", {"bcxylo", "bcyard"}, MARKS),
        (r"t\.me/\S+", {"t me "}, "\n"),
        (r"(?:телеграм|ватсап)", {"телеграм", "ватсап"}, MARKS),
        (r"^hello", {"hello"}, ""),
        (r"(?s)pay.*outside", {"outside"}, ""),
    ],
)
def test_what_a_pattern_needs(pattern: str, words: set[str], apart: str) -> None:
    found = needed(pattern)
    assert ({word for way in found.ways for word in way.words}, found.apart) == (words, apart)
    assert not any(way.signs for way in found.ways)


def test_signs_are_looked_for_as_they_are() -> None:
    assert needed(r"\d+ ?%").ways == (Way((), ("%",)),)
    assert needed(r"[$€]\d").ways == (Way(("€",), ("$",)),)


def test_each_way_has_its_own_words_beside() -> None:
    pattern = r"\b(?:refundable\b.{0,9}\b(?:fee|cost)|our\b.{0,9}\bwhatsapp)\b"
    one, other = sorted(needed(pattern).ways, key=lambda way: way.words)
    assert (one.words, one.beside[0]) == ((" whatsapp",), ("our ",))
    assert (other.words, other.beside[0]) == (("refundable ",), (" cost", " fee"))


@pytest.mark.parametrize("pattern", [r"\d", r"(?:a|\w+)", r"a?", r"(?i)word", r"\pL", r"[[:alpha:]]", r"a{", r"(a"])
def test_of_what_is_not_understood_nothing_is_said(pattern: str) -> None:
    assert needed(pattern) == Needed()


def test_an_ordinary_text_is_worth_few_patterns() -> None:
    bank = Bank()
    for word in ("telegram", "whatsapp", "deposit", r"fees?\b"):
        bank.add(rf"\b(?:send|pay)\b[^.!?\n]{{0,30}}\b{word}")
    assert list(Look("please send a photo of the fence and pay for paint", bank).worth) == []
    assert list(Look("the fee", bank).worth) == [3]


LETTERS = ["a", "b", "ab", "1", " ", "-", r"\.", "ж", "%"]
PIECES = st.sampled_from([*LETTERS, r"\b", r"\w", r"\s", r"[ab]", "[^.!?\n]", ".", "[a-z]", "^", "$"])


def _grown(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    rows = st.lists(inner, min_size=1, max_size=4).map("".join)
    either = st.lists(rows, min_size=1, max_size=3).map(lambda parts: f"(?:{'|'.join(parts)})")
    return rows | either | st.tuples(either, st.sampled_from(["?", "*", "+", "{2}", "{0,3}"])).map("".join)


PATTERNS = st.recursive(PIECES, _grown, max_leaves=10)
TEXTS = st.lists(st.sampled_from([*"ab1 -.!\nж%", "ab a", "b. a"]), max_size=40).map("".join)


@given(st.lists(PATTERNS, min_size=1, max_size=5), TEXTS, st.sampled_from(["", " x" * 100, ". x" * 60]))
@settings(max_examples=80, deadline=None)
def test_looking_for_words_first_changes_nothing(patterns: list[str], text: str, more: str) -> None:
    bank = Bank()
    numbers = [bank.add(pattern) for pattern in patterns]
    for whole in (text + more, more + text):
        look = Look(whole, bank)
        for number, pattern in zip(numbers, patterns, strict=True):
            spans = [match.span() for match in islice(re2.finditer(pattern, whole), MANY)]
            assert look.has(number) is bool(spans)
            assert look.spans(number) == spans


def test_every_pattern_of_the_rules_works_in_the_memory_it_is_given() -> None:
    for bank in catalog().banks.values():
        for number in range(len(bank.patterns)):
            bank.test(number)  # raises when it cannot


def test_an_automaton_that_is_full_loses_no_match(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(banks, "_SPACE", 1 << 14)
    names = [f"{one}{other}" for one in ("pay", "send", "wire", "move") for other in ("er", "ing", "ed", "s", "able")]
    pattern = rf"\b(?:{'|'.join(names)})\b[^.!?\n]{{0,60}}\b(?:{'|'.join(names)})\b[^.!?\n]{{0,60}}\bdeposit\b"
    chance = random.Random(7)
    near = " ".join(chance.choice([*names, "deposits", "x" * chance.randint(1, 60), "."]) for _ in range(8_000))
    bank = Bank()
    number = bank.add(pattern)
    for end in ("", ". sending what the payer wired, the deposit"):
        look = Look(near + end, bank)
        wanted = [match.span() for match in re2.finditer(pattern, near + end)]
        assert (look.has(number), look.spans(number)) == (bool(end), wanted)
