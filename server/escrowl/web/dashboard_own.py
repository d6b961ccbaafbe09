"""The dashboard's editors for own rules and own replies, and the page of all replies with import and export."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeAlias, cast

from pydantic import BaseModel

from escrowl import replies, rules
from escrowl.errors import TermsInvalid
from escrowl.replies import exchange
from escrowl.terms import Fault, OwnFile, Terms
from escrowl.terms.toml import too_much
from escrowl.web import models, own
from escrowl.web.dashboard_terms import rules_page
from escrowl.web.errors import Refused
from escrowl.web.fragments import fragment
from escrowl.web.guard import Call

if TYPE_CHECKING:
    from escrowl.web.api import Services

View: TypeAlias = "Callable[[Services, Call], BaseModel]"

NEW_RULE = """\
title = "Wants work on the weekend"
severity = "info"  # info, caution, warning or danger
advice = "Say in your proposal when you work."
why = "My weekends are mine."

[when]
all = [
  { text = "said", matches = ['\\bweekends?\\b', '\\b24/7\\b'] },
  { fact = "client.hires", below = 5 },
]

[[examples]]
name = "asks for weekends"
fires = true
facts = { "client.hires" = 1 }
client = "We expect you to be there on weekends too."

[[examples]]
name = "a long-standing client"
fires = false
facts = { "client.hires" = 60 }
client = "We expect you to be there on weekends too."
"""
NEW_REPLY = '''\
title = "I keep my weekends"
purpose = "The client asks for work on the weekend."
rules = ["own/weekend"]  # offered first when one of these rules fires; "contact/*" is a whole group

[text]
soft = """
Hi {client}, thank you for asking. I work from Monday to Friday and answer quickly then; does that fit?
"""
neutral = """
Hi {client}, I work from Monday to Friday. Does that fit your plan?
"""
firm = """
Hi {client}, I do not work on weekends.
"""
'''
SAMPLE = {"client": "Maria", "job": "Small online shop in Flask", "scope": "the order form"}
"""What stands in a preview for what a page would give."""


def _text(files: tuple[OwnFile, ...], name: str) -> str | None:
    return next((file.text for file in files if file.name == name), None)


def _fields(call: Call) -> tuple[str, str]:
    """Name and text of the form. Raises TermsInvalid for a text that no file may have: it is not looked at."""
    fields: dict[str, str] = call.body.fields
    name = fields.get("name", "").strip().lower().replace(" ", "-")
    text = fields.get("text", "").replace("\r\n", "\n")
    if what := too_much(text):
        raise TermsInvalid((Fault(f"{name or 'new'}.toml", what),))
    return name, text


def _not_over(files: tuple[OwnFile, ...], name: str, call: Call) -> None:
    """A new rule or reply never replaces one of the same name. Raises Refused."""
    if call.body.fields.get("was", name) != name and _text(files, name) is not None:
        raise Refused(409, f"There is an own/{name} already: give this one another name, or change that one.", "name")


# Rules


def edit_rule(services: Services, call: Call) -> BaseModel:
    """The editor of an own rule."""
    text = _text(services.terms.terms().rules, call.body.name)
    return fragment("own_rule.html", name=call.body.name if text is not None else "", text=text or NEW_RULE)


def check_rule(services: Services, call: Call) -> BaseModel:
    """What is wrong with an own rule, or where it would fire."""
    name, text = _fields(call)
    made = rules.own_rules((OwnFile(name or "new", text),))
    if made.catalog is None:
        return fragment("own_rule_checked.html", "The rule cannot be used yet.", faults=made.faults)
    rule = next(iter(made.catalog.values()))
    tried = own.preview(made.catalog, services.store, services.terms.terms())
    missing = [one for one in rule.replies if one not in replies.with_own(services.terms.terms().replies)]
    said = f"The rule can be used. It fires on {len(tried.cases)} cases and {len(tried.cards)} cards."
    return fragment("own_rule_checked.html", said, rule=rule, tried=tried, missing=missing, shown=own.SHOWN)


def save_rule(services: Services, call: Call) -> BaseModel:
    """Keep an own rule that can be used."""
    name, text = _fields(call)
    made = rules.own_rules((OwnFile(name or "new", text),))
    if made.catalog is None:
        return fragment("own_rule_checked.html", "Not kept: the rule cannot be used yet.", faults=made.faults)
    _not_over(services.terms.terms().rules, name, call)
    services.terms.write("rules", name, text)
    return fragment("own_saved.html", f"Kept as own/{name}.", name=f"own/{name}", back="rules", what="rule")


def rule_form(services: Services, call: Call) -> BaseModel:
    """What the editor's buttons ask for."""
    return save_rule(services, call) if call.body.fields.get("do") == "save" else check_rule(services, call)


