"""Bodies of requests and answers. The OpenAPI document is generated from these, and nothing else is taken."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field

from escrowl.report import Report
from escrowl.snapshot import MAX_CHARACTERS, MAX_URL

Word = Annotated[str, Field(min_length=1, max_length=200)]
Short = Annotated[str, Field(max_length=400)]
Tone = Literal["soft", "neutral", "firm"]


def _of_our_time(at: datetime) -> datetime:
    """A clock may go wrong by years, but no time zone carries it over the ends of the calendar."""
    if not 1970 <= at.year <= 2999:
        raise ValueError("no clock of a browser says so")
    return at


When = Annotated[AwareDatetime, Field(strict=False), AfterValidator(_of_our_time)]

MAX_TEXT = 100_000
"""Longest text checked on its own, in characters: some forty printed pages."""


class Body(BaseModel):
    """A request: no key beyond those named, no conversion of types."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class Answer(BaseModel):
    """An answer."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Nothing(Body):
    """An empty object."""


class HelloBody(Body):
    """``c``: the caller's nonce; ``api``: lowest and highest version it speaks; ``pairing``: a line was just pasted."""

    client_id: Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{1,64}$")]
    c: Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{43}$")]
    api: Annotated[list[Annotated[int, Field(ge=0, le=1000)]], Field(min_length=2, max_length=2)]
    pairing: bool = False


class Me(Body):
    """What the freelancer told the extension about themselves."""

    name: Annotated[str, Field(max_length=120)] | None = None
    rate: Annotated[float, Field(ge=0, le=100_000)] | None = None
    id_badge: Literal["verified", "unverified"] | None = None


class CheckBody(Body):
    """A snapshot."""

    id: Annotated[str, Field(pattern=r"^[A-Za-z0-9-]{8,64}$")]
    url: Annotated[str, Field(min_length=1, max_length=MAX_URL)]
    html: Annotated[str, Field(max_length=MAX_CHARACTERS)] = Field(repr=False)
    taken_at: When
    taken_by: Annotated[str, Field(max_length=80)]
    scope: Literal["page", "cards", "changes"] = "page"
    me: Me = Me()


class SavePageBody(Body):
    """The whole page, trimmed, to be kept for a fix. It is not read and not judged."""

    url: Annotated[str, Field(min_length=1, max_length=MAX_URL)]
    html: Annotated[str, Field(min_length=1, max_length=MAX_CHARACTERS)] = Field(repr=False)
    taken_at: When


class TextBody(Body):
    """Words of any page: what is selected on it, or all it shows. ``title``: the page's."""

    url: Annotated[str, Field(min_length=1, max_length=MAX_URL)]
    title: Short = ""
    text: Annotated[str, Field(min_length=1, max_length=MAX_TEXT)] = Field(repr=False)
    scope: Literal["selection", "page"]
    taken_by: Annotated[str, Field(max_length=80)] = ""
    me: Me = Me()


class MeForReplies(Body):
    """What the freelancer told the extension, for slots."""

    name: Annotated[str, Field(max_length=120)] | None = None
    rate: Annotated[float, Field(ge=0, le=100_000)] | None = None
    currency: Annotated[str, Field(max_length=3)] | None = None
    minutes: Annotated[int, Field(ge=1, le=600)] | None = None


class RepliesBody(Body):
    """Replies to fill: ids, values of the page's slots, clauses that apply."""

    ids: Annotated[list[Word], Field(max_length=20)]
    site: Annotated[str, Field(max_length=60)] | None = None
    slots: Annotated[dict[Word, Short], Field(max_length=80)] = Field(default_factory=dict)
    flags: Annotated[list[Word], Field(max_length=40)] = Field(default_factory=list)
    tone: Tone = "neutral"
    me: MeForReplies = MeForReplies()


class DismissBody(Body):
    """A finding that the freelancer has dealt with; ``undo`` brings it back."""

    site: Word
    card: Word
    rule: Word
    undo: bool = False


class MuteBody(Body):
    """A rule, or ``group/*``, not to be shown any more; a danger only with ``confirm``. ``undo`` shows it again."""

    rule: Annotated[str, Field(pattern=r"^[a-z0-9-]{1,60}/([a-z0-9-]{1,80}|\*)$")]
    where: Literal["everywhere", "client", "site"]
    key: Annotated[str, Field(max_length=200)] = ""
    confirm: bool = False
    undo: bool = False


class HistoryBody(Body):
    """``client``: the key that a report's card gives."""

    client: Word


