"""Words that one element says, and hints in attributes: what is left to read by when class names are gone.

Lines (dom.py) part words by block elements. Where a site puts several facts into one line ("3 days ago" and
"43 proposals" in neighbouring spans), each stands in an element of its own, and `WordedArea.phrases` gives those too.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from escrowl.facts import FactValue, Unknown, Verification
from escrowl.pages import values_states
from escrowl.pages.base import LONG, Area, Found, plain_words
from escrowl.pages.dom import HEADINGS, SILENT, Index, Node
from escrowl.pages.prose import PROSE, alike
from escrowl.pages.spans import Spans
from escrowl.pages.values_money import Price, whole_price

HINTS = ("title", "aria-label", "data-tooltip", "data-original-title", "data-title", "data-tip", "data-content", "alt")
"""Attributes whose value a person sees on hover, or hears."""

_FREE = frozenset({"a", "img", "input", "button", "textarea", "select", "option", "html", "body", *HEADINGS})
"""Elements whose hints repeat what people wrote (titles, names), or ask for something."""
_MOST_RUNS = 24
"""Text runs of the largest element taken for one phrase: a phrase of facts cut into spans has 2 to 12."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words, the element that says them, the attribute they stand in ("" for visible words), and their text runs."""

    text: str
    node: Node
    attr: str = ""
    span: tuple[int, int] = (0, 0)


@dataclass(eq=False)
class WordedArea(Area):
    """A card's part of a page that is read by phrases and hints."""

    @cached_property
    def phrases(self) -> tuple[Phrase, ...]:
        """What the card says: its lines, and the words of each element inside, without those that are cut out."""
        page = self.page
        out = [Phrase(line.text, page.nodes[line.node], "", (line.run, line.run_end)) for line in self.lines]
        seen = {(line.run, line.run_end) for line in self.lines}
        for node in page.inside(self.node):
            span = (node.run, node.run_end)
            if not 0 < node.run_end - node.run <= _MOST_RUNS or span in seen or node.tag in SILENT:
                continue
            seen.add(span)
            text = "" if self._cut.meets(node) else plain_words(page.text(node))
            if 0 < len(text) <= LONG:
                out.append(Phrase(text, node, "", span))
        return tuple(out)

    @cached_property
    def hints(self) -> tuple[Phrase, ...]:
        """Hover and screen reader texts of icons and badges: of elements outside cut words that are not links,
        headings, pictures or fields, and say nothing themselves or only a state ("VERIFIED")."""
        page = self.page
        out = [Phrase(text, node, "title") for node, text in page.drawn_in(self.node)]
        out = [phrase for phrase in out if " " in phrase.text and not self.within_cut(phrase.node)]
        for node in page.holding_any(HINTS, self.node):
            if node.tag in _FREE or (node.tag in SILENT and node.tag != "svg") or self.within_cut(node):
                continue
            name = next((name for name in HINTS if node.attrs.get(name, "").strip()), "")
            text = node.attrs.get(name, "").strip()
            if " " not in text or node.run_end - node.run > _MOST_RUNS:
                continue
            own = page.text(node)
            if not own or (own.casefold() != text.casefold() and len(own) <= 24 and values_states.state(own)):
                out.append(Phrase(text, node, name))
        return tuple(out)

    @cached_property
    def stated(self) -> tuple[tuple[str, Verification, Phrase], ...]:
        """Visible words that name a thing a site verifies and say yes or no about it: thing, state, phrase."""
        found = ((values_states.statement(phrase.text), phrase) for phrase in self.phrases if len(phrase.text) <= 40)
        return tuple((said[0], said[1], phrase) for said, phrase in found if said)

    def said(self, pattern: re.Pattern[str]) -> Iterator[tuple[re.Match[str], Phrase]]:
        """Every phrase that as a whole is what the pattern says."""
        for phrase in self.phrases:
            if found := pattern.fullmatch(phrase.text):
                yield found, phrase

    def read(
        self, pattern: re.Pattern[str], value: Callable[[re.Match[str]], FactValue | None], where: str
    ) -> Found | None:
        """The value in the phrases that are what the pattern says; Unknown when they differ."""
        got = ((value(match), phrase) for match, phrase in self.said(pattern))
        return agreed(Found(one, phrase.text, where) for one, phrase in got if one is not None)

    @cached_property
    def price(self) -> tuple[Price, str] | None:
        """The price that stands alone on a line (else: in an element), with its words; None when two differ."""
        spans = {(line.run, line.run_end) for line in self.lines}
        for whole_line in (True, False):
            told = (p.text for p in self.phrases if (p.span in spans) == whole_line)
            found = [(priced, text) for text in told if (priced := whole_price(text))]
            if found:
                return found[0] if len({priced for priced, _ in found}) == 1 else None
        return None


