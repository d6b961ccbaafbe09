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
_NAME = re.compile(r"/?[A-Za-z][A-Za-z0-9:-]*")


class Look(StrEnum):
    """What the page looks like from outside."""

    ORDINARY = "ordinary"
    STRANGE = "strange"


def look(html: str) -> Look:
    """How the page is to be read. One pass over the text. Raises PageRefused far beyond the limits."""
    angles = html.count("<")
    worst = angles / MAX_TAGS
    depth = deepest = 0
    at = html.find("<")
    size = len(html)
    while at >= 0 and at < size and worst <= FACTOR:
        if html.startswith("<!--", at):
            stop = html.find("-->", at + 4)
            if stop < 0:
                break
            at = html.find("<", stop)
            continue
        name = _NAME.match(html, at + 1)
        if name is None:
            at = html.find("<", at + 1)
            continue
        stop = _tag_end(html, name.end())
        tag = name.group().lower()
        worst = max(worst, (stop - at) / MAX_TAG)
        if stop - at > MAX_ATTRIBUTES:  # shorter tags cannot hold that many
            worst = max(worst, len(html[at:stop].replace("/", " ").split()) / MAX_ATTRIBUTES)
        if tag.startswith("/"):
            depth = max(0, depth - 1)
        elif tag not in _VOID and html[stop - 1 : stop] != "/":
            depth += 1
            deepest = max(deepest, depth)
        if tag in ("script", "style"):
            close = html.find(f"</{tag}", stop)
            stop = close if close >= 0 else size
        at = html.find("<", stop)
    worst = max(worst, deepest / MAX_DEPTH)
    if worst > FACTOR:
        raise PageRefused("This page is built so that reading it could take very long, so it was not read.")
    return Look.STRANGE if worst > 1 else Look.ORDINARY


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
