"""Who may ask: tokens, pairing, replay, dashboard links."""

from __future__ import annotations

import re
import stat
import threading
from pathlib import Path
from typing import Any

import pytest

from escrowl.errors import EscrowlError, NotRunning
from escrowl.settings import Settings
from escrowl.web import proof
from escrowl.web.client import LocalClient
from escrowl.web.guard import Guard
from escrowl.web.sessions import Session

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "TRACE", "FOO", "OPTIONS")


def walk(target: Any) -> None:
    for endpoint in target.endpoints():
        path = endpoint.path.replace("<name>", "dashboard.js")
        for method in METHODS:
            got = target.send(method, path, None if method in ("GET", "HEAD") else {})
            public = not endpoint.kinds and (
                method in endpoint.methods or (method == "HEAD" and "GET" in endpoint.methods)
            )
            if public:
                assert got.status in (200, 401, 422), (method, path)
                assert b"seq" not in got.body
            else:
                assert got.status in (401, 403, 405, 429), (method, path, got.status)


def test_a17_a47_every_address_and_method_without_a_credential(target: Any) -> None:
    walk(target)
    assert target.send("GET", "/api/v1/ping").json() == {"api": 1}
    assert target.raw(f"CONNECT evil.test:443 HTTP/1.1\r\nHost: {target.host}\r\n\r\n".encode()).status in (
        400,
        404,
        405,
    )
    for path in (
        "/api/v1/nothing",
        "/static/../guard.py",
        "/static/%2e%2e/guard.py",
        "/static/guard.py",
        "/api/v1/check/",
    ):
        assert target.send("GET", path).status in (400, 404), path


