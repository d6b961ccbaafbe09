"""Phone numbers, mail addresses, handles, links and hosts in a text, and their masking in quotes."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from itertools import islice
from typing import Any

import re2

from escrowl.rules.text import latin
from escrowl.rules.wording import STEP, STEPS, over

Span = tuple[int, int]

_DIGITS = re2.compile(r"\+?\d[\d\s().-]{6,18}\d")
_MANY_DIGITS = re.compile(r"[0-9][0-9\t\n\f\r ().-]{6,18}[0-9]")
"""The same without the sign, for Python's own engine: quicker to say that there is none, as in most texts."""
_NO_DIGITS = bytes(byte for byte in range(256) if not 48 <= byte <= 57)
_FEWEST_DIGITS = 7
"""Digits of the shortest number with its country's code, those of Niue and Tokelau."""
_DIGITS_AT_HOME = 10
"""Digits of a number of the US, as which one without "+" is read."""
_MAIL = re2.compile(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
_HANDLE = re2.compile(r"(?:^|[\s(:])@[a-z][a-z0-9_]{3,31}\b")
_CHAT_LINK = re2.compile(
    r"\b(?:t\.me|telegram\.me|wa\.me|api\.whatsapp\.com|chat\.whatsapp\.com|join\.skype\.com|discord\.gg|discord\.com/invite|"
    r"m\.me|signal\.me|line\.me|viber\.me)/\S+|\blive:\.?[a-z0-9_.]{4,}"
)
_CHATS = (".me/", "whatsapp.com/", "skype.com/", "discord.")
"""Without one of these, and without "live:", no link to a talk."""
_SCHEDULER = re2.compile(
    r"\b(?:calendly\.com|cal\.com|forms\.gle|docs\.google\.com/forms|meet\.google\.com|teams\.microsoft\.com|"
    r"teams\.live\.com|zoom\.us/j|typeform\.com|jotform\.com|airtable\.com/shr)\S*"
)
_HOSTS = ("calendly.com", "cal.com", "forms.gle", "google.com", "teams.", "zoom.us", "typeform", "jotform", "airtable")
"""Without one of these no link to a scheduler: looking for plain words is quicker."""
_URL = re2.compile(r"(?:https?://|www\.)[^\s<>\"')\]]+|\b[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,12}(?:/[^\s<>\"')\]]*)")
_BRANDS = (
    *("upwork", "fiverr", "freelancer", "peopleperhour", "workana", "guru", "malt", "toptal", "contra"),
    *("linkedin", "weblancer", "freelancermap", "kwork"),
)
_OFFICIAL = frozenset(
    [
        "upwork.com",
        "upwork.help",
        "fiverr.com",
        "freelancer.com",
        "peopleperhour.com",
        "workana.com",
        "guru.com",
        "malt.com",
        "malt.fr",
        "malt.de",
        "toptal.com",
        "contra.com",
        "linkedin.com",
        "weblancer.net",
        "freelancermap.com",
        "freelancermap.de",
        "kwork.ru",
        "kwork.com",
    ]
)
_AT_HOME = re.compile(rf"(?:^|\.)(?:{'|'.join(map(re.escape, sorted(_OFFICIAL)))})\Z")
_NAMES = frozenset({"upwork", "fiverr", "peopleperhour", "workana", "weblancer"})
"""Brands that are no words: nobody else's host has one beside a hyphen (CATALOGUE 4.7, "upwork-*.com")."""
_LURE = re2.compile(r"log-?in|verif|secur|support|account|pay|sign-?in|auth|help|wallet|confirm|update|billing")


def _spans(pattern: Any, text: str) -> Iterator[Span]:
    for match in pattern.finditer(text):
        yield match.start(), match.end()


_MOST_NUMBERS = 200
"""Rows of digits looked at in a text: each costs up to a millisecond, and nobody hides a number behind 200 others."""


def _long_enough(piece: str) -> bool:
    return piece[0] == "+" or sum(map(str.isdigit, piece)) >= _DIGITS_AT_HOME


def phones(text: str) -> Iterator[Span]:
    """Telephone numbers that their country's plan allows; a number without "+" is read as one of the US."""
    if len(text.encode().translate(None, _NO_DIGITS)) < _FEWEST_DIGITS or _MANY_DIGITS.search(text) is None:
        return
    rough = [match for match in islice(_DIGITS.finditer(text), _MOST_NUMBERS) if _long_enough(match.group())]
    if not rough:  # years, prices, versions
        return
    from phonenumbers import Leniency, PhoneNumberMatcher  # half a megabyte: only when there are digits

    for match in rough:
        piece = match.group()
        if text[max(0, match.start() - 1) : match.start()] in ("/", ".") or text[match.end() : match.end() + 1] in (
            ":",
            "/",
        ):
            continue  # part of an address or a path
        for found in PhoneNumberMatcher(piece, "US", leniency=Leniency.VALID):
            bare = piece[found.start : found.end]
            if bare.startswith("+") or any(mark in bare for mark in " ()-."):
                yield match.start() + found.start, match.start() + found.end


def mails(text: str) -> Iterator[Span]:
    """Mail addresses."""
    if "@" in text:
        yield from _spans(_MAIL, text)


def handles(text: str) -> Iterator[Span]:
    """Handles such as @name that are no part of an address."""
    if "@" in text:
        yield from _spans(_HANDLE, text)


def chat_links(text: str) -> Iterator[Span]:
    """Links that open a talk in a messenger."""
    if ("/" in text and any(host in text for host in _CHATS)) or "live:" in text:
        yield from _spans(_CHAT_LINK, text)


def schedulers(text: str) -> Iterator[Span]:
    """Links to schedulers, outside meetings and forms."""
    if any(host in text for host in _HOSTS):
        yield from _spans(_SCHEDULER, text)


def links(text: str) -> Iterator[Span]:
    """Web addresses."""
    if "/" in text or "www." in text:
        yield from _spans(_URL, text)


@lru_cache(maxsize=1)
def _extract() -> Any:
    import tldextract  # late: its list takes 30 ms

    return tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None)


