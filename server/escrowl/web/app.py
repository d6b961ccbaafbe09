"""The Flask app: the guard before everything, the table of endpoints, the headers after everything."""

from __future__ import annotations

from collections.abc import Callable

from flask import Flask, Response, g, request
from pydantic import BaseModel

from escrowl.settings import Settings
from escrowl.store.base import Store
from escrowl.terms import Keeper
from escrowl.web import api, dashboard, errors
from escrowl.web.door import HEADERS
from escrowl.web.guard import Call, Endpoint, Guard
from escrowl.web.pairing import Clients
from escrowl.web.sessions import Sessions


def _respond(endpoint: Endpoint) -> Callable[..., Response]:
    def view(**_from_path: str) -> Response:
        call: Call = g.call
        answer = endpoint.view(call)
        if isinstance(answer, BaseModel):
            return Response(answer.model_dump_json(by_alias=True), mimetype="application/json")
        return answer

    return view


def create_app(settings: Settings, store: Store, clients: Clients, checking: api.Checking) -> Flask:
    """The app, for the server at ``settings.port``. Nothing is reachable that is not in the table of endpoints."""
    app = Flask("escrowl.web", static_folder=None)
    app.config.update(PROVIDE_AUTOMATIC_OPTIONS=False, PROPAGATE_EXCEPTIONS=False, TRAP_HTTP_EXCEPTIONS=False)
    app.url_map.merge_slashes = False
    app.url_map.redirect_defaults = False
    sessions = Sessions(clients, settings.port)
    services: list[api.Services] = []

    def of() -> api.Services:
        return services[0]

    table = {e.name: e for e in (*api.endpoints(of, settings.openapi), *dashboard.endpoints(of))}
    guard = Guard(settings.port, clients, sessions, table)
    services.append(api.Services(settings, store, clients, sessions, checking, guard, Keeper(settings.data)))
    for endpoint in table.values():
        app.add_url_rule(endpoint.path, endpoint.name, _respond(endpoint), methods=list(endpoint.methods))

    def before() -> Response | None:
        passed = guard.check(request)
        if isinstance(passed, Response):
            return passed
        g.call = passed
        return None

    def after(response: Response) -> Response:
        response.headers.update(HEADERS)
        origin = request.environ.get("HTTP_ORIGIN")
        response.headers["Vary"] = "Origin"
        if origin and (guard.known(origin) or guard.may_hello(request, origin)):
            response.headers["Access-Control-Allow-Origin"] = origin
        return response

    app.before_request(before)
    app.after_request(after)
    app.extensions["escrowl"] = services
    errors.install(app)
    return app
