"""Weblancer: the list of projects. The site shows no check of a client."""

from __future__ import annotations

import re
from collections.abc import Iterable

from escrowl.pages.base import Area, CardReader, Found, provides
from escrowl.pages.gates import GatedPage
from escrowl.pages.posts import Post, PostReader, chips, cost, posts, silent, skill_links, without
from escrowl.pages.postwords import exactly
from escrowl.pages.single import single
from escrowl.pages.site import Site, SiteKind

SITE = Site("weblancer", "Weblancer", ("www.weblancer.net", "weblancer.net"))
HOST = r"^https://(?:www\.)?weblancer\.net"
_JOB = re.compile(r"/freelance/[^/?#]+/[^/?#]*?-?(\d{5,9})/?(?:[?#]|$)")
_SKILL = re.compile(r"/freelance/[^/?#]+/?(?:[?#]|$)")
_BIDS = re.compile(r"(?<![\d.,])(\d{1,5}) (?:заяв(?:ка|ки|ок)|bids?|proposals?|applications?)(?!\w)", re.IGNORECASE)
_DATE = re.compile(r"(?<![\d.])\d{1,2}\.\d{2}\.\d{4}(?![\d.])|\d{1,3} \w+ назад")


def job_id(address: str) -> str:
    """The number at the end of a project's address."""
    found = _JOB.search(address)
    return found[1] if found else ""


class WeblancerPost(PostReader):
    """Reads a project of the list."""

    silent = silent("Weblancer shows no check of clients")

    @provides("job.proposals", on="wording")
    def proposals(self, area: Post) -> Found | None:
        return area.one(_BIDS, exactly)

    @provides("job.budget", on="wording")
    def budget(self, area: Post) -> Found | None:
        return cost(area)

    @provides("job.posted", on="wording")
    def posted(self, area: Post) -> Found | None:
        return area.one(_DATE, lambda found: found[0])

    @provides("job.skills", on="structure")
    def skills(self, area: Post) -> Found | None:
        return chips(area.page, area.node, _SKILL)


class WeblancerList(GatedPage):
    """Projects of all or one category."""

    site = SITE
    kind = SiteKind(
        kind="search",
        pattern=HOST + r"/(?:jobs|freelance|projects)(?:/[^/?#]*)?/?(?:[?#]|$)",
        cards=("article:has(h2 a[href*='/freelance/'])",),
        status="captures",
        facts=tuple(sorted(WeblancerPost.readers)),
        seen="2026-07",
    )
    claims = ("https://www.weblancer.net/freelance/", "https://www.weblancer.net/freelance/sozdanie-botov/?page=2")
    refuses = ("https://www.weblancer.net/users/", "https://www.weblancer.net/freelance/boty-31/bot-1268043/")

    def areas(self) -> Iterable[tuple[type[CardReader], Area]]:
        page = self.page
        found = posts(page, job_id)
        return [(WeblancerPost, without(area, skill_links(page, area.node, _SKILL))) for area in found]


class WeblancerJob(GatedPage):
    """A project's own page."""

    site = SITE
    kind = SiteKind(
        kind="job",
        pattern=HOST + r"/freelance/[^/?#]+/[^/?#]*\d{5,9}/?(?:[?#]|$)",
        cards=("main",),
        status="experimental",
        facts=tuple(sorted(WeblancerPost.readers)),
    )
    claims = ("https://www.weblancer.net/freelance/boty-31/bot-1268043/",)
    refuses = ("https://www.weblancer.net/freelance/boty/", "https://www.weblancer.net/users/someone/")

    def areas(self) -> Iterable[tuple[type[CardReader], Area]]:
        url = self.snapshot.url
        return [(WeblancerPost, area) for area in single(self.page, job_id(url), url, job=job_id)]
