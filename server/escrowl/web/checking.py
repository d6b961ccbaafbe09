"""Where a snapshot is read: in the worker process, which can be stopped when a page is built to hang a parser."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from escrowl.check import check
from escrowl.web.api import Checking


@contextlib.contextmanager
def make_checking() -> Iterator[Checking]:
    """From snapshot to report, for as long as the server runs."""
    yield check
