"""Reports made by hand for the store's tests."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from escrowl.cards import Anchor, Card, Role
from escrowl.facts import Facts
from escrowl.report import AnchorOut, CardReport, FactOut, FindingOut, Report

START = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)


def day(number: float) -> datetime:
    """A time, in days after the first."""
    return START + timedelta(days=number)


def finding(rule: str = "payment/unverified", *quotes: str, title: str = "Payment not verified") -> FindingOut:
    return FindingOut(rule=rule, severity="warning", title=title, quotes=quotes, advice="Ask for it.")


def card(
    number: str = "j1",
    client: str = "c1",
    payment: str | None = "verified",
    role: Role = "job",
    *found: FindingOut,
    **facts: Any,
) -> CardReport:
    """A card; further facts by name with ``__`` for the dot."""
    plain = {name.replace("__", "."): value for name, value in facts.items()}
    if payment is not None:
        plain["client.payment"] = payment
    return CardReport(
        id=number,
        role=role,
        anchor=AnchorOut(element=1, place=2),
        facts={name: FactOut(value=value, text=str(value)) for name, value in plain.items()},
        findings=found,
        verdict="verdict/usual",
        client=client,
        digest="d" + number,
    )


def report(
    *cards: CardReport, url: str = "https://www.upwork.com/nx/search/jobs?q=x", site: str | None = "upwork"
) -> Report:
    return Report(url=url, site=site, kind="search", status="read", cards=cards)


def asked(number: str = "j1", client: str = "c1", role: Role = "job") -> Card:
    """The card as a page object hands it over, for `earlier`."""
    return Card(number, role, Anchor(1, 2), Facts(), client, "d" + number)
