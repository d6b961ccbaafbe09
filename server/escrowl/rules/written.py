"""What a case writes as the page words it: a count as a band, a milestone by its label, a stage by another name."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from escrowl.facts import MilestoneState

_BAND = re.compile(
    r"(?:(?:less|fewer) than (?P<below>\d{1,6})|(?P<low>\d{1,6})\s?(?:to|-|–|—)\s?(?P<high>\d{1,6})"
    r"|(?:(?:more than|over) )?(?P<least>\d{1,6})\s?(?P<open>\+)?)"
)
_STAGES: Mapping[str, str] = {
    "messages": "interview",
    "room": "interview",
    "submit": "active",
    "submission": "active",
    "payment": "paid",
    "dispute": "ended",
    "contract": "active",
}
"""Names of CATALOGUE 3 and 4 for stages that the vocabulary calls otherwise."""

_LABELS: tuple[tuple[MilestoneState, re.Pattern[str]], ...] = (
    ("disputed", re.compile(r"\bdispute(?:d)?\b")),
    (
        "unfunded",
        re.compile(
            r"\b(?:not|no|never)\b.*\b(?:funded|activated|active|deposit\w*|funds|escrow)\b|\bunfunded\b"
            r"|\bto be funded\b"
            r"|\b(?:awaiting|waiting for|pending|needs) (?:funding|deposit|activation|funds)\b|^requested$"
        ),
    ),
    ("released", re.compile(r"\b(?:released|paid)\b")),
    ("submitted", re.compile(r"\bsubmitted\b|\b(?:in|under) review\b|\bpending (?:approval|review)\b")),
    (
        "funded",
        re.compile(
            r"\bfunded\b|\bin escrow\b|\b(?:deposit|funds|money) (?:\w+ )?(?:made|paid|held|deposited|in place)\b"
            r"|^(?:in progress|pending|release requested|cancellation requested)$"
        ),
    ),
)
"""The labels of CATALOGUE 2, the negative ones first: Freelancer.com's "Requested" is not money, "In Progress" is."""


def as_band(plain: Any) -> Any:
    """ "Less than 5", "20 to 50" and "50+" as minimum and maximum; anything else as it came."""
    found = _BAND.fullmatch(plain.strip().lower()) if isinstance(plain, str) else None
    if found is None:
        return plain
    if found["below"]:
        return {"min": 0, "max": max(0, int(found["below"]) - 1)}
    if found["low"]:
        return {"min": int(found["low"]), "max": int(found["high"])}
    closed = not found["open"] and found[0] == found["least"]
    return {"min": int(found["least"]), "max": int(found["least"]) if closed else None}


def as_milestone(plain: Any) -> Any:
    """A row whose label alone is given, with the state that the label tells; anything else as it came."""
    if not isinstance(plain, Mapping) or plain.get("state") not in (None, "unknown") or not plain.get("raw"):
        return plain
    said = str(plain["raw"]).strip(" .").lower()
    known = next((state for state, pattern in _LABELS if pattern.search(said)), "unknown")
    return {**plain, "state": known}


def as_stage(name: Any) -> Any:
    """The vocabulary's name of a stage."""
    return _STAGES.get(name, name) if isinstance(name, str) else name
