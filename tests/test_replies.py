"""The replies that come with escrowl: every text on every site in every tone."""

from __future__ import annotations

import re

import pytest

from escrowl.facts import Facts, Known, Milestone, Money, Rate
from escrowl.replies import SLOTS, TONES, Reply, Tone, at_stage, catalog, fill, my_slots, platform, platforms, slots_of
from escrowl.replies.platforms import FILTERED

FULL = {name: f"some {name}" for name in SLOTS} | {"cur": "€", "amount": "250", "price": "1,200", "client": "Ana"}
ALL = [(reply, tone) for reply in catalog().values() for tone in TONES]
CLUMSY = re.compile(r"[{}\[\]|]|  | [,.;:!?]|,,|[.?!] [a-z]|\bthe the\b")
UNKIND = re.compile(r"(?i)\b(scam\w*|fraud\w*|liar|police|lawyer|court|sue|legal action|threat\w*|for free)\b")


def test_there_are_the_replies_of_the_catalogue() -> None:
    assert len(catalog()) == 55


@pytest.mark.each("text", ALL, lambda text: f"{text[0].id}-{text[1]}")
def test_a_reply_reads_well_on_every_site(text: tuple[Reply, Tone]) -> None:
    reply, tone = text
    for site in platforms():
        for slots in ({}, FULL, {"client": "Ana", "job": "A shop theme"}):
            filled = fill(reply.id, site=site, slots=slots, tone=tone)
            assert not CLUMSY.search(filled.text), filled.text
            assert not UNKIND.search(filled.text), filled.text
            assert len(filled.text) <= platform(site).max_chars
            assert filled.over == 0
            if platform(site).strict:
                assert not FILTERED.search(filled.text), filled.text
            for gap in filled.gaps:
                assert filled.text[gap.start : gap.end] == f"‹{gap.slot}›"
            if slots is FULL:
                assert not filled.gaps


@pytest.mark.each("reply", catalog().values, lambda reply: reply.id)
def test_tones_differ_and_firm_is_the_shortest(reply: Reply) -> None:
    texts = {tone: fill(reply.id, site="upwork", slots=FULL, tone=tone).text for tone in TONES}
    assert len(set(texts.values())) == 3
    assert len(texts["firm"]) < len(texts["soft"])


def test_firm_never_thanks_and_no_text_names_another_app() -> None:
    apps = re.compile(r"(?i)whats\s?app|telegram|skype|zoom|pay\s?pal|payoneer|discord")
    for reply, tone in ALL:
        text = fill(reply.id, site="upwork", slots={}, tone=tone).text
        assert not apps.search(text), reply.id
        assert tone != "firm" or "thank" not in text.lower(), reply.id


def test_words_of_the_site_never_begin_a_sentence() -> None:
    for reply, tone in ALL:
        assert not re.search(r"(^|[.?!:] )\{(platform|contract_word|fund_phrase|call_tool)", reply.source[tone]), (
            reply.id
        )


def test_a_clause_is_printed_only_where_it_is_true() -> None:
    upwork = fill("interview-terms", site="upwork", slots={}).text
    assert "becomes yours when it is paid" in upwork
    assert "becomes yours" not in fill("interview-terms", site="guru", slots={}).text
    assert "identity" not in fill("decline-id-documents", site="upwork", slots={}).text
    assert "identity" in fill("decline-id-documents", site="upwork", slots={}, flags=["id_verified"]).text


def test_the_interview_reply_needs_nothing_but_the_page() -> None:
    filled = fill("interview-terms", site="upwork", slots={"job": "Fix a shop"})
    assert filled.gaps == ()
    assert filled.text.startswith(
        'Hi there, glad to talk about "Fix a shop". I suggest 20 minutes through the call button'
    )


def test_a_filtered_word_from_the_page_is_not_repeated_on_a_strict_site() -> None:
    slots = {"job": "WhatsApp bot"}
    assert "WhatsApp" in fill("interview-terms", site="upwork", slots=slots).text
    assert "WhatsApp" not in fill("interview-terms", site="fiverr", slots=slots).text


def test_slots_of_takes_what_the_page_shows() -> None:
    facts = Facts()
    facts["client.first_name"] = Known(" Ana \n Maria ")
    facts["job.title"] = Known("Build a responsive landing page with booking form, newsletter and three languages")
    facts["milestones"] = Known(
        (Milestone("Design", Money(100, "USD"), "released"), Milestone("Build", Money(1250.5, "EUR"), "unfunded"))
    )
    assert slots_of(facts) == {
        "client": "Ana Maria",
        "job": "Build a responsive landing page with booking form",
        "milestone": "Build",
        "amount": "1,250.50",
        "cur": "€",
    }


def test_slots_of_gives_nothing_that_is_not_known() -> None:
    assert slots_of(Facts()) == {}
    facts = Facts()
    facts["client.name"] = Known("Ana Petrova")
    facts["job.rate"] = Known(Rate(10, 20, "CHF"))
    assert slots_of(facts) == {"cur": "CHF"}
    assert "CHF 300" in fill("offer-mismatch", site="upwork", slots={"cur": "CHF", "amount": "300"}).text


def test_my_slots() -> None:
    assert my_slots(name=" Kim ", rate=62.5, currency="gbp", minutes=15) == {
        "me": "Kim",
        "rate": "£62.50",
        "cur": "£",
        "minutes": "15",
    }
    assert my_slots() == {}
    assert my_slots(rate=40, currency="CHF")["rate"] == "CHF 40"


def test_my_rate_keeps_its_own_currency_beside_the_page_s() -> None:
    slots = {**my_slots(rate=62.5, currency="GBP"), "cur": "€", "amount": "300"}
    text = fill("paid-consultation-offer", site="upwork", slots=slots).text
    assert "for €300, or hourly work at £62.50." in text
    assert "at $40." in fill("paid-consultation-offer", site="upwork", slots=my_slots(rate=40)).text


def test_some_replies_fit_a_stage_without_a_finding() -> None:
    assert at_stage("interview") == ("call-recap",)
    assert at_stage("active") == ("status-update",)
    assert at_stage("paid") == at_stage("ended") == ("close-and-feedback",)
    assert at_stage("any") == at_stage(None) == ()


def test_an_unknown_site_has_plain_words() -> None:
    assert platform(None) == platform("nowhere") == platforms()["other"]
