"""Own replies as one TOML file, to carry to another computer or to share: out, and in again with conflicts settled."""

from __future__ import annotations

import textwrap
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from escrowl.errors import TermsInvalid
from escrowl.replies.load import Reply
from escrowl.replies.own import own_replies
from escrowl.terms import Fault, OwnFile
from escrowl.terms.keeper import OWN_NAME
from escrowl.terms.toml import load_toml

FORMAT = 1
NAME = "escrowl-replies.toml"
HEAD = "# Replies of escrowl. Import them on the Replies page, or with: escrowl replies import FILE\n"
Conflict = Literal["keep", "replace", "both"]
Done = Literal["added", "same", "kept", "replaced", "renamed", "faulty"]
_MOST, _MOST_BYTES = 200, 500_000
"""Replies and bytes of a file that is read in: the form of the dashboard takes no longer text."""


@dataclass(frozen=True, slots=True)
class Row:
    """What becomes of one reply of the file: ``file`` is to be written unless it is None; ``why`` for a faulty one."""

    name: str
    done: Done
    file: OwnFile | None = None
    why: str = ""


def _wrapped(text: str) -> str:
    """Lines of readable length; a reply's lines are joined again when it is read."""
    return "\n\n".join(
        textwrap.fill(part, 100, break_long_words=False, break_on_hyphens=False) for part in text.strip().split("\n\n")
    )


def _dump(tables: dict[str, Any]) -> str:
    """TOML with long texts on lines of their own."""
    import tomlkit  # late: only who writes needs it

    def shaped(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: shaped(inner) for key, inner in value.items()}
        if isinstance(value, list):
            return [shaped(inner) for inner in value]
        long = isinstance(value, str) and (len(value) > 90 or "\n" in value)
        return tomlkit.string(f"{_wrapped(value)}\n", multiline=True) if long else value

    return tomlkit.dumps(shaped(tables))


def export(files: Sequence[OwnFile]) -> str:
    """All usable own replies as one file's text. Faulty ones are left out."""
    usable = own_replies(tuple(files)).replies
    tables = [
        {"name": file.name, **{key: value for key, value in tomllib.loads(file.text).items() if key != "id"}}
        for file in files
        if f"own/{file.name}" in usable
    ]
    return HEAD + _dump({"format": FORMAT, **({"reply": tables} if tables else {})})


def read(text: str) -> list[OwnFile]:
    """The replies of an exported file. Raises TermsInvalid when it is none."""
    raw = load_toml(text, "the file", _MOST_BYTES)
    tables = raw.get("reply", [])
    if raw.get("format") != FORMAT or not isinstance(tables, list) or len(tables) > _MOST:
        what = f"it is no export of escrowl's replies: it needs format = {FORMAT} and at most {_MOST} [[reply]] tables."
        raise TermsInvalid((Fault("the file", what),))
    out = []
    for number, table in enumerate(tables, 1):
        name = table.get("name") if isinstance(table, dict) else None
        if not isinstance(name, str) or not OWN_NAME.fullmatch(name) or len(name) > 60:
            what = f"reply {number} needs a name of small letters, digits and hyphens, as my-reply."
            raise TermsInvalid((Fault("the file", what, "name"),))
        try:
            out.append(OwnFile(name, _dump({key: value for key, value in table.items() if key != "name"})))
        except (RecursionError, ValueError):  # what no reply holds: lists in lists in lists, numbers without end
            what = f"{name} holds what no reply does; have it exported again."
            raise TermsInvalid((Fault("the file", what),)) from None
    return out


def plan(mine: Sequence[OwnFile], theirs: Sequence[OwnFile], conflict: Conflict) -> list[Row]:
    """What an import does, reply by reply. ``conflict``: what happens to one of mine with the same name."""
    there = {file.name: _meaning(file) for file in mine}
    rows: list[Row] = []
    for file in theirs:
        faults = own_replies((file,)).faults
        if faults:
            rows.append(Row(file.name, "faulty", why=faults[0].what))
        elif file.name not in there:
            rows.append(Row(file.name, "added", file))
        elif there[file.name] == _meaning(file):
            rows.append(Row(file.name, "same"))
        elif conflict == "keep":
            rows.append(Row(file.name, "kept"))
        elif conflict == "replace":
            rows.append(Row(file.name, "replaced", file))
        else:
            free = next(n for i in range(2, 10_000) if (n := f"{file.name}-{i}") not in there)
            rows.append(Row(file.name, "renamed", OwnFile(free, file.text), why=free))
        if (written := rows[-1].file) is not None:
            there[written.name] = _meaning(written)
    return rows


def _meaning(file: OwnFile) -> Reply | None:
    """The reply of a file, however it is laid out; None for a broken one."""
    return own_replies((file,)).replies.get(f"own/{file.name}")


def starting_from(reply: Reply, rules: Sequence[str]) -> str:
    """An own reply's text that begins as one of ours: the same words, offered with the same rules."""
    tables: dict[str, Any] = {"title": reply.title, "purpose": reply.purpose, "rules": list(rules)}
    tables["text"] = dict(reply.source)
    if reply.strict_source:
        tables["strict"] = dict(reply.strict_source)
    if reply.defaults:
        tables["defaults"] = dict(reply.defaults)
    return _dump(tables)
