"""A program for `every_syscall.py`: ``KIND FOLDER``, a fixed piece of work, each step said when acknowledged.

Kinds are those of ``crash_writer``: ``journal``, and ``plain`` as a control. Prints
``try N`` before step N, then ``done``, ``full`` or ``refused``; a refused step ends it. Exit status 0 or 3.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

sys.path.append(str(Path(__file__).parent))
from crash_writer import open_keeper

from escrowl.errors import StoreError, StoreFull
from escrowl.store.frames import Op

STEPS = (range(8), range(8, 12))
"""Of the first opening and of the second, which finds a checkpoint and older ones."""


def step(number: int) -> Op:
    """What step ``number`` does: every fifth takes an earlier row away, the others put a new one."""
    if number % 5 == 4:
        return ("del", "rows", str(number - 2))
    return ("put", "rows", str(number), {"text": f"text {number} " + "é" * 30})


def say(text: str) -> None:
    os.write(1, text.encode() + b"\n")


def main(kind: str, folder: Path) -> int:
    for steps in STEPS:
        journal = open_keeper(kind, folder, 500)
        for number in steps:
            say(f"try {number}")
            try:
                journal.commit([step(number)])
            except StoreFull:
                say("full")
            except StoreError:
                say("refused")
                journal.close()
                return 3
            else:
                say("done")
        journal.close()
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1], Path(sys.argv[2])))
    except StoreError as error:  # it could not be opened
        say(f"closed: {error}")
        sys.exit(3)
