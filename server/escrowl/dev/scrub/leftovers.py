"""What still looks private in a page: looked for anew, by other means than those that took it out."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from escrowl.dev.scrub.data import LONG, parse
from escrowl.dev.scrub.standins import is_filler, is_stand_in
from escrowl.dev.scrub.texts import DIGITS, HEX, JWT, MAIL, NO_STYLE, TOKEN, UUID, is_token, phone_spans

if TYPE_CHECKING:
    from bs4 import Tag

MOST = 50
"""Places named at most."""

_QUERY = re.compile(r"^[^\s?]*\?(?P<query>[^\s#]+)")
_DAY = re.compile(r"(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])")
_PERSON = re.compile(r"(?<![\w.])[^\W\d_a-z][\w'’-]{1,20}(?: [^\W\d_a-z]\.?| [^\W\d_a-z][\w'’-]{1,20}){1,2}(?!\w)")
_TILDE = re.compile(r"~0\d([0-9a-f]{16,19})")
_PICTURES = ("img", "picture", "svg", "video", "iframe", "object", "embed")
_WORDS = ("class", "rel", "data-test", "data-qa", "data-cy", "data-testid")


@dataclass(frozen=True, slots=True)
class Leftover:
    """Something that looks private: of which kind, where, and its first characters."""

    kind: str
    where: str
    words: str


def _forms(text: str, loose: bool, address: bool = False) -> Iterator[tuple[str, str]]:
    """What in a text has the form of something private. ``loose``: names of styles, which look like codes."""
    for found in MAIL.finditer(text):
        yield "mail address", found[0]
    for start, end in () if address else phone_spans(text):
        yield "phone number", text[start:end]
    for pattern in (JWT, UUID, HEX, DIGITS):
        for found in pattern.finditer(text):
            if not (len(found[0]) == 8 and _DAY.fullmatch(found[0])):
                yield "token" if pattern is JWT else "id", found[0]
    for found in _TILDE.finditer(text):
        yield "id", found[1]
    for found in TOKEN.finditer(text):
        if is_token(found[0]) and (not loose or len(found[0]) >= NO_STYLE):
            yield "token", found[0]


def _query(text: str) -> Iterator[tuple[str, str]]:
    found = _QUERY.match(text)
    if found and "=" in found["query"]:
        for pair in found["query"].split("&"):
            value = pair.partition("=")[2]
            if value and not is_stand_in(re.sub(r"^~0\d", "", value)) and not re.fullmatch(r"\d{1,7}", value):
                yield "query of an address", pair


def _texts(value: Any) -> Iterator[str]:
    waiting = [value]
    while waiting:
        item = waiting.pop()
        if isinstance(item, Mapping):
            waiting.extend((*item.keys(), *item.values()))
        elif isinstance(item, list):
            waiting.extend(item)
        elif isinstance(item, str):
            yield item
        elif isinstance(item, int) and abs(item) >= 10**14:
            yield str(abs(item))


def _in_text(text: str, address: bool = False, loose: bool = False) -> Iterator[tuple[str, str]]:
    yield from _forms(text, loose, address)
    if not address and not loose and len(" ".join(text.split())) > LONG and not is_filler(text):
        yield "long text", text


def _of(element: Tag) -> Iterator[tuple[str, str, str]]:
    if element.name in _PICTURES:
        yield "picture", "", element.name
    for name, value in element.attrs.items():
        text = " ".join(value) if isinstance(value, list) else str(value)
        if name.startswith("on") or name in ("style", "src", "srcset", "value", "nonce", "action"):
            yield "attribute", name, text
        address = name == "href" or re.match(r"https?://|/", text) is not None
        for kind, words in (
            *_in_text(text, address, name in _WORDS),
            *(_query(text) if address else ()),
        ):
            yield kind, name, words
    for string in element.find_all(string=True, recursive=False):
        if element.name != "script":
            if type(string).__name__ == "Comment":
                yield "comment", "", str(string)
            for kind, words in _in_text(str(string)):
                yield kind, "", words
            continue
        parsed = parse(str(string))
        if parsed is None:
            yield "script", "", str(string)
            continue
        for text in _texts(parsed[1]):
            address = re.match(r"https?://|/", text) is not None
            for kind, words in (*_in_text(text, address), *_query(text)):
                yield kind, "data", words


def leftovers(html: str, secrets: Mapping[str, str] | None = None, url: str = "") -> list[Leftover]:
    """What looks private in the page, or is one of the ``secrets`` (value to kind) that should have gone."""
    from bs4 import BeautifulSoup

    found: dict[tuple[str, str], Leftover] = {}

    def add(kind: str, where: str, words: str) -> None:
        if len(found) < MOST:
            found.setdefault((kind, words), Leftover(kind, where, " ".join(words.split())[:60]))

    for kind, words in (*_forms(url, False), *_query(url)):
        if not is_stand_in(words):
            add(kind, "the page's address", words)
    soup = BeautifulSoup(html, "lxml")

    def place(words: str) -> str:
        at = html.find(words)
        return (
            f"line {html.count(chr(10), 0, at) + 1}, character {at - html.rfind(chr(10), 0, at)}, " if at >= 0 else ""
        )

    for element in soup.find_all(True):
        for kind, attribute, words in _of(element):
            if not is_stand_in(words.strip()):
                add(kind, f"{place(words)}<{element.name}{f' {attribute}' if attribute else ''}>", words)
    folded = " ".join(html.split())
    lower = folded.lower()
    for secret, kind in (secrets or {}).items():
        # A name may be a common word in small letters; everything else is looked for whatever its letters.
        here, there = (secret, folded) if kind in ("names", "titles") else (secret.lower(), lower)
        if len(secret) >= 4 and here in there and _alone(here, there):
            add(f"was to go ({kind})", place(secret), secret)
    return list(found.values())


def maybe_names(html: str, most: int = 15) -> list[str]:
    """Words that could be somebody's name, for a person to look at: two or three capitalised ones, rare ones first."""
    from bs4 import BeautifulSoup

    soup = BeautifulSoup(html, "lxml")
    lines = [" ".join(str(text).split()) for text in soup.find_all(string=True) if text.parent.name != "script"]
    small = {word for line in lines for word in re.findall(r"(?<!\w)[^\W\d_A-Z]\w+", line)}
    found: Counter[str] = Counter()
    for line in lines:
        for match in _PERSON.finditer(line):
            words = match[0].split()
            if not any(word.lower() in small or is_stand_in(word) or is_filler(word) for word in words):
                found[match[0]] += 1
    return [name for name, _ in sorted(found.items(), key=lambda item: (item[1], item[0]))][:most]


def _alone(secret: str, line: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(secret)}(?![\w-])", line) is not None
