"""The guard: one function before every request, deny by default. The first failing step answers.

1 Host · 2 Origin · 3 Sec-Fetch-Site · preflight · 4 method, type, encoding, length · 5 credential · 6 strict JSON ·
7 schema · 8 rate. An address that is not in the table of endpoints is refused before anything is read.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from flask import Request, Response
from pydantic import BaseModel
from werkzeug.exceptions import MethodNotAllowed

from escrowl.store.base import BrowserKind
from escrowl.web import bodies
from escrowl.web.errors import LINE_USED, Refused
from escrowl.web.limits import Bucket
from escrowl.web.pairing import Clients
from escrowl.web.sessions import Session, Sessions

WRONG = (20, 0.5)
"""Wrong credentials at once, and a second after that: enough for a browser with an old pairing."""

PREFLIGHT_SECONDS = "600"


@dataclass(frozen=True, slots=True)
class Call:
    """A request that passed the guard: who asks, from where, and the body as its model."""

    body: Any
    client_id: str = ""
    kind: BrowserKind | None = None
    origin: str | None = None
    name: str = ""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One address. ``kinds``: who may ask (nobody named: anybody, no credential); ``body``: None for GET only."""

    path: str
    view: Callable[[Call], BaseModel | Response]
    summary: str
    kinds: frozenset[BrowserKind] = frozenset()
    body: type[BaseModel] | None = None
    answer: type[BaseModel] | None = None
    methods: tuple[str, ...] = ("POST",)
    pairing: bool = False

    @property
    def name(self) -> str:
        """The Flask endpoint."""
        return self.path


@dataclass(slots=True)
class Guard:
    """Holds what the steps need. ``check_host``, ``check_credential`` exist for tests that prove the tests can fail."""

    port: int
    clients: Clients
    sessions: Sessions
    endpoints: Mapping[str, Endpoint]
    wrong: Bucket = field(default_factory=lambda: Bucket(*WRONG))

    def check(self, request: Request) -> Call | Response:
        """The call, or the answer to a preflight. Raises Refused."""
        host = self.host(request)
        origin = self.origin(request, host)
        self.fetch_site(request, origin, host)
        if request.method == "OPTIONS":
            return self.preflight(request, origin)
        endpoint = self.form(request)
        session = self.credential(request, endpoint, origin)
        body = self.body(request, endpoint)
        if session is not None and not self.sessions.within_rate(session.client_id):
            raise Refused(429)
        name = (request.view_args or {}).get("name", "")
        if session is None:
            return Call(body, origin=origin, name=name)
        return Call(body, session.client_id, session.kind, origin, name)

    def host(self, request: Request) -> str:
        """Step 1. Two Host headers arrive joined by a comma, and fail like any other name."""
        host = request.environ.get("HTTP_HOST")
        if not isinstance(host, str) or not host:
            raise Refused(400, "The request names no host.", "host")
        if host not in {f"{name}:{self.port}" for name in ("127.0.0.1", "localhost", "[::1]")}:
            raise Refused(421)
        return host

    def known(self, origin: str) -> bool:
        """Whether an origin is that of a paired browser, or of one that is proving its key in the window."""
        return self.clients.pinned(origin) or (self.clients.may_pair(origin) and self.sessions.awaits(origin))

    def origin(self, request: Request, host: str) -> str | None:
        """Step 2."""
        origin: str | None = request.environ.get("HTTP_ORIGIN")
        if origin is None or origin == f"http://{host}" or self.known(origin):
            return origin
        if self.may_hello(request, origin):
            return origin
        endpoint = self.endpoints.get(request.path)
        if endpoint is not None and endpoint.pairing:
            raise Refused(403, LINE_USED, "origin")
        raise Refused(403, "Requests from this origin are not answered: pair the browser first.", "origin")

    def may_hello(self, request: Request, origin: str) -> bool:
        """Whether an unknown extension may try a hello: only that address, only in an open window."""
        endpoint = self.endpoints.get(request.path)
        return endpoint is not None and endpoint.pairing and self.clients.may_pair(origin)

    def fetch_site(self, request: Request, origin: str | None, host: str) -> None:
        """Step 3. An origin that is not our own page's got here because it is paired or pairing."""
        site = request.environ.get("HTTP_SEC_FETCH_SITE")
        if site in (None, "none", "same-origin") or (origin is not None and origin != f"http://{host}"):
            return
        raise Refused(403, "Requests of other sites are not answered.", "site")

    def preflight(self, request: Request, origin: str | None) -> Response:
        """Only for paired origins, and for an extension in a pairing window."""
        endpoint = self.endpoints.get(request.path)
        if origin is None or origin.startswith("http:") or endpoint is None or "POST" not in endpoint.methods:
            raise Refused(403)
        answer = Response(status=204)
        answer.headers["Access-Control-Allow-Methods"] = "POST"
        answer.headers["Access-Control-Allow-Headers"] = "authorization, content-type"
        answer.headers["Access-Control-Max-Age"] = PREFLIGHT_SECONDS
        return answer

    def form(self, request: Request) -> Endpoint:
        """Step 4."""
        rule = request.url_rule
        endpoint = self.endpoints.get(rule.endpoint) if rule is not None else None
        if endpoint is None:
            raise Refused(405 if isinstance(request.routing_exception, MethodNotAllowed) else 404)
        if request.method in ("GET", "HEAD"):
            return endpoint
        if request.environ.get("CONTENT_TYPE") != "application/json":
            raise Refused(415)
        if request.environ.get("HTTP_CONTENT_ENCODING", "identity").lower() != "identity":
            raise Refused(415)
        length = request.content_length
        if length is None:
            raise Refused(411)
        if length > bodies.MAX_BYTES:
            raise Refused(413)
        return endpoint

    def credential(self, request: Request, endpoint: Endpoint, origin: str | None) -> Session | None:
        """Step 5. No address takes a query, so whatever is in one could only be a credential in the wrong place."""
        if request.environ.get("QUERY_STRING"):
            raise Refused(400, "This address takes no query; a credential never belongs into an address.", "query")
        if not endpoint.kinds:
            return None
        scheme, _, token = str(request.environ.get("HTTP_AUTHORIZATION", "")).partition(" ")
        session = None
        if scheme == "Bearer" and len(token) == 43:
            session = self.sessions.use(token.encode("latin-1", "replace"), origin)
        if session is None:
            self.count_wrong(origin)
            raise Refused(401)
        if session.kind not in endpoint.kinds:
            raise Refused(403, "This kind of session may not do that.", "kind")
        if session.kind == "dash" and request.environ.get("HTTP_SEC_FETCH_SITE") != "same-origin":
            raise Refused(403, "Open the dashboard with `escrowl open`.", "site")
        return session

    def count_wrong(self, origin: str | None) -> None:
        """Note a wrong credential. Raises Refused 429 when there were too many; right ones never come here."""
        if origin is not None and self.clients.may_pair(origin) and not self.clients.pinned(origin):
            self.clients.wrong_try()
        if not self.wrong.take():
            raise Refused(429)

    def body(self, request: Request, endpoint: Endpoint) -> BaseModel | None:
        """Steps 6 and 7."""
        if endpoint.body is None or request.method in ("GET", "HEAD"):
            return None
        return bodies.fit(endpoint.body, bodies.strict_json(request.get_data(cache=False)))
