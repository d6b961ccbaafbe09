"""Before everything is loaded: a plain ping is answered as the app would, all else waits for the app."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from werkzeug.test import Client

from escrowl.check import check
from escrowl.settings import read_settings
from escrowl.store import open_store
from escrowl.web import door as door_module
from escrowl.web.app import create_app
from escrowl.web.door import Door
from escrowl.web.pairing import Clients, read_or_make_key

PORT = 48_615
HOST = {"Host": f"127.0.0.1:{PORT}"}


@pytest.fixture
def app(tmp_path: Path) -> Iterator[Any]:
    settings = read_settings(port=PORT, data=tmp_path)
    store = open_store(tmp_path)
    yield create_app(settings, store, Clients(store, read_or_make_key(tmp_path), PORT), check)
    store.close()


def test_an_early_ping_is_the_apps_ping(app: Any) -> None:
    door = Door(PORT)
    early = Client(door).get("/api/v1/ping", headers=HOST)
    door.open(app)
    later = Client(door).get("/api/v1/ping", headers=HOST)
    assert early.status_code == later.status_code == 200
    assert early.get_data() == later.get_data()
    assert dict(early.headers) == dict(later.headers)


@pytest.mark.parametrize(
    ("path", "headers"),
    [
        ("/", HOST),
        ("/api/v1/ping?x=1", HOST),
        ("/api/v1/ping", {"Host": "evil.test"}),
        ("/api/v1/ping", {"Host": f"evil.test:{PORT}"}),
        ("/api/v1/ping", {**HOST, "Origin": "https://evil.test"}),
        ("/api/v1/ping", {**HOST, "Sec-Fetch-Site": "cross-site"}),
    ],
)
def test_whatever_the_guard_must_see_waits_for_it(app: Any, path: str, headers: dict[str, str]) -> None:
    door = Door(PORT)
    told: list[int] = []
    asking = threading.Thread(target=lambda: told.append(Client(door).get(path, headers=headers).status_code))
    asking.start()
    asking.join(0.05)
    assert told == []
    door.open(app)
    asking.join(5)
    assert told == [Client(app).get(path, headers=headers).status_code]


def test_when_no_app_comes_it_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(door_module, "SECONDS", 0.01)
    answer = Client(Door(PORT)).get("/", headers=HOST)
    assert answer.status_code == 503
    assert answer.get_json()["code"] == "starting"


def test_the_first_answer_waits_for_no_library_it_does_not_need() -> None:
    code = "import escrowl.cli.serving, escrowl.web.channel, sys; print(*sys.modules)"
    out = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout.split()
    assert {"flask", "pydantic", "tinydb", "re2", "rich", "bs4", "lxml", "escrowl.rules", "escrowl.pages"} & set(
        out
    ) == set()
