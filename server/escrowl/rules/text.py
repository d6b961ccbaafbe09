"""Views of a text under which patterns look, each with a map back to the raw text for the quote.

``normal`` folds case, width, accents and invisible characters: every pattern reads it. ``bare`` also undoes
disguises (letters of other scripts, spaced letters, digits as letters, "at ... dot ..."): a pattern that matches only
there was hidden on purpose.
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import re2

LIMIT = 50_000
"""Characters of one text that are read: far beyond any message, small enough to stay fast."""

APPS = frozenset(
    [
        "telegram",
        "whatsapp",
        "skype",
        "viber",
        "wechat",
        "discord",
        "signal",
        "messenger",
        "hangouts",
        "snapchat",
        "instagram",
        "facebook",
        "kakaotalk",
        "gmail",
        "telegam",
        "watsapp",
    ]
)
WORDS = re.compile(r"[^\W\d_]+")
"""Words of a text: rows of letters of any script, and nothing else."""

_INVISIBLE = frozenset("\u00ad\u200b\u200c\u200d\u2060\ufeff\u20e3\u180e")
_QUOTES = {"\u2019": "'", "\u2018": "'", "\u02bc": "'", "\u201c": '"', "\u201d": '"', "\u2013": "-", "\u2014": "-"}
_QUOTES["\u2026"] = "."
_LOOKALIKE = str.maketrans("аеіоросухкмтвнгѕјԁһαοερτυικνѵ", "aeiopocyxkmtbhrsjdhaoeptyikvv")
_LEET = {"0": "o", "1": "l", "3": "e", "4": "a", "5": "s", "7": "t", "@": "a", "$": "s", "!": "i", "|": "l"}

_SPACED = re2.compile(r"(?:\b[a-z][ ._*/|-]{1,3}){3,}[a-z]\b")
_WORD = re2.compile(r"[a-z0-9@$|]*(?:[a-z][013457@$|!]+[a-z]|[013457@$][a-z]{3})[a-z0-9@$|!]*")
_MIXED = re2.compile(r"[a-z0-9_Ͱ-ԯ]*[Ͱ-ԯ][a-z0-9_Ͱ-ԯ]*")
_SPLIT_APP = re2.compile(
    r"\b(?:tele[ ._-]gram|wh?ats[._-]app|what[ ._-]sapp|s[ ._-]kype|tel[ ._-]egram|tele[.]?g[.]ram)\b"
)
_AT = r"(?:\s*[(\[{<]\s*at\s*[)\]}>]\s*|\s+at\s+|\s*@\s*)"
_DOT = r"(?:\s*[(\[{<]\s*dot\s*[)\]}>]\s*|\s+dot\s+|\s*[(\[{]\.[)\]}]\s*|\s*\.\s*)"
_TLD = (
    r"(?:com|net|org|io|co|me|ru|de|info|biz|in|uk|studio|agency|app|dev|tech|work|jobs|online|site|pro|xyz|eu|ca|au|us|"
    r"fr|es|it|nl|pl|br|mx|ph|pk|ng)"
)
_MAIL = re2.compile(
    rf"\b([a-z0-9][a-z0-9._+-]*){_AT}(g ?mail|ya ?hoo|out ?look|hot ?mail|proton ?mail|proton|icloud|"
    rf"[a-z0-9-]+){_DOT}({_TLD})\b"
)
_SHORT_LINK = re2.compile(r"\b(t|wa)(?:\s+\.\s*|\.\s+|\s*[(\[]\.?(?:dot)?[)\]]\s*|\s+dot\s+)me\s*(?:/|slash\b)")
_DIGIT_WORDS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_WORD_DIGITS = {w: str(n) for n, w in enumerate(_DIGIT_WORDS)}
_WORD_DIGITS["oh"] = "0"
_DIGIT = "(?:zero|oh|one|two|three|four|five|six|seven|eight|nine|[0-9])"
_SPELLED = re2.compile(rf"\b{_DIGIT}(?:[\s,.*_/-]{{1,3}}{_DIGIT}){{6,14}}\b")
_DRAWN = {"teleqram": "telegram", "teiegram": "telegram", "telegrarn": "telegram", "teleqrarn": "telegram"}
_DRAWN |= {"vvhatsapp": "whatsapp", "whatzapp": "whatsapp", "whatsaqp": "whatsapp", "whatsaqq": "whatsapp"}
"""Names drawn with letters that look alike in one script. Typing slips are no disguise: the word lists have them."""
_ALIKE = re2.compile(rf"\b(?:{'|'.join(_DRAWN)})\b")
_DISGUISED_MAIL = re2.compile(r"\s|[(\[{<]")


@dataclass(frozen=True, slots=True)
class View:
    """A text as patterns see it. ``starts``/``ends``: raw place of each character; None when they are the same."""

    text: str
    starts: tuple[int, ...] | None = None
    ends: tuple[int, ...] | None = None

    def raw_span(self, start: int, end: int) -> tuple[int, int]:
        """Where ``text[start:end]`` stands in the raw text."""
        if self.starts is None or self.ends is None:
            return start, end
        if start >= len(self.starts):
            last = self.ends[-1] if self.ends else 0
            return last, last
        return self.starts[start], self.ends[max(start, end - 1)]


_ODD = re.compile(r"[^\x00-\x7f]+")
_MANY = 20


@lru_cache(maxsize=8192)
def _fold(char: str) -> str:
    if char in _INVISIBLE or "\ufe00" <= char <= "\ufe0f":
        return ""
    if char in _QUOTES:
        return _QUOTES[char]
    parts = unicodedata.normalize("NFKD", char).casefold()
    return "".join(c for c in parts if unicodedata.category(c) not in ("Mn", "Cf"))


def fold(text: str) -> str:
    """``text`` as the normal view has it; patterns are folded the same way when they are loaded."""
    return text.lower() if text.isascii() else "".join(map(_fold, text))


def normal(raw: str) -> View:
    """The view every pattern reads: case, width, accents and invisible characters folded."""
    raw = raw[:LIMIT]
    if raw.isascii():
        return View(raw.lower())
    odd = {char: _fold(char) for char in set("".join(_ODD.findall(raw)))}
    if all(len(folded) == 1 for folded in odd.values()):  # nearly always: every character keeps its place
        if len(odd) > _MANY or any(folded in odd for folded in odd.values()):
            return View(raw.translate({ord(char): folded for char, folded in odd.items()}).lower())
        for char, folded in odd.items():  # a few dashes and quotes: quicker one by one
            raw = raw.replace(char, folded)
        return View(raw.lower())
    out = [odd.get(char, char) for char in raw]
    text = "".join(out).lower()
    starts: list[int] = []
    ends: list[int] = []
    for place, folded in enumerate(out):
        starts.extend([place] * len(folded))
        ends.extend([place + 1] * len(folded))
    return View(text, tuple(starts), tuple(ends))


def _replace(view: View, pattern: Any, change: Callable[[Any], str | None]) -> View:
    """``view`` with each match replaced by what ``change`` says; None leaves the match as it is."""
    pieces: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    done = 0

    def keep(upto: int) -> None:
        pieces.append(view.text[done:upto])
        for place in range(done, upto):
            begin, stop = view.raw_span(place, place + 1)
            starts.append(begin)
            ends.append(stop)

    for match in pattern.finditer(view.text):
        new = change(match)
        if not new or new == match.group():
            continue
        keep(match.start())
        begin, stop = view.raw_span(match.start(), match.end())
        pieces.append(new)
        starts.extend([begin] * len(new))
        ends.extend([stop] * len(new))
        done = match.end()
    if not pieces:
        return view
    keep(len(view.text))
    return View("".join(pieces), tuple(starts), tuple(ends))


def latin(word: str) -> str:
    """``word`` with letters of other scripts that look like Latin ones replaced by them."""
    return word.translate(_LOOKALIKE)


def _same_script(match: Any) -> str | None:
    word: str = match.group()
    plain = latin(word)
    mixed = any("a" <= c <= "z" for c in word)
    return plain if plain.isascii() and (mixed or plain in APPS) else None


def _joined(match: Any) -> str | None:
    word = "".join(c for c in match.group() if c.isalnum())
    found = next((app for app in APPS if app in word), None)
    return word.replace(found, f" {found} ").strip() if found else None


def _letters(match: Any) -> str | None:
    word: str = match.group().strip(".!?")
    if len(word) < 5 or word.isalpha() or word.isdigit():
        return None
    for one in ("l", "i"):
        plain = "".join(one if c == "1" else _LEET.get(c, c) for c in word)
        if plain in APPS:
            return plain
    return None


def _mail(match: Any) -> str | None:
    whole: str = match.group()
    host = match.group(2).replace(" ", "")
    known = host in ("gmail", "yahoo", "outlook", "hotmail", "protonmail", "proton", "icloud")
    bracketed = any(c in whole for c in "([{<") or " dot " in whole
    if not _DISGUISED_MAIL.search(whole) or not (known or bracketed):
        return None
    return f"{match.group(1)}@{host}.{match.group(3)}"


def _one_word(match: Any) -> str:
    return "".join(char for char in match.group() if char.isalpha())


def _link(match: Any) -> str:
    return f"{match.group(1)}.me/"


def _digits(match: Any) -> str | None:
    """Digits said one by one, as a telephone number is written; a run of one digit or of plain counting is none."""
    said = re.findall(_DIGIT, match.group())
    digits = "".join(_WORD_DIGITS.get(word, word) for word in said)
    counting = all((int(b) - int(a)) % 10 == 1 for a, b in itertools.pairwise(digits))
    if len(set(digits)) < 3 or counting:
        return None
    return f"{digits[:3]}-{digits[3:6]}-{digits[6:]}" if len(digits) == 10 else f"+{digits}"


def _alike(match: Any) -> str:
    return _DRAWN[match.group()]


_STEPS = (
    (_MIXED, _same_script),
    (_SPACED, _joined),
    (_SPLIT_APP, _one_word),
    (_WORD, _letters),
    (_MAIL, _mail),
    (_SHORT_LINK, _link),
    (_SPELLED, _digits),
    (_ALIKE, _alike),
)


@lru_cache(maxsize=1)
def _suspects() -> Any:
    """One set of all steps: nearly every text shows in one pass that it needs none of them."""
    made = re2.Set.SearchSet()
    for pattern, _ in _STEPS:
        made.Add(pattern.pattern)
    made.Compile()
    return made


def bare(view: View) -> View | None:
    """``view`` with disguises undone, or None when there are none (nearly always)."""
    needed = _suspects().Match(view.text)
    if not needed:
        return None
    out = view
    for pattern, change in _STEPS[min(needed) :]:
        out = _replace(out, pattern, change)
    return None if out is view else out
