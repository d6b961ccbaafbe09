"""The states that must never look like "fine", a worker that dies in between, and accessibility."""

from __future__ import annotations

import contextlib
import queue
import re
import socket
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import axe_playwright_python
import pytest

from escrowl.check import check
from escrowl.settings import Settings
from escrowl.web import checking
from escrowl.web.serve import Running, serve
from escrowl_scrapers.browser import pair
from escrowl_scrapers.inside import BADGE
from escrowl_scrapers.serving import free_port

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Route

    from escrowl_scrapers.inside import Inside

pytestmark = pytest.mark.browser


def words_when_shown(inside: Inside, expected: str) -> str:
    """All the words drawn, once they match."""
    inside.wait_for(f"/{expected}/i.test(roots().map(([, r]) => [...r.children].map(words).join(' ')).join(' '))", 20)
    return " ".join(inside.texts())


def test_not_paired_is_said(unpaired: BrowserContext, make_market: Any, shapes: Any) -> None:
    _, inside = make_market(unpaired).open(shapes.SEARCH, shapes.search_page(shapes.tile()))
    words = words_when_shown(inside, "not paired")
    assert not re.search("verified", words, re.I)
    assert inside.at("article") == [""]


@contextlib.contextmanager
def server_here(folder: Path, port: int) -> Iterator[str]:
    """A server in this process, where rules are loaded already, until the end of the block. Gives a pairing line."""
    got: queue.Queue[Running] = queue.Queue()
    settings = Settings(port=port, data=folder / "data", extension=folder / "extension")
    thread = threading.Thread(target=serve, args=(settings, got.put))
    thread.start()
    running = got.get(timeout=20)
    try:
        yield running.new_pairing("Test").line
    finally:
        running.stop()
        thread.join(10)


def calls_to(mute: socket.socket) -> list[bytes]:
    """What was asked so far of a port that takes calls and says nothing."""
    mute.setblocking(False)
    asked = []
    with contextlib.suppress(BlockingIOError):
        while True:
            with mute.accept()[0] as call:
                call.setblocking(False)
                asked.append(call.recv(30))
    return asked


