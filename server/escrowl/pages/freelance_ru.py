"""freelance.ru: the list of tasks. The site shows no check of a client on it."""

from __future__ import annotations

import re
from collections.abc import Iterable

from escrowl.facts import Band, Rate, Unknown
from escrowl.pages import values
from escrowl.pages.base import Area, CardReader, Found, provides
from escrowl.pages.gates import GatedPage
from escrowl.pages.posts import Post, PostReader, posts, silent, without
from escrowl.pages.postwords import price
from escrowl.pages.single import single
from escrowl.pages.site import Site, SiteKind

SITE = Site("freelance_ru", "freelance.ru", ("freelance.ru", "www.freelance.ru"))
HOST = r"^https://(?:www\.)?freelance\.ru"
_JOB = re.compile(r"/task/view/(\d{2,9})(?:[/?#]|$)|/projects?/[^/?#]*?-?(\d{4,9})(?:\.html|/|$)")
_FEE = re.compile(r"(?:гонорар|бюджет|стоимость)", re.IGNORECASE)
_OPEN = re.compile(r"(?:цена )?(?:обсуждается|договорная|по договор[её]нности)(?: \w+)?", re.IGNORECASE)
_HOURLY = re.compile(r"/\s?(?:час|ч\b)", re.IGNORECASE)
_FIXED = re.compile(r"/\s?(?:заказ|проект|задание)", re.IGNORECASE)
_POSTED = re.compile(r"(?<!\w)(?:\d{1,3} )?[а-я]{3,8} назад(?!\w)|(?<!\w)(?:сегодня|вчера)(?!\w)", re.IGNORECASE)
_TERM = re.compile(r"срок:? (\d{1,4} [а-я]{2,8})", re.IGNORECASE)
_TIER = re.compile(r"опыт: ((?:от|до) \d{1,2} (?:лет|года?)|\d{1,2}[-–]\d{1,2} (?:лет|года?)|без опыта|не важен)", re.I)


def job_id(address: str) -> str:
    """The task's number."""
    found = _JOB.search(address)
    return (found[1] or found[2]) if found else ""


class FreelanceRuPost(PostReader):
    """Reads a task of the list."""

    silent = silent("freelance.ru shows no check of clients on tasks")

    def _fee(self, area: Post) -> str:
        found = area.after(_FEE, lambda text: text, reach=1)
        return str(found.value) if found else ""

    @provides("job.budget", on="wording")
    def budget(self, area: Post) -> Found | None:
        text = self._fee(area)
        if _HOURLY.search(text):
            return None
        if _OPEN.fullmatch(text):
            return Found(Unknown("left open by the client"), text)
        amount = price(text)
        return Found(amount, text, "near “Гонорар”") if amount else None

    @provides("job.rate", on="wording")
    def rate(self, area: Post) -> Found | None:
        text = self._fee(area)
        amount = values.money(text) if _HOURLY.search(text) else None
        return Found(Rate(amount.amount, amount.amount, amount.currency), text, "near “Гонорар”") if amount else None

    @provides("job.kind", on="wording")
    def kind_of_pay(self, area: Post) -> Found | None:
        text = self._fee(area)
        kind = "hourly" if _HOURLY.search(text) else "fixed" if _FIXED.search(text) else ""
        return Found(kind, text, "near “Гонорар”") if kind else None

    @provides("job.proposals", on="data")
    def proposals(self, area: Post) -> Found | None:
        for icon in area.page.classed("fa-comments", area.node):
            text = area.page.text(area.page.nodes[icon.parent])
            if re.fullmatch(r"\d{1,5}", text) and text.isascii():
                return Found(Band(int(text), int(text)), text, "beside the icon of answers")
        return None

    @provides("job.posted", on="wording")
    def posted(self, area: Post) -> Found | None:
        return area.one(_POSTED, lambda found: found[0])

    @provides("job.duration", on="wording")
    def duration(self, area: Post) -> Found | None:
        return area.one(_TERM, lambda found: found[1])

    @provides("job.tier", on="wording")
    def tier(self, area: Post) -> Found | None:
        return area.one(_TIER, lambda found: found[1])

    @provides("job.skills", on="data")
    def skills(self, area: Post) -> Found | None:
        words = tuple(dict.fromkeys(map(area.page.text, area.page.classed("task-chip", area.node))))
        return Found(words, ", ".join(words)[:120], "chips") if words else None


class FreelanceRuList(GatedPage):
    """Tasks of all or one category."""

    site = SITE
    kind = SiteKind(
        kind="search",
        pattern=HOST + r"/(?:task|project/search)(?:/index|/pro)?/?(?:[?#]|$)",
        cards=("article.task-card", "article:has(a[href*='/task/view/'])"),
        status="captures",
        facts=tuple(sorted(FreelanceRuPost.readers)),
        seen="2026-07",
    )
    claims = ("https://freelance.ru/task", "https://freelance.ru/task?page=2", "https://freelance.ru/project/search")
    refuses = ("https://freelance.ru/task/create/", "https://freelance.ru/task/view/4873", "https://freelance.ru/tasks")

    def areas(self) -> Iterable[tuple[type[CardReader], Area]]:
        page = self.page
        found = posts(page, job_id, told=("task-card__desc",))
        return [(FreelanceRuPost, without(area, page.tokens("class", "task-chip", area.node))) for area in found]


class FreelanceRuJob(GatedPage):
    """A task's own page."""

    site = SITE
    kind = SiteKind(
        kind="job",
        pattern=HOST + r"/task/view/\d{2,9}/?(?:[?#]|$)",
        cards=("main",),
        status="experimental",
        facts=tuple(sorted(FreelanceRuPost.readers)),
    )
    claims = ("https://freelance.ru/task/view/4873",)
    refuses = ("https://freelance.ru/task", "https://freelance.ru/task/view/")

    def areas(self) -> Iterable[tuple[type[CardReader], Area]]:
        return [
            (FreelanceRuPost, area)
            for area in single(self.page, job_id(self.snapshot.url), self.snapshot.url, job=job_id)
        ]
