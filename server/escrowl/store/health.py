"""Whether a site's pages still show what they used to: how often cards had each fact, and since when one fell away.

A row of the table ``health`` stands for one kind of card of one kind of page, signed in or not. It holds the latest
pages with how many of their cards had which fact, and what older pages had (``usual``), both bounded. No id and no
address is kept; which card was counted already is remembered in memory only.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from math import exp, lgamma
from typing import Any, TypeAlias

from escrowl.report import CardReport, Report
from escrowl.store import keep
from escrowl.store.frames import Op

Row: TypeAlias = Mapping[str, Any]

PAGES, CARDS = 12, 8
"""Latest pages kept one by one, and the most cards of each that count: no single long page decides."""

FACTS = 80
"""Most facts watched in a row; the vocabulary has fewer for any kind of card."""

USUAL = 300
"""Cards behind a usual rate before its counts are halved: older pages weigh less and less."""

SAME_PAGE = timedelta(minutes=30)
"""Readings of one address within this time are one page: cards that were still loading are not counted twice."""

GIVEN_UP = timedelta(days=30)
"""A fact lost for so long is no longer missed: the site has taken it away for good."""

OFTEN, SELDOM = 0.9, 0.1
"""A fact is missed only when nine cards in ten had it, and now at most one in ten has."""

ENOUGH_CARDS, ENOUGH_PAGES, ODD_PAGES = 20, 6, 3
"""Seen before: at least so many cards on so many pages. Lost: on at least so many pages."""

BY_CHANCE, PAGES_BY_CHANCE, ALONE_BY_CHANCE = 1e-7, 1e-2, 2e-3
"""Chance below which a loss is believed: over cards and over pages; for pages that cannot be read, over pages only.
Some 40 facts are looked at on every page, so a thousand pages are 40,000 looks."""

READABLE = "cards"
"""The one thing watched of pages as such: that cards were found."""

_TOLD = ("no ", "the page says")
"""Reasons of unknown that the page itself gave: it was read well."""


def chance(few: int, of: int, had: int, out_of: int) -> float:
    """How likely ``few`` or fewer of ``of`` are, where ``had`` of ``out_of`` had it before (beta-binomial)."""
    a, b = had + 1, out_of - had + 1
    start = lgamma(a + b) - lgamma(a) - lgamma(b) - lgamma(a + b + of) + lgamma(of + 1)
    return sum(
        exp(start + lgamma(k + a) + lgamma(of - k + b) - lgamma(k + 1) - lgamma(of - k + 1)) for k in range(few + 1)
    )


@dataclass(slots=True)
class _Tally:
    """Cards that had a fact, cards, pages on which at least half the cards had it, pages."""

    had: float = 0
    cards: float = 0
    pages_had: float = 0
    pages: float = 0

    def add(self, had: float, cards: float) -> None:
        self.had += had
        self.cards += cards
        self.pages_had += 2 * had >= cards
        self.pages += 1

    def plain(self) -> list[float]:
        half = 0.5 if self.cards > USUAL else 1
        return [round(value * half, 1) for value in (self.had, self.cards, self.pages_had, self.pages)]


def _had(page: Row, at: int) -> int:
    return page["k"][at] if at < len(page["k"]) else 0


def _since(row: Row, at: int) -> str | None:
    """When the fact was lost, as a stamp; None while it is there, was never usual, or too little was seen."""
    latest = row["pages"]
    if not latest or _had(latest[-1], at) > SELDOM * latest[-1]["n"]:
        return None
    run, best, length = _Tally(), None, 0
    for number, page in enumerate(reversed(latest), start=1):
        run.add(_had(page, at), page["n"])
        if _had(page, at) <= SELDOM * page["n"] and run.had <= SELDOM * run.cards:
            best, length = _Tally(run.had, run.cards, run.pages_had, run.pages), number
    before = _Tally(*row["usual"].get(row["facts"][at], (0, 0, 0, 0)))
    for page in latest[: len(latest) - length]:
        before.add(_had(page, at), page["n"])
    alone = row["role"] == "page"
    if (
        best is None
        or best.pages < ODD_PAGES
        or before.pages < ENOUGH_PAGES
        or before.cards < (ENOUGH_PAGES if alone else ENOUGH_CARDS)
        or before.had < OFTEN * before.cards
    ):
        return None

    def unlikely(few: float, of: float, had: float, out_of: float, limit: float) -> bool:
        return chance(int(few), int(of), int(had), int(out_of)) < limit

    pages = unlikely(
        best.pages_had, best.pages, before.pages_had, before.pages, ALONE_BY_CHANCE if alone else PAGES_BY_CHANCE
    )
    if not pages or not (alone or unlikely(best.had, best.cards, before.had, before.cards, BY_CHANCE)):
        return None
    since: str = row["lost"].get(row["facts"][at]) or latest[len(latest) - length]["at"]
    return since


def _after(row: Row, at: str) -> dict[str, Any]:
    """The row with pages beyond the bound moved into the usual rates, and with what is lost now."""
    new = {**row, "pages": list(row["pages"]), "usual": dict(row["usual"])}
    while len(new["pages"]) > PAGES:
        old = new["pages"].pop(0)
        for number, name in enumerate(new["facts"]):
            had = _had(old, number)
            if name in row["lost"] and had <= SELDOM * old["n"]:
                continue  # what is usual is not learnt from pages that lost it
            tally = _Tally(*new["usual"].get(name, (0, 0, 0, 0)))
            tally.add(had, old["n"])
            new["usual"][name] = tally.plain()
    lost = {name: since for number, name in enumerate(new["facts"]) if (since := _since(new, number))}
    oldest = keep.stamp(datetime.fromisoformat(at) - GIVEN_UP)
    for name in [name for name, since in lost.items() if since < oldest]:
        del lost[name]
        new["usual"].pop(name, None)
    return {**new, "lost": lost}


def row_key(site: str, kind: str, role: str, signed_in: bool | None) -> str:
    """Key of a row. ``role`` "page" is for pages as such, which often do not tell whether one is signed in."""
    signed = "" if role == "page" or signed_in is None else "in" if signed_in else "out"
    return f"{site}|{kind}|{role}|{signed}"


def _facts(card: CardReport) -> frozenset[str]:
    told = (name for name, reason in card.unknown.items() if reason.startswith(_TOLD))
    return frozenset(name for name in (*card.facts, *told) if not name.startswith(("me.", "prev.")))


@dataclass(slots=True)
class _Open:
    """A page that is still being read, as far as it was counted."""

    number: int
    at: str
    cards: dict[str, frozenset[str]] = field(default_factory=dict)


class Watch:
    """Counts reports into rows. The caller commits the operations; what failed to be kept is counted again."""

    MOST_OPEN = 64

    def __init__(self) -> None:
        self._open: OrderedDict[tuple[str, str], _Open] = OrderedDict()

    def ops(self, rows: Mapping[str, Any], report: Report, at: str) -> list[Op]:
        """Operations that count this report. ``rows``: the table ``health``; ``at``: a stamp."""
        if report.site is None or report.status == "unsupported":
            return []
        readable = frozenset() if report.status == "unreadable" else frozenset({READABLE})
        groups: dict[str, dict[str, frozenset[str]]] = {"page": {"": readable}}
        for number, card in enumerate(report.cards):
            groups.setdefault(card.role, {})[keep.card_id(card) or f"#{number}"] = _facts(card)
        done = (self._count(rows, report, role, cards, at) for role, cards in groups.items())
        return [op for op in done if op is not None]

    def _count(
        self, rows: Mapping[str, Any], report: Report, role: str, cards: Mapping[str, frozenset[str]], at: str
    ) -> Op | None:
        key = row_key(report.site or "", report.kind, role, report.signed_in)
        row: Row = rows.get(key) or {
            "site": report.site,
            "kind": report.kind,
            "role": role,
            "signed_in": None if role == "page" else report.signed_in,
            "facts": [],
            "pages": [],
            "usual": {},
            "lost": {},
            "number": 0,
            "cards": 0,
        }
        page = self._page(row, (key, report.url), at)
        for name, had in cards.items():
            if name in page.cards or len(page.cards) < CARDS:
                page.cards[name] = page.cards.get(name, frozenset()) | had
        names = sorted({name for one in page.cards.values() for name in one} - set(row["facts"]))
        facts = [*row["facts"], *names][:FACTS]
        counted = {
            "no": page.number,
            "at": page.at,
            "n": len(page.cards),
            "k": [sum(name in one for one in page.cards.values()) for name in facts],
        }
        others = [old for old in row["pages"] if old["no"] != page.number]
        before = next((old for old in row["pages"] if old["no"] == page.number), None)
        if before == counted:
            return None
        new = {
            **row,
            "facts": facts,
            "pages": sorted([*others, counted], key=lambda page: page["no"]),
            "number": max(row["number"], page.number),
            "cards": row["cards"] + counted["n"] - (before["n"] if before else 0),
            "last": at,
        }
        return ("put", "health", key, _after(new, at))

    def _page(self, row: Row, place: tuple[str, str], at: str) -> _Open:
        """The page that this reading belongs to: one read a moment ago, or a new one."""
        page = self._open.get(place)
        if page is not None:
            since = datetime.fromisoformat(at) - datetime.fromisoformat(page.at)
            kept = any(old["no"] == page.number for old in row["pages"])
            page = page if kept and timedelta(0) <= since <= SAME_PAGE else None
        if page is None:
            page = self._open[place] = _Open(row["number"] + 1, at)
        self._open.move_to_end(place)
        while len(self._open) > self.MOST_OPEN:
            self._open.popitem(last=False)
        return page
