"""Rows as the store holds them in memory: as the JSON that stands in the files, the long ones compressed.

A card with its client and its history takes 2.6 KB so; as dicts they took 9.5 KB.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator, MutableMapping
from typing import Any, TypeAlias

from escrowl.store.frames import encode_json

LONG = 500
"""Characters of JSON from which on a row is compressed: those of cards and pages. It takes 30 µs, and leaves a quarter
of it; of the short rows of clients and events half would be left."""
LOOSE = 500
"""Long rows that are compressed together once they are so many: cards of a page are often written again soon."""
RECENT = 256
"""Long rows of a table that are kept as they are as well: those of a page are asked for while it is judged and again
when it is recorded."""

_decode = json.JSONDecoder().decode


class Rows(MutableMapping[str, Any]):
    """The rows of a table by id, in the order of writing: a row that is put again moves to the end.

    What is read or was put is not to be changed: put a new row.
    """

    __slots__ = ("_kept", "_like", "_loose", "_recent")

    def __init__(self) -> None:
        self._kept: dict[str, bytes] = {}
        self._recent: dict[str, Any] = {}
        self._loose: dict[str, None] = {}  # long rows that are not compressed yet
        self._like = b""
        """A long row that stays as it is: what others have in common with it they need not repeat."""

    def put(self, key: str, text: str, row: Any = None) -> None:
        """Keep a row given as its JSON, and as it is where that is at hand."""
        self._kept.pop(key, None)
        self._recent.pop(key, None)
        self._kept[key] = text.encode("ascii")
        if len(text) >= LONG:
            if row is not None:
                self._remember(key, row)
            self._loose[key] = None
            if len(self._loose) == LOOSE:
                self._pack()

    def _remember(self, key: str, row: Any) -> None:
        self._recent[key] = row
        if len(self._recent) > RECENT:
            del self._recent[next(iter(self._recent))]

    def _pack(self) -> None:
        for key in self._loose:
            data = self._kept[key]
            self._like = self._like or data
            if data is not self._like:
                packer = zlib.compressobj(1, zdict=self._like)
                self._kept[key] = packer.compress(data) + packer.flush()
        self._loose.clear()

    def _text(self, kept: bytes) -> str:
        if kept.startswith(b"x"):  # as every compressed text does, and no JSON
            kept = zlib.decompressobj(zdict=self._like).decompress(kept)
        return kept.decode("ascii")

    def texts(self) -> Iterator[tuple[str, str]]:
        """Every id with the JSON of its row."""
        return ((key, self._text(kept)) for key, kept in self._kept.items())

    def latest(self) -> Iterator[tuple[str, Any]]:
        """Ids and rows, the one that was written last first."""
        return ((key, self[key]) for key in reversed(self._kept))

    def __getitem__(self, key: str) -> Any:
        row = self._recent.get(key)
        if row is None:
            text = self._text(self._kept[key])
            row = _decode(text)
            if len(text) >= LONG:
                self._remember(key, row)
        return row

    def get(self, key: str, default: Any = None) -> Any:
        return self[key] if key in self._kept else default

    def __setitem__(self, key: str, row: Any) -> None:
        self.put(key, encode_json(row), row)

    def __delitem__(self, key: str) -> None:
        del self._kept[key]
        self._recent.pop(key, None)
        self._loose.pop(key, None)

    def __contains__(self, key: object) -> bool:
        return key in self._kept

    def __iter__(self) -> Iterator[str]:
        return iter(self._kept)

    def __len__(self) -> int:
        return len(self._kept)


Tables: TypeAlias = dict[str, Rows]
