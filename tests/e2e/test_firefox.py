"""The same extension in Firefox: paired through its options, badges on a page, the popup's words.

Driven over WebDriver BiDi, which Firefox speaks itself; Playwright's own Firefox cannot load an extension.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import ssl
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest
from websockets.sync.client import ClientConnection, connect

from escrowl.assets import extension_dir

if TYPE_CHECKING:
    from escrowl_scrapers.serving import Server

FIREFOX = shutil.which("firefox-esr") or shutil.which("firefox")
OPENSSL = shutil.which("openssl")
pytestmark = [
    pytest.mark.firefox,
    pytest.mark.skipif(not FIREFOX, reason="Firefox is not installed (on Debian: apt install firefox-esr)"),
    pytest.mark.skipif(not OPENSSL, reason="openssl is not installed; it makes the certificate of the page's address"),
]

UUID = "0f8fad5b-d9cb-469f-a165-70867728950e"
"""Firefox gives an extension a random origin in each profile; the test names one."""

COMPOSER = extension_dir() / "content" / "composer.js"
REPLY = "Hi Dana,\n\nthank you: <b>one</b> & two."
EDITOR = """globalThis.escrowl = {main: {kind: () => null}, parts: {own: new WeakSet()}};
const editor = document.createElement("div");
Object.assign(editor, {id: "editor", contentEditable: "true", textContent: "my draft"});
document.querySelector("main").append(editor);"""

PRESS = """WebExtensionPolicy.getByID("escrowl@escrowl.invalid").extension.tabManager
  .addActiveTabPermission(gBrowser.selectedTab)"""

OURS = f"moz-extension://{UUID}"
OFF = (
    "browser.shell.checkDefaultBrowser",
    "datareporting.policy.dataSubmissionEnabled",
    "app.update.enabled",
    "app.normandy.enabled",
    "network.captive-portal-service.enabled",
    "network.connectivity-service.enabled",
    "extensions.getAddons.cache.enabled",
    "browser.safebrowsing.downloads.remote.enabled",
    "browser.aboutwelcome.enabled",
    "media.gmp-manager.updateEnabled",
)


@contextmanager
def https(folder: Path, url: str, html: str) -> Iterator[int]:
    """A server with a certificate of its own that knows one page; every other address is 404. Gives its port."""
    where = urlsplit(url)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            known = (self.headers.get("Host"), self.path) == (where.hostname, f"{where.path}?{where.query}")
            body = html.encode() if known else b""
            self.send_response(200 if known else 404)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    assert OPENSSL is not None
    key, certificate = folder / "key.pem", folder / "certificate.pem"
    command = [OPENSSL, "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
    command += ["-keyout", str(key), "-out", str(certificate), "-days", "2", "-subj", f"/CN={where.hostname}"]
    subprocess.run(command, check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.handle_error = lambda *_: None  # type: ignore[method-assign]  # the browser hangs up as it likes
        server.socket = context.wrap_socket(server.socket, server_side=True)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield int(server.server_address[1])
        finally:
            server.shutdown()


class Firefox:
    """One session. Pages of the extension are opened by the browser's own window: BiDi may not navigate to them."""

    def __init__(self, wire: ClientConnection) -> None:
        self._wire, self._number = wire, 0
        self.call("session.new", capabilities={"alwaysMatch": {"acceptInsecureCerts": True}})
        self.call("webExtension.install", extensionData={"type": "path", "path": str(extension_dir())})
        self.window = self.call("browsingContext.getTree", **{"moz:scope": "chrome"})["contexts"][0]["context"]

    def call(self, method: str, **parameters: Any) -> dict[str, Any]:
        """One command and its result."""
        self._number += 1
        self._wire.send(json.dumps({"id": self._number, "method": method, "params": parameters}))
        while True:
            answer = json.loads(self._wire.recv(timeout=30))
            if answer.get("id") == self._number:
                assert answer["type"] == "success", answer
                return dict(answer["result"])

    def tabs(self) -> dict[str, str]:
        """The open tabs: context and address."""
        return {tab["context"]: tab["url"] for tab in self.call("browsingContext.getTree")["contexts"]}

    def evaluate(self, tab: str, expression: str) -> Any:
        """The value of an expression, promises awaited; a text, number or truth value."""
        answer = self.call("script.evaluate", expression=expression, target={"context": tab}, awaitPromise=True)
        assert answer["type"] == "success", answer
        return answer["result"].get("value")

    def open_ours(self, path: str) -> str:
        """A tab with a page of the extension, once that page has its script's words."""
        before = self.tabs()
        who = "{triggeringPrincipal: Services.scriptSecurityManager.getSystemPrincipal()}"
        self.evaluate(self.window, f"void gBrowser.addTab({json.dumps(OURS + path)}, {who})")
        return str(until(lambda: next((t for t, url in self.tabs().items() if t not in before and path in url), None)))

    def wait(self, tab: str, expression: str, pattern: str) -> str:
        """The expression's text once it matches."""
        return str(until(lambda: (t := str(self.evaluate(tab, expression))) and re.search(pattern, t) and t))


def until(work: Any, seconds: float = 20) -> Any:
    """What ``work`` gives, once it gives something."""
    end = time.monotonic() + seconds
    while not (got := work()):
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.1)
    return got


