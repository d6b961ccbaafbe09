"""FL.ru: the list of orders and an order's page. "Безопасная сделка" there is a service, and no check of a client."""

from __future__ import annotations

import re
from collections.abc import Iterable

from escrowl.facts import Band, Unknown
from escrowl.pages.base import Area, CardReader, Found, provides
from escrowl.pages.gates import GatedPage
from escrowl.pages.posts import Post, PostReader, cost, posts, silent
from escrowl.pages.postwords import price
from escrowl.pages.single import single
from escrowl.pages.site import Site, SiteKind

SITE = Site("fl_ru", "FL.ru", ("www.fl.ru", "fl.ru"))
HOST = r"^https://(?:www\.)?fl\.ru"
_JOB = re.compile(r"/projects/(\d{5,9})(?:/|$)")
_REPLIES = re.compile(
    r"(?<!\d)(\d{1,5}) (?:ответ|отклик)(?:а|ов|и)?(?!\w)"
    r"|(?<!\w)(?:ответы|отклики)(?: исполнителей)?:? \(?(\d{1,5})(?!\d)",
    re.IGNORECASE,
)
_BUDGET = re.compile(r"(?:бюджет|цена|стоимость)(?: заказа| проекта)?:?\s*", re.IGNORECASE)
_OPEN = re.compile(r"по (?:договор[её]нности|результатам собеседования)", re.IGNORECASE)
_POSTED = re.compile(
    r"(?:заказ|вакансия|конкурс)?\s?(?:\([^)]{2,60}\)\s?)?"
    r"(?P<when>(?:\d{1,3} \w+ ){1,2}назад|\d{1,2} [а-я]{3,8}(?: \d{4})?, \d{1,2}:\d{2})",
    re.IGNORECASE,
)


def job_id(address: str) -> str:
    """The order's number."""
    found = _JOB.search(address)
    return found[1] if found else ""


class FlPost(PostReader):
    """Reads an order of the list."""

    silent = silent("FL.ru shows no check of clients; “Безопасная сделка” is a service, not a check")

    @provides("job.budget", on="wording")
    def budget(self, area: Post) -> Found | None:
        return cost(area) or area.after(_BUDGET, price, reach=1) or self._open(area)

    def _open(self, area: Post) -> Found | None:
        found = area.match(_OPEN)
        return Found(Unknown("left open by the client"), found[1].text) if found else None

    @provides("job.proposals", on="wording")
    def proposals(self, area: Post) -> Found | None:
        return area.one(_REPLIES, lambda found: Band(int(found[1] or found[2]), int(found[1] or found[2])))

    @provides("job.posted", on="wording")
    def posted(self, area: Post) -> Found | None:
        return area.one(_POSTED, lambda found: found["when"])


class FlList(GatedPage):
    """Orders of all or one category."""

    site = SITE
    kind = SiteKind(
        kind="search",
        pattern=HOST + r"/projects/(?:category/[^?#]*|page-\d+/?)?(?:[?#]|$)",
        cards=(".b-post", "[id^='project-item']"),
        status="captures",
        facts=tuple(sorted(FlPost.readers)),
        seen="2026-07",
    )
    claims = ("https://www.fl.ru/projects/", "https://www.fl.ru/projects/category/programmirovanie/python/?page=2")
    refuses = ("https://www.fl.ru/projects/create/", "https://www.fl.ru/projects/5391387/parsing.html")

    def areas(self) -> Iterable[tuple[type[CardReader], Area]]:
        return [(FlPost, area) for area in posts(self.page, job_id, told=("b-post__body",))]


class FlJob(GatedPage):
    """An order's own page."""

    site = SITE
    kind = SiteKind(
        kind="job",
        pattern=HOST + r"/projects/\d{5,9}(?:/|$)",
        cards=("[id^='project_info']",),
        status="experimental",
        facts=tuple(sorted(FlPost.readers)),
    )
    claims = ("https://www.fl.ru/projects/5391387/parsing.html", "https://www.fl.ru/projects/5391387/")
    refuses = ("https://www.fl.ru/projects/", "https://www.fl.ru/users/someone/projects/")

    def areas(self) -> Iterable[tuple[type[CardReader], Area]]:
        url = self.snapshot.url
        return [(FlPost, area) for area in single(self.page, job_id(url), url, job=job_id)]
