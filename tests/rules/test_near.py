"""Conditions on things said near each other, in any order; and what a sentence only reports."""

from __future__ import annotations

from typing import Any

import pytest

from escrowl.facts import Fact, Facts
from escrowl.rules.conditions import Held
from escrowl.rules.parse import Parser
from escrowl.rules.patterns import Document
from escrowl.rules.sentences import Sentences

CODE = {"text": "client", "near": [[r"\bcode\b"], [r"\bphone\b"], [r"\btell\b"]], "without": [r"\bsource\b"]}


class Scene:
    """A talk, and nothing else."""

    def __init__(self, parser: Parser, *texts: str) -> None:
        self.texts = [Document(text, parser.banks["client"], told=True) for text in texts]

    def documents(self, kind: str) -> list[Document] | None:
        return self.texts or None

    def fact(self, name: str) -> Fact:
        return Facts().look(name)

    def stages(self) -> frozenset[str]:
        return frozenset()

    def found(self) -> tuple[()]:
        return ()


def held(table: dict[str, Any], *texts: str) -> Held:
    parser = Parser({})
    return parser.condition(table).hold(Scene(parser, *texts))


@pytest.mark.parametrize(
    ("text", "within", "holds"),
    [
        ("Tell me the code on your phone.", 1, True),
        ("Your phone shows a code, tell me.", 1, True),
        ("A code comes to your phone. Tell me.", 1, False),
        ("A code comes to your phone. Tell me.", 2, True),
        ("A code comes to your phone. It is short. Tell me.", 2, False),
        ("Tell me the source code on your phone.", 1, False),
        ("Never tell anybody the code on your phone.", 1, False),
        ("Tell me.", 1, False),
    ],
)
def test_in_any_order_within_some_sentences(text: str, within: int, holds: bool) -> None:
    assert held({**CODE, "within": within}, text).truth is holds


def test_messages_are_not_mixed_and_no_message_is_unknown() -> None:
    assert held(CODE, "A code comes to your phone.", "Tell me.").truth is False
    assert held(CODE).truth is None


def test_the_quote_spans_what_met() -> None:
    (evidence,) = held(CODE, "Hello. Tell me the code which comes to your phone now.").evidence
    assert "Tell me the code which comes to your phone" in evidence.quote
    assert (evidence.at, evidence.sentence) == (0, 1)


def test_one_word_is_not_two_things() -> None:
    assert held({"text": "client", "near": [[r"\bcode\b"], [r"\bcodes?\b"]]}, "The code.").truth is False
    assert held({"text": "client", "near": [[r"\bcode\b"], [r"\bcodes?\b"]]}, "The code of codes.").truth is True


def test_the_work_is_left_out_when_asked() -> None:
    table = {"text": "client", "near": [[r"\bdeposit\b"], [r"\brefund\b"]], "topic": True}
    assert held(table, "Pay a deposit, you get a refund.").truth is True
    assert held(table, "The booking page shows the deposit and the refund.").truth is False


@pytest.mark.parametrize(
    ("table", "fault"),
    [
        ({"text": "client", "near": [["a"]]}, "two or more lists"),
        ({"text": "client", "near": ["a", "b"]}, "two or more lists"),
        ({"text": "client", "near": [["a"], []]}, "two or more lists"),
        ({"text": "client", "near": [["a"], ["b"]], "within": 0}, "within is a number"),
        ({"text": "client", "near": [["a"], ["b"]], "within": True}, "within is a number"),
        ({"text": "client", "near": [["a"], ["b"]], "count": 2}, "unknown key 'count'"),
        ({"text": "radio", "near": [["a"], ["b"]]}, "unknown kind of text 'radio'"),
        ({"text": "client", "near": [["(("], ["b"]]}, "not one RE2 can read"),
        ({"text": "client", "matches": "a {{price}}"}, "unknown word list 'price'"),
        ({"text": "client", "matches": "a {{snake}}"}, "word list 'tail' uses itself"),
    ],
)
def test_a_fault_is_named(table: dict[str, Any], fault: str) -> None:
    with pytest.raises(ValueError, match=fault.replace("(", r"\(")):
        Parser({"snake": "head|{{tail}}", "tail": "end|{{tail}}"}).condition(table)


@pytest.mark.parametrize(
    ("text", "left_out"),
    [
        ("my last freelancer wanted to be paid by paypal", True),
        ("if somebody asks for paypal, tell us", True),
        ("i refused to use paypal", True),
        ("el anterior freelancer queria paypal", True),
        ("прошлый исполнитель просил paypal", True),
        ("sin paypal", True),
        ("ohne paypal", True),
        ("i would pay by paypal", False),
        ("don't hesitate to use paypal", False),
        ("i am not here often so use paypal", False),
    ],
)
def test_what_is_reported_or_denied_is_left_out(text: str, left_out: bool) -> None:
    at = text.index("paypal")
    assert Sentences(text).negated(at, at + 6) is left_out


def test_a_line_that_a_mail_program_wrapped_is_one_sentence() -> None:
    wrapped = "We would like to tell you that a code was sent to your phone, so\nplease tell me what it says."
    assert held(CODE, wrapped).truth is True
    assert held(CODE, "A code was sent to your phone\nplease tell me what it says.").truth is False
