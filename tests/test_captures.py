"""The same checks on saved pages of real sites. They lie beside the checkout, are other people's, and stay there."""

from __future__ import annotations

import json
from collections.abc import Callable
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
Each = Callable[..., None]


def _file(entry: dict[str, Any]) -> str:
    return str(entry["file"])


def _snapshot(entry: dict[str, Any]) -> Snapshot:
    return Snapshot(entry["url"], (PAGES / entry["file"]).read_text(encoding="utf-8", errors="replace"))


@cache
def _read(file: str) -> Reading:
    return pages.read(_snapshot(next(page for page in ENTRIES if page["file"] == file)), Facts())


def test_state_of_the_page(each: Each) -> None:
    def check(entry: dict[str, Any]) -> None:
        got, wanted = _read(entry["file"]), entry["status_expected"]
        assert got.status in ([wanted] if isinstance(wanted, str) else wanted)
        assert got.signed_in in (entry["signed_in"], None)
        assert len(got.cards) == entry["cards"]

    each(ENTRIES, check, _file)


def test_facts_as_labelled(each: Each) -> None:
    def check(label: dict[str, Any]) -> None:
        cards = {card.id: card for card in _read(label["file"]).cards}
        card = next((cards[name] for name in label["ids"] if name in cards), None)
        assert card is not None
        known = card.facts.known()
        for name in EXACT:
            if name in label["not_shown"]:
                assert name not in known, name
            elif name in label["shown"] and name in known:
                assert to_plain(known[name].value) == label["facts"][name], name
            if name == "client.payment" and name in label["shown"]:
                assert name in known

    files = {entry["file"] for entry in ENTRIES}
    labels = [line for line in _lines("labels.jsonl") if line["file"] in files and line.get("card_id")]
    each(labels, check, lambda label: f"{label['file']} {label['card_id']}")


def test_both_engines_read_the_same(each: Each, monkeypatch: pytest.MonkeyPatch) -> None:
    def check(entry: dict[str, Any]) -> None:
        slow, fast = pages.read(_snapshot(entry), Facts()), _read(entry["file"])
        assert [(card.id, card.facts) for card in slow.cards] == [(card.id, card.facts) for card in fast.cards]
        assert (slow.status, slow.signed_in) == (fast.status, fast.signed_in)

    ordinary = [entry for entry in ENTRIES if not pages.is_strange(_snapshot(entry).html)]
    for entry in ordinary:
        _read(entry["file"])  # by the everyday engine
    monkeypatch.setattr("escrowl.pages.registry.index", with_soup)
    each(ordinary, check, _file)
