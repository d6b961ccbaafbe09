"""``doctor``: layers, reasons, data against words, and the layouts that the running server saw."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from escrowl.cards import Anchor, Card, Disagreement, Reading
from escrowl.cli import doctoring, main
from escrowl.errors import NotRunning
from escrowl.facts import Facts, Known, Unknown

CASE = Path(__file__).resolve().parents[1] / "pages/upwork/search/three-clients"
Call = Callable[..., Any]


@pytest.fixture
def call(call_main: Call, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Call:
    monkeypatch.setenv("ESCROWL_DATA", str(tmp_path))  # no server of somebody's is asked
    monkeypatch.setenv("COLUMNS", "200")
    return lambda *arguments: call_main(main, *arguments)


def test_it_counts_layers_and_reasons(call: Call) -> None:
    done = call("doctor", CASE)
    assert "by wording" in done.stdout
    assert "not shown on this card" in done.stdout
    assert "layout changed" not in done.stdout


def test_it_shows_where_data_and_words_differ_and_what_changed(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    facts = Facts(
        {"client.payment": Known("verified", "Payment verified", "a line", "wording"), "job.id": Unknown("gone")}
    )
    reading = Reading(
        "upwork",
        "job",
        "read",
        True,
        (Card("7", "job", Anchor(1, 1), facts),),
        ("a note",),
        (Disagreement("7", "client.payment", "unverified", "verified", "__NUXT_DATA__"),),
    )
    monkeypatch.setattr("escrowl.pages.read", lambda *_, **__: reading)
    row = {
        "site": "upwork",
        "kind": "job pages",
        "pages": 3,
        "lost": ["payment"],
        "since": None,
        "words": "Upwork changed",
    }
    monkeypatch.setattr(doctoring, "_asked", lambda _data: [row])
    done = call("doctor", CASE)
    assert done.returncode == 0
    for words in (
        "words stand",
        "unverified",
        "__NUXT_DATA__",
        "1 by wording",
        "1 gone",
        "note: a note",
        "layout changed",
    ):
        assert words in done.stdout
    alone = call("doctor")
    assert "Upwork changed" in alone.stdout
    assert "job pages" in alone.stdout


def test_without_files_and_without_a_server_it_says_what_to_do(call: Call) -> None:
    done = call("doctor")
    assert (done.returncode, done.stdout) == (1, "")
    assert "escrowl start" in done.stderr
    with pytest.raises(NotRunning):
        doctoring._asked(None)
