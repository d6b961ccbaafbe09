"""What was worked out of the rule files last time, kept as JSON in the user's cache folder.

Reading TOML takes two thirds of the time a start needs for the rules; what patterns cannot match without takes longer
still. A file is trusted for nothing but what it holds: with it stands the hash of what it was made from, another hash
makes it worthless, and what is in it is checked where it is used. Without a cache folder everything works, more slowly.
"""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Mapping
from datetime import date
from hashlib import blake2b
from pathlib import Path
from typing import Any

from platformdirs import user_cache_path

FORM = 1
"""Counted up when the tables are kept in another form."""


def _file(name: str) -> Path:
    return Path(os.environ.get("ESCROWL_CACHE") or user_cache_path("escrowl", appauthor=False)) / f"{name}.json"


def key_of(texts: Mapping[Any, str]) -> str:
    """Hash of the files' names and words, in their order."""
    digest = blake2b(f"{FORM}\n".encode(), digest_size=16)
    for name, text in texts.items():
        digest.update(f"{name}\0{len(text)}\0{text}".encode())
    return digest.hexdigest()


def _day(plain: dict[str, Any]) -> Any:
    return date.fromisoformat(plain["$day"]) if "$day" in plain else plain


def _plain(value: Any) -> Any:
    if type(value) is date:
        return {"$day": value.isoformat()}
    raise TypeError(f"{value!r} has no place in JSON")


def _ours(file: int) -> bool:
    """Whether nobody but this user can have written the file."""
    seen = os.fstat(file)
    return os.name != "posix" or (seen.st_uid == os.geteuid() and not seen.st_mode & 0o022)


def kept(key: str, name: str = "rules") -> Any:
    """What was made under this name from what ``key`` is the hash of, or None when it is not kept."""
    with (
        contextlib.suppress(Exception),
        _file(name).open("rb") as file,
    ):  # whatever is wrong with it: the files are there
        if _ours(file.fileno()):
            data = json.loads(file.read(), object_hook=_day)
            if data["key"] == key:
                return data["tables"]
    return None


def keep(key: str, tables: Any, name: str = "rules") -> None:
    """Keep the tables, or what else JSON can hold, for the next start; when that is not possible, do nothing."""
    with contextlib.suppress(Exception):
        words = json.dumps({"key": key, "tables": tables}, default=_plain, separators=(",", ":"))
        path = _file(name)
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        temporary = path.with_name(f"{name}.{os.getpid()}.tmp")
        temporary.unlink(missing_ok=True)
        with os.fdopen(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
            file.write(words)
        temporary.replace(path)
