"""Milestone rows of an offer or contract: name, amount and whether the money is held, by their wording."""

from __future__ import annotations

import re
from datetime import date
from typing import TypeAlias

from escrowl.facts import Milestone, MilestoneState, Money
from escrowl.pages import values
from escrowl.pages.dom import HEADINGS, Index, Line, Node, fold
from escrowl.pages.prose import children
from escrowl.pages.segments import parts
from escrowl.pages.upwork.ages import days_ago
from escrowl.pages.upwork.labels import label_node, siblings_after

States: TypeAlias = tuple[tuple[MilestoneState, re.Pattern[str]], ...]
STATES: States = (
    ("disputed", re.compile(r"(?:in )?dispute(?:d| (?:open(?:ed)?|filed|in progress|pending))?|in mediation", re.I)),
    (
        "unfunded",
        re.compile(
            r"(?:milestone )?(?:is )?(?:not|n[o’']t|never|no longer) (?:yet )?(?:been )?"
            r"(?:activated|active|funded|started|in escrow)\b.{0,30}|unfunded|inactive|upcoming|to be funded"
            r"|(?:awaiting|waiting for|pending|needs) (?:funding|deposit|activation|funds)"
            r"|(?:funding|deposit|activation) (?:is )?(?:pending|needed|required)"
            r"|no (?:funds|money|project funds) (?:in escrow|held|deposited)"
            r"|funds? (?:are |is |have |has )?not (?:yet )?(?:been )?(?:deposited|held|in escrow|funded)(?: yet)?",
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
            r"|(?:fully |partially |partly )?funded(?: \(escrow(?: protection)?\)| in (?:full|escrow))?"
            r"|(?:held )?in escrow"
            r"|(?:project )?funds? (?:are |is )?(?:deposited|held|secured|in place|in escrow)|(?:money|deposit) held"
            r"|escrow (?:is )?funded|(?:changes|revisions?) requested",
            re.I,
        ),
    ),
)
"""Wording of each state, whole lines, the negative ones before those they contain. "Active" alone says nothing of
money; after "Changes requested" the money is still held and the clock of the review stands."""

