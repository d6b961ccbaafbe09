"""PeoplePerHour: project lists and project pages.

The site shows visitors and freelancers no verified payment. "Pre-funded" on a project is the client's deposit for it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from escrowl.facts import Band, Unknown
from escrowl.pages import values, values_dates, values_places
from escrowl.pages.base import Area, CardReader, Found, PageObject, provides
from escrowl.pages.dom import Index, Node, fold
from escrowl.pages.held import HeldTalk
from escrowl.pages.phrases import WordedArea, agreed, told
from escrowl.pages.plain import PlainTalkPage, kind_of
from escrowl.pages.posts import Post, PostReader, silent, whole_texts
from escrowl.pages.repeated import grow, items
from escrowl.pages.single import single
from escrowl.pages.site import Site, SiteKind
from escrowl.pages.spans import Spans

SITE = Site("peopleperhour", "PeoplePerHour", ("www.peopleperhour.com", "peopleperhour.com"))
_HOST = r"https://(?:www\.)?peopleperhour\.com"
HOST = "^" + _HOST
CONTEXT = ("header a[href*='/site/login']", "nav a[href*='/site/login']", "a[href*='/site/logout']")
"""CSS selectors of what tells whether the reader is signed in."""

_JOB = re.compile(rf"(?:{_HOST})?/(?:freelance-jobs(?:/[^/?#]+){{1,3}}|job/[^/?#]+?)-(\d{{5,10}})/?(?:[?#]\S*)?")
_PERSON = re.compile(rf"(?:{_HOST})?/freelancer/\S+")
_PROPOSALS = re.compile(
    r"(?P<count>\d{1,5}) proposals?(?: so far)?|proposals:? \(?(?P<after>\d{1,5})\)?", re.IGNORECASE
)
_PRICED = re.compile(r"(?:[A-Z]{3} )?[$€£]\s?[\d.,]+[KM]?(?:\s?/\s?hr)?", re.IGNORECASE)
_PREFUNDED = re.compile(r"pre-?funded", re.IGNORECASE)
_BY = re.compile(r"by (?P<name>.{1,60})", re.IGNORECASE)
_ABOUT = re.compile(r"about (?:the )?(?:client|buyer)", re.IGNORECASE)
_POSTED = re.compile(
    r"(?P<count>[\d,]{1,7}) (?:projects?|jobs?) posted|(?:projects?|jobs?) posted:? (?P<after>[\d,]{1,7})", re.I
)
_SINCE = re.compile(r"(?:member|client|buyer) since:? .{6,20}", re.IGNORECASE)
_ENTER = re.compile(rf"(?:{_HOST})?/site/(?:login|register)\S*")
_HELD = re.compile(
    r"(?:funds |money |amount |balance )?(?:held |deposited |currently )?in escrow"
    r"|escrow(?: balance| funds| deposit| amount)?|deposit (?:paid|held|in escrow)",
    re.IGNORECASE,
)
_ENTER_WORDS = re.compile(r"log ?in|sign ?(?:up|in)", re.IGNORECASE)
NOT_SHOWN = "this site does not show it"


def job_id(address: str) -> str:
    """The number at the end of a project's address; empty when it is none."""
    found = _JOB.fullmatch(address)
    return found[1] if found else ""


@dataclass(eq=False)
class Project(Post, WordedArea):
    """A project's part of the page."""


def _project(
    page: Index, node: Node, title: Node, name: str, text: Iterable[Node], cut: Iterable[Node] = ()
) -> Project:
    told_ = tuple(text)
    taken = Spans((title, *told_))
    by = [page.around(line) for line in page.lines_in(node) if _BY.fullmatch(line.text) and not taken.has(line)]
    return Project(page, node, (title, *_people(page, node), *by, *told_, *cut), title, name, told_)


def _people(page: Index, node: Node) -> list[Node]:
    """Links to people, which hold names."""
    return [n for n in page.tagged("a", within=node) if _PERSON.fullmatch(n.attrs.get("href", ""))]


