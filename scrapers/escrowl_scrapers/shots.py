"""The README's pictures, made from the real thing: ``python -m escrowl_scrapers.shots --out docs/images``."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import click

from escrowl.assets import extension_dir
from escrowl.errors import EscrowlError
from escrowl_scrapers.browser import launch, open_popup, pair
from escrowl_scrapers.demo import POLICY, VIEW, open_sample, samples, settle
from escrowl_scrapers.inside import BADGE
from escrowl_scrapers.saved import serve_pages
from escrowl_scrapers.serving import running_server

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Page

OPTIONS = {"viewport": VIEW, "device_scale_factor": 1.5}


def _popup(context: BrowserContext, about: Page, out: Path) -> None:
    """The popup alone, as wide as it hangs below the toolbar."""
    popup = open_popup(context, about)
    popup.locator("#findings li").first.wait_for()
    popup.wait_for_timeout(300)
    popup.locator("body").screenshot(path=out)
    popup.close()


def take(out: Path) -> None:
    """Make search.png, panel.png, popup.png and dashboard.png in ``out``. Raises EscrowlError."""
    out.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory(prefix="escrowl-") as folder,
        running_server(Path(folder)) as server,
        launch(extension_dir(), options=OPTIONS) as context,
    ):
        pages = samples()
        serve_pages(
            context,
            {sample.url: sample.html for sample in pages.values()},
            policy=POLICY,
            let_through=(f"http://127.0.0.1:{server.port}/",),
        )
        pair(context, server.line)
        search, _ = open_sample(context, pages["search"])
        search.screenshot(path=out / "search.png")
        _popup(context, search, out / "popup.png")
        open_sample(context, pages["job"])
        room, inside = open_sample(context, pages["messages"])
        inside.click(BADGE)
        inside.click(".reply > button")
        inside.wait_for("find('.draft textarea')?.value")
        room.wait_for_timeout(900)  # a click on a button that has only just appeared is refused
        inside.click(".panel button", "Insert")
        inside.wait_for("/inserted/i.test(find('[role=status]')?.textContent ?? '')")
        settle(inside)
        room.mouse.move(0, 0)
        room.screenshot(path=out / "panel.png")
        dashboard = context.new_page()
        dashboard.goto(server.client.open())
        dashboard.wait_for_load_state("networkidle")
        dashboard.screenshot(path=out / "dashboard.png")


@click.command()
@click.option("--out", required=True, type=click.Path(file_okay=False, path_type=Path), help="Folder of the pictures.")
def command(out: Path) -> None:
    """Make the README's pictures anew."""
    take(out)
    click.echo(f"search.png, panel.png, popup.png and dashboard.png are in {out}")


def main() -> None:
    """Entry point."""
    try:
        command(prog_name="escrowl_scrapers.shots")
    except EscrowlError as fault:
        click.echo(f"shots: {fault}", err=True)
        sys.exit(1)


if __name__ == "__main__":
    main()
