"""What the extension and the command line ask for. Views are thin: they hand a checked body to the part that knows."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Protocol

from flask import Response
from pydantic import BaseModel

from escrowl import __version__, pages, replies
from escrowl.check import Earlier, check_text
from escrowl.facts import Facts, Known
from escrowl.report import Report
from escrowl.settings import Settings
from escrowl.snapshot import Snapshot
from escrowl.store.base import BrowserKind, Store
from escrowl.store.saved import save_page, scrub_command
from escrowl.terms import DEFAULTS, Keeper, Terms
from escrowl.web import health, models, muting, proof
from escrowl.web.errors import Refused
from escrowl.web.guard import Call, Endpoint, Guard
from escrowl.web.openapi import document
from escrowl.web.pairing import Clients
from escrowl.web.sessions import Sessions

EXT: frozenset[BrowserKind] = frozenset({"ext", "cli"})
CLI: frozenset[BrowserKind] = frozenset({"cli"})


class Checking(Protocol):
    """From snapshot to report: `escrowl.check.check`, or the worker that can be stopped."""

    def __call__(
        self,
        snapshot: Snapshot,
        *,
        me: Facts | None = None,
        earlier: Earlier | None = None,
        terms: Terms | None = None,
    ) -> Report: ...


@dataclass(slots=True)
class Services:
    """What views work with."""

    settings: Settings
    store: Store
    clients: Clients
    sessions: Sessions
    checking: Checking
    guard: Guard
    terms: Keeper


def ping(_services: Services, _call: Call) -> BaseModel:
    """That escrowl is here, and its API version."""
    return models.Ping(api=proof.API[1])


def hello(services: Services, call: Call) -> BaseModel:
    """The server's proof, and where on which page the extension looks for cards."""
    body: models.HelloBody = call.body
    try:
        greeting = services.sessions.hello(
            body.client_id, body.c, (body.api[0], body.api[1]), call.origin, body.pairing
        )
    except Refused as refusal:
        if refusal.status == 401:
            services.guard.count_wrong(call.origin)
        raise
    return models.Hello(s=greeting.s, api=greeting.api, mac=greeting.mac, sites=[site.wire() for site in pages.sites()])


def _me(me: models.Me) -> Facts:
    facts = Facts()
    for name, value in (("me.name", me.name), ("me.rate", me.rate), ("me.id_badge", me.id_badge)):
        if value not in (None, ""):
            facts[name] = Known(value, str(value))
    return facts


def _version(text: str) -> tuple[int, ...]:
    found = re.search(r"(\d{1,6})\.(\d{1,6})(?:\.(\d{1,6}))?", text)
    return tuple(int(part or 0) for part in found.groups()) if found else ()


def server_state(taken_by: str) -> models.ServerState:
    """Whether the extension that took the snapshot is as new as the server."""
    theirs = _version(taken_by) if taken_by.startswith("extension") else ()
    older = bool(theirs) and theirs < _version(__version__)
    return models.ServerState(version=__version__, extension="reload" if older else "ok")


def check(services: Services, call: Call) -> BaseModel:
    """Read the snapshot, keep what was found, and report."""
    body: models.CheckBody = call.body
    snapshot = Snapshot(body.url, body.html, body.taken_at, body.taken_by, body.scope, body.id)
    store = services.store
    site_name = pages.site_of(snapshot.url)
    report = services.checking(
        snapshot, me=_me(body.me), earlier=lambda card: store.earlier(card, site_name), terms=services.terms.terms()
    )
    kept = store.record(snapshot.id, report, snapshot.taken_at, call.client_id)
    site = report.site or ""
    cards = tuple(
        card.model_copy(update={"dismissed": tuple(sorted(store.dismissed(site, card.id)))}) for card in report.cards
    )
    return models.CheckAnswer.model_construct(
        **{**dict(report), "cards": cards, "health": health.of_report(store, report)},
        seq=kept.seq,
        duplicate=kept.duplicate,
        server=server_state(body.taken_by),
    )


