"""Guru: job lists and job pages. The site shows no verified payment; SafePay is funded later, for an agreement."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar

from escrowl.facts import Band, Known, Unknown
from escrowl.pages import values, values_dates, values_places
from escrowl.pages.base import Area, CardReader, Found, PageObject, provides
from escrowl.pages.dom import HEADINGS, Index, Node
from escrowl.pages.held import HeldTalk
from escrowl.pages.phrases import WordedArea, agreed, in_link, labelled, told
from escrowl.pages.plain import PlainTalkPage, kind_of
from escrowl.pages.posts import Post, PostReader, chips, silent, whole_texts
from escrowl.pages.prose import prose
from escrowl.pages.repeated import grow, items
from escrowl.pages.site import Site, SiteKind
from escrowl.pages.spans import Spans
from escrowl.pages.values_money import Price, whole_price

SITE = Site("guru", "Guru", ("www.guru.com", "guru.com"))
_HOST = r"https://(?:www\.)?guru\.com"
HOST = "^" + _HOST
CONTEXT = ("a[href*='/login.aspx']", "a[href*='/login']", "a[href*='logout']", "script[type='application/ld+json']")
"""CSS selectors of what tells whether the reader is signed in, and the job's own data."""

_JOB = re.compile(rf"(?:{_HOST})?/(?:jobs/[^/?#&]+|work/detail)/(\d{{5,9}})(?:[/?#&]\S*)?", re.IGNORECASE)
_SKILL = re.compile(r"/d/(?:jobs|freelancers)/skill/", re.IGNORECASE)
_TITLE = re.compile(r"(?P<title>.+?)\s*\((?P<id>\d{5,9})\)\s*[-–|]\s*Freelance Job\b.*", re.IGNORECASE)
_KIND = re.compile(r"(?P<kind>fixed[- ]price|hourly)(?: (?:job|rate))?", re.IGNORECASE)
_QUOTES = re.compile(
    r"(?P<count>\d{1,5}) quotes?(?: received)?|quotes?(?: received)?:? \(?(?P<after>\d{1,5})\)?", re.IGNORECASE
)
_SPENT = re.compile(
    r"(?P<sum>\$[\d.,]+[KM]?\+?) (?:total )?spen[td]|(?:total )?spen[td]:? (?P<after>\$[\d.,]+[KM]?\+?)", re.I
)
_POSTED = re.compile(r"posted:? (?:on )?(.{4,20})", re.IGNORECASE)
_BY = re.compile(r"posted by|about the (?:employer|client)", re.IGNORECASE)
_OTHERS = re.compile(r"similar jobs.*|more jobs (?:from|by) .*|other jobs.*", re.IGNORECASE)
_LOGOUT = re.compile(r"/log-?out", re.IGNORECASE)
_LOGIN = re.compile(rf"(?:{_HOST})?/(?:login|register)(?:\.aspx)?(?:[?#]\S*)?", re.IGNORECASE)
_HELD = re.compile(
    r"(?:(?:funds |available |current )?(?:in )?safepay(?: (?:balance|funds|account|funded))?|safepay funded)",
    re.IGNORECASE,
)
_LONG_LINE = 80
"""Characters of a line that no panel of an employer has."""
NOT_SHOWN = "this site does not show it"
_PERCENT = "this site gives feedback in percent, not in stars"


def job_id(address: str) -> str:
    """The number of the job in an address; empty when it is none."""
    found = _JOB.fullmatch(address)
    return found[1] if found else ""


