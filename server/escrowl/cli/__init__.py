"""The command line, thin: parse, call, print. Status 0 done, 1 something was not read or served, 2 a wrong call."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module

import click

from escrowl import __version__
from escrowl.errors import run_command

COMMANDS: Mapping[str, str] = {
    "start": "serving:start",
    "check": "reading:check",
    "judge": "reading:judge",
    "doctor": "doctoring:doctor",
    "pair": "data:pair",
    "open": "data:open_dashboard",
    "terms": "terms:terms",
    "replies": "terms:replies_group",
    "export": "data:export",
    "backup": "data:backup",
    "restore": "data:restore",
    "extension": "data:extension",
    "dev": "develop:dev",
}
"""Where each command is: a command is imported when it is called, so that none pays for what others need."""


class _Late(click.Group):
    """A group whose commands are imported when they are asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module, name = COMMANDS[cmd_name].split(":")
        command: click.Command = getattr(import_module(f"escrowl.cli.{module}"), name)
        return command


@click.group(cls=_Late, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="escrowl")
def group() -> None:
    """Tells a freelancer, on the marketplace page itself, what is verified, what is funded and what to answer."""


def main() -> None:
    """Entry point."""
    run_command(lambda: group(prog_name="escrowl"), "escrowl")
