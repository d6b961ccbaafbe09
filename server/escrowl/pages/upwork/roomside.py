"""What stands around a talk about its contract: the room's head, and a box like "Contract details" beside it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from escrowl.pages.base import Found
from escrowl.pages.dom import Index, Line, Node
from escrowl.pages.repeated import grow
from escrowl.pages.upwork import notices
from escrowl.pages.upwork.contract import ContractArea, ContractReader, area_of
from escrowl.pages.upwork.labels import label_node
from escrowl.pages.upwork.written import written

_LABEL = re.compile(
    r"(?:contract|offer)(?: (?:details|summary|overview|info(?:rmation)?|terms))?"
    r"|milestones?(?: \(\d{1,3}\)| timeline)?|(?:active|current) milestone|project funds|this week"
    r"|(?:about this|your) contract",
    re.IGNORECASE,
)
LISTS = re.compile(r"\b(?:rooms|conversations|chats|inbox|message list)\b", re.IGNORECASE)
"""Names of lists of other talks."""


@dataclass(frozen=True)
class Side:
    """The parts of a room's page that may tell of the contract: ``box`` is the talk, ``title`` its head."""

    page: Index
    box: Node
    title: Node | None
    reader: ContractReader

    @cached_property
    def areas(self) -> list[ContractArea]:
        """The labelled box, and what stands beside the title."""
        out = []
        label = next((line for line in self.page.lines if self._labels(line)), None)
        client = [*written(self.page).nodes, *([self.title] if self.title else [])]
        stops = sorted([self.box.place, *([self.title.place] if self.title else [])])
        if label is not None:
            node = label_node(self.page, label, self.page.nodes[0])
            out.append(area_of(self.page, grow(self.page, node, stops), "", titled=False, client=client))
        if self.title is not None:
            head = grow(self.page, self.title, sorted([self.box.place, *self._elsewhere]))
            out.append(area_of(self.page, head, "", titled=False, client=client))
        return out

    @property
    def _elsewhere(self) -> list[int]:
        """Lists of other rooms, whose words are of other talks."""
        return [
            node.place
            for node in self.page.nodes
            if node.tag in ("nav", "header") or LISTS.search(node.attrs.get("aria-label", ""))
        ]

    def _labels(self, line: Line) -> bool:
        page, node = self.page, self.page.nodes[line.node]
        if len(line.text) > 40 or not _LABEL.fullmatch(line.text) or written(page).says(page, line):
            return False
        if self.box.run <= line.run < self.box.run_end:
            return False
        if self.title is not None and self.title.run <= line.run < self.title.run_end:
            return False
        around = (node, *page.ancestors(node))
        return not any(
            one.tag in ("a", "button", "nav", "header")
            or one.attrs.get("role") in ("tab", "log", "listitem")
            or LISTS.search(one.attrs.get("aria-label", ""))
            for one in around
        )

    def told(self, name: str) -> Found | None:
        """What the contract's reader of that name finds in one of the parts."""
        for area in self.areas:
            found: Found | None = getattr(self.reader, name)(area)
            if found is not None:
                return found
        return None

    def stage(self) -> Found | None:
        """Paused or ended, where a notice or status beside the talk says so."""
        for area in self.areas:
            if told := notices.stage(area, offer=False):
                return Found(told[0], told[1], "beside the talk")
        return None
