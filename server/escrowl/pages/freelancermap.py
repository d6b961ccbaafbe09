"""freelancermap: project search and a project's page, in German and English. The site shows no check of clients."""

from __future__ import annotations

import re
from collections.abc import Iterable

from escrowl.pages.base import Area, CardReader, Found, PageObject, provides
from escrowl.pages.posts import Post, PostReader, posts, silent
from escrowl.pages.single import single
from escrowl.pages.site import Site, SiteKind

_ENDS = ("de", "com", "at", "ch")
SITE = Site(
    "freelancermap",
    "freelancermap",
    (*(f"www.freelancermap.{end}" for end in _ENDS), *(f"freelancermap.{end}" for end in _ENDS)),
)
HOST = r"^https://(?:www\.)?freelancermap\.(?:de|com|at|ch)"
_JOB = re.compile(r"/(?:projekt|project)/([^/?#]+)/?(?:[?#]|$)")
_COMPANY = re.compile(r"/(?:company|companies|firma|unternehmen)/\d+")
_DATE = r"\d{1,2}\.\d{1,2}\.\d{4}|\d{1,2}/\d{1,2}/\d{4}"
_WHEN = re.compile(rf"{_DATE}|\d{{1,2}}:\d{{2}}(?: [AP]M)?")
_PUBLISHED = re.compile(
    r"(?:published|posted|veröffentlicht|eingestellt|online)(?: (?:on|am|seit))?:? "
    rf"((?:{_DATE})(?:,? (?:um )?\d{{1,2}}:\d{{2}}(?: [AP]M| Uhr)?)?)",
    re.IGNORECASE,
)
_LENGTH = re.compile(r"\d{1,3} (?:monate?|months?|wochen?|weeks?|tage?|days?|jahre?|years?)\b\+?", re.IGNORECASE)
_DURATION = re.compile(r"(?:duration|dauer|laufzeit|projektdauer):?", re.IGNORECASE)
_CONTACT = re.compile(r"(?:contact person|ansprechpartner(?:in)?|kontaktperson):?\s*", re.IGNORECASE)
_NUMBER = re.compile(r"#(\d{6,8})")
_BADGE = re.compile(
    r"top[- ]?(?:projekt|project)|(?:endkunden|end[- ]customer|direct client).{0,12}|neu|new"
    r"|.{0,8}remote|vor ort|on[- ]?site|freiberuflich|freelance"
    r"|festanstellung|permanent.{0,12}|arbeitnehmerüberlassung|(?:ab )?sofort|asap",
    re.IGNORECASE,
)
"""Marks of a card that could stand where its company stands."""


def job_id(address: str) -> str:
    """The words that name the project in its address."""
    found = _JOB.search(address)
    return found[1] if found else ""


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
        if len(before) != 1 or _BADGE.fullmatch(before[0]) or _WHEN.fullmatch(before[0]) or _LENGTH.match(before[0]):
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
        return area.one(_LENGTH, lambda found: found[0], whole=True)

    @provides("job.skills", on="data")
    def skills(self, area: Post) -> Found | None:
        nodes = [n for n in area.page.inside(area.node) if "keyword" in n.attrs.get("data-id", "")]
        words = tuple(dict.fromkeys(text for n in nodes if (text := area.page.text(n))))
        return Found(words, ", ".join(words)[:120], "links to keywords") if words else None


class ProjectReader(ProjectCard):
    """Reads a project's own page."""

    @provides("client.company", on="structure")
    def company(self, area: Post) -> Found | None:
        for link in area.page.tagged("a", within=area.node):
            text = area.page.text(link)
            if text and _COMPANY.search(link.attrs.get("href", "")) and not _cut(area, link.run):
                return Found(text, text, "the link to the company")
        return None

    @provides("client.name", on="wording")
    def contact(self, area: Post) -> Found | None:
        return area.after(_CONTACT, lambda text: text if len(text) < 60 else None, reach=1)

    @provides("job.posted", on="wording")
    def posted(self, area: Post) -> Found | None:
        return area.one(_PUBLISHED, lambda found: found[1])

    @provides("job.posted", on="data")
    def posted_data(self, area: Post) -> Found | None:
        return None  # the dates that are marked so are those of similar projects

    @provides("job.duration", on="data")
    def duration_data(self, area: Post) -> Found | None:
        return None

    @provides("job.duration", on="wording")
    def duration(self, area: Post) -> Found | None:
        return area.after(_DURATION, lambda text: text if _LENGTH.match(text) else None, reach=1)


def _cut(area: Post, run: int) -> bool:
    return any(node.run <= run < node.run_end for node in area.cut)


class SearchPage(PageObject):
    """Project search."""

    site = SITE
    kind = SiteKind(
        kind="search",
        pattern=HOST + r"/(?:projekte|projects|projektboerse\.html|project-board|projektboerse)(?:[/?#]|$)",
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
        return [(ProjectCard, area) for area in posts(self.page, job_id)]


class ProjectPage(PageObject):
    """A project's own page, or its panel over the search."""

    site = SITE
    kind = SiteKind(
        kind="job",
        pattern=HOST + r"/(?:projekt|project)/[^/?#]+/?(?:[?#]|$)",
        cards=(".search-result-modal.show", ".grid-project-show"),
        status="captures",
        facts=tuple(sorted(ProjectReader.readers)),
        seen="2026-07",
    )
    claims = (
        "https://www.freelancermap.com/project/site-engineer",
        "https://www.freelancermap.de/projekt/sap-berater/",
    )
    refuses = ("https://www.freelancermap.de/projekte", "https://www.freelancermap.de/projekt/")

    def areas(self) -> Iterable[tuple[type[CardReader], Area]]:
        url = self.snapshot.url
        for area in single(self.page, job_id(url), url, job=job_id):
            numbers = {found[1] for line in area.lines if (found := _NUMBER.fullmatch(line.text))}
            area.id = numbers.pop() if len(numbers) == 1 else area.id
            yield ProjectReader, area
