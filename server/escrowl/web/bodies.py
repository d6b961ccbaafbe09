"""Strict JSON: one reading of a body, in linear time, or a refusal."""

from __future__ import annotations

import json
import math
from typing import Any, NoReturn

from pydantic import BaseModel, ValidationError

from escrowl.web.errors import Refused

MAX_BYTES = 4_000_000
"""Longest body. Whole saved pages of the marketplaces are 0.1 to 1.5 MB."""

MAX_DEPTH = 40
"""Deepest nesting taken; our own bodies have 4."""

MAX_MEMBERS = 2_000
"""Most keys and list items of a body, all levels together; our own bodies have less than 200."""

MAX_DIGITS = 15
"""Longest whole number: every such number is exact in JavaScript too."""

MAX_FLOAT = 40
"""Longest fraction in characters; 17 digits and an exponent are all a double holds."""


def _malformed(why: str) -> NoReturn:
    raise Refused(400, f"The body is not JSON that can be read in one way only: {why}.", "json")


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) != len(pairs):
        _malformed("a key is there twice")
    return made


def _constant(_name: str) -> NoReturn:
    _malformed("it holds a number that JSON does not have")


def _whole(digits: str) -> int:
    if len(digits.lstrip("-")) > MAX_DIGITS or digits == "-0":
        _malformed("a number is too long to be kept exactly")
    return int(digits)


def _fraction(text: str) -> float:
    number = float(text) if len(text) <= MAX_FLOAT else math.inf
    mantissa = text.lower().partition("e")[0]
    if not math.isfinite(number) or (number == 0 and any(digit in mantissa for digit in "123456789")):
        _malformed("a number is too large or too small to be kept exactly")
    return number


def _check_text(text: str) -> None:
    if "\x00" in text:
        raise Refused(422, "The body holds a NUL character.", "text")
    if not text.isascii():
        try:
            text.encode("utf-8")
        except UnicodeEncodeError:
            raise Refused(422, "The body holds half of a character (a lone surrogate).", "text") from None


def _check(value: Any) -> None:
    """Depth, number of members, NUL and lone surrogates, without recursion."""
    waiting: list[tuple[Any, int]] = [(value, 0)]
    members = 0
    while waiting:
        item, depth = waiting.pop()
        if isinstance(item, str):
            _check_text(item)
        elif isinstance(item, dict | list):
            if depth >= MAX_DEPTH:
                _malformed(f"it is nested deeper than {MAX_DEPTH} levels")
            members += len(item)
            if members > MAX_MEMBERS:
                raise Refused(422, f"The body holds more than {MAX_MEMBERS} values.")
            if isinstance(item, dict):
                for key in item:
                    _check_text(key)
                waiting.extend((inner, depth + 1) for inner in item.values())
            else:
                waiting.extend((inner, depth + 1) for inner in item)


def strict_json(raw: bytes) -> Any:
    """The value of a body.

    Raises Refused with 400 for anything that is not UTF-8 JSON with one meaning, with 422 for NUL and lone surrogates.
    """
    if len(raw) > MAX_BYTES:
        raise Refused(413)
    try:
        text = raw.decode("utf-8", "strict")
        value = json.loads(
            text, object_pairs_hook=_object, parse_constant=_constant, parse_int=_whole, parse_float=_fraction
        )
    except UnicodeDecodeError:
        _malformed("it is not UTF-8")
    except RecursionError:
        _malformed(f"it is nested deeper than {MAX_DEPTH} levels")
    except ValueError:
        _malformed("it breaks off or has a character out of place")
    _check(value)
    return value


def fit(model: type[BaseModel], value: Any) -> BaseModel:
    """The body as ``model``. Raises Refused 422 naming the field (never its content)."""
    try:
        return model.model_validate(value)
    except ValidationError as fault:
        first = fault.errors(include_url=False, include_input=False, include_context=False)[0]
        known = set(model.model_fields)
        field = str(first["loc"][0]) if first["loc"] else ""
        where = f" The field {field!r} is not as it must be." if field in known else ""
        raise Refused(422, f"The body does not have the form this address takes.{where}") from None
    except (ValueError, OverflowError, RecursionError):
        raise Refused(422) from None
