"""Search results and lists of projects, signed in or not."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise
from typing import ClassVar

from escrowl.facts import Band, Unknown
from escrowl.pages import values_dates, values_money
from escrowl.pages.base import Area, CardReader, Found, provides
from escrowl.pages.dom import Index, Node, first_words
from escrowl.pages.freelancer.common import CONTEXT, HOST, SKILL, FreelancerPage, contest_id, project_id, verification
from escrowl.pages.phrases import WordedArea, agreed, beside, told
from escrowl.pages.prose import sites_own
from escrowl.pages.repeated import Item, items
from escrowl.pages.site import SiteKind

_BID = (
    r"bids?|proposals?|pujas?|ofertas?|propuestas?|propostas?|lances?|offres?|enchères?|gebote?s?|angebote?"
    r"|став(?:ок|ки|ка)"
)
BIDS = re.compile(rf"(?P<count>\d{{1,6}}) (?:{_BID})(?: so far)?", re.IGNORECASE)
_MEAN = r"avg\.?|average|media|médi[ao]|promedio|moyen\w*|durchschn\w*\.?|средн\w+"
_ANY_PRICE = re.compile(r"\D{0,4}\d[\d.,]*(?:\s?[-–]\s?\D{0,3}\d[\d.,]*)?\s?[A-Z€£$]{0,3}(?: / \w+)?", re.IGNORECASE)
AVERAGE = re.compile(
    rf"\b(?:{_MEAN})\s?(?:\w{{2,4}} )?(?:{_BID})\b|\b(?:{_BID})\s?(?:{_MEAN})(?!\w)|durchschnittsgebot", re.IGNORECASE
)
_MEAN_QUICK = re.compile(r"a(?:vg|verage)|m[eé]di[ao]|promedio|moyen|durchschn|средн", re.IGNORECASE)
"""The same words without their surroundings: most lines have none, and are passed over cheaply."""
BUDGET = re.compile(r"(?:budget|presupuesto|orçamento|бюджет)(?: \([a-z]{3}\))?:?\s*", re.IGNORECASE)
_BUDGET_ALONE = re.compile(r"(?:project )?budget(?: \((?P<code>[a-z]{3})\))?:?", re.IGNORECASE)
_DIGIT = re.compile(r"[0-9]")
_POSTED = re.compile(r"^(?:posted|publicado|publié|veröffentlicht|опубликовано):?\s", re.IGNORECASE)
_PRIVATE = re.compile(r"#\d{6,10}\b")
_TITLE, _SKILL = "Title-text", "SkillsWrapper-skill"
"""Classes on the cards that a signed-in person sees, which are one link each."""
_LOGIN = re.compile(rf"(?:{HOST.removeprefix('^')})?/(?P<path>login\?goto=\S+)", re.IGNORECASE)


@dataclass(eq=False)
class ProjectArea(WordedArea):
    """A project's part of a page, with the elements that hold the client's text."""

    texts: tuple[Node, ...] = ()

    @cached_property
    def offered(self) -> tuple[values_money.Price, str] | None:
        """What the client offers, with the words: a price after "Budget", or one on a card that names no average."""
        plain: tuple[values_money.Price, str] | None = None
        for before, after in pairwise(self.lines):
            labelled = _BUDGET_ALONE.fullmatch(before.text)
            if labelled and (price := values_money.whole_price(after.text)):
                return replace(price, currency=(labelled["code"] or price.currency or "").upper() or None), after.text
        for phrase in self.phrases:
            if not _DIGIT.search(phrase.text):
                continue
            label = BUDGET.match(phrase.text)
            found = values_money.whole_price(phrase.text[label.end() :] if label else phrase.text)
            if found and label:
                return found, phrase.text
            if found and (plain is None or (found.ranged and not plain[0].ranged)):
                plain = found, phrase.text
        return plain if plain and (plain[0].ranged or not self._averages) else None  # an average is one amount

    @cached_property
    def average(self) -> tuple[values_money.Price, str] | None:
        """The average of the bids, which is no budget and still tells fixed from hourly."""
        for text in self._averages:
            if found := values_money.whole_price(AVERAGE.sub("", text).replace("()", "").strip(" :")):
                return found, text
        return None

    @cached_property
    def _averages(self) -> list[str]:
        texts = [phrase.text for phrase in self.phrases if len(phrase.text) <= 60]
        return [text for text in texts if _MEAN_QUICK.search(text) and AVERAGE.search(text)]


class ProjectReader(CardReader):
    """Reads a card of a list; a project's page has the same facts and more."""

    def reason(self, fact: str) -> str:
        if fact == "client.payment":
            return "not shown: lists mark only clients whose payment is verified"
        return "not shown in lists" if fact.startswith("client.") else super().reason(fact)

    @provides("job.id", on="data")
    def job_id(self, area: ProjectArea) -> Found | None:
        return Found(area.id, area.id, "the project's address") if area.id and "goto=" not in area.id else None

    @provides("job.title", on="structure")
    def title(self, area: ProjectArea) -> Found | None:
        text = area.page.text(area.heading) if area.heading else ""
        return Found(text, text, "the title") if text else None

    @provides("job.description", on="structure")
    def description(self, area: ProjectArea) -> Found | None:
        text = " ".join(filter(None, map(area.page.spaced, area.texts)))
        return Found(text, text[:120], "the client's text") if text else None

    @provides("job.skills", on="data")
    def skills(self, area: ProjectArea) -> Found | None:
        links = [n for n in area.page.tagged("a", within=area.node) if SKILL.fullmatch(n.attrs.get("href", ""))]
        links = links or area.page.classed(_SKILL, area.node)
        words = tuple(dict.fromkeys(text for n in links if (text := area.page.text(n))))
        return Found(words, ", ".join(words)[:120], "links to skills") if words else None

    @provides("job.proposals", on="wording")
    def proposals(self, area: ProjectArea) -> Found | None:
        return area.read(BIDS, lambda found: Band(int(found["count"]), int(found["count"])), "near “bids”")

    @provides("job.kind", on="wording")
    def kind(self, area: ProjectArea) -> Found | None:
        priced = area.offered or area.average
        return Found("hourly" if priced[0].hourly else "fixed", priced[1], "the price") if priced else None

    @provides("job.budget", on="wording")
    def budget(self, area: ProjectArea) -> Found | None:
        if area.offered is None or area.offered[0].hourly:
            return None
        amount = area.offered[0].money
        return Found(amount or Unknown(f"given as a range: {area.offered[1]}"), area.offered[1], "the price")

    @provides("job.rate", on="wording")
    def rate(self, area: ProjectArea) -> Found | None:
        if area.offered is None or not area.offered[0].hourly:
            return None
        return Found(area.offered[0].rate, area.offered[1], "the price")

    @provides("job.posted", on="wording")
    def posted(self, area: ProjectArea) -> Found | None:
        ages = (values_dates.ago(_POSTED.sub("", phrase.text)) for phrase in area.phrases)
        return agreed(Found(age, age, "how long ago") for age in ages if age)

    @provides("client.payment", on="data")
    def payment(self, area: WordedArea) -> Found | None:
        return verification(area, "payment")

    @provides("client.email", on="data")
    def email(self, area: WordedArea) -> Found | None:
        return verification(area, "email")

    @provides("client.phone", on="data")
    def phone(self, area: WordedArea) -> Found | None:
        return verification(area, "phone")

    @provides("client.profile", on="data")
    def profile(self, area: WordedArea) -> Found | None:
        return verification(area, "profile")

    @provides("client.deposit", on="data")
    def deposit(self, area: WordedArea) -> Found | None:
        return verification(area, "deposit")

    @provides("client.identity", on="data")
    def identity(self, area: WordedArea) -> Found | None:
        return verification(area, "identity")


