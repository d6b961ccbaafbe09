"""Own numbers and own rules: they change what they name, see what ours found, and never hide a rule of ours."""

from __future__ import annotations

from typing import Any

import pytest

from escrowl import rules
from escrowl.rules.cases import facts_of
from escrowl.terms import THRESHOLDS, OwnFile


def fired(facts: dict[str, Any], catalog: rules.Catalog | None = None, **options: Any) -> rules.Judgement:
    case = {"id": "x", "facts": facts, "platform": "upwork", "stage": options.pop("stage", "browse")}
    case["messages"] = options.pop("messages", [])
    return rules.judge(facts_of(case)[0], catalog, **options)


def names(judged: rules.Judgement) -> list[str]:
    return [found.rule for found in judged.findings]


def own(text: str, name: str = "mine") -> rules.OwnRules:
    return rules.own_rules((OwnFile(name, text),))


# Thresholds


def test_every_threshold_stands_in_the_rule_it_names() -> None:
    usual = rules.standard()
    assert set(usual) == set(THRESHOLDS)
    for name, value in usual.items():
        assert THRESHOLDS[name].low <= value <= THRESHOLDS[name].high, name


def test_a_set_number_counts_and_the_others_stay() -> None:
    facts = {"client.rating": 4.3, "client.reviews": 8}
    assert "client/low-rating" not in names(fired(facts))
    stricter = rules.tuned({"low_rating": 4.5})
    assert "client/low-rating" in names(fired(facts, stricter))
    assert "client/low-rating" not in names(fired(facts | {"client.reviews": 2}, stricter))
    worst = fired(facts, rules.tuned({"low_rating": 4.5, "very_low_rating": 4.4})).findings
    assert [found.severity for found in worst if found.rule == "client/low-rating"] == ["warning"]
    assert "client/low-rating" not in names(fired(facts))  # ours did not change


def test_the_usual_numbers_are_the_very_catalogue() -> None:
    assert rules.tuned({}) is rules.catalog()
    assert rules.tuned(rules.standard()) is rules.catalog()
    assert rules.tuned({"low_rating": 4.5}) is rules.tuned({"low_rating": 4.5})


# Muting


def test_a_muted_rule_is_named_and_not_shown() -> None:
    facts = {"client.rating": 3.0, "client.reviews": 9, "client.payment": "unverified"}
    plain = fired(facts)
    muted = fired(facts, muted=("client/low-rating",))
    assert "client/low-rating" in names(plain)
    assert muted.muted == ("client/low-rating",)
    assert names(muted) == [name for name in names(plain) if name != "client/low-rating"]
    assert "client/low-rating" not in [badge.rule for badge in muted.badges]
    assert fired(facts, muted=("client/*",)).muted == ("client/low-rating",)
    assert fired(facts, muted=("scam/*",)).muted == ()


def test_what_a_muted_rule_folded_comes_forward() -> None:
    facts = {"client.payment": "unverified", "client.hires": 0, "client.reviews": 0, "client.spent": 0}
    plain = fired(facts)
    assert plain.verdict == "verdict/new-client-proceed"
    folded = {found.rule for found in plain.findings if found.folded_into == plain.verdict}
    assert folded
    muted = fired(facts, muted=("verdict/new-client-proceed",))
    assert muted.verdict is None
    assert muted.muted == ("verdict/new-client-proceed",)
    assert folded & {badge.rule for badge in muted.badges}


def test_a_muted_rule_still_counts_for_a_verdict() -> None:
    said = [{"from": "client", "text": "We send you a check, deposit it and return the rest to our vendor."}]
    plain = fired({}, messages=said, stage="interview")
    assert plain.verdict == "verdict/likely-scam"
    reasons = {found.rule for found in plain.findings if found.rule.startswith("scam/")}
    muted = fired({}, messages=said, stage="interview", muted=tuple(reasons))
    assert muted.verdict == "verdict/likely-scam"
    assert set(muted.muted) == reasons


# Own rules

GOOD = """
title = "Asks for a weekend"
severity = "caution"
advice = "Say when you work."
label = "weekend work"
replies = ["rush-terms"]

[when]
all = [
  { text = "said", matches = ['\\bweekends?\\b'] },
  { fact = "client.hires", below = 3 },
]

[[escalate]]
to = "warning"
when = { finding = "client/low-rating" }

[[examples]]
name = "asks"
fires = true
facts = { "client.hires" = 0 }
client = "Could you work on the weekend?"

[[examples]]
name = "does not"
fires = false
facts = { "client.hires" = 9 }
client = "Could you work on the weekend?"
"""