def test_a17_can_fail(target: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    session = Session("x", "cli", None, 1e12, used=True)
    monkeypatch.setattr(Guard, "credential", lambda self, request, endpoint, origin: session)
    with pytest.raises(AssertionError):
        walk(target)


def test_a17_who_may_ask_what(target: Any) -> None:
    """Each address by the kind of session it is for: of no other kind, and with no key of a body beyond those named."""
    _, _, paired = target.pair()
    token, ours = target.dash()
    who: dict[str, tuple[str, dict[str, str | None]]] = {
        "ext": (paired, {"Origin": target.origin}),
        "cli": (target.cli(), {}),
        "dash": (token, ours),
    }
    before = target.kept()
    for endpoint in target.endpoints():
        if "/dash/" in endpoint.path:
            assert endpoint.kinds in ({"dash"}, set()), endpoint.path
            assert endpoint.kinds or endpoint.path.endswith("/dash/session")
        elif endpoint.kinds:
            assert endpoint.kinds == ({"cli"} if "/cli/" in endpoint.path else {"ext", "cli"}), endpoint.path
        for kind, (credential, headers) in who.items():
            if not endpoint.kinds:
                continue
            got = target.send("POST", endpoint.path, {"canaryQ7": 1}, headers, credential)
            assert got.status == (422 if kind in endpoint.kinds else 403), (endpoint.path, kind)
            assert b"canaryQ7" not in got.body
    assert target.kept() == before


def test_a18_a19_wrong_tokens(target: Any) -> None:
    _, _, token = target.pair()
    bad = ["", token[:-1], token + "A", token + " ", token.swapcase(), "\xff\xfe", "\xff" * 43, "A" * 43, "Ä" * 43]
    for wrong in bad:
        got = target.post("replies", {"ids": []}, Origin=target.origin, Authorization=f"Bearer {wrong}")
        # A trailing blank is no part of a header's value: the token is then the right one.
        assert got.status == (200 if wrong.strip() == token else 401), wrong
    for field in (
        f"Basic {token}",
        f"bearer {token}",
        token,
        f"Bearer  {token}",
        f"Bearer {token}\r\nAuthorization: Bearer {token}",
    ):
        got = target.post("replies", {"ids": []}, Origin=target.origin, Authorization=field)
        assert got.status in (401, 429), field
    assert target.post("replies", {"ids": []}, Authorization="Bearer " + "A" * 100_000).status == 431
    head = f"POST /api/v1/replies HTTP/1.1\r\nHost: {target.host}\r\nAuthorization: Bearer {token}\0\r\n"
    got = target.raw(head.encode() + b"Connection: close\r\n\r\n")
    assert got.status in (400, 401, 415, 429)


def test_a20_guessing_is_slowed_and_the_right_one_served(target: Any) -> None:
    _, _, token = target.pair()
    statuses = [target.post("replies", {"ids": []}, proof.nonce(), Origin=target.origin).status for _ in range(40)]
    assert set(statuses) == {401, 429}
    assert target.post("replies", {"ids": []}, token, Origin=target.origin).status == 200


def test_a22_keys_are_256_bit_and_never_repeat(target: Any) -> None:
    keys = {target.running.new_pairing("x").line.split(":")[3] for _ in range(1_000)}
    assert len(keys) == 1_000
    assert all(len(proof.decode(key)) == 32 for key in keys)


def test_a24_files_are_for_this_user_alone(target: Any) -> None:
    assert stat.S_IMODE(target.data.stat().st_mode) == 0o700
    for name in ("key", "server.json"):
        assert stat.S_IMODE((target.data / name).stat().st_mode) == 0o600


def test_a25_a_stranger_on_the_port_is_told_nothing(target: Any, tmp_path: Path) -> None:
    folder = tmp_path / "mine"
    folder.mkdir()
    (folder / "key").write_text(proof.nonce())  # not the key of the server that answers there
    (folder / "server.json").write_text(f'{{"port": {target.port}, "pid": 1}}')
    client = LocalClient(Settings(port=target.port, data=folder, extension=folder))
    before = target.kept()
    with pytest.raises(NotRunning, match="nothing was told"):
        client.backup(tmp_path / "copy")
    assert target.kept() == before


def test_a26_a_relay_on_another_port_fails(target: Any) -> None:
    client_id, key = target.new_line()
    c = proof.nonce()
    said = target.post("hello", {"client_id": client_id, "c": c, "api": [1, 1]}, Origin=target.origin).json()
    raw = proof.decode(key)
    assert said["mac"] == proof.server_mac(raw, client_id, c, said["s"], target.port, said["api"])
    assert said["mac"] != proof.server_mac(raw, client_id, c, said["s"], target.port + 1, said["api"])


def test_a27_no_token_in_address_or_cookie(target: Any, caplog: pytest.LogCaptureFixture) -> None:
    _, _, token = target.pair()
    for name in ("token", "key", "t", "access_token"):
        assert (
            target.send("POST", f"/api/v1/replies?{name}={token}", {"ids": []}, {"Origin": target.origin}).status == 400
        )
        assert target.send("GET", f"/?{name}={token}").status == 400
    assert target.post("replies", {"ids": []}, Origin=target.origin, Cookie=f"token={token}").status == 401
    assert target.send("GET", f"/static/{token}").status == 404
    assert token not in caplog.text
    assert all(token.encode() not in data for data in target.everything)


def test_a29_a_link_opens_one_session(target: Any) -> None:
    link = LocalClient(target.running.settings).open()
    t = link.partition("#t=")[2]
    assert link == f"http://{target.host}/#t={t}"
    headers = {"Origin": f"http://{target.host}", "Sec-Fetch-Site": "same-origin"}
    statuses: list[int] = []

    def take() -> None:
        statuses.append(target.send("POST", "/api/v1/dash/session", {"t": t}, headers).status)

    racers = [threading.Thread(target=take) for _ in range(8)]
    for racer in racers:
        racer.start()
    for racer in racers:
        racer.join()
    assert sorted(statuses) == [200] + [401] * 7


def test_a30_replay(target: Any) -> None:
    client_id, key, token = target.pair()
    c = proof.nonce()
    assert target.hello(client_id, key, target.origin, c)[0].status == 200
    assert target.hello(client_id, key, target.origin, c)[0].status == 401
    assert target.hello(client_id, key, target.other)[0].status == 403
    assert target.hello(client_id, key, None)[0].status == 403
    assert target.hello("cli", (target.data / "key").read_text().strip(), target.origin)[0].status == 403
    own = f"http://{target.host}"
    for origin in (None, own):
        assert target.post("replies", {"ids": []}, token, Origin=origin).status == 401
    assert target.post("cli/export", {}, token, Origin=target.origin).status == 403
    assert target.post("dash/overview", {}, target.cli()).status == 403
    dash, headers = target.dash()
    assert target.send("POST", "/api/v1/dash/overview", {}, headers, dash).status == 200
    assert target.send("POST", "/api/v1/dash/overview", {}, {"Origin": own}, dash).status == 403
    assert target.send("POST", "/api/v1/check", {}, headers, dash).status == 403


def test_a30_revoked_at_once(target: Any) -> None:
    client_id, key, token = target.pair()
    dash, headers = target.dash()
    assert target.send("POST", "/api/v1/dash/revoke", {"client_id": client_id}, headers, dash).status == 200
    assert target.post("replies", {"ids": []}, token, Origin=target.origin).status == 403
    assert target.hello(client_id, key, target.origin)[0].status == 403
    target.new_line()  # while another one pairs, its origin may say hello, but not as the revoked one
    assert target.hello(client_id, key, target.origin)[0].status == 401


def test_a31_only_in_the_window_and_one_browser(target: Any) -> None:
    assert target.hello("cli", proof.nonce(), target.origin)[0].status == 403
    client_id, key = target.new_line()
    assert target.hello(client_id, key, "https://evil.test")[0].status == 403
    assert target.hello(client_id, key, None)[0].status == 403
    _, mine = target.hello(client_id, key, target.origin)
    _, theirs = target.hello(client_id, key, target.other)
    assert target.post("replies", {"ids": []}, mine, Origin=target.origin).status == 200
    assert target.post("replies", {"ids": []}, theirs, Origin=target.other).status == 403
    assert target.hello(client_id, key, target.other)[0].status == 403
    rows = LocalClient(target.running.settings).export()["browsers"]
    assert [(row["name"], row["origin"]) for row in rows] == [("Test", target.origin)]
    assert rows[0]["last_seen"]


def test_a31_a_hello_alone_pairs_nothing(target: Any) -> None:
    client_id, key = target.new_line()
    assert target.hello(client_id, key, target.other)[0].status == 200
    assert LocalClient(target.running.settings).export()["browsers"] == []
    assert target.post("replies", {"ids": []}, proof.nonce(), Origin=target.other).status == 401
    assert LocalClient(target.running.settings).export()["browsers"] == []


def test_a31_six_wrong_tries_close_the_window(target: Any) -> None:
    client_id, key = target.new_line()
    for _ in range(6):
        c = proof.nonce()
        assert target.post("hello", {"client_id": "guess", "c": c, "api": [1, 1]}, Origin=target.other).status == 401
    assert target.hello(client_id, key, target.origin)[0].status == 403


def test_no_common_version(target: Any) -> None:
    got = target.post("hello", {"client_id": "cli", "c": proof.nonce(), "api": [7, 9]})
    assert (got.status, got.json()["code"]) == (409, "api")


def test_backup_refuses_a_relative_path(target: Any) -> None:
    assert target.post("cli/backup", {"path": "here"}, target.cli()).status == 422
    with pytest.raises(EscrowlError):
        LocalClient(target.running.settings).backup(target.data / "key")


def test_the_source_compares_in_constant_time() -> None:
    web = Path(proof.__file__).parent
    for file in web.glob("*.py"):
        assert not re.search(
            r"(token|mac|fingerprint\([^)]*\))\s*==|==\s*(token|mac)\b", file.read_text(encoding="utf-8")
        ), file.name
