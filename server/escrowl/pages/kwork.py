"""Kwork: the exchange's projects and a project's page, by their words and by the page's own `window.stateData`.

The data counts only where it is strict JSON, and only for what the words of the same project leave unsaid.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from weakref import WeakKeyDictionary

from escrowl.facts import Band, FactValue, Known, Money
from escrowl.pages import values
from escrowl.pages.base import Area, CardReader, Found, PageObject, provides
from escrowl.pages.dom import Index, fold
from escrowl.pages.plain import PlainTalkPage, kind_of
from escrowl.pages.posts import Post, PostReader, posts, silent
from escrowl.pages.single import single
from escrowl.pages.site import Site, SiteKind

SITE = Site("kwork", "Kwork", ("kwork.ru", "kwork.com", "www.kwork.ru", "www.kwork.com"))
HOST = r"^https://(?:www\.)?kwork\.(?:ru|com)"
WHERE = "the page's own data"
_JOB = re.compile(r"/projects/(\d{4,10})(?:/view)?/?(?:[?#]|$)")
_STATE = re.compile(r"window\.stateData\s?=\s?")
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


def job_id(address: str) -> str:
    """The project's number."""
    found = _JOB.search(address)
    return found[1] if found else ""


_states: WeakKeyDictionary[Index, dict[str, Mapping[str, Any]]] = WeakKeyDictionary()


def wants(page: Index) -> dict[str, Mapping[str, Any]]:
    """The projects in the page's data by their number; none when the data is cut off or not strict JSON."""
    if page not in _states:
        _states[page] = {}
        for _, words in page.scripts:
            if start := _STATE.search(words):
                _states[page] = {str(want["id"]): want for want in _wants(_strict(words[start.end() :]))}
    return _states[page]


def _refuse(word: str) -> None:
    raise ValueError(f"{word} is not JSON")


def _strict(text: str) -> Any:
    try:
        return json.JSONDecoder(parse_constant=_refuse).raw_decode(text)[0]
    except (ValueError, RecursionError):
        return None


def _wants(state: Any) -> Iterator[Mapping[str, Any]]:
    """Every project anywhere in the data: it has a number, a name and a price."""
    waiting = [state]
    while waiting:
        inner = waiting.pop()
        if isinstance(inner, list):
            waiting.extend(inner)
        elif isinstance(inner, dict):
            if isinstance(inner.get("id"), int) and isinstance(inner.get("name"), str) and "priceLimit" in inner:
                yield inner
            else:
                waiting.extend(inner.values())


class KworkPost(PostReader):
    """Reads a project with what the exchange tells of its buyer."""

    silent = silent("Kwork shows no check of buyers")

    def inside(self, area: Area) -> Mapping[str, Known]:
        return {name: Known(value, _shown(value), WHERE, "data") for name, value in self._data(area)}

    def _data(self, area: Area) -> Iterator[tuple[str, FactValue]]:
        want = wants(area.page).get(area.id)
        if want is None:
            return
        yield "job.title", fold(want["name"])
        if isinstance(text := want.get("description"), str) and fold(text):
            yield "job.description", fold(text)
        amount = values.number(str(want["priceLimit"]))
        if amount:
            yield "job.budget", Money(amount, "USD" if "kwork.com" in self.snapshot.url else "RUB")
        if (offers := _whole(want.get("kwork_count"))) is not None:
            yield "job.proposals", Band(offers, offers)
        user = want.get("user")
        told = user.get("data") if isinstance(user, dict) else None
        if isinstance(user, dict) and isinstance(name := user.get("username"), str) and name:
            yield "client.name", name
        if isinstance(told, dict):
            if (count := _whole(told.get("wants_count"))) is not None:
                yield "client.jobs_posted", count
            if (share := _whole(told.get("wants_hired_percent"))) is not None and share <= 100:
                yield "client.hire_rate", float(share)

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
        for link in area.page.tagged("a", within=area.node):
            cut = any(area.page.is_within(link, node) for node in area.cut)
            if not cut and _USER.search(link.attrs.get("href", "")) and (text := area.page.text(link)):
                return Found(text, text, "the link to the buyer")
        return area.after(_BUYER, lambda text: text if re.fullmatch(r"[\w.-]{2,40}", text) else None, reach=1)


def _whole(value: object) -> int | None:
    text = str(value)
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def _shown(value: FactValue) -> str:
    return f"{value.amount:g} {value.currency}" if isinstance(value, Money) else str(value)[:120]


class KworkList(PageObject):
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
        found: list[Area] = [*posts(self.page, job_id, told=_TEXT)]
        if not found and self.page.nodes:  # not drawn yet: the data alone
            found = [
                Post(self.page, self.page.nodes[0], (self.page.nodes[0],), None, name) for name in wants(self.page)
            ]
        return [(KworkPost, area) for area in found]


class KworkJob(PageObject):
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
        name = job_id(self.snapshot.url)
        return [(KworkPost, area) for area in single(self.page, name, self.snapshot.url, told=_TEXT, job=job_id)]


class KworkTalk(PlainTalkPage):
    """Messages. Untried on a real page, so by general means."""

    site = SITE
    kind = kind_of("messages", HOST + r"/inbox/[\w.-]{2,40}/?(?:[?#]|$)")
    name = re.compile(r"/inbox/([\w.-]{2,40})")
    claims = ("https://kwork.ru/inbox/harbour_maps", "https://kwork.com/inbox/harbour_maps/")
    refuses = ("https://kwork.ru/inbox", "https://kwork.ru/user/harbour_maps")
