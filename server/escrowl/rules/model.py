"""What the engine gives out, and what a rule file holds once it is loaded."""

from __future__ import annotations

import fnmatch
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Literal

Severity = Literal["info", "caution", "warning", "danger"]
LEVELS: dict[str, int] = {"info": 0, "caution": 1, "warning": 2, "danger": 3}
CONFIDENCE: dict[str, int] = {"low": 0, "medium": 1, "high": 2}


@lru_cache(maxsize=16_384)
def named(rule: str, globs: tuple[str, ...]) -> bool:
    """Whether one of the ids, with * allowed, names the rule. Asked of the same few hundred pairs for every card."""
    return any(fnmatch.fnmatchcase(rule, glob) for glob in globs)


@dataclass(frozen=True, slots=True)
class Evidence:
    """A short quote a finding rests on. ``latest``: from the client's newest message; ``told``: from any message.

    ``at`` and ``sentence``: its text among the texts of its kind and its sentence there, from 0; -1: from no text.
    """

    quote: str
    latest: bool = False
    told: bool = False
    disguised: bool = False
    at: int = -1
    sentence: int = -1


@dataclass(frozen=True, slots=True)
class Finding:
    """A rule that fired. ``folded_into``: the finding under which it is listed."""

    rule: str
    severity: Severity
    title: str
    quotes: tuple[str, ...] = ()
    advice: str = ""
    replies: tuple[str, ...] = ()
    folded_into: str | None = None


@dataclass(frozen=True, slots=True)
class Badge:
    """What is drawn beside the card."""

    severity: Severity
    label: str
    rule: str


@dataclass(frozen=True, slots=True)
class Meter:
    """How far a talk has come on one scale. ``level``: 0 to 1; ``quotes``: what moved it, newest last."""

    id: str
    label: str
    level: float
    quotes: tuple[str, ...]
    advice: str


@dataclass(frozen=True, slots=True)
class Judgement:
    """All findings (strongest first), at most one verdict, at most three badges, replies best first.

    ``muted``: rules that fired and are not shown, because the person does not want to see them.
    """

    findings: tuple[Finding, ...] = ()
    verdict: str | None = None
    badges: tuple[Badge, ...] = ()
    replies: tuple[str, ...] = ()
    meters: tuple[Meter, ...] = ()
    muted: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Example:
    """A case written inside a rule file; each is a test. ``findings``: for verdicts, what others found."""

    name: str
    fires: bool
    facts: dict[str, Any] = field(default_factory=dict)
    client: tuple[str, ...] = ()
    messages: tuple[dict[str, str], ...] = ()
    findings: tuple[str, ...] = ()
    stage: str = "any"
    platform: str = "upwork"
    severity: str | None = None
    today: str | None = None

    def case(self) -> dict[str, Any]:
        """The example as a line of ``escrowl judge``."""
        said = [*self.messages, *({"from": "client", "text": text} for text in self.client)]
        return {"id": self.name, "platform": self.platform, "stage": self.stage, "facts": self.facts, "messages": said}
