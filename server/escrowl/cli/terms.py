"""``terms`` and ``replies``: what a person set, on the files of the data folder; no server has to run."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from escrowl import replies, rules
from escrowl.cli.data import data_option
from escrowl.errors import TermsInvalid
from escrowl.replies import exchange
from escrowl.settings import read_settings
from escrowl.terms import DEFAULTS, THRESHOLDS, Fault, Keeper, Kept, Terms, parse, read
from escrowl.terms.file import NAME
from escrowl.web.own import faults

Command = Callable[..., None]


def _text_of(file: Path) -> str:
    """The text of a file that a person named. Raises TermsInvalid when it has none."""
    try:
        return file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise TermsInvalid((Fault(file.name, "it is not UTF-8 text; save it as UTF-8."),)) from None
    except OSError as error:
        raise TermsInvalid((Fault(file.name, f"it cannot be read ({error.strerror})."),)) from None


def terms_options(command: Command) -> Command:
    """``--terms`` and ``--no-terms`` of the commands that judge."""
    command = click.option("--no-terms", is_flag=True, help="Judge as if nothing were set.")(command)
    return click.option(
        "--terms",
        "terms_at",
        type=click.Path(exists=True, path_type=Path),
        help="Terms to judge under: a terms.toml, or a folder with own rules and replies too (default: your own).",
    )(command)


def wanted_terms(terms_at: Path | None, no_terms: bool) -> Terms:
    """The terms a command is to judge under. What is wrong with files of the folder is said, and left out.

    Raises TermsInvalid for a faulty file that was named.
    """
    if no_terms:
        return DEFAULTS
    if terms_at is not None and terms_at.is_file():
        return parse(_text_of(terms_at), terms_at.name)
    kept = read(terms_at or read_settings().data)
    say_faults(faults(kept))
    return kept.terms


def say_faults(found: tuple[Fault, ...]) -> None:
    """One line each on standard error."""
    for fault in found:
        click.echo(f"escrowl: {fault}", err=True)


def _rows(kept: Kept) -> list[tuple[str, str]]:
    terms, usual = kept.terms, rules.standard()
    money = {"rate": terms.rate, "smallest budget": terms.min_budget}
    rows = [(name, "not set" if value is None else f"{value:g} {terms.currency}") for name, value in money.items()]
    rows += [("free interview", f"{terms.minutes} minutes"), ("languages", ", ".join(terms.languages) or "not set")]
    for name, value in terms.thresholds.items():
        rows.append(
            (name, f"{value:g} (usually {usual[name]:g})" if name in usual else f"{value:g} (not used any more)")
        )
    rows += [(f"on {site}", ", ".join(sorted(flags))) for site, flags in terms.sites.items()]
    rows += [("muted", " ".join(filter(None, (mute.rule, mute.where, mute.key)))) for mute in terms.muted]
    rows += [("own rule", rule) for rule in rules.own_rules(terms.rules).catalog or ()]
    return rows + [("own reply", reply) for reply in replies.own_replies(terms.replies).replies]


@click.command()
@data_option
@click.option("--thresholds", is_flag=True, help="List every number that can be set, with the usual one.")
def terms(data: Path | None, thresholds: bool) -> None:
    """Show your terms, where they are kept, and what is wrong with the files, if anything."""
    folder, console = read_settings(data=data).data, Console()
    if thresholds:
        table = Table("name", "usual", "meaning")
        for name, usual in rules.standard().items():
            table.add_row(name, f"{usual:g}", f"{THRESHOLDS[name].label} {usual:g} {THRESHOLDS[name].unit}")
        console.print(table)
        return
    kept = read(folder)
    found = faults(kept)
    click.echo(f"{folder / NAME}{'' if (folder / NAME).exists() else ' (not there yet: the usual terms hold)'}")
    for name, value in _rows(kept):
        click.echo(f"  {name}: {value}")
    say_faults(found)
    sys.exit(1 if found else 0)


@click.group("replies")
def replies_group() -> None:
    """Carry your own replies to another computer, or share them."""


@replies_group.command("export")
@click.option(
    "--out", type=click.Path(dir_okay=False, path_type=Path), help="File to write (default: standard output)."
)
@data_option
def export(out: Path | None, data: Path | None) -> None:
    """Print your own replies as one TOML file."""
    kept = read(read_settings(data=data).data)
    say_faults(replies.own_replies(kept.terms.replies).faults)
    text = exchange.export(kept.terms.replies)
    if out is None:
        click.echo(text, nl=False)
    else:
        try:
            out.write_text(text, encoding="utf-8")
        except OSError as error:
            raise TermsInvalid((Fault(str(out), f"it cannot be written ({error.strerror})."),)) from None
        click.echo(f"Written to {out}.", err=True)


@replies_group.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--on-conflict",
    type=click.Choice(["keep", "replace", "both"]),
    default="keep",
    show_default=True,
    help="When you have a reply of that name: keep yours, replace it, or keep both.",
)
@data_option
def import_(file: Path, on_conflict: exchange.Conflict, data: Path | None) -> None:
    """Take in the replies of FILE, which `escrowl replies export` wrote. A running server uses them at once."""
    keeper = Keeper(read_settings(data=data).data)
    try:
        given = exchange.read(_text_of(file))
    except TermsInvalid as error:
        raise TermsInvalid(tuple(replace(fault, file=str(file)) for fault in error.faults)) from None
    rows = exchange.plan(keeper.terms().replies, given, on_conflict)
    for row in rows:
        if row.file is not None:
            keeper.write("replies", row.file.name, row.file.text)
        click.echo(f"{row.name}: {row.done}{f' ({row.why})' if row.why else ''}")
    sys.exit(1 if any(row.done == "faulty" for row in rows) else 0)
