"""A page in a browser becomes a Snapshot, taken by the extension's own code."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from escrowl import pages
from escrowl.assets import extension_dir
from escrowl.errors import EscrowlError
from escrowl.snapshot import MAX_CHARACTERS, Scope, Snapshot

if TYPE_CHECKING:
    from playwright.sync_api import CDPSession, Page

PARTS = ("content/parts.js", "content/copying.js", "content/snapshot.js")
"""The extension's files that take a snapshot, in the order of its manifest."""


class CaptureFailed(EscrowlError):
    """The page could not be turned into a snapshot. The text says why."""

    code = "capture"


def taken_by() -> str:
    """Name and version that stand in the snapshots."""
    try:
        return f"escrowl-scrape {version('escrowl')}"
    except PackageNotFoundError:
        return "escrowl-scrape"


def _isolated_world(cdp: CDPSession) -> int:
    """A script world of our own in the tab: the page's scripts, were they on, could neither see nor change it."""
    frame = cdp.send("Page.getFrameTree")["frameTree"]["frame"]["id"]
    made = cdp.send("Page.createIsolatedWorld", {"frameId": frame, "worldName": "escrowl"})
    return int(made["executionContextId"])


def _evaluate(cdp: CDPSession, world: int, expression: str) -> Any:
    answer = cdp.send(
        "Runtime.evaluate",
        {"contextId": world, "expression": expression, "returnByValue": True, "awaitPromise": True},
    )
    fault = answer.get("exceptionDetails")
    if fault:
        text = fault.get("exception", {}).get("description") or fault.get("text", "")
        raise CaptureFailed(f"The extension's snapshot code failed on this page: {str(text).splitlines()[0]}")
    return answer["result"].get("value")


def kind_of(url: str) -> dict[str, Any] | None:
    """What the server's site table says of an address, as the extension gets it; None when it is nobody's."""
    host = urlsplit(url).hostname or ""
    for site in pages.sites():
        if host in site.hosts:
            for kind in site.wire()["kinds"]:
                if re.search(kind["pattern"], url):
                    return dict(kind)
    return None


def take(page: Page, *, url: str | None = None, scripts: Path | None = None) -> Snapshot:
    """Run the extension's snapshot code in the open page. ``url``: the address to note, when not the tab's own.

    Raises CaptureFailed when the code fails there, SnapshotRejected when the page is too large.
    """
    folder = scripts or extension_dir()
    address = url or page.url
    cdp = page.context.new_cdp_session(page)
    try:
        world = _isolated_world(cdp)
        for name in PARTS:
            _evaluate(cdp, world, (folder / name).read_text(encoding="utf-8") + "\n;undefined")
        taken = _evaluate(cdp, world, f"escrowl.snapshot.take({json.dumps(kind_of(address))})")
    finally:
        cdp.detach()
    if not isinstance(taken, dict) or not isinstance(taken.get("html"), str):
        raise CaptureFailed("The extension's snapshot code gave no page back. Install escrowl again.")
    if taken.get("tooLong") or taken.get("more"):
        raise CaptureFailed(f"The page is longer than the {MAX_CHARACTERS:,} characters that are read at once.")
    scope: Scope = taken["scope"] if taken.get("scope") in ("page", "cards", "changes") else "page"
    return Snapshot(url=address, html=taken["html"], taken_at=datetime.now(UTC), taken_by=taken_by(), scope=scope)
