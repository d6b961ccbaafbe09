"""``terms.toml``: read with every fault named, written so that a person's comments stay."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from escrowl.errors import TermsInvalid
from escrowl.terms.model import DEFAULTS, SITE_FLAGS, WHERE, Fault, Mute, Terms
from escrowl.terms.thresholds import THRESHOLDS
from escrowl.terms.toml import load_toml

NAME = "terms.toml"
HEAD = "What you work for. escrowl reads this file again whenever it changes; the dashboard writes it too."
RULE = re.compile(r"(?:[a-z0-9-]+)/(?:[a-z0-9-]+|\*)")
SITE = re.compile(r"[a-z0-9_]{1,40}")
_MOST_MUTES = 2_000


def _said(value: Any) -> str:
    """A wrong value as a sentence can name it."""
    try:
        words = f"{value:.0f}" if isinstance(value, float) and value.is_integer() else repr(value)
    except (ValueError, RecursionError):  # a number too long to be printed, lists nested too deeply
        return "this"
    return words if len(words) <= 60 else f"{words[:57]}…"


def _number(value: Any, low: float, high: float) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or value != value:
        raise ValueError(f"{_said(value)} is not a number; write a plain one from {low:g} to {high:g}.")
    if not low <= value <= high:
        raise ValueError(f"{_said(value)} is out of range; write a number from {low:g} to {high:g}.")
    return float(value)


def _whole(value: Any, low: int, high: int) -> int:
    number = _number(value, low, high)
    if number != int(number):
        raise ValueError(f"{_said(value)} is not a whole number; write one from {low} to {high}.")
    return int(number)


def _currency(value: Any) -> str:
    if not isinstance(value, str) or not re.fullmatch(r"[A-Za-z]{3}", value):
        raise ValueError(f'{_said(value)} is not a currency; write its three letters, as "USD" or "EUR".')
    return value.upper()


def _languages(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(v, str) and re.fullmatch(r"[A-Za-z]{2}", v) for v in value):
        raise ValueError(f'{_said(value)} is not a list of languages; write two letters each, as ["en", "de"].')
    return tuple(dict.fromkeys(word.lower() for word in value))


_PLAIN: Mapping[str, Callable[[Any], Any]] = {
    "rate": lambda value: _number(value, 0, 100_000),
    "currency": _currency,
    "min_budget": lambda value: _number(value, 0, 10_000_000),
    "minutes": lambda value: _whole(value, 1, 600),
    "languages": _languages,
}
KEYS = (*_PLAIN, "thresholds", "sites", "muted")


def _threshold(name: str, value: Any) -> float:
    known = THRESHOLDS.get(name)
    if known is None:
        raise ValueError(f"there is no such threshold; there are {', '.join(THRESHOLDS)}.")
    return _number(value, known.low, known.high)


def _site(name: str, value: Any) -> frozenset[str]:
    if not SITE.fullmatch(name):
        raise ValueError("a site is named as in reports, in small letters: [sites.upwork].")
    if not isinstance(value, dict) or set(value) - {"flags"}:
        raise ValueError("a site takes flags and nothing else: flags = [...].")
    flags = value.get("flags", [])
    if not isinstance(flags, list) or any(flag not in SITE_FLAGS for flag in flags):
        raise ValueError(f"{_said(flags)} is not a list of flags; there are {', '.join(SITE_FLAGS)}.")
    return frozenset(flags)


def read_mute(value: Any) -> Mute:
    """One entry of ``muted``. Raises ValueError, saying what to write."""
    if not isinstance(value, dict) or set(value) - {"rule", "where", "key"}:
        raise ValueError("an entry takes rule, where and key and nothing else.")
    rule, where, key = value.get("rule"), value.get("where", "everywhere"), value.get("key", "")
    if not isinstance(rule, str) or not RULE.fullmatch(rule):
        what = 'write a rule\'s id as "client/low-rating", or "client/*" for its group.'
        raise ValueError(f"rule is {_said(rule)}; {what}")
    if where not in WHERE:
        raise ValueError(f"where is {_said(where)}; it is one of {', '.join(WHERE)}.")
    if not isinstance(key, str) or len(key) > 200 or (where != "everywhere") != bool(key):
        raise ValueError(f"key is {_said(key)}; name the client or site with where = client or site, nothing else.")
    return Mute(rule, where, key)


def line_of(text: str, key: str, part: str = "") -> int:
    """The line (from 1) where ``part`` is, else where the key is set or its table begins; 0: not found."""
    last = re.escape(key.rpartition(".")[2])
    places = [f"[\"']{re.escape(part)}[\"']"] if part else []
    for pattern in (*places, rf'^[ \t]*"?{last}"?[ \t]*=', rf'^[ \t]*\[+[ \t]*(?:\w+\.)?"?{last}"?[ \t]*\]'):
        if found := re.search(pattern, text, re.MULTILINE):
            return text.count("\n", 0, found.start()) + 1
    return 0


class _Reader:
    """Collects what is wrong while the values are taken."""

    def __init__(self, text: str, file: str) -> None:
        self.text, self.file = text, file
        self.faults: list[Fault] = []

    def fault(self, key: str, what: str, part: str = "") -> None:
        self.faults.append(Fault(self.file, what, key, line_of(self.text, key, part)))

    def take(self, key: str, read: Callable[..., Any], *given: Any, part: str = "") -> Any:
        try:
            return read(*given)
        except ValueError as error:
            self.fault(key, str(error), part)
            return None

    def table(self, key: str, raw: Any, read: Callable[[str, Any], Any]) -> dict[str, Any]:
        if not isinstance(raw, dict):
            self.fault(key, f"it must be a table: [{key}].")
            return {}
        return {name: self.take(f"{key}.{name}", read, name, value) for name, value in raw.items()}

    def mutes(self, raw: Any) -> tuple[Mute, ...]:
        if not isinstance(raw, list) or len(raw) > _MOST_MUTES:
            self.fault("muted", f"it must be a list of at most {_MOST_MUTES} entries, each written below [[muted]].")
            return ()
        rules = [str(entry.get("rule", "")) if isinstance(entry, dict) else "" for entry in raw]
        found = [self.take("muted", read_mute, entry, part=rule) for entry, rule in zip(raw, rules, strict=True)]
        return tuple(dict.fromkeys(found))


def parse(text: str, file: str = NAME) -> Terms:
    """The terms of a file's text, without own rules and replies. Raises TermsInvalid with every fault there is."""
    return from_plain(load_toml(text, file), text, file)


