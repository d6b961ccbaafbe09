"""Private data in JSON: by the key it stands under, and in its texts. Index arrays keep their places."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from escrowl.dev.scrub.texts import SLUG, Texts

LONG = 110
"""Characters from which on a text is taken for a person's own: the longest line of facts seen on real pages."""

_SET = re.compile(r"\s*(?:var |let |const )?[\w.$]+\s*=\s*(?=[{\[])")
_NAME = re.compile(
    r"(?:first|last|full|display|user|nick|screen|company|legal|contact|freelancer|client|owner|author|buyer|member|given|"
    r"family|sender|team)_?names?|login|username",
    re.IGNORECASE,
)
_SECRET = re.compile(
    r"token|secret|csrf|xsrf|session|passw|api_?key|fingerprint|^ip$|ip_?addr|signature|nonce|auth", re.IGNORECASE
)
_PICTURE = re.compile(r"avatar|photo|portrait|picture|thumbnail|logo", re.IGNORECASE)
_ID = re.compile(r"(?:^|_)u?id$|[a-z]U?[Ii]d$|^uid$|ciphertext", re.IGNORECASE)
_PERSON = re.compile(r"last_?name|e_?mail|avatar|photo|portrait", re.IGNORECASE)


def parse(text: str) -> tuple[str, Any] | None:
    """The value of a script that is JSON, or sets one variable to JSON: what stands before it, and the value."""
    start = _SET.match(text)
    head = start[0] if start else ""
    try:
        return head, json.loads(text[len(head) :].strip().removesuffix(";"), strict=False)
    except (ValueError, RecursionError):
        return None


def is_index(value: Any) -> bool:
    """Whether a list is an index array: the members of its objects are places in it."""
    if not isinstance(value, list) or len(value) < 8:
        return False
    places = [at for item in value if isinstance(item, Mapping) for at in item.values()]
    return bool(places) and all(isinstance(at, int) and -10 < at < len(value) for at in places)


def names_in(value: Any) -> list[str]:
    """Names of people that stand under a key which says so."""
    found: list[str] = []
    waiting = [value]
    table = value if is_index(value) else []
    while waiting:
        item = waiting.pop()
        if isinstance(item, Mapping):
            person = any(_PERSON.search(key) for key in item)
            for key, inner in item.items():
                told = table[inner] if table and isinstance(inner, int) and 0 < inner < len(table) else inner
                if (
                    (_NAME.fullmatch(key) or (key == "name" and person))
                    and isinstance(told, str)
                    and 1 < len(told) <= 60
                ):
                    found.append(told)
                waiting.append(inner)
        elif isinstance(item, list):
            waiting.extend(item)
    return found


class Data:
    """Replaces what is private in JSON values."""

    def __init__(self, texts: Texts) -> None:
        self.texts = texts

    def script(self, text: str) -> str | None:
        """A JSON script rewritten; None when it is not JSON and has to go."""
        parsed = parse(text)
        if parsed is None:
            return None
        start, value = parsed
        if not is_index(value):
            out = self.value(value)
        else:
            keys = {at: key for item in value if isinstance(item, Mapping) for key, at in item.items()}
            out = [
                item if isinstance(item, Mapping | list) else self.value(item, keys.get(at, ""))
                for at, item in enumerate(value)
            ]
        return start + json.dumps(out, ensure_ascii=False, separators=(",", ":")).replace("</", "<\\/")

    def value(self, value: Any, key: str = "") -> Any:
        """A value without private data, of the same type."""
        if isinstance(value, Mapping):
            return {self.texts.ids(str(name)): self.value(inner, str(name)) for name, inner in value.items()}
        if isinstance(value, list):
            return [self.value(inner, key) for inner in value]
        if isinstance(value, str):
            return self._string(value, key)
        if isinstance(value, int) and not isinstance(value, bool):
            long = abs(value) >= 10**14 or (_ID.search(key) and abs(value) >= 10**7)
            return int(self.texts.made.digits(str(abs(value)))) if long else value
        return value

    def _string(self, value: str, key: str) -> str:
        made = self.texts.made
        if not value:
            return value
        if _SECRET.search(key) or _PICTURE.search(key):
            made.dropped("secrets and pictures in data")
            return ""
        if _NAME.fullmatch(key):
            return made.name(value)
        if self.texts.is_address(value):
            return self.texts.address(value)
        if _ID.search(key) and re.fullmatch(r"\d{8,}", value):
            return made.digits(value)
        if SLUG.fullmatch(value) and value.count("-") >= 3:
            return made.slug(value, "some-job")
        if len(value) > LONG:
            return made.prose(value)
        return self.texts.text(value)
