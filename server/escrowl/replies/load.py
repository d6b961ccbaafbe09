"""Load replies: one TOML file each under ``catalog/``, checked when it is loaded, never half.

A file holds ``id`` (its name), ``title``, ``purpose`` (when to send it), ``[text]`` with ``soft``, ``neutral`` and
``firm``, and may hold ``to``, ``stages``, ``max_chars``, ``[strict]`` (texts for sites that filter words),
``[defaults]`` and ``[tips]``. Lines of a text are joined; an empty line starts a new paragraph.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal, get_args

from escrowl.errors import CatalogInvalid
from escrowl.facts import STAGES
from escrowl.replies.template import Piece, TemplateInvalid, parse, slots_in

Tone = Literal["soft", "neutral", "firm"]
To = Literal["client", "support"]
TONES: tuple[Tone, ...] = get_args(Tone)
CATALOG = Path(__file__).parent / "catalog"
MAX_CHARS = 700
"""Longest template: a reply is read on a phone. Ours; a file may set its own ``max_chars``."""

MAX_SLOTS = 8
"""Most places for values in one text, the site's own words aside; bounds what filling can produce."""

_SITE_WORDS = frozenset({"platform", "contract_word", "fund_phrase", "call_tool"})
_KEYS = frozenset({"id", "title", "purpose", "to", "stages", "max_chars", "text", "strict", "defaults", "tips"})


@dataclass(frozen=True, slots=True)
class Reply:
    """``text`` and ``strict``: parsed templates by tone; ``stages``: offered there without any finding.

    ``to``: whom it is written to; a text to the site's support must not be put into a talk with the client.
    ``defaults``: values of slots that nobody filled; ``do`` and ``dont``: advice on sending it.
    ``rules``: ids or globs of rules with which an own reply is offered first; ours are named by the rules.
    """

    id: str
    title: str
    purpose: str
    text: Mapping[Tone, tuple[Piece, ...]] = field(repr=False)
    source: Mapping[Tone, str] = field(repr=False)
    strict: Mapping[Tone, tuple[Piece, ...]] = field(default_factory=dict, repr=False)
    strict_source: Mapping[Tone, str] = field(default_factory=dict, repr=False)
    to: To = "client"
    stages: tuple[str, ...] = ()
    defaults: Mapping[str, str] = field(default_factory=dict)
    do: str = ""
    dont: str = ""
    rules: tuple[str, ...] = ()

    @property
    def slots(self) -> tuple[str, ...]:
        """Every slot that any of its texts uses, sorted."""
        texts = (*self.text.values(), *self.strict.values())
        return tuple(sorted({name for pieces in texts for name in slots_in(pieces)}))

    def template(self, tone: Tone, strict: bool) -> tuple[Piece, ...]:
        """The text to fill: on a site that filters words the strict one, where the reply has one."""
        return self.strict[tone] if strict and tone in self.strict else self.text[tone]


def folded(text: str) -> str:
    """Lines joined by a space, paragraphs kept apart by one empty line."""
    paragraphs = [" ".join(part.split()) for part in text.strip().split("\n\n")]
    return "\n\n".join(part for part in paragraphs if part)


def _words(plain: Mapping[str, Any], key: str, where: str) -> str:
    value = plain.get(key)
    if not isinstance(value, str) or not value.strip():
        raise CatalogInvalid(f"{where}: {key} is missing or is not text.")
    return value.strip()


