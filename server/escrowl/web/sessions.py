"""Sessions in memory: opened by a hello or a dashboard link, found by the sha256 of their token, gone at restart."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, replace

from escrowl.store.base import BrowserKind
from escrowl.web import proof
from escrowl.web.errors import LINE_USED, Refused
from escrowl.web.limits import Bucket, Clock, Once
from escrowl.web.pairing import Clients

LIFE = 3600.0
"""Seconds a session lives at most."""

UNUSED = 60.0
"""Seconds after which a session whose token was never used is dropped."""

PER_CLIENT = 16
"""Sessions a client may have; a worker that is stopped and started opens one each time, the oldest goes."""

LINK_LIFE = 60.0
NONCES_KEPT = 20_000
RATE = (240, 60.0)
"""Requests of a client at once, and a second after that: a person's browser sends a few a second."""


@dataclass(frozen=True, slots=True)
class Session:
    """Bound to client, kind and origin. ``expires`` on the monotonic clock; ``by``: who asked for its link."""

    client_id: str
    kind: BrowserKind
    origin: str | None
    expires: float
    used: bool
    by: str = ""


@dataclass(frozen=True, slots=True)
class Greeting:
    """The server's half of a hello."""

    s: str
    api: int
    mac: str


class Sessions:
    """All sessions and dashboard links. Safe to use from any thread."""

    def __init__(self, clients: Clients, port: int, clock: Clock = time.monotonic) -> None:
        self._clients, self._port, self._clock = clients, port, clock
        self._open: dict[bytes, Session] = {}
        self._links: dict[bytes, tuple[float, str]] = {}
        self._buckets: dict[str, Bucket] = {}
        self._nonces = Once(UNUSED, NONCES_KEPT, clock)
        self._lock = threading.RLock()

    def _tidy(self) -> None:
        now = self._clock()
        self._open = {key: held for key, held in self._open.items() if held.expires > now}
        self._links = {key: link for key, link in self._links.items() if link[0] > now}

    def _add(self, token: str, session: Session) -> None:
        with self._lock:
            self._tidy()
            self._trim(session.client_id, used=session.used)
            self._open[proof.fingerprint(token.encode("ascii"))] = session

    def _trim(self, client_id: str, used: bool) -> None:
        """Room for one more: proved and unproved sessions apart, so that hellos of a stranger end no proved one."""
        mine = [key for key, held in self._open.items() if held.client_id == client_id and held.used == used]
        for key in mine[: max(0, len(mine) - PER_CLIENT + 1)]:
            del self._open[key]

    def hello(
        self, client_id: str, c: str, api: tuple[int, int], origin: str | None, pairing: bool = False
    ) -> Greeting:
        """Prove the key to the caller and open a session that only a holder of the key can use.

        ``pairing``: the caller was just given its line, which must not have been used. Browsers of one make give the
        extension the same origin, so that the origin alone cannot tell a second browser from the first.

        Raises Refused: 401 unknown client, used line or used nonce, 403 other origin than the pinned one, 409 no common
        version.
        """
        if pairing and not self._clients.waits(client_id):
            raise Refused(401, LINE_USED, "line")
        row = self._clients.find(client_id)
        if row is None or not proof.NONCE.fullmatch(c):
            raise Refused(401)
        if row.kind == "ext":
            if origin is None or (row.origin != origin and not (row.origin is None and self._clients.may_pair(origin))):
                raise Refused(403, "This pairing belongs to another browser: pair this one anew with `escrowl pair`.")
        elif origin is not None:
            raise Refused(403)
        version = min(proof.API[1], api[1])
        if version < max(proof.API[0], api[0]):
            raise Refused(409, "Extension and server do not speak a common version: update the older one.", "api")
        if not self._nonces.first_time(f"{client_id}|{c}"):
            raise Refused(401)
        key, s = proof.decode(row.key), proof.nonce()
        token = proof.session_token(key, client_id, c, s)
        self._add(token, Session(client_id, row.kind, origin, self._clock() + UNUSED, used=False))
        return Greeting(s, version, proof.server_mac(key, client_id, c, s, self._port, version))

    def awaits(self, origin: str) -> bool:
        """Whether an extension that said hello from here in the open window has still to prove the key."""
        with self._lock:
            self._tidy()
            return any(held.origin == origin and not held.used for held in self._open.values())

    def use(self, token: bytes, origin: str | None) -> Session | None:
        """The session of a token when it fits the origin; the first use pins a new browser's origin."""
        key = proof.fingerprint(token)
        with self._lock:
            self._tidy()
            found: bytes | None = None
            for known in self._open:
                if proof.same(known, key):
                    found = known
            if found is None:
                return None
            session = self._open[found]
            if session.origin != origin:
                return None
            if session.kind != "dash" and not self._clients.proved(session.client_id, origin):
                del self._open[found]
                return None
            if not session.used:
                self._trim(session.client_id, used=True)
                session = replace(session, used=True, expires=self._clock() + LIFE - UNUSED)
                self._open[found] = session
            return session

    def end(self, client_id: str) -> None:
        """End all sessions of a client at once, and the dashboards that it opened or could still open."""
        with self._lock:
            self._open = {key: held for key, held in self._open.items() if client_id not in (held.client_id, held.by)}
            self._links = {key: link for key, link in self._links.items() if link[1] != client_id}

    def within_rate(self, client_id: str) -> bool:
        """Whether the client may ask once more now."""
        with self._lock:
            bucket = self._buckets.setdefault(client_id, Bucket(*RATE, clock=self._clock))
        return bucket.take()

    def new_link(self, by: str) -> str:
        """The one-time part of a dashboard link, for the client that asks for it."""
        token = proof.nonce()
        with self._lock:
            self._tidy()
            self._links[proof.fingerprint(token.encode("ascii"))] = (self._clock() + LINK_LIFE, by)
        return token

    def exchange(self, link: str, origin: str | None) -> tuple[str, int]:
        """A dashboard session for a link, once. Raises Refused 401 for a used, old or unknown one."""
        key = proof.fingerprint(link.encode("utf-8", "replace"))
        with self._lock:
            self._tidy()
            link_of = self._links.pop(key, None)
            if link_of is None:
                raise Refused(401, "This link was used or is older than a minute: run `escrowl open` again.", "link")
        token = proof.nonce()
        self._add(token, Session("dashboard", "dash", origin, self._clock() + LIFE, used=True, by=link_of[1]))
        return token, int(LIFE)
