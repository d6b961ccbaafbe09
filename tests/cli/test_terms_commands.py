"""``terms``, ``replies`` and judging under terms, as a person calls them."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from escrowl.cli import main

Call = Callable[..., Any]
RULE = 'title = "x"\nseverity = "info"\nadvice = "y"\nreplies = ["own/no"]\n[when]\nfact = "me.rate"\nat_least = 40\n'
REPLY = 'title = "No"\n[text]\nsoft = "a"\nneutral = "b"\nfirm = "c"\n'
CASE = {"id": "one", "platform": "upwork", "stage": "browse", "facts": {"client.rating": 4.3, "client.reviews": 9}}


@pytest.fixture
def call(call_main: Call) -> Call:
    return lambda *arguments: call_main(main, *arguments)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A data folder with terms, a rule, a reply, and a broken rule."""
    (tmp_path / "terms.toml").write_text("rate = 45\n[thresholds]\nlow_rating = 4.5\n")
    for kind, name, text in (("rules", "rich", RULE), ("replies", "no", REPLY), ("rules", "broken", "title = ")):
        (tmp_path / kind).mkdir(exist_ok=True)
        (tmp_path / kind / f"{name}.toml").write_text(text)
    return tmp_path


def test_judge_takes_the_terms(call: Call, folder: Path) -> None:
    cases = folder / "cases.jsonl"
    cases.write_text(json.dumps(CASE) + "\n")

    def rules(*options: object) -> tuple[set[str], Any]:
        done = call("judge", cases, "--json", *options)
        assert done.returncode == 0
        answer = json.loads(done.stdout)
        return {found["rule"] for found in answer["findings"]}, (answer, done.stderr)

    plain, _ = rules()
    assert "client/low-rating" not in plain
    under, (answer, said) = rules("--terms", folder)
    assert under == plain | {"client/low-rating", "own/rich"}
    assert "own/no" in answer["replies"]
    assert said.startswith("escrowl: rules/broken.toml, line 1: ")
    assert rules("--terms", folder / "terms.toml")[0] == plain | {"client/low-rating"}
    assert rules("--terms", folder, "--no-terms")[0] == plain
    (folder / "terms.toml").write_text('rate = 45\n[[muted]]\nrule = "own/*"\n')
    muted, (answer, _) = rules("--terms", folder)
    assert (muted, answer["muted"]) == (plain, ["own/rich"])
    (folder / "terms.toml").write_text("rate = x")
    named = call("judge", cases, "--terms", folder / "terms.toml")
    assert named.returncode == 1
    assert "terms.toml, line 1" in named.stderr


def test_terms_are_shown_with_what_is_wrong(call: Call, folder: Path) -> None:
    done = call("terms", "--data", folder)
    assert done.returncode == 1
    assert done.stdout.splitlines()[0] == str(folder / "terms.toml")
    for line in ("rate: 45 USD", "low_rating: 4.5 (usually 4)", "own rule: own/rich", "own reply: own/no"):
        assert f"  {line}\n" in done.stdout
    assert "rules/broken.toml, line 1" in done.stderr
    (folder / "rules" / "broken.toml").unlink()
    assert call("terms", "--data", folder).returncode == 0
    assert "not there yet" in call("terms", "--data", folder / "nowhere").stdout
    assert "low_rating" in call("terms", "--thresholds").stdout


def test_replies_are_carried_over(call: Call, folder: Path, tmp_path: Path) -> None:
    file, other = tmp_path / "mine.toml", tmp_path / "other"
    assert call("replies", "export", "--data", folder, "--out", file).returncode == 0
    assert call("replies", "export", "--data", folder).stdout == file.read_text()
    assert call("replies", "import", file, "--data", other).stdout == "no: added\n"
    assert call("replies", "import", file, "--data", other).stdout == "no: same\n"
    (other / "replies" / "no.toml").write_text(REPLY.replace('"b"', '"other"'))
    assert call("replies", "import", file, "--data", other).stdout == "no: kept\n"
    assert call("replies", "import", file, "--data", other, "--on-conflict", "both").stdout == "no: renamed (no-2)\n"
    assert call("replies", "import", file, "--data", other, "--on-conflict", "replace").stdout == "no: replaced\n"
    file.write_text("x")
    refused = call("replies", "import", file, "--data", other)
    assert refused.returncode == 1
    assert f"{file}, line 1" in refused.stderr
