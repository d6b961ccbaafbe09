"""The store killed at every system call on its files, and each call failing once, by ``strace`` (Linux).

Not part of the everyday suite, as it takes minutes: ``python3 run.py faults``.
"""

from __future__ import annotations

import copy
import itertools
import os
import shutil
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

sys.path.append(str(Path(__file__).parent))
from crash_writer import open_keeper
from syscall_writer import STEPS, step

from escrowl.store import checkpoints
from escrowl.store.frames import texts
from escrowl.store.journal import Journal, apply
from escrowl.store.packed import Tables

CALLS = ("write", "ftruncate", "fdatasync", "fsync", "rename", "unlink", "link", "openat", "flock")
FAULTS = ("signal=KILL", "error=EIO", "error=ENOSPC")
OURS = (checkpoints.DATABASE, checkpoints.JOURNAL, checkpoints.LOCK, checkpoints.TEMPORARY)
WRITER = str(Path(__file__).parent / "syscall_writer.py")
MOST = 200
"""No call is made so often; a count that gets there never stopped injecting."""


@dataclass
class Run:
    """What one writer said and how it ended."""

    notes: list[str]
    status: int
    injected: bool
    errors: str

    def allowed(self) -> list[Tables]:
        """What the store may hold: all that was acknowledged, the step at the end done or not."""
        tables: Tables = {}
        last: list[Tables] = []
        for tried, answer in itertools.zip_longest(self.notes[::2], self.notes[1::2]):
            number = int(tried.removeprefix("try "))
            if answer == "done":
                apply(tables, [step(number)], texts([step(number)]))
            elif answer != "full":  # killed in it, or the disk failed: nobody knows
                perhaps = copy.deepcopy(tables)
                apply(perhaps, [step(number)], texts([step(number)]))
                last = [perhaps]
        return [tables, *last]


def run(folder: Path, call: str, fault: str, when: int, kind: str = "journal") -> Run:
    """The writer in ``folder`` with the ``when``-th ``call`` on one of the store's files going wrong."""
    log = folder.with_suffix(".strace")
    paths = [f"--trace-path={folder / name}" for name in OURS] + [f"--trace-path={folder}"]
    strace = ["strace", "-f", "-qq", "-o", str(log), *paths, f"--trace={call}"]
    inject = f"--inject={call}:{fault}:when={when}"
    ended = subprocess.run(
        [*strace, inject, sys.executable, WRITER, kind, str(folder)],
        capture_output=True,
        text=True,
        timeout=60,
        env=os.environ | {"PYTHONDONTWRITEBYTECODE": "1"},
    )
    trace = log.read_text()
    notes = [line for line in ended.stdout.splitlines() if not line.startswith("closed:")]
    injected = "(INJECTED)" in trace or "killed by SIGKILL" in trace
    return Run(notes, ended.returncode, injected, ended.stderr)


@pytest.mark.skipif(sys.platform != "linux", reason="strace is a tool of Linux")
@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("call", CALLS)
def test_nothing_acknowledged_is_lost(tmp_path: Path, call: str, fault: str) -> None:
    assert shutil.which("strace"), "strace is missing: apt install strace"
    points = 0
    for when in range(1, MOST):
        folder = tmp_path / str(when)
        folder.mkdir(mode=0o700)
        found = run(folder, call, fault, when)
        if not found.injected:
            break
        points += 1
        told = f"{call} {when} {fault}: {found}"
        assert "Traceback" not in found.errors, told
        assert found.status in ((-signal.SIGKILL, 128 + signal.SIGKILL) if "KILL" in fault else (0, 3)), told
        if (call, fault) == ("write", "error=ENOSPC"):  # with space again it went on
            assert len(found.notes) == 2 * sum(map(len, STEPS)), told
        journal = Journal(folder)  # raises when it cannot be read
        held = {name: rows for name, rows in journal.tables.items() if name == "rows"}
        assert held in found.allowed(), told
        journal.commit([("put", "rows", "later", {"text": "and it goes on"})])
        journal.close()
    else:
        pytest.fail(f"{call} was injected {MOST} times and never ended")
    assert points, f"{call} was never made: the test saw nothing"
    print(f"{call}, {fault}: {points} points")


@pytest.mark.skipif(sys.platform != "linux", reason="strace is a tool of Linux")
def test_a_plain_file_loses_what_it_acknowledged(tmp_path: Path) -> None:
    """The control: TinyDB's own storage, killed before it cuts off the rest of a longer text, cannot be read."""
    unreadable = 0
    for when in range(1, 13):
        folder = tmp_path / str(when)
        folder.mkdir(mode=0o700)
        assert run(folder, "ftruncate", "signal=KILL", when, "plain").injected
        try:
            open_keeper("plain", folder).let_go()
        except ValueError:
            unreadable += 1
    assert unreadable
