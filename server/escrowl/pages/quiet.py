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
            self._overlaps = self._overlaps + 1 if self._inside else 0
            if not self._inside:
                if self._was_on:
                    gc.enable()
            elif self._overlaps % OVERLAPS == 0:
                gc.collect(1)


quiet = Quiet()
