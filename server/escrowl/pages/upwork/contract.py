"""Offer and contract pages. No saved page of either was at hand: built on labels and wording, so experimental."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar

from escrowl.cards import Role
from escrowl.facts import Milestone, Money, Unknown
from escrowl.pages import values
from escrowl.pages.base import Area, Found, provides
from escrowl.pages.dom import HEADINGS, Index, Node
from escrowl.pages.repeated import grow
from escrowl.pages.upwork import contractwords as words
from escrowl.pages.upwork import milestones, notices
from escrowl.pages.upwork.ages import days_ago
from escrowl.pages.upwork.client import ClientPanel
from escrowl.pages.upwork.common import job_id
from escrowl.pages.upwork.jobarea import ABOUT
from escrowl.pages.upwork.labels import PROSE_LABEL, beside, hours, labelled, named_prose
from escrowl.pages.upwork.written import first_line


@dataclass(eq=False)
class ContractArea(Area):
    """The page's main column, of which a client's words, names, headings and milestone rows are cut out.

    ``words``: elements with a client's text; ``names``: those beside "Client"; ``rows``: the milestones.
    """

    words: tuple[Node, ...] = ()
    names: tuple[Node, ...] = ()
    rows: tuple[Node, ...] = ()

    @cached_property
    def panel(self) -> Area:
        """Around "About the client", empty where the page has none."""
        about = first_line(self.page, ABOUT, self.node, outside=(*self.words, *self.names, *self.rows, *self.title))
        if about is None:
            return Area(self.page, self.node, (self.node,))
        heads = [n.place for n in self.page.inside(self.node) if n.tag in HEADINGS and n.run != about.run]
        return Area(self.page, grow(self.page, self.page.nodes[about.node], sorted(heads)), self.words)

    @property
    def title(self) -> tuple[Node, ...]:
        """The heading that is the contract's title, as a tuple of one or none."""
        return () if self.heading is None else (self.heading,)


_CLIENTS = re.compile(rf"(?:{words.CLIENT})|(?:{PROSE_LABEL.pattern})", re.I)
"""Labels of what a client wrote or chose."""


def area_of(page: Index, node: Node, found: str, *, titled: bool = True, client: Iterable[Node] = ()) -> ContractArea:
    """The card of a contract or offer. ``titled``: its first heading is the contract's title; ``client``: elements
    that are known to hold a client's words.

    A label counts only where a client could not have put it: not in the title, and not in the list of milestones,
    whose names a client chooses.
    """
    told = [*named_prose(page, node), *(n for n in client if page.is_within(n, node))]
    heads = [n for n in page.inside(node) if n.tag in HEADINGS or n.attrs.get("role") == "heading"]
    heads = [n for n in heads if page.text(n) and not any(page.is_within(n, one) for one in told)]
    own = [n for n in heads if not notices.OWN_HEADING.fullmatch(page.text(n))] if titled else []
    title = next((n for n in own if n.tag == "h1"), own[0] if own else None)
    known = [*told, *([title] if title else [])]
    labels = labelled(page, node, _CLIENTS, known)
    box = milestones.container(page, node, [*known, *(one for _, under in labels for one in under)])
    listed = box[0] if box is not None and box[0] is not node else None
    marked = [row for row in milestones.rows(page, *box, known) if row.tag in ("li", "tr", "article")] if box else []
    inner = [listed] if listed is not None else marked
    labels = [(label, under) for label, under in labels if not any(page.is_within(label, one) for one in inner)]
    names = [one for label, under in labels if words.NAMES.fullmatch(page.text(label).rstrip(" :")) for one in under]
    told += [one for _, under in labels for one in under if one not in names]
    cut = [*told, *names, *([title] if title else [])]
    rows = milestones.rows(page, *box, cut) if box else []
    # a label of ours among the headings stays, a title that a client wrote does not
    cut += [*rows, *(n for n in heads if not notices.OWN_HEADING.fullmatch(page.text(n)))]
    return ContractArea(page, node, tuple(cut), title, found, tuple(told), tuple(names), tuple(rows))


