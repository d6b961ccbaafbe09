"""A message room. No saved page of one was at hand: built from public readers' notes, so by wording and ARIA first."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from escrowl.facts import Facts, Message
from escrowl.pages.base import LONG, Area, CardReader, Found, provides
from escrowl.pages.dom import HEADINGS, Index, Line, Node, fold
from escrowl.pages.repeated import grow
from escrowl.pages.segments import parts
from escrowl.pages.site import SiteKind
from escrowl.pages.stories import Story, messages, other_side, same_person, stage, stories, story_nodes, tells
from escrowl.pages.talk import talk
from escrowl.pages.upwork.client import ClientPanel
from escrowl.pages.upwork.common import CONTEXT, HOST, files, job_id
from escrowl.pages.upwork.contract import ContractReader
from escrowl.pages.upwork.page import UpworkPage
from escrowl.pages.upwork.roomside import LISTS, Side
from escrowl.pages.upwork.written import written

_ROOM = re.compile(r"/rooms/(room_[0-9a-z]+)|/workroom/(\d+)|[?&]room=(room_[0-9a-z]+)", re.IGNORECASE)
_WITH = re.compile(r"(?:conversation|messages?|chat) with (?P<name>.{2,60})", re.IGNORECASE)
_PERSON = re.compile(r"[^\W\d_][\w'’.-]*(?: [^\W\d_][\w'’.-]*){0,3}")
_ABOUT = re.compile(r"about (?:the )?client|client details", re.IGNORECASE)
_LISTS = re.compile(
    r"(?:all |your |recent )?(?:messages?|inbox|chats?|rooms?|conversations?)(?: \(?\d+\)?)?", re.IGNORECASE
)
"""What stands above a talk and names nobody."""
_CONTRACTED = re.compile(
    r"contract (?:has )?(?:started|ended|paused)|.{2,40} (?:sent|accepted) (?:an|the) offer|offer (?:sent|accepted)"
    r"|milestone .{0,40}(?:funded|activated|paid|approved|submitted)|(?:active|current) (?:contract|milestone)"
    r"|weekly limit.{0,20}|.{0,20}in escrow|project funds.{0,20}",
    re.IGNORECASE,
)
"""Lines beside a talk that a talk without an offer does not have."""
_LISTED = frozenset({"a", "nav", "header"})
_BESIDE = frozenset({"li", "tr", "aside", "nav", "header", "footer"})
_BESIDE_ROLES = frozenset({"navigation", "complementary", "banner", "listitem", "option"})


def room_id(url: str) -> str:
    """The talk's id in the address, empty when there is none."""
    found = _ROOM.search(url)
    return next((part for part in found.groups() if part), "") if found else ""


def _titled(page: Index, *, subtitle: bool, box: Node) -> Node | None:
    """The element with the room's title (the other party) or its subtitle (the job)."""
    name = "room-subtitle" if subtitle else "room-title"
    ids = [] if subtitle else page.tokens("id", "room-header-title")
    for node in (*page.tokens("data-test", name), *page.tokens("class", name), *ids):
        listed = any(one.tag in ("li", "tr", "aside", "a") for one in (node, *page.ancestors(node)))
        if page.text(node) and not listed and not page.is_within(node, box):
            return node
    if subtitle:
        return None
    heads = (n for n in reversed(page.nodes[: box.place]) if n.tag in HEADINGS)
    return next(
        (n for n in heads if (text := page.text(n)) and not _LISTS.fullmatch(text) and not _listed(page, n)), None
    )


def _listed(page: Index, node: Node) -> bool:
    """Whether the element stands in the site's frame or in the list of rooms, whose words are of other talks."""
    return any(one.tag in _BESIDE or one.attrs.get("role") in _BESIDE_ROLES for one in page.ancestors(node))


@dataclass(eq=False)
class RoomArea(Area):
    """A room's card is the list of messages; its facts in words are read only from the client panel beside it."""

    @cached_property
    def lines(self) -> list[Line]:
        """Lines of the client panel, none when the room shows no panel."""
        page, box = self.page, self.node
        for line in page.lines:
            own = self.heading is not None and self.heading.run <= line.run < self.heading.run_end
            if own or written(page).says(page, line) or box.run <= line.run < box.run_end:
                continue
            if _ABOUT.fullmatch(line.text):
                panel = grow(page, page.nodes[line.node], [box.place])
                return [said for said in page.lines_in(panel) if len(said.text) <= LONG]
        return []

    @cached_property
    def parts(self) -> list[Line]:
        """The same in parts; never of the talk."""
        return [part for line in self.lines for part in parts(self.page, line)]

    icons = False
    given: tuple[Story, ...] = ()

    @cached_property
    def told(self) -> list[Story]:
        """The stories of the room."""
        return list(self.given) or stories(self.page, *story_nodes(self.page))


