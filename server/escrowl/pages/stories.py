"""The stories of a message room: messages with who speaks, and the site's own events.

Read by the marks of Upwork's rooms, else by what ARIA says of any talk, which is why other sites' rooms use it too.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from escrowl.facts import Message, Sender
from escrowl.pages.dom import Index, Line, Node, fold

QUOTES = ("reply-wrapper", "quote-attachment", "quote-wrap")
_SAYS = re.compile(
    r"(?:message (?:sent )?(?:from|by)|sent by|from)\s+(?P<name>[^,:]{2,60}?)(?:\s*(?:,|:|\bat\b|\bon\b).*)?", re.I
)
_CLOCK = re.compile(r"(?:[a-z]{3,9},? )?(?:[a-z]{3,9} \d{1,2}(?:, \d{4})?(?:,| at)? )?\d{1,2}:\d{2}(?:\s?[ap]m)?", re.I)
_NAME = re.compile(r"[^\W\d_][\w'’.-]*(?: [^\W\d_][\w'’.-]*){0,3}")
HEADED = re.compile(rf"(?P<name>{_NAME.pattern}),? (?P<at>{_CLOCK.pattern})", re.I)
_LABELS = re.compile(r"(?:edited|delivered|seen|read|sent|new|today|yesterday|reply|react|more options)", re.I)
EVENTS: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "ended",
        re.compile(r"\b(?:ended the contract|contract (?:has )?ended|closed the contract|contract closed)\b", re.I),
    ),
    ("paused", re.compile(r"\b(?:paused the contract|contract (?:was |is |has been )?paused)\b", re.I)),
    ("submitted", re.compile(r"\b(?:submitted (?:the )?work|requested payment|submitted .{0,40} for payment)\b", re.I)),
    ("paid", re.compile(r"\b(?:approved .{0,40}payment|released .{0,40}(?:payment|funds)|payment released)\b", re.I)),
    (
        "active",
        re.compile(
            r"\b(?:accepted (?:an|the|your) offer|contract (?:has )?started|started (?:the|a) contract|hired)\b", re.I
        ),
    ),
    (
        "interview",
        re.compile(r"\b(?:withdrew|declined) (?:an|the|your) offer|offer (?:expired|withdrawn|declined)\b", re.I),
    ),
    ("offer", re.compile(r"\bsent (?:you )?an? (?:new )?offer\b", re.I)),
)
"""Wording of the site's events and the stage each tells of."""
_RUNNING = re.compile(
    r"\b(?:activated|funded) (?:a|the|your) (?:new )?milestone\b|^milestone .{0,60}\b(?:activated|funded)$", re.I
)
"""Wording of events that only a running contract has."""
_OTHER_EVENTS = re.compile(
    rf"{_RUNNING.pattern}|\b(?:added|edited|proposed|declined) (?:a|the|your) (?:new )?milestone\b"
    r"|\b(?:joined|left) the (?:room|conversation)\b"
    r"|\b(?:requested|asked for) (?:changes|a refund)\b|\b(?:sent|gave) (?:you )?a bonus\b|\bleft feedback\b"
    r"|\b(?:invited you|invitation) to (?:interview|apply|the job)\b|\b(?:sent|withdrew) (?:a|the) proposal\b",
    re.I,
)
"""Wording of events that tell of no stage."""
_BY_SITE = re.compile(
    r"sent (?:you )?an? (?:new )?offer|(?:accepted|declined|withdrew) (?:an|the|your) offer"
    r"|(?:started|paused|ended|closed) (?:a|the) contract|contract (?:has )?(?:started|ended)",
    re.I,
)
"""What follows a name in bold where the site's event is written as a message is."""


@dataclass(frozen=True, slots=True)
class Story:
    """One story: its author as written ("" for an event), the time, words, and words that quote somebody else."""

    author: str
    text: str
    at: str | None
    quoted: str
    event: bool


def story_nodes(page: Index) -> tuple[list[Node], bool]:
    """The stories' elements in order, and whether they are of the known markup (else of an ARIA log or list)."""
    known = page.tokens("class", "up-d-story-item") or page.tagged("up-d-story-item")
    known = known or [n for n in page.nodes if re.fullmatch(r"story_[\w-]+", n.attrs.get("id", ""))]
    if known:
        return _outermost(page, known), True
    for box in _logs(page):
        items = [
            n
            for n in page.inside(box)
            if n.attrs.get("role") in ("listitem", "article", "comment") or n.tag in ("li", "article")
        ]
        items = _outermost(page, items)
        if items:
            return items, False
    return [], False


