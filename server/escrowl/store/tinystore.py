"""The store on TinyDB: its query API and file shape, over a journal that keeps what was acknowledged.

TinyDB's own storages rewrite the whole file at every change, and its tables copy themselves for every insert. Here
TinyDB only reads: it sees the journal's tables as they are, and changes go through ``Journal.commit``.
"""

from __future__ import annotations

import heapq
import itertools
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NoReturn, Protocol

from tinydb import TinyDB, where
from tinydb.storages import Storage
from tinydb.table import Table

from escrowl.cards import Card
from escrowl.errors import StoreError
from escrowl.facts import Facts, Known
from escrowl.report import Report
from escrowl.store import keep, rows
from escrowl.store.base import (
    RETENTION_DAYS,
    BrowserRow,
    ClientSummary,
    Event,
    PageSeen,
    Recorded,
    SiteHealth,
)
from escrowl.store.frames import Op
from escrowl.store.health import Watch
from escrowl.store.index import Index
from escrowl.store.packed import Rows, Tables
from escrowl.store.recording import Recording

_TOUCH_EVERY = timedelta(minutes=1)
_A_DAY = 86_400.0
_NONE = Rows()


class Keeper(Protocol):
    """What the store needs of whoever keeps its tables: `journal.Journal`."""

    tables: Tables
    seq: int
    lock: threading.RLock

    def commit(self, ops: Sequence[Op]) -> int: ...
    def checkpoint(self) -> None: ...
    def purge(self) -> None: ...
    def backup(self, path: Path) -> None: ...
    def close(self) -> None: ...


