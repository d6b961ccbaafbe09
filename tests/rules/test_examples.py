"""Every example of every rule file is a test, and so is the shape of the files."""

from __future__ import annotations

from datetime import date

import pytest

from escrowl.rules.cases import facts_of
from escrowl.rules.engine import conclude, judge
from escrowl.rules.load import FOLDER, Rule, catalog, load
from escrowl.rules.model import Example

PAIRS = [(rule, example) for rule in catalog().values() for example in rule.examples]


@pytest.mark.parametrize(("rule", "example"), PAIRS, ids=[f"{rule.id}: {example.name}" for rule, example in PAIRS])
def test_example(rule: Rule, example: Example) -> None:
    facts, ignored = facts_of(example.case())
    assert not ignored
    today = date.fromisoformat(example.today) if example.today else None
    judged = conclude(facts, example.findings) if example.findings else judge(facts, today=today, quiet=True)
    found = {finding.rule: finding for finding in judged.findings}
    assert (rule.id in found) is example.fires, sorted(found)
    if example.severity and example.fires:
        assert found[rule.id].severity == example.severity


@pytest.mark.parametrize("rule", catalog().values(), ids=lambda rule: rule.id)
def test_two_examples_each_way(rule: Rule) -> None:
    assert sum(example.fires for example in rule.examples) >= 2
    assert sum(not example.fires for example in rule.examples) >= 2


def test_every_pattern_is_readable() -> None:
    assert len(load(FOLDER, verify=True)) == len(catalog())
