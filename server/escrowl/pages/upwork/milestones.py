"""Milestone rows of an offer or contract: name, amount and whether the money is held, by their wording."""

from __future__ import annotations

import re
from datetime import date

from escrowl.facts import Milestone, MilestoneState, Money
from escrowl.pages import values
from escrowl.pages.dom import HEADINGS, Index, Line, Node, fold
from escrowl.pages.upwork.ages import days_ago
from escrowl.pages.upwork.labels import label_node, siblings_after

STATES: tuple[tuple[MilestoneState, re.Pattern[str]], ...] = (
    ("disputed", re.compile(r"(?:in )?dispute(?:d| (?:open(?:ed)?|filed|in progress|pending))?|in mediation", re.I)),
    (
        "unfunded",
        re.compile(
            r"(?:milestone )?(?:is )?(?:not|n[o’']t|never|no longer) (?:yet )?(?:been )?"
            r"(?:activated|active|funded|started|in escrow)\b.{0,30}|unfunded|inactive|upcoming|to be funded"
            r"|(?:awaiting|waiting for|pending|needs) (?:funding|deposit|activation|funds)"
            r"|(?:funding|deposit|activation) (?:is )?(?:pending|needed|required)"
            r"|no (?:funds|money|project funds) (?:in escrow|held|deposited)"
            r"|funds? not (?:yet )?(?:deposited|held|in escrow)",
            re.I,
        ),
    ),
    (
        "submitted",
        re.compile(
            r"(?:work )?submitted(?: for (?:approval|payment|review))?|payment requested|requested payment"
            r"|(?:awaiting|waiting for|pending) (?:client(?:[’']s)? )?(?:approval|review)|review pending"
            r"|(?:in|under) (?:client )?review",
            re.I,
        ),
    ),
    (
        "released",
        re.compile(
            r"paid(?: (?:out|in full))?|(?:funds |money )?released|approved(?: (?:&|and) paid)?"
            r"|completed (?:&|and) paid|payment (?:sent|released|made)",
            re.I,
        ),
    ),
    (
        "funded",
        re.compile(
            r"(?:active|activated|in progress) ?(?:&|and|,|\+) ?funded|funded ?(?:&|and|,) ?(?:active|in progress)"
            r"|(?:fully |partially |partly )?funded(?: \(escrow protection\)| in (?:full|escrow))?|(?:held )?in escrow"
            r"|(?:project )?funds? (?:are |is )?(?:deposited|held|secured|in place|in escrow)|(?:money|deposit) held"
            r"|escrow (?:is )?funded|(?:changes|revisions?) requested",
            re.I,
        ),
    ),
)
"""Wording of each state, whole lines, the negative ones before those they contain. "Active" alone says nothing of
money; after "Changes requested" the money is still held and the clock of the review stands."""

_HEAD = re.compile(
    r"(?:(?:(?:your|all|remaining|project|contract) )?milestones?|milestone (?:timeline|list|schedule|plan)"
    r"|milestones? (?:&|and) payments?|payment (?:schedule|plan|milestones)|project (?:funds|payments) by milestone)"
    r"(?: \(\d{1,3}\))?:?",
    re.I,
)
_PART = re.compile(
    r"(?P<part>\S{1,14}) (?:of|out of|/) (?P<whole>\S{1,14})(?: (?:is |has been )?(?:funded|in escrow|held).{0,10})?",
    re.I,
)
_ONLY_AMOUNT = re.compile(r"(?:[A-Z]{3} )?[$€£₹]?\s?[\d.,]{1,14}(?: ?[A-Z]{3}|\s?[€£₹])?")
_PRICED = re.compile(r"\s+[$€£₹]\s?[\d.,]{1,14}$")
_STATUS = re.compile(r"^(?:(?:milestone |payment |funding )?(?:status|state)|milestone)\s*:\s*", re.I)
_NAMED = re.compile(r"(?:milestone|item)-?(?:name|title)", re.I)
_NUMBERED = re.compile(r"(?:milestone )?#?\d{1,3}[.):]?", re.I)
_ROWS = ("listitem", "row", "article")


def state(text: str) -> MilestoneState | None:
    """The state that the words tell, None for other words."""
    said = _STATUS.sub("", text.strip(" ."))
    return next((name for name, pattern in STATES if pattern.fullmatch(said)), None)


def container(page: Index, within: Node, cut: list[Node]) -> tuple[Node, int] | None:
    """The element that lists the milestones, with the first text run that may belong to a row."""
    named = next((n for n in page.inside(within) if n is not within and _is_named(page, n, cut)), None)
    for line in page.lines_in(within):
        if named is not None and line.run >= named.run:
            break
        if len(line.text) > 60 or not _HEAD.fullmatch(line.text) or _in(page, page.nodes[line.node], cut):
            continue
        node = label_node(page, line, within)
        if any(one.tag in ("a", "button") or one.attrs.get("role") == "tab" for one in (node, page.nodes[line.node])):
            continue
        for outer in (node, *page.ancestors(node)):
            after = [one for one in siblings_after(page, outer) if values.amounts(page.spaced(one))]
            if after:
                return page.nodes[outer.parent], line.run_end
            if outer.tag in ("body", "main") or outer.place <= within.place:
                break
    return (named, named.run) if named is not None else None


def _is_named(page: Index, node: Node, cut: list[Node]) -> bool:
    label = node.attrs.get("aria-label", "")
    return bool(label and _HEAD.fullmatch(label) and values.amounts(page.spaced(node)) and not _in(page, node, cut))


