"""``escrowl-scrape``: saved and live pages through the extension's own snapshot code. Exit status as ``escrowl``'s."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import click
from rich.console import Console
from rich.markup import escape
from rich.progress import track
from rich.table import Table

from escrowl.check import check
from escrowl.errors import EscrowlError, run_command
from escrowl.report import Report
from escrowl.snapshot import Snapshot, read_page_file
from escrowl_scrapers import browser as browsers
from escrowl_scrapers import live, replaying

SHAPES = {"danger": "■ danger", "warning": "▲ warning", "caution": "◆ caution", "info": "● info"}
"""A shape and a word for every severity: colour alone tells nothing to many people."""


def _plain(text: str) -> str:
    """A page's text, safe for a terminal: no control characters, white space folded, no markup."""
    return escape(" ".join("".join(char if char.isprintable() else " " for char in text).split()))


def _table(name: str, report: Report) -> Table:
    table = Table(title=f"{_plain(name)}: {report.site or 'no known site'} {report.kind}, {report.status}")
    table.title_justify = "left"
    for head in ("card", "verdict", "badges", "first reply"):
        table.add_column(head, overflow="fold")
    for card in report.cards:
        title = card.facts.get("job.title") or card.facts.get("client.name")
        table.add_row(
            _plain(title.text or str(title.value) if title else card.id)[:60],
            card.verdict or "",
            "\n".join(f"{SHAPES[badge.severity]}: {_plain(badge.label)}" for badge in card.badges),
            card.replies[0] if card.replies else "",
        )
    return table


def _print(name: str, snapshot: Snapshot, as_json: bool) -> bool:
    """Print the Report; whether the page could be read, at least in part."""
    report = check(snapshot)
    if as_json:
        click.echo(report.to_json())
    else:
        Console().print(_table(name, report))
    return report.status in ("read", "partial")


def _files(paths: tuple[Path, ...]) -> Iterator[Path]:
    for path in paths:
        if path.is_dir() and not (path / "snapshot.json").exists():
            yield from sorted(p for p in path.rglob("*") if p.suffix in (".html", ".htm") and p.is_file())
        else:
            yield path


def _load(path: Path, url: str | None) -> Snapshot:
    if path.is_dir() and url is None:
        return Snapshot.load(path)
    return read_page_file(path / "page.html" if path.is_dir() else path, url)


def _folder(out: Path, path: Path, taken: set[str]) -> Path:
    """A name for the case that does not hide an earlier one of the same run."""
    stem = path.parent.name if path.name == "page.html" else path.stem if path.is_file() else path.name
    name, number = stem, 2
    while name in taken:
        name, number = f"{stem}-{number}", number + 1
    taken.add(name)
    return out / name


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def group() -> None:
    """Read marketplace pages in a real browser, with the extension's own code. For tests and contributors."""


@group.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@click.option("--url", help="Address of the page, when the file does not tell it (one file only).")
@click.option("--json", "as_json", is_flag=True, help="Print one Report a line.")
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), help="Save each snapshot as a case in here.")
def replay(files: tuple[Path, ...], url: str | None, as_json: bool, out: Path | None) -> None:
    """Open saved pages in Chromium at their real address, every other request refused, and print the Reports."""
    paths = list(_files(files))
    if url and len(paths) > 1:
        raise click.UsageError("--url goes with one file; several pages tell their addresses themselves.")
    failed, taken = 0, set[str]()
    with replaying.session() as take:
        shown = track(paths, "replaying", console=Console(stderr=True), transient=True) if len(paths) > 1 else paths
        for path in shown:
            try:
                snapshot = take(_load(path, url))
                if out is not None:
                    snapshot.save(_folder(out, path, taken))
                failed += not _print(str(path), snapshot, as_json)
            except (EscrowlError, OSError) as fault:
                failed += 1
                click.echo(f"escrowl-scrape: {path}: {fault}", err=True)
    if not paths:
        raise EscrowlError("There is no .html file in there.")
    sys.exit(1 if failed else 0)


@group.command()
@click.argument("url")
@click.option("--live", "is_live", is_flag=True, help="Allow an address outside this computer: one page, as yourself.")
@click.option("--wait", is_flag=True, help="With a display: wait for Enter before the page is taken (to sign in).")
@click.option("--json", "as_json", is_flag=True, help="Print the Report as one line.")
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), help="Save the snapshot as a case in here.")
def capture(url: str, is_live: bool, wait: bool, as_json: bool, out: Path | None) -> None:
    """Take one page: a local one (127.0.0.1, file://), or with --live one of yours at a marketplace.

    A live page is opened in a browser profile of escrowl's own that you sign in to by hand. robots.txt is honoured,
    no link is followed, no challenge is solved, and nothing about the browser is hidden.
    """
    snapshot = live.capture(url, is_live=is_live, wait=wait)
    if out is not None:
        snapshot.save(out)
    sys.exit(0 if _print(url, snapshot, as_json) else 1)


@group.command("browser")
def browser_command() -> None:
    """Say which Chromium is used; install one when there is none."""
    try:
        found = browsers.find_any()
    except browsers.BrowserMissing as fault:
        if not browsers.playwright_installed() or os.environ.get(browsers.VARIABLE):
            raise  # one more browser would not mend either
        click.echo(f"{str(fault).split('. ')[0]}. Installing one…", err=True)
        found = browsers.install()
    click.echo(f"Chromium: {found.source}")


def main() -> None:
    """Entry point."""
    run_command(lambda: group(prog_name="escrowl-scrape"), "escrowl-scrape")


if __name__ == "__main__":
    main()
