"""The reply offered first is the one an expert would send."""

from __future__ import annotations

from typing import Any

import pytest

from escrowl.rules.cases import judge_case

NEW = {"client.payment": "unverified", "client.hires": 0, "client.reviews": 0, "client.spent": 0}
UNFUNDED = {"contract.stage": "active", "milestones": [{"name": "One", "amount": 90, "state": "unfunded"}]}


def submitted(days: int) -> dict[str, Any]:
    row = {"name": "One", "amount": 90, "state": "submitted", "submitted_days_ago": days}
    return {"contract.stage": "submitted", "milestones": [row]}


@pytest.mark.parametrize(
    ("stage", "facts", "said", "reply"),
    [
        ("interview", {}, "Please message me on WhatsApp.", "stay-on-platform"),
        ("interview", {}, "Can you share your phone number? I will call you.", "call-in-platform"),
        ("interview", {}, "Please pay a refundable deposit of $40 first.", "decline-upfront-fee"),
        ("interview", {}, "I would pay you through PayPal.", "pay-on-platform"),
        ("interview", {}, "Tell me the six digit code that was sent to your phone.", "no-codes"),
        ("interview", {}, "I want to rent your account for a month.", "decline-account-sharing"),
        ("interview", {}, "Please do an unpaid test article first.", "decline-free-sample"),
        ("interview", {}, "How would you structure it? And which plugin would you use?", "consultation-line"),
        ("interview", {}, "Could we have a short call here tomorrow?", "interview-terms"),
        ("interview", {"contract.stage": "none"}, "I have sent you the offer.", "confirm-award"),
        ("active", UNFUNDED, "I have funded the milestone, please begin.", "milestone-not-funded"),
        (
            "active",
            {"contract.stage": "active"},
            "Just one more thing, please also add a blog.",
            "scope-change-milestone",
        ),
        ("browse", NEW, "", "new-client-welcome"),
        ("submitted", submitted(8), "", "approval-nudge-soft"),
        ("submitted", submitted(11), "", "approval-nudge-firm"),
    ],
)
def test_first_reply(stage: str, facts: dict[str, Any], said: str, reply: str) -> None:
    messages = [{"from": "client", "text": said}] if said else []
    answer = judge_case({"id": 1, "platform": "upwork", "stage": stage, "facts": facts, "messages": messages})
    assert answer["replies"][:1] == [reply], answer["findings"]
