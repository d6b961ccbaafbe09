"""How deep a page nests, never guessed too low: which start tags stay open, by the rules browsers close elements."""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Callable

from escrowl.pages.tags import TAG

VOID = frozenset(
    ("area", "base", "basefont", "bgsound", "br", "col", "embed", "frame", "hr", "img", "input", "keygen", "link",
     "meta", "param", "source", "track", "wbr")
)  # fmt: skip
_FORMATS = frozenset(("a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u"))
"""Elements that are opened again in what follows when their parent ends before them."""
_SOFT = frozenset(("p", "li", "dd", "dt", "option", "tr", "td", "th", "tbody", "thead", "tfoot", "colgroup"))
"""Elements that people leave open, and that cannot nest without others between them."""
_LOOSE = _SOFT | _FORMATS
_KEPT = frozenset(("html", "head", "body"))
"""Their end tags do not close them: the body takes what follows."""
_BREAKOUT = _FORMATS | frozenset(
    """
    blockquote body br center code dd div dl dt embed form foreignobject h1 h2 h3 h4 h5 h6 head hr iframe img input li
    listing math menu meta noembed noframes ol p plaintext pre ruby select span sub sup table textarea ul var xmp
    """.split()  # noqa: SIM905 - one name a line would take a page
)
"""Start tags that end a drawing, or make ordinary elements inside one."""

PLAIN, _EMPTY, _DRAWING, _CHOICE, _ODD = range(5)
_CLOSED = re.compile(r"(?:\s+[^\s\"'<>/=]+(?:=(?:\"[^\"]*\"|'[^']*'))?)*\s*/")
"""Attributes of a tag of a drawing that plainly ends itself."""

FAR = sys.maxsize
LONG = 1_000
"""Characters of attributes that are worth a look: fewer cannot be a thousand attributes."""
MOST_AGAIN = 100
"""Formats open without their element: each is made again in each paragraph after it. Saved pages have none."""
MOST_STEPS = 100_000
"""Elements looked at for end tags that do not end the innermost one: on saved pages a few hundred."""


def _kind(name: str) -> int:
    name = name.lower()
    if name in VOID:
        return _EMPTY
    return {"svg": _DRAWING, "select": _CHOICE, "math": _ODD, "plaintext": _ODD, "frameset": _ODD}.get(name, PLAIN)


class Nesting:
    """The open elements of a page. ``deepest``: most at once; ``odd``: something that is not followed; ``steps``:
    work for end tags out of order."""

    def __init__(self) -> None:
        self.opened: list[str] = []
        self.deepest = 0
        self.odd = False
        self.steps = 0
        self.again: Counter[str] = Counter()  # formats that are opened again later
        self.most = 0
        self.drawing = self.choice = FAR  # how many are open around the drawing, or the choice, one is in

    def raw(self, name: str, inside: str, lost: str) -> None:
        """An element whose inside is no markup: it stays open until its own end tag, which follows."""
        if lost or (len(self.opened) > self.choice and name.lower() != "script"):
            self.odd = True
        if len(self.opened) > self.drawing and "<" in inside:
            self.odd = True
        self.push(name)

    def push(self, name: str) -> None:
        self.opened.append(name)

    def start(self, kind: int, name: str, attributes: str) -> None:
        """A start tag that is no plain one, or one in a drawing."""
        inside = len(self.opened) > self.drawing
        if inside:
            lower = name.lower()
            if lower in _BREAKOUT or self.opened[-1].lower() in ("title", "desc"):
                self.odd = True
            if _CLOSED.fullmatch(attributes):
                return
        elif kind == _EMPTY:
            return
        elif kind == _DRAWING:
            if _CLOSED.fullmatch(attributes):
                return
            self.drawing = min(self.drawing, len(self.opened))
        elif kind == _CHOICE:
            self.choice = min(self.choice, len(self.opened))
        elif kind == _ODD:
            self.odd = True
        self.push(name)

    def end(self, name: str) -> None:
        """An end tag that is not the innermost element's, or one in a drawing or a choice."""
        opened = self.opened
        self.deepest = max(self.deepest, len(opened))
        if opened and opened[-1] == name:
            opened.pop()
        else:
            self._out_of_order(name.lower())
        if len(opened) <= self.drawing:
            self.drawing = FAR
        if len(opened) <= self.choice:
            self.choice = FAR

    def _out_of_order(self, name: str) -> None:
        at = len(self.opened)
        while at and name not in _KEPT:
            at -= 1
            self.steps += 1
            one = self.opened[at].lower()
            if one == name:
                break
            if one not in _LOOSE or self.steps > 10 * MOST_STEPS:
                return
        else:
            self.again[name] -= self.again[name] > 0
            return
        if name in _FORMATS:
            del self.opened[at]  # what stands inside stays open
            return
        if left := [one.lower() for one in self.opened[at:] if one.lower() in _FORMATS]:
            self.again.update(left)
            self.most = max(self.most, self.again.total())
        del self.opened[at:]


def nesting(html: str, weigh: Callable[[str, str], None]) -> Nesting:
    """Follow the page's tags. ``weigh`` is given the name and attributes of each long tag."""
    found = Nesting()
    opened = found.opened
    kinds: dict[str, int] = {}
    deepest = 0
    easy = True  # neither in a drawing nor in a choice
    for ended, icon, raw, raw_attributes, inside, lost, name, attributes, leaf, data in TAG.findall(html):
        if ended:
            if easy and opened and opened[-1] == ended:
                if len(opened) > deepest:
                    deepest = len(opened)
                opened.pop()
                continue
            found.end(ended)
        elif icon:
            if len(icon) > LONG:
                for part in icon.split("<"):
                    if len(part) > LONG:
                        weigh("svg", part)
            if easy:
                continue
            if opened and opened[-1].lower() in ("title", "desc"):
                found.odd = True
        elif name:
            if len(attributes) > LONG:
                weigh(name, attributes)
            if leaf and easy:
                continue
            kind = kinds.get(name)
            if kind is None:
                kind = kinds[name] = _kind(name)
            if easy and not kind:
                opened.append(name)
                continue
            if easy and kind == _EMPTY:
                continue
            found.start(kind, name, attributes)
            if leaf:
                found.end(name)
        elif raw:
            if len(raw_attributes) > LONG:
                weigh(raw, raw_attributes)
            found.raw(raw, inside, lost)
        elif data and found.drawing != FAR:
            found.odd = True
        easy = found.drawing == found.choice  # both far
    found.odd = found.odd or found.most > MOST_AGAIN
    found.deepest = max(found.deepest, deepest, len(opened)) + found.most
    return found
