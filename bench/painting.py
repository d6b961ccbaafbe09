"""In a real browser, with the real extension and server: from the snapshot to painted badges.

The extension is paired once through Playwright; then the browser is started anew with nothing attached, because a
debugger slows each request and keeps the worker awake. The pages drive themselves (``page/driver.js``), a content
script added to a copy of the extension times it from inside (``page/probe.js``), and the pages post what they saw.
"""

from __future__ import annotations

import json
import queue
import re
import shutil
import statistics
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.making import page, tile
from bench.site import SiteFailed, site
from bench.timing import Row
from escrowl.assets import extension_dir
from escrowl_scrapers.browser import find_any, launch, pair, sandbox_possible
from escrowl_scrapers.serving import running_server

JS = Path(__file__).parent / "page"
FIRST, MANY = 30, 200
"""Tiles of a first view (a marketplace shows 10 to 50), and of a long feed."""

STYLE = (
    "<style>body{font:16px/1.5 sans-serif;margin:0 auto;max-width:900px}"
    "article{border-top:1px solid #ccc;padding:16px}"
    "h2{font-size:20px} ul{display:flex;gap:16px;list-style:none;padding:0}</style>"
)
STAGES = ("reading", "drawing", "placing")
"""What the extension does on the page's main thread, as the probe names it."""

_ADDRESS = "https://www.upwork.com/nx/search/jobs/?q=bench&turn={turn}&tiles={tiles}"
_SECONDS = 90
"""A turn takes 3 s; a machine that has other work to do, several times as long."""


@dataclass(frozen=True)
class View:
    """One batch, all repeats, in milliseconds. ``plain``: in-page JavaScript that reads the same and draws the same.

    ``seen``: until the badges in the window are painted, and ``seen_work`` what that took of the page's main thread;
    ``away``: while worker and server have a question; ``stages``: median work by what it was for.
    """

    name: str
    painted: tuple[float, ...]
    seen: tuple[float, ...]
    seen_work: tuple[float, ...]
    away: tuple[float, ...]
    plain: tuple[float, ...]
    work: tuple[float, ...]
    stages: Mapping[str, float]
    longest: float
    shift: float

    def rows(self, target: float | None) -> Iterator[Row]:
        """Lines of the table."""
        ours, plain = statistics.median(self.painted), statistics.median(self.plain)
        away, seen = statistics.median(self.away), statistics.median(self.seen)
        told = (
            f"{ours:.0f} ms, p90 {_p90(self.painted):.0f} ms; in-page {plain:.0f} ms; worker and server {away:.0f} ms"
        )
        yield Row(f"{self.name}: snapshot to painted badges", ours / plain, "in-page JavaScript", target, note=told)
        apart = seen < 0.9 * ours
        if apart:
            yield Row(
                f"{self.name}: until those in the window are painted",
                seen / plain,
                "in-page JavaScript",
                note=f"{seen:.0f} ms, p90 {_p90(self.seen):.0f} ms",
            )
        work = statistics.median(self.work)
        told = ", ".join(f"{name} {took:.1f}" for name, took in self.stages.items())
        told += f" ms; p90 {_p90(self.work):.1f} ms; longest piece {self.longest:.1f} ms"
        goal = 5 if target else None
        yield Row(f"{self.name}: work on the page's main thread", work, "ms", goal, note=told)
        if apart:
            some = statistics.median(self.seen_work)
            told = f"p90 {_p90(self.seen_work):.1f} ms; the rest follows when the page is idle"
            yield Row(f"{self.name}: work until those in the window are painted", some, "ms", goal, note=told)
        yield Row(f"{self.name}: layout shift", self.shift, "CLS", 0)


def _p90(values: tuple[float, ...]) -> float:
    return statistics.quantiles(values, n=10)[-1] if len(values) > 1 else values[0]


def _page(path: str, last: int) -> str:
    """The page of a turn; other ids each time, so nothing is known beforehand."""
    asked = dict(re.findall(r"(turn|tiles)=(\d+)", path))
    if len(asked) < 2:
        return ""
    turn, tiles = int(asked["turn"]), int(asked["tiles"])
    begin = 10_000 + turn * 1_000
    more = "".join(tile(begin + tiles + number) for number in range(3))
    next_one = f'<link rel="next" href="{_ADDRESS.format(turn=turn + 1, tiles=tiles)}">' if turn < last else ""
    script = f"<script>{(JS / 'driver.js').read_text(encoding='utf-8')}</script>"
    html = page(tiles, begin, STYLE + next_one + script)
    return html.replace("</body>", f"<template>{more}</template></body>")


