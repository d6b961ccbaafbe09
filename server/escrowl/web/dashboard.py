"""The dashboard: a shell without data, and fragments that the server renders and escapes."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from flask import Response, render_template, send_from_directory
from pydantic import BaseModel

from escrowl import replies
from escrowl.store.base import BrowserKind
from escrowl.store.saved import FOLDER, saved_pages
from escrowl.web import health, models
from escrowl.web.errors import Refused
from escrowl.web.guard import Call, Endpoint

if TYPE_CHECKING:
    from escrowl.web.api import Services

DASH: frozenset[BrowserKind] = frozenset({"dash"})
STATIC = {"dashboard.js": "text/javascript", "dashboard.css": "text/css", "icon.svg": "image/svg+xml"}
SHOWN = 200
"""Rows a page of the dashboard shows at most."""


def _fragment(template: str, **values: object) -> models.Fragment:
    return models.Fragment(html=render_template(template, **values))


def shell(_services: Services, _call: Call) -> Response:
    """The page; it holds no data."""
    return Response(render_template("shell.html"), mimetype="text/html")


def static(_services: Services, call: Call) -> Response:
    """Script, style and icon; no other file."""
    if call.name not in STATIC:
        raise Refused(404)
    return send_from_directory("static", call.name, mimetype=STATIC[call.name])


def session(services: Services, call: Call) -> BaseModel:
    """Exchange a one-time link for a session."""
    try:
        token, seconds = services.sessions.exchange(call.body.t, call.origin)
    except Refused:
        services.guard.count_wrong(call.origin)
        raise
    return models.SessionAnswer(token=token, seconds=seconds)


def overview(services: Services, _call: Call) -> BaseModel:
    """Pages checked."""
    return _fragment("overview.html", pages=services.store.pages(SHOWN), limit=SHOWN)


def clients(services: Services, _call: Call) -> BaseModel:
    """Clients with their findings."""
    return _fragment("clients.html", clients=services.store.clients(SHOWN), limit=SHOWN)


def client(services: Services, call: Call) -> BaseModel:
    """One client's findings and history."""
    key = call.body.client
    found = next((one for one in services.store.clients(100_000) if one.key == key), None)
    return _fragment("client.html", client=found, key=key, events=services.store.history(key))


def sites(services: Services, _call: Call) -> BaseModel:
    """Kinds of page with how well they are read, and the pages saved for a fix."""
    data = services.settings.data
    rows = health.site_rows(services.store.health())
    return _fragment("sites.html", rows=rows, saved=saved_pages(data), folder=data / FOLDER)


def browsers(services: Services, _call: Call) -> BaseModel:
    """Paired browsers."""
    rows = services.store.browsers()
    return _fragment(
        "browsers.html", rows=[row for row in rows if not row.revoked], ended=[r for r in rows if r.revoked]
    )


def pair(services: Services, call: Call) -> BaseModel:
    """Open a pairing window and show the line."""
    line = services.clients.open_window(call.body.name)
    return _fragment("pairing.html", line=line.line, seconds=line.seconds)


def revoke(services: Services, call: Call) -> BaseModel:
    """End a pairing and its sessions, at once."""
    client_id = call.body.client_id
    if services.store.browser(client_id) is None:
        raise Refused(404)
    services.clients.revoke(client_id)
    services.sessions.end(client_id)
    return browsers(services, call)


def all_replies(_services: Services, call: Call) -> BaseModel:
    """Every reply in one tone, with its gaps."""
    tone = call.body.tone
    filled = [(reply, replies.fill(name, site=None, slots={}, tone=tone)) for name, reply in replies.catalog().items()]
    return _fragment("replies.html", filled=filled, tone=tone, tones=replies.TONES)


def endpoints(services: Callable[[], Services]) -> tuple[Endpoint, ...]:
    """The dashboard's part of the table."""

    def bound(view: Callable[[Services, Call], BaseModel | Response]) -> Callable[[Call], BaseModel | Response]:
        return lambda call: view(services(), call)

    def fragment(path: str, view: Callable[[Services, Call], BaseModel], body: type[BaseModel]) -> Endpoint:
        return Endpoint(f"/api/v1/dash/{path}", bound(view), view.__doc__ or "", DASH, body, models.Fragment)

    m = models
    return (
        Endpoint("/", bound(shell), "", methods=("GET",)),
        Endpoint("/static/<name>", bound(static), "", methods=("GET",)),
        Endpoint(
            "/api/v1/dash/session", bound(session), session.__doc__ or "", body=m.LinkBody, answer=m.SessionAnswer
        ),
        fragment("overview", overview, m.Nothing),
        fragment("clients", clients, m.Nothing),
        fragment("client", client, m.HistoryBody),
        fragment("sites", sites, m.Nothing),
        fragment("browsers", browsers, m.Nothing),
        fragment("pair", pair, m.NameBody),
        fragment("revoke", revoke, m.ClientIdBody),
        fragment("replies", all_replies, m.RepliesPageBody),
    )
