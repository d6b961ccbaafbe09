"""One function from a snapshot to a report, used by server, command line, scrapers and tests alike."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlsplit

from escrowl import pages, replies, rules
from escrowl.cards import Card, Reading
from escrowl.facts import Facts, Known, to_plain
from escrowl.report import AnchorOut, BadgeOut, CardReport, FactOut, FindingOut, Report
from escrowl.snapshot import Snapshot

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
    facts["page.kind"] = Known(reading.kind)
    facts["page.host"] = Known(urlsplit(snapshot.url).hostname or "")
    stage = facts.value("contract.stage") or STAGE_OF_KIND.get(reading.kind, "any")
    if "stage" not in facts:
        facts["stage"] = Known(stage)
    if reading.signed_in is not None:
        facts["viewer.signed_in"] = Known(reading.signed_in)
    return facts


def _report_card(card: Card, facts: Facts) -> CardReport:
    judged = rules.judge(facts)
    titles = replies.catalog()
    offered = tuple(dict.fromkeys((*judged.replies, *replies.at_stage(facts.value("stage")))))
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
                quotes=finding.quotes,
                advice=finding.advice,
                replies=finding.replies,
                folded_into=finding.folded_into,
            )
            for finding in judged.findings
        ),
        verdict=judged.verdict,
        badges=tuple(BadgeOut(severity=b.severity, label=b.label, rule=b.rule) for b in judged.badges),
        replies=offered,
        reply_titles={name: titles[name].title for name in offered if name in titles},
        slots=replies.slots_of(facts),
        client=card.client,
        digest=card.digest,
    )


def check(
    snapshot: Snapshot, *, me: Facts | None = None, earlier: Earlier | None = None, strange: bool | None = None
) -> Report:
    """Read the page, judge each card, and report.

    ``me`` holds ``me.*`` facts; ``earlier`` gives ``prev.*`` facts of a card; ``strange`` is what `pages.is_strange`
    said, from a caller who has asked already. Raises PageRefused for a page built to hang a parser (outside the
    server's worker), SnapshotRejected never: the snapshot was checked when made.
    """
    reading = pages.read(snapshot, me=me or Facts(), strange=strange)
    return Report(
        url=snapshot.url,
        site=reading.site,
        kind=reading.kind,
        status=reading.status,
        signed_in=reading.signed_in,
        cards=tuple(
            _report_card(card, _for_rules(card, reading, snapshot, me or Facts(), earlier)) for card in reading.cards
        ),
        notes=reading.notes,
    )
