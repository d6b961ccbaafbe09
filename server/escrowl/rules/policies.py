"""Facts about the sites' rules: each with its value, the day it was true and its source; and advice that quotes them.

A number is quoted as current for twelve months after the day of its statement, or, where the page bears no date, after
the day it was last read. Advice says it in the small language of replies: ``[… {name} …|otherwise]`` is printed with
the value and its month when the fact is known for the site and current, and what stands after ``|`` when not.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from escrowl.errors import CatalogInvalid

FILE = Path(__file__).parent / "policies.toml"
CURRENT = timedelta(days=365)
"""How long a number may be quoted without a new look (CATALOGUE 5, rules-stale)."""

_CLAUSE = re.compile(r"\[([^\[\]|]*)(?:\|([^\[\]|]*))?\]")
_NAME = re.compile(r"\{([a-z-]+)\}")
_NEEDED = {"name", "site", "text", "value", "read", "sources"}


@dataclass(frozen=True, slots=True)
class Policy:
    """One fact. ``site``: "" when it is no site's; ``number``: the value where it is one; ``day``: when it was true.

    ``dated``: whether ``day`` is the statement's own date, not the day an undated page was read.
    """

    name: str
    site: str
    text: str
    value: str
    number: float | None
    day: date
    dated: bool
    read: date
    sources: tuple[str, ...]
    note: str

    def current(self, today: date) -> bool:
        """Whether the number may still be quoted as what holds now."""
        return today - self.day <= CURRENT

    def words(self) -> str:
        """The value with the month it was true: "14 days (as of 2026-11)"."""
        return f"{self.value} (as of {self.day:%Y-%m})"


def _policy(plain: dict[str, Any]) -> Policy:
    name = plain.get("name", "?")
    if missing := sorted(_NEEDED - set(plain)):
        raise CatalogInvalid(f"{FILE.name}: {name}: {missing[0]} is missing")
    if extra := sorted(set(plain) - _NEEDED - {"number", "date", "note"}):
        raise CatalogInvalid(f"{FILE.name}: {name}: unknown key {extra[0]!r}")
    dated = "date" in plain
    return Policy(
        name=name,
        site=plain["site"],
        text=plain["text"],
        value=plain["value"],
        number=plain.get("number"),
        day=plain["date"] if dated else plain["read"],
        dated=dated,
        read=plain["read"],
        sources=tuple(plain["sources"]),
        note=plain.get("note", ""),
    )


@cache
def policies() -> dict[tuple[str, str], Policy]:
    """Every fact, by name and site. Raises CatalogInvalid, naming the fact and the fault."""
    found: dict[tuple[str, str], Policy] = {}
    for plain in tomllib.loads(FILE.read_text(encoding="utf-8"))["policy"]:
        policy = _policy(plain)
        if (policy.name, policy.site) in found:
            raise CatalogInvalid(f"{FILE.name}: {policy.name} stands there twice for {policy.site or 'no site'}")
        found[policy.name, policy.site] = policy
    return found


def find(name: str, site: str) -> Policy | None:
    """The fact of this site, or the one that is no site's; None when there is neither."""
    known = policies()
    return known.get((name, site)) or known.get((name, ""))


def number(name: str, site: str = "") -> float:
    """The number a rule compares with. Raises KeyError when there is none."""
    policy = find(name, site)
    if policy is None or policy.number is None:
        raise KeyError(f"no policy {name!r} with a number")
    return policy.number


def named(text: str) -> list[str]:
    """Names of the facts that a text quotes."""
    return _NAME.findall(text)


@lru_cache(maxsize=2048)
def say(text: str, site: str, today: date) -> str:
    """``text`` with its clauses filled for a site and a day; plain text comes back as it is."""
    if "[" not in text:
        return text

    def clause(match: re.Match[str]) -> str:
        facts = {name: find(name, site) for name in named(match[1])}
        if any(policy is None or not policy.current(today) for policy in facts.values()):
            return match[2] or ""
        return _NAME.sub(lambda m: facts[m[1]].words(), match[1])  # type: ignore[union-attr]

    return _CLAUSE.sub(clause, text)
