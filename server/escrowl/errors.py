"""Every deliberate exception, with its HTTP status and what to do about it; and how a command ends on one."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any


class EscrowlError(Exception):
    """Something a person can act on. ``str(error)`` is shown to them as it is.

    ``status`` is the HTTP status of the API's answer; ``code`` a short stable word for programs.
    """

    status = 500
    code = "error"


class SnapshotRejected(EscrowlError):
    """The snapshot itself is not acceptable: no address, too large, not text."""

    status = 422
    code = "snapshot"


class PageRefused(EscrowlError):
    """The page is built so that reading it could take for ever; it was not read."""

    status = 422
    code = "refused"


class CatalogInvalid(EscrowlError):
    """A rule or reply file is half finished. The text names the file and the fault."""

    code = "catalog"


class SettingsInvalid(EscrowlError):
    """A setting, an option or an environment variable has a value that cannot be used."""

    code = "settings"


class StoreError(EscrowlError):
    """The store cannot serve: the text says why and that nothing acknowledged was lost."""

    status = 503
    code = "store"


class StoreFull(StoreError):
    """No space left; earlier records are safe, this one was not kept."""

    status = 507
    code = "store-full"


class StoreLocked(StoreError):
    """Another process has the store open."""

    code = "store-locked"


class StoreDamaged(StoreError):
    """The files are damaged before their tail. They are left as they are."""

    code = "store-damaged"


class NotRunning(EscrowlError):
    """A command needs the running server, and there is none."""

    status = 503
    code = "not-running"


class PortTaken(EscrowlError):
    """Another program listens on the port."""

    code = "port-taken"


class ReplyUnknown(EscrowlError):
    """A reply was asked for by an id that is not in the catalogue."""

    status = 404
    code = "reply"


class TermsInvalid(EscrowlError):
    """A file of the person's own terms, rules or replies cannot be used. ``faults``: each with file, key and advice."""

    status = 422
    code = "terms"

    def __init__(self, faults: tuple[object, ...]) -> None:
        super().__init__("\n".join(map(str, faults)))
        self.faults: tuple[Any, ...] = faults


def _print_anything() -> None:
    """A terminal that is not UTF-8 gets a "?" for what it cannot show; a page's words may be in any script."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper) and stream.encoding.lower().replace("-", "") != "utf8":
            stream.reconfigure(errors="replace")


def run_command(command: Callable[[], object], program: str) -> None:
    """Run a command line: an EscrowlError becomes its words on standard error and status 1, never a traceback.

    What nobody thought of ends with status 70 (EX_SOFTWARE of sysexits.h) and its kind and place; Python's development
    mode shows all of it.
    """
    _print_anything()
    try:
        command()
    except EscrowlError as fault:
        print(f"{program}: {fault}", file=sys.stderr)
        sys.exit(1)
    except BrokenPipeError:  # `escrowl check … | head`
        sys.stderr.close()
        sys.exit(1)
    except Exception as fault:
        if sys.flags.dev_mode:
            raise
        import traceback  # late: it takes 12 ms

        frame = traceback.extract_tb(fault.__traceback__)[-1]
        place = f"{type(fault).__name__} in {Path(frame.filename).name}, line {frame.lineno}"
        print(
            f"{program}: this is a fault of escrowl itself ({place}). Nothing that was kept is lost.", file=sys.stderr
        )
        print("Please report it with what `python -X dev -m escrowl …` prints in the same place.", file=sys.stderr)
        sys.exit(70)
