"""The proposal form: the job it is for, without a client panel."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from escrowl.cards import Card
from escrowl.facts import Known
from escrowl.pages.base import Area, CardReader
from escrowl.pages.dom import HEADINGS, first_words
from escrowl.pages.site import SiteKind
from escrowl.pages.upwork.common import CONTEXT, HOST, job_id
from escrowl.pages.upwork.job import JobReader
from escrowl.pages.upwork.jobarea import job_area
from escrowl.pages.upwork.page import UpworkPage


class ApplyReader(JobReader):
    """A job as the form repeats it."""

    def inside(self, area: Area) -> Mapping[str, Known]:
        return {}  # the form shows no client

    def missing(self, card: Card) -> list[str]:
        return [] if isinstance(card.facts.get("job.title"), Known) else ["job.title"]

    def part(self, fact: str, area: Area) -> Area:
        return Area(area.page, area.node, (area.node,)) if fact.startswith("client.") else area

    def reason(self, fact: str) -> str:
        return "not shown on this kind of page" if fact.startswith("client.") else super().reason(fact)


class ApplyPage(UpworkPage):
    """Submit a proposal."""

    kind = SiteKind(
        kind="apply",
        pattern=HOST + r"/(?:nx|ab)/proposals/job/~0[12][0-9a-f]{16,19}/apply",
        cards=(".fe-job-apply", ".fe-job-details"),
        context=CONTEXT,
        composer=("textarea[aria-labelledby='cover_letter_label']", ".cover-letter-area textarea"),
        status="captures",
        seen="2025-12",
        facts=tuple(sorted(name for name in ApplyReader.readers if name.startswith("job."))),
    )
    claims = ("https://www.upwork.com/nx/proposals/job/~021800000000000000001/apply/",)
    refuses = ("https://www.upwork.com/nx/proposals/1800000000000000001",)

    def signed_in(self) -> bool | None:
        return True if self.unsupported() is None else super().signed_in()

    def areas(self) -> Iterable[tuple[type[CardReader], Area]]:
        page = self.page
        found = job_id(self.snapshot.url)
        heading = next(
            (n for n in page.nodes if n.tag in HEADINGS and re.fullmatch(r"job details", page.text(n), re.IGNORECASE)),
            None,
        )
        if heading is None:
            return
        title = next((n for n in page.nodes[heading.end :] if n.tag in HEADINGS and page.text(n)), None)
        node = next(iter(page.tokens("class", "fe-job-apply")), None)
        node = node or next(iter(page.tagged("main", "body")), page.nodes[0])
        area = job_area(page, node, found)
        terms = next(
            (
                n
                for n in page.nodes[heading.end :]
                if n.tag in HEADINGS and re.fullmatch(r"terms", page.text(n), re.IGNORECASE)
            ),
            None,
        )
        late = (
            [n for n in page.nodes[terms.place :] if terms and n.parent < terms.place and page.is_within(n, node)]
            if terms
            else []
        )
        top = next((n for n in page.tagged("h1", within=node) if page.text(n) and n.run < heading.run), None)
        early = [first_words(node, top.run)] if top else []  # about something else
        yield ApplyReader, Area(page, node, (*area.cut, *late, *early), title, found)
