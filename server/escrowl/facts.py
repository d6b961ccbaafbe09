"""The vocabulary between page objects and rules: facts, each known with evidence or unknown with a reason.

Fact names are dotted (``client.payment``). ``FACTS`` lists every name with its kind and a help text; the reference
page, the rule checker and the wire format come from it. A verification fact has two values, ``verified`` and
``unverified``; silence of the page is ``Unknown``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Literal, TypeAlias, get_args

Verification = Literal["verified", "unverified"]
Layer = Literal["data", "wording", "structure", "given", "derived"]
Sender = Literal["client", "me", "platform", "unknown"]
MilestoneState = Literal["unfunded", "funded", "submitted", "released", "disputed", "unknown"]


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in units of ``currency`` (ISO 4217, None when the page gives none). ``at_least``: "$10K+"."""

    amount: float
    currency: str | None = None
    at_least: bool = False


@dataclass(frozen=True, slots=True)
class Rate:
    """Money an hour; one bound may be missing."""

    min: float | None
    max: float | None
    currency: str | None = None


@dataclass(frozen=True, slots=True)
class Band:
    """A count given as a band: "5 to 10". ``max`` is None when open ("50+"); "Less than 5" is 0 to 4."""

    min: int
    max: int | None


@dataclass(frozen=True, slots=True)
class Milestone:
    """One milestone row. ``raw`` is the state's label as the page words it."""

    name: str
    amount: Money | None = None
    state: MilestoneState = "unknown"
    raw: str = ""
    submitted_days_ago: float | None = None


@dataclass(frozen=True, slots=True)
class Message:
    """One message of a talk, oldest first in its list. ``quoted``: words in it that quote an older message."""

    sender: Sender
    text: str
    at: str | None = None
    quoted: str = ""


FactValue: TypeAlias = (
    str | bool | int | float | Money | Rate | Band | tuple[str, ...] | tuple[Milestone, ...] | tuple[Message, ...]
)


@dataclass(frozen=True, slots=True)
class Known:
    """A fact that was read. ``text``: what a person sees; ``where`` and ``layer``: how it was read."""

    value: FactValue
    text: str = ""
    where: str = ""
    layer: Layer = "given"


@dataclass(frozen=True, slots=True)
class Unknown:
    """A fact that was not read, and why, in words a person understands."""

    reason: str


Fact: TypeAlias = Known | Unknown
NOT_LOOKED_FOR = Unknown("not looked for")


class Kind(StrEnum):
    """What values a fact has."""

    VERIFICATION = "verification"
    MONEY = "money"
    RATE = "rate"
    BAND = "band"
    PERCENT = "percent"
    NUMBER = "number"
    COUNT = "count"
    DATE = "date"
    TEXT = "text"
    WORDS = "words"
    CHOICE = "choice"
    FLAG = "flag"
    MILESTONES = "milestones"
    MESSAGES = "messages"


@dataclass(frozen=True, slots=True)
class FactSpec:
    """One name of the vocabulary. ``choices`` only for ``Kind.CHOICE``; ``core``: scored on real pages."""

    name: str
    kind: Kind
    help: str
    choices: tuple[str, ...] = ()
    core: bool = False


STAGES = ("any", "browse", "apply", "none", "interview", "offer", "active", "paused", "submitted", "paid", "ended")


