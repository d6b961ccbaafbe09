"""Every example of every rule file is a test, and so is the shape of the files."""

from __future__ import annotations

from datetime import date

import pytest

from escrowl.rules.cases import facts_of
from escrowl.rules.engine import conclude, judge
from escrowl.rules.load import FOLDER, Rule, catalog, load
from escrowl.rules.model import Example


def judged_as_written(rule: Rule, example: Example) -> bool:
    """Whether the rule does to the example what the example says."""
    facts, ignored = facts_of(example.case())
    today = date.fromisoformat(example.today) if example.today else None
    judged = conclude(facts, example.findings) if example.findings else judge(facts, today=today, quiet=True)
    found = {finding.rule: finding for finding in judged.findings}
    fired = found.get(rule.id)
    if ignored or (fired is not None) is not example.fires:
        return False
    return fired is None or example.severity in (None, fired.severity)


@pytest.mark.each("rule", catalog().values, lambda rule: rule.id)
def test_examples(rule: Rule) -> None:
    assert [example.name for example in rule.examples if not judged_as_written(rule, example)] == []
    assert sum(example.fires for example in rule.examples) >= 2
    assert sum(not example.fires for example in rule.examples) >= 2


def test_every_pattern_is_readable() -> None:
    assert len(load(FOLDER, verify=True)) == len(catalog())
