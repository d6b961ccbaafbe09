"""Bodies: size, encoding, smuggling, JSON with two meanings, texts with traps."""

from __future__ import annotations

import socket
import time
from typing import Any

import pytest

from escrowl import replies
from escrowl.web import bodies
from escrowl.web.errors import Refused

CHECK = "/api/v1/check"


@pytest.fixture
def token(target: Any) -> str:
    return str(target.pair()[2])


def snapshot(**changes: Any) -> dict[str, Any]:
    good = {
        "id": "11111111-2222-4333-8444-555555555555",
        "url": "https://www.upwork.com/nx/search/jobs/?q=test",
        "html": "<main><p>Nothing here</p></main>",
        "taken_at": "2026-11-25T10:00:00Z",
        "taken_by": "extension 9.9.9",
        "scope": "page",
    }
    return {**good, **changes}


def status(target: Any, token: str, body: Any, **headers: str | None) -> int:
    fields: dict[str, str | None] = {"Origin": target.origin, **{k.replace("_", "-"): v for k, v in headers.items()}}
    got = target.send("POST", CHECK, body, fields, token)
    assert "application/json" in got.headers.get("content-type", "application/json")
    return int(got.status)


def test_a_good_snapshot_is_answered(target: Any, token: str) -> None:
    got = target.send("POST", CHECK, snapshot(), {"Origin": target.origin}, token)
    said = got.json()
    assert (got.status, said["schema"], said["site"], said["duplicate"]) == (200, 1, "upwork", False)
    again = target.send("POST", CHECK, snapshot(), {"Origin": target.origin}, token).json()
    assert (again["seq"], again["duplicate"]) == (said["seq"], True)
    assert said["server"] == {"version": said["server"]["version"], "extension": "ok"}
    old = target.send("POST", CHECK, snapshot(taken_by="extension 0.0.1"), {"Origin": target.origin}, token).json()
    assert old["server"]["extension"] == "reload"


def test_a33_too_large(target: Any, token: str) -> None:
    # The connection is closed while the body is still being sent, so that the answer may be lost on the way.
    assert status(target, token, b"x" * 4_100_000) in (413, 0)
    for length in ("100000000", "10000000000"):
        head = f"POST {CHECK} HTTP/1.1\r\nHost: {target.host}\r\nContent-Length: {length}\r\n\r\n"
        started = time.monotonic()
        assert target.raw(head.encode()).status == 413
        assert time.monotonic() - started < 20


def chunked(target: Any, token: str, chunks: bytes) -> Any:
    head = (
        f"POST {CHECK} HTTP/1.1\r\nHost: {target.host}\r\nOrigin: {target.origin}\r\nAuthorization: Bearer {token}\r\n"
        "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n"
    )
    return target.raw(head.encode() + chunks)


def test_a34_chunks(target: Any, token: str) -> None:
    piece = b"10000\r\n" + b"x" * 0x10000 + b"\r\n"
    assert chunked(target, token, piece * 70).status == 413
    assert chunked(target, token, b"zz\r\nx\r\n0\r\n\r\n").status == 400
    assert chunked(target, token, b"-1\r\nx\r\n0\r\n\r\n").status == 400
    assert chunked(target, token, b"2\r\n{}\r\n0\r\nX-Trailer: a\r\n\r\n").status in (400, 422)


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "br", "zstd", "identity, gzip"])
def test_a35_compressed(target: Any, token: str, encoding: str) -> None:
    assert status(target, token, b"\x1f\x8b" + b"\0" * 100, Content_Encoding=encoding) == 415


def test_a36_smuggling(target: Any) -> None:
    host = f"Host: {target.host}\r\n"
    second = f"GET /api/v1/ping HTTP/1.1\r\n{host}\r\n"
    for head in (
        f"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n{second}",
        f"Content-Length: 0\r\nContent-Length: {len(second)}\r\n\r\n{second}",
        f"Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n{second}",
        f"Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n{second}",
        f"X-A: a\0b\r\n\r\n{second}",
        f"Content-Length: +5\r\n\r\n{second}",
    ):
        got = target.raw(
            f"POST /api/v1/hello HTTP/1.1\r\n{host}Content-Type: application/json\r\n{head}".encode(), timeout=3
        )
        assert b'{"api":1}' not in got.everything, head
        assert got.status in (0, 400, 411, 413, 415, 501), head
    assert target.raw(f"GET / HTTP/1.1\r\n{host}X: {'a' * 300_000}\r\n\r\n".encode()).status == 431
    many = "".join(f"X-{n}: 1\r\n" for n in range(10_000))
    assert target.raw(f"GET / HTTP/1.1\r\n{host}{many}\r\n".encode()).status == 431


