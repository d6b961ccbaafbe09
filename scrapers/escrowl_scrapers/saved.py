"""Serve saved pages at their true address inside a browser, with every other request refused."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urldefrag

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Route

OFFLINE: dict[str, Any] = {
    "java_script_enabled": False,
    "offline": True,
    "accept_downloads": False,
    "service_workers": "block",
}
"""Context options for pages nobody vouches for. Scripts of the page are off; ours run all the same."""

POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'none'; base-uri 'none'; "
    "sandbox allow-same-origin"
)
"""A policy on replayed pages: their own styles show, nothing is fetched, no script or refresh runs. A second wall
behind the routes."""


@dataclass
class Served:
    """What was asked of the pages: addresses ``given`` from the saved text and addresses ``refused``."""

    given: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)


def _key(url: str) -> str:
    return urldefrag(url).url


def serve_pages(
    context: BrowserContext,
    pages: Mapping[str, str],
    *,
    policy: str | None = POLICY,
    let_through: tuple[str, ...] = (),
) -> Served:
    """From now on the context's tabs get ``pages`` (address to HTML) and nothing else.

    Addresses that begin with one of ``let_through`` go on to the network: the extension's worker needs its own
    server (the route sees the worker's requests too). Everything else is aborted before it leaves. ``policy`` is the
    pages' Content-Security-Policy, None for none. Returns the log, which fills as pages ask.
    """
    texts = {_key(url): html for url, html in pages.items()}
    log = Served()

    def answer(route: Route) -> None:
        url = route.request.url
        if route.request.method == "GET" and _key(url) in texts:
            log.given.append(url)
            headers = {"content-type": "text/html; charset=utf-8"}
            if policy is not None:
                headers["content-security-policy"] = policy
            route.fulfill(status=200, headers=headers, body=texts[_key(url)])
        elif url.startswith(("chrome-extension://", "data:", "about:", *let_through)):
            route.continue_()
        else:
            log.refused.append(url)
            route.abort("blockedbyclient")

    context.route("**/*", answer)
    # A route of this kind answers the page itself and connects to nobody unless told to: the socket stays mute.
    context.route_web_socket("**/*", lambda socket: socket.close(code=1008, reason="refused"))
    return log