class ClientsBody(Body):
    """Which clients to list: with these words in name, site or findings; with a finding at least so severe, or such."""

    q: Annotated[str, Field(max_length=200)] = ""
    show: Literal["", "caution", "warning", "danger", "changed", "dismissed"] = ""


class BackBody(Body):
    """A dismissed finding of a client or job, to be drawn again at each of its cards."""

    client: Word
    rule: Word


class NameBody(Body):
    """What the browser to be paired is called in the list."""

    name: Annotated[str, Field(max_length=60)] = ""


class PathBody(Body):
    """A folder or file of the same person on the same computer, as an absolute path."""

    path: Annotated[str, Field(min_length=1, max_length=4000)]


class LinkBody(Body):
    """The one-time part of a dashboard link."""

    t: Annotated[str, Field(max_length=200)]


class ClientIdBody(Body):
    """A paired browser."""

    client_id: Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{1,64}$")]


class FormBody(Body):
    """A form of the dashboard as the browser gives it: names of fields with their texts; a ticked box is "on"."""

    fields: Annotated[dict[Word, Annotated[str, Field(max_length=500_000)]], Field(max_length=300)]


class OwnBody(Body):
    """An own rule or reply by the name of its file; "" begins one, ``like:ID`` begins one from a reply of ours."""

    name: Annotated[str, Field(max_length=120)] = ""


class ForgetBody(Body):
    """A client to forget with its history; only with ``confirm``."""

    client: Word
    confirm: bool = False


class RepliesPageBody(Body):
    """Which tone the replies are shown in."""

    tone: Tone = "neutral"


class Ping(Answer):
    """That it is escrowl, and nothing else."""

    api: int


class Hello(Answer):
    """The server's half of the hello; ``sites`` is what the extension looks for on which page."""

    s: str
    api: int
    mac: str
    sites: list[dict[str, Any]]


class ServerState(Answer):
    """``extension``: "reload" when the extension that asks is older than the server."""

    version: str
    extension: Literal["ok", "reload"]


class CheckAnswer(Report):
    """The Report, with the number under which it is kept; ``duplicate``: this snapshot was kept before."""

    seq: int
    duplicate: bool
    server: ServerState


class TextAnswer(Report):
    """The Report on words alone: one card, every verification unknown. Nothing of it is kept."""

    server: ServerState


class GapOut(Answer):
    """A slot that nobody knows yet, by place in the text."""

    start: int
    end: int
    slot: str


class ReplyOut(Answer):
    """A reply, filled. ``to``: "support" is for the site's support, never for the talk with the client."""

    id: str
    title: str
    text: str
    gaps: list[GapOut]
    tone: Tone
    to: Literal["client", "support"]


class RepliesAnswer(Answer):
    """In the order of the request; ids that do not exist are left out."""

    replies: list[ReplyOut]


class Done(Answer):
    """It is done."""

    ok: Literal[True] = True


class MuteAnswer(Answer):
    """``ask``: nothing was done yet, because the rule can be a danger; ``words`` say what to ask the person."""

    state: Literal["muted", "shown", "ask"]
    rule: str
    where: Literal["everywhere", "client", "site"]
    key: str
    words: str


class HistoryAnswer(Answer):
    """What was seen of a client, oldest first."""

    client: str
    events: list[dict[str, Any]]


class PairAnswer(Answer):
    """The line to paste and for how long it is good."""

    line: str
    seconds: int


class SavedAnswer(Answer):
    """Where the page was saved, and the command that takes private data out of it."""

    folder: str
    command: str


class HealthRow(Answer):
    """A kind of page of a site: what its cards lost, since when, and the same in words."""

    site: str
    kind: str
    pages: int
    lost: list[str]
    since: str | None
    words: str


class HealthAnswer(Answer):
    """Every kind of page seen, changed ones first."""

    sites: list[HealthRow]


class UrlAnswer(Answer):
    """A dashboard link, good once and for a minute."""

    url: str


class SessionAnswer(Answer):
    """A dashboard session."""

    token: str
    seconds: int


class Fragment(Answer):
    """A part of the dashboard, rendered and escaped by the server. ``said``: what was done, for the status line."""

    html: str
    said: str = ""


class FileAnswer(Answer):
    """A file to be saved."""

    name: str
    text: str


class ErrorAnswer(Answer):
    """Every error."""

    ok: Literal[False] = False
    error: str
    code: str
    status: int
