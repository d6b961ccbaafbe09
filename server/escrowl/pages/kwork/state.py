"""The projects in a page's own data (`window.stateData`), which counts only where it is strict JSON."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from html import unescape
from typing import Any
from weakref import WeakKeyDictionary

from escrowl.facts import Band, FactValue, Known, Money
from escrowl.pages import values
from escrowl.pages.dom import Index, fold

WHERE = "the page's own data"
_TAG = re.compile(r"<[^<>]{1,200}>")
_STATE = re.compile(r"window\.stateData\s?=\s?")


_states: WeakKeyDictionary[Index, dict[str, Mapping[str, Any]]] = WeakKeyDictionary()


def wants(page: Index) -> dict[str, Mapping[str, Any]]:
    """The projects in the page's data by their number; none when the data is cut off or not strict JSON."""
    if page not in _states:
        _states[page] = {}
        for _, words in page.scripts:
            if start := _STATE.search(words):
                _states[page] = {str(want["id"]): want for want in _wants(_strict(words[start.end() :]))}
    return _states[page]


def _refuse(word: str) -> None:
    raise ValueError(f"{word} is not JSON")


def _strict(text: str) -> Any:
    try:
        return json.JSONDecoder(parse_constant=_refuse).raw_decode(text)[0]
    except (ValueError, RecursionError):
        return None


def _wants(state: Any) -> Iterator[Mapping[str, Any]]:
    """Every project anywhere in the data: it has a number, a name and a price."""
    waiting = [state]
    while waiting:
        inner = waiting.pop()
        if isinstance(inner, list):
            waiting.extend(reversed(inner))
        elif isinstance(inner, dict):
            if isinstance(inner.get("id"), int) and isinstance(inner.get("name"), str) and "priceLimit" in inner:
                yield inner
            else:
                waiting.extend(reversed(inner.values()))


def told(page: Index, name: str, currency: str) -> dict[str, Known]:
    """What the data says of the project with this number; nothing of one that is not in it."""
    want = wants(page).get(name)
    said = dict(_facts(want, currency)) if want else {}
    return {fact: Known(value, _shown(value), WHERE, "data") for fact, value in said.items()}


def _facts(want: Mapping[str, Any], currency: str) -> Iterator[tuple[str, FactValue]]:
    yield "job.title", _plain(want["name"])
    if isinstance(text := want.get("description"), str) and _plain(text):
        yield "job.description", _plain(text)
    amount = values.number(str(want["priceLimit"]))
    if amount:
        yield "job.budget", Money(amount, currency)
    if (offers := _whole(want.get("kwork_count"))) is not None:
        yield "job.proposals", Band(offers, offers)
    user = want.get("user")
    data = user.get("data") if isinstance(user, dict) else None
    if isinstance(user, dict) and isinstance(name := user.get("username"), str) and name:
        yield "client.name", name
    if isinstance(data, dict):
        if (count := _whole(data.get("wants_count"))) is not None:
            yield "client.jobs_posted", count
        if (share := _whole(data.get("wants_hired_percent"))) is not None and share <= 100:
            yield "client.hire_rate", float(share)


def _plain(text: str) -> str:
    """The words of a text that is HTML."""
    return fold(unescape(_TAG.sub(" ", text)))


def _whole(value: object) -> int | None:
    text = str(value)
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def _shown(value: FactValue) -> str:
    return f"{value.amount:g} {value.currency}" if isinstance(value, Money) else str(value)[:120]
