"""What each site calls things, what it asks of both sides, and which sites filter words."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

from escrowl.errors import CatalogInvalid
from escrowl.replies.template import FLAGS

FILE = Path(__file__).parent / "platforms.toml"
OTHER = "other"

FILTERED = re.compile(
    r"(?i)\b(?:out\s?side|off[- ]?(?:site|platform)|whats\s?app|telegram|skype|zoom|discord|signal|viber|wechat|slack"
    r"|google (?:meet|chat)|(?:ms|microsoft) teams|pay\s?pal|payoneer|wise|venmo|zelle|cash\s?app|western union"
    r"|stripe|bank|bitcoin|crypto\w*|usdt|e-?mails?|gmail|phone|gift cards?|cash)\b|@"
)
"""Words that sites with a word filter are reported to flag even in a refusal."""


@dataclass(frozen=True, slots=True)
class Platform:
    """``flags``: what the site's own rules say, by the names of ``template.FLAGS``; ``strict``: it filters words.

    ``currency``: sign used when neither page nor freelancer gave one. ``max_chars``: longest message we put in.
    """

    site: str
    name: str
    contract_word: str
    fund_phrase: str
    call_tool: str
    currency: str
    flags: frozenset[str]
    strict: bool
    max_chars: int

    def words(self) -> dict[str, str]:
        """Values of the slots that the site alone decides."""
        return {
            "platform": self.name,
            "contract_word": self.contract_word,
            "fund_phrase": self.fund_phrase,
            "call_tool": self.call_tool,
        }


@cache
def platforms() -> Mapping[str, Platform]:
    """Every site we have words for, by its name in reports, ``other`` included.

    Raises CatalogInvalid when platforms.toml names a flag that does not exist or lacks a word.
    """
    found = {}
    for site, plain in tomllib.loads(FILE.read_text(encoding="utf-8")).items():
        if unknown := sorted(set(plain.get("flags", ())) - set(FLAGS)):
            raise CatalogInvalid(f"{FILE.name}: {site}: {', '.join(unknown)} is not a flag.")
        try:
            found[site] = Platform(
                site=site,
                name=plain["name"],
                contract_word=plain["contract_word"],
                fund_phrase=plain["fund_phrase"],
                call_tool=plain["call_tool"],
                currency=plain.get("currency", "$"),
                flags=frozenset(plain.get("flags", ())),
                strict=plain.get("strict", False),
                max_chars=plain.get("max_chars", 2_000),
            )
        except KeyError as missing:
            raise CatalogInvalid(f"{FILE.name}: {site}: {missing} is missing.") from None
    return MappingProxyType(found)


def platform(site: str | None) -> Platform:
    """The words of a site; of ``other`` for a site we have none for."""
    known = platforms()
    return known.get(site or OTHER, known[OTHER])
