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


_place = attrgetter("place")


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
    blocks: list[int] = field(default_factory=list)
    scripts: list[tuple[Mapping[str, str], str]] = field(default_factory=list)
    title: str = ""
    whole: dict[re.Pattern[str], dict[str, re.Match[str] | None]] = field(default_factory=dict)
    """What `fullmatch` of a pattern said to a line's text: cards of a list share most of their lines."""
    _tokens: dict[str, dict[str, tuple[list[int], list[Node]]]] = field(default_factory=dict)
    _classed: dict[str, list[Node]] = field(default_factory=dict)
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
        known = self._by_raw
        found = [node for raw in self._select(f"[{attr}]") if (node := known.get(raw.mem_id)) is not None]
        found.sort(key=_place)
        return found

    def having(self, attr: str, part: str, within: Node | None = None) -> list[Node]:
        """Elements whose attribute has the part in its value, in document order. ``part``: plain characters."""
        found = self._any.get((attr, part, ""))
        if found is None:
            if self._select is None:
                found = [node for node in self.nodes if part in node.attrs.get(attr, "")]
            else:
                known = self._by_raw
                met = (known.get(raw.mem_id) for raw in self._select(f'[{attr}*="{part}"]'))
                found = sorted((node for node in met if node is not None), key=_place)
            self._any[attr, part, ""] = found
        if within is None:
            return found
        return found[bisect_left(found, within.place, key=_place) : bisect_left(found, within.end, key=_place)]

    def holding_any(self, attrs: tuple[str, ...], within: Node) -> list[Node]:
        """Elements inside (itself too) that have one of the attributes, in document order."""
        found = self._any.get(attrs)
        if found is None:
            if self._select is None:
                found = [node for node in self.nodes if not node.attrs.keys().isdisjoint(attrs)]
            else:
                known = self._by_raw
                met = (known.get(raw.mem_id) for raw in self._select(",".join(f"[{attr}]" for attr in attrs)))
                found = sorted({node.place: node for node in met if node is not None}.values(), key=_place)
            self._any[attrs] = found
        return found[bisect_left(found, within.place, key=_place) : bisect_left(found, within.end, key=_place)]

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
        """Elements whose attribute holds the token (tokens are parted by white space), in document order."""
        if attr == "class" and self._select is not None:
            return self.classed(token, within)
        table = self._tokens.get(attr)
        if table is None:
            table = self._tokens[attr] = {}
            for node in self.holding(attr):
                for word in dict.fromkeys(node.attrs[attr].split()):
                    places, nodes = table.setdefault(word, ([], []))
                    places.append(node.place)
                    nodes.append(node)
        if token not in table:
            return []
        places, nodes = table[token]
        return nodes if within is None else nodes[bisect_left(places, within.place) : bisect_left(places, within.end)]

    def classed(self, name: str, within: Node | None = None) -> list[Node]:
        """Elements of the class, in document order. Nearly all elements have classes and few are asked for."""
        if self._select is None:
            return self.tokens("class", name, within)
        found = self._classed.get(name)
        if found is None:
            known = self._by_raw
            met = (known.get(raw.mem_id) for raw in self._select(f'[class~="{name}"]'))
            found = self._classed[name] = sorted((node for node in met if node is not None), key=_place)
        if within is None:
            return found
        return found[bisect_left(found, within.place, key=_place) : bisect_left(found, within.end, key=_place)]

    def tagged(self, *tags: str, within: Node | None = None) -> list[Node]:
        """Elements of these tags, in document order."""
        lists = [found for tag in dict.fromkeys(tags) if (found := self._tagged.get(tag))]
        if within is not None:
            first, last = within.place, within.end
            lists = [
                found[bisect_left(found, first, key=_place) : bisect_left(found, last, key=_place)] for found in lists
            ]
        return list(lists[0]) if len(lists) == 1 else sorted(chain(*lists), key=_place)

    @cached_property
    def _tagged(self) -> dict[str, list[Node]]:
        table: dict[str, list[Node]] = {}
        for node in self.nodes:
            table.setdefault(node.tag, []).append(node)
        return table

    @cached_property
    def lines(self) -> list[Line]:
        """The words of the page line by line, in document order, empty ones left out."""
        out: list[Line] = []
        runs, blocks, owners = self.runs, self.blocks, self.owners
        start, total = 0, len(runs)
        while start < total:
            block, stop = blocks[start], start + 1
            while stop < total and blocks[stop] == block:
                stop += 1
            words = (runs[start] if stop == start + 1 else "".join(runs[start:stop])).split()
            if words and (text := " ".join(words).strip(_UNSEEN)):
                first = start
                while runs[first].isspace():
                    first += 1
                out.append(Line(text, start, stop, owners[first]))
            start = stop
        return out

    @cached_property
    def _line_starts(self) -> list[int]:
        return [line.run for line in self.lines]

    def lines_in(self, node: Node) -> list[Line]:
        """The lines that begin inside the element."""
        return self.lines[bisect_left(self._line_starts, node.run) : bisect_left(self._line_starts, node.run_end)]

    def is_within(self, inner: Node, outer: Node) -> bool:
        """Whether ``inner`` is ``outer`` or stands inside it."""
        return outer.place <= inner.place < outer.end

    def common(self, one: Node, other: Node) -> Node:
        """The closest element that holds both."""
        while not self.is_within(other, one) and one.parent >= 0:
            one = self.nodes[one.parent]
        return one


