"""From a scrubbed saved page to a case of the tests: checked once more, cut to a few cards, with what is read now."""

from __future__ import annotations

import re
from pathlib import Path

from escrowl import pages
from escrowl.dev import new, scrub
from escrowl.facts import Facts
from escrowl.snapshot import NUMBER, Snapshot

CARDS = 3
"""Cards of a list that a case keeps: enough to see that they are told apart."""


def _numbered(html: str) -> str:
    """The page with its elements numbered as the extension numbers them."""
    from bs4 import BeautifulSoup

    soup = BeautifulSoup(html, "lxml")
    for number, element in enumerate(soup.find_all(True), start=1):
        element.attrs[NUMBER] = str(number)
    return str(soup)


def cut(snapshot: Snapshot, cards: int = CARDS) -> Snapshot:
    """The snapshot with a few of its cards: the one that shows least, and the first; whole if that reads otherwise."""
    from bs4 import BeautifulSoup

    numbered = _numbered(snapshot.html)
    read = pages.read(Snapshot(snapshot.url, numbered, snapshot.taken_at), Facts()).cards
    least = max(range(len(read)), key=lambda at: len(read[at].facts) - len(read[at].facts.known()), default=0)
    kept = sorted({least, *[at for at in range(len(read)) if at != least][: cards - 1]})
    soup = BeautifulSoup(numbered, "lxml")
    for at, card in enumerate(read):
        for element in soup.find_all(attrs={NUMBER: str(card.anchor.element)}) if at not in kept else ():
            element.decompose()
    html = re.sub(r"\n\s*\n+", "\n", re.sub(rf' {NUMBER}="\d+"', "", str(soup)))
    smaller = Snapshot(snapshot.url, html, snapshot.taken_at, snapshot.taken_by, snapshot.scope)
    after = pages.read(smaller, Facts()).cards
    same = [(card.id, card.facts) for card in after] == [(read[at].id, read[at].facts) for at in kept if read]
    return smaller if same else snapshot


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
    left = scrub.leftovers(snapshot.html, url=snapshot.url)
    if left:
        first = left[0]
        raise new.NotCreated(
            f"{len(left)} things in {folder} still look private, the first: {first.kind} at {first.where}. "
            f"Change page.html by hand, then run `escrowl dev scrub {folder}` again."
        )
    cls = found[0]
    return new.write_case(root, (cls.site.site, cls.kind.kind, case), snapshot)