# Time is that of this process, so that other work on the machine does not count.


def nested(depth: int) -> bytes:
    return b"[" * depth + b"]" * depth


MALFORMED = {
    "a37 lists": b"[" * 100_000,
    "a37 objects": b'{"a":' * 50_000,
    "a37 depth 41": nested(41),
    "a38 digits": b'{"a":' + b"9" * 5_000 + b"}",
    "a38 huge": b'{"a":1e999}',
    "a38 tiny": b'{"a":1E-400}',
    "a38 minus zero": b'{"a":-0}',
    "a38 10^17": b'{"a":100000000000000000}',
    "a39 NaN": b'{"a":NaN}',
    "a39 Infinity": b'{"a":-Infinity}',
    "a40 twice": b'{"ids":[],"ids":["x"]}',
    "a40 twice inside": b'{"ids":[],"me":{"name":"a","name":"b"}}',
    "a41 bad UTF-8": b'{"a":"\xff"}',
    "a41 surrogate in UTF-8": b'{"a":"\xed\xa0\x80"}',
    "a41 UTF-16": '{"ids":[]}'.encode("utf-16"),
    "a41 UTF-32": '{"ids":[]}'.encode("utf-32"),
    "a41 BOM": b'\xef\xbb\xbf{"ids":[]}',
    "a43 open string": b'{"a":"' + b"x" * 3_000_000,
    "a43 quotes": b'"' * 3_000_000,
    "a43 backslashes": b'{"a":"' + b"\\" * 3_000_001,
    "empty": b"",
    "two values": b"{}{}",
}


def malformed_cases(target: Any, token: str) -> None:
    for name, body in MALFORMED.items():
        started = time.process_time()
        assert status(target, token, body) == 400, name
        assert time.process_time() - started < 2, name


def test_a37_to_a43_malformed(target: Any, token: str) -> None:
    before = target.kept()
    malformed_cases(target, token)
    assert target.kept() == before


def test_a37_can_fail(target: Any, token: str, monkeypatch: pytest.MonkeyPatch) -> None:
    import json

    monkeypatch.setattr(bodies, "strict_json", json.loads)
    with pytest.raises(AssertionError):
        malformed_cases(target, token)


def test_a37_depth_40_is_read() -> None:
    assert bodies.strict_json(nested(40)) is not None


def test_a43_is_linear() -> None:
    for body in (MALFORMED["a43 open string"], MALFORMED["a43 quotes"], MALFORMED["a43 backslashes"]):
        started = time.process_time()
        with pytest.raises(Refused):
            bodies.strict_json(body)
        assert time.process_time() - started < 0.5


def test_a42_characters(target: Any, token: str) -> None:
    for text in (rb"\ud800", rb"\udc00\ud800", rb"a\u0000b"):
        assert status(target, token, b'{"id":"' + text + b'"}') == 422
    pair = b'{"ids":[],"slots":{"job":"\\ud83d\\ude00"}}'
    got = target.send("POST", "/api/v1/replies", pair, {"Origin": target.origin}, token)
    assert got.status == 200
    for odd in ("￾", "‮evil", "ä" + "\u0301" * 100_000):
        said = target.send("POST", CHECK, snapshot(html=f"<p>{odd}"), {"Origin": target.origin}, token)
        assert said.status == 200
        said.json()


WRONG_FORM: list[Any] = [
    [],
    "text",
    None,
    5,
    {},
    {"ids": "x"},
    {"ids": [1]},
    {"ids": ["a"] * 21},
    {"ids": [], "extra": 1},
    {"ids": [], "__proto__": {}},
    {"ids": [], "constructor": {}},
    {"ids": [], "_meta": {}},
    {"ids": [], "doc_id": 1},
    {"ids": [], "tone": "rude"},
    {"ids": [], "me": {"name": 5}},
    {"ids": [], "me": {"rate": "5"}},
    {"ids": [], "me": {"minutes": True}},
]


