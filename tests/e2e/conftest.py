"""Marketplace-shaped pages for the browser tests, written by hand, and how they are opened."""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest

from escrowl_scrapers.browser import press_button
from escrowl_scrapers.demo import samples, settle
from escrowl_scrapers.inside import Inside
from escrowl_scrapers.saved import Served, serve_pages

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Page, Request

SEARCH = "https://www.upwork.com/nx/search/jobs/?q=test"
POLICY = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:"
"""The page's own inline scripts run: hostile ones are part of the tests."""

_UIDS = itertools.count(1_995_000_000_000_000_001)
"""Every tile of the run has an id of its own, so that no test sees what another dismissed."""

HEADER = (
    '<header class="nav-parent-wrapper" data-cy="nav" data-test="UpSTopNavUser"><div class="nav-container">'
    '<div data-cy="user-menu" data-test="up-s-nav-user-menu"><div class="nav-user-info">'
    '<div class="nav-user-label">Robin Vale</div><div class="nav-user-type">Freelancer</div></div></div></div></header>'
)


def tile(
    title: str = "Paint a fence",
    *,
    payment: str | None = "verified",
    text: str = "A garden fence of forty metres wants two coats of white. Paint and brushes are here, rust is off.",
    signed_out: bool = False,
    uid: str | None = None,
) -> str:
    """One job tile of a result list. ``payment`` None: the line is missing; ``signed_out``: no client line at all."""
    uid = uid or str(next(_UIDS))
    line = ""
    if payment is not None:
        line = (
            '<li data-test="payment-verified"><div class="air3-badge-tagline" data-test="UpCVerifiedBadge">'
            f'<span class="sr-only">{payment.capitalize()}</span> Payment {payment}</div></li>'
        )
    client = (
        f'<ul class="text-light" data-test="JobInfoClient">{line}'
        '<li data-test="total-spent"><strong>$0</strong> <span>spent</span></li>'
        '<li data-test="location"><div><span class="sr-only">Location</span> Norway</div></li></ul>'
    )
    return (
        f'<article class="job-tile" data-ev-job-uid="{uid}" data-ev-label="search_results_impression"'
        f' data-test="JobTile" data-test-key="{uid}"><div data-test="JobTileHeader">'
        '<small data-test="job-pubilshed-date"><span>Posted</span> <span>2 hours ago</span></small>'
        f'<h2 class="job-tile-title"><a data-test="job-tile-title-link UpLink" href="/jobs/A-job_~02{uid}/">{title}'
        f'</a></h2></div><div data-test="JobTileDetails">{"" if signed_out else client}'
        '<ul data-test="JobInfo"><li data-test="job-type-label"><strong>Fixed price</strong></li>'
        '<li data-test="experience-level"><strong>Intermediate</strong></li>'
        '<li data-test="is-fixed-price"><strong>Est. budget:</strong> <strong>$300.00</strong></li></ul>'
        f'<div data-test="UpCLineClamp JobDescription"><p class="mb-0">{text}</p></div>'
        '<div data-test="TokenClamp JobAttrs"><span data-test="token"><span>Painting</span></span></div>'
        '<ul><li data-test="proposals-tier">Proposals: <strong>5 to 10</strong></li></ul></div></article>'
    )


def search_page(tiles: str, *, signed_out: bool = False, extra: str = "") -> str:
    """A result list of ``tiles``; ``extra`` goes to the end of the body."""
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Jobs</title><link rel="icon" href="data:,">'
        "<style>article{border:1px solid #ccc;padding:12px} body{font:16px sans-serif}</style></head><body>"
        f'{"" if signed_out else HEADER}<main id="main"><section data-test="JobsList">{tiles}</section></main>{extra}'
        "</body></html>"
    )


@dataclass
class Market:
    """The marketplace as the browser sees it. ``served`` logs what pages asked for, ``sent`` what the worker sent."""

    context: BrowserContext
    served: Served | None = None
    sent: list[dict[str, Any]] = field(default_factory=list)

    def serve(self, pages: Mapping[str, str]) -> None:
        """These pages from now on, and the local server; nothing else."""
        self.context.unroute_all(behavior="ignoreErrors")
        self.served = serve_pages(self.context, pages, policy=POLICY, let_through=("http://127.0.0.1:",))

    def open(self, url: str, html: str) -> tuple[Page, Inside]:
        """A tab with the page, and a look at what the extension draws there."""
        self.serve({url: html})
        page = self.context.new_page()
        page.goto(url, wait_until="domcontentloaded")
        return page, Inside(page)

    @staticmethod
    def look(page: Page) -> Inside:
        """A look at what the extension draws in this tab."""
        return Inside(page)

    def press_button(self, page: Page) -> Page:
        """Press the toolbar button on a tab, and give the popup as a tab of its own."""
        return press_button(self.context, page)

    def note(self, request: Request) -> None:
        """Listener: remember the bodies of the snapshots that go to the server."""
        if request.url.endswith("/api/v1/check") and request.post_data:
            self.sent.append(json.loads(request.post_data))

    def sent_tiles(self) -> list[str]:
        """Ids of the tiles sent so far, in order, repetitions included."""
        return [uid for body in self.sent for uid in re.findall(r'data-ev-job-uid="(\d+)"', body["html"])]


@pytest.fixture
def market(ext_context: BrowserContext) -> Any:
    """A marketplace in the paired browser."""
    made = Market(ext_context)
    ext_context.on("request", made.note)
    yield made
    ext_context.remove_listener("request", made.note)


@pytest.fixture(scope="session")
def unpaired(extension_context: Callable[..., Any]) -> Iterator[BrowserContext]:
    """A browser with the extension that nobody has paired; tests that share it leave it so."""
    with extension_context() as context:
        yield context


@pytest.fixture
def make_market() -> type[Market]:
    """For tests that bring a browser of their own."""
    return Market


class Shapes:
    """What the tests build pages from."""

    SEARCH = SEARCH
    tile = staticmethod(tile)
    search_page = staticmethod(search_page)
    samples = staticmethod(samples)
    settle = staticmethod(settle)


@pytest.fixture
def shapes() -> type[Shapes]:
    """Builders of pages."""
    return Shapes
