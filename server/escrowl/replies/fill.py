"""Put values into a reply: one pass, plain text out, gaps left visible."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from escrowl.errors import ReplyUnknown
from escrowl.replies.load import Reply, To, Tone, catalog
from escrowl.replies.platforms import FILTERED, Platform, platform
from escrowl.replies.template import FLAGS, SLOTS, Clause, Run, Slot

MAX_VALUE = 500
"""Longest value. With at most ``load.MAX_SLOTS`` slots a text, a reply stays under 20 kB at four bytes a letter."""

GAP = "‹{}›"
FALLBACKS: Mapping[str, str] = {"client": "there", "minutes": "20"}
"""Values that are right for anyone: a greeting without a name, and the twenty-minute interview."""

_FROM_PAGE = frozenset({"client", "job", "milestone", "scope", "feature"})
_UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]")


@dataclass(frozen=True, slots=True)
class Gap:
    """Where a value is missing: from ``start`` up to ``end`` in the text, counted in characters as Python does."""

    start: int
    end: int
    slot: str


@dataclass(frozen=True, slots=True)
class Filled:
    """A text ready for the composer. ``over``: characters beyond what we put into a message of this site.

    ``to``: whom it is written to; a text to the site's support must not be put into a talk with the client.
    """

    id: str
    title: str
    text: str
    gaps: tuple[Gap, ...]
    tone: Tone
    over: int = 0
    to: To = "client"


def clean(value: str) -> str:
    """A value as it is put in: no control or direction characters, no blank ends, at most ``MAX_VALUE`` long."""
    return _UNPRINTABLE.sub("", value.replace("\r\n", "\n")).strip()[:MAX_VALUE].strip()


def _values(reply: Reply, where: Platform, slots: Mapping[str, str]) -> dict[str, str]:
    values = {**FALLBACKS, "cur": where.currency, **reply.defaults}
    for name, value in slots.items():
        cleaned = clean(str(value)) if name in SLOTS else ""
        if where.strict and name in _FROM_PAGE and FILTERED.search(cleaned):
            continue
        if cleaned:
            values[name] = f"{cleaned} " if name == "cur" and cleaned[-1].isalpha() else cleaned
    if (rate := values.get("rate", ""))[:1].isdigit():
        values["rate"] = values["cur"] + rate
    return values | where.words()


class _Out:
    def __init__(self, values: Mapping[str, str]) -> None:
        self.values = values
        self.parts: list[str] = []
        self.gaps: list[Gap] = []
        self.at = 0

    def put(self, text: str) -> None:
        self.parts.append(text)
        self.at += len(text)

    def run(self, run: Run) -> None:
        for part in run:
            if isinstance(part, str):
                self.put(part)
            elif (value := self.values.get(part.name)) is not None:
                self.put(value)
            else:
                start = self.at
                self.put(GAP.format(part.name))
                self.gaps.append(Gap(start, self.at, part.name))

    def clause(self, clause: Clause, flags: Collection[str]) -> None:
        known = all(part.name in self.values for part in clause.body if isinstance(part, Slot))
        self.run(clause.body if known and (not clause.flag or clause.flag in flags) else clause.other)


def fill_reply(
    reply: Reply,
    *,
    site: str | None,
    slots: Mapping[str, str],
    flags: Collection[str] = (),
    tone: Tone = "neutral",
) -> Filled:
    """Fill one reply. Names outside the fixed lists of slots and flags are ignored; values are never scanned again."""
    where = platform(site)
    out = _Out(_values(reply, where, slots))
    on = (where.flags | set(flags)) & FLAGS.keys()
    if "contract" in on:
        on = on - {"no_outside_before_contract"}
    for piece in reply.template(tone, where.strict):
        if isinstance(piece, Clause):
            out.clause(piece, on)
        else:
            out.run((piece,))
    text = "".join(out.parts)
    return Filled(reply.id, reply.title, text, tuple(out.gaps), tone, max(0, len(text) - where.max_chars), reply.to)


def fill(
    reply_id: str,
    *,
    site: str | None,
    slots: Mapping[str, str],
    flags: Collection[str] = (),
    tone: Tone = "neutral",
    known: Mapping[str, Reply] | None = None,
) -> Filled:
    """Fill a reply of the catalogue, or of ``known``. ``flags`` are added to those of the site.

    Raises ReplyUnknown when there is no reply of that id.
    """
    reply = (catalog() if known is None else known).get(reply_id)
    if reply is None:
        raise ReplyUnknown(f"There is no reply named {reply_id[:80]!r}; reload the page to get the present list.")
    return fill_reply(reply, site=site, slots=slots, flags=flags, tone=tone)