def test_an_own_rule_fires_beside_ours_and_sees_what_they_found() -> None:
    made = own(GOOD)
    assert made.faults == ()
    said = [{"from": "client", "text": "Please work on the weekend."}]
    judged = fired({"client.hires": 1}, messages=said, extra=made.catalog)
    mine = next(found for found in judged.findings if found.rule == "own/mine")
    assert (mine.severity, mine.quotes[0]) == ("caution", "Please work on the weekend.")
    assert "weekend work" in [badge.label for badge in judged.badges]
    assert "rush-terms" in judged.replies
    worse = fired({"client.hires": 1, "client.rating": 3, "client.reviews": 9}, messages=said, extra=made.catalog)
    assert [f.severity for f in worse.findings if f.rule == "own/mine"] == ["warning"]
    assert "own/mine" not in names(fired({"client.hires": 1}, messages=said))
    without = [name for name in names(judged) if name != "own/mine"]
    assert without == names(fired({"client.hires": 1}, messages=said))
    assert fired({"client.hires": 1}, messages=said, extra=made.catalog, muted=("own/*",)).muted == ("own/mine",)


def test_an_own_rule_may_rest_on_a_finding_or_on_digits_alone() -> None:
    for when in ('finding = "client/*"\nlevel = "caution"', "text = 'said'\nmatches = '\\d\\d'"):
        made = own(f"title = 'x'\nseverity = 'info'\nadvice = 'y'\n[when]\n{when}\n")
        assert made.faults == ()
        said = [{"from": "client", "text": "It is 42 pages."}]
        assert "own/mine" in names(fired({"client.rating": 3, "client.reviews": 9}, messages=said, extra=made.catalog))


HEAD = "title = 'x'\nseverity = 'info'\nadvice = 'y'\n"
FAULTS = (
    ("title = 'x'\nseverity = ", "rules/mine.toml, line 2: "),
    ("title = 'x'\nseverity = 'info'\n", "advice is missing or empty; an own rule needs title, severity, advice, when"),
    (HEAD + "rank = 9\nwhen = { fact = 'client.hires', is = 0 }", "line 4: key 'rank' is not one of an own rule"),
    (HEAD + "suppresses = ['scam/*']\nwhen = { fact = 'client.hires', is = 0 }", "line 4: key 'suppresses'"),
    (HEAD + "folds = ['scam/*']\nwhen = { fact = 'client.hires', is = 0 }", "line 4: key 'folds'"),
    (HEAD + "topic = 'payment'\nwhen = { fact = 'client.hires', is = 0 }", "line 4: key 'topic'"),
    ("id = 'client/low-rating'\n" + HEAD + "when = { fact = 'client.hires', is = 0 }", "line 1: id is 'client/low-r"),
    (HEAD + "[when]\nfact = 'client.hiers'\nis = 0", "line 5: unknown fact 'client.hiers'"),
    (HEAD + "[when]\nfact = 'client.payment'\nbelow = 3", "client.payment is a verification: 'below' does not apply"),
    (HEAD + "[when]\nfact = 'client.hires'\nbelow = 'many'", "'below' needs a number, not 'many'"),
    (HEAD + "[when]\nfact = 'job.title'\ncontains = 3", "'contains' needs text"),
    (HEAD + "[when]\nfact = 'client.hires'\nknown = 'yes'", "known is true or false"),
    (HEAD + "[when]\ntext = 'said'\nmatches = '(a'", "is not one RE2 can read"),
    (HEAD + "[when]\ntext = 'letter'\nmatches = 'a'", "line 5: unknown kind of text 'letter'"),
    (HEAD + "[when]\nfinding = 'client/nothing'", "line 5: finding 'client/nothing' is no rule of escrowl"),
    (HEAD + "when = 3", "must be a table"),
    (HEAD + "replies = [3]\nwhen = { fact = 'client.hires', is = 0 }", "line 4: replies must be a list of texts"),
    ("title = 3\n" + HEAD[HEAD.index("sev") :] + "when = 3", "line 1: title must be text in quotes, at most 120"),
    (HEAD + f"label = '{'x' * 61}'\nwhen = 3", "line 4: label must be text in quotes, at most 60"),
    (HEAD.replace("info", "awful") + "[when]\nfact = 'client.hires'\nis = 0", "line 2: unknown severity 'awful'"),
    (GOOD.replace("fires = false", "fires = true"), "example 'does not': the rule stays quiet, and its example says"),
    (GOOD.replace("fires = true", "fires = false"), "example 'asks': the rule fires, and its example says"),
    (HEAD + "when = " + "{ not = " * 900 + "{ fact = 'client.hires', is = 0 }" + "}" * 900, "rules/mine.toml"),
)


@pytest.mark.parametrize(("text", "said"), FAULTS, ids=[said for _, said in FAULTS])
def test_a_broken_own_rule_is_said_and_left_out(text: str, said: str) -> None:
    made = rules.own_rules((OwnFile("good", GOOD), OwnFile("mine", text)))
    assert len(made.faults) == 1
    assert said in str(made.faults[0])
    assert list(made.catalog or ()) == ["own/good"]
