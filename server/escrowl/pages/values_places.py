"""Names of countries in the languages of the marketplaces' pages."""

from __future__ import annotations

import re
from functools import cache

from escrowl.pages.dom import fold
from escrowl.pages.values_dates import LANGUAGES

_SPOKEN = {
    "en": (
        "turkey", "czech republic", "ivory coast", "cote d'ivoire", "macedonia", "swaziland", "hong kong", "macau",
        "burma", "myanmar", "cape verde", "palestine", "usa", "uk", "uae", "south korea", "russian federation",
        "viet nam", "great britain",
    ),
    "es": ("estados unidos de américa", "ee. uu.", "gran bretaña"),
    "de": ("usa", "großbritannien", "tschechische republik"),
    "ru": ("сша", "россия", "белоруссия", "великобритания"),
}  # fmt: skip
"""Names that sites write and the list of names (babel's, of the Unicode CLDR) does not have."""


def listed(language: str) -> frozenset[str]:
    """Names of countries in babel's list, case folded: as they stand, and plainer ("and", nothing in brackets)."""
    from babel import Locale

    names = {str(name).casefold() for code, name in Locale(language).territories.items() if len(code) == 2}
    return frozenset(names | {re.sub(r"\s*\(.*\)", "", name).replace("&", "and").strip() for name in names})


@cache
def countries(language: str = "en") -> frozenset[str]:
    """Names of countries in one language as sites write them, case folded."""
    return listed(language) | frozenset(_SPOKEN.get(language, ()))


def country(text: str, languages: tuple[str, ...] = ("en",)) -> str | None:
    """The country in "India" or "Noida, India", as written; None when the last part is no country's name.

    ``languages`` are tried in order, of `LANGUAGES`; all are English first in practice, since sites mix.
    """
    name = fold(text).rpartition(",")[2].strip()
    if not 2 < len(name) <= 60 and name.casefold() not in ("uk",):
        return None
    folded = name.casefold()
    return name if any(folded in countries(language) for language in languages) else None


def country_anywhere(text: str) -> str | None:
    """The same with every language of `LANGUAGES`."""
    return country(text, LANGUAGES)
