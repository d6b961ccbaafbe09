"""Other pages in the same browser, for real: a name that was rebound to this computer, and a server on another port."""

from __future__ import annotations

import http.server
import threading
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest
from flask import Request, Response

from escrowl.errors import EscrowlError
from escrowl.web.guard import Call, Guard

if TYPE_CHECKING:
    from playwright.sync_api import Page, Playwright

    from escrowl_scrapers.browser import Browser

pytestmark = pytest.mark.browser


def test_a6_a_rebound_name_reads_nothing(playwright: Playwright, chromium: Browser, target: Any) -> None:
    rebound = ["--host-resolver-rules=MAP evil.test 127.0.0.1"]
    options = {**chromium.options(), "args": rebound}
    browser = playwright.chromium.launch(**options)
    try:
        page = browser.new_page()
        answer = page.goto(f"http://evil.test:{target.port}/")
        assert answer is not None
        assert answer.status == 421
        got = page.evaluate(
            """async () => {
                const sent = {method: "POST", headers: {"Content-Type": "application/json", "X-Own": "1"}, body: "{}"};
                const asked = [
                    fetch("/api/v1/ping"), fetch("/"), fetch("/static/dashboard.js"),
                    fetch("/api/v1/hello", sent), fetch("/api/v1/cli/export", sent),
                ];
                return (await Promise.all(asked)).map((answer) => answer.status);
            }"""
        )
        assert got == [421] * 5
    finally:
        browser.close()


ATTACK = """
<!doctype html><title>other</title>
<img src="{base}/static/icon.svg"><script src="{base}/static/dashboard.js"></script>
<link rel="stylesheet" href="{base}/static/dashboard.css"><iframe src="{base}/"></iframe>
<video src="{base}/api/v1/ping"></video>
<form method="post" action="{base}/api/v1/dismiss" target="sink" enctype="text/plain">
<input name='{{"site":"upwork","card":"1","rule":"x","a":"' value='"}}'></form><iframe name="sink"></iframe>
<script>
document.forms[0].submit();
new EventSource("{base}/api/v1/ping");
navigator.sendBeacon("{base}/api/v1/dismiss", '{{"site":"upwork","card":"1","rule":"x"}}');
new WebSocket("{base}/".replace("http", "ws"));
const read = [];
const json = {{method: "POST", headers: {{"Content-Type": "application/json"}}, body: "{{}}"}};
const plain = {{method: "POST", mode: "no-cors", body: '{{"site":"upwork","card":"1","rule":"x"}}'}};
window.done = Promise.allSettled([
  fetch("{base}/api/v1/ping").then(a => a.text()).then(t => read.push(t)),
  fetch("{base}/").then(a => a.text()).then(t => read.push(t)),
  fetch("{base}/api/v1/hello", json).then(() => read.push("hello")),
  fetch("{base}/api/v1/dismiss", plain),
]).then(() => read);
</script>
"""


@pytest.fixture
def other_site(target: Any) -> Iterator[str]:
    """A server on another port of this computer: for the browser the same site, another origin."""
    body = ATTACK.format(base=f"http://{target.host}").encode()

    class Page(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: Any) -> None:
            """Nothing."""

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Page) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}/"
        server.shutdown()


def test_a8_a9_a14_a15_another_site_gets_nothing_and_changes_nothing(
    page: Page, target: Any, other_site: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    target.pair()
    before = target.kept()
    came: list[tuple[str, str, int]] = []
    check = Guard.check

    def noted(self: Guard, request: Request) -> Call | Response:
        try:
            passed = check(self, request)
        except EscrowlError as refused:
            came.append((request.method, request.path, refused.status))
            raise
        came.append((request.method, request.path, 200))
        return passed

    monkeypatch.setattr(Guard, "check", noted)
    page.goto(other_site, wait_until="load")
    assert page.evaluate("window.done") == []
    page.wait_for_timeout(500)
    assert len(came) >= 8, came  # the browser did send them
    assert {method for method, _, _ in came} >= {"GET", "POST", "OPTIONS"}
    assert {status for _, _, status in came} == {403}, came
    assert all("escrowl" not in frame.content() for frame in page.frames[1:] if f":{target.port}" in frame.url)
    assert page.context.cookies() == []
    monkeypatch.setattr(Guard, "check", check)
    assert target.kept() == before