def test_a_server_that_stopped_or_does_not_answer_is_said_and_one_that_came_back_is_used(
    extension_context: Callable[..., Any],
    make_market: Any,
    shapes: Any,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(checking, "make_checking", lambda: contextlib.nullcontext(check))
    port = free_port()
    with extension_context() as context:
        market = make_market(context)
        with server_here(tmp_path, port) as line:
            pair(context, line)
        html = shapes.search_page(shapes.tile(payment="unverified"))
        _, inside = market.open(shapes.SEARCH, html)
        words = words_when_shown(inside, "server not running")
        assert not re.search("verified", words, re.I)

        # As the person can in the options: half a second of patience instead of five.
        context.service_workers[0].evaluate(
            "chrome.storage.local.get('settings').then(({settings}) =>"
            " chrome.storage.local.set({settings: {...settings, patience: 0.5}}))"
        )
        with socket.create_server(("127.0.0.1", port)) as mute:
            _, inside = market.open(shapes.SEARCH, html)
            words = words_when_shown(inside, "server too slow")
            asked = calls_to(mute)
        assert not re.search("verified|not running", words, re.I)
        assert len(asked) in (2, 3), asked  # a busy machine may find time for one more
        assert asked[-1].startswith(b"POST /api/v1/hello"), "the server has to prove itself anew"

        with server_here(tmp_path, port):
            inside.page.reload(wait_until="domcontentloaded")
            words_when_shown(inside, "unverified|not verified")


def test_a_page_whose_answer_was_lost_is_asked_about_again_and_counted_once(market: Any, shapes: Any) -> None:
    answers: list[dict[str, Any]] = []

    def lose_the_first(route: Route) -> None:
        answer = route.fetch()  # the server has done its part
        answers.append(answer.json())
        return route.abort() if len(answers) == 1 else route.fulfill(response=answer)

    market.serve({shapes.SEARCH: shapes.search_page(shapes.tile(payment="unverified"))})
    market.context.route("**/api/v1/check", lose_the_first)
    page = market.context.new_page()
    page.goto(shapes.SEARCH, wait_until="domcontentloaded")
    words_when_shown(market.look(page), "unverified|not verified")
    first, second = market.sent
    assert first["html"] != second["html"], "it is numbered anew"
    assert first["id"] == second["id"]
    assert [answer["duplicate"] for answer in answers] == [False, True]
    assert answers[0]["seq"] == answers[1]["seq"]


def test_a_layout_that_nobody_knows_is_said(market: Any, shapes: Any) -> None:
    html = shapes.search_page("<div class='x1'><p>Some words, and a job, in a design of tomorrow.</p></div>")
    _, inside = market.open(shapes.SEARCH, html)
    words = words_when_shown(inside, "not readable|not read|unreadable")
    assert not re.search("verified", words, re.I)


def test_a_page_of_another_kind_is_left_alone(market: Any, shapes: Any) -> None:
    page, inside = market.open("https://www.upwork.com/ab/account-security/login", shapes.search_page(shapes.tile()))
    inside.wait_for("escrowl.main.page().state === 'elsewhere'")
    page.wait_for_timeout(400)
    assert market.sent == []
    assert inside.at("article") == [""]


def test_the_worker_may_die_before_the_answer(market: Any, shapes: Any) -> None:
    """Chromium ends an idle worker after 30 s, and any worker when memory is short."""
    page, inside = market.open(shapes.SEARCH, shapes.search_page(shapes.tile(payment="unverified")))
    inside.wait_for(f'find("{BADGE}") != null', 15)
    browser = market.context.browser
    assert browser is not None
    cdp = browser.new_browser_cdp_session()

    def kill() -> None:
        for target in cdp.send("Target.getTargets")["targetInfos"]:
            if target["type"] == "service_worker" and target["url"].startswith("chrome-extension://"):
                cdp.send("Target.closeTarget", {"targetId": target["targetId"]})

    kill()
    tile = shapes.tile("Arrives later", payment="unverified")
    page.evaluate("(html) => document.querySelector('section').insertAdjacentHTML('beforeend', html)", tile)
    page.wait_for_timeout(160)  # the change is noticed after 150 ms: about now the snapshot is on its way
    kill()
    inside.wait_for("[...document.querySelectorAll('article')].every((t) => roots().some(([h]) => t.contains(h)))", 30)
    assert re.search("unverified|not verified", inside.at("article")[1], re.I)


AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")

LOOK_INSIDE = """(async () => {
  for (const [host] of roots()) Object.defineProperty(host, "shadowRoot",
    {configurable: true, get() { return chrome.dom.openOrClosedShadowRoot(this); }});
  const found = [];
  for (const [host] of roots()) {
    const result = await axe.run(host, {rules: {region: {enabled: false}}});
    for (const { id, nodes } of result.violations)
      found.push(id + ": " + nodes.map((node) => node.html.slice(0, 120) + node.failureSummary).join());
  }
  for (const [host] of roots()) delete host.shadowRoot;
  return found;
})()"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_badges_and_panel_are_accessible(market: Any, shapes: Any, scheme: str) -> None:
    sample = shapes.samples()["messages"]
    html = (
        sample.html.replace("background: #fff; color: #1f2328", "background: #111; color: #eee")
        if scheme == "dark"
        else sample.html
    )
    _, inside = market.open(sample.url, html)
    inside.wait_for(f'find("{BADGE}") != null', 15)
    inside.run(AXE)
    assert inside.evaluate(LOOK_INSIDE) == []
    inside.click(BADGE)
    inside.wait_for("find('.panel') != null")
    inside.click(".reply > button")
    inside.wait_for("find('textarea')?.value")
    inside.page.wait_for_timeout(300)  # the panel fades in, and half-drawn text has no contrast
    assert inside.evaluate(LOOK_INSIDE) == []
