"""Project search."""

from __future__ import annotations

import re
from collections.abc import Iterable

from escrowl.pages.base import LONG, Area, CardReader, Found, provides
from escrowl.pages.freelancermap.common import DATE, HOST, LENGTH, SITE, job_id
from escrowl.pages.gates import GatedPage
from escrowl.pages.posts import Post, PostReader, posts, silent
from escrowl.pages.site import SiteKind

_WHEN = re.compile(rf"{DATE}|\d{{1,2}}:\d{{2}}(?: [AP]M)?")


_BADGE = re.compile(
    r"top[- ]?(?:projekt|project)|(?:endkunden|end[- ]customer|direct client).{0,12}|neu|new"
    r"|.{0,8}remote|vor ort|on[- ]?site|freiberuflich|freelance|festanstellung|permanent.{0,12}"
    r"|arbeitnehmerüberlassung|(?:ab )?sofort|asap",
    re.IGNORECASE,
)
"""Marks of a card that could stand where its company stands."""


class ProjectCard(PostReader):
    """Reads a project of the list."""

    silent = silent("freelancermap shows no check of clients", "client.rating", "client.reviews", "client.spent")

    def _named(self, area: Post, name: str) -> Found | None:
        node = area.token(name, "data-testid")
        text = area.page.spaced(node) if node else ""
        return Found(text, text, name) if text else None

    @provides("client.company", on="structure")
    def company(self, area: Post) -> Found | None:
        title = area.heading or area.node
        before = [line.text for line in area.lines if line.run < title.run]
        if len(before) != 1 or _BADGE.fullmatch(before[0]) or _WHEN.fullmatch(before[0]) or LENGTH.match(before[0]):
            return None
        return Found(before[0], before[0], "above the title")

    @provides("job.posted", on="data")
    def posted_data(self, area: Post) -> Found | None:
        return self._named(area, "created")

    @provides("job.posted", on="wording")
    def posted(self, area: Post) -> Found | None:
        return area.one(_WHEN, lambda found: found[0], whole=True)

    @provides("job.duration", on="data")
    def duration_data(self, area: Post) -> Found | None:
        return self._named(area, "duration")

    @provides("job.duration", on="wording")
    def duration(self, area: Post) -> Found | None:
        return area.one(LENGTH, lambda found: found[0], whole=True)

    @provides("job.skills", on="data")
    def skills(self, area: Post) -> Found | None:
        nodes = area.page.having("data-id", "keyword", within=area.node)
        words = tuple(dict.fromkeys(text for n in nodes if (text := area.page.text(n))))
        return Found(words, ", ".join(words)[:120], "links to keywords") if words else None


class SearchPage(GatedPage):
    """Project search."""

    site = SITE
    kind = SiteKind(
        kind="search",
        pattern=HOST + r"/(?:(?:projekte|projects)(?:[/?#]|$)|(?:projektboerse|project-board)(?:\.html)?/?(?:[?#]|$))",
        cards=(".project-card", ".project-container"),
        status="captures",
        facts=tuple(sorted(ProjectCard.readers)),
        seen="2026-05",
    )
    claims = (
        "https://www.freelancermap.de/projekte",
        "https://www.freelancermap.com/projects/python?pagenr=2",
        "https://www.freelancermap.at/projektboerse.html",
    )
    refuses = ("https://www.freelancermap.de/projekt/sap-berater", "https://www.freelancermap.de/freelancer")

    def areas(self) -> Iterable[tuple[type[CardReader], Area]]:
        return [(ProjectCard, area) for area in posts(self.page, job_id, least=LONG)]
