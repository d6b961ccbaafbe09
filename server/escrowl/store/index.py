"""Which rows belong together, in memory: what keeps a reading's cost the same however much is stored."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeAlias

from escrowl.store.frames import Op

_Group: TypeAlias = dict[Any, list[str]]
"""Ids by what they belong to, in the order of writing: one or a few each."""


def _move(group: _Group, old: Any, new: Any, member: str) -> None:
    if old == new:
        return
    if old is not None and member in group.get(old, ()):
        group[old].remove(member)
        if not group[old]:
            del group[old]
    if new is not None:
        group.setdefault(new, []).append(member)


class Index:
    """Kept by `follow`, which must see every operation together with the row that was there before it."""

    def __init__(self, tables: Mapping[str, Mapping[str, Any]]) -> None:
        self.events: _Group = {}  # by subject: a client's key, or a card's
        self.cards_of: _Group = {}  # cards by client
        self.dismissed: _Group = {}  # rules by (site, card)
        self.pages: dict[str, int] = {}  # seq by page
        self._tables = tables
        self._before: dict[str, dict[str, None]] = {"cards": {}, "clients": {}}
        """What stands before the site's own id in keys of these tables: there are a dozen, so none is looked up."""
        for name, table in tables.items():
            for key, row in table.items():
                self.follow(("put", name, key, row), None)

    def named(self, table: str, own: str) -> list[str]:
        """Keys of the cards, or clients, that have this id at some site."""
        rows = self._tables.get(table, {})
        return [key for before in self._before[table] if own and (key := before + own) in rows]

    def follow(self, op: Op, old: Mapping[str, Any] | None) -> None:
        """Take in one operation; ``old`` is the row it replaces or deletes."""
        _, table, key, *rest = op
        new: Mapping[str, Any] | None = rest[0] if rest else None

        def both(name: str) -> tuple[Any, Any]:
            return (old[name] or None if old else None), (new[name] or None if new else None)

        if table in self._before and new:
            self._before[table][key.removesuffix(new["id"])] = None
        if table == "events":
            _move(self.events, *both("subject"), key)
        elif table == "cards":
            _move(self.cards_of, *both("client"), key)
        elif table == "pages":
            self.pages.pop(key, None)
            if new:
                self.pages[key] = new["seq"]
        elif table == "dismissals":
            was, now = ((row["site"], row["card"]) if row else None for row in (old, new))
            if row := new or old:
                _move(self.dismissed, was, now, row["rule"])
