"""A project's own page, signed in or not: the project, and the client's panel with icons for what is verified."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise
from typing import ClassVar

from escrowl.cards import Card
from escrowl.facts import Band, Known, Unknown
from escrowl.pages import values, values_dates, values_places
from escrowl.pages.base import Area, CardReader, Found, provides
from escrowl.pages.freelancer import money, state
from escrowl.pages.freelancer.common import CONTEXT, HOST, FreelancerPage, project_id
from escrowl.pages.freelancer.jobarea import PageArea, page_area
from escrowl.pages.freelancer.search import BIDS, ProjectArea, ProjectReader
from escrowl.pages.phrases import HINTS, WordedArea, agreed
from escrowl.pages.site import SiteKind

_SINCE = re.compile(
    r"(?:member since|miembro desde|membro desde|membre depuis|mitglied seit|участник с|на сайте с):?\s.{6,30}",
    re.IGNORECASE,
)
_BIDDING = re.compile(r"(?P<count>\d{1,6}) freelancers?\b.{5,80}", re.IGNORECASE)
_BIDS_FIRST = re.compile(r"(?:bids|proposals):? \(?(?P<count>\d{1,6})\)?", re.IGNORECASE)
_RATING = re.compile(r"[0-5][.,]\d")
_REVIEWS = re.compile(
    r"\(?\s?(?P<count>\d{1,6})(?: (?:reviews?|reseñas?|avaliações|avis|bewertungen|отзыв\w*))?\s?\)?", re.IGNORECASE
)
_REVIEWS_ALONE = re.compile(
    r"\(?\s?(?P<count>\d{1,6}) (?:reviews?|reseñas?|avaliações|avis|bewertungen|отзыв\w*)\s?\)?", re.IGNORECASE
)
_BOTH = re.compile(rf"(?P<rating>{_RATING.pattern}) {_REVIEWS.pattern}", re.IGNORECASE)
_FLAG = re.compile(r"(?:flag of|bandera de|bandeira d[eoa]|drapeau de|flagge von|флаг)\s+", re.IGNORECASE)


class PageReader(ProjectReader):
    """Reads a project with the client's panel."""

    def reason(self, fact: str) -> str:
        return "not shown on this page"

    def part(self, fact: str, area: Area) -> Area:
        if fact.startswith("client.") and isinstance(area, PageArea):
            return area.panel or WordedArea(area.page, area.node, (area.node,))
        return area

    def missing(self, card: Card) -> list[str]:
        out = super().missing(card)
        if not isinstance(card.facts.get("client.payment"), Known):
            out.append("client.payment")
        return out

    def inside(self, area: Area) -> Mapping[str, Known]:
        return state.verification(area.page, area.id, area.page.text(area.heading) if area.heading else "")

    @provides("job.proposals", on="wording")
    def proposals(self, area: ProjectArea) -> Found | None:
        def band(found: re.Match[str]) -> Band:
            return Band(int(found["count"]), int(found["count"]))

        for pattern in (_BIDDING, BIDS, _BIDS_FIRST):
            if found := area.read(pattern, band, "near “bids”"):
                return found
        return area.after(re.compile(r"bids:?$", re.IGNORECASE), values.band, reach=1)

    @provides("client.country", on="data")
    def flag(self, area: WordedArea) -> Found | None:
        found = []
        for node in area.page.inside(area.node):
            for name in HINTS:
                text = node.attrs.get(name, "").strip()
                named = _FLAG.sub("", text)
                if text and (node.tag != "img" or named != text or "flag" in node.attrs.get("class", "")):
                    country = values_places.country_anywhere(named)
                    found += [Found(country, text, "the flag's hint")] if country == named else []
        return agreed(found)

    @provides("client.country", on="wording")
    def country(self, area: WordedArea) -> Found | None:
        named = [(line.text, values_places.country_anywhere(line.text)) for line in area.lines]
        return agreed(Found(name, text, "client panel") for text, name in named if name)

    @provides("client.city", on="wording")
    def city(self, area: WordedArea) -> Found | None:
        named = ((p.text.rpartition(","), p.text) for p in area.phrases if not re.search(r"[\d()]", p.text))
        found = (
            Found(city.strip(), text, "client panel")
            for (city, _, country), text in named
            if city and values_places.country_anywhere(country)
        )
        return agreed(found)

    @provides("client.member_since", on="wording")
    def member_since(self, area: WordedArea) -> Found | None:
        return area.read(_SINCE, lambda found: values_dates.day(found[0]), "client panel")

    @provides("client.member_since_days", on="derived")
    def member_since_days(self, area: WordedArea) -> Found | None:
        since = self.member_since(area)
        days = values.days_since(str(since.value), self.snapshot.taken_at.date()) if since else None
        return Found(float(days), since.text, "client panel") if since and days is not None else None

    @provides("milestones", on="structure")
    def milestones(self, area: ProjectArea) -> Found | None:
        panel = area.panel.node if isinstance(area, PageArea) and area.panel is not None else None
        known = [*area.texts, *(node for node in (area.heading, panel) if node is not None)]
        found = money.listed(area.page, known, self.snapshot.taken_at.date())
        return Found(found, f"{len(found)} milestones", "the list of milestones") if found else None

    def _stars(self, area: WordedArea) -> Iterator[tuple[float, int, str]]:
        """Average and number of reviews, which stand beside each other: "4.9" and "12"."""
        for found, phrase in area.said(_BOTH):
            yield float(found["rating"].replace(",", ".")), int(found["count"]), phrase.text
        for one, other in pairwise(p for p in area.phrases if _RATING.fullmatch(p.text) or _REVIEWS.fullmatch(p.text)):
            count = _REVIEWS.fullmatch(other.text)
            if (
                _RATING.fullmatch(one.text)
                and count
                and area.page.common(one.node, other.node).tag not in ("body", "html")
            ):
                yield float(one.text.replace(",", ".")), int(count["count"]), f"{one.text} ({other.text})"

    @provides("client.rating", on="data")
    def rating_data(self, area: WordedArea) -> Found | None:
        said = [n.attrs["data-star_rating"] for n in area.page.inside(area.node) if "data-star_rating" in n.attrs]
        rated = [Found(values.rating(text) or Unknown("no reviews yet"), text, "the stars") for text in said]
        return agreed(rated)

    @provides("client.rating", on="structure")
    def rating(self, area: WordedArea) -> Found | None:
        return agreed(
            Found(value if count else Unknown("no reviews yet"), text, "client panel")
            for value, count, text in self._stars(area)
        )

    @provides("client.reviews", on="structure")
    def reviews(self, area: WordedArea) -> Found | None:
        stars = agreed(Found(count, text, "client panel") for _, count, text in self._stars(area))
        return stars or area.read(_REVIEWS_ALONE, lambda found: int(found["count"]), "client panel")


