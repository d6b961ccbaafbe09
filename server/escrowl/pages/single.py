"""A job's own page, found by general means: its title, the client's text, and what is about other things."""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import unquote

from escrowl.pages.dom import HEADINGS, Index, Line, Node, fold
from escrowl.pages.posts import Post
from escrowl.pages.prose import PROSE, children, prose
from escrowl.pages.repeated import ItemId, grow, items

DESCRIPTION = re.compile(
    r"(?:(?:project|job|order|task|full)\s)?(?:description|details)|about (?:the|this) (?:job|project|role|opportunity)"
    r"|(?:projekt|stellen|auftrags)?beschreibung"
    r"|описание(?:\s(?:заказа|проекта|задания|задачи|вакансии))?|суть (?:заказа|задания)"
    r"|(?:descripción|descripcion)(?: del? \w+)?|descrição(?: d[oae] \w+)?|description (?:du|de la|de) \w+",
    re.IGNORECASE,
)
"""What sites write above the client's text, in the languages they are read in."""

OTHERS = re.compile(
    r"(?:similar|related|other|more|recommended|suggested)\s.{0,40}(?:jobs|projects|orders|tasks|vacancies|opportunities).{0,60}"
    r"|(?:ähnliche|weitere|andere)\s.{0,20}(?:projekte|aufträge|jobs|stellen).{0,40}"
    r"|(?:похожие|другие|ещ[её])\s.{0,40}(?:проекты|заказы|задания|вакансии).{0,40}"
    r"|(?:proyectos|projetos|trabajos|trabalhos|projets|missions)\s(?:similares|similaires|relacionad[oa]s|parecid[oa]s).{0,40}"
    r"|people also viewed|jobs you may be interested in",
    re.IGNORECASE,
)
"""Headings of parts that are about other jobs."""

_FRAME = ("nav", "header", "footer", "aside", "form")
_MOST_PARTS = 20
"""Parts about other jobs that are looked at; pages have one to three."""

_DIALOG = ("dialog", "alertdialog")


def single(page: Index, name: str, url: str, *, told: Iterable[str] = (), job: ItemId | None = None) -> list[Post]:
    """The job of the page, or nothing when the page has no title and text of one.

    ``name``: the job's id, ``url``: the page's address. ``told``: class tokens of the element with the client's
    text, where they are known.
    ``job`` gives the id of a job an address leads to: what holds links to other jobs is cut out.
    """
    title = _title(page, url)
    if title is None:
        return []
    text = _known(page, told, title) or _labelled(page, title) or _longest(page, title)
    node = title
    for part in text:
        node = page.common(node, part)
    others = _about_others(page, title, text)
    tiles = [item.box for item in items(page, job)] if job else []
    tiles = [box for box in tiles if not page.is_within(title, box)]
    stops = [n for n in page.tagged("nav", "footer") if not page.is_within(n, node)]
    stops += [box for box in tiles if not any(page.is_within(box, part) for part in others)]
    node = grow(page, node, sorted(n.place for n in stops))
    cut = (title, *text, *others, *tiles, *page.tagged("form", "nav", within=node))
    return [Post(page, node, cut, title, name, text)]


def _title(page: Index, url: str) -> Node | None:
    """The first-order heading, of several the one that the window's title names.

    Without any: the longest line that the page's address begins with ("/map-editor-at-…"), else the one that the
    window's title begins with.
    """
    window = fold(page.title).casefold()
    tops = [n for n in page.tagged("h1") if page.text(n)]
    if tops:
        return next((n for n in tops if page.text(n).casefold() in window), tops[0])
    slug = _words(unquote(url.split("?")[0].split("#")[0]).rstrip("/").rsplit("/", 1)[-1])
    short = [line for line in page.lines if 5 < len(line.text) <= 200]
    told = [line for line in short if len(words := _words(line.text)) > 1 and slug[: len(words)] == words]
    told = told or [line for line in short if window.startswith(line.text.casefold())]
    best = max(told, key=lambda line: len(line.text), default=None)
    return None if best is None else page.nodes[best.node]


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", text.casefold())


def _known(page: Index, told: Iterable[str], title: Node) -> tuple[Node, ...]:
    for token in told:
        for node in page.classed(token):
            if page.text(node) and not page.is_within(title, node):
                return (node,)
    return ()


def _labelled(page: Index, title: Node) -> tuple[Node, ...]:
    """What stands under a label like "Description", up to the next heading beside it."""
    for line in page.lines:
        if line.run < title.run_end or len(line.text) > 40 or not DESCRIPTION.fullmatch(line.text.rstrip(":")):
            continue
        label = page.nodes[line.node]
        for outer in page.ancestors(label):
            if page.is_within(title, outer) and not _beside(page, outer, line):
                break
            if parts := _beside(page, outer, line):
                return parts
    return ()


def _beside(page: Index, outer: Node, label: Line) -> tuple[Node, ...]:
    """The children of an element after the one with the label, up to a heading; none when they hold too few words."""
    after = [n for n in children(page, outer) if n.run >= label.run_end]
    parts: list[Node] = []
    for node in after:
        if _heads(page, node):
            break
        if page.text(node):
            parts.append(node)
    return tuple(parts) if sum(len(page.text(n)) for n in parts) >= PROSE else ()


def _heads(page: Index, node: Node) -> bool:
    """Whether the element begins with a heading."""
    first = next(iter(page.lines_in(node)), None)
    if first is None:
        return False
    return any(n.tag in HEADINGS and page.is_within(n, node) for n in _up(page, page.nodes[first.node]))


def _up(page: Index, node: Node) -> Iterable[Node]:
    return (node, *page.ancestors(node))


def _longest(page: Index, title: Node) -> tuple[Node, ...]:
    """The longest text of the page behind its title, outside its frame, forms and dialogs."""
    frame = [n for n in page.tagged(*_FRAME) if not page.is_within(title, n)]
    frame += [n for role in _DIALOG for n in page.tokens("role", role) if not page.is_within(title, n)]
    lines = [
        line
        for line in page.lines
        if line.run >= title.run_end and not any(n.run <= line.run < n.run_end for n in frame)
    ]
    longest = max(lines, key=lambda line: len(line.text), default=None)
    if longest is None or len(longest.text) < PROSE:
        return ()
    around = page.common(title, page.nodes[longest.node])
    return prose(page, around, title, longest)


def _about_others(page: Index, title: Node, text: tuple[Node, ...]) -> list[Node]:
    """The parts of the page under a heading that announces other jobs."""
    keep = sorted(n.place for n in (title, *text))
    out: list[Node] = []
    for line in page.lines:
        if len(out) == _MOST_PARTS:
            break
        if len(line.text) > 100 or not OTHERS.fullmatch(line.text) or _inside(line, (title, *text)):
            continue
        if not any(n.tag == "a" for n in _up(page, page.nodes[line.node])):  # a link is a name or leads there
            out.append(grow(page, page.nodes[line.node], keep))
    return out


def _inside(line: Line, nodes: tuple[Node, ...]) -> bool:
    return any(n.run <= line.run < n.run_end for n in nodes)
