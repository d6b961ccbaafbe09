"""A proposal that was sent, and an invitation: the job it is about, and the client beside it.

No saved page of either was at hand: read as a job's page is, without what is the freelancer's own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import ClassVar

from escrowl.cards import Card
from escrowl.facts import Known
from escrowl.pages.base import Area, CardReader, Found, provides
from escrowl.pages.dom import HEADINGS, Index, Node
from escrowl.pages.repeated import grow
from escrowl.pages.site import SiteKind
from escrowl.pages.spans import Spans
from escrowl.pages.upwork.common import CONTEXT, HOST, job_id
from escrowl.pages.upwork.job import JobReader
from escrowl.pages.upwork.jobarea import ACTIVITY, about_line, heading_of, job_area, posted_line
from escrowl.pages.upwork.labels import told_under
from escrowl.pages.upwork.page import UpworkPage
from escrowl.pages.upwork.written import first_line, written

_JOB = re.compile(r"job (?:details|posting|post|description)", re.IGNORECASE)
_OWN = re.compile(
    r"(?:your|my) (?:proposed )?(?:proposal|terms|bid|rate|cover letter|answers?)(?: details)?|(?:proposed )?terms"
    r"|proposal (?:details|terms)|cover letter|(?:your )?answers?|questions(?: (?:&|and) answers)?|profile highlights"
    r"|boost .{2,40}|messages?|(?:message|note|invitation) (?:from|by) .{2,60}|original message.{0,40}"
    r"|invitation details",
    re.IGNORECASE,
)
"""Headings of what the freelancer wrote or asks, and of what a client wrote beside the job."""
_PATH = r"/(?:nx|ab)/proposals/(?:interview/(?:uid/)?)?(\d{16,19})(?:/(?:edit|accept|details))?/?(?:[?#]|$)"


class ProposalReader(JobReader):
    """Reads the job and the client of a proposal."""

    def missing(self, card: Card) -> list[str]:
        return [] if isinstance(card.facts.get("job.title"), Known) else ["job.title"]

    def reason(self, fact: str) -> str:
        return "not shown on this page"

    @provides("job.id", on="data")
    def job_id(self, area: Area) -> Found | None:
        return Found(area.id, area.id, "the link to the job") if area.id else None


def _own_parts(page: Index, node: Node, title: Node) -> tuple[Node, ...]:
    """What stands under headings of the freelancer's own words and terms."""
    told = (posted_line(page, node), first_line(page, ACTIVITY, node, besides=title), about_line(page, node, title))
    keep = [title.place, *(page.nodes[line.node].place for line in told if line is not None)]
    heads = [n for n in page.tagged(*HEADINGS, within=node) if n not in written(page) and page.text(n)]
    out: list[Node] = []
    for head in heads:
        if _OWN.fullmatch(page.text(head)) and head is not title:
            box = grow(page, head, sorted((*keep, *(one.place for one in heads if one is not head))))
            under = [box] if page.text(box) != page.text(head) else [head, *told_under(page, head)]
            out += [one for one in under if not any(one.place <= place < one.end for place in keep)]
    return tuple(out)


class ProposalPage(UpworkPage):
    """A proposal that was sent, or an invitation to make one."""

    kind = SiteKind(
        kind="apply",
        pattern=HOST + _PATH,
        cards=("main", "[role='main']"),
        context=CONTEXT,
        status="experimental",
        facts=tuple(sorted(ProposalReader.readers)),
    )
    claims: ClassVar[tuple[str, ...]] = (
        "https://www.upwork.com/nx/proposals/1800000000000000001",
        "https://www.upwork.com/ab/proposals/1800000000000000001?from=mail",
        "https://www.upwork.com/nx/proposals/interview/uid/1800000000000000001",
    )
    refuses: ClassVar[tuple[str, ...]] = (
        "https://www.upwork.com/nx/proposals/",
        "https://www.upwork.com/nx/proposals/archived",
        "https://www.upwork.com/nx/proposals/job/~021800000000000000001/apply/",
    )

    def signed_in(self) -> bool | None:
        return True if self.unsupported() is None else super().signed_in()

    def areas(self) -> Iterable[tuple[type[CardReader], Area]]:
        page = self.page
        node = next((n for n in page.tagged("main", "body") if page.text(n)), None)
        if node is None:
            return
        title = self._title(node)
        if title is None:
            return
        own = _own_parts(page, node, title)
        links = [link for link in page.tagged("a", within=node) if link not in written(page)]
        taken = Spans(own)
        names = (job_id(link.attrs.get("href", "")) for link in links if not taken.holds(link))
        yield ProposalReader, job_area(page, node, next(filter(None, names), ""), title=title, others=own)

    def _title(self, node: Node) -> Node | None:
        """The heading after "Job details", else as on a job's page, else the first that is no label of the site."""
        page = self.page
        heads = [n for n in page.tagged(*HEADINGS, within=node) if page.text(n)]
        for at, head in enumerate(heads[:-1]):
            if _JOB.fullmatch(page.text(head)) and not _OWN.fullmatch(page.text(heads[at + 1])):
                return heads[at + 1]
        return heading_of(page, node) if posted_line(page, node) else None
