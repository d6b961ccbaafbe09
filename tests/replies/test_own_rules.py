"""Our own rules over every reply: nobody who sends one may trip a site's filter, or ask for what we warn of."""

from __future__ import annotations

import re
from collections import defaultdict

import pytest

from escrowl.facts import Facts, Known, Message
from escrowl.replies import SLOTS, TONES, catalog, fill, platform, platforms
from escrowl.rules import judge

VALUES = {name: f"some {name}" for name in SLOTS} | {
    "client": "Ana",
    "me": "Kim",
    "job": "A shop theme",
    "rate": "$40",
    "cur": "$",
    "amount": "250",
    "price": "1,200",
    "minutes": "20",
    "days": "3",
    "date": "2026-12-01",
    "hours": "4",
    "limit": "20",
    "list": "the colours and the form",
    "scope": "the start page",
    "feature": "a second language",
    "milestone": "Design",
}
GROUPS = (
    "contact/",
    "money/",
    "scam/",
    "security/",
    "interview/free-work",
    "interview/contest-style",
    "verdict/likely",
)
NAMED = re.compile(
    r"(?i)\b(upwork|fiverr|freelancer\.com|workana|guru|people ?per ?hour|contra|malt|linkedin|toptal|kwork)\b"
)
FREE = re.compile(r"(?i)\b(for free|free of charge|no charge|without pay\w*|at no cost|on the house|unpaid)\b")
PROMISED = re.compile(r"(?i)\b(?:i (?:can|will|could|would)|i'll|happy to|glad to|let me)\b[^.!?]*$")
THREAT = re.compile(
    r"(?i)\b(or else|otherwise i will report|you will regret|legal|lawyer|court|sue|police|bad review|report you)\b"
)


@pytest.fixture(scope="module")
def texts() -> dict[str, dict[str, set[str]]]:
    """Every different text: site, text, and which replies give it."""
    found: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for reply in catalog().values():
        for tone in TONES:
            for site in platforms():
                for slots, flags in (({}, ()), (VALUES, ("id_verified",))):
                    filled = fill(reply.id, site=site, slots=slots, flags=flags, tone=tone)
                    found[site][filled.text].add(f"{reply.id} {tone}")
    return found


def loud(site: str, text: str) -> set[str]:
    """What our rules say to a text as my draft and, more strictly, as if a client had written it."""
    facts = Facts()
    facts["platform"], facts["stage"] = Known(site), Known("interview")
    facts["me.draft"], facts["msg"] = Known(text), Known((Message("client", text),))
    found = {finding.rule for finding in judge(facts).findings if finding.severity != "info"}
    return {rule for rule in found if rule.startswith(GROUPS)}


def test_our_rules_find_nothing_in_a_reply(texts: dict[str, dict[str, set[str]]]) -> None:
    """Each different text once, on the first site that has it; strict sites have words of their own."""
    seen: set[str] = set()
    wrong = []
    for site in sorted(texts, key=lambda name: not platform(name).strict):
        for text in (text for text in texts[site].keys() - seen if "‹" not in text):
            seen.add(text)
            if found := loud(site, text):
                wrong.append((site, sorted(texts[site][text])[0], sorted(found)))
    assert wrong == []
    assert len(seen) > 250


def test_the_check_itself_can_find_something() -> None:
    assert "contact/off-platform-request" in loud("fiverr", "Please message me on WhatsApp.")
    assert "money/pay-outside-platform" in loud("upwork", "You can pay me through PayPal.")
    assert "contact/own-draft-shares-contact" in loud("upwork", "I am at kim@example.org.")


def test_a_strict_site_raises_no_note_on_words_either(texts: dict[str, dict[str, set[str]]]) -> None:
    for site in (name for name, item in platforms().items() if item.strict):
        for text in texts[site]:
            facts = Facts()
            facts["platform"], facts["stage"], facts["me.draft"] = Known(site), Known("interview"), Known(text)
            assert not any(finding.rule == "contact/strict-platform" for finding in judge(facts).findings), text


def test_a_reply_promises_no_free_work_threatens_nobody_and_names_no_other_site(
    texts: dict[str, dict[str, set[str]]],
) -> None:
    for site, found in texts.items():
        for text, names in found.items():
            assert not THREAT.search(text), (names, text)
            others = {word.lower() for word in NAMED.findall(text)} - {platform(site).name.lower()}
            assert not others, (names, text)
            for sentence in re.split(r"[.!?]\s", text):
                promise = FREE.search(sentence)
                assert promise is None or not PROMISED.search(sentence[: promise.start()]), (names, sentence)


def test_a_reply_fits_the_site_s_box_even_with_long_values() -> None:
    long = dict.fromkeys(VALUES, "x" * 60) | {"cur": "$"}
    for reply in catalog().values():
        for tone in TONES:
            for site, where in platforms().items():
                filled = fill(reply.id, site=site, slots=long, tone=tone)
                assert len(filled.text) <= where.max_chars, (reply.id, tone, site)
                assert filled.over == 0
