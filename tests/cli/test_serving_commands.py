"""``start`` and what hangs on it: each fault is one clear line and a status that is not 0."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from escrowl.cli import main
from escrowl.cli.layout import lay_out, pack
from escrowl.errors import EscrowlError

ROOT = Path(__file__).resolve().parents[2]


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def command(port: int, folder: Path, *more: str) -> list[str]:
    places = ["--data", str(folder / "data"), "--extension", str(folder / "extension")]
    return [sys.executable, "-m", "escrowl", "start", "--port", str(port), *places, *more]


def refused(*arguments: str, **environment: str) -> str:
    """What the command says on its way out, as a process of its own."""
    done = subprocess.run(
        arguments, capture_output=True, text=True, timeout=120, check=False, env={**os.environ, **environment}
    )
    return said_no(done)


def said_no(done: Any) -> str:
    assert done.returncode == 1, done
    assert "Traceback" not in done.stderr
    return str(done.stderr)


@contextmanager
def serving(port: int, folder: Path) -> Iterator[subprocess.Popen[str]]:
    with subprocess.Popen(command(port, folder), stdout=subprocess.PIPE, text=True) as server:
        try:
            yield server
        finally:
            server.terminate()
            server.wait(30)


def first_words(server: subprocess.Popen[str]) -> str:
    """What it prints until it is ready."""
    assert server.stdout is not None
    said = ""
    end = time.monotonic() + 60
    while "dashboard" not in said and time.monotonic() < end:
        line = server.stdout.readline()
        if not line:
            break
        said += line
    return said


def test_start_says_all_a_person_needs_and_refuses_a_second_one(tmp_path: Path, call_main: Callable[..., Any]) -> None:
    port = free_port()
    with serving(port, tmp_path) as server:
        said = first_words(server)
        assert f"http://127.0.0.1:{port}" in said
        assert str(tmp_path / "extension") in said
        assert f"escrowl1:{port}:" in said
        assert all(f"  {step}. " in said for step in (1, 2, 3))
        assert (tmp_path / "extension" / "manifest.json").is_file()
        assert str(port) in refused(*command(port, tmp_path / "other"))
        assert "store" in said_no(call_main(main, *command(free_port(), tmp_path)[3:]))
        server.send_signal(signal.SIGTERM)
        assert server.wait(30) == 0


def test_a_port_held_by_another_program_is_named(tmp_path: Path, call_main: Callable[..., Any]) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = int(other.getsockname()[1])
        assert str(port) in said_no(call_main(main, *command(port, tmp_path)[3:]))


def test_a_port_that_is_none_is_named(tmp_path: Path, call_main: Callable[..., Any]) -> None:
    assert "1024 to 65535" in said_no(call_main(main, *command(80, tmp_path)[3:]))


def test_the_demo_without_chromium_says_so(tmp_path: Path) -> None:
    said = refused(*command(free_port(), tmp_path, "--demo"), ESCROWL_CHROMIUM=str(tmp_path / "none"))
    assert "Chromium" in said
    assert "ESCROWL_CHROMIUM" in said


def test_a_command_that_needs_the_server_says_that_there_is_none(tmp_path: Path, call_main: Callable[..., Any]) -> None:
    assert "escrowl start" in said_no(call_main(main, "open", "--port", free_port(), "--data", tmp_path))


def test_the_extension_never_overwrites_other_files(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(EscrowlError, match="other files"):
        lay_out(tmp_path)
    assert (tmp_path / "letter.txt").read_text(encoding="utf-8") == "mine"


def test_laying_out_again_takes_away_what_is_gone(tmp_path: Path) -> None:
    folder = lay_out(tmp_path / "x")
    (folder / "content" / "old.js").write_text("// of an older version", encoding="utf-8")
    (folder / "manifest.json").write_text('{"name": "escrowl"}', encoding="utf-8")
    lay_out(folder)
    assert not (folder / "content" / "old.js").exists()
    assert "content_scripts" in (folder / "manifest.json").read_text(encoding="utf-8")


def test_two_packings_are_equal_byte_for_byte(tmp_path: Path) -> None:
    one, two = pack(tmp_path / "one.zip"), pack(tmp_path / "two.zip")
    assert one.read_bytes() == two.read_bytes()
    assert "manifest.json" in zipfile.ZipFile(one).namelist()


def test_an_old_python_is_told_what_to_do() -> None:
    source = (ROOT / "run.py").read_text(encoding="utf-8").replace("(3, 11)", "(9, 0)")
    done = subprocess.run(
        [sys.executable, "-c", source.replace("__file__", repr(str(ROOT / "run.py")))],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "needs Python" in done.stderr
    assert "Traceback" not in done.stderr
