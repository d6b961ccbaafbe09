"""One function from a snapshot to a report, used by server, command line, scrapers and tests alike."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from hashlib import blake2b
from typing import Literal
from urllib.parse import urlsplit

from escrowl import pages, replies, rules
from escrowl.cards import Anchor, Card, Reading
from escrowl.errors import SnapshotRejected
from escrowl.facts import Facts, Known, Message, Unknown, to_plain
from escrowl.pages.quiet import quiet
from escrowl.report import AnchorOut, BadgeOut, CardReport, FactOut, FindingOut, MeterOut, Report
from escrowl.snapshot import Snapshot
from escrowl.terms import DEFAULTS, Terms

Earlier = Callable[[Card], Facts]
"""From a card to what earlier readings of it said (``prev.*`` facts); given by whoever has a store."""

_QUIET = frozenset({"msg", "me.draft", "platform", "stage", "page.kind", "page.host", "page.text", "viewer.signed_in"})
"""Facts that rules need and the report does not repeat."""

STAGE_OF_KIND = {
    "search": "browse",
    "feed": "browse",
    "job": "browse",
    "client": "browse",
    "apply": "apply",
    "offer": "offer",
}


def _for_rules(card: Card, reading: Reading, snapshot: Snapshot, me: Facts, earlier: Earlier | None) -> Facts:
    facts = Facts({**me, **card.facts})
    if earlier is not None:
        facts.update({name: fact for name, fact in earlier(card).items() if name.startswith("prev.")})
    facts["platform"] = Known(reading.site or "other")
    if reading.site is not None:
        facts["platform.shows_payment"] = Known(pages.shows_payment(reading.site))
    facts["page.kind"] = Known(reading.kind)
    facts["page.host"] = Known(urlsplit(snapshot.url).hostname or "")
    stage = facts.value("contract.stage") or STAGE_OF_KIND.get(reading.kind, "any")
    if "stage" not in facts:
        facts["stage"] = Known(stage)
    if reading.signed_in is not None:
        facts["viewer.signed_in"] = Known(reading.signed_in)
    return facts


def judge(facts: Facts, terms: Terms = DEFAULTS, client: str = "") -> rules.Judgement:
    """What the rules say to facts under a person's own terms. ``client``: key of the card's client, for mutes."""
    return rules.judge(
        facts,
        rules.tuned(terms.thresholds),
        extra=rules.own_rules(terms.rules).catalog,
        muted=terms.mutes(facts.value("platform") or "other", client),
    )


def distinct(quotes: Sequence[str]) -> tuple[str, ...]:
    """The quotes without those whose words stand in another one: two patterns may begin at neighbouring words."""
    bare = [quote.strip(" …").casefold() for quote in quotes]
    return tuple(
        quote
        for at, quote in enumerate(quotes)
        if not any(
            bare[at] in other and (bare[at] != other or before < at)
            for before, other in enumerate(bare)
            if before != at
        )
    )


def _report_card(card: Card, facts: Facts, terms: Terms, judged: rules.Judgement | None = None) -> CardReport:
    judged = judge(facts, terms, card.client) if judged is None else judged
    titles = replies.with_own(terms.replies)
    offered = replies.offered(judged.replies, [f.rule for f in judged.findings], facts.value("stage"), titles)
    return CardReport(
        id=card.id,
        role=card.role,
        anchor=AnchorOut(element=card.anchor.element, place=card.anchor.place),
        facts={
            name: FactOut(value=to_plain(fact.value), text=fact.text, where=fact.where, layer=fact.layer)
            for name, fact in card.facts.known().items()
            if name not in _QUIET
        },
        unknown={name: fact.reason for name, fact in card.facts.items() if not isinstance(fact, Known)},
        findings=tuple(
            FindingOut(
                rule=finding.rule,
                severity=finding.severity,
                title=finding.title,
                quotes=distinct(finding.quotes),
                advice=finding.advice,
                replies=finding.replies,
                folded_into=finding.folded_into,
            )
            for finding in judged.findings
        ),
        verdict=judged.verdict,
        badges=tuple(BadgeOut(severity=b.severity, label=b.label, rule=b.rule) for b in judged.badges),
        meters=tuple(
            MeterOut(id=m.id, label=m.label, level=m.level, quotes=m.quotes, advice=m.advice) for m in judged.meters
        ),
        replies=offered,
        reply_titles={name: titles[name].title for name in offered if name in titles},
        slots=replies.slots_of(facts),
        flags=replies.flags_of(facts),
        client=card.client,
        digest=card.digest,
        muted=judged.muted,
    )


def check(
    snapshot: Snapshot,
    *,
    me: Facts | None = None,
    earlier: Earlier | None = None,
    strange: bool | None = None,
    terms: Terms | None = None,
) -> Report:
    """Read the page, judge each card, and report.

    ``me`` holds ``me.*`` facts; ``earlier`` gives ``prev.*`` facts of a card; ``strange`` is what `pages.is_strange`
    said, from a caller who has asked already; ``terms`` are the person's own, and stand behind what ``me`` says.
    Raises PageRefused for a page built to hang a parser (outside the server's worker), SnapshotRejected never: the
    snapshot was checked when made.
    """
    terms = terms or DEFAULTS
    mine = Facts({**terms.facts(pages.site_of(snapshot.url)), **(me or {})})
    with quiet:
        reading = pages.read(snapshot, me=mine, strange=strange)
        return Report(
            url=snapshot.url,
            site=reading.site,
            kind=reading.kind,
            status=reading.status,
            signed_in=reading.signed_in,
            cards=tuple(
                _report_card(card, _for_rules(card, reading, snapshot, mine, earlier), terms) for card in reading.cards
            ),
            notes=reading.notes,
        )


TextScope = Literal["selection", "page"]
TEXT_ONLY = "only the words were checked, not who wrote them"
PIECE = 40_000
"""Characters of one text that rules read with certainty; a longer one is cut between lines."""

_OF_MARKETS = frozenset(
    {
        "contact/details-present",
        "contact/external-scheduler-or-form",
        "contact/off-platform-request",
        "contact/strict-platform",
        "job/contact-in-post",
        "job/external-application",
    }
)
"""What the terms of marketplaces forbid and anybody may do elsewhere: a mail has an address in it."""
_PAID_THERE = frozenset({"money/pay-outside-platform", "contract/start-before-funding"})
"""What rests on a marketplace's own payments. Elsewhere a bank transfer is how people pay, unless it is a scheme."""


def _pieces(text: str) -> tuple[Message, ...]:
    pieces: list[str] = []
    while text:
        cut = len(text) if len(text) <= PIECE else max(text.rfind("\n", PIECE // 2, PIECE), PIECE // 2)
        pieces.append(text[:cut])
        text = text[cut:]
    return tuple(Message("client", piece) for piece in pieces)


def _elsewhere(judged: rules.Judgement) -> rules.Judgement:
    """What is left of a judgement where no marketplace's terms apply. What amounts to a scheme stays."""
    off = {found.rule for found in judged.findings if found.rule in _OF_MARKETS and found.severity != "danger"}
    if judged.verdict != "verdict/likely-scam":
        off |= _PAID_THERE
    findings = tuple(
        replace(found, folded_into=None) if found.folded_into in off else found
        for found in judged.findings
        if found.rule not in off
    )
    if all(found.rule == judged.verdict for found in findings):
        return rules.Judgement()
    kept = {reply for found in findings for reply in found.replies}
    return replace(
        judged,
        findings=findings,
        badges=tuple(badge for badge in judged.badges if badge.rule not in off),
        replies=tuple(reply for reply in judged.replies if reply in kept),
    )


def check_text(
    url: str,
    title: str,
    text: str,
    *,
    scope: TextScope = "selection",
    me: Facts | None = None,
    terms: Terms | None = None,
) -> Report:
    """Judge words alone: a selection, or all that a page of any site shows. ``title``: the page's, "" for none.

    Nothing is read about whoever wrote them: every verification stays unknown. On a page of no marketplace of ours
    the rules that rest on a marketplace's own terms stay silent. Raises SnapshotRejected for a text without a word.
    """
    if not any(map(str.isalnum, text)):
        raise SnapshotRejected("There is no text to check here: open a page with text, or select the words you mean.")
    site = pages.site_of(url)
    facts = Facts({"client.payment": Unknown(TEXT_ONLY), "client.identity": Unknown(TEXT_ONLY)})
    digest = blake2b(text.encode("utf-8", "replace"), digest_size=12).hexdigest()
    card = Card(f"text-{digest}", "thread", Anchor(0, 0), facts, digest=digest)
    terms = terms or DEFAULTS
    said: Facts = Facts({**terms.facts(site), **(me or {}), **facts})
    said["msg"] = Known(_pieces(text))
    said["job.description"] = Known(text[:PIECE])  # it may be a post or a message: the rules on both are asked
    if title.strip() and scope == "page":
        said["job.title"] = Known(title)
    for name, value in (("platform", site or "other"), ("page.kind", "other"), ("stage", "any")):
        said[name] = Known(value)
    judged = judge(said, terms)
    report = _report_card(card, said, terms, judged if site else _elsewhere(judged))
    return Report(
        url=url,
        site=site,
        kind="other",
        status="read",
        cards=(report.model_copy(update={"slots": {}}),),
        notes=("Only the text was checked: nothing was read about who wrote it.",),
    )
