"""The server as a process: port taken, one store one server, stopping, what it leaves behind."""

from __future__ import annotations

import contextlib
import http.server
import json
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from escrowl.errors import EscrowlError, NotRunning, PortTaken, StoreLocked
from escrowl.settings import Settings
from escrowl.web.client import LocalClient
from escrowl.web.serve import Running, serve

PROGRAM = """
import sys
from pathlib import Path
from escrowl.settings import Settings
from escrowl.web.serve import serve
if __name__ == "__main__":
    settings = Settings(port=int(sys.argv[1]), data=Path(sys.argv[2]), extension=Path(sys.argv[2]))
    serve(settings, lambda running: print("ready", flush=True))
"""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def start(port: int, data: Path) -> subprocess.Popen[str]:
    program = data.parent / "program.py"
    program.write_text(PROGRAM)
    return subprocess.Popen([sys.executable, str(program), str(port), str(data)], stdout=subprocess.PIPE, text=True)


def first_line(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


@contextlib.contextmanager
def running(folder: Path) -> Iterator[tuple[subprocess.Popen[str], Settings]]:
    port, data = free_port(), folder / "data"
    with start(port, data) as process:
        try:
            assert first_line(process) == "ready"
            yield process, Settings(port=port, data=data, extension=data)
        finally:
            process.kill()


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[subprocess.Popen[str], Settings]]:
    """One server for the tests that leave it as it is."""
    with running(tmp_path_factory.mktemp("served")) as made:
        yield made


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_stops_finishes_what_was_begun_and_tidies_up(tmp_path: Path, number: int) -> None:
    with running(tmp_path) as (process, settings):
        runtime = json.loads((settings.data / "server.json").read_text())
        assert runtime == {"port": settings.port, "pid": process.pid}
        client = LocalClient(settings)
        client.export()
        snapshot = {
            "id": "11111111-2222-4333-8444-555555555555",
            "url": "https://www.upwork.com/nx/search/jobs/?q=test",
            "html": "<div>" * 1_500 + "x" * 500_000,  # strange: it is read apart, which takes its time
            "taken_at": "2026-11-25T10:00:00Z",
            "taken_by": "test",
        }
        answers: list[object] = []

        def ask() -> None:
            try:
                answers.append(client.ask("check", snapshot)["seq"])
            except EscrowlError as error:
                answers.append(str(error))

        thread = threading.Thread(target=ask)
        thread.start()
        time.sleep(0.05)
        began = time.monotonic()
        process.send_signal(number)
        assert process.wait(10) == 0
        assert time.monotonic() - began < 5
        thread.join(5)
    assert len(answers) == 1
    assert isinstance(answers[0], int) or "refused" not in str(answers[0])
    assert not (settings.data / "server.json").exists()
    with pytest.raises(NotRunning, match="escrowl start"):
        LocalClient(settings).open()


def test_a_dead_server_is_said(tmp_path: Path) -> None:
    with running(tmp_path) as (process, settings):
        process.kill()
        process.wait(5)
    assert (settings.data / "server.json").exists()
    with pytest.raises(NotRunning, match="escrowl start"):
        LocalClient(settings).open()


def never(_running: Running) -> None:
    raise AssertionError("it got ready")


def test_the_port_of_another_program(tmp_path: Path) -> None:
    with http.server.HTTPServer(("127.0.0.1", 0), http.server.BaseHTTPRequestHandler) as other:
        threading.Thread(target=other.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        port = other.server_address[1]
        with pytest.raises(PortTaken, match=rf"^Another program uses port {port}\. .*--port"):
            serve(Settings(port=port, data=tmp_path / "data", extension=tmp_path), never)
        other.shutdown()


def test_the_port_of_another_escrowl_and_its_store(
    server: tuple[subprocess.Popen[str], Settings], tmp_path: Path
) -> None:
    _, settings = server
    with pytest.raises(PortTaken, match=rf"^escrowl already runs at port {settings.port}\."):
        serve(Settings(port=settings.port, data=tmp_path / "other", extension=tmp_path), never)
    with pytest.raises(StoreLocked):
        serve(Settings(port=free_port(), data=settings.data, extension=tmp_path), never)
    assert LocalClient(settings).pair("x")[0].startswith(f"escrowl1:{settings.port}:")
    assert json.loads((settings.data / "server.json").read_text())["port"] == settings.port


def test_it_listens_on_this_computer_only(server: tuple[subprocess.Popen[str], Settings]) -> None:
    process, settings = server
    if not sys.platform.startswith("linux"):
        pytest.skip("reads /proc")
    table = Path("/proc/net/tcp").read_text() + Path("/proc/net/tcp6").read_text()
    listening = {line.split()[1] for line in table.splitlines() if f":{settings.port:04X} " in line and " 0A " in line}
    assert listening == {f"0100007F:{settings.port:04X}"}
    command = Path(f"/proc/{process.pid}/cmdline").read_bytes() + Path(f"/proc/{process.pid}/environ").read_bytes()
    key = (settings.data / "key").read_text().strip()
    assert key.encode() not in command
    limits = Path(f"/proc/{process.pid}/limits").read_text()
    assert [line.split()[4] for line in limits.splitlines() if line.startswith("Max core")] == ["0"]


def test_backup_and_export(server: tuple[subprocess.Popen[str], Settings], tmp_path: Path) -> None:
    _, settings = server
    client = LocalClient(settings)
    target = tmp_path / "copy.json"
    client.backup(target)
    assert target.stat().st_mode & 0o077 == 0
    assert "key" not in json.dumps(client.export()["browsers"])
    with pytest.raises(EscrowlError):
        client.backup(target)


def test_what_fails_at_the_start_is_raised(tmp_path: Path) -> None:
    def broken(_running: Running) -> None:
        raise EscrowlError("The rule file is half finished.")

    settings = Settings(port=free_port(), data=tmp_path / "data", extension=tmp_path)
    with pytest.raises(EscrowlError, match="half finished"):
        serve(settings, broken)
    assert not (settings.data / "server.json").exists()
