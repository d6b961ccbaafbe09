"""A client's own words change no fact but themselves, on any page object: forged blocks, labels, attributes.

Works on the hand-written cases of every page object: the fields are found by the words that were read, and the
forgeries are made of the site's own elements, taken from all of its cases, and of general tricks.
"""

from __future__ import annotations

import html
import json
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from escrowl import pages
from escrowl.cards import Reading
from escrowl.facts import Facts, FactValue, Known, Message, Milestone, Unknown, from_plain
from escrowl.snapshot import NUMBER, Snapshot

FOLDER = Path(__file__).resolve().parents[1] / "pages"

FIELDS = {
    "job.title": frozenset({"job.title"}),
    "job.description": frozenset({"job.description"}),
    "job.skills": frozenset({"job.skills"}),
    "contract.scope": frozenset({"contract.scope", "offer.text"}),
    "offer.text": frozenset({"contract.scope", "offer.text"}),
    "client.name": frozenset({"client.name", "client.first_name", "client.company", "msg"}),
    "client.company": frozenset({"client.name", "client.first_name", "client.company"}),
    "client.review_texts": frozenset({"client.review_texts"}),
    "msg": frozenset({"msg", "client.name", "client.first_name"}),  # the other one is who speaks
    "milestones": frozenset(),
}
"""Facts that are a client's words, with those that may change when such words do."""

HARMLESS = "Brown bread and quiet weather"
LONG = f"{HARMLESS} over the harbour, and a long letter about the lamps, the boats and the price of rope in spring"
PHRASES = (
    "Payment verified",
    "Payment verified · $1M+ spent · Iceland",
    "Payment method: Verified",
    "Payment unverified",
    "Payment method verified",
    "Payment method not verified",
    "Verified payment method",
    "Phone number verified",
    "Identity verified",
    "$1M+ spent",
    "$1M total spent",
    "900 hires, 80 active",
    "Rating is 5.0 out of 5.",
    "4.98 of 120 reviews",
    "216 jobs posted",
    "99% hire rate, 4 open jobs",
    "Member since Jan 1, 2009",
    "Proposals: Less than 5",
    "Hourly: $90.00 - $120.00",
    "Fixed-price",
    "Est. budget: $9,000.00",
    "Expert",
    "About the client",
    "Activity on this job",
    "Similar Jobs on Upwork",
    "Posted 1 minute ago",
    "Location Iceland",
    "Iceland",
    "Akureyri 10:05 AM",
    "Active & funded",
    "Funded (Escrow Protection)",
    "Not funded",
    "In escrow",
    "$5,000.00",
    "Milestones",
    "Project price: $7,000.00",
    "Weekly limit: 80 hrs",
    "Contract paused",
    "Contract ended Nov 1, 2026",
    "accepted an offer",
    "sent an offer",
    "Your client requested a refund on Nov 20, 2026",
    "Description of work",
    "Paymеnt verified",
    "P\u200bayment ver\u00adified",
    "ＰＡＹＭＥＮＴ ＶＥＲＩＦＩＥＤ",
    "\u202edeifirev tnemyaP\u202c",
    "Zahlungsmethode verifiziert",
    "Платёж подтверждён",
)
_LEAF = re.compile(r"<([a-z][a-z0-9]*)((?:\s[^<>]*)?)>([^<>]{1,80})</\1>")
UNSEEN = (
    "<template><{tag}>{words}</{tag}></template>",
    "<noscript>{words}</noscript>",
    "<!-- {words} -->",
    "<title>{words}</title>",
    '<{tag} aria-label="{words}"></{tag}>',
    '<{tag} title="{words}" role="img" aria-label="&lt;b&gt;{words}&lt;/b&gt;"></{tag}>',
    '<script type="application/json" id="__NUXT_DATA__">[{{"isPaymentMethodVerified":1}},true]</script>',
)
SEEN = (
    "<{tag} hidden>{words}</{tag}>",
    '<{tag} style="display:none">{words}</{tag}>',
    '<{tag} class="sr-only">{words}</{tag}>',
    '<{tag} data-test="payment-verified AboutClientUser JobTile" data-qa="client-spend">{words}</{tag}>',
    '<{tag} class="payment-verified about-client milestone-row"><{tag}>{words}</{tag}></{tag}>',
    '<{tag} role="alert">{words}</{tag}>',
    "<{tag}><i>{words}</i> · <i>{words}</i></{tag}>",
    '<{tag}>{words}<svg role="img" aria-label="{words}"><title>{words}</title></svg></{tag}>',
    '<{tag} role="listitem"><{tag}>{words}</{tag}></{tag}>',
)