class ProjectCard(PostReader):
    """Reads a project of a list."""

    silent: ClassVar = silent(NOT_SHOWN)

    def reason(self, fact: str) -> str:
        return "the project is not marked as pre-funded" if fact == "client.deposit" else super().reason(fact)

    @provides("job.budget", on="wording")
    def budget(self, area: Project) -> Found | None:
        if area.price is None or area.price[0].hourly:
            return None
        price, text = area.price
        return Found(price.money or Unknown(f"given as a range: {text}"), text, "the price")

    @provides("job.rate", on="wording")
    def rate(self, area: Project) -> Found | None:
        return Found(area.price[0].rate, area.price[1], "the price") if area.price and area.price[0].hourly else None

    @provides("job.kind", on="wording")
    def kind(self, area: Project) -> Found | None:
        return Found("hourly" if area.price[0].hourly else "fixed", area.price[1], "the price") if area.price else None

    @provides("job.proposals", on="wording")
    def proposals(self, area: Project) -> Found | None:
        def band(found: re.Match[str]) -> Band:
            count = int(found["count"] or found["after"])
            return Band(count, count)

        return area.read(_PROPOSALS, band, "near “proposals”")

    @provides("job.posted", on="wording")
    def posted(self, area: Project) -> Found | None:
        ages = (values_dates.ago(re.sub(r"^posted:? ", "", p.text, flags=re.IGNORECASE)) for p in area.phrases)
        return agreed(Found(age, age, "how long ago") for age in ages if age)

    @provides("client.deposit", on="wording")
    def deposit(self, area: Project) -> Found | None:
        title = area.heading or area.node
        for _, phrase in area.said(_PREFUNDED):
            if phrase.node.place < title.place:  # the site's labels stand above the title, a client's words below
                return Found("verified", phrase.text, "the project's label")
        return None

    @provides("client.name", on="structure")
    def name(self, area: Project) -> Found | None:
        for link in area.links(_PERSON.fullmatch):
            # "by" and the name may have no space between
            if text := fold(" ".join(area.page.runs[link.run : link.run_end])):
                found = _BY.fullmatch(text)
                return Found(found["name"] if found else text, text, "the link to the client")
        written = Spans(area.told)
        said = (_BY.fullmatch(line.text) for line in area.page.lines_in(area.node) if not written.has(line))
        return next((Found(found["name"], found[0], "near “by”") for found in said if found), None)


class ProjectReader(ProjectCard):
    """Reads a project's own page, with what it says of the client."""

    def part(self, fact: str, area: Area) -> Area:
        if not fact.startswith("client.") or fact in ("client.deposit", "client.name"):
            return area
        page = area.page
        lines = [line for line in area.lines if _ABOUT.fullmatch(line.text)]
        stops = [n.place for n in (area.heading, *getattr(area, "told", ())) if n is not None]
        box = grow(page, page.nodes[lines[0].node], sorted(stops)) if lines else None
        if box is None or not page.is_within(box, area.node):
            return WordedArea(page, area.node, (area.node,))
        return WordedArea(page, box, area.cut)

    @provides("client.country", on="wording")
    def country(self, area: WordedArea) -> Found | None:
        named = [(line.text, values_places.country(line.text)) for line in area.lines]
        return agreed(Found(name, text, "client panel") for text, name in named if name)

    @provides("client.member_since", on="wording")
    def member_since(self, area: WordedArea) -> Found | None:
        return area.read(_SINCE, lambda found: values_dates.day(found[0]), "client panel")

    @provides("client.jobs_posted", on="wording")
    def jobs_posted(self, area: WordedArea) -> Found | None:
        return area.read(_POSTED, lambda found: values.count(found["count"] or found["after"]), "client panel")


