"""Dates and ages of posts in English, Spanish, Portuguese, French, German and Russian."""

from __future__ import annotations

import re
from datetime import date
from functools import cache

from escrowl.pages import values
from escrowl.pages.dom import fold

LANGUAGES = ("en", "es", "pt", "fr", "de", "ru")
"""Languages of the marketplaces' pages that are read."""

_DOTTED = re.compile(r"(?<![\d.])(\d{1,2})\.(\d{1,2})\.(\d{4})(?!\d)")
_NAMED = re.compile(
    r"(?<![\w.,])(?P<day>\d{1,2})(?:\.|º|er|st|nd|rd|th)?\s(?:de\s)?(?P<month>[^\W\d_]{3,10})\.?,?\s(?:de\s|del\s)?(?P<year>\d{4})(?!\d)"
    r"|(?P<month2>[^\W\d_]{3,10})\.?\s(?P<day2>\d{1,2})(?:st|nd|rd|th)?,?\s(?P<year2>\d{4})(?!\d)"
)
_UNITS = (
    r"(?:second|minute|min|hour|hr|day|week|month|year)s?|segundos?|minutos?|horas?|d[ií]as?|semanas?|mes(?:es)?|m[eê]s|años?|anos?"
    r"|secondes?|minutes?|heures?|jours?|semaines?|mois|ans?|sekunden?|minuten?|stunden?|tag(?:en)?|wochen?|monat(?:en)?|jahr(?:en)?"
    r"|секунд\w?|минут\w?|час(?:а|ов)?|дн(?:я|ей)|день|недел\w{1,2}|месяц(?:а|ев)?|лет|год(?:а)?"
)
_AGO = re.compile(
    rf"(?:(?:about|over|almost|hace|há|il y a|vor|около)\s)?"
    rf"(?:\d{{1,3}}|an?|one|une?|uma?|ein(?:e[mnr]?)?)\s(?:{_UNITS})"
    r"(?:\s(?:ago|atrás|назад))?|(?:just now|moments ago|today|yesterday|ahora|hoy|ayer|agora|hoje|ontem"
    r"|aujourd[’']hui|hier|heute|gestern|сегодня|вчера|только что)"
    r"(?:[ ,].{0,12})?",
    re.IGNORECASE,
)
_PAST = re.compile(r"\b(?:ago|atrás|hace|há|il y a|vor|назад)\b", re.IGNORECASE)


@cache
def _months() -> dict[str, int]:
    """Names of months, short and long, lower case and without a dot, to their numbers."""
    from babel import Locale

    out: dict[str, int] = {}
    for language in LANGUAGES:
        months = Locale(language).months
        for context in ("format", "stand-alone"):
            for width in ("wide", "abbreviated"):
                for number, name in months[context][width].items():
                    out.setdefault(str(name).rstrip(".").casefold(), number)
    return out | {"sept": 9}


def day(text: str) -> str | None:
    """The first date, as ISO: "Member since Oct 23, 2023", "23 de octubre de 2023", "23.10.2023", "23 октября 2023"."""
    if english := values.day(text):
        return english
    words = fold(text)
    if found := _DOTTED.search(words):
        return _iso(int(found[3]), int(found[2]), int(found[1]))
    for found in _NAMED.finditer(words):
        month = _months().get((found["month"] or found["month2"]).casefold())
        if month:
            return _iso(int(found["year"] or found["year2"]), month, int(found["day"] or found["day2"]))
    return None


def _iso(year: int, month: int, day_: int) -> str | None:
    try:
        return date(year, month, day_).isoformat()
    except ValueError:
        return None


def ago(text: str) -> str | None:
    """The text, folded, when as a whole it says how long ago: "3 days ago", "hace 2 horas", "вчера, 10:05"."""
    words = fold(text)
    found = _AGO.fullmatch(words) if len(words) <= 40 else None
    return words if found and (_PAST.search(words) or not words[0].isdigit()) else None
