"""A linear look at a page before any parser sees it: ordinary, strange, or refused."""

from __future__ import annotations

import re
from enum import StrEnum

from escrowl.errors import PageRefused

MAX_TAGS = 200_000
MAX_TAG = 64_000
MAX_ATTRIBUTES = 1_000
MAX_DEPTH = 1_000
FACTOR = 10
"""Beyond this many times a limit no engine is asked: measured bombs of that size cost seconds and hundreds of MB."""

_VOID = frozenset(
    ("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "wbr")
)
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9:-]*")
_WHOLE = {"script": "/script", "style": "/style", "svg": "/svg", "textarea": "/textarea"}
"""Elements whose inside is skipped up to their end: other rules, or other nesting, hold there."""


class Look(StrEnum):
    """What the page looks like from outside."""

    ORDINARY = "ordinary"
    STRANGE = "strange"


_OPEN, _ASK, _END, _REMARK, _TEXT = range(5)
"""What begins with two characters after a `<`: a start tag, one that may be of those above, an end tag, a comment."""

_ASKED = frozenset(name[:2] for name in (*_VOID, *_WHOLE))


def _sort(two: str) -> int:
    first = two[:1]
    if first.isascii() and first.isalpha():
        return _ASK if two.lower() in _ASKED else _OPEN
    if first == "/":
        return _END if two[1:].isascii() and two[1:].isalpha() else _TEXT
    return _REMARK if two == "!-" else _TEXT


def look(html: str) -> Look:
    """How the page is to be read. One pass over the text. Raises PageRefused far beyond the limits.

    Depth is a guess from start and end tags as they stand. A tag is measured when 1,000 characters pass without
    another: a shorter one cannot hold that many attributes. The text is cut at every `<`, so each piece begins with
    what the `<` opens; most are known by two characters.
    """
    worst = html.count("<") / MAX_TAGS
    pieces = html.split("<") if worst <= FACTOR else []
    sorts: dict[str, int] = {}
    depth = deepest = 0
    until = ""
    for number, piece in enumerate(pieces):
        if until:  # inside of an element that is skipped, or of a comment
            if until == "-->":
                until = "" if until in piece else until
                continue
            if not piece.startswith(until):
                continue
            until = ""
        two = piece[:2]
        sort = sorts.get(two)
        if sort is None:
            sort = sorts[two] = _sort(two)
        if number == 0 or sort == _TEXT:
            continue
        if sort == _END:
            depth = depth - 1 if depth else 0
            continue
        if sort == _REMARK:
            if piece.startswith("!--") and "-->" not in piece[3:]:
                until = "-->"
            continue
        if len(piece) > MAX_ATTRIBUTES:
            worst = max(worst, _weight(html, pieces, number))
            if worst > FACTOR:
                break
        if sort == _ASK:
            tag = _name(piece)
            if tag in _WHOLE:
                until = _WHOLE[tag]
                continue
            if tag in _VOID:
                continue
        depth += 1
        if depth > deepest:
            deepest = depth
    worst = max(worst, deepest / MAX_DEPTH)
    if worst > FACTOR:
        raise PageRefused("This page is built so that reading it could take very long, so it was not read.")
    return Look.STRANGE if worst > 1 else Look.ORDINARY


def _name(piece: str) -> str:
    found = _NAME.match(piece)
    return found[0].lower() if found else ""


def _weight(html: str, pieces: list[str], number: int) -> float:
    """How many times the limits the start tag of a long piece is, 0 when its text and not itself is long."""
    name = len(_name(pieces[number]))
    if len(pieces[number]) - name <= MAX_ATTRIBUTES:
        return 0.0
    start = sum(map(len, pieces[:number])) + number - 1
    size, attributes = _measure(html, start, start + 1 + name)
    return max(size / MAX_TAG, attributes / MAX_ATTRIBUTES)


def _measure(html: str, start: int, at: int) -> tuple[int, int]:
    """Length of the tag, and how many attributes it can have at most."""
    stop = _tag_end(html, at)
    return stop - start, len(html[start:stop].replace("/", " ").split())


def _tag_end(html: str, at: int) -> int:
    """Place of the `>` that closes the tag, quotes minded; the next `<` or the end when it is never closed."""
    size = len(html)
    while at < size:
        stop = html.find(">", at)
        if stop < 0:
            return size
        quote = _first_quote(html, at, stop)
        if quote < 0:
            return stop
        close = html.find(html[quote], quote + 1)
        if close < 0:
            return stop
        at = close + 1
    return size


_OPENS = re.compile(r"=\s{0,20}([\"'])")


def _first_quote(html: str, at: int, stop: int) -> int:
    """Place of the first quote that opens a value (after `=`) between two places, or -1."""
    found = _OPENS.search(html, at, stop)
    return found.start(1) if found else -1


def is_strange(html: str) -> bool:
    """Whether the page needs the careful engine (and a process of its own). Raises PageRefused as `look` does."""
    return look(html) is Look.STRANGE
