"""Milestones on a project's own page, as the site words their states. Untried on a real page.

"Requested" is not funded: the client has been asked for it. What the client made is "In progress".
"""

from __future__ import annotations

import re
from datetime import date

from escrowl.facts import Milestone
from escrowl.pages.dom import HEADINGS, Index, Node
from escrowl.pages.spans import Spans
from escrowl.pages.upwork import milestones as rows_of

STATES: rows_of.States = (
    ("disputed", re.compile(r"(?:in )?dispute(?:d| (?:open(?:ed)?|in progress))?", re.I)),
    (
        "unfunded",
        re.compile(
            r"(?:milestone )?requested|request(?: (?:sent|pending))?|(?:awaiting|pending) (?:creation|funding|approval)"
            r"|not (?:yet )?(?:been )?(?:created|funded)|unfunded|(?:request )?(?:rejected|declined)",
            re.I,
        ),
    ),
    ("submitted", re.compile(r"release requested|requested release", re.I)),
    ("released", re.compile(r"(?:milestone )?released|paid", re.I)),
    ("funded", re.compile(r"in progress|(?:milestone )?created|funded|cancell?ation requested", re.I)),
)
"""Wording of each state. "Pending" is a released payment that is cleared or one that is held, so it tells nothing."""

_LABEL = 60
"""Characters of the longest label of a list."""


def listed(page: Index, known: list[Node], today: date) -> tuple[Milestone, ...]:
    """The milestones of the page, in its order; nothing where no heading announces any.

    ``known``: elements with a client's words.
    """
    labels = [line for line in page.lines if len(line.text) <= _LABEL and rows_of.HEAD.fullmatch(line.text)]
    heads = Spans(page.tagged(*HEADINGS))
    if not any(heads.has(line) for line in labels):
        return ()
    known = [*known, *(page.nodes[line.node] for line in labels if not heads.has(line))]  # bids are people's words
    box = rows_of.container(page, page.nodes[0], known)
    found = rows_of.rows(page, *box, known) if box is not None else []
    return tuple(rows_of.milestone(page, row, known, today, STATES)[0] for row in found)
