"""Facts that follow from others: counted once here, so that rules stay one line. Unknown when a part is unknown."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from escrowl.facts import Facts, FactSpec, Kind, Milestone, Money, Rate
from escrowl.rules.language import READ, is_among, language, name
from escrowl.rules.policies import number

PRE = frozenset({"browse", "apply", "none", "interview", "offer"})
UNDER = frozenset({"active", "paused", "submitted", "paid", "ended"})

_CLIENT_FACTS = 3
"""Fewer known client facts than this and nothing can be said (CATALOGUE 5, not-enough-data)."""

_CLIPPED = ("…", "...", "... more", "… more", "read more", "see more", "show more")
"""How a search result ends that shows the first lines only; its length says nothing about the brief."""


_AGO = re.compile(
    r"(?:posted |over |more than |about )*(\d{1,4}|an?|one|last)(?: ?(days?|weeks?|months?|years?)(?: ago)?)?\+?"
)
_UNITS = {"d": 1.0, "w": 7.0, "m": 30.0, "y": 365.0}
"""Days in what pages count by, rounded as they round."""


def stages(facts: Facts) -> frozenset[str]:
    """The stages a card is in. A page that names none may be anything before the contract."""
    named = {facts.value("contract.stage"), facts.value("stage")} - {None, "any", "none"}
    if named & UNDER:
        return frozenset(named & UNDER)
    return frozenset(named) if named else frozenset({"browse", "apply", "interview"})


def _current(facts: Facts) -> Milestone | None:
    rows: tuple[Milestone, ...] = facts.value("milestones") or ()
    return next((row for row in rows if row.state != "released"), None)


def _closed_posts(facts: Facts) -> float | None:
    posted, still_open = facts.value("client.jobs_posted"), facts.value("client.open_jobs")
    return None if posted is None or still_open is None else max(0, posted - still_open)


def _fair_hire_rate(facts: Facts) -> float | None:
    closed = _closed_posts(facts)
    if closed is None or closed < 5:  # CATALOGUE 9: below five closed posts a rate says nothing
        return None
    hired = facts.value("client.jobs_with_hires")
    rate = facts.value("client.hire_rate")
    if hired is None and rate is not None:
        hired = rate / 100 * facts.value("client.jobs_posted")
    return None if hired is None else float(min(100, 100 * hired / closed))


def _member_days(facts: Facts) -> float | None:
    days = facts.value("client.member_since_days")
    since = facts.value("client.member_since")
    if days is None and since:
        try:
            days = (date.today() - date.fromisoformat(since[:10])).days
        except ValueError:
            return None
    return None if days is None else float(days)


def _no_history(facts: Facts) -> bool | None:
    hires, reviews = facts.value("client.hires"), facts.value("client.reviews")
    spent = facts.value("client.spent")
    if hires is None and spent is None:
        return None
    if hires is None:  # tiles show the spend only: $0 with no reviews
        return bool(spent.amount == 0 and not spent.at_least and reviews in (0, None) and reviews == 0)
    return bool(hires == 0 and reviews in (0, None) and (spent is None or spent.amount == 0))


def _newness(facts: Facts) -> bool | None:
    if facts.value("client.payment") == "unverified" or _no_history(facts):
        return True
    return None if facts.value("client.payment") is None and _no_history(facts) is None else False


def _amount(facts: Facts, name: str) -> float | None:
    money = facts.value(name)
    return money.amount if isinstance(money, Money) else None


def _share(part: float | None, whole: float | None) -> float | None:
    return None if part is None or not whole else 100 * part / whole


def _funded_share(facts: Facts) -> float | None:
    row = _current(facts)
    agreed = _amount(facts, "contract.agreed_amount")
    if row is None or row.state not in ("funded", "submitted") or row.amount is None:
        return None
    return 100.0 if agreed is None else _share(row.amount.amount, agreed)


def _of_mine(facts: Facts, name: str, mine: str) -> float | None:
    """An amount of the page in percent of a number of mine; unknown where the two are known to differ in currency."""
    money, currency = facts.value(name), facts.value("me.currency")
    if not isinstance(money, Money) or (currency and money.currency and money.currency != currency):
        return None
    return _share(money.amount, facts.value(mine))


def _avg_rate_share(facts: Facts) -> float | None:
    return _of_mine(facts, "client.avg_rate", "me.rate")


def _budget_share(facts: Facts) -> float | None:
    return _of_mine(facts, "job.budget", "me.min_budget")


def _top_rate(facts: Facts) -> float | None:
    rate = facts.value("job.rate")
    return rate.max if isinstance(rate, Rate) and rate.max is not None else getattr(rate, "min", None)


def _us_dollars(facts: Facts) -> bool | None:
    moneys = [facts.value(name) for name in ("job.budget", "job.rate") if facts.value(name) is not None]
    return None if not moneys else all(m.currency in (None, "USD") for m in moneys)


def _milestone_count(facts: Facts) -> int | None:
    rows = facts.value("milestones")
    return None if rows is None else len(rows)


def _with_state(*states: str) -> Callable[[Facts], int | None]:
    def count(facts: Facts) -> int | None:
        rows = facts.value("milestones")
        return None if rows is None else sum(row.state in states for row in rows)

    return count


def _state(facts: Facts) -> str | None:
    row = _current(facts)
    return None if row is None or row.state == "unknown" else row.state


def _submitted_days(facts: Facts) -> float | None:
    row = _current(facts)
    return None if row is None or row.state != "submitted" else row.submitted_days_ago


def _client_facts(facts: Facts) -> int:
    return sum(name.startswith("client.") and name != "client.key" for name in facts.known())


def _brief_chars(facts: Facts) -> int | None:
    text = (facts.value("job.description") or "").strip()
    return None if not text or text.lower().endswith(_CLIPPED) else len(text)


def _offer_chars(facts: Facts) -> int | None:
    text = facts.value("offer.text")
    if text is None:
        text = facts.value("contract.scope")
    return None if text is None else len(text.strip())


def _proposals(facts: Facts) -> int | None:
    band = facts.value("job.proposals")
    return None if band is None else band.min


def _ago(name: str, counted: str = "") -> Callable[[Facts], float | None]:
    """Days from what a page says in words ("2 weeks ago"), or a case as a number."""

    def days(facts: Facts) -> float | None:
        known = facts.value(counted) if counted else None
        if known is not None:
            return float(known)
        found = _AGO.fullmatch(str(facts.value(name) or "").strip().lower())
        if found is None:
            return None
        number = 1.0 if found[1] in ("a", "an", "last", "one") else float(found[1])
        return number * _UNITS[found[2][0] if found[2] else "d"]

    return days


def _spread(facts: Facts) -> float | None:
    offered, agreed = _amount(facts, "contract.amount"), _amount(facts, "contract.agreed_amount")
    share = _share(offered, agreed)
    return None if share is None else abs(share - 100)


def _kind_differs(facts: Facts) -> bool | None:
    job, contract = facts.value("job.kind"), facts.value("contract.kind")
    return None if job is None or contract is None else job != contract


def _new_york_late(facts: Facts) -> bool | None:
    """A direct contract under New York's law, big enough and unpaid long enough; the numbers are policy facts."""
    direct, place = facts.value("contract.direct"), facts.value("contract.place")
    days, amount = facts.value("contract.unpaid_days"), _amount(facts, "contract.amount")
    if direct is None or place is None or days is None or amount is None:
        return None
    long = days >= number("new-york-days") and amount >= number("new-york-amount")
    return bool(direct and place.upper().replace(" ", "") in ("US-NY", "NY", "NEWYORK") and long)


