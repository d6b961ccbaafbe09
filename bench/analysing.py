"""Reading and judging pages, against lxml's bare parse of the same bytes."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

from bench.making import copy_of
from bench.timing import Row, medians
from escrowl import pages
from escrowl.check import check
from escrowl.facts import Facts
from escrowl.pages.dom import with_lexbor, with_soup
from escrowl.snapshot import Snapshot

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


def _against(name: str, snapshot: Snapshot, target: float | None, turns: int) -> Row:
    data = snapshot.html.encode()
    took = medians({"raw": lambda: raw(data), "check": lambda: check(snapshot)}, turns)
    return Row(name, took["check"] / took["raw"], PLAIN, target)


def made(turns: int = 15) -> Iterator[Row]:
    """Copies as the extension sends them, of 1 to 200 cards."""
    for cards in (1, 10, 50, 200):
        what = f"analyse cards only, {cards} card{'s' if cards > 1 else ''}"
        yield _against(what, copy_of(cards), None, turns if cards < 200 else 7)


def changed(turns: int = 25) -> Row:
    """Three new cards on a page of 50: what is read then, against the parse of the page's 50 cards."""
    whole, three = copy_of(50).html.encode(), copy_of(3, first=50)
    took = medians({"raw": lambda: raw(whole), "check": lambda: check(three)}, turns)
    return Row("analyse 3 changed cards", took["check"] / took["raw"], "lxml parse of the page's 50 cards", 0.3)


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


def captures(turns: int = 7) -> Iterator[Row]:
    """Whole saved pages of the real site; nothing when they are not there."""
    listed = CAPTURES / "pages.jsonl"
    for line in listed.read_text(encoding="utf-8").splitlines() if listed.is_file() else ():
        entry = json.loads(line)
        kind = Path(entry["file"]).stem.split("__")[0]
        if entry["site"] != "upwork" or entry["format"] != "html" or kind not in ("search", "feed", "job", "apply"):
            continue
        html = (CAPTURES / entry["file"]).read_text(encoding="utf-8", errors="replace")
        name = f"whole {kind} page, {len(html) / 1e6:.2f} MB, {entry['cards']} cards"
        yield _against(name, Snapshot(entry["url"], html), 2, turns)