class _Live(Storage):
    """The tables in memory, for reading."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    def read(self) -> dict[str, Any]:
        return dict(self._tables)  # before TinyDB writes, it puts its own copy of a table in

    def write(self, data: dict[str, dict[str, Any]]) -> NoReturn:
        raise StoreError("Rows are changed through the store's methods, which keep them safe, not through TinyDB.")


class _Rows(Table):
    document_id_class = str  # type: ignore[assignment]  # ids are the sites' own


class _Queries(TinyDB):
    table_class = _Rows


def _now() -> datetime:
    return datetime.now(UTC)


class TinyStore:
    """`Store` (see ``base``) over a keeper of tables: pages, cards, clients, events, dismissals, health, browsers."""

    def __init__(self, keeper: Keeper, keep_days: int = 0) -> None:
        self._keeper = keeper
        self._keep_days = keep_days
        self._pruned: float | None = None  # monotonic
        self._lock = keeper.lock
        self._index = Index(keeper.tables)
        self._watch = Watch()
        self._queries = _Queries(keeper.tables, storage=_Live)

    def query(self, table: str) -> Table:
        """A table for TinyDB queries, read only."""
        return self._queries.table(table, cache_size=0)  # rows change beside TinyDB

    def _rows(self, table: str) -> Rows:
        return self._keeper.tables.get(table, _NONE)

    def _commit(self, ops: Sequence[Op]) -> int:
        before = [(op, self._rows(op[1]).get(op[2])) for op in ops]
        seq = self._keeper.commit(ops)
        for op, old in before:
            self._index.follow(op, old)
        return seq

    # Reports

    def record(self, snapshot_id: str, report: Report, at: datetime, browser: str) -> Recorded:
        """See `Store.record`."""
        with self._lock:
            self.prune_when_due(_now())
            known = self._rows("pages").get(snapshot_id)
            if known is not None:
                return Recorded(known["seq"], True)
            stamp = keep.stamp(at)
            ops = Recording(self._keeper.tables, report, stamp, self._keeper.seq + 1).run(snapshot_id, browser)
            return Recorded(self._commit([*ops, *self._watch.ops(self._rows("health"), report, stamp)]), False)

    def earlier(self, card: Card, site: str | None = None) -> Facts:
        """See `Store.earlier`."""
        with self._lock:
            found = [self._rows("clients")[key] for key in self._index.named("clients", card.client[: keep.ID_LENGTH])]
            cards = [self._rows("cards")[key] for key in self._index.named("cards", keep.card_id(card))]
        facts = Facts()
        for candidates in (found, [row for row in cards if row["role"] == card.role]):
            here = [row for row in candidates if site is None or row["site"] == site]
            if len(here) != 1:  # none, or two sites that use the same id: then neither is believed
                continue
            facts.setdefault("prev.seen", Known(here[0]["last"], here[0]["last"][:10]))
            twice = here[0]["track"].get("client.payment", {}).get("twice")
            if twice is not None:
                facts["prev.client.payment"] = Known(twice, twice)
                break
        return facts

    # Dismissals

    def dismiss(self, site: str, card: str, rule: str) -> None:
        """See `Store.dismiss`."""
        self._set_dismissed(site, card, rule, True)

    def undismiss(self, site: str, card: str, rule: str) -> None:
        """See `Store.undismiss`."""
        self._set_dismissed(site, card, rule, False)

    def _set_dismissed(self, site: str, card: str, rule: str, on: bool) -> None:
        card = card[: keep.ID_LENGTH]
        with self._lock:
            if (rule in self._index.dismissed.get((site, card), ())) == on:
                return
            key, at, ops = f"{site}|{card}|{rule}", keep.stamp(_now()), list[Op]()
            if on:
                ops.append(("put", "dismissals", key, {"site": site, "card": card, "rule": rule, "at": at}))
            else:
                ops.append(("del", "dismissals", key))
            about = [name for name in self._index.named("cards", card) if self._rows("cards")[name]["site"] == site]
            for name in about[:1]:
                row = self._rows("cards")[name]
                title = row["findings"].get(rule, {}).get("title", rule)
                kind = "dismissed" if on else "undismissed"
                event = {"subject": row["client"] or name, "at": at, "kind": kind, "text": title, "card": card}
                number = f"{self._keeper.seq + 1:012d}.0001"
                ops.append(("put", "events", number, {**event, "rule": rule, "severity": None}))
            self._commit(ops)

    def dismissed(self, site: str, card: str) -> frozenset[str]:
        """See `Store.dismissed`."""
        with self._lock:
            return frozenset(self._index.dismissed.get((site, card[: keep.ID_LENGTH]), ()))

    # What was seen

    def clients(self, limit: int) -> list[ClientSummary]:
        """See `Store.clients`."""
        with self._lock:
            known = self._rows("clients").latest()
            alone = (item for item in self._rows("cards").latest() if not item[1]["client"])
            latest = heapq.merge(known, alone, key=lambda item: item[1]["seq"], reverse=True)
            return [self._summary(key, row) for key, row in itertools.islice(latest, limit)]

    def client(self, client_key: str) -> ClientSummary | None:
        """See `Store.client`."""
        with self._lock:
            row = self._rows("clients").get(client_key) or self._rows("cards").get(client_key)
            return None if row is None or row.get("client") else self._summary(client_key, row)

    def _summary(self, key: str, row: dict[str, Any]) -> ClientSummary:
        cards = self.cards_of(key)
        return rows.client(key, row, cards, {(c["site"], c["id"]): self.dismissed(c["site"], c["id"]) for c in cards})

    def _subjects(self, client_key: str) -> list[str]:
        """The client's key and those of its cards; the site's bare id stands for the one seen last."""
        if client_key not in self._rows("clients") and client_key not in self._rows("cards"):
            bare = client_key[: keep.ID_LENGTH]
            found = [
                (self._rows(table)[key]["seq"], key)
                for table in ("clients", "cards")
                for key in self._index.named(table, bare)
            ]
            if not found:
                return []
            client_key = max(found)[1]
        # A job whose client is known is part of the client's history.
        client_key = self._rows("cards").get(client_key, {}).get("client") or client_key
        return [client_key, *self._index.cards_of.get(client_key, ())]

    def history(self, client_key: str) -> list[Event]:
        """See `Store.history`."""
        with self._lock:
            keys = sorted(key for subject in self._subjects(client_key) for key in self._index.events.get(subject, ()))
            return [rows.event(self._rows("events")[key]) for key in keys]

    def pages(self, limit: int) -> list[PageSeen]:
        """See `Store.pages`."""
        with self._lock:
            latest = heapq.nlargest(limit, self._index.pages, key=self._index.pages.__getitem__)
            return [rows.page(self._rows("pages")[key]) for key in latest]

    def cards(self, limit: int) -> list[Mapping[str, Any]]:
        """See `Store.cards`."""
        with self._lock:
            return [row for _, row in itertools.islice(self._rows("cards").latest(), limit)]

    def cards_of(self, client_key: str) -> list[Mapping[str, Any]]:
        """See `Store.cards_of`."""
        with self._lock:
            known = self._rows("cards")
            names = self._index.cards_of.get(client_key) or [client_key]
            return [known[name] for name in names if name in known]

    def health(self, site: str | None = None, kind: str | None = None) -> list[SiteHealth]:
        """See `Store.health`."""
        with self._lock:
            found = [row for _, row in sorted(self._rows("health").items())]
        return [rows.health(row) for row in found if site in (None, row["site"]) and kind in (None, row["kind"])]

    # Browsers

    def add_browser(self, row: BrowserRow) -> None:
        """See `Store.add_browser`."""
        with self._lock:
            self._commit([("put", "browsers", row.client_id, rows.from_browser(row))])

    def browsers(self) -> list[BrowserRow]:
        """See `Store.browsers`."""
        with self._lock:
            return sorted((rows.browser(row) for row in self._rows("browsers").values()), key=lambda row: row.created)

    def browser(self, client_id: str) -> BrowserRow | None:
        """See `Store.browser`."""
        with self._lock:
            row = self._rows("browsers").get(client_id)
            return None if row is None else rows.browser(row)

    def _known(self, client_id: str) -> BrowserRow:
        row = self.browser(client_id)
        if row is None:
            raise StoreError(f"No browser {client_id} is paired. Pair it again with `escrowl pair`.")
        return row

    def pin_origin(self, client_id: str, origin: str) -> None:
        """See `Store.pin_origin`."""
        with self._lock:
            row = self._known(client_id)
            if row.origin is None:
                self.add_browser(replace(row, origin=origin))
            elif row.origin != origin:
                raise StoreError(
                    f"Browser {client_id} is paired with another extension. Pair this one with `escrowl pair`."
                )

    def touch(self, client_id: str) -> None:
        """See `Store.touch`."""
        with self._lock:
            row = self._known(client_id)
            now = _now()
            # Also when the clock went back: then the kept time would never be reached again.
            if row.last_seen is None or not timedelta(0) <= now - row.last_seen < _TOUCH_EVERY:
                self.add_browser(replace(row, last_seen=now))

    def revoke(self, client_id: str) -> None:
        """See `Store.revoke`."""
        with self._lock:
            self.add_browser(replace(self._known(client_id), revoked=True))

    # Care

    def delete_client(self, client_key: str) -> int:
        """See `Store.delete_client`."""
        with self._lock:
            return self._forget(set(self._subjects(client_key)), [])

    def prune(self, now: datetime, days: int = RETENTION_DAYS) -> int:
        """See `Store.prune`."""
        cutoff = keep.stamp(now - timedelta(days=days))
        with self._lock:
            old = {
                str(row.doc_id)
                for table in ("clients", "cards")
                for row in self.query(table).search(where("last") < cutoff)
            }
            ops: list[Op] = [
                ("del", "pages", str(row.doc_id)) for row in self.query("pages").search(where("at") < cutoff)
            ]
            ops += [("del", "health", str(row.doc_id)) for row in self.query("health").search(where("last") < cutoff)]
            for row in self.query("dismissals").search(where("at") < cutoff):
                if not self._index.named("cards", row["card"]):
                    ops.append(("del", "dismissals", str(row.doc_id)))
            return self._forget(old, ops)

    def _forget(self, subjects: set[str], ops: list[Op]) -> int:
        """Delete clients and cards with what hangs on them, and leave no trace in the files."""
        for key in subjects:
            for table in ("clients", "cards"):
                if key in self._rows(table):
                    ops.append(("del", table, key))
            ops += [("del", "events", event) for event in self._index.events.get(key, ())]
            card = self._rows("cards").get(key)
            if card is not None:
                place = (card["site"], card["id"])
                ops += [
                    ("del", "dismissals", f"{'|'.join(place)}|{rule}") for rule in self._index.dismissed.get(place, ())
                ]
        gone = len(ops)
        going = {op[2] for op in ops if op[1] == "pages"}
        for key, row in self._rows("pages").items() if subjects else ():
            left = [card for card in row["cards"] if card not in subjects]
            if key in going or len(left) == len(row["cards"]):
                continue
            gone += not left  # a page that showed nothing else goes too: its address may name the job
            ops.append(("put", "pages", key, {**row, "cards": left}) if left else ("del", "pages", key))
        if ops:
            self._commit(ops)
            self._keeper.purge()
        return gone

    def prune_when_due(self, now: datetime) -> None:
        """Prune once a day of running, when a time to keep was set."""
        with self._lock:
            due = self._pruned is None or time.monotonic() - self._pruned > _A_DAY
            if self._keep_days and due:
                self._pruned = time.monotonic()
                self.prune(now, self._keep_days)

    def export(self) -> dict[str, Any]:
        """See `Store.export`."""
        with self._lock:
            out: dict[str, Any] = {"format": 1, "seq": self._keeper.seq, "exported_at": keep.stamp(_now())}
            for name in ("pages", "clients", "cards", "events", "dismissals", "health", "browsers"):
                out[name] = [
                    {
                        "key": key,
                        **{field: value for field, value in row.items() if (name, field) != ("browsers", "key")},
                    }
                    for key, row in self._rows(name).items()
                ]
            return out

    def backup(self, path: Path) -> None:
        """See `Store.backup`. The copy holds the keys of paired browsers: it is as private as the store."""
        self._keeper.backup(path)

    def checkpoint(self) -> None:
        """See `Store.checkpoint`."""
        self._keeper.checkpoint()

    def close(self) -> None:
        """See `Store.close`."""
        self._keeper.close()
