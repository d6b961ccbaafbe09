"""``check``, ``judge`` and ``doctor`` as a person calls them: output, exit status, words for what is wrong."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from escrowl.cli import main
from escrowl.snapshot import Snapshot

FIXTURES = Path(__file__).resolve().parents[1] / "pages" / "upwork"
SEARCH_URL = "https://www.upwork.com/nx/search/jobs/?q=sample"


Call = Callable[..., Any]


@pytest.fixture
def call(call_main: Call) -> Call:
    return lambda *arguments: call_main(main, *arguments)


def a_job() -> Path:
    return FIXTURES / "job" / "history-and-files"


def test_check_prints_a_report_a_line(call: Call) -> None:
    folders = [path for path in sorted((FIXTURES / "job").iterdir()) if path.is_dir()]
    done = call("check", FIXTURES / "job", "--json")
    reports = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(reports) == len(folders)
    assert {report["schema"] for report in reports} == {1}
    assert all(Path(report["file"]).exists() for report in reports)
    unread = [report for report in reports if report["status"] != "read"]
    assert done.returncode == (1 if unread else 0)
    for report in unread:
        assert report["file"] in done.stderr


def test_check_prints_a_table_with_quotes() -> None:
    command = [sys.executable, "-m", "escrowl", "check", str(a_job())]  # as a process of its own, like a person's
    plain = {**os.environ, "PYTHONIOENCODING": "ascii", "COLUMNS": "100"}  # a terminal that knows no quotation marks
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False, env=plain)
    assert done.returncode < 2, done.stderr
    assert "upwork job" in done.stdout
    assert "info" in done.stdout


def test_check_takes_one_address_for_one_file(call: Call, tmp_path: Path) -> None:
    page = tmp_path / "saved.html"
    page.write_text("<p>nothing</p>", encoding="utf-8")
    assert call("check", page, page, "--url", SEARCH_URL).returncode == 2
    done = call("check", page, "--json")
    assert done.returncode == 1
    assert "--url" in done.stderr
    assert done.stdout == ""


def test_a_page_that_says_its_address_needs_none(call: Call, tmp_path: Path) -> None:
    page = tmp_path / "saved.html"
    head = f'<link rel="canonical" href="{SEARCH_URL}">'
    page.write_text(f"<html><head>{head}</head><body><main>Redesigned</main></body></html>", encoding="utf-8")
    done = call("check", page, "--json")
    report = json.loads(done.stdout)
    assert (report["site"], report["kind"], report["status"]) == ("upwork", "search", "unreadable")
    assert done.returncode == 1
    assert "layout may have changed" in done.stderr


def test_words_of_a_page_cannot_steer_the_terminal(call: Call, tmp_path: Path) -> None:
    said = [{"from": "client", "text": "Write me on telegram \x1b]0;gotcha\x07 @someone_here now"}]
    case = {"id": "x\x1b[2J[red]", "platform": "upwork", "stage": "interview", "facts": {}, "messages": said}
    file = tmp_path / "cases.jsonl"
    file.write_text(json.dumps(case) + "\n", encoding="utf-8")
    done = call("judge", file)
    assert done.returncode == 0
    assert "\x1b" not in done.stdout
    assert "[red]" in done.stdout


def test_judge_names_a_bad_line_and_goes_on(call: Call, tmp_path: Path) -> None:
    good = {
        "id": "g",
        "platform": "upwork",
        "stage": "browse",
        "facts": {"client.payment": "unverified"},
        "messages": [],
    }
    file = tmp_path / "cases.jsonl"
    file.write_text("not json\n" + json.dumps(good) + "\n[]\n", encoding="utf-8")
    done = call("judge", file, "--json")
    assert done.returncode == 1
    assert ":1:" in done.stderr
    assert ":3:" in done.stderr
    assert "Traceback" not in done.stderr
    answer = json.loads(done.stdout)
    assert answer["id"] == "g"
    assert "payment/method-unverified" in {finding["rule"] for finding in answer["findings"]}


def test_doctor_says_how_each_fact_was_read(call: Call) -> None:
    done = call("doctor", a_job())
    assert "client.payment" in done.stdout
    assert "layer" in done.stdout


@pytest.mark.parametrize("command", ["check", "judge", "doctor"])
def test_a_wrong_call_is_status_2(call: Call, command: str) -> None:
    done = call(command, "no-such-file")
    assert done.returncode == 2
    assert "no-such-file" in done.stderr


def test_a_file_that_is_no_page_is_said_to_be_none(call: Call, tmp_path: Path) -> None:
    """Neither a picture nor a note is a page whose layout changed, and no traceback comes of bytes."""
    (tmp_path / "a.txt").write_text("a note", encoding="utf-8")
    (tmp_path / "b.bin").write_bytes(bytes(range(256)))
    (tmp_path / "c.html").write_text("<p>words", encoding="utf-8")
    for name in ("a.txt", "b.bin"):
        done = call("check", tmp_path / name, "--url", "https://www.upwork.com/nx/search/jobs/")
        assert (done.returncode, "holds no HTML" in done.stderr, "layout" in done.stderr) == (1, True, False)
    (tmp_path / "empty").mkdir()
    assert "no saved page in" in call("check", tmp_path / "empty").stderr
    assert "is not an address" in call("check", tmp_path / "c.html", "--url", "upwork").stderr
    done = call("judge", tmp_path / "b.bin")
    assert done.returncode == 1
    assert "not JSON" in done.stderr


def test_nothing_to_restore(call: Call, tmp_path: Path) -> None:
    done = call("restore", "--data", tmp_path / "none")
    assert done.returncode == 1
    assert "There is no store" in done.stderr


@pytest.mark.parametrize(
    "meta", ["[]", "5", '{"url": 5, "taken_at": 6}', '{"url": "https://a.test/", "taken_at": "x"}']
)
def test_a_folder_that_is_no_snapshot_is_said(call: Call, tmp_path: Path, meta: str) -> None:
    (tmp_path / "snapshot.json").write_text(meta)
    (tmp_path / "page.html").write_text("<p>x</p>")
    done = call("check", str(tmp_path))
    assert done.returncode == 1
    assert "is not a saved snapshot" in done.stderr


def test_a_time_without_a_zone_is_taken_as_utc(tmp_path: Path) -> None:
    (tmp_path / "snapshot.json").write_text('{"url": "https://a.test/", "taken_at": "2026-07-01T10:00:00"}')
    (tmp_path / "page.html").write_text("<p>x</p>")
    assert Snapshot.load(tmp_path).taken_at.isoformat() == "2026-07-01T10:00:00+00:00"


def test_a_number_no_rule_can_compare_is_said(call: Call, tmp_path: Path) -> None:
    huge = "9" * 400
    cases = ({"client.hires": float("inf")}, {"client.rating": int(huge)})
    (tmp_path / "cases.jsonl").write_text("\n".join(json.dumps({"id": "a", "facts": facts}) for facts in cases))
    done = call("judge", str(tmp_path / "cases.jsonl"))
    assert done.returncode == 1
    assert done.stderr.count("too large") == 2


def test_a_fault_nobody_thought_of_is_said_without_a_traceback(
    call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("escrowl.cli.reading.read_case", lambda *_: 1 / 0)
    (tmp_path / "cases.jsonl").write_text('{"id": "a"}\n')
    done = call("judge", str(tmp_path / "cases.jsonl"))
    assert done.returncode == 70
    assert "ZeroDivisionError in test_reading_commands.py" in done.stderr
    assert "Traceback" not in done.stderr


def test_check_lists_below_each_other_where_a_table_has_no_room(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "44")
    done = call("check", a_job())
    assert "upwork job" in " ".join(done.stdout.split())
    assert "┃" not in done.stdout
    assert max(map(len, done.stdout.splitlines())) <= 44


def test_judge_names_the_first_lines_that_are_no_cases(call: Call, tmp_path: Path) -> None:
    (tmp_path / "cases.jsonl").write_text("no\n" * 40, encoding="utf-8")
    done = call("judge", tmp_path / "cases.jsonl")
    assert (done.returncode, len(done.stderr.splitlines())) == (1, 11)
    assert "30 more lines" in done.stderr
