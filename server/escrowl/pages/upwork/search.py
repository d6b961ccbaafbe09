"""Search results and the find-work feed: tiles, and a job's panel that slides over them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import ClassVar

from escrowl.cards import Card
from escrowl.facts import Known
from escrowl.pages.base import Area, CardReader
from escrowl.pages.site import SiteKind
from escrowl.pages.upwork.common import CONTEXT, HOST
from escrowl.pages.upwork.job import JobReader
from escrowl.pages.upwork.jobarea import panel
from escrowl.pages.upwork.page import UpworkPage
from escrowl.pages.upwork.state import job_facts
from escrowl.pages.upwork.tile import TileReader, tiles


class ListTile(TileReader):
    """A tile of a list; signed in, its payment line is required."""

    def inside(self, area: Area) -> Mapping[str, Known]:
        """Only what a tile shows: the data of a list holds more of a client, which no tile tells."""
        said = job_facts(area, self.snapshot.taken_at.date(), signed_in=self.signed_in)
        return {name: fact for name, fact in said.items() if name in self.readers}

    def missing(self, card: Card) -> list[str]:
        out = super().missing(card)
        if self.signed_in is not False and not isinstance(card.facts.get("client.payment"), Known):
            out.append("client.payment")
        return out


SLIDER = ("[data-test~='JobDetailsUserAir3']", ".air3-slider-content .job-details-content", ".air3-slider-job-details")


class SearchPage(UpworkPage):
    """Search results."""

    kind = SiteKind(
        kind="search",
        pattern=HOST
        + r"/(?:nx/search/jobs|nx/jobs/search|ab/jobs/search|search/jobs|nx/find-work/saved-search)(?:[/?#]|$)",
        cards=("article[data-test~='JobTile']", *SLIDER),
        context=(*CONTEXT, "[data-test='no-results']"),
        status="captures",
        seen="2026-05",
        facts=tuple(sorted(TileReader.readers)),
    )
    claims: ClassVar[tuple[str, ...]] = (
        "https://www.upwork.com/nx/search/jobs/?q=flask",
        "https://www.upwork.com/nx/search/jobs",
        "https://www.upwork.com/nx/search/jobs/details/~021800000000000000001?q=flask",
    )
    refuses: ClassVar[tuple[str, ...]] = (
        "https://www.upwork.com/nx/search/talent/?q=flask",
        "https://evil.test/www.upwork.com/nx/search/jobs/",
    )

    def areas(self) -> Iterable[tuple[type[CardReader], Area]]:
        found = tiles(self.page, plain=True)
        for area in found:
            yield ListTile, area
        over = panel(self.page, [area.node for area in found], self.snapshot.url)
        if over is not None:
            yield JobReader, over


class FeedPage(SearchPage):
    """The find-work feed: best matches, most recent, saved."""

    kind = SiteKind(
        kind="feed",
        pattern=HOST + r"/(?:nx|ab)/find-work(?!/saved-search)(?:[/?#]|$)",
        cards=(
            "section[data-ev-sublocation='job_feed_tile']",
            "article[data-test~='JobTile']",
            "section.job-tile",
            *SLIDER,
        ),
        context=CONTEXT,
        status="captures",
        seen="2026-08",
        facts=tuple(sorted(TileReader.readers)),
    )
    claims: ClassVar[tuple[str, ...]] = (
        "https://www.upwork.com/nx/find-work/best-matches",
        "https://www.upwork.com/nx/find-work/",
        "https://www.upwork.com/nx/find-work/most-recent/details/~021800000000000000001",
    )
    refuses: ClassVar[tuple[str, ...]] = ("https://www.upwork.com/nx/find-workers/",)

    def signed_in(self) -> bool | None:
        return True if tiles(self.page) else super().signed_in()  # visitors are sent to the login page