class Builder:
    """Takes the events of a walk and fills an Index."""

    def __init__(self) -> None:
        self.index = Index()
        self._open: list[Node] = []
        self._block = 0
        self._silent = 0

    def start(self, tag: str, attrs: Mapping[str, str]) -> None:
        index = self.index
        parent = self._open[-1].place if self._open else -1
        node = Node(len(index.nodes), tag, parent, len(index.runs), attrs)
        index.nodes.append(node)
        self._open.append(node)
        self._silent += tag in SILENT
        self._block += tag in BREAKS

    def text(self, words: str) -> None:
        index = self.index
        if self._open and _aside(index, self._open[-1], words):
            return
        if not self._silent and words:
            index.runs.append(words)
            index.owners.append(self._open[-1].place if self._open else 0)
            index.blocks.append(self._block)

    def end(self) -> None:
        node = self._open.pop()
        node.end, node.run_end = len(self.index.nodes), len(self.index.runs)
        self._silent -= node.tag in SILENT
        self._block += node.tag in BREAKS
        if node.tag == "br":
            _line_break(self.index, node, self._block)


def _line_break(index: Index, node: Node, block: int) -> None:
    """A line break parts words, not facts: a client's text stays one line."""
    index.runs.append(" ")
    index.owners.append(max(0, node.parent))
    index.blocks.append(block)


_TEXT = 2
"""lexbor's number of text. Elements' numbers are asked for their names once a page: unknown ones differ by page."""


def _aside(index: Index, node: Node, words: str) -> bool:
    """Take the text of a data script or the page's title; whether it was one of those."""
    if node.tag == "script":
        kind, name = node.attrs.get("type", ""), node.attrs.get("id", "")
        if "json" in kind or name.startswith("__NUXT") or "window.stateData" in words:
            index.scripts.append((node.attrs, words))
        return True
    if node.tag == "title" and not index.title:
        index.title = fold(words)
        return True
    return False


def with_lexbor(html: str) -> Index:
    """The everyday engine. The same as a `Builder` fed by a walk, but in one loop: it meets thousands of nodes."""
    from selectolax.lexbor import LexborHTMLParser

    parser = LexborHTMLParser(html.encode("utf-8", "ignore"))
    index = Index(_select=parser.css, _first=parser.css_first)
    nodes, runs, owners, blocks = index.nodes, index.runs, index.owners, index.blocks
    kinds: dict[int, tuple[str, bool, bool]] = {}
    opened: list[tuple[Node, Any, bool, bool]] = []
    node = Node(0, "", -1, 0)
    place, block, silent, count, said = 0, 0, 0, 0, 0  # the open element's place; how many elements and runs there are
    raw: Any = parser.root
    while raw is not None:
        number = raw.tag_id
        if number == _TEXT:
            if not silent or node.tag == "script" or node.tag == "title":
                words = raw.text_content or ""
                aside = node.tag in ("script", "title") and _aside(index, node, words)
                if words and not aside and not silent:
                    runs.append(words)
                    owners.append(place)
                    blocks.append(block)
                    said += 1
        else:
            kind = kinds.get(number)
            if kind is None:
                tag = raw.tag or "-"
                kind = kinds[number] = (tag, tag in SILENT, tag in BREAKS)
            tag, hides, breaks = kind
            if tag[0] not in "-!":
                inner = Node(count, tag, place if opened else -1, said, None, raw)
                nodes.append(inner)
                block += breaks
                down = None if tag == "template" else raw.child
                if down is not None:
                    opened.append((inner, raw, hides, breaks))
                    node, place, raw = inner, count, down
                    count += 1
                    silent += hides
                    continue
                count += 1
                block += breaks
                if tag == "br":
                    _line_break(index, inner, block)
                    said += 1
        raw = raw.next if opened else None
        while raw is None and opened:
            ended, raw, hides, breaks = opened.pop()
            ended.end, ended.run_end = count, said
            silent -= hides
            block += breaks
            if opened:
                node = opened[-1][0]
                place = node.place
                raw = raw.next
            else:
                raw = None
    return index


def with_soup(html: str) -> Index:
    """The engine for strange pages: slower, and no page has made it hang."""
    from bs4 import BeautifulSoup, Comment, NavigableString, Tag
    from bs4.element import PreformattedString

    build = Builder()
    soup = BeautifulSoup(html, "lxml", multi_valued_attributes=None)
    root = soup.find(True)
    stack: list[Any] = [root] if root is not None else []
    while stack:
        item = stack.pop()
        if item is None:
            build.end()
        elif isinstance(item, Tag):
            build.start(item.name, {name: str(value or "") for name, value in item.attrs.items()})
            stack.append(None)
            if item.name != "template":
                stack.extend(reversed(item.contents))
        elif isinstance(item, NavigableString) and not isinstance(item, (Comment, PreformattedString)):
            build.text(str(item))
    return build.index
