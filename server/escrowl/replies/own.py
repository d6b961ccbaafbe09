"""A person's own replies: checked as ours are, offered before ours where they say so, and never in the way."""

from __future__ import annotations

import fnmatch
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import takewhile
from types import MappingProxyType
from typing import Any

from escrowl.errors import CatalogInvalid, TermsInvalid
from escrowl.replies.load import Reply, at_stage, catalog, make_reply
from escrowl.terms import Fault, OwnFile
from escrowl.terms.file import line_of
from escrowl.terms.toml import load_toml

PREFIX = "own/"
RULE = re.compile(r"[a-z0-9-]+/(?:[a-z0-9-]+|\*)")


@dataclass(frozen=True, slots=True)
class OwnReplies:
    """``replies``: those that can be used, by id; ``faults``: what is wrong with the others."""

    replies: Mapping[str, Reply]
    faults: tuple[Fault, ...] = ()


def read_reply(name: str, plain: Mapping[str, Any]) -> Reply:
    """The own reply of a file's tables. Raises CatalogInvalid, or TypeError for a value of another type."""
    rules = plain.get("rules", [])
    if not isinstance(rules, list) or not all(isinstance(rule, str) and RULE.fullmatch(rule) for rule in rules):
        raise CatalogInvalid(
            f'{name}: rules is {rules!r}; write a list of rule ids, as ["client/low-rating", "own/*"].'
        )
    named = f"{PREFIX}{name}"
    usual = {"id": named, "purpose": "One of your own replies."}
    reply = make_reply({**usual, **{key: value for key, value in plain.items() if key != "rules"}}, named, name)
    return replace(reply, rules=tuple(rules))


def _key(words: str) -> str:
    """The key a sentence is about: ``[text] soft: …`` and ``title is missing`` name one."""
    found = re.match(r"(?:\[(\w+)\] )?(\w+)", words)
    return found[2] if found and found[2] not in ("unknown", "the") else ""


def _fault(file: OwnFile, error: Exception) -> Fault:
    where = f"replies/{file.name}.toml"
    if isinstance(error, TermsInvalid):
        fault: Fault = error.faults[0]
        return replace(fault, file=where)
    what = str(error).removeprefix(f"{file.name}: ")
    named = re.search(r"(?:unknown key|\] has|\] lacks) (\w+)", what)
    return Fault(where, what, line=line_of(file.text, named[1] if named else _key(what)))


@lru_cache(maxsize=32)
def own_replies(files: tuple[OwnFile, ...]) -> OwnReplies:
    """The own replies that can be used, and what is wrong with the others. Cached by their texts."""
    found: dict[str, Reply] = {}
    faults: list[Fault] = []
    for file in files:
        try:
            reply = read_reply(file.name, load_toml(file.text, file.name))
            found[reply.id] = reply
        except (CatalogInvalid, TermsInvalid, ValueError, TypeError, AttributeError, RecursionError) as error:
            faults.append(_fault(file, error))
    return OwnReplies(MappingProxyType(found), tuple(faults))


@lru_cache(maxsize=8)
def with_own(files: tuple[OwnFile, ...]) -> Mapping[str, Reply]:
    """A person's own replies, and behind them ours, by id; none of ours can be replaced."""
    if not files:
        return catalog()
    return MappingProxyType({**own_replies(files).replies, **catalog()})


def offered(
    by_rules: Iterable[str], fired: Iterable[str], stage: str | None, known: Mapping[str, Reply]
) -> tuple[str, ...]:
    """Replies to offer, best first: own ones made for a rule that fired, those of the rules, those of the stage."""
    fired = tuple(fired)
    own = [reply for _, reply in takewhile(lambda item: item[0].startswith(PREFIX), known.items())]
    mine = [r.id for r in own if any(fnmatch.fnmatchcase(rule, wanted) for rule in fired for wanted in r.rules)]
    at = [reply.id for reply in own if stage in reply.stages]
    return tuple(name for name in dict.fromkeys((*mine, *by_rules, *at, *at_stage(stage))) if name in known)
