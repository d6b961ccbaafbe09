"""Amounts on a tile (the client's spend, the job's budget and rate), told apart by the labels around them."""

from __future__ import annotations

import re
from itertools import pairwise

from escrowl.facts import Unknown
from escrowl.pages import values
from escrowl.pages.base import Area, Found
from escrowl.pages.dom import Line
from escrowl.pages.upwork.common import PAYMENT, SUM, country

_RATE = re.compile(
    rf"(?P<rate>(?:{SUM})(?:\s?[-–—]\s?(?:{SUM}))?)(?P<unit>\s?(?:/\s?h(?:ou)?r|per hour|an hour)\b\.?)?", re.I
)
BUDGET = re.compile(
    r"(?:(?:est\.?|estimated|fixed|project|total) )?budget(?::|$|(?=\W{1,3}\d| [A-Z]{2,3}\W?\W?\d))", re.IGNORECASE
)
_WANTS = re.compile(rf"(?:{BUDGET.pattern})|hourly(?: rate| range)?:?|fixed(?:[- ]price)?:?", re.IGNORECASE)
"""Labels that want an amount behind them, where it does not stand above."""
PAID = re.compile(r"\b(?:spent|spend|paid|avg|average)\b", re.IGNORECASE)
_OTHERS = re.compile(rf"\D*{PAID.pattern}\D*", re.IGNORECASE)
"""Labels of amounts that are not the job's."""
_BEFORE = re.compile(
    rf"(?:{PAYMENT.pattern}|rating is [\d.]+ out of 5\.?|no feedback(?: yet)?|[\d.\s★()/])*", re.IGNORECASE
)
"""What may stand before the spend on its line."""
SPENT = re.compile(
    rf"(?:(?P<before>.{{0,60}})\s)?(?P<sum>{SUM}) (?:total )?(?:spent|spend)(?:\s(?P<rest>.{{2,40}}))?"
    rf"|(?:total )?spent?d?:? (?P<behind>{SUM})",
    re.IGNORECASE,
)


def plainly(spent: re.Match[str]) -> bool:
    """Whether only other facts of a client stand on the line with the spend: it is no sentence."""
    before, rest = spent["before"] or "", spent["rest"] or ""
    return _BEFORE.fullmatch(before.strip()) is not None and (
        not rest
        or country(rest) is not None
        or re.fullmatch(r"(?i:(?:client )?location:?\s*)?[A-Z]{3}", rest) is not None
    )


def spent_on(area: Area) -> list[tuple[re.Match[str], Line]]:
    """Where the spend stands: on lines, else in parts of lines."""
    found = [(spent, line) for spent, line in area.matches(SPENT) if plainly(spent)]
    if found:
        return found
    told = ((SPENT.fullmatch(part.text), part) for part in area.parts if "spen" in part.text.lower())
    found = [(spent, part) for spent, part in told if spent and plainly(spent)]
    if found:
        return found
    lines = area.lines
    labelled = (at for at, line in enumerate(lines) if at and "spen" in line.text.lower())
    above = ((SPENT.fullmatch(f"{lines[at - 1].text} {lines[at].text}"), at) for at in labelled)
    return [
        (spent, lines[at - 1])
        for spent, at in above
        if spent and not spent["before"] and not spent["rest"] and _is_above(lines, at)
    ]


def _is_above(lines: list[Line], at: int) -> bool:
    """Whether the amount above the label at this place is its own: it has none behind it, and none wants that one."""
    if _amount(lines, at + 1):
        return False
    return at < 2 or not _WANTS.fullmatch(lines[at - 2].text) or _amount(lines, at - 3)


def _amount(lines: list[Line], at: int) -> bool:
    return 0 <= at < len(lines) and _RATE.fullmatch(lines[at].text) is not None


def own_rate(pieces: list[str], at: int) -> re.Match[str] | None:
    """A rate at this place, with no label beside it that tells of another one: what the client paid so far."""
    found = _RATE.fullmatch(pieces[at]) if at < len(pieces) else None
    beside = (pieces[at - 1] if at else "", *pieces[at + 1 : at + 2])
    return found if found and not any(map(_OTHERS.fullmatch, beside)) else None


def budget_on_line(area: Area) -> Found | None:
    """The budget behind its label on one line, and nothing else there: "Budget: $500"."""
    for line in area.lines:
        label = BUDGET.match(line.text)
        if label and re.fullmatch(SUM, line.text[label.end() :].strip(), re.I):
            return Found(values.money(line.text) or Unknown("no amount"), line.text, "near “budget”")
    return None


def budget_below(area: Area) -> Found | None:
    """The budget on the line, or in the part of one, behind its label; none where it may be the spend above its own."""
    for lines in (area.lines, area.parts):
        for at, (line, after) in enumerate(pairwise(lines)):
            if not BUDGET.fullmatch(line.text) or not (amount := values.money(after.text)):
                continue
            others = any(_OTHERS.fullmatch(one.text) for one in lines[at + 2 : at + 3])
            if not others or _amount(lines, at + 3):
                return Found(amount, f"{line.text.strip(' :')}: {after.text}", "near “budget”")
    return None
