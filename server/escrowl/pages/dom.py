"""A page as a flat index of elements, built in one walk; page objects query the index and never a parser's types."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain
from operator import attrgetter
from typing import Any

from escrowl.snapshot import NUMBER

SILENT = frozenset({"script", "style", "template", "noscript", "svg", "iframe", "object", "head", "textarea", "select"})
"""Elements whose inside is not read as words: code, drawings, and what a person typed or could choose."""

BREAKS = frozenset(
    """
    address article aside blockquote body button caption dd details dialog div dl dt fieldset figcaption figure footer
    form h1 h2 h3 h4 h5 h6 header hr html legend li main nav ol option p pre section small summary table tbody td tfoot
    th thead title tr ul up-d-story-item up-d-message
    """.split()  # noqa: SIM905 - one name a line would take a page
)
"""Elements whose words stand on lines of their own. `small` is not one by standard; here it wraps whole items."""

HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_UNSEEN = "\u200b\u2060\ufeff"


def fold(text: str) -> str:
    """The text with every run of white space as one space, none (and no unseen mark) at the ends."""
    return " ".join(text.split()).strip(_UNSEEN)


class Node:
    """One element: its place in document order, its own words' range and the first place after its subtree."""

    __slots__ = ("_attrs", "_raw", "end", "parent", "place", "run", "run_end", "tag")

    def __init__(
        self, place: int, tag: str, parent: int, run: int, attrs: Mapping[str, str] | None = None, raw: Any = None
    ) -> None:
        self.place = place
        self.tag = tag
        self.parent = parent
        self.end = place + 1
        self.run = self.run_end = run
        self._attrs = attrs
        self._raw = raw

    @property
    def attrs(self) -> Mapping[str, str]:
        """Its attributes, always the same mapping. Read from the parser when first asked: most are never asked for."""
        if self._attrs is None:
            found = self._raw.attributes
            if None in found.values():
                found = {name: value or "" for name, value in found.items()}
            self._attrs = found
        return self._attrs

    def value(self, name: str) -> str:
        """The value of an attribute that it has, without reading all of them. Raises KeyError for one it has not."""
        return self._raw.attrs[name] or "" if self._attrs is None else self._attrs[name]


_place = attrgetter("place")


def among(nodes: list[Node], outer: Node) -> list[Node]:
    """Those of the nodes, which are in document order, that stand inside the element (or are it)."""
    return nodes[bisect_left(nodes, outer.place, key=_place) : bisect_left(nodes, outer.end, key=_place)]


def first_words(node: Node, end: int) -> Node:
    """The element's words up to the run ``end``, as an element of their own."""
    first = Node(node.place, "", node.parent, node.run, {})
    first.run_end = end
    return first


@dataclass(slots=True, eq=False)
class Line:
    """Words that stand on one line: folded text, range of text runs, and the element that holds its first run."""

    text: str
    run: int
    run_end: int
    node: int