@dataclass(frozen=True)
class Field:
    """A client's words in a page: the fact, the card it was read on, and where in the HTML the words stand."""

    fact: str
    start: int
    end: int
    tag: str
    named: bool
    """Whether the site's objects know a client's elements by name, so that markup inside them can be told apart."""

    @property
    def harmless(self) -> str:
        """Words as long as usual: where nothing names a description, it is known by its length."""
        return HARMLESS if self.named or self.fact != "job.description" else LONG


@dataclass(frozen=True)
class Case:
    """A hand-written page, the fields found on it, and the site's own elements to forge from."""

    name: str
    snapshot: Snapshot = field(repr=False)
    me: Facts = field(repr=False)
    fields: tuple[Field, ...]
    bits: tuple[str, ...] = field(repr=False)

    def page(self, where: Field, words: str) -> Reading:
        """What is read when the field holds these words (HTML)."""
        text = self.snapshot.html
        given = replace(self.snapshot, html=text[: where.start] + words + text[where.end :])
        return pages.read(given, self.me)


def forged(bits: tuple[str, ...], trick: str, phrases: list[str], where: Field) -> str:
    """Markup with the phrases in it and the site's own elements, fit to stand in the field's element.

    Sites escape what a client types, so that no element of a client's own should ever be met. Where names tell the
    client's elements, elements inside them are tried all the same; elsewhere only what shows no words.
    """
    tag = "small" if where.tag in ("p", "small", "span", "strong", "b", "i", "em") else "div"
    said = [html.escape(phrase) for phrase in phrases]
    hidden = trick.format(tag=tag, words=" ".join(said))
    if trick in UNSEEN and not where.named:
        return hidden
    blocks = "".join(f"<{tag}>{words}</{tag}>" for words in said)
    return hidden + blocks + "".join(_LEAF.sub(lambda m: f"<{tag}{m[2]}>{m[3]}</{tag}>", bit) for bit in bits)


def _texts(value: FactValue) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, tuple):
        return [
            one.text if isinstance(one, Message) else one.name if isinstance(one, Milestone) else one for one in value
        ]
    return []


def _find(text: str, words: str) -> Iterator[tuple[int, int, str]]:
    """Where the words (their first part) stand between two tags, and the tag around them."""
    start = html.escape(words[:24].rstrip(), quote=False)
    base = max(text.find("<body"), 0)
    if len(start) >= 4:
        for found in re.finditer(rf"<([a-z][a-z0-9]*)(?:\s[^<>]*)?>\s*({re.escape(start)}[^<>]*)<", text[base:]):
            yield found.start(2) + base, found.end(2) + base, found[1]


@cache
def bits_of(site: str) -> tuple[str, ...]:
    """The site's own elements that hold a few words and carry attributes, from all of its cases."""
    texts = [path.read_text(encoding="utf-8") for path in sorted(FOLDER.glob(f"{site}/*/*/page.html"))]
    bits = [found[0] for text in texts for found in _LEAF.finditer(text) if found[1] not in ("a", "title")]
    # the extension takes a page's own numbers away
    return tuple(dict.fromkeys(re.sub(rf' {NUMBER}="\d+"', "", bit) for bit in bits))


@cache
def case(name: str) -> Case:
    """A case of ``tests/pages`` with its fields."""
    folder = FOLDER / name
    snapshot = Snapshot.load(folder)
    me = Facts()
    wanted: dict[str, Any] = json.loads((folder / "expected.json").read_text(encoding="utf-8"))
    for fact, value in wanted.get("me", {}).items():
        me[fact] = from_plain(fact, value)
    found = Case(name, snapshot, me, (), bits_of(name.split("/", 1)[0]))
    fields = {}
    for card in pages.read(snapshot, me).cards:
        for fact in FIELDS:
            known = card.facts.get(fact)
            for words in _texts(known.value) if isinstance(known, Known) else ():
                for start, end, tag in _find(snapshot.html, words):
                    named = name.startswith("upwork/")
                    fields[start] = Field(fact, start, end, tag, named)
    return replace(found, fields=tuple(one for one in fields.values() if _is_read(found, one)))


def _is_read(given: Case, where: Field) -> bool:
    """Whether the fact is really read from there: other words in that place become its words."""
    got = (card.facts.get(where.fact) for card in given.page(where, where.harmless).cards)
    return any(isinstance(fact, Known) and any(HARMLESS in text for text in _texts(fact.value)) for fact in got)


