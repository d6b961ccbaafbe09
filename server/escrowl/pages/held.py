"""Money that a site holds for the work, where a page names it beside a talk: "Funds in escrow £200.00"."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import ClassVar

from escrowl.pages import values_money
from escrowl.pages.base import Found, provides
from escrowl.pages.dom import Index, Line, Node
from escrowl.pages.spans import Spans
from escrowl.pages.talk import Talk, TalkReader

_FRAME = ("nav", "header", "footer", "form", "a", "button")


def held(page: Index, box: Node, label: re.Pattern[str]) -> Found | None:
    """The amount behind the label (on its line or the next), outside of the talk, links and the site's frame.

    ``box``: the talk. None when there is no amount, or two that differ.
    """
    taken = Spans((box, *page.tagged(*_FRAME, "h1")))
    lines = [line for line in page.lines if len(line.text) <= 60 and not taken.has(line)]
    said = [found for line, after in pairwise([*lines, Line("", 0, 0, 0)]) if (found := _said(line, after, label))]
    return said[0] if len({repr(found.value) for found in said}) == 1 else None


def _said(line: Line, after: Line, label: re.Pattern[str]) -> Found | None:
    found = label.match(line.text)
    if found is None:
        return None
    rest = line.text[found.end() :].strip(" :–—-")
    price = values_money.whole_price(rest or after.text)
    money = price.money if price is not None and not price.hourly else None
    return Found(money, f"{found[0].strip(' :')}: {rest or after.text}", "beside the talk") if money else None


class HeldTalk(TalkReader):
    """Reads a talk: who said what, and the money beside it."""

    label: ClassVar[re.Pattern[str]]
    """What the site calls that money."""

    @provides("contract.held_amount", on="wording")
    def held_amount(self, area: Talk) -> Found | None:
        return held(area.page, area.node, self.label)
