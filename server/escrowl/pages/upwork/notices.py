"""The site's own notices on contract pages: banners and lines that tell the stage, refunds, disputes and payments."""

from __future__ import annotations

import re
from datetime import date

from escrowl.pages.base import Area, Found
from escrowl.pages.dom import Node
from escrowl.pages.upwork.ages import days_ago

_WHO = r"(?:your client|the client|this client|.{2,40}?) "
_WHEN = r"(?:\s?[,:·–—-]?\s?(?:on |at )?.{0,40})?\.?"
STAGES: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "ended",
        re.compile(
            rf"(?:(?:this|the|your) )?contract (?:is |was |has been |has )?(?:ended|closed|completed){_WHEN}"
            rf"|{_WHO}(?:has )?(?:ended|closed) (?:the|this|your) contract{_WHEN}"
            r"|(?:(?:contract )?status: )?(?:ended|closed)",
            re.I,
        ),
    ),
    (
        "paused",
        re.compile(
            r"(?:(?:this|the|your) )?contract (?:is |was |has been )?(?:currently )?"
            rf"(?:paused|on hold|suspended){_WHEN}"
            rf"|{_WHO}(?:has )?(?:paused|suspended) (?:the|this|your) contract{_WHEN}"
            r"|(?:contract )?(?:status: )?(?:paused|on hold|suspended)",
            re.I,
        ),
    ),
)
_OFFER_GONE = re.compile(
    r"(?:this |the )?offer (?:is |was |has been |has )?"
    rf"(?:no longer available|expired|withdrawn|declined|cancell?ed){_WHEN}"
    rf"|{_WHO}(?:has )?withdr(?:ew|awn) (?:the|this|their) offer{_WHEN}|you declined (?:the|this) offer{_WHEN}",
    re.I,
)
_OFFER_TAKEN = re.compile(
    rf"(?:this |the )?offer (?:was |has been )?accepted{_WHEN}|you accepted (?:the|this) offer{_WHEN}", re.I
)

KINDS: dict[str, re.Pattern[str]] = {
    "refund_request": re.compile(
        rf"{_WHO}(?:has )?(?:requested|asked for|is requesting) (?:a |the )?(?:full |partial )?"
        rf"(?:refund|return of .{{0,30}}){_WHEN}"
        rf"|(?:a )?refund (?:was |has been )?requested{_WHEN}|refund request (?:received|pending|opened){_WHEN}",
        re.I,
    ),
    "dispute": re.compile(
        rf"{_WHO}(?:has )?(?:disputed|filed a dispute|opened a dispute|is disputing).{{0,60}}"
        rf"|(?:(?:a|this) )?dispute (?:was |has been |is )?(?:filed|opened|open|started|in progress){_WHEN}"
        rf"|(?:some |your )?hours (?:are|were|have been) disputed{_WHEN}",
        re.I,
    ),
    "release": re.compile(
        rf"{_WHO}(?:has )?(?:released|approved) .{{0,40}}(?:payment|funds|milestone|work){_WHEN}"
        r"|(?:payment|funds|milestone payment) (?:of \S{1,14} )?(?:was |were |has been |have been )?"
        rf"(?:released|approved){_WHEN}",
        re.I,
    ),
    "chargeback": re.compile(
        rf"(?:a |the )?(?:chargeback|charge ?back|payment reversal).{{0,80}}"
        rf"|(?:a |the |your )?payment (?:of \S{{1,14}} )?(?:was |has been )?(?:reversed|charged back){_WHEN}"
        rf"|{_WHO}(?:has )?reversed (?:a|the|your) payment{_WHEN}",
        re.I,
    ),
}
_PAID = (
    (
        "bonus",
        re.compile(
            r"(?:you received an? .{0,20}bonus|bonus (?:payment|received|paid|sent)|payment type: bonus|bonus: .{1,20})"
            r".{0,40}",
            re.I,
        ),
    ),
    (
        "advance",
        re.compile(r"(?:weekly (?:advance|retainer)|(?:advance|upfront) payment|payment type: advance).{0,40}", re.I),
    ),
)
OWN_HEADING = re.compile(
    r"(?:(?:your|the|this) )?(?:earnings|overview|time ?sheet|messages|details|milestone timeline|hours|this week"
    r"|milestones?(?: \(\d+\))?|weekly limit|hourly contract|fixed[- ]price(?: contract| offer)?|hourly offer"
    r"|(?:active|current) milestone|(?:time )?tracked|manual(?: time| hours)?|total(?: hours| time)?"
    r"|(?:(?:view|review) )?(?:contract|offer|payment) (?:details|terms|type|summary|overview)"
    r"|(?:view|review) (?:the )?offer"
    r"|(?:you[’']?(?:ve| have) (?:received )?an |new |pending )?offer(?: received)?|offer from .{2,60}"
    r"|contract|payments?|about the client|client"
    r"|project (?:funds|price)|work ?diary|description of work|notices?|contract (?:is )?(?:paused|ended)"
    r"|contract has ended|in escrow|rate)",
    re.I,
)
"""Headings of the site; all other headings may be a client's title."""

_ALERT = re.compile(r"(?:^|[\s_-])(?:alert|banner|notice|notification)(?:$|[\s_-])", re.I)


def _alert_nodes(area: Area) -> list[Node]:
    page, out = area.page, list[Node]()
    for node in page.inside(area.node):
        named = node.attrs.get("role") in ("alert", "status") or any(
            _ALERT.search(node.attrs.get(attr, "")) for attr in ("class", "data-test", "data-qa")
        )
        if named and page.text(node) and not any(page.is_within(node, one) for one in (*area.cut, *out)):
            out.append(node)
    return out


def alerts(area: Area) -> list[str]:
    """The texts of banners and alerts, each at most 300 characters."""
    return [area.page.spaced(node)[:300] for node in _alert_nodes(area)]


def stage(area: Area, *, offer: bool) -> tuple[str, str] | None:
    """The stage that a notice tells, with its words: a line that says no more, or a banner's first sentence."""
    said = [*(line.text for line in area.lines), *(re.split(r"(?<=[.!])\s+", text)[0] for text in alerts(area))]
    patterns = (("interview", _OFFER_GONE), ("active", _OFFER_TAKEN)) if offer else STAGES
    return next(((name, text) for name, pattern in patterns for text in said if pattern.fullmatch(text)), None)


def days(area: Area, kind: str, today: date) -> Found | None:
    """Days since the newest notice of the kind that gives a time."""
    found = [
        (age, line.text)
        for line in area.lines
        if KINDS[kind].fullmatch(line.text) and (age := days_ago(line.text, today)) is not None
    ]
    return Found(min(found)[0], min(found)[1], "the site's notice") if found else None


def payment_kind(area: Area) -> Found | None:
    """The kind of a payment that the page names beside the contract's own."""
    for line in area.lines:
        for name, pattern in _PAID:
            if pattern.fullmatch(line.text):
                return Found(name, line.text, "the list of payments")
    return None
