"""Where a job stands on a page: the card, its title, the client panel, and what is cut out of it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from escrowl.pages import values
from escrowl.pages.base import Area
from escrowl.pages.dom import HEADINGS, Index, Line, Node
from escrowl.pages.prose import paragraphs
from escrowl.pages.repeated import grow
from escrowl.pages.spans import Spans
from escrowl.pages.upwork.common import FREELANCERS, PROSE, SKILL, TIERS, job_id, longest
from escrowl.pages.upwork.history import History, history
from escrowl.pages.upwork.written import first_line, lines_like, written

ABOUT = re.compile(r"about the client", re.IGNORECASE)
ACTIVITY = re.compile(r"activity on this job", re.IGNORECASE)
POSTED = re.compile(r"posted:?\s*(?P<when>.{3,40})", re.IGNORECASE)
TERMS = re.compile(r"(hourly|fixed[- ]price)(?: range| rate| job)?", re.IGNORECASE)
"""How the job pays, below the amount."""
ADVICE = re.compile(r"specialized profiles|posted|send a proposal", re.IGNORECASE)
"""How lines of the site's own begin that are as long as a client's."""
_PROSE = 60
"""Characters from which on a line may be the client's text."""
_SHORT = 8
"""Characters of a line that is too short to be known for a title by the window's name."""
_OTHERS = re.compile(
    r"client[’']s recent history.*|similar jobs.*|other open jobs.*|jobs you may like.*|explore similar jobs.*",
    re.IGNORECASE,
)
"""Headings of parts that tell of other jobs and hold other people's words."""
_OWN = (
    ABOUT, ACTIVITY, POSTED, TERMS, TIERS, FREELANCERS, _OTHERS,
    re.compile(r"experience level|project length|duration|skills and expertise|mandatory skills", re.IGNORECASE),
    re.compile(r"proposals:|(?:send a proposal for|available connects|required connects)\b.*", re.IGNORECASE),
)  # fmt: skip
"""Lines of the site itself around a client's text."""


def posted_line(page: Index, inside: Node | None = None) -> Line | None:
    """The line "Posted …", which is no heading: a title may say so too."""
    for line in page.lines if inside is None else page.lines_in(inside):
        if len(line.text) < 60 and POSTED.fullmatch(line.text) and not written(page).says(page, line):
            node = page.nodes[line.node]
            if not any(one.tag in HEADINGS for one in (node, *page.ancestors(node))):
                return line
    return None


def heading_of(page: Index, node: Node) -> Node | None:
    """The job's title: the last heading before "Posted …", else the first heading of the card."""
    heads = [n for n in page.tagged(*HEADINGS, within=node) if page.text(n) and not written(page).inside(n)]
    posted = posted_line(page, node)
    before = [n for n in heads if posted is not None and n.run < posted.run]
    if posted is not None and not before:  # no heading: what the window is called after
        window = page.title.casefold()
        lines = (line for line in page.lines_in(node) if line.run < posted.run and len(line.text) > _SHORT)
        named = next((line for line in lines if window.startswith(line.text.casefold())), None)
        return page.nodes[named.node] if named else None
    return _outer(page, before[-1] if before else (heads[0] if heads else None), heads)


def _outer(page: Index, node: Node | None, heads: list[Node]) -> Node | None:
    """The heading around the heading: what stands inside a title is of the title."""
    return next((head for head in heads if node is not None and page.is_within(node, head)), node)


@dataclass(eq=False)
class JobArea(Area):
    """A job's part of the page, with the client panel inside it. ``text``: the client's words where no mark of the
    site tells them; ``others``: parts that are not of the job."""

    text: tuple[Node, ...] = ()
    others: tuple[Node, ...] = ()

    @cached_property
    def panel(self) -> Area:
        """Around "About the client", as far as title, text and activity of the job stay outside; else nothing."""
        page = self.page
        about = about_line(page, self.node, self.heading, (*self.text, *self.others))
        if about is None:
            return Area(page, self.node, (self.node,))
        activity = first_line(page, ACTIVITY, self.node, besides=self.heading)
        marks = [line for line in (posted_line(page, self.node), activity) if line]
        stops = [page.nodes[line.node].place for line in marks] + [n.place for n in self.prose]
        stops += [self.heading.place] if self.heading else []
        box = grow(page, page.nodes[about.node], sorted(stops))
        if page.text(box) == about.text:
            return Area(page, self._after(about), self.cut)
        return Area(page, box if page.is_within(box, self.node) else self.node, self.cut)

    def _after(self, label: Line) -> Node:
        """What stands behind a label up to the next heading, as an element of its own: the panel has none."""
        page = self.page
        head = next((n for n in page.tagged(*HEADINGS, within=self.node) if n.run >= label.run_end), None)
        first = next((line for line in page.lines_in(self.node) if line.run >= label.run_end), label)
        rest = Node(page.nodes[first.node].place, "", self.node.place, label.run_end, {})
        rest.end, rest.run_end = (head.place, head.run) if head is not None else (self.node.end, self.node.run_end)
        return rest

    @cached_property
    def history(self) -> History:
        """What freelancers wrote about the client, and how the client rates them."""
        return history(self.page, self.node, self.heading)

    @property
    def prose(self) -> list[Node]:
        """Elements that hold the client's text."""
        return _marked(self.page, self.node) or list(self.text)


