"""A page as a flat index of elements, built in one walk; page objects query the index and never a parser's types."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
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


@dataclass(slots=True, eq=False)
class Node:
    """One element: its place in document order, its own words' range and the first place after its subtree."""

    place: int
    tag: str
    attrs: Mapping[str, str]
    parent: int
    end: int = 0
    run: int = 0
    run_end: int = 0


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
    _tokens: dict[str, dict[str, tuple[list[int], list[Node]]]] = field(default_factory=dict)

    @cached_property
    def numbered(self) -> bool:
        """Whether the extension numbered the elements. What stands around its cards then has no number."""
        return any(NUMBER in node.attrs for node in self.nodes)

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
        table = self._tokens.get(attr)
        if table is None:
            table = self._tokens[attr] = {}
            for node in self.nodes:
                value = node.attrs.get(attr)
                if value:
                    for word in dict.fromkeys(value.split()):
                        places, nodes = table.setdefault(word, ([], []))
                        places.append(node.place)
                        nodes.append(node)
        if token not in table:
            return []
        places, nodes = table[token]
        return nodes if within is None else nodes[bisect_left(places, within.place) : bisect_left(places, within.end)]

    def tagged(self, *tags: str, within: Node | None = None) -> list[Node]:
        """Elements of these tags, in document order."""
        nodes = self.nodes if within is None else self.nodes[within.place : within.end]
        return [node for node in nodes if node.tag in tags]

    @cached_property
    def lines(self) -> list[Line]:
        """The words of the page line by line, in document order, empty ones left out."""
        out: list[Line] = []
        start, total = 0, len(self.runs)
        while start < total:
            stop = start + 1
            while stop < total and self.blocks[stop] == self.blocks[start]:
                stop += 1
            text = fold("".join(self.runs[start:stop]))
            if text:
                first = next(i for i in range(start, stop) if not self.runs[i].isspace())
                out.append(Line(text, start, stop, self.owners[first]))
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
    """Takes the walk's events and fills an Index. Both engines call `start`, `text` and `end`."""

    def __init__(self) -> None:
        self.index = Index()
        self._open: list[Node] = []
        self._block = 0
        self._silent = 0

    def start(self, tag: str, attrs: Mapping[str, str]) -> None:
        index = self.index
        parent = self._open[-1].place if self._open else -1
        node = Node(len(index.nodes), tag, attrs, parent, run=len(index.runs))
        index.nodes.append(node)
        self._open.append(node)
        self._silent += tag in SILENT
        self._block += tag in BREAKS

    def text(self, words: str) -> None:
        index, tag = self.index, self._open[-1].tag if self._open else ""
        if tag == "script":
            kind = self._open[-1].attrs.get("type", "")
            if "json" in kind or self._open[-1].attrs.get("id", "").startswith("__NUXT"):
                index.scripts.append((self._open[-1].attrs, words))
        elif tag == "title" and not index.title:
            index.title = fold(words)
        elif not self._silent and words:
            index.runs.append(words)
            index.owners.append(self._open[-1].place if self._open else 0)
            index.blocks.append(self._block)

    def end(self) -> None:
        node = self._open.pop()
        node.end, node.run_end = len(self.index.nodes), len(self.index.runs)
        self._silent -= node.tag in SILENT
        self._block += node.tag in BREAKS
        if node.tag == "br":  # a line break parts words, not facts: a client's text stays one line
            self.index.runs.append(" ")
            self.index.owners.append(node.parent if node.parent >= 0 else 0)
            self.index.blocks.append(self._block)


def with_lexbor(html: str) -> Index:
    """The everyday engine."""
    from selectolax.lexbor import LexborHTMLParser

    build = Builder()
    node: Any = LexborHTMLParser(html).root
    depth = 0
    while node is not None:
        tag = node.tag
        down = None
        if tag == "-text":
            build.text(node.text_content or "")
        elif tag and not tag.startswith(("-", "!")):
            build.start(tag, {name: value or "" for name, value in node.attributes.items()})
            down = None if tag == "template" else node.child
            if down is None:
                build.end()
        if down is not None:
            node, depth = down, depth + 1
            continue
        while depth and node.next is None:
            node, depth = node.parent, depth - 1
            build.end()
        node = node.next if depth else None
    return build.index


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
