"""The tags of a page as a browser's tokenizer sees them, found by one regular expression: linear, and in C."""

from __future__ import annotations

import re

_S = r" \t\n\f\r"
_END = rf"[{_S}/>]"
_VALUE = rf"(?:\"[^\"]*+\"|'[^']*+'|[^{_S}\"'>][^{_S}>]*+|(?=>))"
_ATTRIBUTE = rf"(?:=[^{_S}/>=]*+|[^{_S}/>=]++)(?:[{_S}]*+=[{_S}]*+{_VALUE})?+"
_ATTRIBUTES = rf"(?:[^\"'>=]*+(?<=[^{_S}/\"'=])=\"[^\"]*+\")*+(?:[{_S}/]++|{_ATTRIBUTE})*+"
_RAW = r"(?=[sS][cCtT]|[tT][eEiI]|[iI][fF]|[nN][oO]|[xX])(?i:script|style|textarea|title|iframe|noembed|noframes|xmp)"
_CLOSE = rf"/(?i:\3){_END}"
_INSIDE = (
    rf"[^<]*+(?:<(?!{_CLOSE}|!--)[^<]*+)*+"
    rf"(?:(?=<!--)[^<]*+(?:<(?!{_CLOSE}|(?i:script){_END})[^<]*+)*+)?+(?=<{_CLOSE}|\Z)"
)
"""Words of a raw element. A script that begins another one behind a "<!--" ends by rules of its own."""
_SHAPES = (
    "path|use|g|circle|rect|line|polyline|polygon|ellipse|defs|symbol|mask|clipPath|linearGradient|radialGradient|stop"
    "|filter|fe[A-Z][A-Za-z]{2,20}|animate|animateTransform|tspan|marker|pattern"
)
_ICON = (
    rf"svg(?={_END}){_ATTRIBUTES}>"
    rf"(?:[^<]*+<(?:/?(?:{_SHAPES})(?={_END}){_ATTRIBUTES}>|title>[^<]*+</title>|!--[^<>-]*+-->)){{0,400}}+[^<]*+</svg[{_S}]*+>"
)

TAG = re.compile(
    rf"<(?:/([a-zA-Z][^{_S}/>]*+)(?:>|{_ATTRIBUTES}>)"
    rf"|({_ICON})"
    rf"|({_RAW})(?={_END})({_ATTRIBUTES})>"
    rf"(?:({_INSIDE})|((?s:.+)))"
    rf"|([a-zA-Z][^{_S}/>]*+)({_ATTRIBUTES})>((?:[^<]*+</\7[{_S}]*+>)?+)"
    r"|!--(?:-?>|[^-]*+(?:-(?!-!?>)[^-]*+)*+--!?>)"
    r"|(!\[)[^>]*+>"
    r"|!(?!--)[^>]*+>|[?][^>]*+>|/[^a-zA-Z>][^>]*+>"
    r"|(?:[a-zA-Z!?]|/[^>])(?s:.*+))"
)
"""Groups: an end tag's name; a whole icon; a raw element's name, its attributes, its inside (words, no tags) or all the
rest where no end is sure; a start tag's name, its attributes, and its inside with its end tag when no other tag stands
there; what looks like CDATA. What is never closed takes the rest of the page too, as it does in a browser.
"""
_EACH = re.compile(_ATTRIBUTE.replace("(?=>)", r"\Z"))


def attributes_in(text: str) -> int:
    """How many attributes the text of a tag has."""
    return sum(1 for _ in _EACH.finditer(text))
