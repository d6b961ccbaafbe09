"""From a scrubbed saved page to a case of the tests: checked once more, cut to a few cards, with what is read now."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from escrowl import pages
from escrowl.cards import Reading
from escrowl.dev import new, scrub
from escrowl.facts import Facts
from escrowl.snapshot import NUMBER, Snapshot

if TYPE_CHECKING:
    from bs4 import BeautifulSoup

LARGEST = 190_000
"""Bytes of a case's page: every test run reads all of them."""

LAST = ("script", "dialog", "form", "aside")
"""Parts that are taken out only where the page would be too long else."""

CARDS = 3
"""Cards of a list that a case keeps: enough to see that they are told apart."""


def _numbered(html: str) -> str:
    """The page with its elements numbered as the extension numbers them."""
    from bs4 import BeautifulSoup

    soup = BeautifulSoup(html, "lxml")
    for number, element in enumerate(soup.find_all(True), start=1):
        element.attrs[NUMBER] = str(number)
    return str(soup)


def _plain(soup: BeautifulSoup) -> str:
    return re.sub(r"\n\s*\n+", "\n", re.sub(rf' {NUMBER}="\d+"', "", str(soup)))


def cut(snapshot: Snapshot, cards: int = CARDS) -> Snapshot:
    """The snapshot with a few of its cards, the one that shows least and the first, and without what tells nothing.

    A part goes only when the cards that stay read as before.
    """
    from bs4 import BeautifulSoup

    def read(html: str) -> Reading:
        return pages.read(Snapshot(snapshot.url, html, snapshot.taken_at), Facts())

    def said(reading: Reading) -> list[object]:
        return [reading.kind, reading.signed_in, *((card.id, card.facts) for card in reading.cards)]

    numbered = _numbered(snapshot.html)
    whole = read(numbered)
    found = whole.cards
    least = max(range(len(found)), key=lambda at: len(found[at].facts) - len(found[at].facts.known()), default=0)
    kept = sorted({least, *[at for at in range(len(found)) if at != least][: cards - 1]}) if found else []
    wanted = said(replace(whole, cards=tuple(found[at] for at in kept)))
    html = numbered
    others = [str(card.anchor.element) for at, card in enumerate(found) if at not in kept]
    for part in ({NUMBER: others}, "footer", "nav", "script", "dialog", "form", "aside"):
        if part in LAST and len(_plain(BeautifulSoup(html, "lxml"))) < LARGEST:
            break  # what is not read now may be what the mended reading looks for
        soup = BeautifulSoup(html, "lxml")
        for element in soup.find_all(attrs=part) if isinstance(part, dict) else soup.find_all(part):
            element.decompose()
        if said(read(_plain(soup))) == wanted or (isinstance(part, dict) and not others):
            html = str(soup)
    html = _plain(BeautifulSoup(html, "lxml"))
    if said(read(html)) != wanted:
        return snapshot
    return Snapshot(snapshot.url, html, snapshot.taken_at, snapshot.taken_by, snapshot.scope)


def case_of(root: Path, folder: Path, case: str, cards: int = CARDS) -> Path:
    """A case folder from a scrubbed saved page; ``expected.json`` holds what is read now, to be put right.

    Raises NotCreated for a page that was not scrubbed, still holds something private, or is of no page object;
    SnapshotRejected for a folder that holds no saved page.
    """
    snapshot = Snapshot.load(folder)
    if snapshot.taken_by != scrub.TAKEN_BY:
        raise new.NotCreated(
            f"{folder} was not scrubbed: run `escrowl dev scrub {folder}` and give the folder it names."
        )
    found = pages.claimants(snapshot.url)
    if not found:
        raise new.NotCreated(f"No page object takes {snapshot.url}; begin with `escrowl dev new-page`.")
    snapshot = cut(snapshot, cards)
    if len(snapshot.html.encode()) > LARGEST:
        raise new.NotCreated(
            f"The page has {len(snapshot.html) // 1000} kB, and a case at most {LARGEST // 1000}: "
            f"take out of {folder / 'page.html'} what shows no fact, or keep fewer cards (--cards)."
        )
    left = scrub.leftovers(snapshot.html, url=snapshot.url)
    if left:
        first = left[0]
        raise new.NotCreated(
            f"{len(left)} things in {folder} still look private, the first: {first.kind} at {first.where}. "
            f"Change page.html by hand, then run `escrowl dev scrub {folder}` again."
        )
    cls = found[0]
    return new.write_case(root, (cls.site.site, cls.kind.kind, case), snapshot)