def _logs(page: Index) -> list[Node]:
    """Elements that say by role or label that they hold a talk."""
    out = [n for role in ("log", "feed") for n in page.tokens("role", role)]
    lists = [
        n for n in page.nodes if n.attrs.get("role") in ("list", "region", "main") or n.tag in ("ul", "ol", "section")
    ]
    label = re.compile(r"(?:\b(?:messages?|conversation|chat)\b)", re.I)
    return out + [n for n in lists if label.search(n.attrs.get("aria-label", ""))]


def _outermost(page: Index, nodes: list[Node]) -> list[Node]:
    out: list[Node] = []
    for node in nodes:
        if not out or node.place >= out[-1].end:
            out.append(node)
    return out


def stories(page: Index, nodes: list[Node], known: bool) -> list[Story]:
    """The stories' words. In the known markup a story without a head inherits the author of the run it stands in."""
    out: list[Story] = []
    author, at = "", None
    bodies = any(_bodies(page, node) for node in nodes)
    for node in nodes:
        quotes = [n for token in QUOTES for n in page.tokens("class", token, node)]
        quotes += [n for n in page.inside(node) if n.tag == "blockquote" or "quote" in n.attrs.get("data-test", "")]
        own, when = _head(page, node, quotes)
        body = _bodies(page, node)
        body = [n for n in body if not any(page.is_within(n, q) for q in quotes)]
        if own:
            author, at = own, when
        at = when or at
        words = page.spaced(node)
        told = tells(words) is not None or (len(words) <= 200 and _OTHER_EVENTS.search(words) is not None)
        event = not own and not body and (not known or (bodies and told))
        if known and not own and ((not bodies and told) or (body and _reads_as_event(page, body[0]))):
            author = ""  # an event or a message: without their marks nobody can say
        lines = [line for n in (body or [node]) for line in page.lines_in(n) if not _in(line, quotes)]
        text = " ".join(line.text for line in lines if body or not _furniture(line.text, own))
        text = fold(re.sub(r"\s*end of message\.?$", "", text, flags=re.IGNORECASE))
        quoted = fold(" ".join(page.spaced(q) for q in _outermost(page, sorted(quotes, key=lambda n: n.place))))
        said = body or own or not (known and bodies) or any(page.tagged("a", "img", "video", "audio", within=node))
        if text or quoted:  # what is neither a message nor a file is the site's own, of whatever kind
            out.append(Story(author if said and not event else "", text, at, quoted, event))
    return out


def _reads_as_event(page: Index, body: Node) -> bool:
    """Whether a message without a head of its own is a name in bold and what the site says of it, and no more."""
    bold = page.tagged("strong", "b", within=body)
    rest = (
        re.sub(r"\s*end of message\.?$", "", page.text(body), flags=re.I).removeprefix(page.text(bold[0]))
        if bold
        else ""
    )
    return bool(bold) and _BY_SITE.fullmatch(rest.strip(" .")) is not None


def _bodies(page: Index, node: Node) -> list[Node]:
    return page.tokens("data-test", "story-message", node) or page.tagged("up-d-message", within=node)


def _in(line: Line, nodes: list[Node]) -> bool:
    return any(n.run <= line.run < n.run_end for n in nodes)