def _marked(page: Index, node: Node) -> list[Node]:
    return [n for token in PROSE for n in page.tokens("data-test", token, node)]


def about_line(page: Index, node: Node, title: Node | None, text: Iterable[Node] = ()) -> Line | None:
    """The panel's label. Of several the one in a heading, which no client can write, else the last: the panel stands
    behind the client's text. ``text``: what is known to be a client's."""
    found = list(lines_like(page, ABOUT, node, besides=title, outside=text))
    if len(found) < 2:
        return found[0] if found else None
    holders = [(page.nodes[line.node], line) for line in found]
    headed = [line for one, line in holders if any(n.tag in HEADINGS for n in (one, *page.ancestors(one)))]
    return headed[0] if headed else found[-1]


def _unmarked(page: Index, node: Node, title: Node | None, others: tuple[Node, ...]) -> tuple[Node, ...]:
    """The client's text of a page that does not mark it: around its longest line, as far as what the site itself puts
    there stays outside. Of labels that stand there more than once the last is the site's: texts come before them."""
    start, taken = title.run_end if title is not None else node.run, Spans(others)
    lines = [line for line in page.lines_in(node) if line.run >= start and not taken.has(line)]
    own: dict[re.Pattern[str], Line] = {}
    for line in lines:
        if len(line.text) < 80:
            own.update((pattern, line) for pattern in _OWN if pattern.fullmatch(line.text))
    found = None
    for before in ((TERMS, ACTIVITY, ABOUT), (ACTIVITY, ABOUT)):  # some designs have the terms above the text
        end = min((own[one].run for one in before if one in own), default=node.run_end)
        told = [line for line in lines if line.run < end and len(line.text) >= _PROSE and line not in own.values()]
        told = [line for line in told if not ADVICE.match(line.text)]
        found = found or longest(Area(page, node, (), title), told)
    if found is None:
        return ()
    stops = {page.nodes[line.node].place for line in own.values()} | {one.place for one in others}
    stops |= {title.place} if title is not None else set()
    box = grow(page, page.around(found), sorted(stops))
    if box is node or not page.is_within(box, node):
        return ()
    text = paragraphs(page, box)
    held = [any(one.place <= place < one.end for place in stops) for one in text]
    at = text.index(box)
    first = next((i + 1 for i in range(at - 1, -1, -1) if held[i]), 0)
    last = next((i for i in range(at + 1, len(text)) if held[i]), len(text))
    while last < len(text) and last - 1 > at and values.amounts(page.text(text[last - 1])):
        last -= 1  # the amount above its label
    return text[first:last]


def job_area(
    page: Index, node: Node, found: str, *, title: Node | None = None, others: tuple[Node, ...] = ()
) -> JobArea:
    """The card of a job with the parts cut out that a client wrote or that are about other jobs.

    ``title`` and ``others``: the job's title, and parts about something else, where the page's kind tells them.
    """
    heading = title or heading_of(page, node)
    text = () if _marked(page, node) else _unmarked(page, node, heading, others)
    about = about_line(page, node, heading, (*text, *others))
    keep = [n.place for n in (heading, page.nodes[about.node] if about else None) if n is not None]
    tokens = (*PROSE, "SimilarJobs", "WorkHistory", "Skill", "Qualifications")
    cut = [n for token in tokens for n in page.tokens("data-test", token, node)]
    cut += page.tokens("data-cy", "jobs", node)
    cut += page.tagged(*HEADINGS, within=node)
    cut += [n for n in page.tagged("a", within=node) if SKILL in n.attrs.get("href", "")]
    client = written(page)
    for line in page.lines_in(node):
        own = heading is not None and heading.run <= line.run < heading.run_end
        if len(line.text) < 80 and _OTHERS.fullmatch(line.text) and not own and not client.says(page, line):
            cut.append(grow(page, page.nodes[line.node], sorted(keep)))
    return JobArea(page, node, (*cut, *text, *others), heading, found, text, others)


def panel(page: Index, taken: list[Node], url: str) -> JobArea | None:
    """The open job panel over a list: around "About the client", apart from all tiles."""
    about = next(
        (
            line
            for line in page.lines
            if len(line.text) < 60
            and ABOUT.fullmatch(line.text)
            and not written(page).says(page, line)
            and not any(node.run <= line.run < node.run_end for node in taken)
        ),
        None,
    )
    if about is None:
        return None
    named = (*page.tokens("data-test", "JobDetailsUserAir3"), *page.tokens("class", "job-details-content"))
    boxes = [box for box in named if box not in written(page)]
    holding = [box for box in boxes if box.run <= about.run < box.run_end]
    node = holding[0] if holding else grow(page, page.nodes[about.node], sorted(n.place for n in taken))
    links = [found for n in page.tagged("a", within=node) if (found := job_id(n.attrs.get("href", "")))]
    return job_area(page, node, job_id(url) or (links[0] if links else ""))
