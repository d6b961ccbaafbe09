"""What answers before the rest is loaded: a plain ping at once; every other request waits until the app is there.

Flask, the API's models, rules and page objects take a second to import. Meanwhile a program that asks whether escrowl
is here gets its answer, and a browser that says hello waits a moment, where it would have found nobody.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from typing import Any, TypeAlias

from escrowl.web import proof

HEADERS = {
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; "
        "frame-ancestors 'none'; base-uri 'none'; form-action 'none'; "
        "require-trusted-types-for 'script'; trusted-types escrowl"
    ),
}
"""Headers of every answer."""

SECONDS = 30.0
"""How long a request waits for the app: loading takes 1 to 2 s, on a machine that just woke up several times that."""

App: TypeAlias = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]
_LATER = (
    b'{"ok": false, "error": "escrowl is not ready yet: try again in a moment.", "code": "starting", "status": 503}'
)
_PONG = b'{"api":%d}' % proof.API[1]


class Door:
    """A WSGI app in front of the app. ``open`` lets requests through; ``close`` turns those away that still wait."""

    def __init__(self, port: int) -> None:
        self._hosts = frozenset(f"{name}:{port}" for name in ("127.0.0.1", "localhost", "[::1]"))
        self._app: App | None = None
        self._decided = threading.Event()

    def open(self, app: App) -> None:
        """The app is loaded."""
        self._app = app
        self._decided.set()

    def close(self) -> None:
        """No app will come."""
        self._decided.set()

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        if not self._decided.is_set():
            if self._is_ping(environ):
                return _answer(start_response, "200 OK", _PONG)
            self._decided.wait(SECONDS)
        if self._app is None:
            return _answer(start_response, "503 Service Unavailable", _LATER)
        return self._app(environ, start_response)

    def _is_ping(self, environ: dict[str, Any]) -> bool:
        """Whether the guard would let this through by the request alone: no origin, no body, no query."""
        return (
            environ.get("REQUEST_METHOD") == "GET"
            and environ.get("PATH_INFO") == "/api/v1/ping"
            and not environ.get("QUERY_STRING")
            and environ.get("HTTP_HOST") in self._hosts
            and "HTTP_ORIGIN" not in environ
            and environ.get("HTTP_SEC_FETCH_SITE") in (None, "none", "same-origin")
        )


def _answer(start_response: Callable[..., Any], status: str, body: bytes) -> Iterable[bytes]:
    own = [("Content-Type", "application/json"), ("Content-Length", str(len(body))), ("Vary", "Origin")]
    start_response(status, [*own, *HEADERS.items()])
    return [body]
