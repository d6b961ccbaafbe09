"""``python -m bench [analyse] [store] [start] [browser]``: all of them when none is named."""

from __future__ import annotations

import sys
from collections.abc import Iterable

from bench import analysing, serving
from bench.timing import HEAD, Row

PARTS = ("analyse", "store", "start", "browser")


def _show(rows: Iterable[Row]) -> None:
    for row in rows:
        print(row.words(), flush=True)


def _browser() -> None:
    from bench.painting import painted
    from escrowl.errors import EscrowlError

    try:
        for view in painted():
            print(f"- {view.words()}", flush=True)
    except EscrowlError as fault:
        print(f"- The browser part was not run: {fault}")


def main(wanted: list[str]) -> int:
    """Print the table. Returns the exit status: 2 for a part that is not there."""
    unknown = sorted(set(wanted) - set(PARTS))
    if unknown:
        print(f"There is no part {', '.join(unknown)}; there are {', '.join(PARTS)}.", file=sys.stderr)
        return 2
    parts = wanted or list(PARTS)
    print("Medians of one run, each divided by the plain thing measured by turns with it.\n")
    if set(parts) - {"browser"}:
        print(HEAD)
    if "analyse" in parts:
        _show(analysing.made())
        _show([analysing.changed()])
        _show(analysing.captures())
        _show(analysing.engines())
    if "store" in parts:
        _show([serving.store()])
    if "start" in parts:
        _show([serving.start()])
    if "browser" in parts:
        print()
        _browser()
    return 0


sys.exit(main(sys.argv[1:]))
