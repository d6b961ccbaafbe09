"""The demo: Chromium with the extension loaded and paired, on bundled sample pages at their real addresses.

``python -m escrowl_scrapers.demo --line PAIRING_LINE --out DIR``; ``escrowl start --demo`` runs it as a child.
With a display it stays open until the window is closed; without one it prints the badges, saves screenshots and ends.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import click

from escrowl.assets import extension_dir
from escrowl.errors import EscrowlError
from escrowl.snapshot import Snapshot
from escrowl_scrapers.browser import BrowserFailed, BrowserMissing, has_display, launch, pair
from escrowl_scrapers.inside import BADGE, Inside
from escrowl_scrapers.saved import serve_pages

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Page

SAMPLES = Path(__file__).parent / "samples"
NAMES = ("search", "job", "messages")

POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'none'; base-uri 'none'"
"""As strict a page as marketplaces serve: what the extension draws must not depend on the page's permission."""

BADGES = """roots().flatMap(([host, root]) =>
  [...root.querySelectorAll("button[aria-label]")].filter(seen).map((one) => [
  words(host.closest("article")?.querySelector("h2") ?? document.querySelector("main h4, main h2, h1")),
  one.ariaLabel.replace(/^escrowl: |. Open details$/g, "")]))"""
"""What each badge says to a screen reader: severity in words and label, with the title of the card it is on."""

VIEW = {"width": 1280, "height": 900}
BADGE_SECONDS = 20
"""0.3 s is usual; a cold server on a loaded machine needs several."""


def samples() -> dict[str, Snapshot]:
    """The bundled sample pages by name."""
    return {name: Snapshot.load(SAMPLES / name) for name in NAMES}


def server_of(line: str) -> str:
    """The server's address from a pairing line ``escrowl1:PORT:CLIENT_ID:KEY``. Raises BrowserFailed."""
    parts = line.split(":")
    if len(parts) != 4 or parts[0] != "escrowl1" or not parts[1].isdigit():
        raise BrowserFailed('That is not a pairing line. Print one with "escrowl pair" and paste it whole.')
    return f"http://127.0.0.1:{parts[1]}/"


def open_sample(context: BrowserContext, snapshot: Snapshot) -> tuple[Page, Inside]:
    """A tab with the page and a look inside, once the extension has drawn its first badge and has settled."""
    page = context.new_page()
    page.goto(snapshot.url, wait_until="domcontentloaded")
    inside = Inside(page)
    inside.wait_for(f'find("{BADGE}") != null', BADGE_SECONDS)
    settle(inside)
    return page, inside


def settle(inside: Inside, quiet: float = 0.5, seconds: float = 10) -> None:
    """Wait until what the extension shows has not changed for ``quiet`` seconds: long pages come in batches."""
    before, since, end = inside.texts(), time.monotonic(), time.monotonic() + seconds
    while time.monotonic() - since < quiet and time.monotonic() < end:
        inside.page.wait_for_timeout(100)
        now = inside.texts()
        if now != before:
            before, since = now, time.monotonic()


def run(line: str, out: Path, *, window: bool, hold: bool) -> None:
    """Show the samples; raises EscrowlError when browser, extension, pairing or badges are missing."""
    out.mkdir(parents=True, exist_ok=True)
    server = server_of(line)
    with launch(extension_dir(), headless=not window, options={"viewport": VIEW}) as context:
        shown = samples()
        serve_pages(
            context, {sample.url: sample.html for sample in shown.values()}, policy=POLICY, let_through=(server,)
        )
        pair(context, line)
        for name, sample in shown.items():
            page, inside = open_sample(context, sample)
            click.echo(f"\n{name}: {sample.url}")
            for title, badge in inside.evaluate(BADGES):
                click.echo(f"  {title[:46]:46}  {badge}")
            page.screenshot(path=out / f"{name}.png", full_page=True)
            if name == "messages":
                inside.click(BADGE)
                inside.click(".reply > button")
                settle(inside)
                page.screenshot(path=out / "panel.png")
        for other in [page for page in context.pages if page.url.startswith(("about:blank", "chrome-extension:"))]:
            other.close()
        click.echo(f"\nScreenshots are in {out.resolve()}")
        sys.stdout.flush()
        if window or hold:
            click.echo("The browser stays open until you close its window.")
            while context.pages:
                context.pages[0].wait_for_timeout(500)


@click.command()
@click.option("--line", required=True, help="The pairing line; - reads it from standard input.")
@click.option("--out", required=True, type=click.Path(file_okay=False, path_type=Path), help="Folder of screenshots.")
@click.option("--headless", is_flag=True, help="Show no window even where there is a display.")
@click.option("--hold", is_flag=True, help="Stay open without a window too.")
def command(line: str, out: Path, headless: bool, hold: bool) -> None:
    """Show escrowl on the bundled sample pages."""
    if line == "-":
        line = sys.stdin.readline()
    run(line.strip(), out, window=has_display() and not headless, hold=hold)


def main() -> None:
    """Entry point: one clear line and exit status 1 when something is missing."""
    from escrowl_scrapers.browser import playwright_installed

    try:
        if not playwright_installed():
            raise BrowserMissing('The demo needs Playwright. Install it with: pip install "escrowl[scrapers]"')
        from playwright.sync_api import Error

        try:
            command(prog_name="escrowl_scrapers.demo")
        except Error as fault:
            if "closed" in str(fault):  # the person closed the window
                return
            raise BrowserFailed(f"The browser stopped: {str(fault).strip().splitlines()[0]}") from fault
    except EscrowlError as fault:
        click.echo(f"demo: {fault}", err=True)
        sys.exit(1)


if __name__ == "__main__":
    main()
