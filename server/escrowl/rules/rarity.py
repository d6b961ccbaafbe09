"""In which form words are looked for in texts, and how rare each is in them, by guess."""

from __future__ import annotations

import re
from functools import lru_cache

EDGE = "\0"
"""Stands in a word where the pattern asks for the beginning or the end of one."""

_VERY = (
    " the and you for that have with this will are can not your from our all but what a to of in is it on or be as if "
)
_VERY += "an my me we i at by do so us up who has was they them which how when "
_OFTEN = (
    " need work project job time experience please website team looking must good able client would like also use new "
    "one any should about skills data app web design services business company marketing developer development support "
    "help strong create build knowledge including high content provide working ensure been was their other into page "
    "quality video test code users user service system products product social details information contact know days "
    "day week month per hours hour send make add call email mail text message account payment pay files file open "
    "write find check talk online site full simple great small no yes out its there some just only very well each both "
    "such than then over own based using within through take set look want here where these those needs role part "
    "first candidate questions question long term start read plus list required requirements using manager manage "
    "script automation database engineer application document security using api tool tools long "
)
_WHOLE = {1: 3.0, 2: 0.4, 3: 0.2, 4: 0.1, 5: 0.05}
_PIECE = {1: 60.0, 2: 8.0, 3: 1.0, 4: 0.3, 5: 0.12, 6: 0.06}
_SIGNS = {"$": 0.3, "%": 0.3, "@": 0.1, "€": 0.05, "£": 0.05}


@lru_cache(maxsize=65_536)
def frequency(word: str) -> float:
    """How often a post of 1,500 characters has the word, by guess: only the order counts, and only for speed."""
    shape = spaced(word)
    words = shape.split()
    sign = word.strip(" \0")
    if not words or sign in _SIGNS:
        return _SIGNS.get(sign, 20.0)
    least = 60.0
    for place, inner in enumerate(words):
        begun, ended = place > 0 or shape[0] == " ", place < len(words) - 1 or shape[-1] == " "
        here = f"{' ' * begun}{inner}{' ' * ended}"
        if here in _VERY:
            least = min(least, 6.0 if len(inner) > 1 else 60.0)
        elif here in _OFTEN:
            least = min(least, 1.0)
        else:
            least = min(least, (_WHOLE if begun and ended else _PIECE).get(len(inner), 0.03))
    return float(least * 0.3 ** (len(words) - 1))


_BETWEEN = re.compile(r"[^a-z0-9_\x80-\U0010ffff]")


@lru_cache(maxsize=65_536)
def spaced(word: str) -> str:
    """The word as it stands in a text in which every sign is a space: with one where it must begin or end a word.

    RE2 takes ASCII's letters for words and nothing else, so a word of other letters begins anywhere.
    """
    inner = word.replace(EDGE, "")
    shape = _BETWEEN.sub(" ", inner)
    if not inner or not inner.isascii():
        return shape
    begun = word[0] == EDGE and shape[0] != " "
    ended = word[-1] == EDGE and shape[-1] != " "
    return f"{' ' * begun}{shape}{' ' * ended}"


def forget() -> None:
    """Give back what was remembered of words while many patterns were read."""
    spaced.cache_clear()
    frequency.cache_clear()