class ContractReader(ClientPanel):
    """Reads a contract: kind, stage, amounts, milestones or hours, and the site's notices."""

    role: ClassVar[Role] = "milestone"
    required = ("contract.kind",)
    offer = False

    def part(self, fact: str, area: Area) -> Area:
        panel = fact.startswith("client.") and fact != "client.name" and isinstance(area, ContractArea)
        return area.panel if panel else area  # type: ignore[attr-defined]

    def reason(self, fact: str) -> str:
        return "not shown on this page"

    @provides("job.title", on="structure")
    def title(self, area: Area) -> Found | None:
        text = area.page.text(area.heading) if area.heading else ""
        return Found(text, text, "the heading") if text else None

    @provides("job.id", on="structure")
    def job(self, area: ContractArea) -> Found | None:
        for link in area.page.tagged("a", within=area.node):
            found = job_id(link.attrs.get("href", ""))
            if found and not any(area.page.is_within(link, one) for one in area.words):
                return Found(found, found, "the link to the job")
        return None

    @provides("client.name", on="wording")
    def client_name(self, area: ContractArea) -> Found | None:
        for node in area.names:
            if (text := area.page.spaced(node)) and len(text) <= 60:
                return Found(text, text, "near “Client”")
        return beside(area, words.CLIENT, _name, apart=False)

    @provides("contract.kind", on="wording")
    def kind(self, area: Area) -> Found | None:
        return kind_of(area)

    @provides("contract.stage", on="wording")
    def stage(self, area: ContractArea) -> Found | None:
        told = notices.stage(area, offer=self.offer)
        if told is not None:
            return Found(told[0], told[1], "the site's notice")
        current = next((row for row in self._rows(area) if row.state not in ("released", "unknown")), None)
        if current is not None and current.state == "submitted" and not self.offer:
            return Found("submitted", current.raw, "the state of the current milestone")
        return None

    @provides("contract.stage", on="derived")
    def stage_of_page(self, area: Area) -> Found | None:
        return Found("offer" if self.offer else "active", "", "the kind of page, and no notice that says otherwise")

    def _money(self, area: Area, label: str) -> Found | None:
        return beside(area, label, lambda text: values.money(text) if _is_amount(text) else None)

    @provides("contract.amount", on="wording")
    def amount(self, area: Area) -> Found | None:
        kind = self.kind(area)
        return None if kind is not None and kind.value == "hourly" else self._money(area, words.AMOUNT)

    @provides("contract.held_amount", on="wording")
    def held(self, area: Area) -> Found | None:
        return self._money(area, words.HELD)

    def _read_rows(self, area: ContractArea) -> list[tuple[Milestone, Money | None]]:
        today = self.snapshot.taken_at.date()
        return [milestones.milestone(area.page, node, list(area.words), today) for node in area.rows]

    def _rows(self, area: ContractArea) -> list[Milestone]:
        return [row for row, _ in self._read_rows(area)]

    @provides("milestones", on="structure")
    def milestones(self, area: ContractArea) -> Found | None:
        found = tuple(self._rows(area))
        return Found(found, f"{len(found)} milestones", "the list of milestones") if found else None

    @provides("contract.agreed_amount", on="structure")
    def agreed(self, area: ContractArea) -> Found | None:
        """Only where the current row says how much of it is held: "$200 of $400"."""
        for row, whole in self._read_rows(area):
            if row.state != "released":
                return Found(whole, row.raw, "the current milestone") if whole else None
        return None

    @provides("contract.weekly_limit", on="wording")
    def limit(self, area: Area) -> Found | None:
        for pattern in (words.OF_LIMIT, words.LIMIT_FIRST):
            if (found := area.match(pattern)) and (value := hours(found[0]["limit"])) is not None:
                return Found(value, found[1].text, "the contract's hours")
        if found := area.match(words.NO_LIMIT):
            return Found(Unknown("the contract has no weekly limit"), found[1].text)
        return beside(area, words.LIMIT, lambda text: hours(text) if words.LIMIT_VALUE.fullmatch(text) else None)

    @provides("contract.logged", on="wording")
    def logged(self, area: Area) -> Found | None:
        if (found := area.match(words.OF_LIMIT)) and (value := _clock(found[0]["logged"])) is not None:
            return Found(value, found[1].text, "the contract's hours")
        return beside(area, words.LOGGED, _clock_hours) or self._parts_of_week(area)

    def _parts_of_week(self, area: Area) -> Found | None:
        """The week's hours where the page gives tracked and manual ones, with or without their sum."""
        tracked = beside(area, words.TRACKED, _clock_hours) if area.match(words.WEEK) else None
        if tracked is None or (total := beside(area, words.TOTAL, _clock_hours)):
            return total if tracked is not None else None
        manual = self.manual(area)
        if manual is None:
            return None
        hours_ = float(str(tracked.value)) + float(str(manual.value))
        return Found(round(hours_, 2), f"{tracked.text}, {manual.text}", "tracked and manual hours of the week")

    @provides("contract.manual_hours", on="wording")
    def manual(self, area: Area) -> Found | None:
        return beside(area, words.MANUAL, _clock_hours)

    @provides("contract.manual_allowed", on="wording")
    def manual_allowed(self, area: Area) -> Found | None:
        if found := area.match(words.MAY):
            word = next(group for group in found[0].groups() if group).lower()
            return Found(word in words.YES, found[1].text, "near “manual time”")
        return beside(area, words.MAY_BE_MANUAL, _yes)

    @provides("contract.memos_missing", on="wording")
    def memos(self, area: Area) -> Found | None:
        found = area.match(words.MEMOS)
        return Found(int(found[0]["n"] or found[0]["m"]), found[1].text, "the work diary") if found else None

    @provides("contract.scope", on="wording")
    def scope(self, area: ContractArea) -> Found | None:
        text = _told(area)
        return Found(text, text[:120], "the description of the work") if text else None

    @provides("notice.text", on="data")
    def notice(self, area: ContractArea) -> Found | None:
        text = " ".join(notices.alerts(area))
        return Found(text, text[:120], "the site's notice") if text else None

    @provides("contract.payment_kind", on="wording")
    def payment_kind(self, area: ContractArea) -> Found | None:
        return notices.payment_kind(area)

    def _notice(self, area: ContractArea, name: str) -> Found | None:
        return notices.days(area, name, self.snapshot.taken_at.date())

    @provides("notice.refund_request_days_ago", on="wording")
    def refund(self, area: ContractArea) -> Found | None:
        return self._notice(area, "refund_request")

    @provides("notice.dispute_days_ago", on="wording")
    def dispute(self, area: ContractArea) -> Found | None:
        return self._notice(area, "dispute")

    @provides("notice.release_days_ago", on="wording")
    def release(self, area: ContractArea) -> Found | None:
        return self._notice(area, "release")

    @provides("notice.chargeback_days_ago", on="wording")
    def chargeback(self, area: ContractArea) -> Found | None:
        return self._notice(area, "chargeback")