class RoomReader(ClientPanel):
    """Reads a room: the talk, who the other side is, and the client panel beside it where there is one."""

    role = "thread"
    required = ("msg", "room.id")

    _party = _room = ""
    _side: Side | None = None

    def facts(self, area: Area) -> Facts:
        """Who the other side is must be known before the talk is read."""
        self._room = self._title(area)
        self._party = self._room if _PERSON.fullmatch(self._room) else ""
        return super().facts(area)

    def reason(self, fact: str) -> str:
        if fact.startswith("client.") and fact not in ("client.name", "client.first_name"):
            return "the room shows no client panel"
        return "not shown in this room"

    def _title(self, area: Area) -> str:
        node = _titled(area.page, subtitle=False, box=area.node)
        text = area.page.text(node) if node else ""
        if not text:
            labels = [n.attrs.get("aria-label", "") for n in (area.node, *area.page.ancestors(area.node))]
            text = next((fold(label) for label in labels if _WITH.fullmatch(fold(label))), "")
        said = _WITH.fullmatch(text)
        return said["name"] if said else text

    @provides("room.id", on="data")
    def room_id(self, area: Area) -> Found | None:
        return Found(area.id, area.id, "the page's address") if area.id else None

    @provides("msg", on="data")
    def talk(self, area: RoomArea) -> Found | None:
        me = self.me.value("me.name") or ""
        said: tuple[Message, ...] = messages(area.told, str(me), self._room)
        return Found(said, f"{len(said)} messages", "the stories of the room") if said else None

    @provides("client.name", on="data")
    def client_name(self, area: RoomArea) -> Found | None:
        me = str(self.me.value("me.name") or "")
        name, where = self._party, "the room's title"
        if not name:
            name, where = other_side(area.told, me), "the other one who speaks"
        return None if not name or (me and same_person(name, me)) else Found(name, name, where)

    @provides("client.first_name", on="data")
    def first_name(self, area: RoomArea) -> Found | None:
        found = self.client_name(area)
        first = str(found.value).split()[0] if found and _PERSON.fullmatch(str(found.value)) else ""
        return Found(first, found.text, found.where) if found and len(first.rstrip(".")) > 1 else None

    @provides("job.title", on="data")
    def job_title(self, area: Area) -> Found | None:
        node = _titled(area.page, subtitle=True, box=area.node)
        text = area.page.text(node) if node else ""
        return Found(text, text, "the room's subtitle") if text else None

    @provides("job.title", on="structure")
    def job_link(self, area: Area) -> Found | None:
        for link in area.page.tagged("a"):
            text = area.page.text(link)
            outside = not area.page.is_within(link, area.node)
            if outside and job_id(link.attrs.get("href", "")) and len(text) > 3 and not re.match(r"view ", text, re.I):
                return Found(text, text, "the link to the job")
        return None

    @provides("job.id", on="structure")
    def job_id(self, area: Area) -> Found | None:
        for link in area.page.tagged("a"):
            found = job_id(link.attrs.get("href", ""))
            if found and not area.page.is_within(link, area.node):
                return Found(found, found, "the link to the job")
        return None

    @provides("room.attachments", on="data")
    def attachments(self, area: Area) -> Found | None:
        names = files(area.page, area.node)
        return Found(names, ", ".join(names)[:120], "links to files") if names else None

    def _beside(self, area: Area) -> Side:
        if self._side is None or self._side.box is not area.node:
            reader = ContractReader(self.snapshot, self.me, self.signed_in)
            self._side = Side(area.page, area.node, area.heading, reader)
        return self._side

    @provides("contract.kind", on="wording")
    def contract_kind(self, area: Area) -> Found | None:
        return self._beside(area).told("kind")

    @provides("contract.amount", on="wording")
    def contract_amount(self, area: Area) -> Found | None:
        return self._beside(area).told("amount")

    @provides("contract.held_amount", on="wording")
    def contract_held(self, area: Area) -> Found | None:
        return self._beside(area).told("held")

    @provides("contract.weekly_limit", on="wording")
    def contract_limit(self, area: Area) -> Found | None:
        return self._beside(area).told("limit")

    @provides("contract.logged", on="wording")
    def contract_logged(self, area: Area) -> Found | None:
        return self._beside(area).told("logged")

    @provides("milestones", on="structure")
    def contract_milestones(self, area: Area) -> Found | None:
        return self._beside(area).told("milestones")

    @provides("contract.stage", on="wording")
    def stage_beside(self, area: Area) -> Found | None:
        return self._beside(area).stage()

    @provides("contract.stage", on="wording")
    def stage_told(self, area: RoomArea) -> Found | None:
        told = stage(area.told)
        return Found(told[0], told[1], "the site's events in the talk") if told else None

    @provides("contract.stage", on="structure")
    def stage_linked(self, area: Area) -> Found | None:
        for link in area.page.tagged("a"):
            text, address = area.page.text(link), link.attrs.get("href", "")
            if area.page.is_within(link, area.node):
                continue
            if re.fullmatch(r"(?:view|go to|open) (?:the )?contract", text, re.I) and re.search(
                r"/contracts?/|/workroom/", address
            ):
                return Found("active", text, "a link to the contract")
            if re.fullmatch(r"(?:view|open|review) (?:the )?offer", text, re.I):
                return Found("offer", text, "a link to the offer")
        hours = self._beside(area).told("logged")  # time is logged on a contract only
        return Found("active", hours.text, "hours beside the talk") if hours is not None else None

    @provides("contract.stage", on="derived")
    def stage_of_address(self, area: Area) -> Found | None:
        if "/workroom/" in self.snapshot.url:
            return Found("active", "", "the address is a contract's work room")
        if isinstance(area, RoomArea) and (
            area.given or any(not s.event and not s.author and tells(s.text) for s in area.told)
        ):
            return None  # the site's own words could not be told from people's
        if any(_CONTRACTED.fullmatch(line.text) for line in self._outside(area)):
            return None  # there is more beside the talk than could be read
        return Found("interview", "", "a talk without a sign of an offer or contract")

    def _outside(self, area: Area) -> Iterable[Line]:
        """Short lines beside the talk, none of the lists of other talks."""
        page, box = area.page, area.node
        for line in page.lines:
            node = page.nodes[line.node]
            if len(line.text) < 80 and not box.run <= line.run < box.run_end:
                around = (node, *page.ancestors(node))
                if not any(one.tag in _LISTED or LISTS.search(one.attrs.get("aria-label", "")) for one in around):
                    yield line


