"""A job tile of search results or feed: the facts it shows, by data attribute and by wording."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cached_property

from escrowl.facts import Unknown
from escrowl.pages import values
from escrowl.pages.base import Area, CardReader, Found, provides
from escrowl.pages.dom import HEADINGS, Index, Node, fold
from escrowl.pages.prose import alike, sites_own
from escrowl.pages.repeated import Marks, first_in, grow, grow_apart, items
from escrowl.pages.upwork.amounts import BUDGET, PAID, SPENT, budget_below, own_rate, plainly, spent_on
from escrowl.pages.upwork.common import (
    FREELANCERS,
    PAYMENT,
    PROSE,
    SKILL,
    TIERS,
    country,
    job_id,
    longest,
    place,
    plan,
    posted_days,
    titled,
    verified,
    within,
)
from escrowl.pages.upwork.written import Written, written

_TEXT = 80
"""Characters from which on the longest line of a tile is the client's text."""
_PIECES = re.compile(r"\s+[-–·|•]\s+(?!(?:[A-Z]{2,3})?\s?[$€£₹]?\s?\d)")
_KIND = re.compile(
    r"(?P<hourly>hourly|per hour)(?: rate| range)?(?::?\s*(?P<rate>[^:]*\d[^:]*))?:?"
    r"|fixed(?:[- ]price)?(?: project| budget)?(?::\s*(?P<price>.*))?",
    re.IGNORECASE,
)
_PROPOSALS = re.compile(
    r"(?:number of )?(?:proposals|bids|applicants|applications)(?: so far| submitted)?(?::|$)", re.IGNORECASE
)
_OFFERED = re.compile(
    r"(?P<band>(?:less|fewer) than \d+|\d+\+?(?: to \d+)?) (?:proposals|bids|applicants|applications)(?: so far)?", re.I
)
_HOVER = re.compile(
    r"(?P<rating>\d(?:\.\d+)?) stars?, based on (?P<count>[\d,]+) (?:feedbacks?|reviews?)", re.IGNORECASE
)
_STARS = re.compile(r"rating is (?P<rating>\d(?:\.\d+)?) out of 5\.?(?:\s*\d(?:\.\d+)?)?", re.IGNORECASE)
_NONE_YET = re.compile(r"no feedback(?: yet)?|no reviews(?: yet)?", re.IGNORECASE)
_PLACE = re.compile(r"(?i:(?:client )?location):?\s*([A-Z]{3})")
_POSTED = re.compile(
    r"(?:posted|published|listed):?(?: on)?\s*(?P<when>.{3,40}?)(?:\s*[·•|-]?\s*proposals:\s*(?P<proposals>.+))?",
    re.IGNORECASE,
)
_TIER = re.compile("entry|intermediate|expert", re.IGNORECASE)
"""A word that each name of a level has: most lines have none, and need no closer look."""
_LEVEL = re.compile(r"^experience level:\s*", re.IGNORECASE)
_OLD = ("data-job-description",)
"""The attribute of what holds the client's text, and the skills, in the design up to 2021."""
_DURATION = re.compile(r"(?:est\.?|estimated) time:?\s*(.+)|duration:\s*(.+)", re.IGNORECASE)


