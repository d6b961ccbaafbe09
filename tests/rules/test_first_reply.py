"""The reply offered first is the one an expert would send."""

from __future__ import annotations

from typing import Any

import pytest

from escrowl.rules.cases import judge_case

NEW = {"client.payment": "unverified", "client.hires": 0, "client.reviews": 0, "client.spent": 0}
UNFUNDED = {"contract.stage": "active", "milestones": [{"name": "One", "amount": 90, "state": "unfunded"}]}

FUNDED = {"contract.stage": "active", "milestones": [{"name": "One", "amount": 90, "state": "funded"}]}
KNOWN = {"contract.stage": "none", "client.payment": "verified", "client.hires": 14, "client.reviews": 12}


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
        ("interview", KNOWN, "Let's carry this over to e-mail so that my partner reads along.", "stay-on-platform"),
        ("interview", NEW, "Would you mind a short phone conversation? Just leave your number.", "call-in-platform"),
        ("interview", KNOWN, "Could we use the site's call tomorrow at ten?", "interview-terms"),
        ("interview", KNOWN, "The first video is on you, from the second we pay 40.", "decline-free-sample"),
        ("interview", KNOWN, "Every designer makes a logo, only the best one gets paid.", "decline-free-sample"),
        ("interview", KNOWN, "Could you share three samples of similar past projects?", "test-boundary"),
        ("interview", KNOWN, "Before we hire, please send a full SEO audit of our shop.", "paid-consultation-offer"),
        ("interview", KNOWN, "Funding takes ages, can you start in the meantime?", "milestone-not-funded"),
        ("interview", KNOWN, "You're hired! Please start today, the files are attached.", "contract-first"),
        ("interview", KNOWN, "Half the price? There is a lot of work coming later.", "rate-firm"),
        ("interview", KNOWN, "This is urgent, we need it today, please answer immediately.", "rush-terms"),
        ("interview", KNOWN, "Before I tell you more, I'd need you to sign an NDA.", "nda-request"),
        ("interview", NEW, "Clone our repo and run npm install, then tell me what fails.", "code-review-instead"),
        ("interview", NEW, "The test is in our assessment portal, sign in: talents.example.com", "call-in-platform"),
        ("active", UNFUNDED, "Please go ahead with the first page.", "milestone-not-funded"),
        ("active", FUNDED, "Could we use Slack for quick questions from now on?", "after-contract-contact"),
        ("active", FUNDED, "Five stars, but I expect the source files on top for free.", "feedback-pressure-reply"),
    ],
)
def test_first_reply(stage: str, facts: dict[str, Any], said: str, reply: str) -> None:
    messages = [{"from": "client", "text": said}] if said else []
    answer = judge_case({"id": 1, "platform": "upwork", "stage": stage, "facts": facts, "messages": messages})
    assert answer["replies"][:1] == [reply], answer["findings"]
