"""Replay of saved pages: one browser, each page at its own address, nothing else reachable."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

from escrowl.snapshot import Snapshot
from escrowl_scrapers import capture
from escrowl_scrapers.browser import launch
from escrowl_scrapers.saved import OFFLINE, serve_pages

if TYPE_CHECKING:
    from playwright.sync_api import Playwright

OPEN_SECONDS = 30
"""A page of 4 million characters opens in 1 to 2 s; a page built to hang the browser is given up after this."""


@contextmanager
def session(playwright: Playwright | None = None) -> Iterator[Callable[[Snapshot], Snapshot]]:
    """A function that opens a saved page and gives the snapshot the extension's code takes of it.

    The address and the time come from what was saved, never from the browser. The function raises CaptureFailed;
    entering raises BrowserMissing.
    """
    with launch(options=OFFLINE, playwright=playwright) as context:
        from playwright.sync_api import Error

        def take(saved: Snapshot) -> Snapshot:
            context.unroute_all(behavior="ignoreErrors")
            serve_pages(context, {saved.url: saved.html})
            page = context.new_page()
            try:
                page.goto(saved.url, wait_until="domcontentloaded", timeout=OPEN_SECONDS * 1000)
                return replace(capture.take(page, url=saved.url), taken_at=saved.taken_at)
            except Error as fault:
                first = str(fault).strip().splitlines()[0]
                raise capture.CaptureFailed(f"The browser could not show the saved page: {first}") from fault
            finally:
                page.close()

        yield take
