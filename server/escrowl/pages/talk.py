"""A talk on a page whose markup is not known: by what ARIA says, else by the times that stand beside messages."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import ClassVar

from escrowl.facts import Message
from escrowl.pages.base import Area, Found, provides
from escrowl.pages.dom import HEADINGS, Index, Line, Node, fold
from escrowl.pages.posts import SilentReader
from escrowl.pages.prose import children
from escrowl.pages.repeated import grow
from escrowl.pages.spans import Spans
from escrowl.pages.stories import HEADED, Story, messages, named, other_side, same_person, stories, story_nodes

_MONTH = r"[^\W\d_]{3,10}\.?"
_DAY = (
    rf"(?:\d{{1,2}}\.? {_MONTH}(?: \d{{4}})?|{_MONTH} \d{{1,2}}(?:, \d{{4}})?|\d{{1,2}}[./]\d{{1,2}}(?:[./]\d{{2,4}})?)"
)
_CLOCK = r"\d{1,2}[:.]\d{2}(?::\d{2})?(?:\s?[ap]\.?m\.?)?"
_TIME = re.compile(
    rf"(?:[^\W\d_]{{3,12}},? )?(?:{_DAY},?(?: at| um| à| a las| às| в)? )?{_CLOCK}(?: uhr)?|{_DAY}"
    r"|\d{1,3} ?(?:min|mins|m|h|hr|hrs|d|minutes?|hours?|days?|weeks?|months?) ago|just now"
    r"|(?:vor|hace|há|il y a) \w+ \w+|\w+ \w+ назад|yesterday|gestern|ayer|ontem|hier|вчера",
    re.IGNORECASE,
)
"""A line that is a time or a day, in the languages the sites are shown in."""

_ME = frozenset({"me", "you", "i", "yo", "tú", "eu", "você", "moi", "vous", "ich", "du", "sie", "я", "вы"})
_NAME = re.compile(r"@?[^\W\d_][\w'’.-]*(?: [^\W\d_][\w'’.-]*){0,3}")
_EVENTS = re.compile(r"(?:seen|read|delivered|sent|edited|new messages?|reply|today|gelesen|visto|lu|прочитано)", re.I)
_FRAME = ("navigation", "banner", "contentinfo", "complementary")
"""Roles of the site's frame, where other talks are listed."""
_BOLD = frozenset({"b", "strong", "i", "em", "u", "mark", "code", "a"})
"""Elements within a person's own words."""
FIELDS = ("textarea", "[contenteditable='true'][role='textbox']", ".ProseMirror[contenteditable='true']")
"""CSS selectors of the field a person writes a message in."""


@dataclass(eq=False)
class Talk(Area):
    """The list of messages, with what stands in it and the words that name the other side."""

    told: tuple[Story, ...] = ()
    title: str = ""


def talk(page: Index, name: str) -> Talk | None:
    """The talk of the page, or None when nothing looks like one. ``name``: the talk's id."""
    nodes, known = story_nodes(page)
    told = stories(page, nodes, known) if nodes else []
    if not told:
        nodes = _timed(page)
        told = [story for node in nodes if (story := _story(page, node))]
    if not told:
        return None
    told = [replace(story, author="You") if story.author.casefold() in _ME else story for story in told]
    box = page.nodes[max(0, nodes[0].parent)]
    for node in nodes[1:]:
        box = page.common(box, node)
    return Talk(page, box, (box,), None, name, tuple(told), _title(page, box, told))


def _title(page: Index, box: Node, told: list[Story]) -> str:
    """The words above the talk that name one of those who speak: the nearest heading, else the window's title."""
    heads = [n for n in page.nodes[: box.place] if n.tag in HEADINGS and n.end <= box.place and page.text(n)]
    authors = {story.author for story in told if story.author}
    for words in (page.text(heads[-1]) if heads else "", page.title):
        if sum(named(author, words) for author in authors) == 1:
            return words
    return ""


def _timed(page: Index) -> list[Node]:
    """The elements around one time each, side by side, closest to the field one writes in (else with most words)."""
    frame = page.tagged("nav", "header", "footer", "aside", "a")
    frame += [n for role in _FRAME for n in page.tokens("role", role)]
    times = [n for n in page.tagged("time") if page.text(n)]
    marked = Spans(times)
    plain = [line for line in page.lines if len(line.text) <= _HEAD and not marked.meets(line)]
    times += [page.nodes[line.node] for line in plain if _is_time(line.text)]
    times += [node for line in plain for text, node in _headline(page, line) if _TIME.fullmatch(text)]
    places = sorted({n.place for n in times if not any(page.is_within(n, part) for part in frame)})
    fields = [n for n in page.nodes if n.tag == "textarea" or n.attrs.get("contenteditable") == "true"]
    groups: dict[int, list[Node]] = {}
    for place in places:
        box = grow(page, page.nodes[place], places)
        if box.parent >= 0 and len(page.text(box)) > len(page.text(page.nodes[place])):
            groups.setdefault(box.parent, []).append(box)

    def rank(group: list[Node]) -> tuple[int, int]:
        near = max((page.common(group[0], field).place for field in fields), default=0)
        return near, sum(len(page.text(node)) for node in group)

    best = max(groups.values(), key=rank, default=[])
    return _with_more(page, best, places) if best else []


