"""A server of one's own for a while: ``escrowl start`` as a child process, for browser tests and pictures."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from escrowl.errors import EscrowlError
from escrowl.settings import Settings
from escrowl.web.client import LocalClient

START_SECONDS = 40
"""A server starts in 1 to 2 s; a machine that runs a whole test suite beside it is slower."""

_LINE = re.compile(r"escrowl1:\d+:[^:\s]+:[\w-]+")


class ServerFailed(EscrowlError):
    """The child did not get ready; the text holds what it printed."""

    code = "server"


@dataclass
class Server:
    """A running ``escrowl start``. ``line``: the pairing line it printed."""

    process: subprocess.Popen[bytes]
    port: int
    data: Path
    extension: Path
    line: str = ""

    @property
    def client(self) -> LocalClient:
        """The command line's side of its API."""
        return LocalClient(Settings(self.port, self.data, self.extension))

    def stop(self) -> None:
        """Stop it as a person does, and wait."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait(10)


def free_port() -> int:
    """A port that was free a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running_server(folder: Path, port: int | None = None) -> Iterator[Server]:
    """Run ``escrowl start`` with its data in ``folder`` until the end of the block. Raises ServerFailed."""
    folder.mkdir(parents=True, exist_ok=True)
    port = port or free_port()
    data, extension, log = folder / "data", folder / "extension", folder / "server.log"
    command = [sys.executable, "-m", "escrowl", "start", "--port", str(port)]
    command += ["--data", str(data), "--extension", str(extension)]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("ESCROWL_")}
    environment["PYTHONUNBUFFERED"] = "1"
    with log.open("wb") as out:
        process = subprocess.Popen(command, stdout=out, stderr=subprocess.STDOUT, env=environment)  # noqa: S603
        server = Server(process, port, data, extension)
        try:
            server.line = _printed_line(process, log)
            yield server
        finally:
            server.stop()


def _printed_line(process: subprocess.Popen[bytes], log: Path) -> str:
    """Wait for the line that a person would copy from the terminal."""
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end:
        found = _LINE.search(log.read_text(encoding="utf-8", errors="replace"))
        if found:
            return found[0]
        if process.poll() is not None:
            break
        time.sleep(0.05)
    raise ServerFailed(f"escrowl start printed no pairing line. It said:\n{log.read_text(encoding='utf-8')}")
