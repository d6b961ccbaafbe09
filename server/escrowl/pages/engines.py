"""The two engines that walk a page and fill its Index: lexbor every day, BeautifulSoup for strange pages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from escrowl.pages.dom import BREAKS, SILENT, Index, Node, fold


class Builder:
    """Takes the events of a walk and fills an Index."""

    def __init__(self) -> None:
        self.index = Index()
        self._open: list[Node] = []
        self._block = 0
        self._last = -1
        self._silent = 0

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
            index.starts.append(len(index.runs))
            self._last = self._block
        index.runs.append(words)
        index.owners.append(owner)


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
    nodes, runs, owners, starts, tagged = index.nodes, index.runs, index.owners, index.starts, index.by_tag
    kinds: dict[int, tuple[str, bool, bool, list[Node]]] = {}
    opened: list[tuple[Node, Any, bool, bool]] = []
    node = Node(0, "", -1, 0)
    tag, place, count, said = "", 0, 0, 0  # the open element's; how many elements and runs there are
    block, last, silent = 0, -1, 0
    raw: Any = parser.root
    while raw is not None:
        number = raw.tag_id
        if number == _TEXT:
            if not silent or tag == "script" or tag == "title":
                words = raw.text_content
                aside = (tag == "script" or tag == "title") and _aside(index, node, words or "")
                if words and not aside and not silent:
                    if block != last:
                        starts.append(said)
                        last = block
                    runs.append(words)
                    owners.append(place)
                    said += 1
        else:
            kind = kinds.get(number)
            if kind is None:
                name = raw.tag or "-"
                table = [] if name[0] in "-!" else tagged.setdefault(name, [])
                kind = kinds[number] = (name, name in SILENT, name in BREAKS, table)
            name, hides, breaks, table = kind
            if name[0] not in "-!":
                inner = Node(count, name, place if opened else -1, said, None, raw)
                nodes.append(inner)
                table.append(inner)
                block += breaks
                down = None if name == "template" else raw.child
                if down is not None:
                    opened.append((inner, raw, hides, breaks))
                    node, tag, place, raw = inner, name, count, down
                    count += 1
                    silent += hides
                    continue
                count += 1
                block += breaks
                if name == "br":  # it parts words, not facts: a client's text stays one line
                    if block != last:
                        starts.append(said)
                        last = block
                    runs.append(" ")
                    owners.append(place)
                    said += 1
        raw = raw.next if opened else None
        while raw is None and opened:
            ended, raw, hides, breaks = opened.pop()
            ended.end, ended.run_end = count, said
            silent -= hides
            block += breaks
            if opened:
                node = opened[-1][0]
                tag, place = node.tag, node.place
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
