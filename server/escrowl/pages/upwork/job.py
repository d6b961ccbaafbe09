"""The job page, signed in or not, and the panel of a job that slides over a list."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from itertools import pairwise

from escrowl.cards import Card
from escrowl.facts import Band, Known, Money
from escrowl.pages import values
from escrowl.pages.base import Area, CardReader, Found, provides
from escrowl.pages.dom import HEADINGS, Line, Node
from escrowl.pages.prose import alike
from escrowl.pages.repeated import grow
from escrowl.pages.segments import parts
from escrowl.pages.site import SiteKind
from escrowl.pages.upwork.amounts import budget_on_line
from escrowl.pages.upwork.client import ClientPanel
from escrowl.pages.upwork.common import (
    CONTEXT,
    FREELANCERS,
    HOST,
    PROSE,
    SUM,
    TIERS,
    files,
    job_id,
    longest,
    plan,
    posted_days,
)
from escrowl.pages.upwork.history import History
from escrowl.pages.upwork.jobarea import (
    ACTIVITY,
    ADVICE,
    POSTED,
    TERMS,
    JobArea,
    about_line,
    heading_of,
    job_area,
    posted_line,
)
from escrowl.pages.upwork.page import UpworkPage
from escrowl.pages.upwork.state import ONLY_HERE, job_facts
from escrowl.pages.upwork.tile import tiles
from escrowl.pages.upwork.written import first_line, written

_LENGTH = re.compile(r"\b(?:days?|weeks?|months?|years?)\b", re.IGNORECASE)
_ONE = rf"(?:{SUM}|[\d.,]{{1,12}}[KM]?\+?)"
_AMOUNTS = re.compile(rf"[-–—]|[-–—]?\s?{_ONE}(?:\s?[-–—]\s?{_ONE})?(?:\s?/\s?h(?:ou)?r)?", re.IGNORECASE)
_CONNECTS = re.compile(
    r"(?:send a proposal for|required connects to submit a proposal|this proposal requires):?"
    r"\s*(?P<after>\d{1,3})(?: connects)?(?:\.|\s.*)?|(?P<before>\d{1,3}) required connects\b.*",
    re.IGNORECASE,
)


class JobReader(ClientPanel):
    """Reads a job with its client panel."""

    def part(self, fact: str, area: Area) -> Area:
        whole = fact in ("client.plan", "client.review_texts", "client.given_rating", "client.given_reviews")
        return area.panel if fact.startswith("client.") and not whole and isinstance(area, JobArea) else area

    def inside(self, area: Area) -> Mapping[str, Known]:
        return job_facts(area, self.snapshot.taken_at.date(), signed_in=self.signed_in)

    def missing(self, card: Card) -> list[str]:
        out = super().missing(card)
        if self.signed_in is not False and not isinstance(card.facts.get("client.payment"), Known):
            out.append("client.payment")
        return out

    @provides("job.id", on="data")
    def job_id(self, area: Area) -> Found | None:
        return Found(area.id, area.id, "the page's address") if area.id else None

    @provides("job.title", on="structure")
    def title(self, area: Area) -> Found | None:
        text = area.page.text(area.heading) if area.heading else ""
        return Found(text, text, "the heading") if text else None

    @provides("job.posted", on="wording")
    def posted(self, area: Area) -> Found | None:
        found = area.match(POSTED)
        return Found(found[0]["when"], found[1].text, "near “Posted”") if found else None

    @provides("job.posted_days", on="derived")
    def posted_days(self, area: Area) -> Found | None:
        return posted_days(self.posted(area), self.snapshot.taken_at.date())

    @provides("job.attachments", on="data")
    def attachments(self, area: Area) -> Found | None:
        names = files(area.page, area.node)
        return Found(names, ", ".join(names)[:120], "links to files") if names else None

    @provides("client.plan", on="wording")
    def plan(self, area: Area) -> Found | None:
        return plan(area)

    @provides("client.review_texts", on="wording")
    def review_texts(self, area: Area) -> Found | None:
        told = _history(area).about
        return Found(told, f"{len(told)} reviews", "the client's recent history") if told else None

    @provides("client.given_rating", on="derived")
    def given_rating(self, area: Area) -> Found | None:
        given = _history(area).given
        text = f"{len(given)} ratings shown"
        return Found(round(sum(given) / len(given), 2), text, "the client's recent history") if given else None

    @provides("client.given_reviews", on="derived")
    def given_reviews(self, area: Area) -> Found | None:
        given = _history(area).given
        return Found(len(given), f"{len(given)} ratings shown", "the client's recent history") if given else None

    @provides("job.description", on="data")
    def description(self, area: Area) -> Found | None:
        for token in PROSE:
            for node in area.page.tokens("data-test", token, area.node):
                text = re.sub(r"^summary\s*", "", area.page.spaced(node), flags=re.IGNORECASE)
                return Found(text, text[:120], token) if text else None
        return None

    @provides("job.description", on="structure")
    def description_longest(self, area: Area) -> Found | None:
        start = area.heading.run_end if area.heading else area.node.run
        terms = next((line.run for line in area.lines if line.run >= start and TERMS.fullmatch(line.text)), None)
        end = terms if terms is not None else area.node.run_end
        lines = [line for line in area.page.lines_in(area.node) if start <= line.run < end]
        told = [one for one in lines if not ADVICE.match(one.text)]
        told = [one for one in told if not any(TERMS.fullmatch(part.text) for part in parts(area.page, one))]
        return self._told(area, longest(area, told), "the longest line between title and terms")

    @provides("job.description", on="structure")
    def description_below(self, area: Area) -> Found | None:
        """Where the terms stand above the text."""
        told = area.text if isinstance(area, JobArea) else ()
        lines = (line for one in told for line in area.page.lines_in(one) if not ADVICE.match(line.text))
        return self._told(area, longest(area, lines), "the longest line below the terms")

    def _told(self, area: Area, line: Line | None, where: str) -> Found | None:
        """The line, with the paragraphs beside it that are of the same text."""
        page = area.page
        said = line.text if line is not None else ""
        if line is not None and isinstance(area, JobArea):
            around = page.around(line)
            own = [one for one in alike(page, around) if any(page.is_within(one, text) for text in area.text)]
            said = " ".join(map(page.spaced, own)) if len(own) > 1 and around in own else said
        text = re.sub(r"^summary\s*", "", said, flags=re.IGNORECASE)
        return Found(text, text[:120], where) if len(text) >= 40 else None

    def _terms(self, area: Area) -> tuple[str, str] | None:
        """Kind and the words before the kind's label: "$5.00 - $25.00", or none when only hours a week are given."""
        lines = area.lines
        best: tuple[str, str] | None = None
        for at, line in enumerate(lines):
            found = TERMS.fullmatch(line.text)
            if found is None:
                continue
            kind = "hourly" if found[1].lower() == "hourly" else "fixed"
            before: list[str] = []
            for earlier in reversed(lines[max(0, at - 4) : at]):
                if not _AMOUNTS.fullmatch(earlier.text):
                    break
                before.insert(0, earlier.text)
            words = " ".join(before)
            if values.amounts(words):
                return kind, words
            best = best or (kind, "")
        return best

    @provides("job.kind", on="wording")
    def kind(self, area: Area) -> Found | None:
        terms = self._terms(area)
        return Found(terms[0], f"{terms[1]} {terms[0]}".strip(), "the job's terms") if terms else None

    @provides("job.rate", on="wording")
    def rate(self, area: Area) -> Found | None:
        terms = self._terms(area)
        value = values.rate(terms[1]) if terms and terms[0] == "hourly" else None
        return Found(value, terms[1], "the job's terms") if terms and value else None

    @provides("job.budget", on="wording")
    def budget(self, area: Area) -> Found | None:
        terms = self._terms(area)
        if terms is None or terms[0] != "fixed":
            return None
        value: Money | None = values.money(terms[1])
        return Found(value, terms[1], "the job's terms") if value else budget_on_line(area)

    @provides("job.tier", on="wording")
    def tier(self, area: Area) -> Found | None:
        found = area.match(TIERS)
        return Found(found[0][1], found[1].text, "the job's terms") if found else None

    @provides("job.hires_needed", on="wording")
    def hires_needed(self, area: Area) -> Found | None:
        found = area.match(FREELANCERS)
        return Found(int(found[0][1] or found[0][2]), found[1].text, "near “freelancers”") if found else None

    @provides("job.duration", on="wording")
    def duration(self, area: Area) -> Found | None:
        lines = area.lines
        for before, line in pairwise(lines):
            if re.fullmatch(r"project length(?: ?duration)?|duration", line.text, re.IGNORECASE) and _LENGTH.search(
                before.text
            ):
                return Found(before.text, before.text, f"above “{line.text}”")
        return None

    @provides("job.connects", on="wording")
    def connects(self, area: Area) -> Found | None:
        found = area.match(_CONNECTS)
        if found is None:
            return None
        return Found(int(found[0]["after"] or found[0]["before"]), found[1].text, "near “Connects”")

    @provides("job.proposals", on="wording")
    def proposals(self, area: Area) -> Found | None:
        return _activity(area, "proposals", _band)

    @provides("job.interviewing", on="wording")
    def interviewing(self, area: Area) -> Found | None:
        return _activity(area, "interviewing", _whole)

    @provides("job.invites", on="wording")
    def invites(self, area: Area) -> Found | None:
        return _activity(area, "invites sent", _whole)

    @provides("job.unanswered", on="wording")
    def unanswered(self, area: Area) -> Found | None:
        return _activity(area, "unanswered invites", _whole)

    @provides("job.last_viewed", on="wording")
    def last_viewed(self, area: Area) -> Found | None:
        return _activity(
            area,
            "last viewed by client",
            lambda text: text if re.search(r"\bago\b|yesterday|last |now", text) and len(text) < 30 else None,
        )

    @provides("job.skills", on="data")
    def skills(self, area: Area) -> Found | None:
        links = [n for n in area.page.tagged("a", within=area.node) if "ontology_skill" in n.attrs.get("href", "")]
        words = tuple(dict.fromkeys(text for n in links if (text := area.page.text(n))))
        return Found(words, ", ".join(words)[:120], "links to skills") if words else None


