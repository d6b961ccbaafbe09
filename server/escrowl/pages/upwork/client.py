"""The client panel ("About the client") of a job page."""

from __future__ import annotations

import re
from dataclasses import replace

from escrowl.facts import Unknown
from escrowl.pages import values
from escrowl.pages.base import Area, CardReader, Found, provides
from escrowl.pages.upwork.common import IDENTITY, PAYMENT, PHONE, SUM, country, verified

_JOBS = re.compile(r"([\d,]+) jobs? posted", re.IGNORECASE)
_HIRE_RATE = re.compile(r"(?P<rate>\d{1,3}(?:\.\d+)?%) hire rate(?:,\s*(?P<open>[\d,]+) open jobs?)?", re.IGNORECASE)
_OPEN = re.compile(r"(?P<open>[\d,]+) open jobs?", re.IGNORECASE)
_SPENT = re.compile(
    rf"(?P<over>over |more than )?(?P<sum>{SUM}) (?:total (?:spent|spend)|spent in total)"
    rf"|total (?:spent|spend):? (?P<behind>{SUM})",
    re.IGNORECASE,
)
_HIRES = re.compile(r"(?P<all>[\d,]+) hires?(?:,\s*(?P<active>[\d,]+) active)?", re.IGNORECASE)
_AVERAGE = re.compile(
    rf"(?P<sum>{SUM}) ?/ ?hr avg\.? hourly rate paid|avg\.? hourly rate(?: paid)?:? (?P<behind>{SUM})(?: ?/ ?hr)?",
    re.IGNORECASE,
)
_HOURS = re.compile(r"([\d,]+) (?:total )?hours?(?: billed)?", re.IGNORECASE)
_SINCE = re.compile(r"(?:(?:member|on upwork) since|joined):? .{6,20}", re.IGNORECASE)
_SINCE_LABEL = re.compile(r"(?:member|on upwork) since:?$|joined:?$", re.IGNORECASE)
_DAY = re.compile(r"[a-z]{3,9}\.? \d{1,2},? \d{4}|\d{1,2} [a-z]{3,9}\.? \d{4}|\d{4}-\d\d-\d\d", re.IGNORECASE)
_REVIEWS = re.compile(
    r"(?:rating is [\d.]+ out of 5\.?\s*)?(?:\d(?:[.,]\d+)?\s+)?"
    r"(?P<rating>\d(?:[.,]\d+)?) of (?P<count>[\d,]+) reviews?",
    re.IGNORECASE,
)
_BRACKETED = re.compile(r"\((?P<rating>\d(?:[.,]\d+)?)\)\s*(?P<count>[\d,]+) reviews?", re.IGNORECASE)
"""The rating as designs up to 2019 have it."""
_CLOCK = re.compile(r"(?P<city>.*?)\s*\d{1,2}:\d{2}(?:\s?[AP]M)?", re.IGNORECASE)