def _near(one: str, other: str) -> bool:
    """Whether the words differ by exactly one letter changed, lost, added or swapped."""
    if one == other or abs(len(one) - len(other)) > 1:
        return False
    if len(one) == len(other):
        wrong = [i for i in range(len(one)) if one[i] != other[i]]
        swapped = len(wrong) == 2 and one[wrong[0]] == other[wrong[1]] and one[wrong[1]] == other[wrong[0]]
        return len(wrong) == 1 or (swapped and wrong[1] - wrong[0] == 1)
    short, long = sorted((one, other), key=len)
    return any(long[:i] + long[i + 1 :] == short for i in range(len(long)))


def _single(word: str) -> str:
    return "".join(c for i, c in enumerate(word) if not i or c != word[i - 1])


def _decoded(label: str) -> str:
    """A label in the letters a browser would show: xn--… decoded, when it can be."""
    if not label.startswith("xn--"):
        return label
    try:
        return label.removeprefix("xn--").encode("ascii").decode("punycode")
    except UnicodeError:
        return label


def _read_as(label: str) -> str:
    return latin(_decoded(label)).replace("vv", "w").replace("0", "o").replace("1", "l")


_DOTS = re.compile("[.\u3002\uff0e\uff61]")
"""What parts the labels of a host, in any script."""


def _resembles(label: str) -> bool:
    """Whether a label is, holds or nearly is the name of a marketplace: without one no host imitates it."""
    name = _read_as(label)
    return any(
        brand in name or brand == label or _single(label) == _single(brand) or _near(name, brand) for brand in _BRANDS
    )


@lru_cache(maxsize=4096)
def imitates(host: str) -> bool:
    """Whether ``host`` looks like a marketplace's and is not: upwork-login.com, upvvork.com, upwork.com.evil.net."""
    if not any(map(_resembles, _DOTS.split(host.lower()))) or _AT_HOME.search(host) is not None:
        return False  # nearly all: the list of suffixes takes a tenth of a second and 15 MB
    parts = _extract()(host.removesuffix(".example") + ".com" if host.endswith(".example") else host)
    if parts.top_domain_under_public_suffix in _OFFICIAL or not parts.suffix:
        return False
    name = _read_as(parts.domain)
    for brand in _BRANDS:
        long = len(brand) >= 6
        if name == brand and name != parts.domain:
            return True
        if parts.domain != brand and long and _single(parts.domain) == _single(brand):
            return True
        if brand in _NAMES and any(map(re.compile(rf"{brand}-|.+-{brand}\Z").match, parts.subdomain.split("."))):
            return True
        if f".{brand}." in f".{parts.subdomain}." or (long and _near(name, brand)):
            return True
        if long and brand in name and brand not in parts.domain:  # upvvork-jobs.com
            return True
        if brand in _NAMES and (name.startswith(f"{brand}-") or name.endswith(f"-{brand}")):
            return True
        if brand in name and name != brand and (_LURE.search(name) is not None and (long or "-" in name)):
            return True
    return False


def imitations(text: str) -> Iterator[Span]:
    """Links whose host imitates a marketplace."""
    for start, end in links(text):
        host = text[start:end].split("://")[-1].split("/")[0].split("@")[-1].split(":")[0]
        if imitates(host):
            yield start, end


WORDING = {f"scheme-wording-{step}": over(step * STEP) for step in range(STEPS)}
"""Detectors of texts that sound like a scheme, each from one small sign's worth more on."""

DETECTORS: dict[str, Callable[[str], Iterator[Span]]] = {
    "phone": phones,
    "mail": mails,
    "handle": handles,
    "chat-link": chat_links,
    "scheduler": schedulers,
    "link": links,
    "imitation": imitations,
    **WORDING,
}

_LONG = re2.compile(r"\+?\d[\d\s().-]{5,}\d")


def mask(quote: str) -> str:
    """``quote`` without the personal part of mail addresses and without the digits of numbers that may be phones."""
    quote = _MAIL.sub(lambda m: m.group()[0] + "…@…" + m.group()[m.group().rfind(".") :], quote)
    return str(
        _LONG.sub(lambda m: m.group()[:2] + "…" if sum(c.isdigit() for c in m.group()) >= 7 else m.group(), quote)
    )