def told(got: Reading, where: Field) -> tuple[Any, ...]:
    """All that was read but the field's own words."""

    def bare(value: FactValue) -> Any:
        if isinstance(value, tuple):
            return [replace(one, name="") if isinstance(one, Milestone) else one for one in value]
        return value

    out: list[Any] = [got.kind, got.status, got.signed_in]
    for card in got.cards:
        facts = {
            name: bare(fact.value) if isinstance(fact, Known) else fact
            for name, fact in card.facts.items()
            if name not in FIELDS[where.fact]
        }
        out.append((card.id, card.role, facts))
    return tuple(out)


CASES: dict[str, list[str]] = defaultdict(list)
for _path in sorted(FOLDER.glob("*/*/*/expected.json")):
    _site, _kind, _name = _path.parent.relative_to(FOLDER).parts
    CASES[f"{_site}/{_kind}"].append(f"{_site}/{_kind}/{_name}")

RENAMED = ("renamed", "redesigned", "drifted")
"""Cases whose markup names nothing. A whole description that is word for word a line of the site may make a fact
doubtful there; it may never give it another value."""


@cache
def _quiet(name: str, where: Field) -> tuple[Any, ...]:
    return told(case(name).page(where, where.harmless), where)


def _doubtful(before: tuple[Any, ...], after: tuple[Any, ...]) -> tuple[Any, ...]:
    """What was read, with facts that became doubtful as they were before."""
    if len(before) != len(after):
        return after
    out: list[Any] = [before[0], before[1] if after[1] == "partial" else after[1], after[2]]
    for one, other in zip(before[3:], after[3:], strict=True):
        both = {
            name: one[2].get(name) if isinstance(fact, Unknown) and "says both" in fact.reason else fact
            for name, fact in other[2].items()
        }
        out.append((*other[:2], both))
    return tuple(out)


def _check(given_case: Case, where: Field, words: str) -> None:
    got = told(given_case.page(where, words), where)
    quiet = _quiet(given_case.name, where)
    if any(mark in given_case.name for mark in RENAMED):
        got = _doubtful(quiet, got)
    assert got == quiet, f"{given_case.name}: {where.fact} says {words!r}"


def _said(where: Field, phrase: str, markup: str) -> list[str]:
    quiet = where.harmless
    alone = [phrase] if quiet is HARMLESS else [f"{phrase} {quiet}"]
    return [*alone, f"{quiet} {markup}", f"{markup} {quiet}"]


@pytest.mark.parametrize("kind", sorted(CASES))
def test_a_clients_words_change_nothing_else(kind: str) -> None:
    cases = [found for name in CASES[kind] if (found := case(name)).fields]
    assert cases, "no case of this kind shows words of a client: write one, or the property holds for nothing"

    @given(st.data())
    @settings(
        max_examples=8,
        deadline=None,
        database=None,
        derandomize=True,  # the same forgeries in every run: a find is a find for everybody
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    def hold(data: st.DataObject) -> None:
        chosen = data.draw(st.sampled_from(cases))
        where = data.draw(st.sampled_from(chosen.fields))
        phrases = data.draw(st.lists(st.sampled_from(PHRASES), min_size=1, max_size=3))
        bits = tuple(data.draw(st.lists(st.sampled_from(chosen.bits), max_size=3))) if chosen.bits else ()
        markup = forged(bits, data.draw(st.sampled_from((*UNSEEN, *SEEN) if where.named else UNSEEN)), phrases, where)
        words = data.draw(st.sampled_from(_said(where, html.escape(phrases[0]), markup)), label="words")
        _check(chosen, where, words)

    hold()


def test_the_forgeries_reach_the_fields_of_every_kind_of_upwork_page() -> None:
    """The property above would hold for nothing if no field were found."""
    reached = {kind: {one.fact for name in CASES[kind] for one in case(name).fields} for kind in CASES}
    assert reached["upwork/search"] >= {"job.title", "job.description", "job.skills"}
    assert reached["upwork/job"] >= {"job.title", "job.description", "job.skills"}
    assert reached["upwork/messages"] >= {"msg", "client.name"}
    assert reached["upwork/contract"] >= {"milestones", "contract.scope", "client.name", "job.title"}
    assert reached["upwork/offer"] >= {"milestones", "offer.text", "job.title"}
