"""The same checks on saved pages of real sites. They lie beside the checkout, are other people's, and stay there."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from escrowl import pages
from escrowl.cards import Reading
from escrowl.facts import Facts, to_plain
from escrowl.pages.engines import with_soup
from escrowl.snapshot import Snapshot

PAGES = Path(__file__).resolve().parents[1].parent / "shared" / "pages"
EXACT = ("client.payment", "client.phone", "job.kind", "job.proposals", "client.jobs_posted", "client.hires")

pytestmark = [
    pytest.mark.captures,
    pytest.mark.skipif(not (PAGES / "pages.jsonl").is_file(), reason=f"no saved pages at {PAGES}"),
]


def _lines(name: str) -> list[dict[str, Any]]:
    path = PAGES / name
    text = path.read_text(encoding="utf-8") if path.is_file() else ""
    return [json.loads(line) for line in text.splitlines() if line]


SITES = {site.site for site in pages.sites()}
ENTRIES = [page for page in _lines("pages.jsonl") if page["format"] == "html" and page["site"] in SITES]
EACH = pytest.mark.each("entry", ENTRIES, lambda page: page["file"])


def _snapshot(entry: dict[str, Any]) -> Snapshot:
    return Snapshot(entry["url"], (PAGES / entry["file"]).read_text(encoding="utf-8", errors="replace"))


@cache
def _read(file: str) -> Reading:
    return pages.read(_snapshot(next(page for page in ENTRIES if page["file"] == file)), Facts())


@EACH
def test_state_of_the_page(entry: dict[str, Any]) -> None:
    got, wanted = _read(entry["file"]), entry["status_expected"]
    assert got.status in ([wanted] if isinstance(wanted, str) else wanted)
    assert got.signed_in in (entry["signed_in"], None)
    assert len(got.cards) == entry["cards"]


@EACH
def test_facts_as_labelled(entry: dict[str, Any]) -> None:
    cards = {card.id: card for card in _read(entry["file"]).cards}
    for label in (line for line in _lines("labels.jsonl") if line["file"] == entry["file"] and line.get("card_id")):
        card = next((cards[name] for name in label["ids"] if name in cards), None)
        assert card is not None, label["card_id"]
        known = card.facts.known()
        for name in EXACT:
            if name in label["not_shown"]:
                assert name not in known, (label["card_id"], name)
            elif name in label["shown"] and name in known:
                assert to_plain(known[name].value) == label["facts"][name], (label["card_id"], name)
            if name == "client.payment" and name in label["shown"]:
                assert name in known, label["card_id"]


@EACH
def test_both_engines_read_the_same(entry: dict[str, Any]) -> None:
    snapshot = _snapshot(entry)
    assert not pages.is_strange(snapshot.html)  # so the everyday engine has read it
    fast = _read(entry["file"])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("escrowl.pages.registry.index", with_soup)
        slow = pages.read(snapshot, Facts())
    assert [(card.id, card.facts) for card in slow.cards] == [(card.id, card.facts) for card in fast.cards]
    assert (slow.status, slow.signed_in) == (fast.status, fast.signed_in)