HEAD = re.compile(
    r"(?:(?:(?:your|all|remaining|project|contract) )?milestones?|milestone (?:timeline|list|schedule|plan)"
    r"|(?:active|current) milestone|(?:existing |created )?milestone payments|milestones? (?:&|and) payments?"
    r"|payment (?:schedule|plan|milestones)|project (?:funds|payments) by milestone)"
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
_ONE = re.compile(r"(?:active|current) milestone:?", re.I)
_ROWS = ("listitem", "row", "article")
_NOT = re.compile(r"\b(?:not|no|never|isn|yet)\b|n[’']t\b", re.I)


def state(text: str, states: States = STATES) -> MilestoneState | None:
    """The state that the words tell, None for other words. ``states``: a site's wording."""
    said = _STATUS.sub("", text.strip(" ."))
    return next((name for name, pattern in states if pattern.fullmatch(said)), None)


def container(page: Index, within: Node, cut: list[Node]) -> tuple[Node, int] | None:
    """The element that lists the milestones, with the first text run that may belong to a row."""
    named = next((n for n in page.inside(within) if n is not within and _is_named(page, n, cut)), None)
    for line in page.lines_in(within):
        if named is not None and line.run >= named.run:
            break
        if len(line.text) > 60 or not HEAD.fullmatch(line.text) or _in(page, page.nodes[line.node], cut):
            continue
        node = label_node(page, line, within)
        if any(one.tag in ("a", "button") or one.attrs.get("role") == "tab" for one in (node, page.nodes[line.node])):
            continue
        for outer in (node, *page.ancestors(node)):
            after = [one for one in siblings_after(page, outer) if _priced(page, one)]
            if after:
                return page.nodes[outer.parent], line.run_end
            if outer.tag in ("body", "main") or outer.place <= within.place:
                break
    return (named, named.run) if named is not None else None


def _is_named(page: Index, node: Node, cut: list[Node]) -> bool:
    label = node.attrs.get("aria-label", "")
    return bool(label and HEAD.fullmatch(label) and _priced(page, node) and not _in(page, node, cut))


def rows(page: Index, box: Node, first: int, cut: list[Node]) -> list[Node]:
    """The rows inside: list items, table rows or articles with an amount, else the boxes of a common parent."""
    marked = [
        node
        for node in page.inside(box)
        if (node.tag in ("li", "tr", "article") or node.attrs.get("role") in _ROWS)
        and node.run >= first
        and not _in(page, node, cut)
    ]
    marked = [node for node in _outermost(marked) if _priced(page, node) and not _is_head(page, node)]
    priced = [
        line
        for line in page.lines_in(box)
        if line.run >= first and _priced(page, line) and not any(c.run <= line.run < c.run_end for c in cut)
    ]
    if marked and all(any(node.run <= line.run < node.run_end for node in marked) for line in priced):
        return marked
    listed = [node for node in marked if node.parent == marked[0].parent]
    if listed and priced and listed[0].run <= priced[0].run < listed[0].run_end and _summed(priced, listed):
        return listed
    if not priced:
        return []
    before = next((line.text for line in reversed(page.lines_in(box)) if line.run_end <= first), "")
    if len(priced) == 1 and _ONE.fullmatch(before):  # what stands under "Active milestone" is that one
        return [_from(box, first)]
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


def _summed(priced: list[Line], listed: list[Node]) -> bool:
    """Whether the amounts outside of the list all stand in words: "Total price of the project: $640.00"."""
    outside = (line for line in priced if not any(node.run <= line.run < node.run_end for node in listed))
    return all(line.run >= listed[-1].run_end and not _ONLY_AMOUNT.fullmatch(line.text) for line in outside)


def _priced(page: Index, words: Node | Line) -> bool:
    """Whether an amount stands there; what stands side by side in elements may have no space between."""
    said = page.runs[words.run : words.run_end]
    return bool(values.amounts(fold("".join(said))) or values.amounts(fold(" ".join(said))))


def _from(box: Node, first: int) -> Node:
    """The box's words from a run on, as an element of their own."""
    rest = Node(box.place, box.tag, box.parent, first, {})
    rest.end, rest.run_end = box.end, box.run_end
    return rest


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


def milestone(
    page: Index, row: Node, cut: list[Node], today: date, states: States = STATES
) -> tuple[Milestone, Money | None]:
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
    name = re.sub(r"^(?:milestone )?\d{1,3}[.:)]\s+", "", named[0], flags=re.I) if named else ""
    rest = [text for line in lines if (text := _behind(page, line, named[1] if named else None))]
    amount, whole = _amounts([_behind(page, line, named[1] if named else None, " ") for line in lines])
    own = [named[1]] if named and isinstance(named[1], Node) else []
    told = {state(text, states): text for text in [*rest, *_spoken(page, row, [*cut, *own], name, states)]}
    told.pop(None, None)
    if not told and re.search(r"[^\W\d_]{2}", name):
        chips = (text for line in lines for text in _chips(page, line, named[1] if named else None, states))
        told = {said: text for text in chips if (said := state(text, states))}
    submitted = next((text for text in rest if re.match(r"submitted\b.{3,40}", text, re.I)), "")
    if submitted and not told:
        told["submitted"] = submitted
    known = next(iter(told)) if len(told) == 1 else None
    age = days_ago(submitted, today) if submitted and known == "submitted" else None
    return Milestone(name, amount, known or "unknown", " / ".join(told.values()), age), whole


def _behind(page: Index, line: Line, named: Node | Line | None, between: str = "") -> str:
    """The line without what belongs to the name. ``between``: what parts words of different elements."""
    start, end = (named.run, named.run_end) if named is not None else (0, 0)
    kept = [page.runs[at] for at in range(line.run, line.run_end) if not start <= at < end]
    return fold(between.join(kept))


def _words(page: Index, node: Node) -> str:
    """The element's words, and none of what stands beside it on its lines."""
    lines = page.lines_in(node)
    if not lines:
        return page.text(node)
    ends = [(max(line.run, node.run), min(line.run_end, node.run_end)) for line in lines]
    return " ".join(text for start, end in ends if (text := fold("".join(page.runs[start:end]))))


def _chips(page: Index, line: Line, named: Node | Line | None, states: States) -> list[str]:
    """What stands side by side on a line that says more than a state ("$300.00" and "Paid"), without the name; nothing
    where the line says "not" outside of the state: that belongs to it."""
    end = named.run_end if named is not None and named.run < line.run_end and named.run_end > line.run else line.run
    if end >= line.run_end:
        return []
    rest = Line(fold("".join(page.runs[end : line.run_end])), end, line.run_end, page.owners[end])
    if state(rest.text, states):
        return [rest.text]
    chips = [one.text for one in parts(page, rest)]
    told = [text for text in chips if state(text, states)]
    apart = [text for text in chips if not any(text in one for one in told)]
    return [] if any(_NOT.search(text) for text in apart if not any(one in text for one in told)) else told


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
        starts = starts and node.run >= row.run
        if titled and starts and page.text(node) and not _in(page, node, cut):
            return page.text(node), node
    if sum(bool(values.amounts(line.text)) for line in lines) == 1:
        lines = [line for line in lines if not _ONLY_AMOUNT.fullmatch(line.text)]
    cells = _cells(page, row)
    at = next((at for at, cell in enumerate(cells[:-1]) if cell.run_end > lines[0].run), None)
    if at is None:
        return _PRICED.sub("", lines[0].text), lines[0]
    named = next((cell for cell in cells[at:] if not _bare(_words(page, cell))), cells[at])
    return _PRICED.sub("", _words(page, named)), named


def _cells(page: Index, row: Node) -> list[Node]:
    """The elements that the row consists of, as far as words stand in several: wrappers of all but a number are
    entered. Nothing where words stand in the row itself."""
    node = row
    while True:
        said = [one for one in children(page, node) if page.text(one) and one.run >= row.run]
        if said and _NUMBERED.fullmatch(page.text(said[0])):
            said = said[1:]
        if len(said) != 1 or not page.text(said[0]):
            return said
        if page.own(said[0]):
            return []
        node = said[0]


def _bare(text: str) -> bool:
    """Whether the words are a row's number, an amount or a day."""
    return bool(_NUMBERED.fullmatch(text) or _ONLY_AMOUNT.fullmatch(text) or (len(text) < 20 and values.day(text)))


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


def _spoken(page: Index, row: Node, cut: list[Node], name: str, states: States) -> list[str]:
    """States that are given for screen readers or on hover only, on what is neither a link, a button nor the row."""
    out = []
    for node in page.inside(row):
        if node is row or node.tag in ("a", "button", *HEADINGS) or _in(page, node, cut):
            continue
        for attr in ("aria-label", "title"):
            text = node.attrs.get(attr, "")
            if text and text != name and state(text, states):
                out.append(text)
    return out