class MessagesPage(UpworkPage):
    """A message room."""

    kind = SiteKind(
        kind="messages",
        pattern=HOST + r"/(?:(?:ab|nx)/messages(?:/rooms)?/room_|nx/wm/workroom/\d+/messages|messages/rooms/room_)",
        cards=(
            ":has(> .up-d-story-item)",
            ":has(> [id^='story_'])",
            "[role='log']",
            "[role='feed'][aria-label*='essage']",
            "[role='list'][aria-label*='essage']",
        ),
        context=(
            *CONTEXT,
            "[data-test='room-title']",
            "[data-test='room-subtitle']",
            ".up-d-room-header",
            ".room-header-body",
            "#room-header-title",
            "[data-test~='AboutClientUser']",
            "aside:not([aria-label*='oom']):not([aria-label*='onversation'])",
            "[role='complementary']",
        ),
        composer=(
            ".ProseMirror[contenteditable='true']",
            "[role='textbox'][contenteditable='true']",
            "textarea[name='message']",
        ),
        status="experimental",
        facts=tuple(sorted(RoomReader.readers)),
    )
    claims = (
        "https://www.upwork.com/ab/messages/rooms/room_0123456789abcdef0123456789abcdef",
        "https://www.upwork.com/nx/messages/rooms/room_0123456789abcdef",
        "https://www.upwork.com/nx/wm/workroom/12345678/messages",
    )
    refuses = ("https://www.upwork.com/ab/messages/rooms/", "https://www.upwork.com/nx/wm/workroom/12345678/overview")

    def signed_in(self) -> bool | None:
        return True if self.unsupported() is None else super().signed_in()

    def areas(self) -> Iterable[tuple[type[CardReader], Area]]:
        page, number = self.page, room_id(self.snapshot.url)
        nodes, _ = story_nodes(page)
        if not nodes:
            plain = talk(page, number)
            if plain is not None:
                box = plain.node
                yield RoomReader, RoomArea(page, box, (box,), self._title(box), number, given=plain.told)
            return
        box = page.nodes[nodes[0].parent] if nodes[0].parent >= 0 else nodes[0]
        for node in nodes[1:]:
            box = page.common(box, node)
        yield RoomReader, RoomArea(page, box, (box,), self._title(box), number)

    def _title(self, box: Node) -> Node | None:
        return _titled(self.page, subtitle=False, box=box)
