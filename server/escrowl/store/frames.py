"""Records of the journal: one ASCII line each, ``length crc32 json``, to tell half a record from a whole one."""

from __future__ import annotations

import json
import re
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

Op: TypeAlias = tuple[str, str, str] | tuple[str, str, str, Any]
"""``("put", table, id, value)`` or ``("del", table, id)``: doing it twice is the same as once."""

_HEAD = re.compile(rb"(?=([0-9a-f]{8}) ([0-9a-f]{8}) \{)")
_HEAD_LENGTH = 18
encode_json = json.JSONEncoder(ensure_ascii=True, separators=(",", ":"), allow_nan=False).encode


@dataclass(frozen=True, slots=True)
class Frame:
    """One commit."""

    seq: int
    ops: list[list[Any]]


@dataclass(frozen=True, slots=True)
class Scan:
    """``good``: bytes of whole records at the start; ``damaged``: behind the first bad byte there is a whole record."""

    frames: list[Frame]
    good: int
    damaged: bool


def texts(ops: Sequence[Sequence[Any]]) -> list[str]:
    """The JSON of each operation's row, "" where one is deleted. ValueError or TypeError for values that are not JSON.

    Memory keeps the same text that the file does, so it is made once.
    """
    return [encode_json(op[3]) if len(op) > 3 else "" for op in ops]


def pack(seq: int, ops: Sequence[Op], rows: Sequence[str]) -> bytes:
    """The line of one commit; ``rows`` are the `texts` of its operations."""
    done = ",".join(
        f'["{op[0]}","{op[1]}",{encode_json(op[2])},{row}]' if row else encode_json(op)
        for op, row in zip(ops, rows, strict=True)
    )
    body = f'{{"seq":{seq},"ops":[{done}]}}'.encode("ascii")
    return b"%08x %08x %s\n" % (len(body), zlib.crc32(body), body)


def _frame_at(data: bytes, at: int) -> tuple[Frame, int] | None:
    head = _HEAD.match(data, at)
    if head is None:
        return None
    start = at + _HEAD_LENGTH
    end = start + int(head[1], 16)
    if data[end : end + 1] != b"\n" or zlib.crc32(data[start:end]) != int(head[2], 16):
        return None
    try:
        plain = json.loads(data[start:end])
        return Frame(int(plain["seq"]), plain["ops"]), end + 1
    except (ValueError, KeyError, TypeError):
        return None


def scan(data: bytes) -> Scan:
    """Read records up to the first bad one, and tell a torn tail from damage in the middle.

    Page text cannot fake a record inside another one: within JSON neither a raw line end nor a raw quote occurs.
    """
    frames: list[Frame] = []
    at = 0
    while found := _frame_at(data, at):
        frame, at = found
        frames.append(frame)
    damaged = any(_frame_at(data, head.start()) for head in _HEAD.finditer(data, at)) if at < len(data) else False
    return Scan(frames, at, damaged)
