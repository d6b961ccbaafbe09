"""Page objects on hand-written pages: a test per case and card; both engines; which addresses are whose."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from escrowl import pages
from escrowl.cards import Reading
from escrowl.errors import PageRefused
from escrowl.facts import FACTS, Facts, Known, from_plain, to_plain
from escrowl.pages.base import provides
from escrowl.pages.engines import with_soup
from escrowl.snapshot import Snapshot

FOLDER = Path(__file__).parent / "pages"
CASES = sorted(path.parent for path in FOLDER.glob("*/*/*/expected.json"))


def _name(case: Path) -> str:
    return case.relative_to(FOLDER).as_posix()


def _me(wanted: dict[str, Any]) -> Facts:
    me = Facts()
    for name, value in wanted.get("me", {}).items():
        me[name] = from_plain(name, value)
    return me


@cache
def _wanted(case: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((case / "expected.json").read_text(encoding="utf-8"))
    return found


@cache
def _reading(case: Path) -> Reading:
    return pages.read(Snapshot.load(case), _me(_wanted(case)))


@pytest.mark.each("case", CASES, _name)
def test_page(case: Path) -> None:
    wanted, got = _wanted(case), _reading(case)
    state = {"kind": got.kind, "status": got.status, "signed_in": got.signed_in}
    assert state == {name: wanted[name] for name in state}
    assert [(card.id, card.role) for card in got.cards] == [(card["id"], card["role"]) for card in wanted["cards"]]


CARDS = [(case, at) for case in CASES for at in range(len(_wanted(case)["cards"]))]


@pytest.mark.each("place", CARDS, lambda place: f"{_name(place[0])}:{place[1] + 1}")
def test_facts(place: tuple[Path, int]) -> None:
    case, at = place
    wanted, card = _wanted(case)["cards"][at], _reading(case).cards[at]
    known = {name: to_plain(fact.value) for name, fact in card.facts.known().items()}
    assert known == wanted["facts"]  # all of them, and nothing more
    reasons = {name: fact.reason for name in wanted["unknown"] if not isinstance(fact := card.facts.look(name), Known)}
    assert reasons == wanted["unknown"]


@pytest.mark.each("case", CASES, _name)
def test_both_engines_read_the_same(case: Path) -> None:
    snapshot = Snapshot.load(case)
    assert not pages.is_strange(snapshot.html)  # so the everyday engine has read it
    fast = _reading(case)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("escrowl.pages.registry.index", with_soup)
        slow = pages.read(snapshot, _me(_wanted(case)))
    assert [card.facts for card in slow.cards] == [card.facts for card in fast.cards]
    assert (slow.status, slow.signed_in) == (fast.status, fast.signed_in)


@pytest.mark.each("case", [case for case in CASES if _wanted(case)["cards"]], _name)
def test_anchors_are_the_extensions_numbers(case: Path) -> None:
    """Numbering all elements as the extension does moves every anchor to those numbers and changes no digest."""
    import re

    counter = iter(range(5000, 10**6))
    html = (case / "page.html").read_text(encoding="utf-8")
    numbered = re.sub(r"<(?!script|/|!)([a-z][a-z0-9]*)", lambda m: f'<{m[1]} data-escrowl-n="{next(counter)}"', html)
    given = Snapshot.load(case)
    got = pages.read(Snapshot(given.url, numbered), _me(_wanted(case)))
    for before, after in zip(_reading(case).cards, got.cards, strict=True):
        assert after.anchor.element >= 5000
        assert after.anchor.place >= 5000
        assert after.digest == before.digest


def test_site_table_is_plain_json() -> None:
    for site in pages.sites():
        assert json.loads(json.dumps(site.wire())) == site.wire()
        for kind in site.kinds:
            assert kind.cards
            assert set(kind.facts) <= set(FACTS)


def test_sites_of_addresses() -> None:
    assert pages.site_of("https://www.upwork.com/anything") == "upwork"
    assert pages.site_of("https://upwork.com.evil.test/jobs/~021990000000000000201") is None
    assert pages.site_of("https://evil.test/https://www.upwork.com/jobs/") is None


def test_a_reader_of_an_unknown_fact_is_refused_at_once() -> None:
    with pytest.raises(KeyError, match="not a fact"):
        provides("client.mood", on="data")


def test_pages_of_nobody_are_unsupported() -> None:
    for url in ("https://example.org/", "https://www.upwork.com/", "https://www.upwork.com/ab/account-security/login"):
        got = pages.read(Snapshot(url, "<p>Payment verified</p>"), Facts())
        assert (got.status, got.cards) == ("unsupported", ())


@pytest.mark.parametrize(
    "html",
    [
        "",
        "<",
        "<p",
        "<!--",
        "</div></div>",
        "<div>" * 1500,
        "<a " + "b=c " * 1500 + ">x</a>",
        '<p title="' + "x" * 70_000 + '">y</p>',
        "<script>" + "<" * 5000,
        "\x00<p>\x00</p>",
    ],
    ids=["empty", "angle", "open-tag", "open-comment", "only-ends", "deep", "attributes", "long-tag", "script", "nul"],
)
def test_strange_pages_are_read_without_a_crash(html: str) -> None:
    got = pages.read(Snapshot("https://www.upwork.com/nx/search/jobs/?q=x", html), Facts())
    assert got.status in ("unreadable", "unsupported")


@pytest.mark.parametrize(
    ("html", "strange"),
    [
        ("<p>plain</p>" * 50, False),
        ("<br>" * 5000, False),
        ('<p title=">>>">' * 3 + "</p>", False),
        ("<div>" * 1001, True),
        ("<a " + "b=c " * 1001 + ">", True),
        ("<p>" + "<i></i>" * 100_001, True),
    ],
)
def test_prescan(html: str, strange: bool) -> None:
    assert pages.is_strange(html) is strange


@pytest.mark.parametrize("html", ["<" * 2_100_000, "<a " + "b " * 200_000 + ">", "<div>" * 100_000])
def test_bombs_are_refused(html: str) -> None:
    with pytest.raises(PageRefused, match="not read"):
        pages.is_strange(html)
