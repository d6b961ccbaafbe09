"""Where a snapshot is read: by the worker, which can stop a page that is built to hang a parser."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from escrowl.check import Earlier
from escrowl.facts import Facts
from escrowl.report import Report
from escrowl.snapshot import Snapshot
from escrowl.web.api import Checking
from escrowl.worker import Checker


@contextlib.contextmanager
def make_checking() -> Iterator[Checking]:
    """From snapshot to report, for as long as the server runs."""
    with contextlib.closing(Checker()) as checker:

        def checking(snapshot: Snapshot, *, me: Facts | None = None, earlier: Earlier | None = None) -> Report:
            return checker.check(snapshot, me=me, earlier_facts=earlier)

        yield checking
