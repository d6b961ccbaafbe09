"""Pages saved for a fix: private, whole or not there, few; a full disk is said in words."""

from __future__ import annotations

import errno
import os
import stat
from datetime import UTC, datetime
from pathlib import Path

import pytest

from escrowl.errors import StoreError, StoreFull
from escrowl.snapshot import Snapshot
from escrowl.store import files, saved

AT = datetime(2026, 3, 1, 23, 30, tzinfo=UTC)
PAGE = Snapshot("https://www.upwork.com/jobs/~021990000000000000201", "<main>Größe \ud83d</main>", AT, "extension")


def test_a_saved_page_is_private_and_loads_again(tmp_path: Path) -> None:
    folder = saved.save_page(tmp_path, PAGE, "upwork", "job")
    assert folder == tmp_path / "saved" / "2026-03-01-upwork-job"
    assert saved.save_page(tmp_path, PAGE, "upwork", "job").name == "2026-03-01-upwork-job-2"
    loaded = Snapshot.load(folder)
    assert (loaded.url, loaded.html, loaded.taken_at, loaded.scope) == (PAGE.url, "<main>Größe ?</main>", AT, "page")
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in (folder.parent, folder, *folder.iterdir())}
    assert modes == {"saved": 0o700, folder.name: 0o700, "page.html": 0o600, "snapshot.json": 0o600}
    assert [page.folder.name for page in saved.saved_pages(tmp_path)] == [
        "2026-03-01-upwork-job",
        "2026-03-01-upwork-job-2",
    ]


@pytest.mark.parametrize(("limit", "value"), [("MOST", 2), ("MOST_BYTES", 250)])
def test_no_more_are_kept_than_a_person_can_look_through(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, limit: str, value: int
) -> None:
    monkeypatch.setattr(saved, limit, value)
    kept = 0
    with pytest.raises(StoreFull, match="Delete those"):  # noqa: PT012 (how many fit is the limit's affair)
        while kept < 4:
            saved.save_page(tmp_path, PAGE, "upwork", "job")
            kept += 1
    assert 0 < kept == len(saved.saved_pages(tmp_path)) <= 2


@pytest.mark.parametrize(("number", "kind"), [(errno.ENOSPC, StoreFull), (errno.EIO, StoreError)])
def test_a_page_is_there_whole_or_not_at_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, kind: type[StoreError]
) -> None:
    written: list[bytes] = []

    def fails_at_the_second(_descriptor: int, data: bytes) -> None:
        written.append(data)
        if len(written) == 2:
            raise OSError(number, os.strerror(number))

    monkeypatch.setattr(files, "write_all", fails_at_the_second)
    with pytest.raises(kind, match=r"No space is left" if number == errno.ENOSPC else "Could not"):
        saved.save_page(tmp_path, PAGE, "upwork", "job")
    assert list((tmp_path / "saved").iterdir()) == []


def test_links_are_not_followed(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "saved").mkdir()
    (tmp_path / "saved" / "2026-03-01-upwork-job").symlink_to(tmp_path / "elsewhere")
    assert saved.save_page(tmp_path, PAGE, "upwork", "job").name == "2026-03-01-upwork-job-2"
    assert list((tmp_path / "elsewhere").iterdir()) == []
    assert len(saved.saved_pages(tmp_path)) == 1
