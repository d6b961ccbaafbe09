"""The exchange's projects and a project's page, by their words; the page's own data says what they leave unsaid."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from escrowl.facts import Band, Known
from escrowl.pages import values
from escrowl.pages.base import Area, CardReader, Found, provides
from escrowl.pages.gates import GatedPage
from escrowl.pages.kwork.common import HOST, SITE, job_id
from escrowl.pages.kwork.state import told, wants
from escrowl.pages.posts import Post, PostReader, posts, silent, skill_links, without
from escrowl.pages.single import single
from escrowl.pages.site import SiteKind

_USER = re.compile(r"/user/([\w.-]{2,40})/?(?:[?#]|$)")
_BUDGET = re.compile(r"(?:(?:желаемый |desired )?(?:бюджет|budget)|цена|price):?\s*(?:до|up to)?\s*", re.IGNORECASE)
_OFFERS = re.compile(
    r"(?:предложений|откликов|offers|proposals|bids): ?(\d{1,5})(?!\d)"
    r"|(?<!\d)(\d{1,5}) (?:предложени[йея]|откликов|offers|proposals)(?!\w)",
    re.IGNORECASE,
)
_POSTED = re.compile(r"(?:размещено проектов(?: на бирже)?|projects posted|posted projects):? ?(\d{1,6})(?!\d)", re.I)
_HIRED = re.compile(r"(?:нанято|hired|hire rate):? ?(\d{1,3}(?:[.,]\d+)?) ?%", re.IGNORECASE)
_BUYER = re.compile(r"(?:покупатель|заказчик|buyer|client):?\s*", re.IGNORECASE)
_TEXT = ("wants-card__description-text", "want-card__description-text", "wants-card__description")


class KworkPost(PostReader):
    """Reads a project with what the exchange tells of its buyer."""

    silent = silent("Kwork shows no check of buyers")

    def inside(self, area: Area) -> Mapping[str, Known]:
        return told(area.page, area.id, "USD" if "kwork.com" in self.snapshot.url else "RUB")

    @provides("job.budget", on="wording")
    def budget(self, area: Post) -> Found | None:
        return area.after(_BUDGET, values.money, reach=2)

    @provides("job.proposals", on="wording")
    def proposals(self, area: Post) -> Found | None:
        return area.one(_OFFERS, lambda found: Band(int(found[1] or found[2]), int(found[1] or found[2])))

    @provides("client.jobs_posted", on="wording")
    def jobs_posted(self, area: Post) -> Found | None:
        return area.one(_POSTED, lambda found: int(found[1]))

    @provides("client.hire_rate", on="wording")
    def hire_rate(self, area: Post) -> Found | None:
        return area.one(_HIRED, lambda found: values.percent(f"{found[1].replace(',', '.')}%"))

    @provides("client.name", on="structure")
    def buyer(self, area: Post) -> Found | None:
        for name in filter(None, map(area.page.text, area.links(_USER.search))):
            return Found(name, name, "the link to the buyer")
        return area.after(_BUYER, lambda text: text if re.fullmatch(r"[\w.-]{2,40}", text) else None, reach=1)


class KworkList(GatedPage):
    """Projects of the exchange."""

    site = SITE
    kind = SiteKind(
        kind="search",
        pattern=HOST + r"/projects(?:/list/[^/?#]*)?/?(?:[?#]|$)",
        cards=(".want-card", ".wants-card"),
        status="fixtures",
        facts=tuple(sorted(KworkPost.readers)),
        seen="2026-06",
    )
    claims = ("https://kwork.ru/projects", "https://kwork.ru/projects?c=41&page=2", "https://kwork.com/projects/")
    refuses = ("https://kwork.ru/projects/2900001", "https://kwork.ru/new_project", "https://kwork.ru/categories/x")

    def areas(self) -> Iterable[tuple[type[CardReader], Area]]:
        page = self.page
        found = [without(area, skill_links(page, area.node, _USER)) for area in posts(page, job_id, told=_TEXT)]
        if not found and page.nodes:  # not drawn yet: the data alone
            found = [Post(page, page.nodes[0], (page.nodes[0],), None, name) for name in wants(page)]
        return [(KworkPost, area) for area in found]


class KworkJob(GatedPage):
    """A project's own page."""

    site = SITE
    kind = SiteKind(
        kind="job",
        pattern=HOST + r"/projects/\d{4,10}(?:/view)?/?(?:[?#]|$)",
        cards=(".want-card", ".wants-card"),
        status="experimental",
        facts=tuple(sorted(KworkPost.readers)),
    )
    claims = ("https://kwork.ru/projects/2900001", "https://kwork.ru/projects/2900001/view")
    refuses = ("https://kwork.ru/projects", "https://kwork.ru/user/someone")

    def areas(self) -> Iterable[tuple[type[CardReader], Area]]:
        page, url = self.page, self.snapshot.url
        found = single(page, job_id(url), url, told=_TEXT, job=job_id)
        return [(KworkPost, without(area, skill_links(page, area.node, _USER))) for area in found]
