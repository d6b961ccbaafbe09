"""A linear look at a page before any parser sees it: ordinary, strange, or refused."""

from __future__ import annotations

from enum import StrEnum

from escrowl.errors import PageRefused
from escrowl.pages.nesting import MOST_STEPS, nesting
from escrowl.pages.tags import attributes_in

MAX_TAGS = 200_000
MAX_TAG = 64_000
MAX_ATTRIBUTES = 1_000
MAX_DEPTH = 1_000
FACTOR = 10
"""Beyond this many times a limit no engine is asked: measured bombs of that size cost seconds and hundreds of MB."""


class Look(StrEnum):
    """What the page looks like from outside."""

    ORDINARY = "ordinary"
    STRANGE = "strange"


def look(html: str) -> Look:
    """How the page is to be read. One pass over the text. Raises PageRefused far beyond the limits."""
    worst = html.count("<") / MAX_TAGS
    if worst <= FACTOR:

        def weigh(name: str, attributes: str) -> None:
            nonlocal worst
            worst = max(worst, (len(name) + len(attributes) + 2) / MAX_TAG, attributes_in(attributes) / MAX_ATTRIBUTES)

        found = nesting(html, weigh)
        worst = max(worst, found.deepest / MAX_DEPTH, found.steps / MOST_STEPS)
        if found.odd:
            worst = max(worst, 1.1)
    if worst > FACTOR:
        raise PageRefused("This page is built so that reading it could take very long, so it was not read.")
    return Look.STRANGE if worst > 1 else Look.ORDINARY


def is_strange(html: str) -> bool:
    """Whether the page needs the careful engine (and a process of its own). Raises PageRefused as `look` does."""
    return look(html) is Look.STRANGE
