"""A job's page as visitors see it, and (untried) as members do."""

from __future__ import annotations

import re
from collections.abc import Iterable

from escrowl.facts import Band
from escrowl.pages import values
from escrowl.pages.base import Area, CardReader, Found, provides
from escrowl.pages.dom import Line
from escrowl.pages.gates import GatedPage
from escrowl.pages.linkedin.common import COMPANY, HOST, SILENT, SITE, job_id
from escrowl.pages.posts import Post, PostReader, skill_links, without
from escrowl.pages.postwords import AGO
from escrowl.pages.single import single
from escrowl.pages.site import SiteKind

_TEXT = (
    "show-more-less-html__markup",
    "jobs-description__content",
    "jobs-description-content__text",
    "jobs-box__html-content",
)
_NEAR = 14
"""Lines behind the title among which the job's own facts stand."""

_APPLICANTS = re.compile(
    r"(?P<over>over |more than |más de |mais de |plus de |über |более )?(?P<count>[\d.,]{1,7}) "
    r"(?:applicants?|applications?|solicitudes|candidat(?:s|os|uras?|ures?)|bewerber(?:innen)?(?: und bewerber)?"
    r"|bewerbungen|кандидат(?:а|ов)?|отклик(?:а|ов)?)",
    re.IGNORECASE,
)
_FIRST = re.compile(
    r"(?:be among the first|sé de los primeros|seja um dos primeiros|soyez parmi les|gehören sie zu den ersten)"
    r" (?P<count>\d{1,3}).{0,40}",
    re.IGNORECASE,
)
_TIER = re.compile(
    r"(?:seniority level|nivel de antigüedad|nível de experiência|niveau hiérarchique|karrierestufe)", re.I
)
_POSTER = re.compile(r"(?:direct message the job poster(?: from .{1,80})?|meet the hiring team)", re.IGNORECASE)


class LinkedInJob(PostReader):
    """Reads a job's page."""

    silent = SILENT

    def _near(self, area: Post) -> list[Line]:
        start = area.heading.run_end if area.heading else 0
        return [line for line in area.lines if line.run >= start][:_NEAR]

    def _said(self, area: Post, pattern: re.Pattern[str]) -> re.Match[str] | None:
        return next((found for line in self._near(area) if (found := pattern.search(line.text))), None)

    @provides("client.company", on="structure")
    def company(self, area: Post) -> Found | None:
        reach = self._near(area)
        end = reach[-1].run_end if reach else 0
        names = (area.page.text(link) for link in area.links(COMPANY.search) if link.run < end)
        return next((Found(name, name, "the link to the company") for name in names if name), None)

    @provides("client.name", on="wording")
    def poster(self, area: Post) -> Found | None:
        return area.after(_POSTER, lambda text: text if re.fullmatch(r"[^\W\d_][^\d:]{1,58}", text) else None, reach=1)

    @provides("job.posted", on="wording")
    def posted(self, area: Post) -> Found | None:
        found = self._said(area, AGO)
        return Found(found[0], found[0], "below the title") if found else None

    @provides("job.proposals", on="wording")
    def proposals(self, area: Post) -> Found | None:
        first, some = self._said(area, _FIRST), self._said(area, _APPLICANTS)
        if first:
            return Found(Band(0, max(0, int(first["count"]) - 1)), first[0], "below the title")
        number = values.number(some["count"]) if some else None
        if some is None or number is None:
            return None
        return Found(Band(int(number), None if some["over"] else int(number)), some[0], "below the title")

    @provides("job.tier", on="wording")
    def tier(self, area: Post) -> Found | None:
        return area.after(_TIER, lambda text: text if len(text) < 40 else None, reach=1)


class LinkedInJobPage(GatedPage):
    """A job's page."""

    site = SITE
    kind = SiteKind(
        kind="job",
        pattern=HOST + r"/jobs/view/(?:[^/?#]*-)?\d{6,12}(?:[/?#]|$)",
        cards=("main",),
        status="captures",
        facts=tuple(sorted(LinkedInJob.readers)),
        seen="2023-01",
    )
    claims = (
        "https://www.linkedin.com/jobs/view/3999000111/",
        "https://il.linkedin.com/jobs/view/map-editor-at-a-museum-3999000111?trk=x",
    )
    refuses = (
        "https://www.linkedin.com/jobs/",
        "https://www.linkedin.com/in/someone/",
        "https://www.linkedin.com/feed/",
    )

    def areas(self) -> Iterable[tuple[type[CardReader], Area]]:
        page, url = self.page, self.snapshot.url
        found = single(page, job_id(url), url, told=_TEXT, job=job_id)
        return [(LinkedInJob, without(area, skill_links(page, area.node, COMPANY))) for area in found]
