"""The meter of a talk: counted over all messages, in full once the fit is clear."""

from __future__ import annotations

from typing import Any

from escrowl.rules.cases import judge_case

QUESTION = "How would you structure the database?"


def meter(*messages: tuple[str, str], stage: str = "interview") -> dict[str, Any] | None:
    said = [{"from": who, "text": text} for who, text in messages]
    facts = {"contract.stage": stage} if stage == "active" else {}
    answer = judge_case({"id": 1, "platform": "upwork", "stage": stage, "facts": facts, "messages": said})
    found = answer.get("meters", [])
    assert len(found) <= 1
    return found[0] if found else None


def test_a_talk_about_the_fit_moves_nothing() -> None:
    assert meter(("client", "Hi, what is your rate, and when could you begin?")) is None
    assert meter(("me", QUESTION)) is None


def test_one_question_before_the_fit_is_clear_counts_half() -> None:
    early = meter(("client", QUESTION))
    praised = meter(("client", "You look like a great fit for us."), ("client", QUESTION))
    asked_on = meter(("client", "Hello, are you free?"), ("me", "Yes."), ("client", QUESTION))
    assert early is not None
    assert praised is not None
    assert asked_on is not None
    assert early["level"] < praised["level"] == asked_on["level"]
    assert early["quotes"] == [QUESTION]


def test_my_opening_is_no_answer() -> None:
    opened = meter(("me", "I can do this."), ("client", QUESTION))
    assert opened is not None
    assert opened["level"] == 0.08


def test_it_adds_up_over_the_talk_and_never_passes_one() -> None:
    talk = [
        ("client", "We love your portfolio. " + QUESTION),
        ("me", "With three tables."),
        ("client", "Could you have a look at our landing page?"),
        ("client", "Please put together a roadmap for the first month."),
    ]
    levels = [found["level"] for end in (1, 3, 4) if (found := meter(*talk[:end]))]
    assert levels == sorted(set(levels))
    assert len(levels) == 3
    full = meter(*talk, *(("client", f"Please write a full audit of part {n}.") for n in range(9)))
    assert full is not None
    assert full["level"] == 1.0
    assert len(full["quotes"]) == 4


def test_one_sentence_counts_once() -> None:
    once = meter(("client", "Please send us a full audit and tell us what is wrong with our site, any ideas?"))
    assert once is not None
    assert once["level"] == 0.33


def test_under_contract_there_is_no_meter() -> None:
    assert meter(("client", QUESTION), stage="active") is None
