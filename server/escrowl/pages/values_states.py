"""What a hint says is verified or not, in six languages: "Is not Payment Verified", "Depósito realizado"."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal, cast

from escrowl.facts import Verification
from escrowl.pages.dom import fold

Thing = Literal["payment", "email", "phone", "profile", "deposit", "identity"]

_THINGS: dict[Thing, str] = {
    "payment": r"payment|billing|pagos?\b|pagamento|paiement|zahlung|оплат|плат[её]ж",
    "email": r"e-?mail|correo|courriel|эл\. почт|почт",
    "phone": r"phone|tel[eéè](?:fono|fone|phone|fon)|handynummer|телефон",
    "profile": r"profile?\b|perfil|профил",
    "deposit": r"deposit|dep[oó]sito|d[ée]p[oô]t|einzahlung|депозит",
    "identity": r"identity|identidade?|identité|identität|личност",
}
_NO = re.compile(
    r"\b(?:not|no|non|ne|n[’']a|nicht|kein\w*|não|nao|sin|sem|sans|ohne|never|without|без|не|нет|pending|pendiente|pendente|failed|required"
    r"|is ?n[’']?t|has ?n[’']?t|does ?n[’']?t)\b"
    r"|\bun-?(?:verified|completed?|made|confirmed)\b|\bincomplet\w*|\bunvollständig|\bunbestätigt|\bneověř|\bнеподтвержд|\bнепроверен",
    re.IGNORECASE,
)
_YES = re.compile(
    r"\bverified\b|verificad[oa]s?\b|\bv[ée]rifi[ée]e?s?\b|\bverifiziert|\bbestätigt|\bgeprüft|подтвержд|проверен|\bconfirm(?:ed|ad[oa]|ée?)\b"
    r"|\bmade\b|\bcompleted?\b|\bcomplet[oa]\b|\bcomplété?\b|\bvollständig\b|\brealizad[oa]\b|\bfeito\b|\befetuado\b|\beffectuée?\b|\bgeleistet\b|\bgetätigt\b|заполнен|внес",
    re.IGNORECASE,
)
AGAINST = re.compile("[✗✘✕✖×❌⚠]")
"""Marks that speak against the words beside them: "✗ Payment verified" says neither yes nor no."""
_ANY = re.compile(
    r"(?<!\w)(?:" + "|".join(f"(?P<{thing}>{pattern})" for thing, pattern in _THINGS.items()) + ")", re.IGNORECASE
)
LONGEST = 90
"""Characters of the longest hint that is taken; longer ones explain and do not state."""


def things(text: str) -> tuple[Thing, ...]:
    """The things of a client that a site verifies which the text names, in the order of their names in it."""
    found = _ANY.finditer(fold(text).replace("_", "-"))
    return tuple(dict.fromkeys(cast(Thing, match.lastgroup) for match in found))


def state(text: str) -> Verification | None:
    """Whether the text says yes or no. Words of no are looked for first: "unverified" contains "verified"."""
    words = fold(text).replace("_", "-")
    if _NO.search(words):
        return "unverified"
    return "verified" if _YES.search(words) and not AGAINST.search(words) else None


@lru_cache(maxsize=512)
def statement(text: str) -> tuple[Thing, Verification] | None:
    """The thing and its state, when the text is short, names exactly one thing and says yes or no about it."""
    if len(text) > LONGEST or "?" in text:
        return None
    said = state(text)
    named = things(text) if said else ()
    return (named[0], said) if said and len(named) == 1 else None
