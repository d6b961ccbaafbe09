"""Commands that talk to the running server, or hand the extension out: pair, open, export, backup, extension."""

from __future__ import annotations

import json
import sys
import webbrowser
from pathlib import Path

import click

from escrowl.cli.layout import lay_out, pack
from escrowl.errors import EscrowlError
from escrowl.settings import Settings, read_settings
from escrowl.web.client import LocalClient


def _settings(port: int | None, data: Path | None) -> Settings:
    return read_settings(port, data)


port_option = click.option("--port", type=int, help="Port of the running server, when it is not the usual one.")
data_option = click.option(
    "--data", type=click.Path(file_okay=False, path_type=Path), help="Folder of the store (or ESCROWL_DATA)."
)


@click.command()
@click.option("--name", default="browser", help="A name for this browser in the dashboard.")
@port_option
@data_option
def pair(name: str, port: int | None, data: Path | None) -> None:
    """Make a pairing line for one more browser (the server must be running)."""
    line, seconds = LocalClient(_settings(port, data)).pair(name)
    click.echo(f"Paste this into the extension's options within {seconds:.0f} seconds:\n\n  {line}\n")


@click.command("open")
@click.option("--print", "only_print", is_flag=True, help="Print the link instead of opening the browser.")
@port_option
@data_option
def open_dashboard(only_print: bool, port: int | None, data: Path | None) -> None:
    """Open the dashboard with a link that works once, for a minute."""
    url = LocalClient(_settings(port, data)).open()
    if only_print or not webbrowser.open(url):
        click.echo(url)


@click.command()
@click.option(
    "--out", type=click.Path(dir_okay=False, path_type=Path), help="File to write (default: standard output)."
)
@port_option
@data_option
def export(out: Path | None, port: int | None, data: Path | None) -> None:
    """Print everything escrowl keeps, as JSON."""
    text = json.dumps(LocalClient(_settings(port, data)).export(), ensure_ascii=False, indent=1)
    if out is None:
        click.echo(text)
    else:
        try:
            out.write_text(text + "\n", encoding="utf-8")
        except OSError as fault:
            raise EscrowlError(f"Could not write {out}: {fault.strerror}. Name another file with --out.") from fault
        click.echo(f"Written to {out}.", err=True)


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@port_option
@data_option
def backup(file: Path, port: int | None, data: Path | None) -> None:
    """Write a consistent copy of the store to FILE while the server runs."""
    LocalClient(_settings(port, data)).backup(file.resolve())
    click.echo(f"Backed up to {file}.", err=True)


@click.command()
@data_option
def restore(data: Path | None) -> None:
    """Go back to the newest good older copy of a damaged store (no server may run on it)."""
    from escrowl.store import restore as restore_store

    folder = _settings(None, data).data
    seq = restore_store(folder)
    click.echo(f"Restored up to record {seq}. The damaged files are beside it in {folder}, named *.damaged.", err=True)


@click.command()
@click.argument("target", type=click.Path(path_type=Path))
def extension(target: Path) -> None:
    """Lay the extension out in the folder TARGET, or pack it when TARGET ends in .zip."""
    done = pack(target) if target.suffix == ".zip" else lay_out(target)
    click.echo(f"{done}", file=sys.stdout)
