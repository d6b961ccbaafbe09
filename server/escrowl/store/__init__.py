"""The store: what is kept of pages, clients and their history, in one private folder.

`open_store` is the way in; `restore` goes back to an older checkpoint of a damaged one.
"""

from __future__ import annotations

from pathlib import Path

from escrowl.store.base import (
    RETENTION_DAYS,
    BrowserRow,
    ClientSummary,
    Event,
    FindingSeen,
    PageSeen,
    Recorded,
    Store,
)
from escrowl.store.checkpoints import restore

__all__ = [
    "RETENTION_DAYS",
    "BrowserRow",
    "ClientSummary",
    "Event",
    "FindingSeen",
    "PageSeen",
    "Recorded",
    "Store",
    "open_store",
    "restore",
]


def open_store(folder: Path) -> Store:
    """The store in a folder, which is made when it is missing. One process at a time.

    Raises StoreLocked when another one has it, StoreDamaged (files left as they are), or StoreError.
    """
    from escrowl.store.journal import Journal
    from escrowl.store.tinydb import TinyStore  # late: not every command needs it

    journal = Journal(folder)
    try:
        return TinyStore(journal)
    except BaseException:
        journal.close()
        raise
