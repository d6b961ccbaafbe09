"""Values of slots: from the facts of a card, and from what the freelancer set in the options."""

from __future__ import annotations

from collections.abc import Mapping

from escrowl.facts import Facts, Milestone, Money, Rate

MAX_VALUE = 120
MAX_TITLE = 60
SIGNS: Mapping[str, str] = {
    "USD": "$", "EUR": "€", "GBP": "£", "INR": "₹", "JPY": "¥", "AUD": "A$", "CAD": "C$", "NZD": "NZ$", "BRL": "R$",
}  # fmt: skip
"""Signs of the currencies the sites pay in; another currency is written by its code."""

_UNDER_CONTRACT = frozenset({"active", "paused", "submitted", "paid"})


def _fold(text: str) -> str:
    return shorten(" ".join(text.split()), MAX_VALUE)


def shorten(text: str, limit: int) -> str:
    """At most ``limit`` characters, cut between words where there is a gap in the last half; no mark of the cut."""
    if len(text) <= limit:
        return text
    cut = text[: limit + 1].rfind(" ")
    return text[: cut if cut >= limit // 2 else limit].rstrip(" ,;:–—-|/&(")


def _number(amount: float) -> str:
    return f"{amount:,.0f}" if amount == round(amount) else f"{amount:,.2f}"


def _sign(currency: str | None) -> str:
    return SIGNS.get(currency, currency) if currency else ""


def _current(milestones: tuple[Milestone, ...] | None) -> Milestone | None:
    """The milestone a talk is about: the first that is not paid out, else the last."""
    if not milestones:
        return None
    return next((item for item in milestones if item.state != "released"), milestones[-1])


def slots_of(facts: Facts) -> dict[str, str]:
    """What the page gives, by slot: white space folded, at most 120 characters; nothing that is not known.

    The amount is that of the current milestone, else of the offer or contract; ``cur`` is the
    currency of that amount, else of the job's budget or rate.
    """
    found: dict[str, str] = {}
    for slot, fact in (("client", "client.first_name"), ("job", "job.title")):
        value = facts.value(fact)
        if isinstance(value, str) and value.strip():
            found[slot] = _fold(value)
    if "job" in found:
        found["job"] = shorten(found["job"], MAX_TITLE)
    current = _current(facts.value("milestones"))
    if current is not None and current.name.strip():
        found["milestone"] = _fold(current.name)
    amount = current.amount if current is not None and current.amount is not None else facts.value("contract.amount")
    if isinstance(amount, Money):
        found["amount"] = _number(amount.amount)
    for source in (amount, facts.value("job.budget"), facts.value("job.rate")):
        if isinstance(source, Money | Rate) and source.currency:
            found["cur"] = _sign(source.currency)
            break
    for slot, fact in (("limit", "contract.weekly_limit"), ("hours", "contract.logged")):
        value = facts.value(fact)
        if isinstance(value, int | float):
            found[slot] = _number(value)
    return found


def my_slots(
    *, name: str | None = None, rate: float | None = None, currency: str | None = None, minutes: int | None = None
) -> dict[str, str]:
    """What the freelancer set in the options, by slot; the page's go before them. ``currency``: code or sign."""
    found: dict[str, str] = {}
    if name and name.strip():
        found["me"] = _fold(name)
    sign = _sign(currency.strip().upper()) if currency else ""
    if sign:
        found["cur"] = sign
    if rate is not None:
        found["rate"] = f"{sign}{' ' if sign.isalpha() else ''}{_number(rate)}"
    if minutes is not None:
        found["minutes"] = str(minutes)
    return found


def flags_of(facts: Facts) -> tuple[str, ...]:
    """Clauses of replies that the facts of a card allow or rule out, by the names of ``template.FLAGS``."""
    found = []
    if facts.value("me.id_badge") == "verified":
        found.append("id_verified")
    if facts.value("contract.stage") in _UNDER_CONTRACT:
        found.append("contract")
    return tuple(found)