class ContestReader(ProjectReader):
    """Reads a contest of a list. Its prize is paid to one entry and is no budget; entries are no proposals."""

    def reason(self, fact: str) -> str:
        if fact in ("job.kind", "job.budget", "job.rate", "job.proposals"):
            return "a contest: one entry gets the prize"
        return super().reason(fact)

    @provides("job.kind", on="wording")
    def kind(self, area: ProjectArea) -> Found | None:
        return None

    @provides("job.budget", on="wording")
    def budget(self, area: ProjectArea) -> Found | None:
        return None

    @provides("job.rate", on="wording")
    def rate(self, area: ProjectArea) -> Found | None:
        return None

    @provides("job.proposals", on="wording")
    def proposals(self, area: ProjectArea) -> Found | None:
        return None


def private_id(page: Index) -> dict[str, str]:
    """Addresses of private projects, which lead to the login page and name the project by number in their words."""
    out = {}
    for link in page.tagged("a"):
        href = link.attrs.get("href", "")
        if (found := _LOGIN.fullmatch(href)) and _PRIVATE.search(page.text(link)):
            out[href] = found["path"]
    return out


def _item_id(address: str) -> str:
    return project_id(address) or contest_id(address)


def card_area(page: Index, item: Item) -> ProjectArea:
    """A card's part of the list, without title, skills and the client's text."""
    title = next((n for n in page.classed(_TITLE, item.box) if page.text(n)), item.title)
    links = [n for n in page.tagged("a", within=item.box) if not page.is_within(title, n)]
    cut = [title, *(n for n in links if _item_id(n.attrs.get("href", "")) == item.id)]
    cut += [n for n in page.tagged("a", within=item.box) if SKILL.fullmatch(n.attrs.get("href", ""))]
    cut += page.classed(_SKILL, item.box)
    prose = told(page, item.box, cut, ["JobSearchCard-primary-description"])
    texts = (prose,) if prose else ()
    inside = title is not item.link and page.is_within(title, item.link)
    if not page.text(title) or inside:  # what stands before a title may be one too, and so is a client's words
        end = title.run if page.text(title) else prose.run if prose else item.link.run_end
        cut.append(first_words(item.link, end))
    return ProjectArea(page, item.box, (*cut, *texts), title, item.id, texts)


