"""What ``escrowl dev scrub`` prints: what was taken out, what is left and where, what to do next."""

from __future__ import annotations

from pathlib import Path

from rich.console import Console
from rich.table import Table

from escrowl.cli.reading import plain
from escrowl.dev import scrub
from escrowl.naming import quoted


def _target(page: Path, out: Path | None, again: bool) -> Path:
    if out is not None:
        return out
    own = page.parent if page.name == "page.html" else page
    if again:
        return own
    return own.with_name(f"{own.stem if own.is_file() else own.name}-scrubbed")


def scrub_page(page: Path, url: str | None, out: Path | None) -> bool:
    """Scrub, write and say; whether the page is clean. Raises SnapshotRejected, EscrowlError."""
    console = Console()
    snapshot = scrub.load(page, url)
    again = snapshot.taken_by == scrub.TAKEN_BY and out is None  # mended by hand: it is looked through once more
    done = scrub.scrub(snapshot)
    folder = scrub.save(done, _target(page, out, again), again)
    table = Table(title="Taken out or replaced", title_justify="left")
    table.add_column("kind")
    table.add_column("times", justify="right")
    for kind, count in sorted(done.counts.items()):
        if count:
            table.add_row(kind, str(count))
    console.print(table)
    if done.left:
        left = Table(title="Left, and looks private", title_justify="left")
        for head in ("kind", "where", "begins"):
            left.add_column(head, overflow="fold")
        for one in done.left:
            left.add_row(one.kind, plain(one.where), plain(one.words))
        console.print(left)
    for change in done.changed:
        console.print(f"Reads differently: {plain(change)}")
    maybe = scrub.maybe_names(done.snapshot.html)
    if maybe:
        console.print(f"Words that could be names, for you to look at: {plain(', '.join(maybe))}")
    where = quoted(folder)
    console.print(f"Written to {plain(str(folder))}", soft_wrap=True)
    if done.clean:
        console.print("Clean as far as a program can tell. Look through page.html once yourself, then:")
        console.print(f"  escrowl dev new-case {plain(where)} NAME", soft_wrap=True)
        return True
    if done.left:
        console.print(
            f"Not clean. Change page.html there by hand, then: escrowl dev scrub {plain(where)}", soft_wrap=True
        )
    if done.changed:
        console.print("The scrubbed page does not show the same as the saved one: mend the facts above by hand.")
    return False
