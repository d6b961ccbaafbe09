"""The store: what is kept of pages, clients and their history, in one private folder.

`open_store` is the way in; `restore` goes back to an older checkpoint of a damaged one.
"""

from __future__ import annotations

import logging
from datetime import UTC, datetime
from pathlib import Path

from escrowl.errors import StoreError
from escrowl.store.base import (
    RETENTION_DAYS,
    BrowserRow,
    ClientSummary,
    Event,
    FindingSeen,
    PageSeen,
    Recorded,
    SiteHealth,
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
    "SiteHealth",
    "Store",
    "open_store",
    "restore",
]


def open_store(folder: Path, keep_days: int = RETENTION_DAYS) -> Store:
    """The store in a folder, which is made when it is missing. One process at a time.

    What was not seen for ``keep_days`` is forgotten, now and once a day; 0 keeps all.
    Raises StoreLocked when another one has it, StoreDamaged (files left as they are), or StoreError.
    """
    from escrowl.store.journal import Journal
    from escrowl.store.tinystore import TinyStore  # late: not every command needs it

    journal = Journal(folder)
    try:
        store = TinyStore(journal, keep_days)
        try:
            store.prune_when_due(datetime.now(UTC))
        except StoreError as error:  # a full disk: it is read all the same, and pruned another day
            logging.getLogger(__name__).warning("%s", error)
        return store
    except BaseException:
        journal.close()
        raise
