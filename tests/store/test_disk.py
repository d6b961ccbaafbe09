"""The store's files: private, never through a link, one process, and what a full or failing disk does."""

from __future__ import annotations

import errno
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

sys.path.append(str(Path(__file__).parent))
from store_files import ROWS, drop, fill, texts

from escrowl.errors import StoreError, StoreFull, StoreLocked
from escrowl.store import checkpoints, files, restore
from escrowl.store.journal import Journal

posix = pytest.mark.skipif(sys.platform == "win32", reason="modes, links and signals of POSIX")


@posix
def test_modes_whatever_the_umask(tmp_path: Path) -> None:
    for mask in (0o000, 0o777):
        folder = tmp_path / f"{mask}"
        old = os.umask(mask)
        try:
            journal = Journal(folder, checkpoint_bytes=50)
            for number in range(20):
                journal.commit([("put", "rows", str(number), {})])
            journal.backup(folder / "backup.json")
            journal.close()
        finally:
            os.umask(old)
        assert folder.stat().st_mode & 0o7777 == 0o700
        modes = {path.name: path.stat().st_mode & 0o7777 for path in folder.iterdir()}
        assert len(modes) == 7
        assert set(modes.values()) == {0o600}, modes


@posix
def test_loose_modes_are_tightened(tmp_path: Path) -> None:
    path = fill(tmp_path / "data")
    path.chmod(0o666)
    path.parent.chmod(0o777)
    assert texts(path.parent) == ROWS
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700


@posix
@pytest.mark.parametrize("name", [checkpoints.DATABASE, checkpoints.JOURNAL, checkpoints.LOCK, "backup"])
@pytest.mark.parametrize("kind", ["link", "dangling link", "hard link", "pipe", "folder"])
def test_nothing_but_a_plain_file_is_used(tmp_path: Path, name: str, kind: str) -> None:
    folder, target = tmp_path / "data", tmp_path / "target"
    folder.mkdir()
    target.write_bytes(b"precious")
    target.chmod(0o644)
    path = folder / name
    match kind:
        case "link":
            path.symlink_to(target)
        case "dangling link":
            path.symlink_to(tmp_path / "new")
        case "hard link":
            path.hardlink_to(target)
        case "pipe":
            os.mkfifo(path)
        case _:
            path.mkdir()
    with pytest.raises(StoreError):
        Journal(folder).backup(path)
    assert target.read_bytes() == b"precious"
    assert target.stat().st_mode & 0o777 == 0o644
    assert not (tmp_path / "new").exists()


@posix
def test_a_link_in_place_of_the_temporary_file_is_not_followed(tmp_path: Path) -> None:
    target = tmp_path / "target"
    target.write_bytes(b"precious")
    journal = Journal(tmp_path / "data")
    (tmp_path / "data" / checkpoints.TEMPORARY).symlink_to(target)
    journal.commit([("put", "rows", "1", {"text": "x"})])
    journal.close()
    assert target.read_bytes() == b"precious"
    assert texts(tmp_path / "data") == ["x"]


def test_a_file_in_place_of_the_folder(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("x")
    with pytest.raises(StoreError, match="is a file"):
        Journal(tmp_path / "data")


FULL = """
import sys
from pathlib import Path
from escrowl.errors import StoreFull
from escrowl.store.journal import Journal
if sys.argv[2] == "limit":
    import resource
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, resource.getrlimit(resource.RLIMIT_FSIZE)[1]))
journal, acks = Journal(Path(sys.argv[1])), 0
try:
    while True:
        journal.commit([("put", "rows", str(acks), {"text": "x" * 997})])
        acks += 1
except StoreFull as error:
    assert error.status == 507 and "Free some space" in str(error)
try:
    journal.checkpoint()
    raise SystemExit("a checkpoint of that size should not fit")
except StoreFull:
    pass
if sys.argv[2] == "limit":
    resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
else:
    (Path(sys.argv[1]).parent / "ballast").unlink()
journal.commit([("put", "rows", str(acks), {"text": "goes on"})])
print(acks + 1)
"""


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[tuple[Path, str]]:
    """A folder on a real 1 MB file system where this user may mount one, else any with a limit on file sizes."""
    place = tmp_path / "disk"
    place.mkdir()
    mount = shutil.which("mount")
    command = [mount or "", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(place)]
    if sys.platform != "linux" or not mount or subprocess.run(command, capture_output=True).returncode:
        yield place / "data", "limit"
        return
    try:
        (place / "ballast").write_bytes(b"x" * 100_000)
        yield place / "data", "tmpfs"
    finally:
        subprocess.run(["umount", str(place)], check=True)


@posix
def test_a_full_disk_loses_nothing_and_goes_on_when_there_is_room(small_disk: tuple[Path, str]) -> None:
    folder, kind = small_disk
    run = subprocess.run([sys.executable, "-c", FULL, str(folder), kind], capture_output=True, text=True)
    assert run.returncode == 0, run.stderr
    assert int(run.stdout) > 50
    found = texts(folder)
    assert len(found) == int(run.stdout)
    assert found[-1] == "goes on"


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EFBIG])
def test_a_short_write_is_taken_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    path = fill(tmp_path / "data")
    journal, whole, write = Journal(path.parent), path.read_bytes(), os.write

    def short(descriptor: int, data: Any) -> int:
        if number == errno.EFBIG:
            write(descriptor, data[:5])
            raise OSError(number, "too large")
        return write(descriptor, data[:7])

    with monkeypatch.context() as patch:
        patch.setattr(os, "write", short)
        with pytest.raises(StoreFull):
            journal.commit([("put", "rows", "x", {"text": "lost"})])
    assert path.read_bytes() == whole
    assert journal.commit([("put", "rows", "x", {"text": "kept"})]) == 7
    drop(journal)
    assert texts(path.parent) == [*ROWS, "kept"]


