"""Muting through the real server: a danger is asked about once, and what is muted is left out of reports and undone."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from escrowl.snapshot import Snapshot

CASE = Path(__file__).parents[1] / "pages/upwork/search/three-clients"


def check(target: Any, token: str) -> list[dict[str, Any]]:
    snapshot = Snapshot.load(CASE)
    body = {"id": str(uuid.uuid4()), "url": snapshot.url, "html": snapshot.html}
    got = target.post("check", {**body, "taken_at": datetime.now(UTC).isoformat(), "taken_by": "test"}, token)
    assert got.status == 200
    cards: list[dict[str, Any]] = got.json()["cards"]
    return cards


def test_muting_here_on_this_site_and_everywhere(target: Any) -> None:
    token = target.cli()
    first = next(card for card in check(target, token) if card["findings"])
    rule = first["findings"][-1]["rule"]
    for where, key in (("client", first["client"]), ("site", "upwork"), ("everywhere", "")):
        body = {"rule": rule, "where": where, "key": key, "confirm": True}
        assert target.post("mute", body, token).json()["state"] == "muted"
        card = next(card for card in check(target, token) if card["id"] == first["id"])
        assert card["muted"] == [rule]
        assert rule not in [finding["rule"] for finding in card["findings"]]
        assert rule in next(one.muted for one in target.store.clients(9) if one.key == f"upwork:{first['client']}")
        assert target.post("mute", {**body, "undo": True}, token).json()["state"] == "shown"
        card = next(card for card in check(target, token) if card["id"] == first["id"])
        assert rule in [finding["rule"] for finding in card["findings"]]


def test_a_danger_is_asked_about_and_a_rule_that_is_not_there_is_said(target: Any) -> None:
    token = target.cli()
    body = {"rule": "scam/fake-check", "where": "everywhere"}
    asked = target.post("mute", body, token).json()
    assert asked["state"] == "ask"
    assert "can be a danger" in asked["words"]
    assert target.post("mute", {**body, "rule": "scam/*"}, token).json()["state"] == "ask"
    assert not (target.data / "terms.toml").exists()
    assert target.post("mute", {**body, "confirm": True}, token).json()["state"] == "muted"
    assert 'rule = "scam/fake-check"' in (target.data / "terms.toml").read_text()
    assert target.post("mute", {**body, "rule": "job/stale"}, token).json()["state"] == "muted"  # no danger: not asked
    assert target.post("mute", {**body, "rule": "scam/nothing"}, token).json()["code"] == "rule"
    assert target.post("mute", {**body, "where": "client"}, token).json()["code"] == "key"
    for rule in ("scam", "*", "../x", "scam/**"):
        assert target.post("mute", {**body, "rule": rule}, token).status == 422