@dataclass(eq=False)
class Job(Post, WordedArea):
    """A job's part of the page. ``panel``: what it says of the employer."""

    panel: WordedArea | None = None

    @cached_property
    def pieces(self) -> list[str]:
        """The parts of the lines between the site's "|", and what single elements say."""
        lines = [piece.strip() for line in self.lines for piece in line.text.split("|")]
        return list(dict.fromkeys([*lines, *(phrase.text for phrase in self.phrases)]))

    @cached_property
    def terms(self) -> tuple[str, Price | None, str] | None:
        """Kind, price and the words of the line "Fixed Price | $250-$500"; None when there is none or two differ."""
        found: dict[tuple[str, Price | None], str] = {}
        for line in self.lines:
            pieces = [piece.strip() for piece in line.text.split("|")]
            kind = next((m for piece in pieces if (m := _KIND.fullmatch(piece))), None)
            if kind:
                price = next((p for piece in pieces if (p := whole_price(piece))), None)
                found[("hourly" if kind["kind"].lower() == "hourly" else "fixed", price)] = line.text
        if len(found) != 1:
            return None
        (kind_, price), text = next(iter(found.items()))
        return kind_, price or (self.price[0] if self.price else None), text


class JobCard(PostReader):
    """Reads a job of a list."""

    silent: ClassVar = silent(NOT_SHOWN) | {"client.rating": _PERCENT}

    def reason(self, fact: str) -> str:
        return "not shown in lists" if fact.startswith("client.") else super().reason(fact)

    @provides("job.kind", on="wording")
    def kind(self, area: Job) -> Found | None:
        return Found(area.terms[0], area.terms[2], "the job's terms") if area.terms else None

    @provides("job.budget", on="wording")
    def budget(self, area: Job) -> Found | None:
        kind, price, text = area.terms or ("", None, "")
        if kind != "fixed" or price is None:
            return None
        return Found(price.money or Unknown(f"given as a range: {text}"), text, "the job's terms")

    @provides("job.rate", on="wording")
    def rate(self, area: Job) -> Found | None:
        kind, price, text = area.terms or ("", None, "")
        return Found(price.rate, text, "the job's terms") if kind == "hourly" and price else None

    @provides("job.proposals", on="wording")
    def proposals(self, area: Job) -> Found | None:
        def band(found: re.Match[str]) -> Band:
            count = int(found["count"] or found["after"])
            return Band(count, count)

        said = (found for piece in area.pieces if (found := _QUOTES.fullmatch(piece)))
        return agreed(Found(band(found), found[0], "near “Quotes”") for found in said)

    @provides("job.posted", on="wording")
    def posted(self, area: Job) -> Found | None:
        dates = [found[1] for piece in area.pieces if (found := _POSTED.fullmatch(piece))]
        dated = [text for text in dates if values_dates.ago(text) or values_dates.day(text)]
        return agreed(Found(text, text, "near “Posted”") for text in dated)

    @provides("job.skills", on="data")
    def skills(self, area: Job) -> Found | None:
        return chips(area.page, area.node, _SKILL)

    @provides("client.spent", on="wording")
    def spent(self, area: WordedArea) -> Found | None:
        return area.read(_SPENT, lambda found: values.money(found["sum"] or found["after"]), "near “spent”")


class JobReader(JobCard):
    """Reads a job's own page with the employer's panel."""

    def reason(self, fact: str) -> str:
        return "not shown on this page"

    def part(self, fact: str, area: Area) -> Area:
        if fact.startswith("client.") and isinstance(area, Job):
            return area.panel or WordedArea(area.page, area.node, (area.node,))
        return area

    def inside(self, area: Area) -> Mapping[str, Known]:
        return _own_data(area.page, area.id)

    @provides("job.title", on="wording")
    def window_title(self, area: Job) -> Found | None:
        found = _TITLE.fullmatch(area.page.title)
        return Found(found["title"], found[0], "the window's title") if found and found["id"] == area.id else None

    @provides("client.name", on="structure")
    def name(self, area: WordedArea) -> Found | None:
        if area.within_cut(area.node):
            return None  # no panel was found, and no other link of the page is known to be the employer's
        names = [text for link in area.page.tagged("a", within=area.node) if (text := area.page.text(link))]
        return Found(names[0], names[0], "the employer's panel") if names and len(names[0]) <= 60 else None

    @provides("client.spent", on="wording")
    def spent(self, area: WordedArea) -> Found | None:
        return area.after(re.compile(r"total spen[td]:?$", re.I), values.money, reach=1) or super().spent(area)

    @provides("client.country", on="wording")
    def country(self, area: WordedArea) -> Found | None:
        named = [(p.text, values_places.country(p.text)) for p in area.phrases if "," not in p.text]
        return agreed(Found(name, text, "a country's name") for text, name in named if name)

    @provides("client.jobs_posted", on="wording")
    def jobs_posted(self, area: WordedArea) -> Found | None:
        return area.after(re.compile(r"jobs posted:?$", re.IGNORECASE), values.count, reach=1)