class ClientPanel(CardReader):
    """Reads the facts of the client panel; all by the panel's own wording, which is the same in all designs seen."""

    def _count(self, area: Area, pattern: re.Pattern[str], group: str | int) -> Found | None:
        for found, line in area.matches(pattern):
            if found[group] is not None and (value := values.count(found[group])) is not None:
                return Found(value, line.text, "client panel")
        return None

    @provides("client.payment", on="wording")
    def payment(self, area: Area) -> Found | None:
        return verified(area, PAYMENT, "client panel")

    @provides("client.phone", on="wording")
    def phone(self, area: Area) -> Found | None:
        return verified(area, PHONE, "client panel")

    @provides("client.identity", on="wording")
    def identity(self, area: Area) -> Found | None:
        return verified(area, IDENTITY, "client panel")

    @provides("client.rating", on="wording")
    def rating(self, area: Area) -> Found | None:
        found = area.match(_REVIEWS) or area.match(_BRACKETED)
        if found is None:
            return None
        value = values.rating(found[0]["rating"].replace(",", "."))
        return Found(value if value else Unknown("no reviews yet"), found[1].text, "client panel")

    @provides("client.reviews", on="wording")
    def reviews(self, area: Area) -> Found | None:
        return self._count(area, _REVIEWS, "count") or self._count(area, _BRACKETED, "count")

    @provides("client.jobs_posted", on="wording")
    def jobs_posted(self, area: Area) -> Found | None:
        return self._count(area, _JOBS, 1)

    @provides("client.hire_rate", on="wording")
    def hire_rate(self, area: Area) -> Found | None:
        found = area.match(_HIRE_RATE)
        value = values.percent(found[0]["rate"]) if found else None
        return Found(value, found[1].text, "client panel") if found and value is not None else None

    @provides("client.open_jobs", on="wording")
    def open_jobs(self, area: Area) -> Found | None:
        return self._count(area, _HIRE_RATE, "open") or self._count(area, _OPEN, "open")

    @provides("client.spent", on="wording")
    def spent(self, area: Area) -> Found | None:
        for found, line in area.matches(_SPENT):
            if (value := values.money(found["sum"] or found["behind"])) is not None:
                return Found(replace(value, at_least=value.at_least or bool(found["over"])), line.text, "client panel")
        return None

    @provides("client.hires", on="wording")
    def hires(self, area: Area) -> Found | None:
        return self._count(area, _HIRES, "all")

    @provides("client.active_hires", on="wording")
    def active_hires(self, area: Area) -> Found | None:
        return self._count(area, _HIRES, "active")

    @provides("client.avg_rate", on="wording")
    def avg_rate(self, area: Area) -> Found | None:
        for found, line in area.matches(_AVERAGE):
            if (value := values.money(found["sum"] or found["behind"])) is not None:
                return Found(value, line.text, "client panel")
        return None

    @provides("client.hours", on="wording")
    def hours(self, area: Area) -> Found | None:
        return self._count(area, _HOURS, 1)

    def _none_yet(self, area: Area, line: re.Pattern[str], where: str) -> Found | None:
        """0 where a complete panel leaves the line out: it does so only for a client without any."""
        jobs, since = area.match(_JOBS), area.match(_SINCE)
        complete = jobs is not None and since is not None and self.payment(area) is not None
        if not complete or area.match(line) is not None or self._rate_above_zero(area):
            return None
        return Found(0, jobs[1].text if jobs else "", where)

    def _rate_above_zero(self, area: Area) -> bool:
        found = self.hire_rate(area)
        return found is None or found.value != 0.0

    @provides("client.hires", on="derived")
    def no_hires(self, area: Area) -> Found | None:
        return self._none_yet(area, _HIRES, "hire rate of 0% and no line of hires")

    @provides("client.active_hires", on="derived")
    def no_active_hires(self, area: Area) -> Found | None:
        return self._none_yet(area, _HIRES, "hire rate of 0% and no line of hires")

    @provides("client.reviews", on="derived")
    def no_reviews(self, area: Area) -> Found | None:
        return self._none_yet(area, _REVIEWS, "a complete panel without a rating, and no hires")

    @provides("client.member_since", on="wording")
    def member_since(self, area: Area) -> Found | None:
        found = area.match(_SINCE)
        value = values.day(found[1].text) if found else None
        if found and value:
            return Found(value, found[1].text, "client panel")
        return area.after(_SINCE_LABEL, lambda text: values.day(text) if _DAY.fullmatch(text) else None, reach=1)

    @provides("client.member_since_days", on="derived")
    def member_since_days(self, area: Area) -> Found | None:
        since = self.member_since(area)
        days = values.days_since(str(since.value), self.snapshot.taken_at.date()) if since else None
        return Found(float(days), since.text, "client panel") if since and days is not None else None

    @provides("client.country", on="data")
    def country_data(self, area: Area) -> Found | None:
        node = area.token("client-location", "data-qa")
        if node is None:
            return None
        strong = next((n for n in area.page.inside(node) if n.tag == "strong"), None)
        text = area.page.text(strong) if strong else ""
        return Found(text, text, "client-location") if text else None

    @provides("client.country", on="wording")
    def country_words(self, area: Area) -> Found | None:
        lines = area.lines
        for at, line in enumerate(lines):
            name = country(line.text) or (line.text if re.fullmatch(r"[A-Z]{3}", line.text) else None)
            if name and any(_CLOCK.fullmatch(after.text) for after in lines[at + 1 : at + 3]):
                return Found(name, line.text, "above the client's local time")
        return None

    def _named(self, area: Area, token: str) -> Found | None:
        node = area.token(token, "data-qa")
        text = area.page.text(node) if node else ""
        return Found(text, text, token) if text else None

    @provides("client.industry", on="data")
    def industry(self, area: Area) -> Found | None:
        return self._named(area, "client-company-profile-industry")

    @provides("client.size", on="data")
    def size(self, area: Area) -> Found | None:
        return self._named(area, "client-company-profile-size")

    @provides("client.city", on="data")
    def city(self, area: Area) -> Found | None:
        node = area.token("client-location", "data-qa")
        for line in area.page.lines_in(node)[1:] if node else []:
            found = _CLOCK.fullmatch(line.text)
            text = found["city"] if found else ""
            return Found(text, text, "client-location") if text else None
        return None
