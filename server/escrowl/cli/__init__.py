"""The command line, thin: parse, call, print. Status 0 done, 1 something was not read or served, 2 a wrong call."""

from __future__ import annotations

import click

from escrowl import __version__
from escrowl.cli.data import backup, export, extension, open_dashboard, pair, restore
from escrowl.cli.develop import dev
from escrowl.cli.doctoring import doctor
from escrowl.cli.reading import check, judge
from escrowl.cli.serving import start
from escrowl.cli.terms import replies_group, terms
from escrowl.errors import run_command


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="escrowl")
def group() -> None:
    """Tells a freelancer, on the marketplace page itself, what is verified, what is funded and what to answer."""


for command in (start, check, judge, doctor, pair, open_dashboard, terms, replies_group):
    group.add_command(command)
for command in (export, backup, restore, extension, dev):
    group.add_command(command)


def main() -> None:
    """Entry point."""
    run_command(lambda: group(prog_name="escrowl"), "escrowl")