def tiles(page: Index, *, plain: bool = False) -> list[Tile]:
    """The tiles of a page: by their data attributes, else the repeated boxes around headings that link to a job.

    ``plain``: on a list's page, where no heading does, the boxes around plain links to jobs.
    """
    client = written(page)
    named = (
        page.tokens("data-test", "JobTile"),
        page.tokens("data-ev-sublocation", "job_feed_tile"),
        [n for n in page.tokens("class", "job-tile") if n.tag in ("article", "section")],
    )
    outer = (Written([n for n in found if n not in client and not _in_heading(page, n)]).nodes for found in named)
    nodes = next((found for found in outer if found), [])
    nodes = [node for node in nodes if page.text(node)]  # without those that are still loading
    heads = [found for found in titled(page) if not client.inside(found[0])]
    if plain and not heads:
        heads = [(item.title, item.link, item.id) for item in items(page, job_id)]
    if nodes:
        ids = {heading.place: found for heading, _, found in reversed(heads)}
        headings = sorted((heading for heading, _, _ in heads), key=lambda one: one.place)
        tops = [(node, first_in(node, headings)) for node in nodes]
        return _without_more(
            [_area(page, node, top, _uid(node) or (ids[top.place] if top else "")) for node, top in tops]
        )
    marks = Marks([(heading, found) for heading, _, found in heads])  # a card may hold its title twice
    places = [node.place for node in page.tagged(*HEADINGS)]
    out = []
    for heading, _, found in {head[2]: head for head in reversed(heads)}.values():
        box = grow(page, heading, places) if marks.one else grow_apart(page, heading, marks, found)
        out.append(_area(page, box, heading, found))
    return _without_more(sorted(out, key=lambda area: area.node.place))


def _uid(node: Node) -> str:
    uid = node.attrs.get("data-ev-job-uid", "")
    return uid if re.fullmatch(r"\d{19}", uid) else ""


def _in_heading(page: Index, node: Node) -> bool:
    return any(outer.tag in HEADINGS for outer in page.ancestors(node))


def _area(page: Index, node: Node, heading: Node | None, found: str) -> Tile:
    cut = [
        n
        for token in (*PROSE, "JobAttrs", "token", "attr-item", "JobTileActions", "job-feedback")
        for n in page.tokens("data-test", token, node)
    ]
    cut += page.tagged(*HEADINGS, within=node)
    cut += [heading] if heading else []
    cut += [n for n in page.tagged("a", within=node) if SKILL in n.attrs.get("href", "")]
    cut += written(page).within(node)
    tile = Tile(page, node, tuple(cut), heading, found)
    if any(page.tokens("data-test", token, node) for token in PROSE) or page.holding_any(_OLD, node):
        return tile
    text = longest(tile, page.lines_in(node))
    if text is None or len(text.text) < _TEXT:
        return tile
    own = page.around(text)
    return replace(tile, cut=(*cut, own), more=tuple(one for one in alike(page, own) if one is not own))


_OWN = (PAYMENT, SPENT, _KIND, re.compile(r"proposals:.*", re.IGNORECASE))


def _without_more(found: list[Tile]) -> list[Tile]:
    """The tiles without further paragraphs of a client's text, unless the site itself writes its facts in such ones:
    then most tiles have their payment, spend, terms or proposals there and nowhere else."""
    if not any(tile.more for tile in found) or sites_own(((tile, tile.more) for tile in found), _OWN):
        return found
    return [replace(tile, cut=(*tile.cut, *tile.more)) for tile in found]


@dataclass(eq=False)
class Tile(Area):
    """A tile's part of the page. ``more``: paragraphs beside the longest one that look like it."""

    more: tuple[Node, ...] = ()

    @cached_property
    def pieces(self) -> list[str]:
        """The lines of the card, and the parts of lines that hold several facts between dashes."""
        pieces = (piece for line in (*self.lines, *self.parts) for piece in _PIECES.split(line.text))
        return [plain for piece in pieces if (plain := piece.strip(" -–—·|•"))]


