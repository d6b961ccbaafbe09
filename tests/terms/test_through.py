"""The terms through the whole line: a page checked under them, in this process and in the worker's child."""

from __future__ import annotations

import pickle
from dataclasses import replace
from pathlib import Path

import pytest

from escrowl import replies
from escrowl.check import check, check_text
from escrowl.facts import Facts, Known
from escrowl.report import Report
from escrowl.snapshot import Snapshot
from escrowl.terms import DEFAULTS, Mute, OwnFile, Terms
from escrowl.web.api import my_slots
from escrowl.web.models import MeForReplies

CASE = Path(__file__).parents[1] / "pages/upwork/search"
RULE = OwnFile(
    "cheap",
    'title = "Pays less than I take"\nseverity = "info"\nadvice = "Skip it."\nreplies = ["own/no-thanks"]\n'
    '[when]\nfact = "client.payment"\nis = "unverified"\n',
)
REPLY = OwnFile(
    "no-thanks",
    'title = "No thanks"\nrules = ["payment/*"]\n[text]\nsoft = "Hi {client}, thank you, no. My rate is {rate}."\n'
    'neutral = "Thank you, no.[?ownership: On {platform} it would be yours.]"\nfirm = "No."\n',
)


@pytest.fixture(scope="module")
def jobs() -> Snapshot:
    """A list of jobs in which some clients' payment is not verified."""
    return Snapshot.load(next(c for c in sorted(CASE.iterdir()) if '"unverified"' in (c / "expected.json").read_text()))


def rules_of(report: Report) -> set[str]:
    return {finding.rule for card in report.cards for finding in card.findings}


def test_terms_that_are_not_set_change_nothing(jobs: Snapshot) -> None:
    assert check(jobs, terms=DEFAULTS) == check(jobs) == check(jobs, terms=Terms(rate=None))


def test_a_muted_rule_is_left_out_of_findings_and_badges_and_named(jobs: Snapshot) -> None:
    plain = check(jobs)
    rule = next(f.rule for card in plain.cards for f in card.findings if f.rule.startswith("payment/"))
    hit = next(card for card in plain.cards if rule in {f.rule for f in card.findings})
    for mute in (Mute(rule), Mute(rule, "site", "upwork"), Mute(rule, "client", hit.client)):
        card = next(c for c in check(jobs, terms=Terms(muted=(mute,))).cards if c.id == hit.id)
        assert card.muted == (rule,)
        assert rule not in {f.rule for f in card.findings} | {badge.rule for badge in card.badges}
    elsewhere = (Mute(rule, "site", "guru"), Mute(rule, "client", "another"))
    assert check(jobs, terms=Terms(muted=elsewhere)) == plain


def test_own_rules_and_replies_reach_the_report(jobs: Snapshot) -> None:
    terms = Terms(rules=(RULE, OwnFile("broken", "title =")), replies=(REPLY, OwnFile("broken", "x")))
    report = check(jobs, terms=terms)
    card = next(card for card in report.cards if "own/cheap" in {f.rule for f in card.findings})
    assert card.replies[0] == "own/no-thanks"
    assert card.reply_titles["own/no-thanks"] == "No thanks"
    assert rules_of(report) - {"own/cheap"} == rules_of(check(jobs))
    assert pickle.loads(pickle.dumps(terms)) == terms  # as the worker's child gets them
    said = check_text("https://example.org/", "", "Please join us.", terms=replace(terms, muted=(Mute("own/*"),)))
    assert said.cards[0].muted == ()


def test_what_the_extension_says_of_me_goes_before_the_terms(jobs: Snapshot) -> None:
    rule = OwnFile("fifty", "title = 'x'\nseverity = 'info'\nadvice = 'y'\n[when]\nfact = 'me.rate'\nis = 50\n")
    terms = Terms(rate=50, rules=(rule,))
    assert "own/fifty" in rules_of(check(jobs, terms=terms))
    assert "own/fifty" not in rules_of(check(jobs, me=Facts({"me.rate": Known(1.0, "1")}), terms=terms))


def test_slots_come_from_the_extension_first_and_a_rate_keeps_its_currency() -> None:
    terms = Terms(rate=50, currency="EUR", minutes=15)
    theirs = MeForReplies(rate=40, currency="USD")
    assert my_slots(theirs, terms) == {"cur": "$", "rate": "$40", "minutes": "15"}
    assert my_slots(MeForReplies(currency="USD"), terms) == {"cur": "€", "rate": "€50", "minutes": "15"}
    assert my_slots(MeForReplies(currency="GBP", minutes=30), DEFAULTS) == {"cur": "£", "minutes": "30"}
    assert my_slots(MeForReplies(), DEFAULTS) == {"minutes": "20"}  # the site's currency then


def test_a_flag_and_an_own_reply_are_filled() -> None:
    known = replies.with_own((REPLY,))
    made = replies.fill("own/no-thanks", site="upwork", slots={"rate": "50"}, tone="soft", known=known)
    assert made.text == "Hi there, thank you, no. My rate is $50."
    plain = replies.fill("own/no-thanks", site="guru", slots={}, known=known)
    assert plain.text == "Thank you, no."
    flagged = replies.fill("own/no-thanks", site="guru", slots={}, flags={"ownership"}, known=known)
    assert flagged.text == "Thank you, no. On Guru it would be yours."


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("title = ", "replies/mine.toml, line 1: "),
        (REPLY.text.replace("{client}", "{clent}"), "replies/mine.toml, line 4: [text] soft: {clent} is not a slot"),
        (REPLY.text.replace('title = "No thanks"', ""), "title is missing"),
        (REPLY.text + 'gentle = "x"', "line 7: [text] has gentle, which is not a tone"),
        (REPLY.text.replace("payment/*", "payment"), "line 2: rules is ['payment']; write a list of rule ids"),
        ("id = 'stay-on-platform'\n" + REPLY.text, "line 1: id is 'stay-on-platform' but the file is named 'own/mine'"),
        ("colour = 3\n" + REPLY.text, "line 1: unknown key colour"),
        ("stages = 3\n" + REPLY.text, "replies/mine.toml"),
    ],
)
def test_a_broken_own_reply_is_said_and_left_out(text: str, said: str) -> None:
    made = replies.own_replies((REPLY, OwnFile("mine", text)))
    assert [said in str(fault) for fault in made.faults] == [True], made.faults
    assert list(made.replies) == ["own/no-thanks"]
    assert len(replies.with_own((REPLY, OwnFile("mine", text)))) == len(replies.catalog()) + 1