def _own_data(page: Index, own: str) -> dict[str, Known]:
    """Title, text and skills from the page's JSON-LD, when it is about this job."""
    out: dict[str, Known] = {}
    for attrs, text in page.scripts:
        if attrs.get("type") != "application/ld+json":
            continue
        try:
            plain: Any = json.loads(text, strict=False)
        except (ValueError, RecursionError):
            continue
        if not isinstance(plain, dict) or plain.get("@type") != "JobPosting":
            continue
        name = plain.get("Identifier") or plain.get("identifier")
        if not isinstance(name, dict) or str(name.get("Value") or name.get("value")) != own:
            continue
        for key, fact in (("title", "job.title"), ("description", "job.description")):
            if isinstance(plain.get(key), str) and plain[key].strip():
                value = " ".join(plain[key].split())
                out[fact] = Known(value, value[:120], "the page's own data", "data")
        if isinstance(plain.get("skills"), str):
            words = tuple(word.strip() for word in plain["skills"].split(",") if word.strip())
            out["job.skills"] = Known(words, ", ".join(words)[:120], "the page's own data", "data")
    return out


class _Page(PageObject):
    site = SITE
    nothing = re.compile(r"(?:0|no) jobs(?: were)? found\b.{0,60}", re.IGNORECASE)

    def signed_in(self) -> bool | None:
        for link in self.page.tagged("a"):
            href = link.attrs.get("href", "")
            if _LOGOUT.search(href):
                return True
            if _LOGIN.fullmatch(href):
                return False
        return None


class SearchPage(_Page):
    """Lists of jobs."""

    kind = SiteKind(
        kind="search",
        pattern=HOST + r"/(?:d/(?:freelancer-)?jobs(?:/[^?#]*)?|work/(?:search/?)?)(?:[?#]|$)",
        cards=(".jobRecord",),
        context=CONTEXT[:-1],
        facts=tuple(sorted(JobCard.readers)),
    )
    claims = (
        "https://www.guru.com/d/jobs/",
        "https://www.guru.com/d/jobs/skill/python/pg/2",
        "https://www.guru.com/work/",
    )
    refuses = ("https://www.guru.com/d/freelancers/", "https://www.guru.com/jobs/some-words/2000001")

    def areas(self) -> Iterable[tuple[type[CardReader], Area]]:
        page = self.page
        cards: list[Job] = []
        for item in items(page, job_id):
            cut = [item.title, *page.tagged(*HEADINGS, within=item.box)]
            cut += [n for n in page.tagged("a", within=item.box) if _SKILL.search(n.attrs.get("href", ""))]
            text = told(page, item.box, cut, ["jobRecord__desc"])
            cut += [text] if text else []
            cards.append(Job(page, item.box, tuple(cut), item.title, item.id, (text,) if text else ()))
        return [(JobCard, card) for card in whole_texts(cards, (_SPENT, _KIND, _QUOTES))]


