"""``python -m bench [analyse] [rules] [store] [start] [memory] [browser]``: with none named, all and the page."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping

from bench import analysing, memory, paper, ruling, serving
from bench.timing import HEAD, Row
from escrowl.errors import EscrowlError


def _analyse() -> Iterator[Row]:
    yield from analysing.made()
    yield from analysing.captures()
    yield from analysing.engines()


def _rules() -> Iterator[Row]:
    yield from ruling.judging()
    yield from ruling.loading()


def _store() -> Iterator[Row]:
    yield serving.store()


def _start() -> Iterator[Row]:
    yield from serving.start()


def _browser() -> Iterator[Row]:
    from bench.painting import painted

    try:
        yield from painted()
    except EscrowlError as fault:
        print(f"The browser part was not run: {fault}", file=sys.stderr)


PARTS: Mapping[str, Callable[[], Iterator[Row]]] = {
    "analyse": _analyse,
    "rules": _rules,
    "store": _store,
    "start": _start,
    "memory": memory.growing,
    "browser": _browser,
}


def main(wanted: list[str]) -> int:
    """Print the table, and write the page when all parts were run. The exit status: 2 for a part that is not there."""
    unknown = sorted(set(wanted) - set(PARTS))
    if unknown:
        print(f"There is no part {', '.join(unknown)}; there are {', '.join(PARTS)}.", file=sys.stderr)
        return 2
    print(HEAD, flush=True)
    rows: list[Row] = []
    for name, part in PARTS.items():
        for row in part() if name in wanted or not wanted else ():
            print(row.words(), flush=True)
            rows.append(row)
    if not wanted:
        print("\nWritten:", *paper.write(rows))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
