"""A real server on a free port, and a plain socket to attack it with: a client library would tidy up what is bad."""

from __future__ import annotations

import contextlib
import json
import socket
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import pytest

from escrowl.check import check
from escrowl.settings import Settings
from escrowl.store import Store
from escrowl.web import api, checking, dashboard, proof
from escrowl.web.client import LocalClient
from escrowl.web.guard import Endpoint
from escrowl.web.serve import Running, serve

if TYPE_CHECKING:
    from playwright.sync_api import Page

ORIGIN = "chrome-extension://" + "abcdefghijklmnop" * 2
OTHER = "chrome-extension://" + "ponmlkjihgfedcba" * 2
SNAPSHOT: dict[str, Any] = {
    "id": "11111111-2222-4333-8444-555555555555",
    "url": "https://www.upwork.com/nx/search/jobs/?q=test",
    "html": "<main><p>Nothing here</p></main>",
    "taken_at": "2026-11-25T10:00:00Z",
    "taken_by": "extension 9.9.9",
    "scope": "page",
}


@dataclass(frozen=True)
class Got:
    """An answer: status, headers by lower-case name, body, and every byte as it came."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    everything: bytes

    def json(self) -> Any:
        """The body, which must be JSON without NaN and the like."""

        def never(name: str) -> Any:
            raise AssertionError(f"{name} in an answer")

        return json.loads(self.body, parse_constant=never)


def parse(data: bytes) -> Got:
    """The first answer in what came."""
    head, _, body = data.partition(b"\r\n\r\n")
    lines = head.decode("latin-1").split("\r\n")
    headers = {}
    for line in lines[1:]:
        name, _, value = line.partition(":")
        headers[name.lower()] = value.strip()
    status = int(lines[0].split(" ")[1]) if data else 0
    return Got(status, headers, body, data)


def is_whole(data: bytes) -> bool:
    """Whether the bytes hold at least all of the first answer."""
    head, blank, body = data.partition(b"\r\n\r\n")
    length = next((line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")), b"")
    return bool(blank and length) and len(body) >= int(length.partition(b":")[2])


@dataclass
class Target:
    """What is attacked. ``everything`` keeps all bytes that came back, for leak scans."""

    port: int
    data: Path
    running: Running
    everything: list[bytes] = field(default_factory=list)
    origin: str = ORIGIN
    other: str = OTHER

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self.port}"

    @property
    def store(self) -> Store:
        """The server's own store, to seed it."""
        return self.running._clients._store

    def raw(self, data: bytes, timeout: float = 8) -> Got:
        """Send the bytes as given, read until the other side closes."""
        got = b""
        with socket.create_connection(("127.0.0.1", self.port), timeout=timeout) as link:
            with contextlib.suppress(ConnectionError):
                link.sendall(data)  # refused while it is being sent: the answer may still come
            with contextlib.suppress(ConnectionError, TimeoutError):
                while part := link.recv(65_536):
                    got += part
                    if is_whole(got):
                        link.settimeout(0.3)  # kept open: more than one answer would follow at once
        self.everything.append(got)
        return parse(got)

    def send(
        self, method: str, path: str, body: Any = None, headers: Mapping[str, str | None] | None = None, token: str = ""
    ) -> Got:
        """A request that is right except for what the test changes; None takes a header out, bytes go as they are."""
        payload = b"" if body is None else body if isinstance(body, bytes) else json.dumps(body).encode()
        fields: dict[str, str | None] = {"Host": self.host, "Connection": "close"}
        if body is not None:
            fields |= {"Content-Type": "application/json", "Content-Length": str(len(payload))}
        if token:
            fields["Authorization"] = f"Bearer {token}"
        fields |= headers or {}
        lines = [f"{method} {path} HTTP/1.1"] + [
            f"{name}: {value}" for name, value in fields.items() if value is not None
        ]
        return self.raw("\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + payload)

    def post(self, what: str, body: Any, token: str = "", **headers: str | None) -> Got:
        """POST to the API; header names with ``_`` for ``-``."""
        return self.send("POST", f"/api/v1/{what}", body, {k.replace("_", "-"): v for k, v in headers.items()}, token)

    def hello(self, client_id: str, key: str, origin: str | None = None, c: str = "") -> tuple[Got, str]:
        """Say hello; the answer and the token that a holder of the key derives."""
        c = c or proof.nonce()
        got = self.post("hello", {"client_id": client_id, "c": c, "api": [1, 1]}, Origin=origin)
        token = ""
        if got.status == 200:
            said = got.json()
            assert said["mac"] == proof.server_mac(proof.decode(key), client_id, c, said["s"], self.port, said["api"])
            token = proof.session_token(proof.decode(key), client_id, c, said["s"])
        return got, token

    def new_line(self, name: str = "Test") -> tuple[str, str]:
        """Client id and key of a fresh pairing line."""
        _, port, client_id, key = self.running.new_pairing(name).line.split(":")
        assert int(port) == self.port
        return client_id, key

    def pair(self, origin: str = ORIGIN) -> tuple[str, str, str]:
        """A paired browser: client id, key, token."""
        client_id, key = self.new_line()
        _, token = self.hello(client_id, key, origin)
        assert self.post("replies", {"ids": []}, token, Origin=origin).status == 200
        return client_id, key, token

    def cli(self) -> str:
        """A token of the command line."""
        return self.hello("cli", (self.data / "key").read_text().strip())[1]

    def dash(self) -> tuple[str, dict[str, str | None]]:
        """A dashboard session and the headers a browser sends from our own page."""
        link = LocalClient(self.running.settings).open().partition("#t=")[2]
        headers: dict[str, str | None] = {"Origin": f"http://{self.host}", "Sec-Fetch-Site": "same-origin"}
        return self.send("POST", "/api/v1/dash/session", {"t": link}, headers).json()["token"], headers

    def kept(self) -> int:
        """How many changes the store has seen."""
        return int(LocalClient(self.running.settings).export()["seq"])

    def endpoints(self) -> list[Endpoint]:
        """Every address there is."""

        def never() -> Any:
            raise AssertionError("only the table is looked at")

        return [*api.endpoints(never, True), *dashboard.endpoints(never)]

    def alive(self) -> None:
        """It still serves who may be served."""
        assert self.hello("cli", (self.data / "key").read_text().strip())[0].status == 200


LOOK = """(options) => {
  const alike = new Map();
  for (const one of document.querySelectorAll("main *")) {
    const kind = one.parentElement.tagName + one.tagName + one.className + one.childElementCount;
    const shown = alike.get(one.parentElement)?.get(kind) ?? 0;
    if (shown >= 6) one.setAttribute("data-alike", "");
    if (!alike.has(one.parentElement)) alike.set(one.parentElement, new Map());
    alike.get(one.parentElement).set(kind, shown + 1);
  }
  return axe.run({ exclude: ["[data-alike]"] }, { ...options, resultTypes: ["violations"], preload: false })
    .then(({ violations }) => violations.map(({ id, nodes }) => [id, nodes[0].target]));
}"""
"""axe on the page as it is; of more than six equal things in a row the first six, or a long list takes seconds."""


@pytest.fixture
def faults_of_access() -> Any:
    """``faults_of_access(page, scheme)``: what axe finds, as rule and place. In the dark only contrast differs."""
    from axe_playwright_python.base import AXE_SCRIPT

    def found(page: Page, scheme: Literal["light", "dark"]) -> list[Any]:
        page.emulate_media(color_scheme=scheme)
        if not page.evaluate("'axe' in window"):
            page.evaluate(AXE_SCRIPT)
        options = {"runOnly": ["color-contrast"]} if scheme == "dark" else {}
        return list(page.evaluate(LOOK, options))

    return found


@contextlib.contextmanager
def in_this_process() -> Iterator[Any]:
    """Reading without the child for strange pages, which takes a second to start and is tested by itself."""
    yield check


@pytest.fixture
def target(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """A running server; after the test it must still serve."""
    monkeypatch.setattr(checking, "make_checking", in_this_process)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    settings = Settings(port=port, data=tmp_path / "data", extension=tmp_path / "extension", openapi=True)
    ready = threading.Event()
    got: list[Running] = []

    def on_ready(running: Running) -> None:
        got.append(running)
        ready.set()

    thread = threading.Thread(target=serve, args=(settings, on_ready))
    thread.start()
    assert ready.wait(20), "the server did not start"
    made = Target(port, settings.data, got[0])
    try:
        yield made
        made.alive()
        key = (made.data / "key").read_bytes().strip()
        assert not any(key in data for data in made.everything), "the key crossed the wire"
    finally:
        got[0].stop()
        thread.join(10)
    assert not thread.is_alive(), "the server did not stop"