def _head(page: Index, node: Node, quotes: list[Node]) -> tuple[str, str | None]:
    """Author and time as the story's own head gives them."""
    author, at = "", None
    for inner in page.inside(node):
        if any(page.is_within(inner, q) for q in quotes):
            continue
        classes = inner.attrs.get("class", "").split()
        if not author and ("user-name" in classes or inner.attrs.get("data-test") in ("story-author", "user-name")):
            author = page.text(inner)
        if at is None and "story-timestamp" in classes:
            at = inner.attrs.get("title") or page.text(inner)
        if at is None and inner.tag == "time":
            at = inner.attrs.get("datetime") or page.text(inner)
    for head in page.tokens("data-test", "story-header", node) if not author else ():
        if not any(page.is_within(head, q) for q in quotes):
            pieces = [text for run in range(head.run, head.run_end) if (text := fold(page.runs[run]))]
            author = pieces[0] if pieces else ""
            at = at or next((text for text in pieces[1:] if _CLOCK.fullmatch(text)), None)
    if not author:
        shown = (
            img for avatar in page.tokens("class", "up-d-avatar", node) for img in page.tagged("img", within=avatar)
        )
        names = (fold(img.attrs.get("alt", "")) for img in shown if not any(page.is_within(img, q) for q in quotes))
        author = next((name for name in names if _NAME.fullmatch(name)), "")
    if not author and (headed := _first_words(page, node, quotes)):
        author, at = headed[0], at or headed[1]
    label = node.attrs.get("aria-label", "")
    if not author and (said := _SAYS.fullmatch(fold(label))):
        author = said["name"].strip()
    if not author:
        for inner in page.inside(node):
            words = page.text(inner)
            if inner.tag in ("h3", "h4", "h5", "h6") and words and not any(page.is_within(inner, q) for q in quotes):
                author = words
                break
    return author, at


def _first_words(page: Index, node: Node, quotes: list[Node]) -> tuple[str, str] | None:
    """ "Ines Oakley 2:07 PM" as the first line of a story whose markup names nothing."""
    lines = [line for line in page.lines_in(node) if not _in(line, quotes)]
    found = HEADED.fullmatch(lines[0].text) if len(lines) > 1 else None
    return (found["name"], found["at"]) if found else None


def _furniture(text: str, author: str) -> bool:
    """Whether a line of a story without a message element is its head: name, time or a label."""
    rest = text.removeprefix(author).strip(" ,·:") if author else text
    return not rest or _CLOCK.fullmatch(rest) is not None or _LABELS.fullmatch(rest) is not None


def tells(text: str) -> str | None:
    """The stage that the site's event tells of, None for other words."""
    if len(text) > 200:
        return None
    return next((stage for stage, pattern in EVENTS if pattern.search(text)), None)


def stage(told: list[Story]) -> tuple[str, str] | None:
    """The stage after the last event that tells of one, and its words."""
    for story in reversed(told):
        if story.event and (name := tells(story.text) or ("active" if _RUNNING.search(story.text) else None)):
            return name, story.text
    return None


def same_person(one: str, other: str) -> bool:
    """Whether two names can be the same person's: equal, or one has only the initial of the last name."""
    a, b = fold(one).casefold().rstrip(".").split(), fold(other).casefold().rstrip(".").split()
    if not a or not b or a[0] != b[0]:
        return False
    if len(a) == 1 or len(b) == 1:
        return True
    short, long = sorted((a[-1], b[-1]), key=len)
    return short == long or (len(short) == 1 and long.startswith(short))


def _mine(author: str, me: str) -> bool:
    return author.casefold() == "you" or bool(me and same_person(author, me))


def other_side(told: list[Story], me: str) -> str:
    """The name of the other one in a talk of two of whom one is me, else nothing."""
    authors = {story.author for story in told if story.author and not story.event}
    others = {author for author in authors if not _mine(author, me)}
    return next(iter(others)) if len(others) == 1 and len(authors) > 1 else ""


def messages(told: list[Story], me: str, title: str) -> tuple[Message, ...]:
    """The talk with who speaks. ``me``: the freelancer's name; ``title``: the room's, which names the other side.

    Where the title names nobody who speaks, a talk of two people with one of them known as me has the client as
    the other. Else a speaker stays unknown.
    """

    other = other_side(told, me)

    def side(story: Story) -> Sender:
        if story.event:
            return "platform"
        if not story.author:
            return "unknown"
        if _mine(story.author, me):
            return "me"
        return "client" if story.author == other or named(story.author, title) else "unknown"

    return tuple(Message(side(s), s.text, s.at, s.quoted) for s in told)


def named(author: str, title: str) -> bool:
    """Whether the room's title names this person."""
    inside = re.search(rf"(?<!\w){re.escape(author.casefold())}(?!\w)", title.casefold()) if len(author) > 3 else None
    return inside is not None or same_person(author, title)
