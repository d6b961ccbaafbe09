"""One page that is not a saved file: local by default, live only when asked for, and then politely."""

from __future__ import annotations

import ipaddress
import sys
import urllib.error
import urllib.request
import urllib.robotparser
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit
from urllib.request import url2pathname

import click
from platformdirs import user_data_path

from escrowl.errors import EscrowlError
from escrowl.snapshot import Snapshot, read_page_file
from escrowl_scrapers import capture as capturing
from escrowl_scrapers import replaying
from escrowl_scrapers.browser import has_display, launch

AGENT = "escrowl-scrape"
"""The name that robots.txt is asked about, and that asks for it."""

SECONDS = 30
"""How long a page or a robots.txt may take."""


class NotAllowed(EscrowlError):
    """The page is not opened: not asked for, or its site says no to programs."""

    code = "not-allowed"


def is_local(host: str | None) -> bool:
    """Whether the host is this computer."""
    if host is None or host == "localhost" or host.endswith(".localhost"):
        return host is not None
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def allowed(url: str) -> bool:
    """Whether the site's robots.txt lets programs open the page. Raises NotAllowed when it cannot be read."""
    parts = urlsplit(url)
    address = urlunsplit((parts.scheme, parts.netloc, "/robots.txt", "", ""))
    rules = urllib.robotparser.RobotFileParser(address)
    request = urllib.request.Request(address, headers={"User-Agent": AGENT})  # noqa: S310 (http(s) only, checked)
    try:
        with urllib.request.urlopen(request, timeout=SECONDS) as answer:  # noqa: S310
            rules.parse(answer.read(500_000).decode("utf-8", "replace").splitlines())  # 500 kB: RFC 9309 §2.5
    except urllib.error.HTTPError as fault:
        # RFC 9309 §2.3.1: "unavailable" (4xx) means no rules, "unreachable" (5xx) no; 401 and 403 are taken as no.
        return 400 <= fault.code < 500 and fault.code not in (401, 403, 429)
    except OSError as fault:
        raise NotAllowed(f"{address} could not be read ({fault}), so the page is not opened.") from fault
    return rules.can_fetch(AGENT, url)


def capture(url: str, *, is_live: bool = False, wait: bool = False) -> Snapshot:
    """Take one page. Raises NotAllowed, CaptureFailed, SnapshotRejected, BrowserMissing."""
    parts = urlsplit(url)
    if parts.scheme == "file" or (not parts.scheme and Path(url).is_file()):
        path = Path(url2pathname(parts.path)) if parts.scheme else Path(url)
        with replaying.session() as take:
            return take(read_page_file(path))
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise NotAllowed(f"{url!r} is not an address that can be captured: give http(s)://… or a saved file.")
    local = is_local(parts.hostname)
    if not local and not is_live:
        raise NotAllowed(
            f"{parts.hostname} is not on this computer. Save the page in your browser and use "
            '"escrowl-scrape replay FILE", or add --live to open this one page as yourself.'
        )
    if not local and not allowed(url):
        raise NotAllowed(f"{parts.hostname} asks programs not to open this page (robots.txt); it is not opened.")
    return _open(url, local=local, wait=wait)


def _open(url: str, *, local: bool, wait: bool) -> Snapshot:
    from playwright.sync_api import Error, Route

    def this_computer_only(route: Route) -> None:
        if is_local(urlsplit(route.request.url).hostname):
            route.continue_()
        else:
            route.abort("blockedbyclient")

    profile = None if local else user_data_path("escrowl", appauthor=False) / "scrape-profile"
    window = not local and has_display()
    with launch(headless=not window, profile=profile, options={"accept_downloads": False}) as context:
        if local:
            context.route("**/*", this_computer_only)
        page = context.new_page()
        try:
            page.goto(url, wait_until="domcontentloaded", timeout=SECONDS * 1000)
            if window and (wait or sys.stdin.isatty()):
                click.echo("Sign in by hand if the page wants it, open the page, then press Enter here.", err=True)
                sys.stdin.readline()
            else:
                page.wait_for_load_state("load", timeout=SECONDS * 1000)
            if not local and page.url != url and not allowed(page.url):
                raise NotAllowed(f"robots.txt of {urlsplit(page.url).hostname} asks programs not to open {page.url}.")
            return capturing.take(page)
        except Error as fault:
            first = str(fault).strip().splitlines()[0]
            raise capturing.CaptureFailed(f"The page could not be opened: {first}") from fault