class TileReader(CardReader):
    """Reads a tile."""

    @provides("job.id", on="data")
    def job_id(self, area: Tile) -> Found | None:
        return Found(area.id, area.id, "the link's address") if area.id else None

    @provides("job.title", on="data")
    def title_link(self, area: Tile) -> Found | None:
        for node in area.page.tokens("data-test", "job-tile-title-link", area.node):
            text = area.page.text(node)
            return Found(text, text, "job-tile-title-link") if text else None
        return None

    @provides("job.title", on="structure")
    def title_heading(self, area: Tile) -> Found | None:
        text = area.page.text(area.heading) if area.heading else ""
        return Found(text, text, "heading with a link to the job") if text else None

    @provides("client.payment", on="data")
    def payment_data(self, area: Tile) -> Found | None:
        for token in ("payment-verified", "payment-verification-status"):
            node = area.token(token)
            part = within(area, node)
            if node is None or part is None:
                continue
            if found := verified(part, PAYMENT, token):
                return found
            text = area.page.text(node)
            if PAYMENT.fullmatch(text) and (state := values.verification(text)):
                return Found(state, text, token)
        return None

    @provides("client.payment", on="wording")
    def payment_words(self, area: Tile) -> Found | None:
        if not spent_on(area) and not area.match(_STARS):
            return None  # a tile that shows the payment line shows spend and stars beside it
        return verified(area, PAYMENT)

    @provides("client.spent", on="data")
    def spent_data(self, area: Tile) -> Found | None:
        node = area.token("total-spent") or area.token("client-spendings")
        text = area.page.spaced(node) if node else ""
        amount = values.money(text)
        return Found(amount, text, "total-spent") if amount else None

    @provides("client.spent", on="wording")
    def spent_words(self, area: Tile) -> Found | None:
        for found, line in spent_on(area):
            amount = values.money(found["sum"] or found["behind"])
            if amount:
                return Found(amount, line.text, "near “spent”")
        return None

    @provides("client.rating", on="wording")
    def rating(self, area: Tile) -> Found | None:
        for pattern in (_HOVER, _STARS):
            for found, line in area.matches(pattern):
                value = values.rating(found["rating"])
                return Found(value if value else Unknown("no reviews yet"), line.text, "rating in words")
        return Found(Unknown("no reviews yet")) if area.match(_NONE_YET) else None

    @provides("client.reviews", on="wording")
    def reviews(self, area: Tile) -> Found | None:
        if hover := area.match(_HOVER):
            total = values.count(hover[0]["count"])
            return None if total is None else Found(total, hover[1].text, "hover text of the rating")
        none = area.match(_NONE_YET)
        return Found(0, none[1].text, "hover text of the rating") if none else None

    @provides("client.country", on="data")
    def country_data(self, area: Tile) -> Found | None:
        node = area.token("location") or area.token("client-country")
        name = place(area.page.spaced(node)) if node else None
        return Found(name, name, "location") if name else None

    @provides("client.country", on="wording")
    def country_words(self, area: Tile) -> Found | None:
        named = [name for line in area.lines if (name := country(line.text))]
        named = named or [name for part in area.parts if (name := country(part.text))]
        named = named or [found[1] for found, _ in area.matches(_PLACE)] or self._after_spent(area)
        return Found(named[-1], named[-1], "a country's name") if len(set(named)) == 1 else None

    def _after_spent(self, area: Tile) -> list[str]:
        """Where tiles put the country: behind the spend, as a name or as three letters."""
        lines = area.lines
        for at, line in enumerate(lines):
            if (found := SPENT.fullmatch(line.text)) and plainly(found):
                text = found["rest"] or (lines[at + 1].text if at + 1 < len(lines) else "")
                name = country(text) or re.sub(r"^location:?\s*", "", text, flags=re.IGNORECASE)
                return [name] if country(text) or re.fullmatch(r"[A-Z]{3}", name) else []
        return []

    def _terms(self, area: Tile) -> tuple[str, str, str] | None:
        """How the job pays, the words of its rate, and all words that say so."""
        pieces = area.pieces
        for at, piece in enumerate(pieces):
            found = _KIND.fullmatch(piece)
            if found is None:
                continue
            if not found["hourly"]:
                return "fixed", "", piece
            said = "" if PAID.search(found["rate"] or "") else found["rate"]
            behind = None if found["rate"] else own_rate(pieces, at + 1)
            rate = said or (behind["rate"] if behind else "")
            return "hourly", rate, piece if found["rate"] or not rate else f"{piece} {rate}"
        told = (own_rate(pieces, at) for at in range(len(pieces)))
        return next((("hourly", found["rate"], found[0]) for found in told if found and found["unit"]), None)

    @provides("job.kind", on="wording")
    def kind(self, area: Tile) -> Found | None:
        terms = self._terms(area)
        return Found(terms[0], terms[2], "the line of the job's terms") if terms else None

    @provides("job.rate", on="wording")
    def rate(self, area: Tile) -> Found | None:
        terms = self._terms(area)
        value = values.rate(terms[1]) if terms and terms[1] else None
        return Found(value, terms[2], "the line of the job's terms") if terms and value else None

    @provides("job.budget", on="wording")
    def budget(self, area: Tile) -> Found | None:
        for piece in area.pieces:
            label = BUDGET.match(piece)
            if label and not PAID.search(piece) and (amount := values.money(piece[label.end() :])):
                return Found(amount, piece, "near “budget”")
        return budget_below(area)

    @provides("job.tier", on="wording")
    def tier(self, area: Tile) -> Found | None:
        for piece in area.pieces:
            if _TIER.search(piece) and (found := TIERS.fullmatch(fold(_LEVEL.sub("", piece)))):
                return Found(found[1], piece, "the line of the job's terms")
        return None

    @provides("job.duration", on="wording")
    def duration(self, area: Tile) -> Found | None:
        for piece in area.pieces:
            if found := _DURATION.fullmatch(piece):
                text = found[1] or found[2]
                return Found(text, piece, "near “time”")
        return None

    @provides("job.proposals", on="wording")
    def proposals(self, area: Tile) -> Found | None:
        if (
            (posted := area.match(_POSTED))
            and posted[0]["proposals"]
            and (value := values.band(posted[0]["proposals"]))
        ):
            return Found(value, posted[1].text, "near “Proposals”")
        for told, line in area.matches(_OFFERED):
            if (band := values.band(told["band"])) is not None:
                return Found(band, line.text, "before “proposals”")
        return area.after(_PROPOSALS, values.band, reach=2)

    @provides("job.hires_needed", on="wording")
    def hires_needed(self, area: Tile) -> Found | None:
        found = area.match(FREELANCERS)
        return Found(int(found[0][1] or found[0][2]), found[1].text, "near “freelancers”") if found else None

    @provides("job.posted", on="wording")
    def posted(self, area: Tile) -> Found | None:
        for piece in area.pieces:
            if found := _POSTED.fullmatch(piece):
                return Found(found["when"], piece, "near “Posted”")
        return None

    @provides("job.posted_days", on="derived")
    def posted_days(self, area: Tile) -> Found | None:
        return posted_days(self.posted(area), self.snapshot.taken_at.date())

    @provides("client.plan", on="wording")
    def plan(self, area: Tile) -> Found | None:
        return plan(area)

    @provides("job.description", on="data")
    def description_data(self, area: Tile) -> Found | None:
        for token in PROSE:
            for node in area.page.tokens("data-test", token, area.node):
                text = area.page.text(node)
                return Found(text, text[:120], token) if text else None
        return None

    @provides("job.description", on="structure")
    def description_longest(self, area: Tile) -> Found | None:
        old = next(iter(area.page.holding_any(_OLD, area.node)), None)
        line = longest(area, area.page.lines_in(old or area.node))
        text = line.text if line else ""
        return Found(text, text[:120], "the longest line") if len(text) >= _TEXT else None

    @provides("job.skills", on="data")
    def skills(self, area: Tile) -> Found | None:
        page = area.page
        nodes = page.tokens("data-test", "token", area.node) or page.tokens("data-test", "attr-item", area.node)
        nodes = nodes or [n for n in page.tagged("a", within=area.node) if SKILL in n.attrs.get("href", "")]
        words = tuple(
            dict.fromkeys(text for node in nodes if (text := page.text(node)) and not re.fullmatch(r"\+\d+", text))
        )
        return Found(words, ", ".join(words)[:120], "skill tokens") if words else None
