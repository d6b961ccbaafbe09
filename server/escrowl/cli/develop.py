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
@click.argument("site")
@click.argument("page")
@click.argument("case")
def new_case(site: str, page: str, case: str) -> None:
    """Start an empty fixture folder tests/pages/SITE/PAGE/CASE."""
    from escrowl.dev import new

    click.echo(new.new_case(_root(), site, page, case))
