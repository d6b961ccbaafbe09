"""What may be kept of a text: short, on one line, without the phone numbers and mail addresses in it."""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import urlsplit

KEEP = 120
"""Longest text kept, in characters."""

_READ = 1_000
"""More than this is never looked at: it could not be kept anyway, and the patterns below stay cheap."""

_COMMON = 80
"""Longest text whose masked form is remembered."""

_AT, _DOT = r"\s{0,3}(?:@|[(\[{]\s?at\s?[)\]}])\s{0,3}", r"\s{0,3}(?:\.|[(\[{]\s?dot\s?[)\]}])\s{0,3}"
_MAIL = re.compile(
    rf"[\w.+-]{{1,64}}(?:{_AT}[\w-]{{1,63}}(?:{_DOT}[\w-]{{1,63}}){{1,4}}|\sat\s[\w-]{{1,63}}(?:\sdot\s[\w-]{{1,63}}){{1,4}})",
    re.IGNORECASE,
)
_SAID_AT = re.compile(r"(?:\s|[(\[{]\s?)at(?:\s|\s?[)\]}])", re.IGNORECASE)
"""What every address written in words has: looking for it is quicker than for all of them."""

_NUMBER = re.compile(r"(?<![\w$€£.,])(?!\d{4}-\d\d-\d\d)[+(]{0,2}\d(?:[ .()/–-]{0,2}\d){8,16}(?![\w])")
"""Nine digits and more with what people put between them: numbers that no country's plan knows, or typed wrongly."""


def mask(text: str, limit: int = KEEP) -> str:
    """The text on one line, masked, then cut to ``limit`` characters. Masked again it stays the same."""
    return _masked_again(text, limit) if len(text) <= _COMMON else _masked(text, limit)


@lru_cache(maxsize=2_048)
def _masked_again(text: str, limit: int) -> str:
    """Ratings, countries and titles of findings come with every card."""
    return _masked(text, limit)


def _masked(text: str, limit: int) -> str:
    text = " ".join(text[:_READ].split())
    if "@" in text or _SAID_AT.search(text):
        text = _MAIL.sub("[mail]", text)
    if len(text) >= 7:
        digits = sum(map(str.isdigit, text))
        if digits >= 9 or (digits >= 7 and _has_plus(text)):
            text = _mask_numbers(text, digits)
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"


def _has_plus(text: str) -> bool:
    return "+" in text or "\uff0b" in text


def _mask_numbers(text: str, digits: int) -> str:
    plus = _has_plus(text)
    if plus or digits >= 10:
        from phonenumbers import Leniency, PhoneNumberMatcher  # 0.1 s, and most texts have no digits

        # Without a country only numbers with "+"; then as in the United States, where most of the sites' clients are:
        # numbers of ten digits, or with the prefix for abroad, which makes them as long.
        for region, leniency in ((None, Leniency.POSSIBLE), ("US", Leniency.VALID))[0 if plus else 1 :]:
            for match in reversed(list(PhoneNumberMatcher(text, region, leniency, 20))):
                text = f"{text[: match.start]}[number]{text[match.end :]}"
    return _NUMBER.sub("[number]", text)


def plain_address(url: str) -> str:
    """An address without user, query values and fragment; at most 500 characters, "" for what is no address."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return ""
    names = dict.fromkeys(pair.partition("=")[0] for pair in parts.query.split("&"))
    kept = [name for name in names if re.fullmatch(r"[A-Za-z_][\w.\[\]-]{0,39}", name, re.ASCII)]
    query = "?" + "&".join(kept[:20]) if kept else ""
    return f"{parts.scheme}://{host}{f':{port}' if port else ''}{parts.path}{query}"[:500]