def _history(area: Area) -> History:
    return area.history if isinstance(area, JobArea) else History()


def _band(text: str) -> Band | None:
    return values.band(text)


def _whole(text: str) -> int | None:
    return int(text) if re.fullmatch(r"\d{1,6}", text) and text.isascii() else None


def _activity(area: Area, label: str, value: object) -> Found | None:
    told = area.after(re.compile(rf"{label}:", re.IGNORECASE), value, reach=5)  # type: ignore[arg-type]
    return told or area.after(re.compile(rf"{label} (?=\S)", re.IGNORECASE), value)  # type: ignore[arg-type]


class JobPage(UpworkPage):
    """A job's own page."""

    kind = SiteKind(
        kind="job",
        pattern=HOST
        + r"/(?:(?:nx|ab)/)?(?:jobs|freelance-jobs/apply|job-details)/(?!search)[^?#]*~0[12][0-9a-f]{16,19}",
        cards=(
            "[data-test~='JobDetailsUserAir3']",
            "[data-test~='JobDetailsVisitor']",
            ".job-details",
            ".job-details-content",
        ),
        context=(*CONTEXT, "script#__NUXT_DATA__[type='application/json']"),
        status="captures",
        seen="2025-12",
        facts=tuple(sorted({*JobReader.readers, *ONLY_HERE})),
    )
    claims = (
        "https://www.upwork.com/jobs/~021800000000000000001",
        "https://www.upwork.com/jobs/Some-words_~01a0b1c2d3e4f5a6b7/?referrer=x",
        "https://www.upwork.com/freelance-jobs/apply/Some-words_~021800000000000000001/",
    )
    refuses = ("https://www.upwork.com/jobs/", "https://www.upwork.com/nx/search/jobs/details/~021800000000000000001")

    def areas(self) -> Iterable[tuple[type[CardReader], Area]]:
        page = self.page
        found = job_id(self.snapshot.url)
        named = (
            *page.tokens("data-test", "JobDetailsUserAir3"),
            *page.tokens("class", "job-details"),
            *page.tokens("class", "job-details-content"),
        )
        node = next((n for n in named if page.text(n) and n not in written(page)), None)
        if node is None:
            node = self._around()
        if node is not None:
            yield JobReader, job_area(page, node, found)

    def _around(self) -> Node | None:
        """The closest element around title and client panel, found by their words."""
        page = self.page
        title, posted = heading_of(page, page.nodes[0]), posted_line(page)
        about = about_line(page, page.nodes[0], title)
        marks = [line for line in (posted, first_line(page, ACTIVITY, besides=title), about) if line is not None]
        if not marks or tiles(page)[1:]:
            return None
        heads = [n for n in page.tagged(*HEADINGS) if page.text(n) and n.run < marks[0].run]
        node = title if posted and title else heads[-1] if heads else page.nodes[marks[0].node]
        for line in marks:
            node = page.common(node, page.nodes[line.node])
        return node if about else grow(page, node, [])  # a part of the page: take all of it