def probed_extension(folder: Path) -> Path:
    """A copy of the extension with the probe before its last content script."""
    shutil.copytree(extension_dir(), folder)
    shutil.copy(JS / "probe.js", folder / "content" / "probe.js")
    path = folder / "manifest.json"
    manifest = json.loads(path.read_text(encoding="utf-8"))
    for scripts in manifest["content_scripts"]:
        if "content/main.js" in scripts["js"]:
            scripts["js"].insert(scripts["js"].index("content/main.js"), "content/probe.js")
    path.write_text(json.dumps(manifest), encoding="utf-8")
    return folder


@contextmanager
def _browser(extension: Path, profile: Path, port: int, address: str) -> Iterator[None]:
    """Chromium with the paired profile, nothing attached, the marketplace's name leading to our own server."""
    found = find_any()
    command = [found.executable or _playwrights(), "--headless", f"--user-data-dir={profile}", "--no-first-run"]
    command += [f"--disable-extensions-except={extension}", f"--load-extension={extension}", "--disable-quic"]
    command += [f"--host-resolver-rules=MAP www.upwork.com 127.0.0.1:{port}", "--ignore-certificate-errors"]
    command += ["--window-size=1280,900", *([] if sandbox_possible() else ["--no-sandbox"]), address]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # noqa: S603
    try:
        yield
    finally:
        process.terminate()
        process.wait(20)


def _playwrights() -> str:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        return playwright.chromium.executable_path


def _turns(extension: Path, profile: Path, folder: Path, tiles: int, turns: int) -> list[dict[str, Any]]:
    """What the pages of so many turns told, the first one left out: the browser had just started."""
    with site(folder, lambda path: _page(path, turns)) as (port, told):
        out: list[dict[str, Any]] = []
        with _browser(extension, profile, port, _ADDRESS.format(turn=0, tiles=tiles)):
            while len(out) <= turns:
                try:
                    out.append(told.get(timeout=_SECONDS))
                except queue.Empty:
                    raise SiteFailed(f"The page of turn {len(out)} told nothing within {_SECONDS} s.") from None
    return out[1:]


def _view(name: str, told: list[dict[str, Any]], which: str) -> View:
    seen = [one[which] for one in told]
    plain, shift = ("plainFirst", "shift") if which == "first" else ("plainMore", "shiftMore")
    return View(
        name,
        tuple(one["painted"] for one in seen),
        tuple(one["seen"] for one in seen),
        tuple(one["seenWork"] for one in seen),
        tuple(one["away"] for one in seen),
        tuple(one[plain] for one in told),
        tuple(one["work"] for one in seen),
        {name: statistics.median(one[name] for one in seen) for name in STAGES},
        max(one["longest"] for one in seen),
        max(one[shift] for one in told),
    )


def painted(turns: int = 12) -> Iterator[Row]:
    """The views with a server and a browser of their own. Raises BrowserMissing or SiteFailed."""
    with tempfile.TemporaryDirectory(prefix="escrowl-bench-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        extension, profile = probed_extension(folder / "extension"), folder / "profile"
        with running_server(folder / "server") as server:
            with launch(extension, profile=profile) as context:
                pair(context, server.line)
            few = _turns(extension, profile, folder, FIRST, turns)
            many = _turns(extension, profile, folder, MANY, max(3, turns // 4))
    yield from _view(f"first view, {FIRST} tiles", few, "first").rows(5)
    yield from _view("3 new tiles", few, "more").rows(2)
    yield from _view(f"first view, {MANY} tiles", many, "first").rows(None)
    long = [duration for one in (*few, *many) for duration in one["long"]]
    own = sum(len(one["own"]) for one in (*few, *many))
    told = (f"longest {max(long):.0f} ms; " if long else "") + f"{own} more were the page's own"
    loads = f"of {len(few) + len(many)} page loads"
    yield Row("tasks over 50 ms since escrowl came, all views", float(len(long)), loads, 0, note=told)