def _with(card: ProjectArea, more: tuple[Node, ...]) -> ProjectArea:
    """The card with further paragraphs of the client's text."""
    texts = sorted((*card.texts, *more), key=lambda node: node.place)
    return replace(card, cut=(*card.cut, *more), texts=tuple(texts))


class SearchPage(FreelancerPage):
    """Search results, and the public list of a skill's projects."""

    kind = SiteKind(
        kind="search",
        pattern=HOST + r"/(?:jobs(?:/[^?#]*)?|search/projects/?|projects/?|job-search/[^/?#]+/?)(?:[?#]|$)",
        cards=(".JobSearchCard-item",),  # of others the whole main column is sent
        context=CONTEXT,
        status="captures",
        seen="2023-10",
        facts=tuple(sorted(ProjectReader.readers)),
    )
    claims: ClassVar[tuple[str, ...]] = (
        "https://www.freelancer.com/jobs/python_django/2",
        "https://www.freelancer.com/search/projects?q=flask",
        "https://www.freelancer.es/jobs/",
    )
    refuses: ClassVar[tuple[str, ...]] = (
        "https://www.freelancer.com/projects/python/some-words-30000001",
        "https://www.freelancer.com/contest/some-logo-1234567",
        "https://evil.test/www.freelancer.com/jobs/",
    )

    nothing = re.compile(
        r"(?:no|0) (?:results|jobs|projects)(?: found)?\b.{0,80}|we couldn[’']t find any .{0,80}", re.IGNORECASE
    )

    def areas(self) -> Iterable[tuple[type[CardReader], Area]]:
        page, private = self.page, private_id(self.page)
        found = items(page, lambda href: private.get(href) or _item_id(href))
        cards = [card_area(page, item) for item in found]
        more = [beside(page, card.texts[0] if card.texts else None) for card in cards]
        if any(more) and not sites_own(zip(cards, more, strict=True), (BIDS, AVERAGE, _ANY_PRICE)):
            cards = [_with(card, rest) if rest else card for card, rest in zip(cards, more, strict=True)]
        return [(ContestReader if card.id.startswith("contest-") else ProjectReader, card) for card in cards]
