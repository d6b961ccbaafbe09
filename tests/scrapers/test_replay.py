"""Replay: nothing leaves, the page's scripts do not run, and the Report is that of the same snapshot."""

from __future__ import annotations

import http.server
import json
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from escrowl.check import check
from escrowl.snapshot import Snapshot
from escrowl_scrapers import replaying
from escrowl_scrapers.demo import samples

if TYPE_CHECKING:
    from playwright.sync_api import Playwright

    from escrowl_scrapers.browser import Browser

pytestmark = pytest.mark.browser

Take = Callable[[Snapshot], Snapshot]
URL = "https://www.upwork.com/nx/search/jobs/?q=test"


def scrape(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """Run ``escrowl-scrape`` as a process of its own."""
    command = [sys.executable, "-m", "escrowl_scrapers.cli", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)


@pytest.fixture
def sink() -> Iterator[tuple[str, list[str]]]:
    """A server that notes every request it gets."""
    seen: list[str] = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            seen.append(self.path)
            self.send_response(200)
            self.end_headers()

        do_POST = do_HEAD = do_OPTIONS = do_GET  # noqa: N815

        def log_message(self, *_: object) -> None:
            """Quiet."""

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as running:
        thread = threading.Thread(target=running.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{running.server_port}", seen
        running.shutdown()


@pytest.fixture(scope="module")
def take(playwright: Playwright, chromium: Browser) -> Iterator[Take]:
    """One walled-in browser for all pages of this file."""
    with replaying.session(playwright) as taking:
        yield taking


def leaky(to: str) -> str:
    """A page that tries to reach ``to`` in every way pages know."""
    return f"""<!doctype html><html><head><title>t</title>
    <meta http-equiv="refresh" content="0;url={to}/refresh"><link rel="stylesheet" href="{to}/css">
    <link rel="icon" href="{to}/icon"><link rel="preload" as="image" href="{to}/preload">
    <link rel="prefetch" href="{to}/pre">
    <link rel="dns-prefetch" href="{to}"><link rel="preconnect" href="{to}"><style>@import "{to}/import";
    body {{ background: url({to}/background) }}</style></head><body><main id="main">
    <img src="{to}/img" srcset="{to}/set 2x"><iframe src="{to}/frame"></iframe><object data="{to}/object"></object>
    <embed src="{to}/embed"><video src="{to}/video" poster="{to}/poster"></video>
    <audio src="{to}/audio" autoplay></audio>
    <script src="{to}/script"></script><script>document.title = "ran"; fetch("{to}/fetch");
    new Image().src = "{to}/image";
    navigator.sendBeacon("{to}/beacon"); new EventSource("{to}/events"); open("{to}/popup");
    new WebSocket("{to.replace("http", "ws")}/socket"); navigator.serviceWorker.register("/sw.js");
    new RTCPeerConnection({{iceServers: [{{urls: "stun:127.0.0.1:9"}}]}}).createDataChannel("x");</script>
    <form action="{to}/form"><input autofocus onfocus="this.form.submit()"></form>
    <p>words of the page</p></main></body></html>"""


def test_a_page_that_phones_home_reaches_nobody(take: Take, sink: tuple[str, list[str]]) -> None:
    address, seen = sink
    taken = take(Snapshot(url=URL, html=leaky(address)))
    assert seen == []
    assert "words of the page" in taken.html
    assert "fetch(" not in taken.html


def test_the_sink_would_see_a_request(playwright: Playwright, chromium: Browser, sink: tuple[str, list[str]]) -> None:
    """The control: the same page, opened without walls, does reach the server."""
    from escrowl_scrapers.browser import launch

    address, seen = sink
    with launch(playwright=playwright) as context:
        page = context.new_page()
        page.set_content(leaky(address).replace('http-equiv="refresh"', ""), wait_until="commit")
        page.wait_for_timeout(500)
    assert seen


def test_address_and_time_are_those_that_were_saved(take: Take) -> None:
    saved = samples()["job"]
    taken = take(saved)
    assert (taken.url, taken.taken_at) == (saved.url, saved.taken_at)
    assert taken.taken_by.startswith("escrowl-scrape")


@pytest.mark.parametrize("name", ["search", "job", "messages"])
def test_the_trimmed_page_says_what_the_whole_page_says(take: Take, name: str) -> None:
    """What the extension's code cuts away carries no fact: same cards, facts and badges as from the whole file."""
    saved = samples()[name]
    short, whole = check(take(saved)), check(saved)
    assert (short.status, short.kind, short.signed_in) == (whole.status, whole.kind, whole.signed_in)
    assert [card.id for card in short.cards] == [card.id for card in whole.cards]
    for one, other in zip(short.cards, whole.cards, strict=True):
        assert {n: f.value for n, f in one.facts.items()} == {n: f.value for n, f in other.facts.items()}
        assert (one.verdict, one.badges, one.replies) == (other.verdict, other.badges, other.replies)


def test_replay_prints_the_report_of_the_snapshot_it_saves_and_names_what_it_cannot_take(
    chromium: Browser, tmp_path: Path
) -> None:
    from escrowl_scrapers.demo import SAMPLES

    nowhere = tmp_path / "nowhere.html"
    nowhere.write_text("<p>no address</p>", encoding="utf-8")
    done = scrape("replay", SAMPLES / "search", nowhere, SAMPLES / "job", "--json", "--out", tmp_path / "cases")
    assert done.returncode == 1
    assert "nowhere.html" in done.stderr
    assert "--url" in done.stderr
    assert "Traceback" not in done.stderr
    printed = [json.loads(line) for line in done.stdout.splitlines()]
    kept = [json.loads(check(Snapshot.load(tmp_path / "cases" / name)).to_json()) for name in ("search", "job")]
    assert printed == kept
    assert len(printed[0]["cards"]) == 8
