"""What an Upwork page says of a job and its client in its own data (``__NUXT_DATA__``).

The page's visible words stand above it (`pages.agree`), and only what a page of the kind shows is taken: a visitor's
data says "false" for every client, and a hidden spend stays hidden. A record counts only when it carries the card's
own job id; data of a page that was left by a click is thereby of another job and says nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any
from weakref import WeakKeyDictionary

from escrowl.facts import Band, FactValue, Known, Money, Rate
from escrowl.pages import devalue, values
from escrowl.pages.base import Area
from escrowl.pages.dom import Index, fold
from escrowl.pages.upwork.common import JOB_ID

WHERE = "the page's own data"
_IDS = ("ciphertext", "legacyCiphertext", "uid", "id")
_JOB_KEYS = ("opening", "job", "info", "jobDetails")
"""Where a job lies beside its buyer; other jobs of the client lie elsewhere (similarJobs, workHistory, openJobs)."""

ONLY_HERE = ("client.jobs_with_hires", "client.key", "client.spent_hidden")
"""Facts of a job page that no words of it tell."""

_WORDS = {
    ("client.payment", "verified"): "Payment method verified",
    ("client.payment", "unverified"): "Payment method not verified",
    ("client.phone", "verified"): "Phone number verified",
}
"""What the site itself writes for a state."""

Record = tuple[Mapping[str, Any], Mapping[str, Any]]
"""What lies around the client, and the client."""

_records: WeakKeyDictionary[Index, dict[str, list[Record]]] = WeakKeyDictionary()


def job_facts(area: Area, today: date, *, signed_in: bool | None) -> dict[str, Known]:
    """Facts of the card's job in the page's data; one on which two records of the job differ is left out."""
    page = area.page
    if not area.id or not page.scripts:
        return {}
    if page not in _records:
        _records[page] = _read(page)
    out: dict[str, Known] = {}
    doubtful: set[str] = set()
    for around, client in _records[page].get(area.id, []):
        said = dict(_job(around))
        if signed_in is not False:
            said |= {name: value for name, value in _client(client, today) if signed_in or value != "unverified"}
            status = _deep(around, "phoneVerificationStatus", "status")
            if status == "VERIFIED":
                said["client.phone"] = "verified"
        for name, value in said.items():
            if name in out and out[name].value != value:
                doubtful.add(name)
            out[name] = Known(value, _WORDS.get((name, str(value))) or _shown(value), WHERE, "data")
    return {name: fact for name, fact in out.items() if name not in doubtful}


def _shown(value: FactValue) -> str:
    if isinstance(value, Money):
        return f"{value.amount:,.2f} {value.currency or ''}".strip()
    return str(value)[:120] if isinstance(value, str | int | float) else ""


def _read(page: Index) -> dict[str, list[Record]]:
    """Records by job id, from the data scripts that stand where the site puts them, outside of all text."""
    out: dict[str, list[Record]] = {}
    for attrs, text in page.scripts:
        named = attrs.get("id") == "__NUXT_DATA__" or "data-nuxt-data" in attrs
        if not named or "json" not in attrs.get("type", "") or not _stands_alone(page, attrs):
            continue
        for around in devalue.objects(devalue.parse(text)):
            client = around.get("buyer") or around.get("client")
            if not isinstance(client, dict):
                continue
            for found in {name for holder in _holders(around, "buyer" in around) for name in _ids(holder)}:
                out.setdefault(found, []).append((around, client))
    return out


def _stands_alone(page: Index, attrs: Mapping[str, str]) -> bool:
    """Whether the script is the body's own child, as the site writes it: nothing within a text is taken for it."""
    node = next((n for n in page.tagged("script") if n.attrs is attrs), None)
    return node is not None and node.parent >= 0 and page.nodes[node.parent].tag in ("html", "body", "head")


def _holders(around: Mapping[str, Any], deep: bool) -> Iterator[Mapping[str, Any]]:
    """The objects that carry the job's id: a list's job itself, or what lies beside the buyer."""
    level: list[Mapping[str, Any]] = [around]
    for _ in range(5 if deep else 1):
        yield from level
        level = [inner for one in level for key in _JOB_KEYS if isinstance(inner := one.get(key), dict)]


def _ids(holder: Mapping[str, Any]) -> Iterator[str]:
    """The job's ids as cards have them: 19 digits, or `~01` and 16 hexadecimal digits."""
    for key in _IDS:
        value = holder.get(key)
        if isinstance(value, str) and re.fullmatch(r"[0-9]{19}", value):
            yield value
        elif isinstance(value, str) and (found := JOB_ID.fullmatch(value)):
            yield found[1] or f"~{found[2]}"


def _deep(value: Any, *keys: str) -> Any:
    for key in keys:
        value = value.get(key) if isinstance(value, dict) else None
    return value


def _count(value: Any) -> int | None:
    """A count above 0. Pages leave out what is 0, and so is it here."""
    whole = isinstance(value, int | float) and not isinstance(value, bool) and 0 < value < 10**9
    return int(value) if whole else None