def save_for_fix(services: Services, call: Call) -> BaseModel:
    """Keep the whole page in a private folder, for whoever mends its page object. It is never sent anywhere."""
    body: models.SavePageBody = call.body
    snapshot = Snapshot(body.url, body.html, body.taken_at, "extension", "page")
    found = pages.claimants(snapshot.url)
    kind = found[0].kind.kind if found else "other"
    folder = save_page(services.settings.data, snapshot, pages.site_of(snapshot.url) or "other", kind)
    return models.SavedAnswer(folder=str(folder), command=scrub_command(folder))


def layout_health(services: Services, _call: Call) -> BaseModel:
    """Whether pages show what they used to."""
    return models.HealthAnswer(
        sites=[
            models.HealthRow(
                site=row.site,
                kind=row.kind,
                pages=row.pages,
                lost=list(row.lost),
                since=row.since.isoformat(timespec="seconds") if row.since else None,
                words=row.words,
            )
            for row in health.site_rows(services.store.health())
        ]
    )


def check_words(services: Services, call: Call) -> BaseModel:
    """Judge words alone, of any page a person asks about. Nothing of them is kept."""
    body: models.TextBody = call.body
    report = check_text(
        body.url, body.title, body.text, scope=body.scope, me=_me(body.me), terms=services.terms.terms()
    )
    return models.TextAnswer.model_construct(**dict(report), server=server_state(body.taken_by))


def my_slots(me: models.MeForReplies, terms: Terms) -> dict[str, str]:
    """Slots of what the extension says of the freelancer, and of the terms where it says nothing.

    Rate and currency belong together: the extension always names a currency, also where it has no rate.
    """
    theirs = me.rate is None and (terms.rate is not None or terms.currency != DEFAULTS.currency)
    return replies.my_slots(
        name=me.name,
        rate=terms.rate if theirs else me.rate,
        currency=terms.currency if theirs else me.currency,
        minutes=terms.minutes if me.minutes is None else me.minutes,
    )


def fill_replies(services: Services, call: Call) -> BaseModel:
    """Replies with the page's and the freelancer's slots filled; gaps stay visible."""
    body: models.RepliesBody = call.body
    terms = services.terms.terms()
    slots = {**my_slots(body.me, terms), **body.slots}
    flags = {*body.flags, *terms.flags(body.site)}
    known = replies.with_own(terms.replies)
    filled = [
        replies.fill(name, site=body.site, slots=slots, flags=flags, tone=body.tone, known=known)
        for name in body.ids
        if name in known
    ]
    return models.RepliesAnswer(
        replies=[
            models.ReplyOut(
                id=one.id,
                title=one.title,
                text=one.text,
                gaps=[models.GapOut(start=gap.start, end=gap.end, slot=gap.slot) for gap in one.gaps],
                tone=body.tone,
                to=one.to,
            )
            for one in filled
        ]
    )


def dismiss(services: Services, call: Call) -> BaseModel:
    """Keep a finding from being drawn at a card, or bring it back."""
    body: models.DismissBody = call.body
    change = services.store.undismiss if body.undo else services.store.dismiss
    change(body.site, body.card, body.rule)
    return models.Done()


def mute(services: Services, call: Call) -> BaseModel:
    """Show a rule no more, here, on this site or everywhere, or show it again. Dangers are asked about once."""
    return muting.mute(services.terms, call.body)


def history(services: Services, call: Call) -> BaseModel:
    """What was seen of a client."""
    events = [{**asdict(event), "at": event.at.isoformat()} for event in services.store.history(call.body.client)]
    return models.HistoryAnswer(client=call.body.client, events=events)


def _json(value: Any) -> Response:
    return Response(json.dumps(value, allow_nan=False), mimetype="application/json")


def openapi(services: Services, _call: Call) -> Response:
    """This API as an OpenAPI document."""
    return _json(document(tuple(services.guard.endpoints.values())))


