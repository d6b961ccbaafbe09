"""The Report: what `check` returns, the API answers and `escrowl check --json` prints. It grows only by adding."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from escrowl.cards import PageKind, Role, Status

Severity = Literal["info", "caution", "warning", "danger"]


class _Wire(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class AnchorOut(_Wire):
    """Numbers of the card's element and of the place where the badge belongs."""

    element: int
    place: int


class FactOut(_Wire):
    """A known fact: value, what a person sees, and how it was read."""

    value: Any
    text: str = ""
    where: str = ""
    layer: str = ""


class FindingOut(_Wire):
    """A rule that fired, with the words it rests on."""

    rule: str
    severity: Severity
    title: str
    quotes: tuple[str, ...] = ()
    advice: str = ""
    replies: tuple[str, ...] = ()
    folded_into: str | None = None


class BadgeOut(_Wire):
    """What is drawn in the page: at most three a card."""

    severity: Severity
    label: str
    rule: str


class MeterOut(_Wire):
    """How far a talk has come on one scale: ``level`` from 0 to 1, what moved it, and what to do."""

    id: str
    label: str
    level: float
    quotes: tuple[str, ...] = ()
    advice: str = ""


class CardReport(_Wire):
    """One card: facts, why others are unknown, findings, verdict, badges and the replies offered, best first."""

    id: str
    role: Role
    anchor: AnchorOut
    facts: dict[str, FactOut]
    unknown: dict[str, str] = Field(default_factory=dict)
    findings: tuple[FindingOut, ...] = ()
    verdict: str | None = None
    badges: tuple[BadgeOut, ...] = ()
    meters: tuple[MeterOut, ...] = ()
    replies: tuple[str, ...] = ()
    reply_titles: dict[str, str] = Field(default_factory=dict)
    slots: dict[str, str] = Field(default_factory=dict)
    flags: tuple[str, ...] = ()
    client: str = ""
    digest: str = ""
    dismissed: tuple[str, ...] = ()
    muted: tuple[str, ...] = ()


class Health(_Wire):
    """Whether cards of this kind of page show what they used to. ``lost``: facts that they lost; ``since``: ISO time.

    ``lost`` is ("cards",) when pages of this kind cannot be read at all. ``words`` says it to a person.
    """

    state: Literal["ok", "changed"]
    lost: tuple[str, ...] = ()
    since: str | None = None
    words: str = ""


class Report(_Wire):
    """A page: which site and kind, whether it could be read, and its cards."""

    schema_: Literal[1] = Field(default=1, alias="schema")
    url: str
    site: str | None
    kind: PageKind
    status: Status
    signed_in: bool | None = None
    cards: tuple[CardReport, ...] = ()
    notes: tuple[str, ...] = ()
    health: Health | None = None

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

    def to_json(self) -> str:
        """One line of JSON."""
        return self.model_dump_json(by_alias=True)
