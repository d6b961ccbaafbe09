"""Pure readers from words to values. Each takes any text and gives a value or None; none raises."""

from __future__ import annotations

import re
from datetime import date, datetime

from escrowl.facts import Band, Money, Rate, Verification
from escrowl.pages.dom import fold
from escrowl.pages.values_states import AGAINST

_SIGNS = {
    "US$": "USD",
    "A$": "AUD",
    "C$": "CAD",
    "$": "USD",
    "€": "EUR",
    "£": "GBP",
    "₹": "INR",
    "¥": "JPY",
    "₽": "RUB",
    "РУБ": "RUB",
    "РУБ.": "RUB",
    "Р.": "RUB",
}
_CODES = "USD|EUR|GBP|INR|AUD|CAD|JPY|RUB|CHF|PLN|UAH"
_SIGN = r"US\$|A\$|C\$|[$€£₹¥₽]"
_NUMBER = r"\d[\d,.\u00a0\u202f']{0,20}\d|\d"
_MONEY = re.compile(
    rf"(?<![\w.,])(?:(?P<sign>{_SIGN})|(?P<code>{_CODES})\s)\s?(?P<number>{_NUMBER})\s?(?P<scale>[KMB](?![A-Za-z]))?(?P<plus>\+)?",
    re.IGNORECASE,
)
_AFTER = re.compile(
    rf"(?<![\w.,$€£])(?P<number>\d{{1,3}}(?: \d{{3}})+(?:[.,]\d\d?)?|{_NUMBER})\s?"
    rf"(?P<scale>[KMB](?![A-Za-z]))?(?P<plus>\+)?\s?(?:(?P<sign>US\$|[$€£₹₽]|руб\b\.?|р\.)|(?P<code>{_CODES})\b)",
    re.IGNORECASE,
)
_SCALE = {"": 1, "K": 1_000, "M": 1_000_000, "B": 1_000_000_000}
_COUNT = re.compile(r"(?<![\w.,$])(\d{1,3}(?:,\d{3})+|\d{1,12})(?![\d.]*\d|%|\w)")
_PERCENT = re.compile(r"(?<![\w.,])(\d{1,3}(?:\.\d+)?)\s?%")
_RATING = re.compile(r"(?<![\w.,])(\d(?:\.\d{1,2})?)(?![\d%])")
_MONTHS = ("%b %d, %Y", "%B %d, %Y", "%d %b %Y", "%d %B %Y", "%Y-%m-%d")
_DATE = re.compile(r"[A-Za-z]{3,9}\.? \d{1,2}, \d{4}|\d{1,2} [A-Za-z]{3,9}\.? \d{4}|\d{4}-\d{2}-\d{2}")


def number(text: str) -> float | None:
    """A number as people write it: "1,234.50", "1.234,50", "1 234", "12,5"."""
    plain = re.sub(r"[\s\u00a0\u202f']", "", text)
    if not re.fullmatch(r"[\d.,]+", plain) or not any(c.isascii() and c.isdigit() for c in plain):
        return None
    last = max(plain.rfind("."), plain.rfind(","))
    if last >= 0:
        mark, tail = plain[last], plain[last + 1 :]
        grouping = plain.count(mark) > 1 or (mark == "," and len(tail) == 3)
        plain = re.sub(r"[.,]", "", plain) if grouping else re.sub(r"[.,]", "", plain[:last]) + "." + tail
    try:
        return float(plain)
    except ValueError:
        return None


def _from(match: re.Match[str]) -> Money | None:
    amount = number(match["number"])
    if amount is None:
        return None
    scale = _SCALE[(match["scale"] or "").upper()]
    currency = _SIGNS.get((match["sign"] or "").upper()) or (match["code"] or "").upper() or None
    return Money(round(amount * scale, 2), currency, at_least=bool(match["plus"]))


def amounts(text: str) -> list[Money]:
    """Every amount with a currency in the text, in order."""
    found = [m for m in map(_from, _MONEY.finditer(text)) if m is not None]
    return found or [m for m in map(_from, _AFTER.finditer(text)) if m is not None]


def money(text: str) -> Money | None:
    """The first amount with a currency: "$3.7M", "$10K+", "500 €"."""
    found = amounts(text)
    return found[0] if found else None


def rate(text: str) -> Rate | None:
    """An hourly range: "$15.00 - $40.00", "$20"; one amount is both bounds."""
    found = amounts(text)
    if not found or len(found) > 2:
        return None
    low, high = found[0], found[-1]
    return Rate(low.amount, high.amount, low.currency or high.currency)


def percent(text: str) -> float | None:
    """The first percentage, 0 to 100."""
    found = _PERCENT.search(text)
    value = float(found[1]) if found else None
    return value if value is not None and value <= 100 else None


def count(text: str) -> int | None:
    """The first whole number: "1,234 hires"."""
    found = _COUNT.search(text)
    return int(found[1].replace(",", "")) if found else None


def rating(text: str) -> float | None:
    """An average from above 0 to 5. 0 stands for "no feedback yet" and is no rating."""
    found = _RATING.search(text)
    value = float(found[1]) if found else 0.0
    return value if 0 < value <= 5 else None


def band(text: str) -> Band | None:
    """ "Less than 5" and "Fewer than 5" are 0 to 4, "5 to 10", "50+" is open, "7" is 7 to 7."""
    words = fold(text).lower()
    if found := re.fullmatch(r"(?:less|fewer) than (\d{1,6})", words):
        return Band(0, max(0, int(found[1]) - 1))
    if found := re.fullmatch(r"(\d{1,6})\s?(?:to|-|–|—)\s?(\d{1,6})", words):
        low, high = int(found[1]), int(found[2])
        return Band(low, high) if low <= high else None
    if found := re.fullmatch(r"(\d{1,6})\s?\+|(?:more than|over) (\d{1,6})", words):
        return Band(int(found[1] or found[2]), None)
    if re.fullmatch(r"\d{1,6}", words) and words.isascii():
        return Band(int(words), int(words))
    return None


def day(text: str) -> str | None:
    """The first date, as ISO: "Member since Feb 13, 2019" is 2019-02-13."""
    found = _DATE.search(fold(text))
    if found is None:
        return None
    words = found[0].replace(".", "").replace("Sept ", "Sep ")
    for form in _MONTHS:
        try:
            return datetime.strptime(words, form).date().isoformat()
        except ValueError:
            continue
    return None


def days_since(iso: str, today: date) -> int | None:
    """Days from an ISO date to today; None for a date to come or no date."""
    try:
        passed = (today - date.fromisoformat(iso)).days
    except ValueError:
        return None
    return passed if passed >= 0 else None


_NO = (
    r"(?:un-?verified|not (?:yet )?(?:been )?verified|isn[’']t verified|no verified|needs? verif\w+"
    r"|verification (?:pending|failed|required))"
)


def verification(text: str) -> Verification | None:
    """The state in words about one thing. Negative words are looked for first: "unverified" contains "verified"."""
    words = fold(text).lower()
    if re.search(_NO, words) or re.search(
        r"(?:\b(?:not|no|never|without|does ?not)|n[o’']t)\b.{0,30}\bverified\b", words
    ):
        return "unverified"
    return "verified" if re.search(r"\bverified\b", words) and not AGAINST.search(words) else None
