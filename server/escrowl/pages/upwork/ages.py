"""How long ago something was, from the words that tell it."""

from __future__ import annotations

import re
from datetime import date, timedelta

from escrowl.pages import values

_AGO = re.compile(
    r"(?P<n>\d{1,3}|an?|one) (?P<unit>second|minute|hour|day|week|month|quarter|year)s? ago", re.IGNORECASE
)
_UNIT_DAYS = {"second": 0, "minute": 0, "hour": 0, "day": 1, "week": 7, "month": 30, "quarter": 91, "year": 365}


def days_ago(text: str, today: date) -> float | None:
    """Days since a time in the words: "3 days ago", "yesterday", "on Nov 20, 2026". None when there is none."""
    if found := _AGO.search(text):
        number = int(found["n"]) if found["n"].isdigit() else 1
        return float(number * _UNIT_DAYS[found["unit"].lower()])
    if re.search(r"\b(?:today|just now)\b", text, re.IGNORECASE):
        return 0.0
    if re.search(r"\byesterday\b", text, re.IGNORECASE):
        return 1.0
    if found := re.search(r"\blast (week|month|quarter|year)\b", text, re.IGNORECASE):
        return float(_UNIT_DAYS[found[1].lower()])
    iso = values.day(text) or _without_year(text, today)
    days = values.days_since(iso, today) if iso else None
    return None if days is None else float(days)


def _without_year(text: str, today: date) -> str | None:
    """ "Nov 20" is the last one that has been."""
    found = re.search(r"\b[A-Z][a-z]{2,8}\.? \d{1,2}\b(?!,? \d{4})", text)
    iso = values.day(f"{found[0]}, {today.year}") if found else None
    if iso and date.fromisoformat(iso) > today + timedelta(days=1):
        return values.day(f"{found[0]}, {today.year - 1}") if found else None
    return iso
