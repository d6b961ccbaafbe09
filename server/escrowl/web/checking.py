"""Where a snapshot is read: by the worker, which can stop a page that is built to hang a parser."""

from __future__ import annotations

import contextlib
import gc
from collections.abc import Iterator

from escrowl import replies, rules
from escrowl.check import Earlier, check
from escrowl.facts import Facts, Known
from escrowl.report import Report
from escrowl.snapshot import Snapshot
from escrowl.terms import Terms
from escrowl.web.api import Checking
from escrowl.worker import Checker


def warm_up() -> None:
    """Load rules, replies and parsers, so that the first page is not the one that waits: it takes a second or two."""
    check(Snapshot("https://www.upwork.com/nx/search/jobs/", "<main></main>"), me=Facts())
    facts = Facts()
    facts["job.description"] = Known("Hello, ring (415) 555-2671.")  # reading numbers is loaded at the first one
    facts["stage"] = Known("browse")
    rules.judge(facts)
    for bank in rules.catalog().banks.values():
        bank.compile()
    replies.catalog()
    gc.collect()
    gc.freeze()  # what is loaded now stays: without it each search for garbage on a page goes through all of it


@contextlib.contextmanager
def make_checking() -> Iterator[Checking]:
    """From snapshot to report, for as long as the server runs."""
    with contextlib.closing(Checker()) as checker:

        def checking(
            snapshot: Snapshot,
            *,
            me: Facts | None = None,
            earlier: Earlier | None = None,
            terms: Terms | None = None,
        ) -> Report:
            return checker.check(snapshot, me=me, earlier_facts=earlier, terms=terms)

        yield checking