def test_a44_forms(target: Any, token: str) -> None:
    for body in WRONG_FORM:
        got = target.send(
            "POST", "/api/v1/replies", body if body is not None else b"null", {"Origin": target.origin}, token
        )
        assert got.status == 422, body
    for change in (
        {"url": "javascript:alert(1)"},
        {"taken_at": "yesterday"},
        {"taken_at": "2026-11-25T10:00:00"},
        {"taken_at": "0001-01-01T00:00:00+14:00"},
        {"taken_at": "9999-12-31T23:59:59-14:00"},
        {"id": "../x"},
    ):
        assert status(target, token, snapshot(**change)) == 422, change


def test_a45_many_keys(target: Any, token: str) -> None:
    for body in (
        b"{" + b",".join(b'"k%d":1' % n for n in range(200_000)) + b"}",
        b"[" + b"1," * 1_000_000 + b"1]",
    ):
        started = time.process_time()
        assert status(target, token, body) == 422
        assert time.process_time() - started < 3


def test_a46_errors_say_nothing(target: Any, token: str) -> None:
    canary = "canaryQ7"
    for method, path, body in (
        ("GET", f"/{canary}", None),
        ("DELETE", "/api/v1/check", None),
        ("POST", CHECK, canary.encode()),
        ("POST", CHECK, {canary: canary}),
        ("POST", CHECK, snapshot(url=canary)),
        ("POST", "/api/v1/replies", {"ids": [], "tone": canary}),
        ("POST", "/api/v1/history", {"client": ""}),
    ):
        got = target.send(method, path, body, {"Origin": target.origin}, token)
        assert got.status >= 400
        text = got.everything.decode("latin-1")
        assert set(got.json()) == {"ok", "error", "code", "status"}
        assert got.json()["status"] == got.status
        for word in (canary, "Traceback", "site-packages", ".py", "waitress", "Werkzeug", "0.1.0"):
            assert word not in text, (path, word)
        assert "server" not in got.headers
    large = f"POST {CHECK} HTTP/1.1\r\nHost: {target.host}\r\nContent-Length: 4100000\r\n\r\n"
    got = target.raw(large.encode())
    assert (got.status, got.json()["code"]) == (413, "too-large")
    assert "server" not in got.headers


def test_a46_an_unexpected_fault_says_nothing(target: Any, token: str, caplog: pytest.LogCaptureFixture) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(replies, "with_own", lambda _files: 1 / 0)
        got = target.send("POST", "/api/v1/replies", {"ids": ["canaryQ7"]}, {"Origin": target.origin}, token)
    assert (got.status, got.json()["code"]) == (500, "internal")
    assert b"ZeroDivision" not in got.everything
    assert "ZeroDivisionError at" in caplog.text
    assert "canaryQ7" not in caplog.text


def test_headers_on_every_answer(target: Any, token: str) -> None:
    for got in (
        target.send("GET", "/"),
        target.send("GET", "/static/dashboard.js"),
        target.send("GET", "/api/v1/ping"),
        target.send("GET", "/nothing"),
        target.send("POST", CHECK, snapshot(), {"Origin": target.origin}, token),
    ):
        assert got.headers["cache-control"] == "no-store"
        assert got.headers["x-content-type-options"] == "nosniff"
        assert got.headers["cross-origin-resource-policy"] == "same-origin"
        policy = got.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "unsafe-inline" not in policy
        assert "require-trusted-types-for 'script'" in policy
        assert "set-cookie" not in got.headers
        assert "server" not in got.headers


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A server with a fifth of the patience, so that nobody waits for the whole of it."""
    import waitress.server

    create = waitress.server.create_server

    def less(app: Any, channel_timeout: int, **options: Any) -> Any:
        assert channel_timeout <= 5
        return create(app, channel_timeout=1, **options)

    monkeypatch.setattr(waitress.server, "create_server", less)


def test_a148_slow_clients_are_let_go(impatient: None, target: Any) -> None:
    held = [socket.create_connection(("127.0.0.1", target.port)) for _ in range(60)]
    try:
        for link in held:
            link.sendall(b"POST /api/v1/hello HTTP/1.1\r\nHost: ")
        started = time.monotonic()
        assert target.send("GET", "/api/v1/ping").status == 200
        assert time.monotonic() - started < 20
        held[0].settimeout(9)
        assert held[0].recv(10_000)[:12] in (b"", b"HTTP/1.1 400", b"HTTP/1.1 408")
    finally:
        for link in held:
            link.close()
