"""The dashboard's pages Terms (a form) and Rules (every rule with its state)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from itertools import groupby
from typing import TYPE_CHECKING, Any, TypeAlias

from pydantic import BaseModel

from escrowl import pages, replies, rules
from escrowl.errors import TermsInvalid
from escrowl.terms import MINUTES, SITE_FLAGS, THRESHOLDS, Fault, Kept, Mute, Terms, from_plain
from escrowl.terms.file import NAME
from escrowl.web import models, muting, own
from escrowl.web.errors import Refused
from escrowl.web.fragments import fragment
from escrowl.web.guard import Call

if TYPE_CHECKING:
    from escrowl.web.api import Services

View: TypeAlias = "Callable[[Services, Call], BaseModel]"

FLAG_WORDS = {
    "no_outside_before_contract": "talks stay on the site until there is a contract",
    "no_free_work": "asking for unpaid work is not allowed",
    "ownership": "paid work passes to the client by the site's terms",
    "id_verified": "the site has checked my identity",
}


def fields_of(terms: Terms) -> dict[str, str]:
    """The terms as the texts of the form."""
    plain = {"rate": terms.rate, "min_budget": terms.min_budget}
    out = {name: "" if value is None else f"{value:.10g}" for name, value in plain.items()}
    out |= {"currency": terms.currency, "minutes": str(terms.minutes), "languages": ", ".join(terms.languages)}
    out |= {f"thresholds.{name}": f"{value:.10g}" for name, value in terms.thresholds.items()}
    out |= {f"sites.{site}.{flag}": "on" for site, flags in terms.sites.items() for flag in flags}
    return out


def _value(text: str) -> Any:
    """A number where the text is one; else the text, for the reader of the terms to refuse in words."""
    try:
        return float(text.replace(",", ".")) if text else None
    except ValueError:
        return text


def terms_of(fields: Mapping[str, str], now: Terms) -> Terms:
    """The terms of a form; mutes, and what the form does not show, stay as they are. Raises TermsInvalid."""
    raw: dict[str, Any] = {"thresholds": {}, "sites": {}}
    shown = {site.site for site in pages.sites()}
    for name, text in ((name, text.strip()) for name, text in fields.items()):
        table, _, rest = name.partition(".")
        if table == "thresholds":
            raw["thresholds"][rest] = _value(text)
        elif table == "sites":
            site, _, flag = rest.partition(".")
            raw["sites"].setdefault(site, {"flags": []})["flags"] += [flag] if text else []
        elif name == "languages":
            raw["languages"] = text.replace(",", " ").split()
        else:
            raw[name] = text or None if name == "currency" else _value(text)
    raw["thresholds"] = {name: value for name, value in raw["thresholds"].items() if value is not None}
    made = from_plain({key: value for key, value in raw.items() if value is not None}, file="this form")
    hidden = {site: flags for site, flags in now.sites.items() if site not in shown}
    sites = {site: flags for site, flags in made.sites.items() if flags}
    return replace(made, muted=now.muted, rules=now.rules, replies=now.replies, sites={**hidden, **sites})


def _page(
    services: Services, kept: Kept, fields: Mapping[str, str], wrong: tuple[Fault, ...] = (), said: str = ""
) -> BaseModel:
    platforms = replies.platforms()
    numbers = [(THRESHOLDS[name], value) for name, value in rules.standard().items()]
    return fragment(
        "terms.html",
        said,
        faults=own.faults(kept),
        wrong={fault.key: fault.what for fault in wrong},
        fields=fields,
        thresholds=[(rules.catalog()[rule], list(rows)) for rule, rows in groupby(numbers, lambda row: row[0].rule)],
        sites=[(site, platforms[site.site].flags if site.site in platforms else ()) for site in pages.sites()],
        flags=[(flag, FLAG_WORDS[flag]) for flag in SITE_FLAGS],
        minutes=MINUTES,
        path=services.settings.data / NAME,
    )


def terms(services: Services, _call: Call) -> BaseModel:
    """The terms as a form."""
    kept = services.terms.kept()
    return _page(services, kept, fields_of(kept.terms))


def save_terms(services: Services, call: Call) -> BaseModel:
    """Keep the form, or show it again with what is wrong."""
    fields: dict[str, str] = call.body.fields
    try:
        made = services.terms.change(lambda now: terms_of(fields, now))
    except TermsInvalid as error:
        named = all(fault.key for fault in error.faults)
        said = "Not kept: see what is marked." if named else str(error)
        return _page(services, services.terms.kept(), fields, error.faults, said)
    return _page(
        services, services.terms.kept(), fields_of(made), said="Kept. Pages follow when they are next checked."
    )


@dataclass(frozen=True, slots=True)
class RuleRow:
    """A rule with its state. ``everywhere``: the mute that hides it on every page; ``elsewhere``: how many others."""

    rule: rules.Rule
    danger: bool
    everywhere: Mute | None
    elsewhere: int


def _rows(terms: Terms) -> dict[str, list[RuleRow]]:
    groups: dict[str, list[RuleRow]] = {}
    for name, rule in muting.known(terms).items():
        mutes = [mute for mute in terms.muted if mute.names(name)]
        always = next((mute for mute in mutes if mute.where == "everywhere"), None)
        row = RuleRow(rule, muting.severest(rule) == "danger", always, sum(m.where != "everywhere" for m in mutes))
        groups.setdefault(rule.group, []).append(row)
    return groups


def rules_page(services: Services, said: str = "") -> models.Fragment:
    """Every rule by group, what is muted, and the own ones."""
    kept = services.terms.kept()
    groups = _rows(kept.terms)
    mine = {row.rule.id.removeprefix("own/") for row in groups.get("own", ())}
    broken = [file.name for file in kept.terms.rules if file.name not in mine]
    muted = muting.listed(kept.terms)
    faults = own.faults(kept)
    values = {"groups": groups, "broken": broken, "muted": muted, "faults": faults, "sites": pages.sites()}
    return fragment("rules.html", said, **values)


def all_rules(services: Services, _call: Call) -> BaseModel:
    """Every rule with its state."""
    return rules_page(services)


def mute(services: Services, call: Call) -> BaseModel:
    """Mute a rule or show it again; the list as it is then."""
    done = muting.mute(services.terms, call.body)
    if done.state == "ask":
        raise Refused(409, done.words, "confirm")
    return rules_page(services, done.words)


VIEWS: tuple[tuple[str, View, type[BaseModel]], ...] = (
    ("terms", terms, models.Nothing),
    ("terms-save", save_terms, models.FormBody),
    ("rules", all_rules, models.Nothing),
    ("mute", mute, models.MuteBody),
)
