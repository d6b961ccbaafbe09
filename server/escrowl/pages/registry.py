"""Which page object reads which address: found in the package itself, exactly one for an address."""

from __future__ import annotations

import importlib
import pkgutil
from dataclasses import dataclass, field, replace
from functools import cache
from urllib.parse import urlsplit

import escrowl.pages
from escrowl.cards import Reading
from escrowl.facts import Facts
from escrowl.pages.base import PageObject
from escrowl.pages.dom import Index
from escrowl.pages.engines import with_lexbor, with_soup
from escrowl.pages.prescan import is_strange
from escrowl.pages.site import Site
from escrowl.snapshot import Snapshot


@dataclass(frozen=True)
class Registry:
    """All sites and page objects found in the package."""

    sites: tuple[Site, ...]
    objects: tuple[type[PageObject], ...] = field(default=())


def _subclasses(cls: type[PageObject]) -> list[type[PageObject]]:
    return [found for sub in cls.__subclasses__() for found in (sub, *_subclasses(sub))]


@cache
def registry() -> Registry:
    """Every site with its kinds of page, from the modules of this package."""
    for module in pkgutil.walk_packages(escrowl.pages.__path__, "escrowl.pages."):
        importlib.import_module(module.name)
    objects = tuple(
        sorted(
            (
                cls
                for cls in _subclasses(PageObject)
                if "kind" in vars(cls) and cls.__module__.startswith("escrowl.pages.")
            ),
            key=lambda cls: cls.__module__,
        )
    )
    by_site: dict[str, Site] = {}
    for cls in objects:
        site = by_site.get(cls.site.site, cls.site)
        by_site[cls.site.site] = replace(site, kinds=(*site.kinds, cls.kind))
    return Registry(tuple(by_site.values()), objects)


def sites() -> tuple[Site, ...]:
    """All marketplaces, each with its kinds of page."""
    return registry().sites


@cache
def _hosts() -> dict[str, Site]:
    return {host: site for site in reversed(sites()) for host in site.hosts}


def _site(url: str) -> Site | None:
    try:
        host = (urlsplit(url).hostname or "").lower()
    except ValueError:
        return None
    return _hosts().get(host)


def site_of(url: str) -> str | None:
    """The site's word in the report ("upwork"), or None when no site of ours has that host."""
    site = _site(url)
    return site.site if site else None


@cache
def shows_payment(name: str) -> bool:
    """Whether any kind of page of the site shows if a client's payment method is verified."""
    return any("client.payment" in kind.facts for site in sites() if site.site == name for kind in site.kinds)


def claimants(url: str) -> tuple[type[PageObject], ...]:
    """Page objects that take the address: none or one, which a test holds."""
    site = _site(url)
    return tuple(cls for cls in registry().objects if site and cls.site.site == site.site and cls.takes(url))


def index(html: str) -> Index:
    """The page by the engine that suits it. Raises PageRefused for a page built to hang any of them."""
    return with_soup(html) if is_strange(html) else with_lexbor(html)


def read(snapshot: Snapshot, me: Facts, *, strange: bool | None = None) -> Reading:
    """Read the page. ``me`` holds ``me.*`` facts (the name tells which messages are mine). Raises PageRefused.

    ``strange``: what `is_strange` said, from a caller who has asked already; the pre-scan is not made twice.
    """
    found = claimants(snapshot.url)
    site = site_of(snapshot.url)
    if not found:
        note = "Not a kind of page that is read." if site else "Not an address of a marketplace that is read."
        return Reading(site, "other", "unsupported", None, notes=(note,))
    engine = index if strange is None else with_soup if strange else with_lexbor
    return found[0](engine(snapshot.html), snapshot, me).read()
