"""The freelancer's own terms: rate, minimum, thresholds, muted rules, own rules and replies, as files to edit.

They live in the data folder: ``terms.toml``, ``rules/*.toml``, ``replies/*.toml``. `Keeper` reads them again whenever
they change; a broken file is said and never stops anything.
"""

from escrowl.terms.file import from_plain, parse, render
from escrowl.terms.keeper import Keeper, Kept, read
from escrowl.terms.model import DEFAULTS, MINUTES, SITE_FLAGS, Fault, Mute, OwnFile, Terms, Where
from escrowl.terms.thresholds import THRESHOLDS, Threshold

__all__ = [
    "DEFAULTS",
    "MINUTES",
    "SITE_FLAGS",
    "THRESHOLDS",
    "Fault",
    "Keeper",
    "Kept",
    "Mute",
    "OwnFile",
    "Terms",
    "Threshold",
    "Where",
    "from_plain",
    "parse",
    "read",
    "render",
]