class HourlyReader(ContractReader):
    """An hourly contract: the same facts, and its badge is not about a milestone."""

    role = "job"


class OfferReader(ContractReader):
    """An offer that waits for an answer."""

    offer = True

    @provides("offer.text", on="wording")
    def text(self, area: ContractArea) -> Found | None:
        text = _told(area)
        return Found(text, text[:120], "the offer's text") if text else None

    @provides("offer.age_days", on="wording")
    def age(self, area: Area) -> Found | None:
        today = self.snapshot.taken_at.date()
        return beside(area, words.SENT, lambda text: days_ago(text, today) if len(text) < 40 else None)


class HourlyOfferReader(OfferReader):
    """An offer of an hourly contract."""

    role = "job"


def kind_of(area: Area) -> Found | None:
    """How the contract pays, by the first line that tells it."""
    for line in area.lines:
        for name, pattern in (("fixed", words.FIXED), ("hourly", words.HOURLY)):
            if pattern.fullmatch(line.text):
                return Found(name, line.text, "the contract's terms")
    return None


def _told(area: ContractArea) -> str:
    """The client's words about the work: the first text of a client that the page shows outside of milestones."""
    other = (*area.rows, *area.names, *area.title)
    for node in area.words:
        if not any(area.page.is_within(node, one) for one in other) and (text := area.page.spaced(node)):
            beside = [one for one in area.words if one.parent == node.parent and one.place > node.place]
            return " ".join([text, *(area.page.spaced(one) for one in beside)])
    return ""


_NO_AMOUNT = re.compile(
    r"/ ?h(?:ou)?r|per hour|fee|\b(?:will|would|to be|not|no|never|once|when|if|until|pending|requested|awaiting)\b",
    re.I,
)
"""Words beside an amount that is no sum, or is not there yet."""


def _is_amount(text: str) -> bool:
    return len(values.amounts(text)) == 1 and len(text) <= 40 and not _NO_AMOUNT.search(text)


def _name(text: str) -> str | None:
    return text if 1 < len(text) <= 60 and not values.amounts(text) else None


def _clock(text: str) -> float | None:
    return hours(text if re.search(r"[:h]", text) else f"{text} hrs")


def _clock_hours(text: str) -> float | None:
    return hours(text) if words.CLOCK.fullmatch(text) else None


def _yes(text: str) -> bool | None:
    word = text.lower().rstrip(".")
    return True if word in words.YES else False if word in words.NO else None
