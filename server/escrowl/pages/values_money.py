"""Prices as marketplaces of several countries write them: one amount or a range, a currency, by the hour or not."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

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
_CODES = frozenset(
    """
    USD EUR GBP INR AUD CAD NZD SGD HKD JPY CNY RUB UAH BYN KZT CHF PLN CZK HUF RON SEK NOK DKK TRY ILS BRL MXN ARS CLP
    COP PEN UYU PHP IDR MYR THB VND KRW PKR BDT LKR NGN KES ZAR EGP AED SAR
    """.split()  # noqa: SIM905 - one code a line would take a page
)
_NUMBER = re.compile(
    r"(?<![\w.,])(?:\d{1,3}(?:[ \u00a0\u202f']\d{3})+(?:[.,]\d\d?)?(?!\d)|\d[\d.,]{0,18}\d|\d)"
    r"|(?<=[a-zа-я])(?:\d[\d.,]{0,18}\d|\d)",
    re.IGNORECASE,
)
_BEHIND = re.compile(
    r"\s?(?P<scale>(?:k|m|тыс)(?![a-zа-я]))?\.?\s?(?P<plus>\+)?"
    rf"(?:\s?(?:(?P<sign>{'|'.join(re.escape(sign) for sign in sorted(_SIGNS, key=len, reverse=True))})"
    r"|(?P<code>[A-Z]{3})(?![a-z]))(?!\s?\d))?",
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
_FIXED = re.compile(r"\b(?:fixed(?:[- ]price)?|budget)\b:?", re.IGNORECASE)
"""Words that stand with a price and say no more than that it is one."""
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
    def ranged(self) -> bool:
        """Whether both ends are named."""
        return self.min is not None and self.max is not None and self.min < self.max

    @property
    def money(self) -> Money | None:
        """The price as one amount: None for a range with two ends or one that is open below."""
        if self.min is None or self.max not in (None, self.min):
            return None
        return Money(self.min, self.currency, at_least=self.max is None)


@dataclass(frozen=True, slots=True)
class _Amount:
    """A number with what stands around it: its place in the text, units, currency by sign and by code."""

    start: int
    end: int
    value: float
    sign: str | None
    code: str | None
    plus: bool


@lru_cache(maxsize=256)
def _amounts(words: str) -> tuple[_Amount, ...]:
    """Every number of the text, those without a currency too."""
    out = []
    for match in _NUMBER.finditer(words):
        before = words[max(0, match.start() - 5) : match.start()].rstrip()
        start, sign, code = match.start(), None, None
        for length in (4, 3, 2, 1):
            tail = before[-length:] if len(before) >= length else ""
            part = before[: -length or None][-1:]
            known = _sign(tail)
            if tail and not part.isalnum() and (known or tail.upper() in _CODES):
                sign, code = known, None if known else tail.upper()
                start = words.rindex(tail, 0, match.start())
                break
        if sign is None and code is None and words[match.start() - 1 : match.start()].isalpha():
            continue  # "v2", "A4"
        behind = _BEHIND.match(words, match.end())
        value = _value(match[0], (behind["scale"] if behind else "") or "")
        end = match.end()
        if behind is not None:
            end = behind.end()
            after = (behind["code"] or "").upper()
            if after and after not in _CODES:
                end = behind.start("code")
            code = after if after in _CODES else code
            sign = _sign(behind["sign"] or "") or sign
        if value is not None:
            out.append(_Amount(start, end, value, sign, code, behind is not None and bool(behind["plus"])))
    return tuple(out)


@lru_cache(maxsize=256)
def price(text: str) -> Price | None:
    """The one price in a text: "₹1500-12500 INR", "$8 – 15 AUD / hour", "Under $250", "от 5 000 ₽", "R$ 1.000".

    None when no currency is named, when two currencies are, when more amounts stand there than a range has, and for
    pay by the day, week, month or year, which no fact holds.
    """
    words = fold(text)
    found = _amounts(words) if len(words) <= 160 else ()
    marked = [amount for amount in found if amount.sign or amount.code]
    if not marked or _OTHER_PERIOD.search(words):
        return None
    first = found.index(marked[0])
    if first and _is_joined(words, found[first - 1], found[first]):  # "500 – 1 000 €": the sign stands once
        first -= 1
    pair = found[first : first + 2]
    if len(pair) == 2 and not _is_joined(words, *pair):
        pair = pair[:1]
    currencies = {amount.code for amount in pair if amount.code} or {amount.sign for amount in pair if amount.sign}
    if any(amount not in pair for amount in marked) or len(currencies) > 1:
        return None
    low: float | None = pair[0].value
    high: float | None = pair[-1].value
    if pair[0].value > pair[-1].value:
        return None
    if len(pair) == 1:
        before = words[: pair[0].start]
        if _BELOW.search(before):
            low = None
        elif _ABOVE.search(before) or pair[0].plus:
            high = None
    return Price(low, high, next(iter(currencies), None), _HOURLY.search(words) is not None)


@lru_cache(maxsize=256)
def whole_price(text: str) -> Price | None:
    """The price when the text says nothing else: "$13 / hr", "Under $250"; None for "$300 deposit to the bank"."""
    found = price(text)
    if found is None:
        return None
    words, at, parts = fold(text), 0, []
    for amount in _amounts(words):
        parts.append(words[at : amount.start])
        at = amount.end
    rest = [*parts, *_HOURLY.sub("\n", words[at:]).split("\n")]
    plain = [_ABOVE.sub("", _BELOW.sub("", _FIXED.sub("", part.strip()))) for part in rest]
    return found if all(not re.search(r"\w", part) or _JOINED.fullmatch(part) for part in plain) else None


def _is_joined(words: str, one: _Amount, other: _Amount) -> bool:
    return _JOINED.fullmatch(words[one.end : other.start]) is not None


def _value(text: str, scale: str) -> float | None:
    if re.fullmatch(r"\d{1,3}(?:\.\d{3})+", text):  # no price has three decimals: the dot groups
        text = text.replace(".", "")
    value = number(text)
    return None if value is None else round(value * _SCALE[scale.lower()], 2)


def _sign(text: str) -> str | None:
    return _SIGNS.get(text) or _SIGNS.get(text.upper()) or _SIGNS.get(text.lower())
