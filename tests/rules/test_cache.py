"""The rules' tables are kept between starts, and never believed when the files say something else."""

from __future__ import annotations

import json
import os
from datetime import date
from pathlib import Path

import pytest

from escrowl.rules import cache, load
from escrowl.rules.cache import keep, kept, key_of

TABLES = {"a/b.toml": {"checked": date(2026, 11, 23), "when": {"any": [{"fact": "job.kind", "is": "fixed"}]}}}


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("ESCROWL_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache" / "rules.json"


def test_what_was_kept_comes_back_for_the_same_files_only(file: Path) -> None:
    key = key_of({"a/b.toml": "text"})
    assert kept(key) is None
    keep(key, TABLES)
    assert kept(key) == TABLES
    assert kept(key_of({"a/b.toml": "text "})) is None
    assert [item.name for item in file.parent.iterdir()] == ["rules.json"]


@pytest.mark.parametrize("words", ["", "{", "[]", "{}", '{"key": "k"}', '{"key": "k", "tables": {"$day": "never"}}'])
def test_a_damaged_cache_is_no_cache(file: Path, words: str) -> None:
    file.parent.mkdir()
    file.write_text(words)
    assert kept("k") is None


@pytest.mark.skipif(os.name != "posix", reason="modes of files")
def test_a_file_that_others_can_write_is_not_read(file: Path) -> None:
    keep("k", TABLES)
    assert file.stat().st_mode & 0o777 == 0o600
    file.chmod(0o666)
    assert kept("k") is None


def test_a_folder_that_cannot_be_written_is_no_fault(file: Path) -> None:
    file.parent.write_text("a file where the folder should be")
    keep("k", TABLES)
    assert kept("k") is None


def test_the_catalogue_is_the_same_from_files_and_from_the_cache(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def told() -> list[tuple[object, ...]]:
        made = load.load(verify=False)
        rules = [(r.id, r.when, r.unless, r.escalate, r.first, r.checked, r.advice, r.after) for r in made.values()]
        return [*rules, *((kind, *bank.patterns) for kind, bank in made.banks.items())]

    fresh = told()
    assert json.loads(file.read_text())["key"] == key_of(
        _texts()  # every rule file and the word lists
    )
    monkeypatch.setattr(load, "_toml", None)  # not asked any more
    assert told() == fresh
    monkeypatch.setattr(cache, "FORM", cache.FORM + 1)
    with pytest.raises(TypeError):
        told()


def _texts() -> dict[str, str]:
    files = [*sorted(load.FOLDER.glob("words*.toml")), *sorted(load.FOLDER.glob("*/*.toml"))]
    return {file.relative_to(load.FOLDER).as_posix(): file.read_text(encoding="utf-8") for file in files}
