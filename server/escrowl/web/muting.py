"""Muting a rule from the page or the dashboard: a danger is asked about once, and everything muted stays listed."""

from __future__ import annotations

from dataclasses import dataclass, replace

from escrowl import rules
from escrowl.terms import Keeper, Mute, Terms
from escrowl.web import models
from escrowl.web.errors import Refused

PLACES = {"everywhere": "everywhere", "client": "for this client", "site": "on this site"}


def known(terms: Terms) -> dict[str, rules.Rule]:
    """Every rule that can be muted, ours and the person's own, by id."""
    own = rules.own_rules(terms.rules).catalog
    return {**rules.catalog(), **(own or {})}


def severest(rule: rules.Rule) -> rules.Severity:
    """The highest severity the rule can reach."""
    return max((rule.severity, *(to for to, _ in rule.escalate)), key=list(rules.LEVELS).index)


@dataclass(frozen=True, slots=True)
class Muted:
    """A mute as it is listed: ``title`` of the rule, "" for one that is gone; ``danger``: it can be one."""

    mute: Mute
    title: str
    danger: bool


def listed(terms: Terms) -> list[Muted]:
    """Everything muted, dangers first."""
    there, out = known(terms), []
    for mute in terms.muted:
        covered = [rule for name, rule in there.items() if mute.names(name)]
        title = covered[0].title if len(covered) == 1 else f"{len(covered)} rules of this group" if covered else ""
        out.append(Muted(mute, title, any(severest(rule) == "danger" for rule in covered)))
    return sorted(out, key=lambda one: not one.danger)


def forget(keeper: Keeper, key: str) -> None:
    """Take out what is muted for one client alone. ``key``: the store's, with the site before the client's own."""

    def others(terms: Terms) -> tuple[Mute, ...]:
        return tuple(m for m in terms.muted if m.where != "client" or m.key not in (key, key.partition(":")[2]))

    if others(keeper.terms()) != keeper.terms().muted:
        keeper.change(lambda terms: replace(terms, muted=others(terms)))


def mute(keeper: Keeper, body: models.MuteBody) -> models.MuteAnswer:
    """Mute a rule or show it again. Raises Refused for one that is not there, TermsInvalid when it cannot be kept."""

    def answer(state: str, words: str) -> models.MuteAnswer:
        return models.MuteAnswer(state=state, rule=body.rule, where=body.where, key=body.key, words=words)  # type: ignore[arg-type]

    wanted = Mute(body.rule, body.where, "" if body.where == "everywhere" else body.key)
    if wanted.where != "everywhere" and not wanted.key:
        raise Refused(422, "Say which client or site the rule is muted for.", "key")
    place = PLACES[body.where]
    if body.undo:
        keeper.change(lambda terms: replace(terms, muted=tuple(one for one in terms.muted if one != wanted)))
        return answer("shown", f"{body.rule} is shown again {place}.")
    covered = [rule for name, rule in known(keeper.terms()).items() if wanted.names(name)]
    if not covered:
        raise Refused(404, f"There is no rule {body.rule}; reload the page.", "rule")
    dangers = [rule.title for rule in covered if severest(rule) == "danger"]
    if dangers and not body.confirm:
        named = f"“{dangers[0]}”" if len(dangers) == 1 else f"{len(dangers)} of these rules"
        words = f"{named} can be a danger. Muted {place}, it is shown on no page; the dashboard lists it. Mute it?"
        return answer("ask", words)
    keeper.change(lambda terms: replace(terms, muted=tuple(dict.fromkeys((*terms.muted, wanted)))))
    return answer("muted", f"{body.rule} is muted {place}; the dashboard lists it under Rules.")
