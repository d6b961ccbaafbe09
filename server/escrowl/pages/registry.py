"""Which page object reads which address: found in the package itself, exactly one for an address."""

from __future__ import annotations

import importlib
import pkgutil
from dataclasses import dataclass, field, replace
from functools import cache, lru_cache
from urllib.parse import urlsplit

import escrowl.pages
from escrowl.cards import Reading
from escrowl.facts import Facts
from escrowl.pages.base import PageObject
from escrowl.pages.dom import Index
from escrowl.pages.engines import with_lexbor, with_soup
from escrowl.pages.gates import checked
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
def _modules() -> tuple[str, ...]:
    """Names of the modules and folders of this package, of which most are a site's."""
    return tuple(module.name for module in pkgutil.iter_modules(escrowl.pages.__path__))


@cache
def _found(names: tuple[str, ...]) -> Registry:
    """What stands in these modules and folders."""
    places = tuple(f"escrowl.pages.{name}" for name in names)
    for place in places:
        package = importlib.import_module(place)
        for module in pkgutil.walk_packages(getattr(package, "__path__", ()), place + "."):
            importlib.import_module(module.name)
    inside = tuple(place + "." for place in places)
    objects = tuple(
        sorted(
            (
                cls
                for cls in _subclasses(PageObject)
                if "kind" in vars(cls) and (cls.__module__ in places or cls.__module__.startswith(inside))
            ),
            key=lambda cls: cls.__module__,
        )
    )
    by_site: dict[str, Site] = {}
    for cls in objects:
        site = by_site.get(cls.site.site, cls.site)
        by_site[cls.site.site] = replace(site, kinds=(*site.kinds, cls.kind))
    return Registry(tuple(by_site.values()), objects)


def registry() -> Registry:
    """Every site with its kinds of page, from the modules of this package."""
    return _found(_modules())


@lru_cache(maxsize=256)
def _at(host: str) -> tuple[Site | None, tuple[type[PageObject], ...]]:
    """The site of a host with its page objects.

    Modules that the host names ("upwork" for www.upwork.com, "fl_ru" for fl.ru) are asked first, since all of them
    together take a fifth of a second to load.
    """
    named = tuple(name for name in _modules() if name.replace("_", ".") in host)
    for names in (named, _modules()):
        part = _found(names)
        site = next((site for site in part.sites if host in site.hosts), None)
        if site is not None:
            return site, tuple(cls for cls in part.objects if cls.site.site == site.site)
    return None, ()


def sites() -> tuple[Site, ...]:
    """All marketplaces, each with its kinds of page."""
    return registry().sites


def _of(url: str) -> tuple[Site | None, tuple[type[PageObject], ...]]:
    try:
        host = (urlsplit(url).hostname or "").lower()
    except ValueError:
        return None, ()
    return _at(host)


def site_of(url: str) -> str | None:
    """The site's word in the report ("upwork"), or None when no site of ours has that host."""
    site, _ = _of(url)
    return site.site if site else None


@cache
def shows_payment(name: str) -> bool:
    """Whether any kind of page of the site shows if a client's payment method is verified."""
    known = _found((name,)) if name in _modules() else registry()
    return any("client.payment" in kind.facts for site in known.sites if site.site == name for kind in site.kinds)


def claimants(url: str) -> tuple[type[PageObject], ...]:
    """Page objects that take the address: none or one, which a test holds."""
    _, objects = _of(url)
    return tuple(cls for cls in objects if cls.takes(url))


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
    page = engine(snapshot.html)
    return checked(found[0](page, snapshot, me).read(), page)