class _Page(PageObject):
    site = SITE
    nothing = re.compile(r"(?:0|no) (?:results|projects)(?: found)?\b.{0,60}", re.IGNORECASE)

    def signed_in(self) -> bool | None:
        for link in self.page.tagged("a"):
            href = link.attrs.get("href", "")
            if "/site/logout" in href:
                return True
            if _ENTER.fullmatch(href) and _ENTER_WORDS.fullmatch(self.page.text(link)):
                return False
        return None


class SearchPage(_Page):
    """Lists of projects."""

    kind = SiteKind(
        kind="search",
        pattern=HOST + r"/freelance-(?:jobs(?:/[^/?#]*[^/?#\d])*/?|[^/?#]+-jobs/?)(?:[?#]|$)",
        cards=("[class*='item--container⤍ListItem']", "[class*='list__item⤍List⤚']"),
        context=CONTEXT,
        status="captures",
        seen="2025-11",
        facts=tuple(sorted(ProjectCard.readers)),
    )
    claims = (
        "https://www.peopleperhour.com/freelance-jobs?q=logo",
        "https://www.peopleperhour.com/freelance-jobs/design/logo-design",
        "https://www.peopleperhour.com/freelance-logo-jobs",
    )
    refuses = (
        "https://www.peopleperhour.com/freelance-jobs/design/logo-design/some-words-4000001",
        "https://www.peopleperhour.com/hire-freelancers",
    )

    def areas(self) -> Iterable[tuple[type[CardReader], Area]]:
        page = self.page
        cards: list[Project] = []
        for item in items(page, job_id):
            texts = page.having("class", "item__desc", within=item.box)
            classes = (name for n in texts for name in n.attrs["class"].split())
            named = dict.fromkeys(name for name in classes if name.startswith("item__desc"))
            text = told(page, item.box, [item.title, *_people(page, item.box)], named)
            cards.append(_project(page, item.box, item.title, item.id, (text,) if text else ()))
        return [(ProjectCard, card) for card in whole_texts(cards, (_PROPOSALS, _PRICED))]


class ProjectPage(_Page):
    """A project's own page."""

    kind = SiteKind(
        kind="job",
        pattern=HOST + r"/(?:freelance-jobs(?:/[^/?#]+)*|job)/[^/?#]+-\d{5,10}/?(?:[?#]|$)",
        cards=("main",),
        context=CONTEXT,
        facts=tuple(sorted(ProjectReader.readers)),
    )
    claims = (
        "https://www.peopleperhour.com/freelance-jobs/design/logo-design/some-words-4000001",
        "https://www.peopleperhour.com/job/some-words-4000001?ref=x",
    )
    refuses = ("https://www.peopleperhour.com/freelance-jobs/design", "https://www.peopleperhour.com/job/new")

    def areas(self) -> Iterable[tuple[type[CardReader], Area]]:
        page = self.page
        for post in single(page, job_id(self.snapshot.url), self.snapshot.url, job=job_id):
            if post.heading is not None:
                yield ProjectReader, _project(page, post.node, post.heading, post.id, post.told, post.cut)


class StreamReader(HeldTalk):
    """Reads a WorkStream: who said what, and the deposit beside it."""

    silent: ClassVar = silent(NOT_SHOWN)
    label = _HELD


class StreamPage(PlainTalkPage):
    """A WorkStream: the talk with a client. Untried on a real page, so by general means."""

    site = SITE
    kind = kind_of(
        "messages",
        HOST + r"/(?:[a-z]+/){0,2}work-?streams?/[^?#]*\d{4,12}[^?#]*(?:[?#]|$)",
        reader=StreamReader,
    )
    name = re.compile(r"/work-?streams?/[^?#]*?(\d{4,12})", re.IGNORECASE)
    reader = StreamReader
    claims = (
        "https://www.peopleperhour.com/workstream/5000001",
        "https://www.peopleperhour.com/dashboard/workstream/view/5000001?x=1",
    )
    refuses = ("https://www.peopleperhour.com/workstream", "https://www.peopleperhour.com/dashboard/seller")
