"""TOML of a person, or of whoever shared a file with them: read in bounded time, or refused in words."""

from __future__ import annotations

import re
import tomllib
from typing import Any

from escrowl.errors import TermsInvalid
from escrowl.terms.model import Fault

MOST_BYTES = 64_000
"""Longest own file; ours have 1 to 6 kB."""

MOST_DOTS = 400
"""Most dots of a line. `tomllib` needs the square of a dotted key's parts: 30,000 of them, 60 kB, took 22 s."""

_AT_LINE = re.compile(r" \(at (?:line (\d+), column \d+|end of document)\)$")


def too_much(text: str, most: int = MOST_BYTES) -> str:
    """Why a text is not read at all, "" when it may be. ``most``: bytes it may have."""
    if len(text.encode("utf-8", "replace")) > most:
        return f"it is longer than {most} bytes and was left out; make it shorter."
    if any(line.count(".") > MOST_DOTS for line in text.split("\n")):
        return f"a line of it has more than {MOST_DOTS} dots, and it was left out; break the line."
    return ""


def toml_fault(file: str, error: tomllib.TOMLDecodeError, text: str) -> Fault:
    """What is wrong in a file that is no TOML at all, with its line."""
    words = str(error)
    at = _AT_LINE.search(words)
    what = f"{_AT_LINE.sub('', words)}. Here it is not TOML: text needs quotes, a list square brackets."
    return Fault(file, what, line=int(at[1]) if at and at[1] else text.rstrip().count("\n") + 1)


def load_toml(text: str, file: str, most: int = MOST_BYTES) -> dict[str, Any]:
    """The values of a file's text. Raises TermsInvalid for what is no TOML or cannot be read in reasonable time."""
    if what := too_much(text, most):
        raise TermsInvalid((Fault(file, what),))
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise TermsInvalid((toml_fault(file, error, text),)) from None
    except ValueError:  # Python reads no whole number of more than 4,300 digits
        raise TermsInvalid((Fault(file, "a number in it is too long; write a shorter one."),)) from None
    except RecursionError:
        raise TermsInvalid((Fault(file, "its lists or tables are nested too deeply; write them flatter."),)) from None
