"""Reading and judging pages, against lxml's bare parse of the same bytes."""

from __future__ import annotations

import json
import re
import statistics
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from itertools import count
from pathlib import Path
from unittest.mock import patch

from bench.making import copy_of, page
from bench.timing import Row, medians
from escrowl import pages
from escrowl.check import check
from escrowl.facts import Facts
from escrowl.pages.engines import with_lexbor, with_soup
from escrowl.snapshot import Snapshot
from escrowl.store import files, open_store

CAPTURES = Path(__file__).resolve().parents[1].parent / "shared" / "pages"
"""Saved pages of the real site, when they lie beside the checkout."""

PLAIN = "lxml parse of the same bytes"


def raw(html: bytes) -> object:
    """The plain thing: bytes to a tree, nothing read."""
    from lxml import html as parser

    return parser.document_fromstring(html)


def naive(html: str) -> list[dict[str, object]]:
    """What one would write first: BeautifulSoup, CSS selectors and a handful of patterns one by one."""
    from bs4 import BeautifulSoup

    soup = BeautifulSoup(html, "html.parser")
    out: list[dict[str, object]] = []
    for card in soup.select("article[data-test~='JobTile']"):
        text = card.get_text(" ", strip=True)
        said = card.select_one("[data-test~='payment-verified']")
        title = card.select_one("[data-test~='job-tile-title-link']")
        out.append(
            {
                "title": title.get_text(strip=True) if title else None,
                "payment": said.get_text(" ", strip=True) if said else None,
                "outside": re.findall(r"(?i)telegram|whats ?app|skype|[\w.+-]+@[\w-]+\.\w+", text),
                "money": re.findall(r"\$[\d,.]+[KM]?\+?", text),
            }
        )
    return out


@contextmanager
def kept() -> Iterator[Callable[[Snapshot], None]]:
    """What the server does with a snapshot: read, judge, keep, write the answer. The disk itself is not waited for."""
    numbers = count()
    with tempfile.TemporaryDirectory(prefix="escrowl-bench-") as folder, patch.object(files, "sync", lambda _: None):
        store = open_store(Path(folder))

        def full(snapshot: Snapshot) -> None:
            report = check(snapshot, earlier=lambda card: store.earlier(card, "upwork"))
            store.record(f"s{next(numbers)}", report, snapshot.taken_at, "bench")
            report.to_json()

        yield full
        store.close()


def _ratio(full: Callable[[Snapshot], None], snapshot: Snapshot, turns: int) -> float:
    data = snapshot.html.encode()
    took = medians({"raw": lambda: raw(data), "full": lambda: full(snapshot)}, turns)
    return took["full"] / took["raw"]


def made(turns: int = 15) -> Iterator[Row]:
    """Copies as the extension sends them, of 1 to 200 cards, and three new cards on a page of 50."""
    with kept() as full:
        for cards in (1, 10, 50, 200):
            what = f"cards only, {cards} card{'s' if cards > 1 else ''}: read, judge, keep"
            yield Row(what, _ratio(full, copy_of(cards), turns if cards < 200 else 7), PLAIN)
        yield from _changed(full)


def _changed(full: Callable[[Snapshot], None]) -> Iterator[Row]:
    """Three new cards, against the parse of their page: a made one, and saved result pages if there."""
    three, made_page = copy_of(3, first=50), page(50).encode()
    saved = [html.encode() for _, _, html in _saved("upwork", "search")]
    works = {str(number): partial(raw, html) for number, html in enumerate([made_page, *saved])}
    took = medians({"full": lambda: full(three), **works}, 9 if saved else 25)
    what, against = "3 changed cards: read, judge, keep", "lxml parse of the page's 50 cards"
    yield Row(what, took["full"] / took["0"], against, None if saved else 0.3)
    if saved:
        whole = statistics.median(took[str(number + 1)] for number in range(len(saved)))
        yield Row(f"{what} (saved pages)", took["full"] / whole, "lxml parse of a whole result page", 0.3)


def engines(turns: int = 11) -> Iterator[Row]:
    """Both engines and a naive reader on a copy of 50 cards; and where the time of one analysis goes."""
    snapshot = copy_of(50)
    html, data = snapshot.html, snapshot.html.encode()
    took = medians(
        {
            "raw": lambda: raw(data),
            "pre-scan": lambda: pages.is_strange(html),
            "index by selectolax": lambda: with_lexbor(html),
            "index by BeautifulSoup on lxml": lambda: with_soup(html),
            "pages.read (pre-scan, index, facts)": lambda: pages.read(snapshot, Facts()),
            "naive reader (BeautifulSoup, re), no rules": lambda: naive(html),
        },
        turns,
    )
    for name, seconds in took.items():
        if name != "raw":
            yield Row(f"50 cards: {name}", seconds / took["raw"], PLAIN)


def captures(turns: int = 5) -> Iterator[Row]:
    """Whole saved pages of the real sites, by site; nothing when they are not there."""
    ratios: dict[str, list[float]] = {}
    with kept() as full:
        for site, url, html in _saved():
            ratios.setdefault(site, []).append(_ratio(full, Snapshot(url, html), turns))
    for site, found in sorted(ratios.items()):
        what = f"whole saved pages of {site} ({len(found)}): read, judge, keep"
        yield Row(what, statistics.median(found), PLAIN, 2, note=f"{min(found):.1f} to {max(found):.1f}")


def _saved(site: str = "", kind: str = "") -> Iterator[tuple[str, str, str]]:
    """Saved pages with cards, of a site and kind when told: site, address, HTML."""
    listed = CAPTURES / "pages.jsonl"
    for line in listed.read_text(encoding="utf-8").splitlines() if listed.is_file() else ():
        entry = json.loads(line)
        if entry["format"] == "html" and entry["cards"] and entry["site"].startswith(site) and kind in entry["kind"]:
            yield entry["site"], entry["url"], (CAPTURES / entry["file"]).read_text(encoding="utf-8", errors="replace")
