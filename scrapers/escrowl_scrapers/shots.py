"""The README's pictures, made from the real thing: ``python -m escrowl_scrapers.shots --out docs/images``."""

from __future__ import annotations

import sys
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from escrowl.assets import extension_dir
from escrowl.errors import EscrowlError
from escrowl.snapshot import Snapshot
from escrowl_scrapers.browser import BrowserFailed, launch, open_popup, pair, press_button
from escrowl_scrapers.demo import POLICY, VIEW, open_sample, samples, settle
from escrowl_scrapers.inside import BADGE
from escrowl_scrapers.saved import serve_pages
from escrowl_scrapers.serving import Server, running_server

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Page

OPTIONS = {"viewport": VIEW, "device_scale_factor": 1.5}
NAMES = ("search.png", "popup.png", "panel.png", "words.png", "terms.png", "rules.png")

LATER = (
    ("Robin Vale", "Gladly. I would begin with the three stations that share their terms."),
    (
        "Dana Whitlock",
        "How would you handle the rhymes in the children's part? Please send a plan for all nine stations.",
    ),
    ("Dana Whitlock", "And could you translate the first station as a sample, so that we can hear it?"),
)
"""How the sample's talk goes on, so that the meter of a talk can be seen."""

MAIL = "https://mail.example.org/message/7"
MAIL_PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><title>Message</title>
<link rel="icon" href="data:,">
<body style="font:16px system-ui, sans-serif; max-width: 46em; margin: 3em auto"><main><h1>Your application</h1>
<p>Hello, we read your profile and would like to work with you on a picture book.</p>
<p>Before the first day, please send $50 as a registration fee. You get it back with the first payment.</p>
</main></body></html>"""


def _talk_goes_on(sample: Snapshot) -> Snapshot:
    """The sample's room with the messages of `LATER`. Raises BrowserFailed when the sample has another shape."""
    told = "".join(
        f'<div class="up-d-story-item" id="story_77ab1{number}"><div class="story-inner top"'
        ' data-test="story-container"><div class="story-header" data-test="story-header">'
        f'<span class="user-name">{name}</span></div><div class="story-message"><div class="up-d-message"'
        f' data-test="story-message"><p>{text}</p><span class="end-of-message"></span></div></div></div></div>'
        for number, (name, text) in enumerate(LATER)
    )
    before, mark, after = sample.html.partition('</div>\n    <div class="composer">')
    if not mark:
        raise BrowserFailed(
            "The sample's message room has no end of the talk before its composer: change LATER's place."
        )
    return replace(sample, html=before + told + mark + after)


def _popup_alone(popup: Page, out: Path) -> None:
    """The popup alone, as wide as it hangs below the toolbar."""
    popup.wait_for_timeout(300)
    popup.locator("body").screenshot(path=out)
    popup.close()


def _lists(context: BrowserContext, search: Snapshot, out: Path) -> None:
    page, _ = open_sample(context, search)
    page.screenshot(path=out / "search.png")
    popup = open_popup(context, page)
    popup.locator("#findings li").first.wait_for()
    _popup_alone(popup, out / "popup.png")


def _room(context: BrowserContext, talk: Snapshot, out: Path) -> None:
    page, inside = open_sample(context, talk)
    inside.click(BADGE)
    inside.click(".reply > button", "Ask for the payment check")
    inside.wait_for("find('.draft textarea')?.value")
    page.wait_for_timeout(900)  # a click on a button that has only just appeared is refused
    inside.click(".panel button", "Insert")
    inside.wait_for("/inserted/i.test(find('[role=status]')?.textContent ?? '')")
    settle(inside)
    inside.evaluate("find('.meter').scrollIntoView({block: 'center', behavior: 'instant'})")
    page.mouse.move(0, 0)
    page.wait_for_timeout(300)
    page.screenshot(path=out / "panel.png")


def _words(context: BrowserContext, out: Path) -> None:
    page = context.new_page()
    page.goto(MAIL)
    popup = press_button(context, page)
    popup.get_by_role("button", name="Check the words of this page").click()
    popup.locator("#words-result .answers summary").click()
    popup.locator(".answer button").first.click()
    popup.locator("#words-result textarea").wait_for()
    _popup_alone(popup, out / "words.png")


def _dashboard(context: BrowserContext, server: Server, out: Path) -> None:
    page = context.new_page()
    page.goto(server.client.open())
    page.click("nav a[href='#terms']")
    page.fill("#f-rate", "45")
    page.fill("[id='f-min_budget']", "200")
    page.fill("#f-languages", "en, es")
    page.get_by_role("button", name="Keep these terms").click()
    page.get_by_text("Kept", exact=False).last.wait_for()
    page.wait_for_timeout(300)
    page.locator("fieldset").first.evaluate("one => scrollTo(0, one.getBoundingClientRect().top + scrollY - 24)")
    page.locator("#state").evaluate("one => { one.hidden = true }")
    page.screenshot(path=out / "terms.png", clip={"x": 80, "y": 0, "width": 1120, "height": 640})
    page.click("nav a[href='#rules']")
    page.locator("summary", has_text="Client").click()
    page.get_by_role("button", name="Mute client/enterprise").click()
    page.locator("h2", has_text="Muted").wait_for()
    page.locator("#state").evaluate("one => { one.hidden = true }")
    page.screenshot(path=out / "rules.png", clip={"x": 80, "y": 0, "width": 1120, "height": 900})


def take(out: Path) -> None:
    """Make the pictures of `NAMES` in ``out``. Raises EscrowlError."""
    out.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory(prefix="escrowl-") as folder,
        running_server(Path(folder)) as server,
        launch(extension_dir(), options=OPTIONS) as context,
    ):
        pages = samples()
        talk = _talk_goes_on(pages["messages"])
        told = {sample.url: sample.html for sample in (pages["search"], pages["job"], talk)}
        serve_pages(
            context, {**told, MAIL: MAIL_PAGE}, policy=POLICY, let_through=(f"http://127.0.0.1:{server.port}/",)
        )
        pair(context, server.line)
        _lists(context, pages["search"], out)
        open_sample(context, pages["job"])
        _room(context, talk, out)
        _words(context, out)
        _dashboard(context, server, out)


@click.command()
@click.option("--out", required=True, type=click.Path(file_okay=False, path_type=Path), help="Folder of the pictures.")
def command(out: Path) -> None:
    """Make the README's pictures anew."""
    take(out)
    click.echo(f"{', '.join(NAMES)} are in {out}")


def main() -> None:
    """Entry point."""
    try:
        command(prog_name="escrowl_scrapers.shots")
    except EscrowlError as fault:
        click.echo(f"shots: {fault}", err=True)
        sys.exit(1)


if __name__ == "__main__":
    main()
