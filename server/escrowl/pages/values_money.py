"""Prices as marketplaces of several countries write them: one amount or a range, a currency, by the hour or not."""

from __future__ import annotations

import re
from dataclasses import dataclass

from escrowl.facts import Money, Rate
from escrowl.pages.dom import fold
from escrowl.pages.values import number

_SIGNS = {
    "US$": "USD", "U$S": "USD", "A$": "AUD", "AU$": "AUD", "C$": "CAD", "CA$": "CAD", "NZ$": "NZD", "S$": "SGD",
    "SG$": "SGD", "HK$": "HKD", "R$": "BRL", "MX$": "MXN", "$": "USD", "€": "EUR", "£": "GBP", "₹": "INR", "¥": "JPY",
    "₽": "RUB", "₴": "UAH", "₺": "TRY", "₩": "KRW", "₱": "PHP", "₦": "NGN", "₪": "ILS", "zł": "PLN", "руб": "RUB",
    "грн": "UAH",
}  # fmt: skip
"""Signs of currencies. A bare "$" is the US dollar unless a code stands beside it ("$30-250 AUD")."""
_CODES = (
    "USD|EUR|GBP|INR|AUD|CAD|NZD|SGD|HKD|JPY|CNY|RUB|UAH|BYN|KZT|CHF|PLN|CZK|HUF|RON|SEK|NOK|DKK|TRY|ILS|BRL|MXN|ARS"
    "|CLP|COP|PEN|UYU|PHP|IDR|MYR|THB|VND|KRW|PKR|BDT|LKR|NGN|KES|ZAR|EGP|AED|SAR"
)
_SIGN = "|".join(re.escape(sign) for sign in sorted(_SIGNS, key=len, reverse=True))
_NUMBER = r"\d{1,3}(?:[ \u00a0\u202f']\d{3})+(?:[.,]\d\d?)?(?!\d)|\d[\d.,]{0,18}\d|\d"
_AMOUNT = re.compile(
    rf"(?<![\w.,])(?:(?P<sign>{_SIGN})|(?P<code>{_CODES})(?![a-z]))?\s?(?P<number>{_NUMBER})"
    rf"\s?(?P<scale>(?:k|m|тыс)(?![a-zа-я]))?\.?\s?(?P<plus>\+)?"
    rf"(?:\s?(?:(?P<after>{_SIGN})|(?P<code_after>{_CODES})(?![a-z]))(?!\s?\d))?",
    re.IGNORECASE,
)
_SCALE = {"": 1, "k": 1_000, "тыс": 1_000, "m": 1_000_000}
_JOINED = re.compile(r"\s*(?:-|–|—|−|to|and|a|à|e|y|et|und|bis|do|до|и)\s*", re.IGNORECASE)
_BELOW = re.compile(
    r"\b(?:under|less than|up to|max(?:imum)?\.?|menos de|hasta|até|moins de|jusqu[’']à|unter|bis(?: zu)?"
    r"|до|не более|менее)\s*$",
    re.IGNORECASE,
)
_ABOVE = re.compile(
    r"\b(?:over|more than|from|min(?:imum)?\.?|más de|desde|mais de|a partir de|plus de|dès|über|mehr als|ab"
    r"|от|более)\s*$",
    re.IGNORECASE,
)
_HOURLY = re.compile(
    r"/\s?(?:hr|h|hour|hora|heure|std|stunde|час|ч)\b|\b(?:per|an) hour\b|\bhourly\b|\bpor hora\b|\bpar heure\b"
    r"|\bde l[’']heure\b|\b(?:pro|je|die) stunde\b|\bв час\b|\bза час\b",
    re.IGNORECASE,
)

_OTHER_PERIOD = re.compile(
    r"(?:/|\bper|\ban?|\bpor|\bpar|\bpro|\bв|\bза)\s?(?:day|week|month|year|d[ií]a|semana|m[eê]s|año|ano|jour|semaine|mois|an"
    r"|tag|woche|monat|jahr|день|недел\w|месяц|год)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Price:
    """What a text asks or offers: bounds in units of ``currency``; a missing bound is open. ``hourly``: by the hour."""

    min: float | None
    max: float | None
    currency: str | None
    hourly: bool

    @property
    def rate(self) -> Rate:
        """The price as an hourly range."""
        return Rate(self.min, self.max, self.currency)

    @property
    def money(self) -> Money | None:
        """The price as one amount: None for a range with two ends or one that is open below."""
        if self.min is None or self.max not in (None, self.min):
            return None
        return Money(self.min, self.currency, at_least=self.max is None)


def price(text: str) -> Price | None:
    """The one price in a text: "₹1500-12500 INR", "$8 – 15 AUD / hour", "Under $250", "от 5 000 ₽", "R$ 1.000".

    None when no currency is named, when two currencies are, when more amounts stand there than a range has, and for
    pay by the day, week, month or year, which no fact holds.
    """
    words = fold(text)
    if _OTHER_PERIOD.search(words):
        return None
    found = [m for m in _AMOUNT.finditer(words) if len(words) <= 160]
    marked = [m for m in found if m["sign"] or m["code"] or m["after"] or m["code_after"]]
    if not marked:
        return None
    first = found.index(marked[0])
    if first and _is_joined(words, found[first - 1], found[first]):  # "500 – 1 000 €": the sign stands once
        first -= 1
    pair = found[first : first + 2]
    if len(pair) == 2 and not _is_joined(words, *pair):
        pair = pair[:1]
    if any(m not in pair for m in marked):
        return None
    amounts = [_amount(m) for m in pair]
    currencies = {code.upper() for m in pair if (code := m["code_after"] or m["code"])}
    currencies = currencies or {currency for m in pair if (currency := _currency(m))}
    if None in amounts or len(currencies) > 1:
        return None
    low, high = amounts[0], amounts[-1]
    if low is not None and high is not None and low > high:
        return None
    before = words[: pair[0].start()]
    if len(pair) == 1:
        if _BELOW.search(before):
            low = None
        elif _ABOVE.search(before) or pair[0]["plus"]:
            high = None
    return Price(low, high, next(iter(currencies), None), _HOURLY.search(words) is not None)


def whole_price(text: str) -> Price | None:
    """The price when the text says nothing else: "$13 / hr", "Under $250"; None for "$300 deposit to the bank"."""
    found = price(text)
    if found is None:
        return None
    rest = _AMOUNT.sub("\n", _HOURLY.sub("\n", fold(text)))
    parts = [_ABOVE.sub("", _BELOW.sub("", part.strip())) for part in rest.split("\n")]
    return found if all(not re.search(r"\w", part) or _JOINED.fullmatch(part) for part in parts) else None


def _is_joined(words: str, one: re.Match[str], other: re.Match[str]) -> bool:
    return _JOINED.fullmatch(words[one.end() : other.start()]) is not None


def _amount(match: re.Match[str]) -> float | None:
    text = match["number"]
    if re.fullmatch(r"\d{1,3}(?:\.\d{3})+", text):  # no price has three decimals: the dot groups
        text = text.replace(".", "")
    value = number(text)
    return None if value is None else round(value * _SCALE[(match["scale"] or "").lower()], 2)


def _currency(match: re.Match[str]) -> str | None:
    sign = match["after"] or match["sign"]
    return None if sign is None else _SIGNS.get(sign) or _SIGNS.get(sign.upper()) or _SIGNS.get(sign.lower())