def _money(value: Any) -> Money | None:
    """An amount above 0 in any of the forms seen: 300.0, {amount, currencyCode}, {rawValue, currency}."""
    currency = _deep(value, "currencyCode") or _deep(value, "currency")
    if isinstance(value, dict):
        value = value.get("amount", value.get("rawValue"))
    try:
        amount = float(value) if isinstance(value, int | float | str) and not isinstance(value, bool) else 0.0
    except ValueError:
        return None
    return Money(round(amount, 2), currency if isinstance(currency, str) else "USD") if 0 < amount < 1e12 else None


def _verified(client: Mapping[str, Any]) -> str | None:
    """1, true and "VERIFIED" are verified; 0, 2 and false are not; anything else says nothing."""
    for key in ("isPaymentMethodVerified", "isPaymentVerified", "paymentVerificationStatus"):
        value = client.get(key)
        if value is True or value == "VERIFIED" or (key == "paymentVerificationStatus" and value == 1):
            return "verified"
        if value is False or (key == "paymentVerificationStatus" and value in (0, 2)):
            return "unverified"
    return None


def _client(client: Mapping[str, Any], today: date) -> Iterator[tuple[str, FactValue]]:
    """Facts of a ``buyer`` (job page) or ``client`` (lists)."""
    info = client.get("info") if isinstance(client.get("info"), dict) else {}
    stats, company = _deep(info, "stats"), _deep(info, "company")
    if state := _verified(client):
        yield "client.payment", state
    private = client.get("hasFinancialPrivacy") is True
    if private:
        yield "client.spent_hidden", True
    spent = _money(_deep(stats, "totalCharges")) or _money(client.get("totalSpent"))
    if spent and not private:
        yield "client.spent", spent
    reviews = _count(_deep(stats, "feedbackCount")) or _count(client.get("totalReviews"))
    rating = _deep(stats, "score") or client.get("totalFeedback")
    if reviews and isinstance(rating, int | float) and 0 < rating <= 5:
        yield "client.rating", round(float(rating), 2)
        yield "client.reviews", reviews
    for name, value in (
        ("client.hires", _deep(stats, "totalAssignments")),
        ("client.active_hires", _deep(stats, "activeAssignmentsCount")),
        ("client.jobs_with_hires", _deep(stats, "totalJobsWithHires")),
        ("client.hours", _deep(stats, "hoursCount")),
        ("client.jobs_posted", _deep(info, "jobs", "postedCount")),
        ("client.open_jobs", _deep(info, "jobs", "openCount")),
    ):
        if (number := _count(value)) is not None:
            yield name, number
    average = _money(_deep(info, "avgHourlyJobsRate"))
    if average and not private:
        yield "client.avg_rate", average
    for name, value in (
        ("client.country", _deep(info, "location", "country") or _deep(client, "location", "country")),
        ("client.city", _deep(info, "location", "city")),
        ("client.industry", _deep(company, "profile", "industry")),
        ("client.key", _deep(company, "companyUid") or _deep(company, "companyId")),
    ):
        if isinstance(value, str) and fold(value):
            yield name, fold(value)
    since = values.day(str(_deep(company, "contractDate") or "")[:10])
    if since:
        yield "client.member_since", since
        if (days := values.days_since(since, today)) is not None:
            yield "client.member_since_days", float(days)
    if client.get("isEnterprise") is True or client.get("enterprise") is True:
        yield "client.plan", "enterprise"


def _job(around: Mapping[str, Any]) -> Iterator[tuple[str, FactValue]]:
    """Facts of the job beside the client."""
    job = _deep(around, "opening", "job") or around.get("job") or around
    info = _deep(job, "info") or job
    kind = {"HOURLY": "hourly", "FIXED": "fixed", 1: "fixed", 2: "hourly"}.get(_plain(_deep(info, "type")))
    if kind:
        yield "job.kind", kind
    budget = _money(_deep(job, "budget") or _deep(job, "amount"))
    if kind == "fixed" and budget and _deep(info, "hideBudget") is not True:
        yield "job.budget", budget
    low, high = (_money(_deep(job, "extendedBudgetInfo", f"hourlyBudget{end}")) for end in ("Min", "Max"))
    if kind == "hourly" and (low or high) and _deep(info, "hideBudget") is not True:
        yield "job.rate", Rate(low.amount if low else None, high.amount if high else None, "USD")
    band = values.band(str(_deep(job, "proposalsTier") or ""))
    if isinstance(band, Band):
        yield "job.proposals", band
    activity = _deep(job, "clientActivity")
    for name, key in (("job.interviewing", "totalInvitedToInterview"), ("job.invites", "invitationsSent")):
        if (number := _count(_deep(activity, key))) is not None:
            yield name, number
    files = _deep(job, "attachments")
    names = [_deep(one, "fileName") for one in files] if isinstance(files, list) else []
    if told := tuple(fold(name) for name in names if isinstance(name, str) and fold(name)):
        yield "job.attachments", told


def _plain(value: Any) -> Any:
    """The value where it can be looked up in a table."""
    return value if isinstance(value, str | int) and not isinstance(value, bool) else None
