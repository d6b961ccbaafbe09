"""Medians of things done by turns, so that what else the machine does meets all of them alike."""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

Work = Callable[[], object]


@dataclass(frozen=True)
class Row:
    """One line of the table. ``ratio``: to the plain thing named; ``target``: from the design, None for none.

    Where there is nothing plain to compare with, ``ratio`` is the figure itself and ``against`` its unit.
    """

    what: str
    ratio: float
    against: str
    target: float | None = None
    note: str = ""

    @property
    def missed(self) -> bool:
        """Whether it is over its target."""
        return self.target is not None and round(self.ratio, 2) > self.target

    def words(self) -> str:
        """The line in Markdown."""
        goal = "" if self.target is None else f"{self.target:g}"
        verdict = "" if self.target is None else ("**no**" if self.missed else "yes")
        return f"| {self.what} | {self.ratio:.2f} | {self.against} | {goal} | {verdict} | {self.note} |"


HEAD = "| what | figure | to, or unit | target | met | |\n| --- | ---: | --- | ---: | --- | --- |"


def medians(works: Mapping[str, Work], turns: int = 15) -> dict[str, float]:
    """Median processor seconds of each, all of them once a turn; the first turn warms up and does not count.

    Processor time of this thread, not the clock's: what others do on the machine would otherwise drown it.
    """
    seen: dict[str, list[float]] = {name: [] for name in works}
    for turn in range(turns + 1):
        for name, work in works.items():
            gc.collect(0)
            begin = time.thread_time()
            work()
            passed = time.thread_time() - begin
            if turn:
                seen[name].append(passed)
    return {name: statistics.median(times) for name, times in seen.items()}
