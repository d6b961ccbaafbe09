"""``escrowl dev``: the contributor's tools. They work in a checkout and say so elsewhere."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from escrowl.errors import EscrowlError


def _root() -> Path:
    """The checkout: the nearest folder upwards that holds this project's files. Raises EscrowlError outside one."""
    for folder in (Path.cwd(), *Path.cwd().parents):
        if (folder / "server" / "escrowl" / "facts.py").is_file():
            return folder
    raise EscrowlError("This command works in a checkout of the project; go into it first.")


@click.group()
def dev() -> None:
    """Tools for contributors: start a rule, a reply, a site or a case; write the generated docs."""


@dev.command()
@click.option("--check", is_flag=True, help="Write nothing; exit with status 1 when a page is out of date.")
def docs(check: bool) -> None:
    """Write the generated pages of docs/reference and the extension's types anew."""
    from escrowl.dev import docs as generator
    from escrowl.web.api import described

    root, openapi = _root(), described()
    changed = generator.stale(root, openapi) if check else generator.write(root, openapi)
    for path in changed:
        click.echo(f"{'out of date' if check else 'written'}: {path}")
    sys.exit(1 if check and changed else 0)


@dev.command("new-rule")
@click.argument("rule")
def new_rule(rule: str) -> None:
    """Start a rule: RULE is group/name."""
    from escrowl.dev import new

    click.echo(new.new_rule(_root(), rule))


@dev.command("new-reply")
@click.argument("reply")
def new_reply(reply: str) -> None:
    """Start a reply: REPLY is its id."""
    from escrowl.dev import new

    click.echo(new.new_reply(_root(), reply))


@dev.command("new-page")
@click.argument("site")
@click.argument("page")
def new_page(site: str, page: str) -> None:
    """Start a page object for SITE and the kind of page PAGE."""
    from escrowl.dev import new

    click.echo(new.new_page(_root(), site, page))


@dev.command("new-case")
@click.argument("what", nargs=-1, required=True, metavar="FOLDER CASE | SITE PAGE CASE")
@click.option("--cards", type=click.IntRange(1, 50), default=3, help="Cards of a list that are kept (default 3).")
def new_case(what: tuple[str, ...], cards: int) -> None:
    """Start a fixture in tests/pages: from the scrubbed page in FOLDER, or an empty one for PAGE of SITE."""
    from escrowl.dev import new, saved_case

    if len(what) == 3:
        click.echo(new.new_case(_root(), *what))
    elif len(what) == 2 and Path(what[0]).is_dir():
        folder = saved_case.case_of(_root(), Path(what[0]), what[1], cards)
        click.echo(f"{folder}\nexpected.json holds what is read now: write into it what a person sees on the page.")
    else:
        raise click.UsageError("Give the folder of a scrubbed page and a name, or site, kind of page and name.")


@dev.command()
@click.argument("page", type=click.Path(exists=True, path_type=Path))
@click.option("--url", help="Address of the page, when the file does not tell it.")
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), help="Folder to write (default: beside PAGE).")
def scrub(page: Path, url: str | None, out: Path | None) -> None:
    """Take private data out of a saved page: PAGE is a file, or a folder of “Save this page for a fix”.

    Exit status 1 when something that looks private is left, or when the page reads differently now.
    """
    from escrowl.cli.scrubbing import scrub_page

    sys.exit(0 if scrub_page(page, url, out) else 1)
