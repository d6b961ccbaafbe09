"""Host, Origin, cross-site and preflight: what web pages in the same browser can send."""

from __future__ import annotations

from typing import Any

import pytest

from escrowl.web.guard import Guard

EVIL_HOSTS = (
    "evil.test",
    "127.0.0.1.evil.test",
    "localhost.",
    "LOCALHOST.evil",
    "127.1",
    "2130706433",
    "0x7f.1",
    "0.0.0.0",
)


def host_cases(target: Any) -> None:
    for host in EVIL_HOSTS:
        for name in (host, f"{host}:{target.port}"):
            got = target.send("GET", "/api/v1/ping", headers={"Host": name})
            assert got.status == 421, name
            assert b'"api"' not in got.body


def test_a1_every_address_refuses_a_foreign_host(target: Any) -> None:
    for endpoint in target.endpoints():
        path = endpoint.path.replace("<name>", "dashboard.js")
        for method in ("GET", "POST"):
            got = target.send(method, path, None if method == "GET" else {}, {"Host": f"evil.test:{target.port}"})
            assert got.status == 421, (method, path)


def test_a2_look_alikes(target: Any) -> None:
    host_cases(target)
    for host in (
        f"127.0.0.1:{target.port}@evil",
        f"[::ffff:127.0.0.1]:{target.port}",
        f"127.0.0.1:{target.port + 1}",
        "127.0.0.1",
    ):
        assert target.send("GET", "/api/v1/ping", headers={"Host": host}).status == 421, host


def test_a2_can_fail(target: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Guard, "host", lambda self, request: f"127.0.0.1:{self.port}")
    with pytest.raises(AssertionError):
        host_cases(target)


def test_a3_no_host_two_hosts_and_bad_ones(target: Any) -> None:
    good = f"Host: {target.host}\r\n".encode()
    for head in (b"", b"Host:\r\n", good + good, b"Host: a b\r\n", b"Host: \xff\r\n", good + b"Host: evil.test\r\n"):
        got = target.raw(b"GET /api/v1/ping HTTP/1.1\r\n" + head + b"Connection: close\r\n\r\n")
        assert got.status in (400, 421), head
    assert target.raw(b"GET /api/v1/ping HTTP/1.0\r\n\r\n").status in (400, 421)


def test_a4_absolute_address_in_the_request_line(target: Any) -> None:
    got = target.send("GET", "http://evil.test/api/v1/ping")
    assert got.status in (200, 400, 404, 421)
    assert b"evil" not in got.everything


def test_a5_forwarding_headers_change_nothing(target: Any) -> None:
    headers: dict[str, str | None] = {
        "X-Forwarded-Host": "evil.test",
        "X-Forwarded-For": "1.2.3.4",
        "X-Forwarded-Proto": "https",
        "Forwarded": "host=evil.test",
        "X-Original-URL": "/api/v1/cli/export",
        "X-HTTP-Method-Override": "DELETE",
    }
    got = target.send("GET", "/api/v1/ping", headers=headers)
    assert (got.status, got.json()) == (200, {"api": 1})
    assert target.send("GET", "/api/v1/ping", headers={**headers, "Host": "evil.test"}).status == 421
    assert b"evil" not in got.everything


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", None]
)
def test_a7_a8_simple_posts_have_no_effect(target: Any, kind: str | None) -> None:
    _, _, token = target.pair()
    before = target.kept()
    for origin in ("https://evil.test", None):
        got = target.send("POST", "/api/v1/check", b"{}", {"Content-Type": kind, "Origin": origin})
        assert got.status in (403, 415)
    got = target.send("POST", "/api/v1/check", b"{}", {"Content-Type": kind, "Origin": target.origin}, token)
    assert got.status == 415
    assert target.kept() == before


def test_a9_no_get_changes_anything(target: Any) -> None:
    before = target.kept()
    for endpoint in target.endpoints():
        for site in ("cross-site", "same-site"):
            got = target.send("GET", endpoint.path.replace("<name>", "dashboard.js"), headers={"Sec-Fetch-Site": site})
            assert got.status == 403, endpoint.path
    upgrade = {"Connection": "Upgrade, close", "Upgrade": "websocket", "Origin": "https://evil.test"}
    assert target.send("GET", "/", headers=upgrade).status == 403
    assert target.kept() == before


def origin_cases(target: Any) -> list[str]:
    own = f"http://{target.host}"
    return [
        "null",
        target.other,
        "https://evil.test",
        "http://127.0.0.1:3000",
        own + ".evil.test",
        own + "/",
        own.upper(),
        target.origin + "/",
        target.origin + "x",
        target.origin.upper(),
        "moz-extension://aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee",
        "",
    ]


def test_a10_a11_a12_other_origins_get_nothing(target: Any) -> None:
    _, _, token = target.pair()
    for origin in origin_cases(target):
        for method, path in (
            ("GET", "/"),
            ("GET", "/api/v1/ping"),
            ("POST", "/api/v1/hello"),
            ("POST", "/api/v1/check"),
        ):
            got = target.send(method, path, None if method == "GET" else {}, {"Origin": origin}, token)
            assert got.status == 403, (origin, path)
            assert "access-control" not in got.everything.decode("latin-1").lower()
        asks: dict[str, str | None] = {"Origin": origin, "Access-Control-Request-Method": "POST"}
        got = target.send("OPTIONS", "/api/v1/check", headers=asks)
        assert got.status == 403
        assert "access-control" not in got.everything.decode("latin-1").lower()
    two = f"POST /api/v1/hello HTTP/1.1\r\nHost: {target.host}\r\nOrigin: {target.origin}\r\nOrigin: https://evil.test\r\n"
    assert target.raw(two.encode() + b"Content-Length: 0\r\nConnection: close\r\n\r\n").status == 403


def test_a12_preflight_of_the_paired_and_the_pairing(target: Any) -> None:
    asks: dict[str, str | None] = {"Origin": target.other, "Access-Control-Request-Method": "POST"}
    assert target.send("OPTIONS", "/api/v1/hello", headers=asks).status == 403
    target.new_line()
    got = target.send("OPTIONS", "/api/v1/hello", headers=asks)
    assert (got.status, got.headers["access-control-allow-origin"]) == (204, target.other)
    assert target.send("OPTIONS", "/api/v1/check", headers=asks).status == 403
    target.pair()
    got = target.send("OPTIONS", "/api/v1/check", headers={**asks, "Origin": target.origin})
    assert (got.status, got.headers["access-control-allow-origin"]) == (204, target.origin)
    assert target.send("OPTIONS", "/api/v1/nothing", headers={**asks, "Origin": target.origin}).status == 403


def test_a13_requests_of_other_sites(target: Any) -> None:
    for site in ("cross-site", "same-site", "nonsense", ""):
        for path in ("/", "/static/dashboard.js", "/api/v1/ping"):
            assert target.send("GET", path, headers={"Sec-Fetch-Site": site}).status == 403
    for site in ("none", "same-origin"):
        assert target.send("GET", "/", headers={"Sec-Fetch-Site": site}).status == 200
