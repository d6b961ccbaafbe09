"""Facts about the sites' rules: quoted while they are current, left out of the wording later."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from escrowl.errors import CatalogInvalid
from escrowl.rules import catalog, policies
from escrowl.rules.cases import facts_of
from escrowl.rules.engine import judge
from escrowl.rules.needs import behind, missing, needs

OFFER = {"id": 1, "platform": "upwork", "stage": "offer", "facts": {"contract.stage": "offer", "offer.age_days": 27}}


def advice(today: date) -> str:
    facts, _ = facts_of(OFFER)
    found = {finding.rule: finding for finding in judge(facts, today=today).findings}
    return found["contract/offer-expiring"].advice


def test_a_number_is_quoted_with_its_month_for_a_year() -> None:
    policy = policies.find("offer-valid", "upwork")
    assert policy is not None
    assert "30 days (as of 2026-11)" in advice(policy.day)
    assert "30 days" in advice(policy.day + timedelta(days=365))
    later = advice(policy.day + timedelta(days=366))
    assert "30" not in later
    assert later == "Accept it, or ask for a new one; the offer names its last day."


def test_a_statement_of_an_old_date_is_never_quoted_as_current() -> None:
    fee = policies.find("arbitration-fee", "upwork")
    assert fee is not None
    assert not fee.current(fee.read)
    assert policies.say("Weigh it[: {arbitration-fee}| first].", "upwork", fee.read) == "Weigh it first."


def test_a_site_without_the_fact_gets_the_other_wording() -> None:
    today = date(2026, 12, 1)
    assert policies.say("Wait[ {silent-release}|].", "fiverr", today) == "Wait 3 days (as of 2026-11)."
    assert policies.say("Wait[ {silent-release}|].", "kwork", today) == "Wait."
    assert policies.say("Nothing to fill.", "kwork", today) == "Nothing to fill."


@pytest.mark.parametrize("rule", [rule for rule in catalog().values() if "[" in rule.advice or "{" in rule.advice])
def test_advice_reads_well_with_and_without_numbers(rule: object) -> None:
    text = catalog()[rule.id].advice  # type: ignore[attr-defined]
    assert all(any(known == name for known, _ in policies.policies()) for name in policies.named(text))
    for day in (date(2026, 11, 25), date(2036, 1, 1)):
        for site in ("upwork", "freelancer", "fiverr", "other"):
            said = policies.say(text, site, day)
            assert not set("[]{}|") & set(said)
            assert said.endswith(".")
            assert "  " not in said
    old = policies.say(text, "upwork", date(2036, 1, 1))
    assert "as of" not in old


def test_the_new_york_rule_is_built_on_the_facts() -> None:
    assert policies.number("new-york-amount") == 800
    assert policies.number("new-york-days") == 30
    with pytest.raises(KeyError):
        policies.number("service-fee", "upwork")


def test_every_fact_has_a_day_and_a_source_and_is_not_from_the_future() -> None:
    for policy in policies.policies().values():
        assert policy.sources
        assert policy.day <= policy.read


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ('[[policy]]\nname = "a"\n', "is missing"),
        (
            '[[policy]]\nname = "a"\nsite = ""\ntext = "t"\nvalue = "v"\nread = 2026-01-01\nsources = ["s"]\nx = 1\n',
            "unknown key 'x'",
        ),
    ],
)
def test_a_half_finished_fact_is_refused(
    text: str, fault: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "policies.toml"
    file.write_text(text, encoding="utf-8")
    monkeypatch.setattr(policies, "FILE", file)
    policies.policies.cache_clear()
    try:
        with pytest.raises(CatalogInvalid, match=fault):
            policies.policies()
    finally:
        policies.policies.cache_clear()


def test_what_a_rule_needs_is_read_from_its_conditions() -> None:
    assert needs(catalog()["payment/method-verified"]) == ("client.payment",)
    assert behind("derived.no_history")[:2] == ("client.hires", "client.reviews")
    assert "contract.weekly_limit" in needs(catalog()["contract/over-weekly-limit"])
    given = frozenset({"msg", "contract.logged"})
    assert missing(catalog()["contract/over-weekly-limit"], given) == ("contract.weekly_limit",)
    assert missing(catalog()["money/upfront-fee"], given) == ()
