"""The watch over layouts in words: for the report of a page, for the dashboard and the command line."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from escrowl import pages
from escrowl.facts import FACTS
from escrowl.report import Health, Report
from escrowl.store.base import SiteHealth, Store
from escrowl.store.health import READABLE

KINDS = {
    "search": "lists of jobs",
    "feed": "job feeds",
    "job": "job pages",
    "apply": "proposal forms",
    "messages": "message rooms",
    "offer": "offers",
    "contract": "contract pages",
    "client": "client pages",
}
NAMED = 4
"""Facts a sentence names at most; the dashboard lists all."""

_CALLED = {
    "client.payment": "payment status",
    "client.phone": "phone status",
    "client.identity": "identity status",
    "client.spent": "money spent",
    "job.posted": "date of the post",
    "job.kind": "kind of pay",
    READABLE: "all cards",
}
_FIRST = ("client.payment", "client.phone", "client.identity", "client.spent", "job.title", "job.budget", "job.rate")


def fact_words(name: str) -> str:
    """A fact as a person calls it: "client.hire_rate" is "hire rate", "client.spent" is "money spent"."""
    return _CALLED.get(name) or name.rpartition(".")[2].replace("_", " ")


def _order(name: str) -> tuple[int, str]:
    return (_FIRST.index(name) if name in _FIRST else len(_FIRST), name)


def _listed(names: Iterable[str]) -> str:
    words = list(dict.fromkeys(fact_words(name) for name in sorted(names, key=_order)))
    more = len(words) - NAMED
    words = words[:NAMED] + ([f"{more} more"] if more > 0 else [])
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def sentence(site: str, kind: str, lost: Iterable[str], since: datetime) -> str:
    """What changed, in words. ``site``: its word in the report."""
    name = next((known.name for known in pages.sites() if known.site == site), site)
    what, names = KINDS.get(kind, "pages"), set(lost)
    day = f"{since.day} {since:%B %Y}"
    if READABLE in names:
        return f"{name} changed the layout of its {what}: since {day} escrowl finds nothing on them."
    return f"{name} changed the layout of its {what}: since {day} escrowl cannot read {_listed(names)} there."


@dataclass(frozen=True, slots=True)
class SiteRow:
    """One kind of page of a site: ``lost`` as words, ``words`` the sentence ("" when all is as usual)."""

    site: str
    name: str
    kind: str
    pages: int
    last: datetime
    lost: tuple[str, ...] = ()
    since: datetime | None = None
    words: str = ""


def site_rows(found: Iterable[SiteHealth]) -> list[SiteRow]:
    """What the watch says, one row a kind of page, changed ones first."""
    groups: dict[tuple[str, str], list[SiteHealth]] = {}
    for one in found:
        groups.setdefault((one.site, one.kind), []).append(one)
    rows = []
    for (site, kind), members in groups.items():
        lost = {name: since for one in members for name, since in one.lost}
        since = min(lost.values(), default=None)
        rows.append(
            SiteRow(
                site=site,
                name=next((known.name for known in pages.sites() if known.site == site), site),
                kind=KINDS.get(kind, kind),
                pages=sum(one.pages for one in members if one.role == "page"),
                last=max(one.last for one in members),
                lost=tuple(fact_words(name) for name in sorted(lost, key=_order)),
                since=since,
                words=sentence(site, kind, lost, since) if since else "",
            )
        )
    return sorted(rows, key=lambda row: (not row.lost, row.name, row.kind))


def _matters(name: str) -> bool:
    return name == READABLE or (name in FACTS and FACTS[name].core)


def of_report(store: Store, report: Report) -> Health | None:
    """Health of the kind of page a report is about, for who is signed in as its reader is; None while none is known.

    Only the loss of core facts is said at the page; the dashboard tells all.
    """
    if report.site is None:
        return None
    roles = {card.role for card in report.cards}
    found = [
        one
        for one in store.health(report.site, report.kind)
        if one.role == "page" or (one.signed_in == report.signed_in and (one.role in roles or not roles))
    ]
    lost = {name: since for one in found for name, since in one.lost if _matters(name)}
    if not found:
        return None
    if not lost:
        return Health(state="ok")
    since = min(lost.values())
    return Health(
        state="changed",
        lost=tuple(sorted(lost, key=_order)),
        since=since.isoformat(timespec="seconds"),
        words=sentence(report.site, report.kind, lost, since),
    )
