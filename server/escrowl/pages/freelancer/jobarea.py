"""Where a project stands on its own page: title, the client's text, the client's panel, and what is cut out."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from escrowl.pages import values_money
from escrowl.pages.dom import HEADINGS, Index, Node
from escrowl.pages.freelancer.common import SKILL, project_id
from escrowl.pages.freelancer.search import ProjectArea
from escrowl.pages.phrases import WordedArea, in_link, labelled
from escrowl.pages.repeated import grow
from escrowl.pages.spans import Spans

ABOUT = re.compile(
    r"about the (?:client|employer)|acerca del (?:cliente|empleador)|sobre el cliente|sobre o cliente"
    r"|à propos du client|über den (?:kunden|arbeitgeber|auftraggeber)|о клиенте|о заказчике|о работодателе",
    re.IGNORECASE,
)
_OTHERS = re.compile(
    r"(?:similar|other) (?:jobs|projects).*|(?:trabajos|proyectos) similares"
    r"|(?:trabalhos|projetos) (?:similares|semelhantes)"
    r"|(?:projets|missions) similaires|ähnliche (?:jobs|projekte)|похожие (?:проекты|работы)",
    re.IGNORECASE,
)
_LONG_LINE = 80
"""Characters of a line that no client panel has: the client's text, or the site's advice."""
_TEXT = 40
"""Characters from which on the longest line of the page's part is taken for the client's text."""
_NAMED = "PageProjectViewLogout-detail"


@dataclass(eq=False)
class PageArea(ProjectArea):
    """A project's page: what tells of the project, and the client's panel apart."""

    panel: WordedArea | None = None

    @cached_property
    def offered(self) -> tuple[values_money.Price, str] | None:
        """The price that stands closest to the title: bids and other projects further down name prices too."""
        around = [] if self.heading is None else [n for n in self.page.ancestors(self.heading) if n.run_end > n.run]
        for node in around:
            if not self.page.is_within(node, self.node):
                break
            near = ProjectArea(self.page, node, self.cut)
            if near.offered:
                return near.offered
        return None


def page_area(page: Index, own: str) -> PageArea | None:
    """The project's part of its page; None when the page has no title. ``own``: the project's id."""
    title = _title(page)
    if title is None:
        return None
    label = labelled(page, ABOUT, [title, *page.tokens("class", _NAMED)])
    before = _texts(page, title, page.common(title, label), [title, label]) if label else ()
    panel = _panel(page, label, [title, *before], own) if label else None
    node = page.common(title, panel) if panel else grow(page, title, [])
    cut = [title, *_skills(page, node), *([panel] if panel else [])]
    keep = sorted(one.place for one in (title, panel) if one is not None)
    for heading in (one for one in page.tagged(*HEADINGS, within=node) if one is not title):
        if _OTHERS.fullmatch(page.text(heading)):
            cut.append(grow(page, heading, keep))
    texts = _texts(page, title, node, cut)
    return PageArea(page, node, (*cut, *texts), title, own, texts, WordedArea(page, panel) if panel else None)


def _title(page: Index) -> Node | None:
    """The first heading of the highest order, else the last line that the window's title begins with."""
    marked = [n for n in page.tokens("role", "heading") if n.attrs.get("aria-level") == "1"]
    second = [n for n in page.tagged("h2") if not ABOUT.fullmatch(page.text(n))]
    if found := next((n for n in (*page.tagged("h1"), *marked, *second) if page.text(n)), None):
        return found
    named = [line for line in page.lines if len(line.text) > 5 and page.title.startswith(line.text)]
    return page.nodes[named[-1].node] if named else None


def _skills(page: Index, node: Node | None = None) -> list[Node]:
    return [link for link in page.tagged("a", within=node) if SKILL.fullmatch(link.attrs.get("href", ""))]


def _panel(page: Index, label: Node, stops: list[Node], own: str) -> Node:
    """The client's panel: around its label, without title, texts, skills and other projects."""
    others = [*stops, *_skills(page), *(node for node in page.tagged("h1", "h2") if not page.is_within(label, node))]
    for link in page.tagged("a"):
        found = project_id(link.attrs.get("href", ""))
        if found and found != own:
            others.append(link)
    long = (page.nodes[line.node] for line in page.lines if len(line.text) >= _LONG_LINE)
    others += [node for node in long if not in_link(page, node)]
    return grow(page, label, sorted(node.place for node in others))


def _texts(page: Index, title: Node, box: Node, cut: list[Node]) -> tuple[Node, ...]:
    """The client's text: the paragraphs before the skills in the element named for it, else those beside the longest
    line, else the only paragraph there is."""
    skills, taken = _skills(page, box), Spans(cut)
    end = min((link.run for link in skills), default=box.run_end)
    if named := next((node for node in page.tokens("class", _NAMED, box) if not page.is_within(node, title)), None):
        found = [node for node in page.tagged("p", within=named) if page.text(node) and node.run_end <= end]
        if found:
            return tuple(found)
    heads = Spans(page.tagged(*HEADINGS, within=box))
    lines = [line for line in page.lines_in(named or box) if not taken.has(line) and not heads.has(line)]
    longest = max(lines, key=lambda line: len(line.text), default=None)
    if longest is None or len(longest.text) < _TEXT:
        plain = [node for node in page.tagged("p", within=box) if node.run_end <= end and not taken.meets(node)]
        plain = [node for node in plain if not taken.holds(node) and not values_money.whole_price(page.text(node))]
        plain = [node for node in plain if page.text(node)] or plain
        return tuple(plain) if len(plain) == 1 else ()
    stops = sorted({title.place, *(node.place for node in (*skills, *cut))})
    node = grow(page, page.around(longest), stops)
    if node.tag != "p" or node.parent < 0:
        return (node,)
    beside = (one for one in page.tagged("p", within=page.nodes[node.parent]) if one.parent == node.parent)
    return tuple(one for one in beside if page.text(one) and one.run_end <= end and not taken.meets(one))
