"""Python's search for garbage, held back while a page is read.

A page is tens of thousands of small objects that live and go together, and none is garbage before the page is done:
the search over them took a quarter of the time of a long list.
"""

from __future__ import annotations

import gc
import threading

OVERLAPS = 100
"""Readings that may end while others go on, before garbage is looked for in between: else a server that never rests
would never look for any."""
FULL = 10
"""One in so many of those searches is a full one: pages that other threads were reading have become old by then."""


class Quiet:
    """A ``with`` block without that search, in any thread and within another one. Goes on when the last block ends."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._inside = self._overlaps = 0
        self._was_on = False

    def __enter__(self) -> None:
        with self._lock:
            if not self._inside:
                self._was_on = gc.isenabled()
                gc.disable()
            self._inside += 1

    def __exit__(self, *_error: object) -> None:
        with self._lock:
            self._inside -= 1
            self._overlaps = overlaps = self._overlaps + 1 if self._inside else 0
            if not self._inside and self._was_on:
                gc.enable()
        if overlaps and overlaps % OVERLAPS == 0:  # outside the lock: other readings need not wait for it
            gc.collect(1 if overlaps % (FULL * OVERLAPS) else 2)


quiet = Quiet()
