"""The server as a process: port taken, one store one server, stopping, what it leaves behind."""

from __future__ import annotations

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

from escrowl.errors import EscrowlError, NotRunning
from escrowl.settings import Settings
from escrowl.web.client import LocalClient
from escrowl.web.serve import Running, serve

PROGRAM = """
import sys
from pathlib import Path
from escrowl.errors import EscrowlError
from escrowl.settings import Settings
from escrowl.web.serve import serve
if __name__ == "__main__":
    settings = Settings(port=int(sys.argv[1]), data=Path(sys.argv[2]), extension=Path(sys.argv[2]))
    try:
        serve(settings, lambda running: print("ready", flush=True))
    except EscrowlError as error:
        print(type(error).__name__, error, flush=True)
        sys.exit(3)
    print("ended", flush=True)
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


@pytest.fixture
def running(tmp_path: Path) -> Iterator[tuple[subprocess.Popen[str], Settings]]:
    port, data = free_port(), tmp_path / "data"
    with start(port, data) as process:
        assert first_line(process) == "ready"
        yield process, Settings(port=port, data=data, extension=data)
        process.kill()


def end(process: subprocess.Popen[str], number: int = signal.SIGTERM) -> float:
    started = time.monotonic()
    process.send_signal(number)
    assert process.wait(10) == 0
    return time.monotonic() - started


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_stops_and_tidies_up(running: tuple[subprocess.Popen[str], Settings], number: int) -> None:
    process, settings = running
    runtime = json.loads((settings.data / "server.json").read_text())
    assert runtime == {"port": settings.port, "pid": process.pid}
    assert end(process, number) < 5
    assert not (settings.data / "server.json").exists()
    with pytest.raises(NotRunning, match="escrowl start"):
        LocalClient(settings).open()


def test_what_was_begun_is_finished(running: tuple[subprocess.Popen[str], Settings]) -> None:
    process, settings = running
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
    assert end(process) < 5
    thread.join(5)
    assert len(answers) == 1
    assert isinstance(answers[0], int) or "refused" not in str(answers[0])


def test_the_port_of_another_program(tmp_path: Path) -> None:
    with http.server.HTTPServer(("127.0.0.1", 0), http.server.BaseHTTPRequestHandler) as other:
        threading.Thread(target=other.serve_forever, daemon=True).start()
        port = other.server_address[1]
        with start(port, tmp_path / "data") as process:
            said = first_line(process)
            assert process.wait(10) == 3
        other.shutdown()
    assert said.startswith(f"PortTaken Another program uses port {port}.")
    assert "--port" in said


def test_the_port_of_another_escrowl_and_its_store(
    running: tuple[subprocess.Popen[str], Settings], tmp_path: Path
) -> None:
    _, settings = running
    with start(settings.port, tmp_path / "other") as process:
        said = first_line(process)
        assert process.wait(10) == 3
    assert said.startswith(f"PortTaken escrowl already runs at port {settings.port}.")
    with start(free_port(), settings.data) as process:
        said = first_line(process)
        assert process.wait(10) == 3
    assert said.startswith("StoreLocked ")
    assert LocalClient(settings).pair("x")[0].startswith(f"escrowl1:{settings.port}:")
    assert json.loads((settings.data / "server.json").read_text())["port"] == settings.port


def test_it_listens_on_this_computer_only(running: tuple[subprocess.Popen[str], Settings]) -> None:
    process, settings = running
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


def test_backup_and_export(running: tuple[subprocess.Popen[str], Settings], tmp_path: Path) -> None:
    _, settings = running
    client = LocalClient(settings)
    target = tmp_path / "copy.json"
    client.backup(target)
    assert target.stat().st_mode & 0o077 == 0
    assert "key" not in json.dumps(client.export()["browsers"])
    with pytest.raises(EscrowlError):
        client.backup(target)


def test_a_dead_server_is_said(running: tuple[subprocess.Popen[str], Settings]) -> None:
    process, settings = running
    process.kill()
    process.wait(5)
    with pytest.raises(NotRunning, match="escrowl start"):  # server.json is still there
        LocalClient(settings).open()


def test_what_fails_at_the_start_is_raised(tmp_path: Path) -> None:
    def broken(_running: Running) -> None:
        raise EscrowlError("The rule file is half finished.")

    settings = Settings(port=free_port(), data=tmp_path / "data", extension=tmp_path)
    with pytest.raises(EscrowlError, match="half finished"):
        serve(settings, broken)
    assert not (settings.data / "server.json").exists()
