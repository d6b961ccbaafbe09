"""Reads pages for the server: ordinary ones at once, strange ones in a child process that can be stopped.

A parser that hangs cannot be interrupted within its process, and no other tab may wait for it. The pre-scan says which
pages are strange; for those a child with a limit on time and memory is kept, and replaced after it was stopped.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import signal
import sys
import threading
import time
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import Any, TypeAlias

from escrowl import pages
from escrowl.cards import Card
from escrowl.check import Earlier, check
from escrowl.errors import EscrowlError, PageRefused
from escrowl.facts import Facts
from escrowl.report import Report
from escrowl.snapshot import Snapshot
from escrowl.terms import Terms

SECONDS = 2.0
"""Time a strange page gets. The slowest bomb that BeautifulSoup on lxml reads at all took 2.1 s, 141 MB."""

MEMORY = 1_500_000_000
START_SECONDS = 15.0
"""A child starts in about 1 s; a machine that has just woken up may be slower."""

_SLOW = (
    "This page took too long to read and was given up: it may be built to stop programs. "
    "Other pages are not affected; reload it to try once more."
)
_BROKE = "This page is built so that it cannot be read. Other pages are not affected."

_Answer: TypeAlias = tuple[str, Any]


def _limit_memory() -> None:
    if sys.platform != "win32":
        import resource

        with contextlib.suppress(ValueError, OSError):  # a lower limit is set already, or there are none (macOS)
            resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


def _read(pipe: Connection, snapshot: Snapshot, me: Facts | None, asks: bool, terms: Terms | None) -> _Answer:
    def earlier(card: Card) -> Facts:
        pipe.send(("earlier", card))
        facts: Facts = pipe.recv()
        return facts

    try:
        return "report", check(snapshot, me=me, earlier=earlier if asks else None, strange=True, terms=terms)
    except EscrowlError as error:
        return "error", error
    except (MemoryError, RecursionError):
        return "broke", None


def _child(pipe: Connection) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C in the terminal reaches us too; the server decides
    _limit_memory()
    with contextlib.suppress(EOFError, OSError):  # the server went
        check(Snapshot("https://www.upwork.com/nx/search/jobs", "<div>" * 1_100))  # loads rules, replies, parser
        pipe.send(("ready", None))
        while True:
            answer = _read(pipe, *pipe.recv())
            pipe.send(answer)
            if answer[0] == "broke":
                return  # what a failed allocation left behind is not known


class _Child:
    """The process and our end of its pipe."""

    def __init__(self) -> None:
        context = multiprocessing.get_context("spawn")  # the server has threads: no fork
        self.pipe, theirs = context.Pipe()
        self.process: BaseProcess = context.Process(target=_child, args=(theirs,), daemon=True, name="escrowl-reader")
        self.process.start()
        theirs.close()
        self._ready = False

    def answer(self, end: float) -> _Answer:
        """What it says next, or TimeoutError at ``end`` (monotonic), EOFError or OSError when it is gone."""
        if not self.pipe.poll(max(0.0, end - time.monotonic())):
            raise TimeoutError
        said: _Answer = self.pipe.recv()
        return said

    def wait_ready(self) -> None:
        """Wait until it can read."""
        if not self._ready:
            self.answer(time.monotonic() + START_SECONDS)
            self._ready = True

    def stop(self) -> None:
        """End it at once."""
        self.process.kill()
        self.process.join(5)
        self.pipe.close()


class Checker:
    """`check` for a server: any thread may call it. ``close`` ends the child; nothing else keeps the process alive."""

    def __init__(self, seconds: float = SECONDS) -> None:
        self._seconds = seconds
        self._lock = threading.Lock()
        self._child: _Child | None = _Child()  # it gets ready while the server starts
        self._closed = False

    def check(
        self,
        snapshot: Snapshot,
        *,
        me: Facts | None = None,
        earlier_facts: Earlier | None = None,
        terms: Terms | None = None,
    ) -> Report:
        """Read and judge a page; see `escrowl.check.check`. Raises PageRefused for one that cannot be read in time."""
        if not pages.is_strange(snapshot.html):
            return check(snapshot, me=me, earlier=earlier_facts, strange=False, terms=terms)
        # One strange page at a time: two tabs with bombs must not take both processors.
        if not self._lock.acquire(timeout=self._seconds):
            raise PageRefused("Another page that is slow to read is being read. Reload this one in a moment.")
        try:
            return self._apart(snapshot, me, earlier_facts, terms)
        finally:
            self._lock.release()

    def _apart(
        self, snapshot: Snapshot, me: Facts | None, earlier_facts: Earlier | None, terms: Terms | None
    ) -> Report:
        if self._closed:
            raise PageRefused("The server is stopping.")
        child = self._child = self._child or _Child()
        whole = False
        try:
            child.wait_ready()
            end = time.monotonic() + self._seconds
            child.pipe.send((snapshot, me, earlier_facts is not None, terms))
            kind, value = child.answer(end)
            while kind == "earlier":
                child.pipe.send(earlier_facts(value) if earlier_facts else Facts())
                kind, value = child.answer(end)
            whole = kind != "broke"
        except TimeoutError as error:
            raise PageRefused(_SLOW) from error
        except (EOFError, OSError) as error:
            raise PageRefused(_BROKE) from error
        finally:
            if not whole:
                child.stop()
                self._child = None if self._closed else _Child()
        if kind == "error":
            raise value
        if kind == "broke":
            raise PageRefused(_BROKE)
        report: Report = value
        return report

    def close(self) -> None:
        """End the child, also while it reads. Repeating it does nothing."""
        self._closed = True
        child = self._child
        if child is not None:
            child.process.kill()
        with self._lock:
            if self._child is not None:
                self._child.stop()
                self._child = None
