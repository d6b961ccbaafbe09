"""The dashboard: a shell without data, and fragments that the server renders and escapes."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, cast

from flask import Response, render_template, send_from_directory
from pydantic import BaseModel

from escrowl import pages, rules
from escrowl.store.base import ClientSummary
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
SEARCHED = 5_000
"""Clients that are looked through for some words, the last seen first: half a second."""


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


def _names() -> dict[str, str]:
    """What people call each site."""
    return {site.site: site.name for site in pages.sites()}


def overview(services: Services, _call: Call) -> BaseModel:
    """Pages checked."""
    faults = own.faults(services.terms.kept())
    paired, folder = services.clients.any_paired(), services.settings.extension
    values = {"names": _names(), "kinds": health.KINDS, "paired": paired, "folder": folder}
    return fragment("overview.html", "", pages=services.store.pages(SHOWN), limit=SHOWN, faults=faults, **values)


def _wanted(one: ClientSummary, words: list[str], show: str) -> bool:
    """Whether a client has all the words, and a finding of the kind asked for that was not dismissed."""
    text = " ".join(
        (one.name, one.key, one.site, *(f"{found.title} {found.rule}" for found in one.findings))
    ).casefold()
    if not all(word in text for word in words):
        return False
    if show in rules.LEVELS:
        least = rules.LEVELS[cast("rules.Severity", show)]
        return any(rules.LEVELS[found.severity] >= least and not found.dismissed for found in one.findings)
    return not show or bool(one.changes if show == "changed" else any(found.dismissed for found in one.findings))


def _clients(services: Services, q: str = "", show: str = "") -> BaseModel:
    words, store = q.casefold().split(), services.store
    asked = bool(words or show)
    found = [one for one in store.clients(SEARCHED) if _wanted(one, words, show)] if asked else store.clients(SHOWN + 1)
    values = {"clients": found[:SHOWN], "more": len(found) > SHOWN, "limit": SHOWN, "q": q, "show": show}
    return fragment("clients.html", "", **values, asked=asked, names=_names())


def clients(services: Services, call: Call) -> BaseModel:
    """Clients with their findings, or those that were searched for."""
    return _clients(services, call.body.q, call.body.show)


def client(services: Services, call: Call) -> BaseModel:
    """One client's findings and history."""
    return _client(services, call.body.client)


def bring_back(services: Services, call: Call) -> BaseModel:
    """Draw a dismissed finding again, at every card of the client or job."""
    key, rule, store = call.body.client, call.body.rule, services.store
    found = [
        (card["site"], card["id"]) for card in store.cards_of(key) if rule in store.dismissed(card["site"], card["id"])
    ]
    for site, card_id in found:
        store.undismiss(site, card_id, rule)
    said = "It is back: pages show it when they are next checked." if found else "It was not dismissed."
    return _client(services, key).model_copy(update={"said": said})


def _client(services: Services, key: str) -> models.Fragment:
    found = services.store.client(key)
    there = muting.known(services.terms.terms())
    muted = [(rule, there.get(rule)) for rule in (found.muted if found else ())]
    # A client's own key stands behind the site's name; a job or talk without a known client has a key with slashes.
    mine = key.removeprefix(f"{found.site}:") if found and key.startswith(f"{found.site}:") else ""
    dangers = {name for name, rule in there.items() if muting.severest(rule) == "danger"}
    values = {"client": found, "key": key, "events": services.store.history(key), "names": _names()}
    return fragment("client.html", "", **values, muted=muted, mine=mine, dangers=dangers, known=there)


def forget(services: Services, call: Call) -> BaseModel:
    """Delete a client's history, once it was confirmed."""
    key = call.body.client
    if not call.body.confirm:
        raise Refused(409, "Deleting a history cannot be undone: confirm it.", "confirm")
    gone = services.store.delete_client(key)
    muting.forget(services.terms, key)
    said = f"Deleted: {gone} records of {key}." if gone else f"Nothing was kept of {key}."
    return _clients(services).model_copy(update={"said": said})


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
        part("clients", clients, m.ClientsBody),
        part("bring-back", bring_back, m.BackBody),
        part("client", client, m.HistoryBody),
        part("forget", forget, m.ForgetBody),
        part("sites", sites, m.Nothing),
        part("browsers", browsers, m.Nothing),
        part("pair", pair, m.NameBody),
        part("revoke", revoke, m.ClientIdBody),
        part("replies", all_replies, m.RepliesPageBody),
        *(part(*row) for row in (*dashboard_terms.VIEWS, *dashboard_own.VIEWS)),
    )
