"""The measuring of the rules: what counts as found, missed and a false alarm."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

judging = pytest.importorskip("bench.judging", reason="the measuring is part of the checkout, not of the package")


def lines(path: Path, *rows: Mapping[str, Any]) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def test_precision_and_recall() -> None:
    counts = judging.Counts()
    for wanted, fired in ((True, True), (True, False), (False, True), (False, False), (True, True)):
        counts.add(wanted, fired)
    assert counts.row("x") == ("x", "66.7 % (2/3)", "66.7 % (2/3)", "1")
    assert judging.Counts().row("y") == ("y", "-", "-", "0")


def test_a_scenario_is_right_when_findings_verdict_and_first_reply_are(tmp_path: Path) -> None:
    case: dict[str, Any] = {
        "id": "A",
        "platform": "upwork",
        "stage": "interview",
        "messages": [{"from": "client", "text": "Please pay a refundable registration fee of $30."}],
        "must_fire": ["money/upfront-fee"],
        "must_not_fire": ["scam/fake-check"],
        "verdict": "verdict/likely-scam",
        "best_template": "decline-upfront-fee",
    }
    wrong = [{**case, "must_fire": ["scam/fake-check"]}, {**case, "verdict": None}, {**case, "best_template": "x"}]
    right, all_, named = judging.scenarios(lines(tmp_path / "s.jsonl", case, *wrong))
    assert (right, all_) == (1, 4)
    assert ("money/upfront-fee", True, True) in named
    assert ("scam/fake-check", True, False) in named


def test_texts_are_judged_as_posts_or_messages_and_marked_ones_left_out(tmp_path: Path) -> None:
    path = lines(
        tmp_path / "t.jsonl",
        {"id": 1, "text": "Message me on WhatsApp, we pay through PayPal."},
        {"id": 2, "text": "I like your proposal."},
        {"id": 3, "text": "Message me on WhatsApp.", "known_suspicious": True},
    )
    level = judging.texts(path, "message")
    assert level.share("warning") == "50.0 % (1/2)"
    assert level.loud["money/pay-outside-platform"] == 1


def test_what_is_held_back_is_counted_apart(tmp_path: Path) -> None:
    row = {"language": "en", "family": "leaving", "text": "Message me on WhatsApp."}
    path = lines(tmp_path / "p.jsonl", {"id": 1, "held": False, **row}, {"id": 2, "held": True, **row})
    families, held = judging.paraphrases(path)
    assert families["leaving, English"] == held
    assert held["warning"] == held["texts"] == 1


def test_honest_messages_written_for_the_measurement_get_no_warning() -> None:
    rows = [row for row in judging.lines(judging.PARAPHRASES) if row["family"] == "quiet"]
    assert len(rows) > 200
    loud = {
        row["text"] for row in rows if max(judging._judged(judging._message(row, row["text"])).values(), default=0) > 1
    }
    assert loud == set()
