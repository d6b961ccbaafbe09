"""A project's own page, or its panel over the search."""

from __future__ import annotations

import re
from collections.abc import Iterable

from escrowl.pages.base import Area, CardReader, Found, provides
from escrowl.pages.freelancermap.common import DATE, HOST, JOB, LENGTH, SITE, job_id
from escrowl.pages.freelancermap.search import ProjectCard
from escrowl.pages.gates import GatedPage
from escrowl.pages.posts import Post
from escrowl.pages.single import single
from escrowl.pages.site import SiteKind

_COMPANY = re.compile(r"/(?:company|companies|firma|unternehmen)/\d+")
_PUBLISHED = re.compile(
    r"(?:published|posted|veröffentlicht|eingestellt|online)(?: (?:on|am|seit))?:? "
    rf"((?:{DATE})(?:,? (?:um )?\d{{1,2}}:\d{{2}}(?: [AP]M| Uhr)?)?)",
    re.IGNORECASE,
)
_DURATION = re.compile(r"(?:duration|dauer|laufzeit|projektdauer):?", re.IGNORECASE)
_CONTACT = re.compile(r"(?:contact person|ansprechpartner(?:in)?|kontaktperson):?\s*", re.IGNORECASE)
_NUMBER = re.compile(r"#(\d{6,8})")


class ProjectReader(ProjectCard):
    """Reads a project's own page."""

    @provides("client.company", on="structure")
    def company(self, area: Post) -> Found | None:
        for link in area.page.tagged("a", within=area.node):
            text = area.page.text(link)
            if text and _COMPANY.search(link.attrs.get("href", "")) and not _cut(area, link.run):
                return Found(text, text, "the link to the company")
        return None

    @provides("client.name", on="wording")
    def contact(self, area: Post) -> Found | None:
        return area.after(_CONTACT, lambda text: text if len(text) < 60 else None, reach=1)

    @provides("job.posted", on="wording")
    def posted(self, area: Post) -> Found | None:
        return area.one(_PUBLISHED, lambda found: found[1], whole=True)

    @provides("job.posted", on="data")
    def posted_data(self, area: Post) -> Found | None:
        return None  # the dates that are marked so are those of similar projects

    @provides("job.duration", on="data")
    def duration_data(self, area: Post) -> Found | None:
        return None

    @provides("job.duration", on="wording")
    def duration(self, area: Post) -> Found | None:
        return area.after(_DURATION, lambda text: text if LENGTH.match(text) else None, reach=1)


def _cut(area: Post, run: int) -> bool:
    return any(node.run <= run < node.run_end for node in area.cut)


class ProjectPage(GatedPage):
    """A project's own page, or its panel over the search."""

    site = SITE
    kind = SiteKind(
        kind="job",
        pattern=HOST + f"(?:{JOB.pattern})",
        cards=(".search-result-modal.show", ".grid-project-show"),
        status="captures",
        facts=tuple(sorted(ProjectReader.readers)),
        seen="2026-07",
    )
    claims = (
        "https://www.freelancermap.com/project/site-engineer",
        "https://www.freelancermap.de/projekt/sap-berater/",
    )
    refuses = ("https://www.freelancermap.de/projekte", "https://www.freelancermap.de/projekt/")

    def areas(self) -> Iterable[tuple[type[CardReader], Area]]:
        url = self.snapshot.url
        for area in single(self.page, job_id(url), url, job=job_id):
            numbers = {found[1] for line in area.lines if (found := _NUMBER.fullmatch(line.text))}
            area.id = numbers.pop() if len(numbers) == 1 else area.id
            yield ProjectReader, area
