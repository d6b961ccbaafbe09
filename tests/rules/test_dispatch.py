"""Rules that are not asked would not have fired."""

from __future__ import annotations

import pytest

from escrowl.facts import Facts, Known
from escrowl.rules import conditions, engine
from escrowl.rules.cases import facts_of
from escrowl.rules.conditions import All, AtLeast, FactIs, Found, Not, StageIs, TextHas
from escrowl.rules.dispatch import needs
from escrowl.rules.engine import _passes, _Scene, judge
from escrowl.rules.load import Rule, catalog

BROWSE = frozenset({"browse"})


def _unasked(scene: _Scene, number: int) -> list[Rule]:
    plan = catalog().plan(scene.platform, scene.stages())
    asked = scene.worth(number)
    return [plan.rules[place] for place in plan.spans[number] if plan.rules[place] not in asked]


def test_no_example_fires_a_rule_that_is_left_out() -> None:
    examples = [example for rule in catalog().values() for example in rule.examples]
    for case in (example.case() for example in examples[::3]):  # that each fires its own rule is tried elsewhere
        scene = _Scene(facts_of(case)[0], catalog(), None)
        left_out = _unasked(scene, 1)
        assert [rule.id for rule in left_out if rule.when.hold(scene).truth] == [], case["id"]
        for rule in scene.worth(1):
            some, held = scene.holds(rule), rule.when.hold(scene)
            assert some == held or not (some.truth or held.truth), (case["id"], rule.id)
        _passes(scene, catalog())
        for number in (0, 2, 3, 4):
            assert [rule.id for rule in _unasked(scene, number) if rule.when.hold(scene).truth] == [], case["id"]


def test_what_is_told_before_texts_are_searched_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    examples = [example for rule in catalog().values() for example in rule.examples][1::4]
    cards = [facts_of(example.case())[0] for example in examples]
    told = [judge(facts, quiet=True) for facts in cards]
    monkeypatch.setattr(conditions, "_TOLD", ())
    monkeypatch.setattr(engine, "_plainly_exempt", lambda unless, scene: False)
    assert [judge(facts, quiet=True) for facts in cards] == told


def test_few_rules_are_asked_about_a_plain_card() -> None:
    facts = Facts({"client.payment": Known("verified"), "job.description": Known("Please paint our fence green.")})
    facts.update({"platform": Known("upwork"), "stage": Known("browse")})
    scene = _Scene(facts, catalog(), None)
    of_pass = catalog().plan("upwork", scene.stages()).spans[1]
    assert len(scene.worth(1)) < len(of_pass) / 2


TEXT = TextHas(("post",), ((7, 9),), ("phone",))
PAID = FactIs("client.payment", "is", "Verified")
ANY_NUMBER = FactIs("client.hires", "below", 3)


@pytest.mark.parametrize(
    ("condition", "wanted"),
    [
        (All((ANY_NUMBER, PAID)), {("value", "client.payment", "verified")}),
        (All((Not(PAID), TEXT)), {("text", "post", 7), ("text", "post", 9), ("detector", "post", "phone")}),
        (AtLeast((PAID, ANY_NUMBER)), {("value", "client.payment", "verified"), ("fact", "client.hires", "below", 3)}),
        (AtLeast((PAID, Not(ANY_NUMBER))), None),
        (AtLeast((PAID,), 0), None),
        (FactIs("client.hires", "known", False), None),
        (FactIs("client.hires", "known", True), {("fact", "client.hires", "known", True)}),
        (FactIs("job.kind", "is_not", "fixed"), {("fact", "job.kind", "is_not", "fixed")}),
        (StageIs(frozenset({"apply"})), set()),
        (StageIs(BROWSE), None),
        (Found(("scam/*",), besides=("scam/two",)), {("rule", "scam/one")}),
        (TextHas(("post",), ((7,),), count=0), None),
    ],
)
def test_what_a_condition_cannot_do_without(condition: All, wanted: set[tuple[str, ...]] | None) -> None:
    assert needs(condition, BROWSE, ("scam/one", "scam/two", "money/one")) == wanted