def agreed(found: Iterable[Found]) -> Found | None:
    """The one value that was found, however often; Unknown when the page says different things."""
    given = list(found)
    if len({repr(one.value) for one in given}) > 1:
        return Found(Unknown("the page says different things"))
    return given[0] if given else None


def told(page: Index, box: Node, cut: Iterable[Node], tokens: Iterable[str] = ()) -> Node | None:
    """A card's element with the client's text: by its class ``tokens``, else the paragraph (or block) of the longest
    line, else the only paragraph of the card. What stands in ``cut`` (title, skills, names) does not count."""
    taken = Spans(cut)

    named = next((node for token in tokens for node in page.tokens("class", token, box) if not taken.meets(node)), None)
    if named is not None:
        outer = (node for node in page.ancestors(named) if node.tag == "p" and page.is_within(node, box))
        return next(outer, named)
    paragraphs = [node for node in page.tagged("p", within=box) if not taken.meets(node) and not taken.holds(node)]
    lines = [line for line in page.lines_in(box) if not taken.has(line)]
    longest = max(lines, key=lambda line: len(line.text), default=None)
    if longest is None or len(longest.text) < PROSE:
        return paragraphs[0] if len(paragraphs) == 1 else None
    around = [node for node in paragraphs if node.run <= longest.run < node.run_end]
    return around[0] if around else page.around(longest)


def beside(page: Index, text: Node | None) -> tuple[Node, ...]:
    """The paragraphs that may be of the same text: those beside it that look like it."""
    return tuple(one for one in alike(page, text) if one is not text) if text is not None else ()


def labelled(page: Index, pattern: re.Pattern[str], told: Iterable[Node] = ()) -> Node | None:
    """The element with the label of a panel ("About the client"); None when there is none.

    ``told``: what a client wrote. A client's text may hold such a line too: lines beside long prose do not count,
    headings stand above plain lines, and of several plain ones the last counts (panels stand behind texts).
    """
    cut = Spans(told)
    lines = [line for line in page.lines if len(line.text) < 60 and pattern.fullmatch(line.text.rstrip(" :"))]
    nodes = [page.nodes[line.node] for line in lines if not cut.has(line)]
    nodes = [node for node in nodes if not _beside_prose(page, node) and not in_link(page, node)]
    heads = [node for node in nodes if any(n.tag in HEADINGS for n in (node, *list(page.ancestors(node))[:2]))]
    return next(iter((heads or nodes)[::-1]), None)


def in_link(page: Index, node: Node) -> bool:
    """Whether the element is a link or stands in one: names and titles do, labels of panels do not."""
    return node.tag == "a" or any(outer.tag == "a" for outer in page.ancestors(node))


def _beside_prose(page: Index, node: Node) -> bool:
    """Whether a long line stands in the element beside this one, as in a text of several paragraphs."""
    if node.tag in HEADINGS or node.parent < 0:
        return False
    around = page.nodes[node.parent]
    return any(len(line.text) >= 80 and page.nodes[line.node].parent == around.place for line in page.lines_in(around))
