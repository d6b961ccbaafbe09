"""The two engines that walk a page and fill its Index: lexbor every day, BeautifulSoup for strange pages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeAlias

from escrowl.pages.dom import BREAKS, HEADINGS, SILENT, Index, Node, fold


class Builder:
    """Takes the events of a walk and fills an Index."""

    def __init__(self) -> None:
        self.index = Index()
        self._open: list[Node] = []
        self._block = self._silent = 0
        self._last = self._begin = self._first = -1  # the line that is being said, as in `with_lexbor`

    def start(self, tag: str, attrs: Mapping[str, str]) -> None:
        index = self.index
        parent = self._open[-1].place if self._open else -1
        node = Node(len(index.nodes), tag, parent, len(index.runs), attrs)
        index.nodes.append(node)
        index.by_tag.setdefault(tag, []).append(node)
        self._open.append(node)
        self._silent += tag in SILENT
        self._block += tag in BREAKS

    def text(self, words: str) -> None:
        if self._open and _aside(self.index, self._open[-1], words):
            return
        if not self._silent and words:
            self._say(words, self._open[-1].place if self._open else 0)

    def end(self) -> None:
        node = self._open.pop()
        node.end, node.run_end = len(self.index.nodes), len(self.index.runs)
        self._silent -= node.tag in SILENT
        self._block += node.tag in BREAKS
        if node.tag == "br":
            self._say(" ", max(0, node.parent))

    def _say(self, words: str, owner: int) -> None:
        index = self.index
        if self._block != self._last:
            self.end_line()
            self._last, self._begin = self._block, len(index.runs)
        if self._first < 0 and not words.isspace():
            self._first = len(index.runs)
        index.runs.append(words)
        index.owners.append(owner)

    def end_line(self) -> None:
        """Note the line that was said last, if it has words."""
        if self._first >= 0:
            self.index.ranges.append((self._begin, len(self.index.runs), self._first))
        self._first = -1


_TEXT = 2
"""lexbor's number of text. Elements' numbers are asked for their names once a page: unknown ones differ by page."""


def _aside(index: Index, node: Node, words: str) -> bool:
    """Take the text of a data script or the page's title; whether it was one of those."""
    if node.tag == "script":
        kind, name = node.attrs.get("type", ""), node.attrs.get("id", "")
        if "json" in kind or name.startswith("__NUXT") or "window.stateData" in words:
            index.scripts.append((node.attrs, words))
        return True
    if node.tag == "title":
        if node.parent >= 0 and (outer := index.nodes[node.parent]).tag == "svg":
            index.drawn.append((outer, fold(words)))
            return True
        if not index.title:
            index.title = fold(words)
            return True
    return False


_FEW = 3
"""Headings by tag up to which a page may name its headings by their role alone."""


def _with_roles(index: Index, html: str) -> Index:
    """The index with elements of the role "heading" taken for headings, on pages that have next to none by tag."""
    if "heading" not in html or sum(len(index.by_tag.get(tag, ())) for tag in HEADINGS) > _FEW:
        return index
    changed = set()
    for node in index.having("role", "heading"):
        if node.attrs["role"] == "heading" and node.tag not in HEADINGS:
            level = node.attrs.get("aria-level", "")
            changed.add(node.tag)
            node.tag = f"h{level}" if level in ("1", "2", "3", "4", "5", "6") else "h2"
            changed.add(node.tag)
    moved = [node for tag in changed for node in index.by_tag.pop(tag, ())]
    for node in sorted(moved, key=lambda one: one.place):
        index.by_tag.setdefault(node.tag, []).append(node)
    return index


_Kind: TypeAlias = tuple[str, int, int, bool, bool, list[Node]]
"""What an element's tag means: its name, whether its inside is silent (1 or 0) and stands on lines of its own, whether
it is walked, whether its words are looked at though silent, and the list of the page's elements of this tag."""


def _kind(raw: Any, tagged: dict[str, list[Node]]) -> _Kind | None:
    """The same of the parser's node, None for comments and the like."""
    tag = raw.tag or "-"
    if tag[0] in "-!":
        return None
    table = tagged.setdefault(tag, [])
    return tag, int(tag in SILENT), int(tag in BREAKS), tag != "template", tag in ("script", "title"), table


def with_lexbor(html: str) -> Index:
    """The everyday engine. The same as a `Builder` fed by a walk, but in one loop: it meets thousands of nodes.

    So each step is as short as it can be: what a tag means is looked up once a page, and numbers are added, not flags.
    """
    from selectolax.lexbor import LexborHTMLParser

    parser = LexborHTMLParser(html.encode("utf-8", "ignore"))
    index = Index(_select=parser.css, _first=parser.css_first)
    nodes, runs, owners, ranges, tagged = index.nodes, index.runs, index.owners, index.ranges, index.by_tag
    kinds: dict[int, _Kind | None] = {}
    opened: list[tuple[Node, Any, _Kind]] = []
    node = Node(0, "", -1, 0)
    place, count, said = -1, 0, 0  # the open element's place; how many elements and runs there are
    block, last, begin, first = 0, -1, 0, -1  # the line that is being said: where it begins, where its first word is
    silent = aside = 0
    raw: Any = parser.root
    while raw is not None:
        number = raw.tag_id
        if number == _TEXT:
            if not silent or aside:
                words = raw.text_content
                if words and not (aside and _aside(index, node, words)) and not silent:
                    if block != last:
                        if first >= 0:
                            ranges.append((begin, said, first))
                        last, begin, first = block, said, -1
                    if first < 0 and not words.isspace():
                        first = said
                    runs.append(words)
                    owners.append(place)
                    said += 1
        else:
            kind = kinds[number] if number in kinds else kinds.setdefault(number, _kind(raw, tagged))
            if kind is not None:
                tag, hides, breaks, holds, looked_at, table = kind
                inner = Node(count, tag, place, said, None, raw)
                nodes.append(inner)
                table.append(inner)
                block += breaks
                down = raw.child if holds else None
                if down is not None:
                    opened.append((inner, raw, kind))
                    node, place, raw, aside = inner, count, down, looked_at
                    count += 1
                    silent += hides
                    continue
                count += 1
                block += breaks
                if tag == "br":  # it parts words, not facts: a client's text stays one line
                    if block != last:
                        if first >= 0:
                            ranges.append((begin, said, first))
                        last, begin, first = block, said, -1
                    runs.append(" ")
                    owners.append(max(0, place))
                    said += 1
        if not opened:
            break
        raw = raw.next
        while raw is None:
            node, raw, kind = opened.pop()
            node.end, node.run_end = count, said
            silent -= kind[1]
            block += kind[2]
            if not opened:
                raw = None
                break
            node, _, kind = opened[-1]
            place, aside = node.place, kind[4]
            raw = raw.next
    if first >= 0:
        ranges.append((begin, said, first))
    return _with_roles(index, html)


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
    build.end_line()
    return _with_roles(build.index, html)