@dataclass(eq=False)
class Index:
    """All elements of a page in document order, the text runs between them, and JSON data scripts."""

    nodes: list[Node] = field(default_factory=list)
    runs: list[str] = field(default_factory=list)
    owners: list[int] = field(default_factory=list)
    ranges: list[tuple[int, int, int]] = field(default_factory=list)
    """Runs that stand on one line and hold words: the first, the one after the last, the first that is not blank."""
    by_tag: dict[str, list[Node]] = field(default_factory=dict)
    apart: dict[int, list[Line]] = field(default_factory=dict)
    """What stands side by side on a line, by the line's first run, as far as a card has asked."""
    scripts: list[tuple[Mapping[str, str], str]] = field(default_factory=list)
    drawn: list[tuple[Node, str]] = field(default_factory=list)
    """Drawings that have a title, with its words: people hear it, or see it on hover."""
    title: str = ""
    _whole: dict[int, tuple[re.Pattern[str], dict[str, re.Match[str] | None]]] = field(default_factory=dict)
    _tokens: dict[str, dict[str, tuple[list[int], list[Node]]]] = field(default_factory=dict)
    _any: dict[tuple[str, ...], list[Node]] = field(default_factory=dict)
    _select: Callable[[str], list[Any]] | None = None
    """The parser's own search by CSS selector, where it has a fast one."""
    _first: Callable[[str], Any] | None = None

    @cached_property
    def numbered(self) -> bool:
        """Whether the extension numbered the elements. What stands around its cards then has no number."""
        if self._first is None:
            return any(NUMBER in node.attrs for node in self.nodes)
        return self._first(f"[{NUMBER}]") is not None

    @cached_property
    def _by_raw(self) -> dict[int, Node]:
        return {node._raw.mem_id: node for node in self.nodes}

    def holding(self, attr: str) -> list[Node]:
        """Elements that have the attribute, in document order. ``attr``: a plain name such as data-test."""
        if self._select is None:
            return [node for node in self.nodes if attr in node.attrs]
        return self._selected(f"[{attr}]")

    def _selected(self, selector: str) -> list[Node]:
        """What the parser finds by the selector, in document order, each once."""
        assert self._select is not None
        known = self._by_raw
        met = (known.get(raw.mem_id) for raw in self._select(selector))
        return sorted({node for node in met if node is not None}, key=_place)

    def having(self, attr: str, part: str, within: Node | None = None) -> list[Node]:
        """Elements whose attribute has the part in its value, in document order. ``part``: plain characters."""
        found = self._any.get((attr, part, ""))
        if found is None:
            if self._select is None:
                found = [node for node in self.nodes if part in node.attrs.get(attr, "")]
            else:
                found = self._selected(f'[{attr}*="{part}"]')
            self._any[attr, part, ""] = found
        return found if within is None else among(found, within)

    def holding_any(self, attrs: tuple[str, ...], within: Node) -> list[Node]:
        """Elements inside (itself too) that have one of the attributes, in document order."""
        found = self._any.get(attrs)
        if found is None:
            if self._select is None:
                found = [node for node in self.nodes if not node.attrs.keys().isdisjoint(attrs)]
            else:
                found = self._selected(",".join(f"[{attr}]" for attr in attrs))
            self._any[attrs] = found
        return among(found, within)

    def drawn_in(self, node: Node) -> list[tuple[Node, str]]:
        """The titled drawings inside the element, with their words."""
        places = self._drawn_places
        return self._drawn[bisect_left(places, node.place) : bisect_left(places, node.end)] if places else []

    @cached_property
    def _drawn(self) -> list[tuple[Node, str]]:
        return sorted(self.drawn, key=lambda one: one[0].place)

    @cached_property
    def _drawn_places(self) -> list[int]:
        return [one.place for one, _ in self._drawn]

    def whole(self, pattern: re.Pattern[str]) -> dict[str, re.Match[str] | None]:
        """What `fullmatch` of the pattern said to texts of this page so far: cards of a list share most of their lines.

        Found by the pattern's identity: to hash one takes as long as to look at several lines with it.
        """
        found = self._whole.get(id(pattern))
        if found is None:
            found = self._whole[id(pattern)] = (pattern, {})
        return found[1]

    def number(self, node: Node) -> int:
        """The number the extension gave the element (or the first one inside it), else its place in document order."""
        if self.numbered:
            for inner in self.inside(node):
                given = inner.attrs.get(NUMBER, "")
                if given.isascii() and given.isdigit() and len(given) < 9:
                    return int(given)
        return node.place

    def text(self, node: Node) -> str:
        """All words inside the element, white space folded."""
        return fold("".join(self.runs[node.run : node.run_end]))

    def spaced(self, node: Node) -> str:
        """All words inside the element, lines parted by a space."""
        return " ".join(line.text for line in self.lines_in(node))

    def own(self, node: Node) -> str:
        """The words that stand in the element itself, not in its children."""
        return fold("".join(self.runs[i] for i in range(node.run, node.run_end) if self.owners[i] == node.place))

    def inside(self, node: Node) -> Iterator[Node]:
        """The elements of its subtree, itself first."""
        return iter(self.nodes[node.place : node.end])

    def ancestors(self, node: Node) -> Iterator[Node]:
        """Parent, its parent, and so on up to the root."""
        while node.parent >= 0:
            node = self.nodes[node.parent]
            yield node

    def tokens(self, attr: str, token: str, within: Node | None = None) -> list[Node]:
        """Elements whose attribute holds the token (tokens are parted by white space), in document order.

        Of ``data-test`` and its like a page object asks for dozens; of other attributes for a few, which the parser
        finds sooner than a table of them all is made.
        """
        if self._select is not None and not attr.startswith("data-test"):
            return self._searched(attr, token, within)
        table = self._tokens.get(attr)
        if table is None:
            table = self._tokens[attr] = self._token_table(attr)
        found = table.get(token)
        if found is None:
            return []
        places, nodes = found
        return nodes if within is None else nodes[bisect_left(places, within.place) : bisect_left(places, within.end)]

    def _token_table(self, attr: str) -> dict[str, tuple[list[int], list[Node]]]:
        table: dict[str, tuple[list[int], list[Node]]] = {}
        rows: dict[str, list[tuple[list[int], list[Node]]]] = {}  # by whole value: cards of a list share theirs
        for node in self.holding(attr):
            value = node.value(attr)
            into = rows.get(value)
            if into is None:
                into = rows[value] = [table.setdefault(word, ([], [])) for word in dict.fromkeys(value.split())]
            for places, nodes in into:
                places.append(node.place)
                nodes.append(node)
        return table

    def _searched(self, attr: str, token: str, within: Node | None) -> list[Node]:
        found = self._any.get((attr, token, "~"))
        if found is None:
            found = self._any[attr, token, "~"] = self._selected(f'[{attr}~="{token}"]')
        return found if within is None else among(found, within)

    def classed(self, name: str, within: Node | None = None) -> list[Node]:
        """Elements of the class, in document order."""
        return self.tokens("class", name, within)

    def tagged(self, *tags: str, within: Node | None = None) -> list[Node]:
        """Elements of these tags, in document order."""
        lists = [found for tag in dict.fromkeys(tags) if (found := self.by_tag.get(tag))]
        if within is not None:
            lists = [among(found, within) for found in lists]
        return list(lists[0]) if len(lists) == 1 else sorted(chain(*lists), key=_place)

    @cached_property
    def lines(self) -> list[Line]:
        """The words of the page line by line, in document order, empty ones left out."""
        out: list[Line] = []
        runs, owners = self.runs, self.owners
        for start, stop, first in self.ranges:
            said = runs[first] if stop == first + 1 else "".join(runs[first:stop])
            if text := " ".join(said.split()).strip(_UNSEEN):
                out.append(Line(text, start, stop, owners[first]))
        return out

    @cached_property
    def _line_starts(self) -> list[int]:
        return [line.run for line in self.lines]

    def lines_in(self, node: Node) -> list[Line]:
        """The lines that begin inside the element."""
        return self.lines[bisect_left(self._line_starts, node.run) : bisect_left(self._line_starts, node.run_end)]

    def around(self, line: Line) -> Node:
        """The smallest element that says the whole line: its first words may stand in an element of their own."""
        node = self.nodes[line.node]
        while node.parent >= 0 and any(not self.runs[at].isspace() for at in range(node.run_end, line.run_end)):
            node = self.nodes[node.parent]
        return node

    def is_within(self, inner: Node, outer: Node) -> bool:
        """Whether ``inner`` is ``outer`` or stands inside it."""
        return outer.place <= inner.place < outer.end

    def common(self, one: Node, other: Node) -> Node:
        """The closest element that holds both."""
        while not self.is_within(other, one) and one.parent >= 0:
            one = self.nodes[one.parent]
        return one