def delete_rule(services: Services, call: Call) -> BaseModel:
    """Delete an own rule; all rules then."""
    services.terms.delete("rules", call.body.name)
    return rules_page(services, f"own/{call.body.name} is deleted.")


# Replies


def replies_page(
    services: Services, tone: replies.Tone, said: str = "", rows: list[exchange.Row] | None = None
) -> models.Fragment:
    """Every reply in one tone, a person's own first; ``rows``: what an import did."""
    kept = services.terms.kept()
    known = replies.with_own(kept.terms.replies)
    ordered = sorted(known.values(), key=lambda reply: not reply.id.startswith("own/"))
    filled = [(reply, replies.fill(reply.id, site=None, slots={}, tone=tone, known=known)) for reply in ordered]
    broken = [file.name for file in kept.terms.replies if f"own/{file.name}" not in known]
    faults = own.faults(kept)
    values = {"filled": filled, "tone": tone, "tones": replies.TONES, "broken": broken, "faults": faults}
    return fragment("replies.html", said, rows=rows or [], **values)


def _begin(terms: Terms, like: str) -> str:
    reply = replies.catalog().get(like)
    if reply is None:
        return NEW_REPLY
    offering = [rule.id for rule in rules.catalog().values() if like in rule.replies]
    return exchange.starting_from(reply, offering)


def edit_reply(services: Services, call: Call) -> BaseModel:
    """The editor of an own reply, or of one that begins as one of ours."""
    terms, name = services.terms.terms(), call.body.name
    text = _text(terms.replies, name)
    begun = text if text is not None else _begin(terms, name.removeprefix("like:"))
    kept = name if text is not None else ""
    proposed = name.removeprefix("like:") if name.startswith("like:") else ""
    sites = list(replies.platforms().values())
    return fragment("own_reply.html", name=kept, proposed=proposed, text=begun, sites=sites)


def reply_form(services: Services, call: Call) -> BaseModel:
    """Keep an own reply that can be used, or show how it reads in each tone on one site."""
    name, text = _fields(call)
    file = OwnFile(name or "new", text)
    made = replies.own_replies((file,))
    if made.faults:
        return fragment("own_reply_checked.html", "The reply cannot be used yet.", faults=made.faults)
    if call.body.fields.get("do") == "save":
        _not_over(services.terms.terms().replies, name, call)
        services.terms.write("replies", name, text)
        return fragment("own_saved.html", f"Kept as own/{name}.", name=f"own/{name}", back="replies", what="reply")
    terms, site = services.terms.terms(), call.body.fields.get("site", "other")
    mine = replies.my_slots(rate=terms.rate, currency=terms.currency, minutes=terms.minutes)
    options = {"site": site, "slots": {**SAMPLE, **mine}, "flags": terms.flags(site), "known": made.replies}
    filled = [replies.fill(f"own/{file.name}", tone=tone, **options) for tone in replies.TONES]
    values = {"filled": filled, "site": replies.platform(site).name, "warnings": own.warnings(file)}
    return fragment("own_reply_checked.html", "The reply can be used.", **values)


def delete_reply(services: Services, call: Call) -> BaseModel:
    """Delete an own reply; all replies then."""
    services.terms.delete("replies", call.body.name)
    return replies_page(services, "neutral", f"own/{call.body.name} is deleted.")


def export_replies(services: Services, _call: Call) -> BaseModel:
    """All own replies as one file."""
    files = services.terms.terms().replies
    if not files:
        raise Refused(404, "There is no own reply to export yet.", "empty")
    return models.FileAnswer(name=exchange.NAME, text=exchange.export(files))


def import_replies(services: Services, call: Call) -> BaseModel:
    """Take the replies of an exported file in, each by itself."""
    fields: dict[str, str] = call.body.fields
    conflict = fields.get("conflict", "keep")
    if conflict not in ("keep", "replace", "both"):
        raise Refused(422)
    if not fields.get("file"):
        raise Refused(422, "Choose the file that was exported.", "file")
    mine = services.terms.terms().replies
    rows = exchange.plan(mine, exchange.read(fields["file"]), cast(exchange.Conflict, conflict))
    for row in rows:
        if row.file is not None:
            services.terms.write("replies", row.file.name, row.file.text)
    taken = sum(row.file is not None for row in rows)
    return replies_page(services, "neutral", f"{taken} of {len(rows)} replies were taken in.", rows)


VIEWS: tuple[tuple[str, View, type[BaseModel]], ...] = (
    ("own-rule", edit_rule, models.OwnBody),
    ("own-rule-form", rule_form, models.FormBody),
    ("own-rule-delete", delete_rule, models.OwnBody),
    ("own-reply", edit_reply, models.OwnBody),
    ("own-reply-form", reply_form, models.FormBody),
    ("own-reply-delete", delete_reply, models.OwnBody),
    ("replies-export", export_replies, models.Nothing),
    ("replies-import", import_replies, models.FormBody),
)