def from_plain(raw: Mapping[str, Any], text: str = "", file: str = NAME) -> Terms:
    """The terms of values as TOML gives them; ``text`` is where lines are looked up. Raises TermsInvalid."""
    reader = _Reader(text, file)
    for key in raw:
        if key not in KEYS:
            reader.fault(key, f"there is no such setting; there are {', '.join(KEYS)}.")
    found: dict[str, Any] = {key: reader.take(key, read, raw[key]) for key, read in _PLAIN.items() if key in raw}
    found["thresholds"] = reader.table("thresholds", raw.get("thresholds", {}), _threshold)
    found["sites"] = reader.table("sites", raw.get("sites", {}), _site)
    found["muted"] = reader.mutes(raw.get("muted", []))
    if reader.faults:
        raise TermsInvalid(tuple(reader.faults))
    return Terms(**found)


def _plain(number: float) -> int | float:
    return int(number) if number == int(number) else number


def _fit(document: Any, key: str, wanted: Mapping[str, Any]) -> None:
    """Make a table hold what is wanted, touching only what differs, so that comments beside the rest stay."""
    if not wanted:
        document.pop(key, None)
    elif key not in document:
        document[key] = dict(wanted)
    else:
        table = document[key]
        for name in [name for name in table if name not in wanted]:
            del table[name]
        for name, value in wanted.items():
            if table.get(name) != value:
                table[name] = value


def render(terms: Terms, before: str = "") -> str:
    """The file's text, without what is as by default. Comments and order of ``before``, a file that parses, stay."""
    import tomlkit  # late: only who writes needs it

    document = tomlkit.parse(before) if before.strip() else tomlkit.document()
    if not before.strip():
        document.add(tomlkit.comment(HEAD))
    values: dict[str, Any] = {
        "rate": None if terms.rate is None else _plain(terms.rate),
        "currency": terms.currency if terms.currency != DEFAULTS.currency or "currency" in document else None,
        "min_budget": None if terms.min_budget is None else _plain(terms.min_budget),
        "minutes": terms.minutes if terms.minutes != DEFAULTS.minutes or "minutes" in document else None,
        "languages": list(terms.languages) or None,
    }
    for key, value in values.items():
        if value is None:
            document.pop(key, None)
        elif key not in document or document[key] != value:
            document[key] = value
    _fit(document, "thresholds", {name: _plain(value) for name, value in terms.thresholds.items()})
    _fit(document, "sites", {site: {"flags": sorted(flags)} for site, flags in sorted(terms.sites.items()) if flags})
    entries = [
        {"rule": mute.rule, "where": mute.where, **({"key": mute.key} if mute.key else {})} for mute in terms.muted
    ]
    if document.get("muted", []) != entries:
        document.pop("muted", None)
        if entries:
            array = tomlkit.aot()
            for entry in entries:
                array.append(tomlkit.item(entry))
            document["muted"] = array
    return tomlkit.dumps(document)
