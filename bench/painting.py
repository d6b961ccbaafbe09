"""In a real browser, with the real extension and server: how long from new tiles to painted badges.

The clock is the page's own ``performance.now``. The page watches itself: a badge's host is an element that appears in
a tile after the page built it, and it counts as painted in the frame after the next ``requestAnimationFrame``.
"""

from __future__ import annotations

import statistics
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bench.making import URL, page, tile
from escrowl.assets import extension_dir
from escrowl_scrapers.browser import launch, pair
from escrowl_scrapers.saved import serve_pages
from escrowl_scrapers.serving import running_server

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Page

TILES = 10
POLICY = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:"
STYLE = (
    "<style>body{font:16px/1.5 sans-serif;margin:0 auto;max-width:900px}"
    "article{border-top:1px solid #ccc;padding:16px}"
    "h2{font-size:20px} ul{display:flex;gap:16px;list-style:none;padding:0}</style>"
)

WATCH = """
(() => {
  const seen = { begin: 0, painted: [], shifts: [], long: [], first: 0 };
  globalThis.benchSeen = seen;
  new PerformanceObserver((list) => { for (const e of list.getEntries()) seen.shifts.push([e.value, e.startTime]); })
    .observe({ type: "layout-shift", buffered: true });
  new PerformanceObserver((list) => { for (const e of list.getEntries()) seen.long.push([e.duration, e.startTime]); })
    .observe({ type: "longtask", buffered: true });
  const done = new WeakSet();
  const hosts = (node) => node.nodeType === 1 && !node.matches("article, article *:is([data-test], [data-bench])")
    && node.closest("article") && node.parentElement?.closest("h2, article");
  const look = (records) => {
    for (const record of records) for (const node of record.addedNodes) {
      if (!seen.begin || !hosts(node)) continue;
      const card = node.closest("article");
      if (done.has(card)) continue;
      done.add(card);
      requestAnimationFrame(() => { const after = new MessageChannel();
        after.port1.onmessage = () => seen.painted.push(performance.now() - seen.begin);
        after.port2.postMessage(0); });
    }
  };
  const watch = new MutationObserver(look);
  addEventListener("DOMContentLoaded", () => { seen.begin = performance.now();
    watch.observe(document.documentElement, { childList: true, subtree: true }); }, { capture: true, once: true });
  globalThis.benchAdd = (html) => { look(watch.takeRecords()); seen.painted = []; seen.shifts = []; seen.long = [];
    const list = document.querySelector("[data-test=JobsList]");
    watch.disconnect(); list.insertAdjacentHTML("beforeend", html);
    watch.observe(document.documentElement, { childList: true, subtree: true }); seen.begin = performance.now(); };
})();
"""
"""Runs in the page's own world before its scripts. The tiles themselves are built while the observer is off."""


@dataclass(frozen=True)
class Painted:
    """Milliseconds until the last badge of the view, one a repeat; shifts and long tasks of all repeats."""

    name: str
    last: tuple[float, ...]
    shift: float
    long: tuple[float, ...]

    @property
    def median(self) -> float:
        """The middle of them."""
        return statistics.median(self.last)

    def words(self) -> str:
        """One line for people."""
        p90 = statistics.quantiles(self.last, n=10)[-1]
        longest = f"{len(self.long)}, longest {max(self.long):.0f} ms" if self.long else "none"
        return (
            f"{self.name}: median {self.median:.0f} ms, p90 {p90:.0f} ms of {len(self.last)} repeats; "
            f"layout shift at most {self.shift:.4f}; long tasks: {longest}"
        )


def _wait(tab: Page, badges: int) -> dict[str, Any]:
    tab.wait_for_function("n => globalThis.benchSeen.painted.length >= n", arg=badges, timeout=30_000, polling=50)
    tab.wait_for_timeout(300)  # late shifts and long tasks are told after the fact
    seen: dict[str, Any] = tab.evaluate("globalThis.benchSeen")
    return seen


def _sum(name: str, runs: list[dict[str, Any]]) -> Painted:
    return Painted(
        name,
        tuple(max(run["painted"]) for run in runs),
        max(sum(value for value, _ in run["shifts"]) for run in runs),
        tuple(duration for run in runs for duration, _ in run["long"]),
    )


def _views(context: BrowserContext, repeats: int) -> list[Painted]:
    first, more = [], []
    for turn in range(repeats + 1):
        begin = 10_000 + turn * 20  # other ids each time: nothing is known beforehand
        serve_pages(context, {URL: page(TILES, begin, STYLE)}, policy=POLICY, let_through=("http://127.0.0.1:",))
        tab = context.new_page()
        tab.add_init_script(WATCH)
        tab.goto(URL, wait_until="domcontentloaded")
        opened = _wait(tab, TILES)
        tab.wait_for_timeout(700)  # the page is at rest, as when a person scrolls on
        tab.evaluate("html => benchAdd(html)", "".join(tile(begin + TILES + n) for n in range(3)))
        added = _wait(tab, 3)
        tab.close()
        context.unroute_all(behavior="ignoreErrors")
        if turn:
            first.append(opened)
            more.append(added)
    return [
        _sum(f"first view, {TILES} tiles, DOMContentLoaded to last badge painted", first),
        _sum("3 new tiles, inserted to last badge painted", more),
    ]


def painted(repeats: int = 12) -> list[Painted]:
    """Both views with a server and a browser of their own. Raises BrowserMissing where there is no Chromium."""
    with (
        tempfile.TemporaryDirectory(prefix="escrowl-bench-") as folder,
        running_server(Path(folder)) as server,
        launch(extension_dir(), options={"viewport": {"width": 1280, "height": 900}}) as context,
    ):
        pair(context, server.line)
        return _views(context, repeats)