class ProjectPage(FreelancerPage):
    """A project's own page."""

    kind = SiteKind(
        kind="job",
        pattern=HOST
        + r"/projects/[^/?#]+(?:/[^/?#]+)?(?:/(?:details|proposals|payments|files|tasks|reviews))?/?(?:[?#]|$)",
        cards=(".PageProjectViewLogout",),  # of others the whole main column is sent
        context=(*CONTEXT, "script#webapp-state"),
        status="captures",
        seen="2023-10",
        facts=tuple(sorted(PageReader.readers)),
    )
    claims: ClassVar[tuple[str, ...]] = (
        "https://www.freelancer.com/projects/python/some-words-30000001",
        "https://www.freelancer.com/projects/python/some-words-30000001/details?x=1",
        "https://www.freelancer.de/projects/some-words-30000001.html",
    )
    refuses: ClassVar[tuple[str, ...]] = (
        "https://www.freelancer.com/projects/",
        "https://www.freelancer.com/jobs/python",
        "https://www.freelancer.com.evil.test/projects/python/some-words-30000001",
    )

    def areas(self) -> Iterable[tuple[type[CardReader], Area]]:
        page, own = self.page, project_id(self.snapshot.url.partition("?")[0].partition("#")[0])
        area = page_area(page, own)
        if area is not None:
            yield PageReader, area
