"""Words that lists of jobs have in common, whatever their language: how long ago, prices, exact counts."""

from __future__ import annotations

import re
from dataclasses import replace

from escrowl.facts import Band, Money
from escrowl.pages import values

_FROM = re.compile(r"(?:от|from|ab|desde|à partir de|a partir de)\s", re.IGNORECASE)
PRICE = re.compile(
    r"(?:(?:от|до|from|up to|ab|bis|desde|hasta|até|à partir de|a partir de)\s)?"
    r"(?:[$€£₽]\s?)?\d[\d\s.,\u00a0]{0,14}\s?(?:[$€£₽]|руб\.?|р\.|USD|EUR|RUB|UAH)?(?:\s?/\s?\w{2,8}\.?)?",
    re.IGNORECASE,
)
"""A line that is a price and nothing else, with the unit it is for: "от 5 000 ₽ / заказ"."""


AGO = re.compile(
    r"(?<!\w)(?:"
    r"(?:\d{1,3}|an?) (?:second|minute|min|hour|day|week|month|year|hr|mo|wk)s? ago"
    r"|vor (?:\d{1,3}|einem|einer) (?:sekunde|minute|stunde|tag|woche|monat|jahr)(?:e?n|e)?"
    r"|hace (?:\d{1,3}|un|una) (?:segundo|minuto|hora|d[ií]a|semana|mes|año)(?:e?s)?"
    r"|há (?:\d{1,3}|um|uma) (?:segundo|minuto|hora|dia|semana|m[eê]s|ano)(?:e?s)?"
    r"|il y a (?:\d{1,3}|une?) (?:seconde|minute|heure|jour|semaine|mois|an)s?"
    r"|(?:(?:\d{1,3} )?[а-яё]{3,8} )?(?:\d{1,3} )?[а-яё]{3,8} назад"
    r")(?!\w)|^(?:just now|yesterday|gestern|ayer|ontem|hier|сегодня|вчера)$",
    re.IGNORECASE,
)
"""How long ago, in the languages the sites are shown in."""


def price(text: str) -> Money | None:
    """The amount of a price: "from 300 EUR" is at least 300; of "up to 300" the 300."""
    found = values.money(text)
    return replace(found, at_least=True) if found and _FROM.match(text) else found


def exactly(found: re.Match[str]) -> Band | None:
    """The count in the first group as a band of one."""
    number = values.number(found[1])
    return None if number is None else Band(int(number), int(number))
