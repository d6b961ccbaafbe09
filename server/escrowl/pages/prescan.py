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
_MARK = re.compile(r"<(?:([A-Za-z][A-Za-z0-9:-]*)|(/)[A-Za-z]|!--)")
_WHOLE = {"script": "</script", "style": "</style", "svg": "</svg", "textarea": "</textarea"}
"""Elements whose inside is skipped up to their end: other rules, or other nesting, hold there."""


class Look(StrEnum):
    """What the page looks like from outside."""

    ORDINARY = "ordinary"
    STRANGE = "strange"


def look(html: str) -> Look:
    """How the page is to be read. One pass over the text. Raises PageRefused far beyond the limits.

    Depth is a guess from start and end tags as they stand. A tag is measured when 1,000 characters pass without
    another: a shorter one cannot hold that many attributes.
    """
    worst = html.count("<") / MAX_TAGS
    depth = deepest = resume = 0
    far = len(html) - MAX_ATTRIBUTES
    for mark in _MARK.finditer(html) if worst <= FACTOR else ():
        start, at = mark.span()
        if start < resume:
            continue
        name, end = mark.groups()
        if name:
            if at < far and html.find("<", at, at + MAX_ATTRIBUTES + 1) < 0:
                size, attributes = _measure(html, start, at)
                worst = max(worst, size / MAX_TAG, attributes / MAX_ATTRIBUTES)
                if worst > FACTOR:
                    break
            tag = name.lower()
            if tag in _WHOLE:
                resume = html.find(_WHOLE[tag], at)
            elif tag not in _VOID:
                depth += 1
                if depth > deepest:
                    deepest = depth
        elif end:
            depth = depth - 1 if depth else 0
        else:
            resume = html.find("-->", at)
        if resume < 0:  # never closed: the rest of the page is inside
            break
    worst = max(worst, deepest / MAX_DEPTH)
    if worst > FACTOR:
        raise PageRefused("This page is built so that reading it could take very long, so it was not read.")
    return Look.STRANGE if worst > 1 else Look.ORDINARY


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