def _with_more(page: Index, group: list[Node], places: list[int]) -> list[Node]:
    """The messages, with those beside them that look the same and name a time in their words too."""
    looks = Counter(_look(node) for node in group)
    usual = looks.most_common(1)[0][0]
    rest = (node for node in children(page, page.nodes[group[0].parent]) if node not in group and _look(node) == usual)
    timed = [node for node in rest if bisect_left(places, node.place) < bisect_left(places, node.end)]
    return sorted((*group, *timed), key=lambda node: node.place)


def _look(node: Node) -> tuple[str, str]:
    return node.tag, node.attrs.get("class", "")


_HEAD = 60
"""Characters of the longest line with a name and a time."""


def _headline(page: Index, line: Line) -> list[tuple[str, Node]]:
    """Name and time that stand in elements of their own on one line, with no space between; nothing for other lines."""
    if not 1 < line.run_end - line.run <= 6 or len(line.text) > _HEAD or not re.search(r"\d", line.text):
        return []
    runs = ((fold(page.runs[at]), page.nodes[page.owners[at]]) for at in range(line.run, line.run_end))
    said = [(text.strip(" ·•|,–—-"), node) for text, node in runs if text.strip(" ·•|,–—-")]
    times = [node for text, node in said if _TIME.fullmatch(text)]
    if len(times) != 1 or times[0].tag in _BOLD or len({node.place for _, node in said}) != len(said):
        return []
    return said if all(_TIME.fullmatch(text) or _NAME.fullmatch(text) for text, _ in said) else []


def _is_time(text: str) -> bool:
    """Whether a line is a time, or a name with the time behind it."""
    return len(text) <= 60 and bool((len(text) <= 40 and _TIME.fullmatch(text)) or HEADED.fullmatch(text))


def _story(page: Index, node: Node) -> Story | None:
    """The message in an element: its time, its author, its words.

    The author is a name on the first line, if the time stands behind it or the words stand in an element of another
    kind: the first of two equal paragraphs is a part of the message.
    """
    if (foot := _foot(page, node)) is not None:
        return foot
    at: str | None = None
    author, own, timed = "", -1, False
    words: list[str] = []
    for text, holder in _said(page, node):
        headed = (
            HEADED.fullmatch(text) if at is None and not author and not words and not _TIME.fullmatch(text) else None
        )
        if headed is not None and len(text) <= 60:
            author, at, timed = headed["name"], headed["at"], True
        elif at is None and len(text) <= 40 and _TIME.fullmatch(text):
            at, timed = holder.attrs.get("datetime") or text, bool(author)
        elif not author and not words and len(text) <= 40 and _NAME.fullmatch(text):
            author, own = text, holder.place
        elif not _EVENTS.fullmatch(text):
            if author and not words and not timed and _alike(page.nodes[own], holder):
                words, author = [author], ""
            words.append(text)
    if not words and author:
        author, words = "", [author]  # one short line is the message: "Thanks"
    text = fold(" ".join(words))
    return Story(author, text, at, "", event=False) if text else None


def _foot(page: Index, node: Node) -> Story | None:
    """The message whose name and time stand below its words, together in an element that holds nothing else."""
    lines = page.lines_in(node)
    pieces = [(text, one, at) for at, line in enumerate(lines) for text, one in _pieces(page, line)]
    if len(pieces) < 3:
        return None
    (name, one, at), (time, other, _) = pieces[-2:]
    together = page.nodes[other.parent] if other.parent >= 0 else node
    if one.parent != other.parent or not node.place < together.place or together.run > lines[max(at, 1)].run:
        return None
    alone = page.text(together) == fold("".join(page.runs[one.run : other.run_end]))
    if not (alone and at and _NAME.fullmatch(name) and _TIME.fullmatch(time)):
        return None
    text = fold(" ".join(line.text for line in lines[:at] if not _EVENTS.fullmatch(line.text)))
    return Story(name, text, time, "", event=False) if text else None


def _pieces(page: Index, line: Line) -> list[tuple[str, Node]]:
    return _headline(page, line) or [(line.text, page.nodes[line.node])]


def _said(page: Index, node: Node) -> Iterator[tuple[str, Node]]:
    """The lines of an element with what holds them, name and time apart."""
    for line in page.lines_in(node):
        yield from _pieces(page, line)


def _alike(one: Node, other: Node) -> bool:
    return (one.parent, _look(one)) == (other.parent, _look(other))


class TalkReader(SilentReader):
    """Reads a talk by general means: who said what, as far as the page names them."""

    role = "thread"
    required: ClassVar[tuple[str, ...]] = ("msg",)

    def reason(self, fact: str) -> str:
        return "not shown in this talk"

    @provides("msg", on="structure")
    def said(self, area: Talk) -> Found | None:
        said: tuple[Message, ...] = messages(list(area.told), self._me(), area.title)
        return Found(said, f"{len(said)} messages", "messages beside their times") if said else None

    @provides("room.id", on="data")
    def room(self, area: Talk) -> Found | None:
        return Found(area.id, area.id, "the page's address") if area.id else None

    @provides("client.name", on="structure")
    def other(self, area: Talk) -> Found | None:
        me, name = self._me(), other_side(list(area.told), self._me())
        return Found(name, name, "the other one who speaks") if name and not (me and same_person(name, me)) else None

    def _me(self) -> str:
        return str(self.me.value("me.name") or "")
