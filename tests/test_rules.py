"""The catalogue against its neighbours: replies exist, verdicts are complete, written scenarios are judged right."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from escrowl import replies
from escrowl.rules import catalog
from escrowl.rules.cases import judge_case
from escrowl.rules.engine import VERDICTS

SCENARIOS = Path(__file__).resolve().parents[1].parent / "shared" / "domain" / "scenarios.jsonl"
FREE = {"verdict/looks-established", "verdict/work-covered-now", "verdict/rules-stale"}


def test_every_reply_that_a_rule_offers_exists() -> None:
    known = set(replies.catalog())
    missing = {(rule.id, name) for rule in catalog().values() for name in rule.replies if name not in known}
    assert missing == set()


def test_the_verdicts_are_six() -> None:
    assert set(VERDICTS) == {name for name in catalog() if name.startswith("verdict/")}


def test_no_rule_calls_a_person_a_scammer() -> None:
    for rule in catalog().values():
        assert "scammer" not in f"{rule.title} {rule.advice} {rule.why}".lower()


@pytest.mark.captures
def test_written_scenarios() -> None:
    if not SCENARIOS.is_file():
        pytest.skip("the written scenarios are not beside the checkout")
    wrong: list[str] = []
    for line in SCENARIOS.read_text(encoding="utf-8").splitlines():
        case = json.loads(line)
        answer = judge_case(case)
        fired = {finding["rule"] for finding in answer["findings"]}
        wrong += [f"{case['id']}: silent {rule}" for rule in case["must_fire"] if rule not in fired]
        wrong += [f"{case['id']}: false alarm {rule}" for rule in case["must_not_fire"] if rule in fired]
        allowed = {None, *FREE} if case["verdict"] is None else {case["verdict"]}
        if answer["verdict"] not in allowed:
            wrong.append(f"{case['id']}: verdict {answer['verdict']}")
        if case["best_template"] and answer["replies"][:1] != [case["best_template"]]:
            wrong.append(f"{case['id']}: first reply {answer['replies'][:1]}")
    assert wrong == []