class JobPage(_Page):
    """A job's own page."""

    kind = SiteKind(
        kind="job",
        pattern=HOST + r"/(?:jobs/[^/?#]+|work/detail)/\d{5,9}(?:[/?#&]|$)",
        cards=("main",),
        context=CONTEXT,
        status="captures",
        seen="2025-03",
        facts=tuple(sorted(JobReader.readers)),
    )
    claims = (
        "https://www.guru.com/jobs/some-words/2000001",
        "https://www.guru.com/jobs/some-words/2000001&SearchUrl=x",
        "https://www.guru.com/work/detail/2000001",
    )
    refuses = ("https://www.guru.com/d/jobs/", "https://www.guru.com/jobs/")

    def areas(self) -> Iterable[tuple[type[CardReader], Area]]:
        page, own = self.page, job_id(self.snapshot.url)
        title = next((n for n in page.tagged("h1") if page.text(n)), None)
        panel = _panel(page, own, title)
        if title is None and panel is None:
            return
        node = page.common(title, panel) if title and panel else panel or _around(page, title or page.nodes[0])
        keep = sorted(n.place for n in (title, panel) if n is not None)
        cut = [n for n in (title, panel) if n is not None]
        cut += [grow(page, heading, keep) for heading in _about_others(page) if page.is_within(heading, node)]
        skills = [n for n in page.tagged("a", within=node) if _SKILL.search(n.attrs.get("href", ""))]
        text = _text(page, node, title, [*cut, *skills]) if title else ()
        names = tuple(n for n in page.tagged("a", within=panel) if page.text(n)) if panel else ()
        employer = WordedArea(page, panel, names) if panel else None
        yield JobReader, Job(page, node, (*cut, *skills, *text), title, own, text, employer)


def _around(page: Index, title: Node) -> Node:
    """The job of a page without a panel: its title with the longest text below it, and what is around them."""
    frame = Spans((*page.tagged("nav", "header", "footer"), *_about_others(page)))
    lines = [line for line in page.lines if line.run >= title.run_end and not frame.has(line)]
    text = max(lines, key=lambda line: len(line.text), default=None)
    return grow(page, page.common(title, page.nodes[text.node]) if text is not None else title, [])


def _about_others(page: Index) -> list[Node]:
    """Headings of parts that are about other jobs."""
    return [n for n in page.tagged(*HEADINGS) if n.tag != "h1" and _OTHERS.fullmatch(page.text(n))]


def _panel(page: Index, own: str, title: Node | None) -> Node | None:
    """The employer's panel: around "Posted By", without title, long texts and other jobs."""
    label = labelled(page, _BY, [*page.tokens("class", "jobDetails__description"), *([title] if title else [])])
    if label is None:
        return None
    stops = [title.place] if title else []
    long = [page.nodes[line.node] for line in page.lines if len(line.text) >= _LONG_LINE]
    stops += [node.place for node in long if not in_link(page, node)]
    stops += [heading.place for heading in _about_others(page)]
    links = [(n.place, job_id(n.attrs.get("href", ""))) for n in page.tagged("a")]
    return grow(page, label, sorted(stops + [place for place, name in links if name not in ("", own)]))


def _text(page: Index, node: Node, title: Node, cut: list[Node]) -> tuple[Node, ...]:
    """The client's text, by its class name or as the longest line outside of what is cut."""
    named = page.tokens("class", "jobDetails__description", node)
    if named:
        return tuple(named[:1])
    taken = Spans(cut)
    lines = [line for line in page.lines_in(node) if not taken.has(line)]
    return prose(page, node, title, max(lines, key=lambda line: len(line.text), default=None))


class RoomReader(HeldTalk):
    """Reads a job's room: who said what, and what SafePay holds."""

    silent: ClassVar = silent(NOT_SHOWN)
    label = _HELD


class RoomPage(PlainTalkPage):
    """A job's WorkRoom or its messages. Untried on a real page, so by general means."""

    site = SITE
    kind = kind_of(
        "messages",
        HOST + r"/(?:(?:pro|emp|d)/)?(?:[Mm]essages?|[Ww]ork-?[Rr]oom)(?:\.aspx)?[/?][^#]*\d{4,12}",
        reader=RoomReader,
    )
    name = re.compile(r"/(?:messages?|work-?room)(?:\.aspx)?[/?][^#]*?(\d{4,12})", re.IGNORECASE)
    reader = RoomReader
    claims = ("https://www.guru.com/workroom/2000001/messages", "https://www.guru.com/pro/Messages.aspx?id=2000001")
    refuses = ("https://www.guru.com/messages", "https://www.guru.com/pro/dashboard.aspx")