def _language(facts: Facts) -> str | None:
    """The language of what the client wrote, newest message first, else of the post."""
    said = [message.text for message in facts.value("msg") or () if message.sender == "client"]
    return language("\n".join(reversed(said)) or facts.value("job.description") or "")


def _language_not_read(facts: Facts) -> str | None:
    code = _language(facts)
    return None if code is None or code in READ else name(code)


def _language_not_mine(facts: Facts) -> str | None:
    mine = facts.value("me.languages")
    code = _language(facts) if mine else None
    return None if code is None or is_among(code, mine) else name(code)


_Reader = Callable[[Facts], Any]
_TABLE: tuple[tuple[str, Kind, str, _Reader], ...] = (
    ("closed_posts", Kind.NUMBER, "Jobs posted that are no longer open.", _closed_posts),
    ("fair_hire_rate", Kind.PERCENT, "Share of closed posts with a hire; from five closed posts on.", _fair_hire_rate),
    ("member_days", Kind.NUMBER, "Age of the account in days.", _member_days),
    ("no_history", Kind.FLAG, "No hires, no reviews and no spend, all of them shown.", _no_history),
    ("newness", Kind.FLAG, "Payment unverified or no history, counted once.", _newness),
    ("client_facts", Kind.COUNT, f"Known client facts; fewer than {_CLIENT_FACTS} say nothing.", _client_facts),
    ("spent", Kind.NUMBER, "Total spent, at least.", lambda f: _amount(f, "client.spent")),
    ("held", Kind.NUMBER, "Money still held.", lambda f: _amount(f, "contract.held_amount")),
    ("budget", Kind.NUMBER, "Fixed budget.", lambda f: _amount(f, "job.budget")),
    ("top_rate", Kind.NUMBER, "Upper end of the hourly range.", _top_rate),
    ("us_dollars", Kind.FLAG, "Amounts of the post are in US dollars, or name no currency.", _us_dollars),
    ("avg_rate_share", Kind.PERCENT, "Average hourly rate paid, in percent of my rate.", _avg_rate_share),
    ("budget_share", Kind.PERCENT, "Fixed budget, in percent of my smallest budget.", _budget_share),
    ("milestones", Kind.COUNT, "Milestones shown.", _milestone_count),
    ("milestones_unfunded", Kind.COUNT, "Milestones that are not funded.", _with_state("unfunded")),
    ("milestones_funded", Kind.COUNT, "Milestones that are funded or submitted.", _with_state("funded", "submitted")),
    ("milestones_released", Kind.COUNT, "Milestones that were paid out.", _with_state("released")),
    ("milestone_state", Kind.CHOICE, "State of the first milestone not yet paid out.", _state),
    (
        "milestone_share",
        Kind.PERCENT,
        "Money held for the current milestone, in percent of what was agreed.",
        _funded_share,
    ),
    ("submitted_days", Kind.NUMBER, "Days since the current milestone was submitted.", _submitted_days),
    (
        "weekly_share",
        Kind.PERCENT,
        "Hours logged, in percent of the weekly limit.",
        lambda f: _share(f.value("contract.logged"), f.value("contract.weekly_limit")),
    ),
    ("brief_chars", Kind.COUNT, "Length of the post; unknown when the page shows its beginning only.", _brief_chars),
    ("offer_chars", Kind.COUNT, "Length of the offer's text, else of the scope it words.", _offer_chars),
    ("proposals", Kind.COUNT, "Proposals, at least.", _proposals),
    ("posted_days", Kind.NUMBER, "Age of the post in days.", _ago("job.posted", "job.posted_days")),
    ("viewed_days", Kind.NUMBER, "Days since the client last looked at the post.", _ago("job.last_viewed")),
    ("offer_gap", Kind.PERCENT, "How far the offer is from what was agreed, in percent.", _spread),
    ("new_york_late", Kind.FLAG, "Unpaid direct contract to which New York's law may apply.", _new_york_late),
    ("kind_differs", Kind.FLAG, "The contract pays in another way than the post said.", _kind_differs),
    ("language_not_read", Kind.TEXT, "The text's language, when no rule has words of it.", _language_not_read),
    ("language_not_mine", Kind.TEXT, "The text's language, when it is none of mine.", _language_not_mine),
)

RULES_AGE = "derived.rules_age"
"""Days since the newest `checked` date of the rules that fired; the engine knows them, not the facts."""
_CHOICES = ("unfunded", "funded", "submitted", "disputed")
DERIVED: Mapping[str, FactSpec] = {
    f"derived.{name}": FactSpec(f"derived.{name}", kind, text, _CHOICES if kind is Kind.CHOICE else ())
    for name, kind, text, _ in (
        *_TABLE,
        ("rules_age", Kind.NUMBER, "Days since the rules that fired were checked.", None),
    )
}
SHOWN_AS: Mapping[str, str] = {
    "derived.member_days": "client.member_since",
    "derived.spent": "client.spent",
    "derived.budget": "job.budget",
    "derived.held": "contract.held_amount",
    "derived.top_rate": "job.rate",
    "derived.proposals": "job.proposals",
}
"""The fact whose words on the page a derived one is quoted by."""
READERS: Mapping[str, _Reader] = {f"derived.{name}": reader for name, _, _, reader in _TABLE}
