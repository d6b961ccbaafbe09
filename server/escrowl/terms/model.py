"""What the terms are: one frozen value that can be sent to another process, and the questions it answers."""

from __future__ import annotations

import fnmatch
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from escrowl.facts import Facts, Known

Where = Literal["everywhere", "client", "site"]
WHERE: tuple[Where, ...] = ("everywhere", "client", "site")
MINUTES = 20
"""Minutes of a free interview, unless the person says otherwise (CATALOGUE 9: freelancers suggest about 20)."""

SITE_FLAGS = ("no_outside_before_contract", "no_free_work", "ownership", "id_verified")
"""What a person may say of a site: flags of the replies, by the same names."""


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong in a file: ``key`` and ``line`` (from 1; 0: not known) say where, ``what`` what to do."""

    file: str
    what: str
    key: str = ""
    line: int = 0

    def __str__(self) -> str:
        line = f", line {self.line}" if self.line else ""
        key = f"{self.key}: " if self.key else ""
        return f"{self.file}{line}: {key}{self.what}"


@dataclass(frozen=True, slots=True)
class Mute:
    """A rule that is not shown. ``rule``: its id, or ``group/*``; ``key``: the client's key or the site."""

    rule: str
    where: Where = "everywhere"
    key: str = ""

    def names(self, rule: str) -> bool:
        """Whether it is about this rule, wherever it holds."""
        return fnmatch.fnmatchcase(rule, self.rule)

    def covers(self, rule: str, site: str, client: str) -> bool:
        """Whether it keeps ``rule`` from being shown for this client on this site."""
        if not self.names(rule):
            return False
        return self.where == "everywhere" or (bool(self.key) and self.key == (site if self.where == "site" else client))


@dataclass(frozen=True, slots=True)
class OwnFile:
    """A rule or reply of the person's own: name of the file without its ending, and its text."""

    name: str
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Terms:
    """``rate``, ``min_budget``: in ``currency``; ``minutes``: of a free interview; ``thresholds``: those set otherwise.

    ``sites``: flags a person sets for a site, added to what is known of it; ``languages``: two-letter codes.
    """

    rate: float | None = None
    currency: str = "USD"
    min_budget: float | None = None
    minutes: int = MINUTES
    thresholds: Mapping[str, float] = field(default_factory=dict)
    muted: tuple[Mute, ...] = ()
    sites: Mapping[str, frozenset[str]] = field(default_factory=dict)
    languages: tuple[str, ...] = ()
    rules: tuple[OwnFile, ...] = ()
    replies: tuple[OwnFile, ...] = ()

    def mutes(self, site: str, client: str) -> tuple[str, ...]:
        """Ids and globs of rules that are not shown for this client on this site."""
        return tuple(mute.rule for mute in self.muted if mute.covers(mute.rule, site, client))

    def flags(self, site: str | None) -> frozenset[str]:
        """Flags that the person set for the site."""
        return self.sites.get(site or "", frozenset())

    def facts(self, site: str | None = None) -> Facts:
        """``me.*`` facts: what is set, and nothing else."""
        out = Facts()
        for name, value in (("me.rate", self.rate), ("me.min_budget", self.min_budget)):
            if value is not None:
                out[name] = Known(value, f"{value:g} {self.currency}")
                out["me.currency"] = Known(self.currency, self.currency)
        out["me.minutes"] = Known(self.minutes, f"{self.minutes} minutes")
        if self.languages:
            out["me.languages"] = Known(self.languages, ", ".join(self.languages))
        if "id_verified" in self.flags(site):
            out["me.id_badge"] = Known("verified", "set in the terms")
        return out


DEFAULTS = Terms()
"""What holds while nothing is set."""