@pytest.mark.parametrize("call", ["write", "sync"])
def test_a_failing_disk_makes_it_read_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str) -> None:
    path = fill(tmp_path / "data")
    journal = Journal(path.parent)
    calls: list[str] = []

    def fail(*_: object) -> None:
        calls.append(call)
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(*((os, "write") if call == "write" else (files, "sync")), fail)
    with pytest.raises(StoreError, match="Input/output error") as first:
        journal.commit([("put", "rows", "x", {"text": "lost"})])
    assert first.value.status == 503
    for _ in range(2):
        with pytest.raises(StoreError, match="Check the disk"):
            journal.commit([("put", "rows", "y", {"text": "lost"})])
        with pytest.raises(StoreError, match="Check the disk"):
            journal.checkpoint()
    assert calls == [call]  # never asked again
    assert len(journal.tables["rows"]) == len(ROWS)  # still read
    monkeypatch.undo()
    journal.close()
    assert texts(path.parent) == ROWS


@pytest.mark.parametrize("call", ["sync", "sync_folder", "replace", "ftruncate"])
def test_a_checkpoint_that_fails_anywhere_loses_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    path = fill(tmp_path / "data")
    journal = Journal(path.parent)

    def fail(*_: object) -> None:
        raise OSError(errno.EIO, "Input/output error")

    place: Any = {"sync": files, "sync_folder": files, "replace": Path, "ftruncate": os}[call]
    with monkeypatch.context() as patch:
        patch.setattr(place, call, fail)
        with pytest.raises(StoreError):
            journal.checkpoint()
    drop(journal)
    assert texts(path.parent) == ROWS


def test_a_second_opener_is_refused_and_the_first_goes_on(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "data")
    with pytest.raises(StoreLocked, match=f"process {os.getpid()}"):
        Journal(tmp_path / "data")
    program = (
        "import sys; from pathlib import Path; from escrowl.store import open_store; open_store(Path(sys.argv[1]))"
    )
    run = subprocess.run([sys.executable, "-c", program, str(tmp_path / "data")], capture_output=True, text=True)
    assert run.returncode != 0
    assert "StoreLocked" in run.stderr
    assert "ESCROWL_DATA" in run.stderr
    with pytest.raises(StoreLocked):
        restore(tmp_path / "data")
    journal.commit([("put", "rows", "1", {"text": "x"})])
    journal.close()
    assert texts(tmp_path / "data") == ["x"]


@posix
def test_a_lock_left_by_a_killed_process_opens(tmp_path: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from escrowl.store.journal import Journal\n"
        "journal = Journal(Path(sys.argv[1])); journal.commit([('put', 'rows', '1', {'text': 'kept'})])\n"
        "print('ready', flush=True); sys.stdin.read()"
    )
    command = [sys.executable, "-c", program, str(tmp_path / "data")]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        with pytest.raises(StoreLocked, match=f"process {process.pid}"):
            Journal(tmp_path / "data")
        process.send_signal(signal.SIGKILL)
    assert texts(tmp_path / "data") == ["kept"]


def test_a_place_that_cannot_lock_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr("fcntl.flock" if sys.platform != "win32" else "msvcrt.locking", fail)
    with pytest.raises(StoreError, match="network folders"):
        Journal(tmp_path / "data")


def test_the_order_of_the_calls_that_make_it_last(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[str] = []

    def listen(place: Any, name: str) -> None:
        real = getattr(place, name)

        def heard(*given: Any) -> Any:
            calls.append(name)
            return real(*given)

        monkeypatch.setattr(place, name, heard)

    for name in ("write_all", "sync", "sync_folder"):
        listen(files, name)
    listen(os, "ftruncate")
    listen(Path, "replace")
    journal = Journal(tmp_path / "data")
    calls.clear()
    journal.commit([("put", "rows", "1", {})])
    assert calls == ["write_all", "sync"]
    calls.clear()
    journal.checkpoint()
    assert [call for call in calls if call != "write_all"] == ["sync", "replace", "sync_folder", "ftruncate", "sync"]
    journal.close()