def _specs() -> list[FactSpec]:
    k, out = Kind, []

    def add(name: str, kind: Kind, help_: str, *choices: str, core: bool = False) -> None:
        out.append(FactSpec(name, kind, help_, choices, core))

    for thing in ("payment", "phone", "identity", "email", "deposit", "profile"):
        add(f"client.{thing}", k.VERIFICATION, f"The site's word on the client's {thing}.", core=True)
    add("client.name", k.TEXT, "The client's name as the site shows it.")
    add("client.first_name", k.TEXT, "The client's first name, only when the page shows it.")
    add("client.company", k.TEXT, "The client's company as the site shows it.")
    add("client.key", k.TEXT, "The site's own id of the client.")
    add(
        "client.rating",
        k.NUMBER,
        "Freelancers' average rating of the client, 0 to 5; never 0 for no reviews.",
        core=True,
    )
    add("client.reviews", k.COUNT, "How many reviews the rating rests on.", core=True)
    add("client.review_texts", k.WORDS, "Reviews that freelancers wrote about the client.")
    add("client.given_rating", k.NUMBER, "Average rating that the client gives to freelancers.")
    add("client.given_reviews", k.COUNT, "How many ratings the client gave.")
    add("client.spent", k.MONEY, "Total spent on the site, as shown (rounded).", core=True)
    add("client.spent_hidden", k.FLAG, "The page says that the spend is private.")
    add("client.hires", k.COUNT, "Contracts ever.", core=True)
    add("client.active_hires", k.COUNT, "Contracts running.", core=True)
    add("client.jobs_with_hires", k.COUNT, "Posted jobs with at least one hire.")
    add("client.jobs_posted", k.COUNT, "Jobs posted.", core=True)
    add("client.open_jobs", k.COUNT, "Jobs open now.", core=True)
    add("client.hire_rate", k.PERCENT, "Share of posted jobs with a hire, in percent.", core=True)
    add("client.avg_rate", k.MONEY, "Average hourly rate paid.", core=True)
    add("client.hours", k.COUNT, "Hours billed.", core=True)
    add("client.country", k.TEXT, "Country as shown.", core=True)
    add("client.city", k.TEXT, "City as shown.")
    add("client.member_since", k.DATE, "When the account was opened, ISO date.", core=True)
    add("client.member_since_days", k.NUMBER, "Age of the account in days.")
    add("client.plan", k.CHOICE, "The client's plan at the site.", "enterprise", "plus", "featured", "other", core=True)
    add("client.industry", k.TEXT, "Industry as shown.")
    add("client.size", k.TEXT, "Company size as shown.")
    add("job.id", k.TEXT, "The site's id of the job.", core=True)
    add("job.title", k.TEXT, "Title.", core=True)
    add("job.kind", k.CHOICE, "How the job pays.", "hourly", "fixed", core=True)
    add("job.budget", k.MONEY, "Fixed budget.", core=True)
    add("job.rate", k.RATE, "Hourly range.", core=True)
    add("job.proposals", k.BAND, "Proposals so far.", core=True)
    for name, text in (
        ("interviewing", "Candidates the client has exchanged messages with."),
        ("invites", "Invites sent."),
        ("unanswered", "Invites not answered."),
        ("connects", "Connects a proposal costs."),
        ("hires_needed", "People wanted."),
    ):
        add(f"job.{name}", k.COUNT, text, core=True)
    add("job.tier", k.TEXT, "Experience level wanted, as shown.", core=True)
    add("job.duration", k.TEXT, "Duration as shown.")
    add("job.posted", k.TEXT, "When it was posted, as shown.", core=True)
    add("job.posted_days", k.NUMBER, "Age of the post in days.")
    add("job.description", k.TEXT, "The client's text.", core=True)
    add("job.skills", k.WORDS, "Skills named.", core=True)
    add("job.last_viewed", k.TEXT, "When the client last looked, as shown.", core=True)
    add("job.attachments", k.WORDS, "Names of files on the post.")
    add("room.attachments", k.WORDS, "Names of files in the talk.")
    add("contract.stage", k.CHOICE, "How far the work has come.", *STAGES)
    add("contract.kind", k.CHOICE, "Kind of the contract.", "hourly", "fixed")
    add("contract.scope", k.TEXT, "Scope as the contract words it.")
    add("contract.amount", k.MONEY, "Amount of the offer or contract.")
    add("contract.agreed_amount", k.MONEY, "Amount agreed for the current piece.")
    add("contract.held_amount", k.MONEY, "Money still held.")
    add("contract.weekly_limit", k.NUMBER, "Weekly limit in hours.")
    add("contract.logged", k.NUMBER, "Hours logged this week.")
    add("contract.manual_allowed", k.FLAG, "Manual time is allowed.")
    add("contract.manual_hours", k.NUMBER, "Manual hours this week, or to be added.")
    add("contract.memos_missing", k.COUNT, "Tracked segments without a memo.")
    add("contract.direct", k.FLAG, "The contract is with the client directly, on no site.")
    add("contract.place", k.TEXT, "Country and state whose law it names, as US-NY.")
    add("contract.unpaid_days", k.NUMBER, "Days since the work was done and not paid.")
    add("contract.payment_kind", k.CHOICE, "Kind of a payment.", "hourly", "milestone", "bonus", "advance")
    add("offer.age_days", k.NUMBER, "Age of the offer in days.")
    add("offer.text", k.TEXT, "The offer's text.")
    add("milestones", k.MILESTONES, "Milestones, in order.")
    add("msg", k.MESSAGES, "Messages of the talk, oldest first.")
    add("room.id", k.TEXT, "The site's id of the talk.")
    add("notice.text", k.TEXT, "The site's own notice on the page.")
    for name in ("refund_request", "dispute", "release", "chargeback"):
        add(f"notice.{name}_days_ago", k.NUMBER, f"Days since the site's notice: {name.replace('_', ' ')}.")
    add("prev.client.payment", k.VERIFICATION, "What an earlier reading of the same card said.")
    add("prev.seen", k.DATE, "When that earlier reading was.")
    add("me.name", k.TEXT, "The freelancer's name.")
    add("me.rate", k.NUMBER, "The freelancer's hourly rate.")
    add("me.currency", k.TEXT, "Currency of the freelancer's rate and smallest budget.")
    add("me.min_budget", k.NUMBER, "The smallest budget the freelancer works for.")
    add("me.minutes", k.COUNT, "Minutes of an interview that the freelancer gives for free.")
    add("me.languages", k.WORDS, "Languages the freelancer works in, two letters each.")
    add("me.id_badge", k.VERIFICATION, "The freelancer's own identity check.")
    add("me.draft", k.TEXT, "The freelancer's unsent text, only while the draft check is on.")
    add("viewer.signed_in", k.FLAG, "Whether the reader is signed in.")
    add("platform", k.TEXT, "The site, as in the report.")
    add("platform.shows_payment", k.FLAG, "Whether the site shows if a payment method is verified.")
    add("stage", k.CHOICE, "Stage the page belongs to.", *STAGES)
    add("page.kind", k.TEXT, "Kind of page, as in the report.")
    add("page.host", k.TEXT, "Host of the page.")
    add("page.text", k.TEXT, "The site's own words on the page.")
    return out