@contextmanager
def firefox(folder: Path, port: int) -> Iterator[Firefox]:
    """A Firefox in which every https address is the server at ``port``."""
    preferences: dict[str, object] = {
        "network.dns.forceResolve": "127.0.0.1",
        "network.socket.forcePort": f"443={port}",
        "remote.active-protocols": 1,
        "extensions.webextensions.uuids": json.dumps({"escrowl@escrowl.invalid": UUID}),
        "services.settings.server": "",
        "browser.region.network.url": "",
    }
    preferences |= dict.fromkeys(OFF, False)
    profile = folder / "profile"
    profile.mkdir()
    lines = [f"user_pref({json.dumps(name)}, {json.dumps(value)});" for name, value in preferences.items()]
    (profile / "user.js").write_text("\n".join(lines))
    log = folder / "firefox.log"
    command = [str(FIREFOX), "--headless", "--no-remote", "--profile", str(profile), "--remote-debugging-port", "0"]
    command.append("--remote-allow-system-access")
    with (
        log.open("wb") as out,
        subprocess.Popen(command, stdout=out, stderr=out, env={**os.environ, "HOME": str(folder)}) as process,
    ):
        try:
            said = until(lambda: re.search(r"BiDi listening on (ws://\S+)", log.read_text(errors="replace")), 40)
            with connect(said[1] + "/session", max_size=None) as wire:
                yield Firefox(wire)
        finally:
            process.kill()  # its profile goes with the folder, so there is nothing to save


def test_firefox_pairs_checks_a_page_and_tells_it_in_the_popup(shapes: Any, server: Server, tmp_path: Path) -> None:
    line, _ = server.client.pair("Firefox")
    asks = "Before the first day, please send $50 as a registration fee."
    tiles = shapes.tile() + shapes.tile("Bake a cake", payment="unverified") + shapes.tile(payment=None, text=asks)
    with https(tmp_path, shapes.SEARCH, shapes.search_page(tiles)) as port, firefox(tmp_path, port) as browser:
        options = browser.open_ours("/options/options.html")
        state = "document.querySelector('#pairing-state')?.value ?? ''"
        browser.wait(options, state, "Not paired")
        browser.evaluate(
            options,
            f"document.querySelector('#pairing').value = {json.dumps(line)}; document.querySelector('#pair').click()",
        )
        browser.wait(options, state, r"^Paired with")
        page = str(browser.call("browsingContext.create", type="tab")["context"])
        browser.call("browsingContext.navigate", context=page, url=shapes.SEARCH, wait="complete")
        ask = "browser.tabs.query({url: 'https://www.upwork.com/*'}).then(([tab]) => %s)"
        told = ask % "browser.tabs.sendMessage(tab.id, {what: 'page'}).then(JSON.stringify, String)"
        said = json.loads(browser.wait(options, told, '"state":"ok"'))
        assert [card["payment"] for card in said["cards"]] == ["verified", "unverified", "not shown"]
        hosts = "[...document.querySelectorAll('article')].filter((tile) => tile.querySelector('h2 a ~ *'))"
        assert browser.evaluate(page, f"{hosts}.length") == 3, "each tile carries a badge"
        popup = browser.open_ours(f"/popup/popup.html?tab={browser.evaluate(options, ask % 'tab.id')}")
        words = browser.wait(popup, "document.body?.innerText ?? ''", "Bake a cake")
        assert "1 unverified, 1 not shown, 1 verified" in words

        # The button's press lets the popup read the page's words; a browser's own window can press it, BiDi cannot.
        browser.call("browsingContext.activate", context=page)
        browser.evaluate(browser.window, PRESS)
        popup = browser.open_ours(f"/popup/popup.html?tab={browser.evaluate(options, ask % 'tab.id')}")
        button = "[...document.querySelectorAll('button')].find((one) => one.textContent === %s)"
        browser.wait(popup, f"!!{button % json.dumps('Check the words of this page')}", "True")
        browser.evaluate(popup, f"{button % json.dumps('Check the words of this page')}.click()")
        words = browser.wait(popup, "document.querySelector('#words-result')?.textContent ?? ''", "Show it on the page")
        assert "registration fee" in words
        browser.evaluate(popup, f"void {button % json.dumps('Show it on the page')}.click()")
        until(lambda: popup not in browser.tabs())
        assert browser.evaluate(page, "document.body.lastElementChild.tagName") != "MAIN"

        # The composer itself, in an editor of the plainest kind: Firefox takes another way than Chromium.
        browser.evaluate(page, EDITOR + COMPOSER.read_text(encoding="utf-8") + ";void editor.focus()")
        done = browser.evaluate(page, f"escrowl.composer.insert({json.dumps(REPLY)}).then(({{done}}) => done)")
        assert done == "inserted"
        said = str(browser.evaluate(page, "document.querySelector('#editor').innerText"))
        assert [line for line in said.split("\n") if line] == ["my draft", "Hi Dana,", "thank you: <b>one</b> & two."]
        assert browser.evaluate(page, "document.execCommand('undo')")
        assert "Dana" not in str(browser.evaluate(page, "document.querySelector('#editor').innerText"))
