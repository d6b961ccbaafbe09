"""``doctor``: what was read of saved pages, by which layer, what not and why; and how the sites' layouts do."""

from __future__ import annotations

import contextlib
import sys
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.table import Table

from escrowl import pages
from escrowl.cards import Card, Disagreement, Reading
from escrowl.cli.reading import page_files, plain, read_page
from escrowl.errors import EscrowlError
from escrowl.facts import Facts, Known
from escrowl.settings import read_settings
from escrowl.web.client import LocalClient

Sites = list[Mapping[str, Any]]


def _table(title: str, *heads: str) -> Table:
    table = Table(title=title, title_justify="left")
    for head in heads:
        table.add_column(head, overflow="fold")
    return table


def _card(card: Card) -> Table:
    table = _table(f"{card.role} {plain(card.id)}", "fact", "value", "words", "layer", "where")
    for name, fact in sorted(card.facts.items()):
        if isinstance(fact, Known):
            table.add_row(name, plain(str(fact.value))[:80], plain(fact.text)[:80], fact.layer, plain(fact.where)[:60])
        else:
            table.add_row(f"[dim]{name}[/]", "[dim]unknown[/]", f"[dim]{plain(fact.reason)}[/]", "", "")
    return table


def _disagreements(found: Iterable[Disagreement]) -> Table:
    table = _table(
        "Data inside the page and its words differ; the words stand", "card", "fact", "data", "words", "where"
    )
    for one in found:
        values = (plain(str(value))[:60] for value in (one.data, one.visible))
        table.add_row(plain(one.card), one.fact, *values, plain(one.where)[:60])
    return table


def _layers(reading: Reading) -> str:
    """How many facts came from which layer, and how many are unknown for which reason."""
    facts = [fact for card in reading.cards for fact in card.facts.values()]
    known = Counter(fact.layer for fact in facts if isinstance(fact, Known))
    unknown = Counter(fact.reason for fact in facts if not isinstance(fact, Known))
    read = ", ".join(f"{count} by {layer}" for layer, count in known.most_common()) or "nothing"
    why = ", ".join(f"{count} {reason}" for reason, count in unknown.most_common(4)) or "none"
    return f"read: {read}. Unknown: {why}."


def _health(rows: Sites) -> Table:
    table = _table("Layouts, as the running server saw them", "site", "pages", "seen", "layout")
    for row in rows:
        table.add_row(row["site"], row["kind"], str(row["pages"]), plain(row["words"]) or "as usual")
    return table


def _asked(data: Path | None) -> Sites:
    """What the running server says of the sites. Raises NotRunning."""
    return list(LocalClient(read_settings(None, data)).ask("cli/health", {})["sites"])


def _say(console: Console, path: Path, reading: Reading, sites: Sites) -> None:
    signed_in = {True: "yes", False: "no", None: "not known"}[reading.signed_in]
    about = f"{reading.site or 'no known site'}, {reading.kind}, {reading.status}, signed in: {signed_in}"
    console.print(f"[bold]{plain(str(path))}[/]: {about}")
    for note in reading.notes:
        console.print(f"   note: {plain(note)}")
    for row in sites:
        if row["site"] == reading.site and row["words"]:
            console.print(f"   layout changed: {plain(row['words'])}")
    console.print(f"   {plain(_layers(reading))}")
    for card in reading.cards:
        console.print(_card(card))
    if reading.disagreements:
        console.print(_disagreements(reading.disagreements))


@click.command()
@click.argument("files", nargs=-1, type=click.Path(exists=True, path_type=Path))
@click.option("--url", help="Address of the page, when the file does not tell it (one file only).")
@click.option("--data", type=click.Path(file_okay=False, path_type=Path), help="Folder of the store (or ESCROWL_DATA).")
def doctor(files: tuple[Path, ...], url: str | None, data: Path | None) -> None:
    """Show how each fact of saved pages was read, by which layer, what could not be read and why.

    Also where data inside a page and its visible words differ. Without FILES: how the layouts of the sites do that
    the running server has seen.
    """
    console, unread = Console(), 0
    if not files:
        seen = _asked(data)
        console.print(_health(seen) if seen else "The running server has seen no page yet.")
        return
    sites: Sites = []
    with contextlib.suppress(EscrowlError):  # no server runs: the pages are looked at all the same
        sites = _asked(data)
    for path in page_files(files):
        try:
            reading = pages.read(read_page(path, url), me=Facts())
        except EscrowlError as fault:
            click.echo(f"{path}: {fault}", err=True)
            unread += 1
            continue
        unread += reading.status != "read"
        _say(console, path, reading, sites)
    sys.exit(1 if unread else 0)
