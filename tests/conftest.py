"""Shared fixtures: a Chromium, the real server as a process of its own, the extension loaded and paired."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from escrowl.assets import extension_dir

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Playwright

    from escrowl_scrapers.browser import Browser

START_SECONDS = 40
"""A server starts in 1 to 2 s; a machine that runs the whole suite beside it is slower."""


@pytest.fixture(scope="session")
def chromium(playwright: Playwright) -> Browser:
    """The Chromium to test with. Without one: a failure where CI is set, else a skip that says how to get one."""
    from escrowl_scrapers.browser import BrowserMissing, find_browser

    try:
        return find_browser(playwright)
    except BrowserMissing as fault:
        if os.environ.get("CI", "").lower() == "true":
            pytest.fail(f"CI needs the browser tests. {fault}", pytrace=False)
        pytest.skip(str(fault))


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any], chromium: Browser) -> dict[str, Any]:
    """pytest-playwright's own ``page`` and ``context`` use the same Chromium."""
    return {**browser_type_launch_args, **chromium.options(), "args": ["--disable-quic"]}


def free_port() -> int:
    """A port that was free a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Server:
    """A running ``escrowl start``. ``line``: a pairing line nobody has used."""

    process: subprocess.Popen[str]
    port: int
    data: Path
    line: str

    def stop(self) -> None:
        """Stop it as a person does, and wait."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait(10)


@contextmanager
def running_server(folder: Path, port: int | None = None) -> Iterator[Server]:
    """Start ``escrowl start`` with its data in ``folder``; stopped at the end of the block."""
    port = port or free_port()
    command = [sys.executable, "-m", "escrowl", "start", "--port", str(port)]
    command += ["--data", str(folder / "data"), "--extension", str(folder / "extension")]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("ESCROWL_")}
    environment["PYTHONUNBUFFERED"] = "1"
    log = folder / "server.log"
    folder.mkdir(parents=True, exist_ok=True)
    with log.open("w", encoding="utf-8") as out:
        process = subprocess.Popen(command, stdout=out, stderr=subprocess.STDOUT, text=True, env=environment)
        server = Server(process, port, folder / "data", "")
        try:
            server.line = _pairing_line(process, log)
            yield server
        finally:
            server.stop()


def _pairing_line(process: subprocess.Popen[str], log: Path) -> str:
    """Wait for the line that a person would copy from the terminal."""
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end:
        found = re.search(r"escrowl1:\d+:[^:\s]+:\S+", log.read_text(encoding="utf-8"))
        if found:
            return found[0]
        if process.poll() is not None:
            break
        time.sleep(0.05)
    pytest.fail(f"escrowl start printed no pairing line. It said:\n{log.read_text(encoding='utf-8')}", pytrace=False)


@pytest.fixture(scope="session")
def start_server() -> Callable[..., Any]:
    """``with start_server(folder) as server``: a server of the test's own."""
    return running_server


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The server that most browser tests share; each test uses cards of its own."""
    with running_server(tmp_path_factory.mktemp("server")) as running:
        yield running


@pytest.fixture(scope="session")
def extension_context(playwright: Playwright, chromium: Browser) -> Callable[..., Any]:
    """``with extension_context() as context``: a fresh browser with the extension loaded, not paired."""
    from escrowl_scrapers.browser import launch

    def start(**options: Any) -> Any:
        wanted = {"viewport": {"width": 1280, "height": 900}, **options}
        return launch(extension_dir(), playwright=playwright, options=wanted)

    return start


@pytest.fixture(scope="session")
def _paired(extension_context: Callable[..., Any], server: Server) -> Iterator[BrowserContext]:
    from escrowl_scrapers.browser import pair

    with extension_context() as context:
        pair(context, server.line)
        yield context


@pytest.fixture
def ext_context(_paired: BrowserContext) -> Iterator[BrowserContext]:
    """The browser with the extension loaded and paired with ``server``; every test begins and ends without tabs."""
    keep = _paired.pages[0]  # a browser without any tab may close itself
    yield _paired
    for page in _paired.pages:
        if page is not keep:
            page.close()
    _paired.unroute_all(behavior="ignoreErrors")
