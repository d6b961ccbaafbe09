"""A power cut: only what reached the device is there afterwards. Needs root and loop devices, on Linux.

A small ext4 image is mounted, a writer writes into it and is stopped at once; the image as it is then is copied and
mounted. Without fsync the same test must find losses, or it could not see them.
"""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from escrowl.store.journal import Journal

WRITER = """
import os, sys
from pathlib import Path
from escrowl.store import files
from escrowl.store.journal import Journal
if sys.argv[2] == "unsynced":
    files.sync = files.sync_folder = lambda _: None
journal, number = Journal(Path(sys.argv[1]), checkpoint_bytes=20_000), 0
while True:
    number += 1
    text = "x" * (number * 37 % 400)
    journal.commit([("put", "rows", str(number), {"text": text}), ("put", "rows", "early", number)])
    if number % 5 == 0:
        journal.commit([("del", "rows", str(number - 3))])
    os.write(1, b"%d\\n" % number)
"""
ROUNDS = 4


@contextmanager
def mounted(image: Path, place: Path) -> Iterator[Path]:
    place.mkdir()
    subprocess.run(["mount", "-o", "loop", str(image), str(place)], check=True, capture_output=True)
    try:
        yield place
    finally:
        subprocess.run(["umount", str(place)], check=True)


@pytest.fixture(scope="module")
def blank(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty ext4 image, when this user may mount one."""
    folder = tmp_path_factory.mktemp("power")
    image = folder / "blank.img"
    if sys.platform != "linux" or os.geteuid() != 0 or not shutil.which("mkfs.ext4"):
        pytest.skip("a power cut is tried on a loop device, which needs root, Linux and mkfs.ext4")
    with image.open("wb") as file:
        file.truncate(24 << 20)
    subprocess.run(["mkfs.ext4", "-q", "-F", str(image)], check=True)
    try:
        with mounted(image, folder / "try"):
            pass
    except subprocess.CalledProcessError as error:
        pytest.skip(f"loop devices cannot be mounted here: {error.stderr.decode(errors='replace').strip()}")
    return image


def cut(blank: Path, folder: Path, kind: str, number: int) -> tuple[int, int | None]:
    """One power cut: how many steps were acknowledged, and the last that is there (None: unreadable)."""
    image, copy = folder / f"{number}.img", folder / f"{number}-after.img"
    shutil.copyfile(blank, image)
    with mounted(image, folder / f"{number}") as disk:
        command = [sys.executable, "-c", WRITER, str(disk / "data"), kind]
        with subprocess.Popen(command, stdout=subprocess.PIPE) as writer:
            assert writer.stdout is not None
            try:
                writer.stdout.readline()
                time.sleep(random.Random(number).uniform(0.1, 0.4))
                writer.send_signal(signal.SIGSTOP)
                os.set_blocking(writer.stdout.fileno(), False)
                acknowledged = int((b"1\n" + (writer.stdout.read() or b"")).splitlines()[-1])
                shutil.copyfile(image, copy)
            finally:
                writer.kill()
    with mounted(copy, folder / f"{number}-after") as disk:
        try:
            journal = Journal(disk / "data")
        except Exception:
            return acknowledged, None
        found: dict[str, Any] = dict(journal.tables.get("rows", {}))
        last = int(found.get("early", 0))
        expected = {str(n) for n in range(1, last + 1)} - {str(n - 3) for n in range(5, last + 1, 5)} | {"early"}
        journal.close()
        # The deletion that follows every fifth step may be missing when that step was the last.
        whole = set(found) - {str(last - 3)} == expected - {str(last - 3)}
        return acknowledged, last if whole or not last else None


def test_what_was_acknowledged_survives_the_power(blank: Path, tmp_path: Path) -> None:
    cuts = [cut(blank, tmp_path, "synced", number) for number in range(ROUNDS)]
    print(cuts)
    assert all(last is not None and last >= acknowledged for acknowledged, last in cuts), cuts
    assert sum(acknowledged for acknowledged, _ in cuts) > ROUNDS


def test_without_fsync_the_same_test_is_red(blank: Path, tmp_path: Path) -> None:
    cuts = [cut(blank, tmp_path, "unsynced", number) for number in range(2)]
    print(cuts)
    assert any(last is None or last < acknowledged for acknowledged, last in cuts), cuts