def _texts(plain: Any, table: str, limit: int, where: str) -> tuple[dict[Tone, tuple[Piece, ...]], dict[Tone, str]]:
    if not isinstance(plain, Mapping):
        raise CatalogInvalid(f"{where}: the table [{table}] is missing.")
    missing = [tone for tone in TONES if tone not in plain]
    extra = sorted(set(plain) - set(TONES))
    if missing or extra:
        told = f"lacks {', '.join(missing)}" if missing else f"has {', '.join(extra)}, which is not a tone"
        raise CatalogInvalid(f"{where}: [{table}] {told}; it needs soft, neutral and firm.")
    pieces: dict[Tone, tuple[Piece, ...]] = {}
    sources: dict[Tone, str] = {}
    for tone in TONES:
        source = folded(_words(plain, tone, f"{where}: [{table}]"))
        if len(source) > limit:
            raise CatalogInvalid(f"{where}: [{table}] {tone} has {len(source)} characters; at most {limit}.")
        try:
            pieces[tone] = parse(source)
        except TemplateInvalid as fault:
            raise CatalogInvalid(f"{where}: [{table}] {tone}: {fault}") from None
        if sum(name not in _SITE_WORDS for name in slots_in(pieces[tone])) > MAX_SLOTS:
            raise CatalogInvalid(f"{where}: [{table}] {tone} has more than {MAX_SLOTS} slots; say less in one message.")
        sources[tone] = source
    return pieces, sources


def load_reply(path: Path) -> Reply:
    """Read one file. Raises CatalogInvalid, naming the file and the fault; OSError when it cannot be read."""
    try:
        plain = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as fault:
        raise CatalogInvalid(f"{path.name}: not readable as TOML: {fault}") from None
    return make_reply(plain, path.stem, path.name)


def make_reply(plain: Mapping[str, Any], named: str, where: str) -> Reply:
    """The reply of a file's tables, whose id is ``named``. Raises CatalogInvalid, naming ``where`` and the fault."""
    if extra := sorted(set(plain) - _KEYS):
        raise CatalogInvalid(f"{where}: unknown key {', '.join(extra)}.")
    name = _words(plain, "id", where)
    if name != named:
        raise CatalogInvalid(f"{where}: id is {name!r} but the file is named {named!r}; make them the same.")
    to = plain.get("to", "client")
    if to not in get_args(To):
        raise CatalogInvalid(f"{where}: to must be client or support, not {to!r}.")
    stages = tuple(plain.get("stages", ()))
    if unknown := [stage for stage in stages if stage not in STAGES]:
        raise CatalogInvalid(f"{where}: {', '.join(map(str, unknown))} is not a stage.")
    limit = plain.get("max_chars", MAX_CHARS)
    if not isinstance(limit, int) or not 0 < limit <= 2_000:
        raise CatalogInvalid(f"{where}: max_chars must be a number from 1 to 2000.")
    text, source = _texts(plain.get("text"), "text", limit, where)
    strict, strict_source = _texts(plain["strict"], "strict", limit, where) if "strict" in plain else ({}, {})
    tips = plain.get("tips", {})
    if extra := sorted(set(tips) - {"do", "dont"}):
        raise CatalogInvalid(f"{where}: [tips] knows do and dont, not {', '.join(extra)}.")
    reply = Reply(
        id=name,
        title=_words(plain, "title", where),
        purpose=folded(_words(plain, "purpose", where)),
        text=MappingProxyType(text),
        source=MappingProxyType(source),
        strict=MappingProxyType(strict),
        strict_source=MappingProxyType(strict_source),
        to=to,
        stages=stages,
        defaults=MappingProxyType({key: str(value) for key, value in plain.get("defaults", {}).items()}),
        do=folded(str(tips.get("do", ""))),
        dont=folded(str(tips.get("dont", ""))),
    )
    if unused := sorted(set(reply.defaults) - set(reply.slots)):
        raise CatalogInvalid(f"{where}: [defaults] fills {', '.join(unused)}, which no text uses.")
    return reply


def load(folder: Path) -> Mapping[str, Reply]:
    """Every reply of a folder by id, sorted. Raises CatalogInvalid for the first file at fault."""
    found = {reply.id: reply for reply in map(load_reply, sorted(folder.glob("*.toml")))}
    return MappingProxyType(found)


def at_stage(stage: str | None) -> tuple[str, ...]:
    """Replies that fit a stage without any finding, by id: an update while work runs, thanks at its end."""
    return tuple(reply.id for reply in catalog().values() if stage in reply.stages)


@cache
def catalog() -> Mapping[str, Reply]:
    """The replies that come with escrowl, by id; loaded once."""
    return load(CATALOG)
