"""What the site's pages carry for themselves: the JSON script `webapp-state` with the client's verification."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from escrowl.facts import Known
from escrowl.pages.dom import Index, fold
from escrowl.pages.freelancer.common import project_id

_FACTS = {
    "paymentVerified": "client.payment",
    "emailVerified": "client.email",
    "phoneVerified": "client.phone",
    "identityVerified": "client.identity",
    "profileComplete": "client.profile",
    "depositMade": "client.deposit",
}
_ESCAPED = {"&q;": '"', "&s;": "'", "&l;": "<", "&g;": ">", "&a;": "&"}
"""How the site's framework wrote JSON into a script until 2023; the ampersand comes last."""


def _documents(page: Index) -> Iterator[Mapping[str, Any]]:
    """Raw documents of the projects the page knows."""
    for attrs, text in page.scripts:
        if attrs.get("id") != "webapp-state":
            continue
        if text.lstrip().startswith("{&q;"):
            for code, char in _ESCAPED.items():
                text = text.replace(code, char)
        try:
            plain = json.loads(text)
        except (ValueError, RecursionError):
            continue
        kept = _at(plain, "store", "projectsSeo")
        for group in kept.values():
            for document in _at(group, "documents").values():
                if raw := _at(document, "rawDocument"):
                    yield raw


def _at(plain: Any, *keys: str) -> Mapping[str, Any]:
    """The object under the keys; an empty one when there is none."""
    for key in keys:
        plain = plain.get(key) if isinstance(plain, dict) else None
    return plain if isinstance(plain, dict) else {}


def verification(page: Index, own: str, title: str) -> dict[str, Known]:
    """The client's states of the project with this id or title. Only true and false count: null says nothing."""
    out: dict[str, Known] = {}
    for raw in _documents(page):
        ids = {str(raw.get("id", "")), project_id("/projects/" + str(raw.get("seoUrl", "")).removeprefix("/projects/"))}
        if (not own or own not in ids) and (not title or fold(str(raw.get("title", ""))) != title):
            continue
        said = _at(raw, "client", "verification")
        for key, fact in _FACTS.items():
            if isinstance(said.get(key), bool):
                value = "verified" if said[key] else "unverified"
                out[fact] = Known(value, key, "the page's own data", "data")
    return out