def pair(services: Services, call: Call) -> BaseModel:
    """Open a pairing window."""
    line = services.clients.open_window(call.body.name)
    return models.PairAnswer(line=line.line, seconds=line.seconds)


def open_dashboard(services: Services, call: Call) -> BaseModel:
    """A dashboard link, which works once: for the terminal, and for the button of a paired browser."""
    link = services.sessions.new_link(call.client_id)
    return models.UrlAnswer(url=f"http://127.0.0.1:{services.settings.port}/#t={link}")


def export(services: Services, _call: Call) -> Response:
    """Everything kept, without keys."""
    return _json(services.store.export())


def backup(services: Services, call: Call) -> BaseModel:
    """A copy of the store at a path of the person's own."""
    path = Path(call.body.path)
    if not path.is_absolute():
        raise Refused(422, "Name the backup by its full path.", "path")
    services.store.backup(path)
    return models.Done()


def endpoints(services: Callable[[], Services], openapi_too: bool) -> tuple[Endpoint, ...]:
    """The table of the API. ``services`` is asked at each call, so that the guard can be made from the table first."""

    def bound(view: Callable[[Services, Call], BaseModel | Response]) -> Callable[[Call], BaseModel | Response]:
        return lambda call: view(services(), call)

    m = models
    base = "/api/v1/"
    table = [
        Endpoint(base + "ping", bound(ping), ping.__doc__ or "", frozenset(), m.Nothing, m.Ping, ("GET", "POST")),
        Endpoint(base + "hello", bound(hello), hello.__doc__ or "", frozenset(), m.HelloBody, m.Hello, pairing=True),
        Endpoint(base + "check", bound(check), check.__doc__ or "", EXT, m.CheckBody, m.CheckAnswer),
        Endpoint(base + "text", bound(check_words), check_words.__doc__ or "", EXT, m.TextBody, m.TextAnswer),
        Endpoint(
            base + "replies", bound(fill_replies), fill_replies.__doc__ or "", EXT, m.RepliesBody, m.RepliesAnswer
        ),
        Endpoint(base + "dismiss", bound(dismiss), dismiss.__doc__ or "", EXT, m.DismissBody, m.Done),
        Endpoint(base + "mute", bound(mute), mute.__doc__ or "", EXT, m.MuteBody, m.MuteAnswer),
        Endpoint(base + "history", bound(history), history.__doc__ or "", EXT, m.HistoryBody, m.HistoryAnswer),
        Endpoint(
            base + "save-page", bound(save_for_fix), save_for_fix.__doc__ or "", EXT, m.SavePageBody, m.SavedAnswer
        ),
        Endpoint(base + "open", bound(open_dashboard), open_dashboard.__doc__ or "", EXT, m.Nothing, m.UrlAnswer),
        Endpoint(
            base + "cli/health", bound(layout_health), layout_health.__doc__ or "", CLI, m.Nothing, m.HealthAnswer
        ),
        Endpoint(base + "cli/pair", bound(pair), pair.__doc__ or "", CLI, m.NameBody, m.PairAnswer),
        Endpoint(base + "cli/open", bound(open_dashboard), open_dashboard.__doc__ or "", CLI, m.Nothing, m.UrlAnswer),
        Endpoint(base + "cli/export", bound(export), export.__doc__ or "", CLI, m.Nothing, None),
        Endpoint(base + "cli/backup", bound(backup), backup.__doc__ or "", CLI, m.PathBody, m.Done),
    ]
    if openapi_too:
        table.append(
            Endpoint(base + "openapi", bound(openapi), openapi.__doc__ or "", EXT, m.Nothing, None, ("GET", "POST"))
        )
    return tuple(table)


def described() -> dict[str, Any]:
    """The OpenAPI document without a running server, for the generated papers."""

    def none_runs() -> Services:
        raise Refused(500, "The table of addresses was asked for; no server runs behind it.")

    return document(endpoints(none_runs, False))
