"""Job search as visitors see it. Untried on a real page."""

from __future__ import annotations

from collections.abc import Iterable

from escrowl.pages.base import Area, CardReader, Found, provides
from escrowl.pages.gates import GatedPage
from escrowl.pages.linkedin.common import COMPANY, HOST, SILENT, SITE, job_id
from escrowl.pages.posts import Post, PostReader, posts, skill_links, without
from escrowl.pages.postwords import AGO
from escrowl.pages.site import SiteKind


class LinkedInCard(PostReader):
    """Reads a job of a list."""

    silent = SILENT

    @provides("client.company", on="structure")
    def company(self, area: Post) -> Found | None:
        names = filter(None, map(area.page.text, area.links(COMPANY.search)))
        return next((Found(name, name, "the link to the company") for name in names), None)

    @provides("job.posted", on="data")
    def posted_data(self, area: Post) -> Found | None:
        for node in area.page.tagged("time", within=area.node):
            if AGO.fullmatch(text := area.page.text(node)):
                return Found(text, text, "the card's time")
        return None

    @provides("job.posted", on="wording")
    def posted(self, area: Post) -> Found | None:
        return area.one(AGO, lambda found: found[0])


class LinkedInList(GatedPage):
    """Job search as visitors see it. Untried on a real page."""

    site = SITE
    kind = SiteKind(
        kind="search",
        pattern=HOST + r"/jobs/(?:search|collections|[^/?#]*-jobs)(?:[/?#-]|$)",
        cards=(".base-search-card", ".job-search-card", "[data-job-id]"),
        status="experimental",
        facts=tuple(sorted(LinkedInCard.readers)),
    )
    claims = (
        "https://www.linkedin.com/jobs/search/?keywords=maps",
        "https://ee.linkedin.com/jobs/map-editor-jobs-tallinn",
    )
    refuses = ("https://www.linkedin.com/jobs/", "https://www.linkedin.com/jobs/view/3999000111/")

    def areas(self) -> Iterable[tuple[type[CardReader], Area]]:
        page = self.page
        found = posts(page, job_id)
        return [(LinkedInCard, without(area, skill_links(page, area.node, COMPANY))) for area in found]