def rows(page: Index, box: Node, first: int, cut: list[Node]) -> list[Node]:
    """The rows inside: list items, table rows or articles with an amount, else the boxes of a common parent."""
    marked = [
        node
        for node in page.inside(box)
        if (node.tag in ("li", "tr", "article") or node.attrs.get("role") in _ROWS)
        and node.run >= first
        and not _in(page, node, cut)
    ]
    marked = [node for node in _outermost(marked) if values.amounts(page.spaced(node)) and not _is_head(page, node)]
    priced = [
        line
        for line in page.lines_in(box)
        if line.run >= first and values.amounts(line.text) and not any(c.run <= line.run < c.run_end for c in cut)
    ]
    if marked and all(any(node.run <= line.run < node.run_end for node in marked) for line in priced):
        return marked
    if not priced:
        return []
    common = page.nodes[priced[0].node]
    for line in priced[1:]:
        common = page.common(common, page.nodes[line.node])
    if len(priced) == 1 or common.tag in HEADINGS:
        own = [node for node in page.inside(box) if node.parent == box.place and node.run_end > first]
        return [node for node in own if node.run <= priced[0].run < node.run_end]
    return [
        node
        for node in page.inside(common)
        if node.parent == common.place and any(node.run <= line.run < node.run_end for line in priced)
    ]


def _is_head(page: Index, node: Node) -> bool:
    return any(inner.tag == "th" and inner.attrs.get("scope") != "row" for inner in page.inside(node))


def _outermost(nodes: list[Node]) -> list[Node]:
    out: list[Node] = []
    for node in nodes:
        if not out or node.place >= out[-1].end:
            out.append(node)
    return out


def _in(page: Index, node: Node, cut: list[Node]) -> bool:
    return any(page.is_within(node, one) for one in cut)


def milestone(page: Index, row: Node, cut: list[Node], today: date) -> tuple[Milestone, Money | None]:
    """One row, and the amount agreed for it where only a part of it is held.

    The name is the row's heading, link or first words; it is a client's text, so nothing is read from it. Words that
    tell two states leave the state unknown.
    """
    lines = [
        line
        for line in page.lines_in(row)
        if not any(node.run <= line.run < node.run_end for node in cut) and line.text
    ]
    named = _name(page, row, lines, cut)
    name = re.sub(r"^milestone \d{1,3}[.:)]\s+", "", named[0], flags=re.I) if named else ""
    rest = [text for line in lines if (text := _behind(page, line, named[1] if named else None))]
    amount, whole = _amounts(rest)
    own = [named[1]] if named and isinstance(named[1], Node) else []
    told = {state(text): text for text in [*rest, *_spoken(page, row, [*cut, *own], name)]}
    told.pop(None, None)
    submitted = next((text for text in rest if re.match(r"submitted\b.{3,40}", text, re.I)), "")
    if submitted and not told:
        told["submitted"] = submitted
    known = next(iter(told)) if len(told) == 1 else None
    age = days_ago(submitted, today) if submitted and known == "submitted" else None
    return Milestone(name, amount, known or "unknown", " / ".join(told.values()), age), whole


def _behind(page: Index, line: Line, named: Node | Line | None) -> str:
    """The line without what belongs to the name."""
    start, end = (named.run, named.run_end) if named is not None else (0, 0)
    kept = [page.runs[at] for at in range(line.run, line.run_end) if not start <= at < end]
    return fold("".join(kept))


def _name(page: Index, row: Node, lines: list[Line], cut: list[Node]) -> tuple[str, Node | Line] | None:
    """The name and what holds it: a heading in the row, else the cell or box of its first words, else their line.

    A number before it is the row's; an amount before it is the milestone's where the row has no other.
    """
    if lines and _NUMBERED.fullmatch(lines[0].text):
        lines = lines[1:]
    if not lines:
        return None
    first = _cell(page, row, page.nodes[lines[0].node])
    for node in page.inside(row) if row.tag != "tr" else ():
        titled = node.tag in HEADINGS or node.attrs.get("role") in ("heading", "rowheader")
        titled = titled or node.attrs.get("scope") == "row"
        titled = titled or any(_NAMED.search(node.attrs.get(attr, "")) for attr in ("class", "data-test", "data-qa"))
        starts = node.run <= lines[0].run or _cell(page, row, node) is not first  # none inside of other words
        if titled and starts and page.text(node) and not _in(page, node, cut):
            return page.text(node), node
    if sum(bool(values.amounts(line.text)) for line in lines) == 1:
        lines = [line for line in lines if not _ONLY_AMOUNT.fullmatch(line.text)]
    for line in lines[:1]:
        cell = _cell(page, row, page.nodes[line.node])
        if cell is not None and cell.run_end < row.run_end:
            return _PRICED.sub("", page.spaced(cell)), cell
        return _PRICED.sub("", line.text), line
    return None


def _cell(page: Index, row: Node, inner: Node) -> Node | None:
    """The row's own child around the element."""
    return next((node for node in (inner, *page.ancestors(inner)) if node.parent == row.place), None)


def _amounts(lines: list[str]) -> tuple[Money | None, Money | None]:
    amount: Money | None = None
    for line in lines:
        if found := _PART.fullmatch(line):
            part, whole = values.money(found["part"]), values.money(found["whole"])
            if part and whole:
                return part, whole
        if amount is None:
            amount = values.money(line)
    return amount, None


def _spoken(page: Index, row: Node, cut: list[Node], name: str) -> list[str]:
    """States that are given for screen readers or on hover only, on what is neither a link, a button nor the row."""
    out = []
    for node in page.inside(row):
        if node is row or node.tag in ("a", "button", *HEADINGS) or _in(page, node, cut):
            continue
        for attr in ("aria-label", "title"):
            text = node.attrs.get(attr, "")
            if text and text != name and state(text):
                out.append(text)
    return out