FACTS: Mapping[str, FactSpec] = {spec.name: spec for spec in _specs()}
ALIASES: Mapping[str, str] = {
    "job.text": "job.description",
    "viewer_logged_in": "viewer.signed_in",
    "job.posted_at": "job.posted",
    "job.posted_days_ago": "job.posted_days",
    "contract.missing_memos": "contract.memos_missing",
    "notice.hourly_dispute_days_ago": "notice.dispute_days_ago",
    "notice.released_days_ago": "notice.release_days_ago",
}
VERIFICATIONS: tuple[str, ...] = get_args(Verification)


class Facts(dict[str, Fact]):
    """Facts of one card by name. Setting a name outside the vocabulary raises KeyError at once."""

    def __setitem__(self, name: str, fact: Fact) -> None:
        if name not in FACTS:
            raise KeyError(f"{name} is not a fact of the vocabulary")
        super().__setitem__(name, fact)

    def look(self, name: str) -> Fact:
        """The fact, or Unknown when nobody looked for it."""
        return self.get(name, NOT_LOOKED_FOR)

    def value(self, name: str) -> Any:
        """The value when the fact is known, else None."""
        fact = self.get(name)
        return fact.value if isinstance(fact, Known) else None

    def known(self) -> dict[str, Known]:
        """Only the known facts."""
        return {name: fact for name, fact in self.items() if isinstance(fact, Known)}


def _money(plain: Any) -> Money:
    if isinstance(plain, Mapping):
        return Money(float(plain["amount"]), plain.get("currency"), bool(plain.get("at_least", False)))
    return Money(float(plain))


def _milestone(plain: Mapping[str, Any]) -> Milestone:
    amount = plain.get("amount")
    return Milestone(
        name=str(plain.get("name", "")),
        amount=None if amount is None else _money(amount),
        state=plain.get("state") or "unknown",
        raw=str(plain.get("raw", "")),
        submitted_days_ago=plain.get("submitted_days_ago"),
    )


def _number(made: Callable[[Any], FactValue], plain: Any) -> FactValue:
    try:
        return made(plain)
    except OverflowError:
        raise ValueError("the number is too large") from None


def from_plain(name: str, plain: Any) -> Fact:
    """A fact from plain JSON, as `judge` cases and stored records write it: a number for money, "unknown", null.

    Raises KeyError for a name outside the vocabulary, ValueError or TypeError for a value that does not fit.
    """
    spec = FACTS[name]
    text = ""
    if isinstance(plain, Mapping) and "value" in plain:
        text = str(plain.get("text") or "")
        plain = plain["value"]
    if plain is None or plain == "unknown":
        return Unknown("not given")
    value: FactValue
    match spec.kind:
        case Kind.VERIFICATION:
            if plain not in VERIFICATIONS:
                raise ValueError(f"{name} must be verified, unverified or unknown")
            value = plain
        case Kind.MONEY:
            value = _money(plain)
        case Kind.RATE:
            value = Rate(plain.get("min"), plain.get("max"), plain.get("currency"))
        case Kind.BAND:
            value = (
                Band(int(plain["min"]), plain.get("max"))
                if isinstance(plain, Mapping)
                else Band(int(plain), int(plain))
            )
        case Kind.PERCENT | Kind.NUMBER:
            value = _number(float, plain)
        case Kind.COUNT:
            value = _number(int, plain)
        case Kind.FLAG:
            value = bool(plain)
        case Kind.WORDS:
            value = tuple(str(item) for item in plain)
        case Kind.MILESTONES:
            value = tuple(_milestone(item) for item in plain)
        case Kind.MESSAGES:
            value = tuple(
                Message(
                    m.get("from", m.get("sender", "unknown")), str(m.get("text", "")), m.get("at"), m.get("quoted", "")
                )
                for m in plain
            )
        case _:
            value = str(plain)
    return Known(value, text or (str(plain) if isinstance(plain, str | int | float) else ""))


def to_plain(value: FactValue) -> Any:
    """The JSON form of a value, as the report prints it."""
    if isinstance(value, Money):
        return {"amount": value.amount, "currency": value.currency, "at_least": value.at_least}
    if isinstance(value, Rate):
        return {"min": value.min, "max": value.max, "currency": value.currency}
    if isinstance(value, Band):
        return {"min": value.min, "max": value.max}
    if isinstance(value, tuple):
        return [to_plain(item) if isinstance(item, str) else _record(item) for item in value]
    return value


def _record(item: Milestone | Message) -> dict[str, Any]:
    if isinstance(item, Message):
        return {"from": item.sender, "text": item.text, "at": item.at}
    return {
        "name": item.name,
        "amount": None if item.amount is None else to_plain(item.amount),
        "state": item.state,
        "raw": item.raw,
        "submitted_days_ago": item.submitted_days_ago,
    }
