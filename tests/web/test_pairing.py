"""Pairing windows and sessions against a clock that the test turns: only the monotonic one counts."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from escrowl.errors import EscrowlError
from escrowl.store import Store, open_store
from escrowl.web import proof
from escrowl.web.errors import Refused
from escrowl.web.limits import Bucket, Once
from escrowl.web.pairing import FIRST_WINDOW, WINDOW, Clients, read_or_make_key
from escrowl.web.sessions import LIFE, LINK_LIFE, PER_CLIENT, UNUSED, Sessions

PORT = 48_615
ORIGIN = "chrome-extension://" + "abcdefghijklmnop" * 2
FIREFOX = "moz-extension://01234567-89ab-cdef-0123-456789abcdef"


class Clock:
    def __init__(self) -> None:
        self.now = 1_000.0

    def __call__(self) -> float:
        return self.now


class Desk:
    """Clients and sessions on one clock."""

    def __init__(self, store: Store) -> None:
        self.clock = Clock()
        self.clients = Clients(store, proof.nonce(), PORT, self.clock)
        self.sessions = Sessions(self.clients, PORT, self.clock)

    def line(self) -> tuple[str, str]:
        _, port, client_id, key = self.clients.open_window("Test").line.split(":")
        assert int(port) == PORT
        return client_id, key

    def hello(self, client_id: str, key: str, origin: str | None = ORIGIN) -> bytes:
        c = proof.nonce()
        said = self.sessions.hello(client_id, c, (1, 1), origin)
        assert said.mac == proof.server_mac(proof.decode(key), client_id, c, said.s, PORT, said.api)
        return proof.session_token(proof.decode(key), client_id, c, said.s).encode()


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = open_store(tmp_path)
    yield opened
    opened.close()


@pytest.fixture
def desk(store: Store) -> Desk:
    return Desk(store)


@pytest.mark.parametrize("origin", [ORIGIN, FIREFOX])
def test_a_browser_is_pinned_at_first_use(desk: Desk, store: Store, origin: str) -> None:
    client_id, key = desk.line()
    token = desk.hello(client_id, key, origin)
    assert store.browsers() == []
    assert desk.sessions.use(token, origin) is not None
    row = store.browser(client_id)
    assert row is not None
    assert (row.origin, row.kind, row.revoked) == (origin, "ext", False)
    assert not desk.clients.window_open()
    assert desk.clients.pinned(origin)


def test_the_window_closes_by_its_own_clock(desk: Desk) -> None:
    client_id, key = desk.line()
    desk.clock.now += WINDOW - 1
    token = desk.hello(client_id, key)
    desk.clock.now += 1
    assert not desk.clients.window_open()
    assert desk.sessions.use(token, ORIGIN) is None
    with pytest.raises(Refused):
        desk.hello(client_id, key)


def test_the_first_line_may_take_longer(desk: Desk) -> None:
    assert not desk.clients.any_paired()
    line = desk.clients.open_window("Test", FIRST_WINDOW)
    assert line.seconds == FIRST_WINDOW
    desk.clock.now += FIRST_WINDOW - 1
    _, _, client_id, key = line.line.split(":")
    assert desk.sessions.use(desk.hello(client_id, key), ORIGIN)
    assert desk.clients.any_paired()
    desk.clients.revoke(client_id)
    assert not desk.clients.any_paired()


def test_a_line_pairs_one_browser_even_of_the_same_make(desk: Desk) -> None:
    client_id, key = desk.line()
    c = proof.nonce()
    said = desk.sessions.hello(client_id, c, (1, 1), ORIGIN, pairing=True)
    token = proof.session_token(proof.decode(key), client_id, c, said.s).encode()
    assert desk.sessions.use(token, ORIGIN)
    with pytest.raises(Refused, match="pairs one browser") as refused:
        desk.sessions.hello(client_id, proof.nonce(), (1, 1), ORIGIN, pairing=True)
    assert (refused.value.status, refused.value.code) == (401, "line")
    assert desk.sessions.use(desk.hello(client_id, key), ORIGIN), "the first browser goes on"


def test_the_wall_clock_changes_nothing(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    client_id, key = desk.line()
    for jump in (0.0, 1e12):
        monkeypatch.setattr("time.time", lambda jump=jump: jump)
        assert desk.clients.window_open()
        desk.hello(client_id, key)


def test_only_extensions_may_pair(desk: Desk) -> None:
    client_id, key = desk.line()
    bad = [
        "https://evil.test",
        "null",
        ORIGIN + "/",
        "chrome-extension://x",
        "moz-extension://" + "a" * 36,
        ORIGIN.upper(),
    ]
    for origin in [*bad, None]:
        with pytest.raises(Refused) as refused:
            desk.hello(client_id, key, origin)
        assert refused.value.status == 403


def test_two_windows_pair_two_browsers(desk: Desk) -> None:
    first, second = desk.line(), desk.line()
    assert desk.sessions.use(desk.hello(*second, FIREFOX), FIREFOX)
    assert desk.sessions.use(desk.hello(*first), ORIGIN)
    assert not desk.clients.window_open()


def test_wrong_tries_close_every_window(desk: Desk) -> None:
    desk.line()
    for _ in range(5):
        desk.clients.wrong_try()
    assert desk.clients.window_open()
    desk.clients.wrong_try()
    assert not desk.clients.window_open()


def test_sessions_end(desk: Desk) -> None:
    line = desk.line()
    token = desk.hello(*line)
    assert desk.sessions.use(token, ORIGIN)
    unused = desk.hello(*line)
    desk.clock.now += UNUSED
    assert desk.sessions.use(unused, ORIGIN) is None
    assert desk.sessions.use(token, ORIGIN)
    desk.clock.now += LIFE - 2 * UNUSED - 1
    assert desk.sessions.use(token, ORIGIN)
    desk.clock.now += 1
    assert desk.sessions.use(token, ORIGIN) is None


def test_hellos_of_a_stranger_end_no_proved_session(desk: Desk) -> None:
    line = desk.line()
    token = desk.hello(*line)
    assert desk.sessions.use(token, ORIGIN)
    tokens = [desk.hello(*line) for _ in range(PER_CLIENT + 5)]
    assert desk.sessions.use(tokens[0], ORIGIN) is None
    assert desk.sessions.use(tokens[-1], ORIGIN)
    assert desk.sessions.use(token, ORIGIN)


def test_revoking_ends_what_is_open(desk: Desk) -> None:
    client_id, key = desk.line()
    token = desk.hello(client_id, key)
    assert desk.sessions.use(token, ORIGIN)
    desk.clients.revoke(client_id)
    assert desk.sessions.use(token, ORIGIN) is None  # even before the sessions are ended
    assert not desk.clients.pinned(ORIGIN)


def test_pairings_outlive_the_server_and_sessions_do_not(store: Store) -> None:
    first = Desk(store)
    line = first.line()
    token = first.hello(*line)
    assert first.sessions.use(token, ORIGIN)
    second = Desk(store)
    assert second.sessions.use(token, ORIGIN) is None
    assert second.sessions.use(second.hello(*line), ORIGIN)


def test_links(desk: Desk) -> None:
    origin = f"http://127.0.0.1:{PORT}"
    token, _ = desk.sessions.exchange(link := desk.sessions.new_link("mine"), origin)
    session = desk.sessions.use(token.encode(), origin)
    assert session is not None
    assert session.kind == "dash"
    other, _ = desk.sessions.exchange(desk.sessions.new_link("other"), origin)
    ended, late = desk.sessions.new_link("mine"), desk.sessions.new_link("other")
    desk.sessions.end("mine")
    assert desk.sessions.use(token.encode(), origin) is None
    assert desk.sessions.use(other.encode(), origin)
    with pytest.raises(Refused):
        desk.sessions.exchange(ended, origin)
    desk.clock.now += LINK_LIFE
    for bad in (link, late, "", "ä\ud800"):
        with pytest.raises(Refused):
            desk.sessions.exchange(bad, origin)


def test_buckets_and_nonces() -> None:
    clock = Clock()
    bucket = Bucket(2, 0.5, clock)
    assert [bucket.take() for _ in range(3)] == [True, True, False]
    clock.now += 2
    assert [bucket.take() for _ in range(2)] == [True, False]
    once = Once(60, 2, clock)
    assert [once.first_time(name) for name in ("a", "a", "b", "c")] == [True, False, True, False]
    clock.now += 61
    assert once.first_time("c")


def test_the_key_file(tmp_path: Path) -> None:
    key = read_or_make_key(tmp_path)
    assert read_or_make_key(tmp_path) == key
    (tmp_path / "key").chmod(0o644)
    with pytest.raises(EscrowlError, match="read by other users"):
        read_or_make_key(tmp_path)
    (tmp_path / "key").chmod(0o600)
    (tmp_path / "key").write_text("short")
    with pytest.raises(EscrowlError, match="Delete it"):
        read_or_make_key(tmp_path)
    (tmp_path / "key").unlink()
    (tmp_path / "key").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(EscrowlError):
        read_or_make_key(tmp_path)
