"""Who may say hello: paired browsers of the store, the command line's key file, and one browser being paired.

The key of a new browser is shown once, in the pairing line, and never crosses the wire. A browser is kept in the store
only when it has proved the key, together with the origin it proved it from.
"""

from __future__ import annotations

import os
import re
import secrets
import threading
import time
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

from escrowl.errors import EscrowlError
from escrowl.store.base import BrowserRow, Store
from escrowl.web import proof
from escrowl.web.limits import Clock

WINDOW = 120
"""Seconds in which a line can be pasted: time to find the options page, short enough not to be left open."""

FIRST_WINDOW = 600
"""Seconds for the first browser of all: the unpacked extension has to be found and loaded before the line can be
pasted, and that takes longer than two minutes to someone who does it for the first time."""

WINDOWS = 4
"""Windows open at once: each pairs one browser."""

WRONG_TRIES = 6
"""Wrong tries of unknown extensions that close all windows."""

CLI = "cli"
EXTENSION_ORIGIN = re.compile(
    r"chrome-extension://[a-p]{32}|moz-extension://[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.ASCII
)


@dataclass(frozen=True, slots=True)
class PairingLine:
    """What a person pastes into the extension's options, good for ``seconds``."""

    line: str = field(repr=False)
    client_id: str
    seconds: int = WINDOW

    def __str__(self) -> str:
        return self.line


def read_or_make_key(folder: Path) -> str:
    """The command line's key in the file ``key`` (0600) of the data folder, made when it is missing.

    Raises EscrowlError when the file is not one of ours or open to other users.
    """
    path = folder / "key"
    flags = os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_CLOEXEC", 0)
    try:
        with os.fdopen(os.open(path, flags, 0o600), "r+", encoding="ascii") as file:
            if os.name == "posix" and os.fstat(file.fileno()).st_mode & 0o077:
                raise EscrowlError(f"{path} can be read by other users: delete it, and start again for a new key.")
            text = file.read().strip()
            if not text:
                text = proof.nonce()
                file.write(text + "\n")
                file.flush()
                os.fsync(file.fileno())
        proof.decode(text)
    except (OSError, ValueError) as fault:
        raise EscrowlError(f"The key file {path} cannot be used ({fault}). Delete it, and start again.") from fault
    return text


class Clients:
    """All who can prove a key. Safe to use from any thread."""

    def __init__(self, store: Store, cli_key: str, port: int, clock: Clock = time.monotonic) -> None:
        self._store, self._port, self._clock = store, port, clock
        self._cli = BrowserRow(CLI, "cli", cli_key, "Command line", datetime.now(UTC))
        self._lock = threading.RLock()
        self._windows: dict[str, tuple[BrowserRow, float]] = {}
        self._wrong = 0
        self._pinned: frozenset[str] = frozenset()
        self._load()

    def _load(self) -> None:
        rows = self._store.browsers()
        self._pinned = frozenset(row.origin for row in rows if row.origin and not row.revoked)

    def open_window(self, name: str, seconds: int = WINDOW) -> PairingLine:
        """A new key and a window of ``seconds`` for it: one window, one browser. The oldest closes when there are too
        many."""
        with self._lock:
            self._tidy()
            while len(self._windows) >= WINDOWS:
                del self._windows[next(iter(self._windows))]
            client_id = secrets.token_urlsafe(9)
            key = proof.nonce()
            row = BrowserRow(client_id, "ext", key, name.strip() or "Browser", datetime.now(UTC))
            self._windows[client_id] = (row, self._clock() + seconds)
            self._wrong = 0
            return PairingLine(f"escrowl1:{self._port}:{client_id}:{key}", client_id, seconds)

    def _tidy(self) -> None:
        now = self._clock()
        self._windows = {name: held for name, held in self._windows.items() if held[1] > now}

    def window_open(self) -> bool:
        """Whether a browser can be paired now."""
        with self._lock:
            self._tidy()
            return bool(self._windows)

    def waits(self, client_id: str) -> bool:
        """Whether the window of this very line is open: it was pasted nowhere yet, and is not too old."""
        with self._lock:
            self._tidy()
            return client_id in self._windows

    def any_paired(self) -> bool:
        """Whether a browser is paired and not revoked."""
        return bool(self._pinned)

    def wrong_try(self) -> None:
        """An unknown extension tried something that is not the line."""
        with self._lock:
            self._wrong += 1
            if self._wrong >= WRONG_TRIES:
                self._windows.clear()

    def find(self, client_id: str) -> BrowserRow | None:
        """A client that is not revoked, the one being paired included."""
        if client_id == CLI:
            return self._cli
        with self._lock:
            self._tidy()
            if client_id in self._windows:
                return self._windows[client_id][0]
        row = self._store.browser(client_id)
        return None if row is None or row.revoked else row

    def pinned(self, origin: str) -> bool:
        """Whether a paired browser has exactly this origin."""
        return origin in self._pinned

    def may_pair(self, origin: str) -> bool:
        """Whether an unknown extension's origin may try now."""
        return self.window_open() and EXTENSION_ORIGIN.fullmatch(origin) is not None

    def proved(self, client_id: str, origin: str | None) -> bool:
        """A session's token was used: pin the origin of a new browser, note the time.

        False when the browser was revoked, its window has closed, or another origin is pinned.
        """
        if client_id == CLI:
            return origin is None
        with self._lock:
            row = self.find(client_id)
            if row is None or not origin:
                return False
            if client_id in self._windows:
                if not EXTENSION_ORIGIN.fullmatch(origin):
                    return False
                self._store.add_browser(replace(row, origin=origin, last_seen=datetime.now(UTC)))
                del self._windows[client_id]
                self._load()
                return True
            if row.origin != origin:
                return False
        self._store.touch(client_id)
        return True

    def revoke(self, client_id: str) -> None:
        """End a pairing for good; sessions are ended by who holds them."""
        with self._lock:
            self._store.revoke(client_id)
            self._load()
