"""The dashboard: a shell without data, and fragments that the server renders and escapes."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from flask import Response, render_template, send_from_directory
from pydantic import BaseModel

from escrowl.store.saved import FOLDER, saved_pages
from escrowl.web import dashboard_own, dashboard_terms, health, models, muting, own
from escrowl.web.errors import Refused
from escrowl.web.fragments import DASH, fragment
from escrowl.web.guard import Call, Endpoint

if TYPE_CHECKING:
    from escrowl.web.api import Services

STATIC = {"dashboard.js": "text/javascript", "dashboard.css": "text/css", "icon.svg": "image/svg+xml"}
SHOWN = 200
"""Rows a page of the dashboard shows at most."""


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
    faults = own.faults(services.terms.kept())
    return fragment("overview.html", pages=services.store.pages(SHOWN), limit=SHOWN, faults=faults)


def clients(services: Services, _call: Call) -> BaseModel:
    """Clients with their findings."""
    return fragment("clients.html", clients=services.store.clients(SHOWN), limit=SHOWN)


def client(services: Services, call: Call) -> BaseModel:
    """One client's findings and history."""
    key = call.body.client
    found = next((one for one in services.store.clients(100_000) if one.key == key), None)
    there = muting.known(services.terms.terms())
    muted = [(rule, there.get(rule)) for rule in (found.muted if found else ())]
    # A client's own key stands behind the site's name; a job or talk without a known client has a key with slashes.
    mine = key.removeprefix(f"{found.site}:") if found and key.startswith(f"{found.site}:") else ""
    dangers = {name for name, rule in there.items() if muting.severest(rule) == "danger"}
    values = {"client": found, "key": key, "events": services.store.history(key)}
    return fragment("client.html", **values, muted=muted, mine=mine, dangers=dangers, known=there)


def forget(services: Services, call: Call) -> BaseModel:
    """Delete a client's history, once it was confirmed."""
    key = call.body.client
    if not call.body.confirm:
        raise Refused(409, "Deleting a history cannot be undone: confirm it.", "confirm")
    gone = services.store.delete_client(key)
    muting.forget(services.terms, key)
    said = f"Deleted: {gone} records of {key}." if gone else f"Nothing was kept of {key}."
    return clients(services, call).model_copy(update={"said": said})


def sites(services: Services, _call: Call) -> BaseModel:
    """Kinds of page with how well they are read, and the pages saved for a fix."""
    data = services.settings.data
    rows = health.site_rows(services.store.health())
    return fragment("sites.html", rows=rows, saved=saved_pages(data), folder=data / FOLDER)


def browsers(services: Services, _call: Call) -> BaseModel:
    """Paired browsers."""
    rows = services.store.browsers()
    return fragment(
        "browsers.html", rows=[row for row in rows if not row.revoked], ended=[r for r in rows if r.revoked]
    )


def pair(services: Services, call: Call) -> BaseModel:
    """Open a pairing window and show the line."""
    line = services.clients.open_window(call.body.name)
    return fragment("pairing.html", line=line.line, seconds=line.seconds)


def revoke(services: Services, call: Call) -> BaseModel:
    """End a pairing and its sessions, at once."""
    client_id = call.body.client_id
    if services.store.browser(client_id) is None:
        raise Refused(404)
    services.clients.revoke(client_id)
    services.sessions.end(client_id)
    return browsers(services, call)


def all_replies(services: Services, call: Call) -> BaseModel:
    """Every reply in one tone, with its gaps; a person's own first."""
    return dashboard_own.replies_page(services, call.body.tone)


def endpoints(services: Callable[[], Services]) -> tuple[Endpoint, ...]:
    """The dashboard's part of the table."""

    def bound(view: Callable[[Services, Call], BaseModel | Response]) -> Callable[[Call], BaseModel | Response]:
        return lambda call: view(services(), call)

    def part(path: str, view: Callable[[Services, Call], BaseModel], body: type[BaseModel]) -> Endpoint:
        answer = models.FileAnswer if view is dashboard_own.export_replies else models.Fragment
        return Endpoint(f"/api/v1/dash/{path}", bound(view), view.__doc__ or "", DASH, body, answer)

    m = models
    return (
        Endpoint("/", bound(shell), "", methods=("GET",)),
        Endpoint("/static/<name>", bound(static), "", methods=("GET",)),
        Endpoint(
            "/api/v1/dash/session", bound(session), session.__doc__ or "", body=m.LinkBody, answer=m.SessionAnswer
        ),
        part("overview", overview, m.Nothing),
        part("clients", clients, m.Nothing),
        part("client", client, m.HistoryBody),
        part("forget", forget, m.ForgetBody),
        part("sites", sites, m.Nothing),
        part("browsers", browsers, m.Nothing),
        part("pair", pair, m.NameBody),
        part("revoke", revoke, m.ClientIdBody),
        part("replies", all_replies, m.RepliesPageBody),
        *(part(*row) for row in (*dashboard_terms.VIEWS, *dashboard_own.VIEWS)),
    )
