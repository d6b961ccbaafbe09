"""kill -9 in mid-write, many times: nothing acknowledged is lost, nothing is half done, and the test can see losses."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

sys.path.append(str(Path(__file__).parent))
from crash_writer import EARLY, open_keeper
from store_making import card, day, report

from escrowl.errors import StoreError
from escrowl.store.tinystore import TinyStore

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs fork and kill -9")
SEED = "2026"
FRESH = 25
"""After so many rounds a new folder: a store that has grown is killed at other places than a small one."""


@dataclass
class State:
    """What the store must hold: clients with the snapshot they came by, and the latest update of the early row."""

    clients: dict[str, str] = field(default_factory=dict)
    updates: list[str] = field(default_factory=list)

    def after(self, step: list[str] | None) -> State:
        clients, updates = dict(self.clients), list(self.updates)
        match step:
            case ["insert", snapshot, client]:
                clients[client] = snapshot
            case ["update", snapshot]:
                updates.append(snapshot)
            case ["delete", client]:
                del clients[client]
            case _:
                pass
        return State(clients, updates)


def held(store: TinyStore) -> State:
    """The same, read from the store; fails when its parts do not belong together."""
    kept = store.export()
    clients = {row["id"]: "" for row in kept["clients"]}
    updates = []
    for page in kept["pages"]:
        (name,) = page["cards"]
        client = store.query("cards").get(doc_id=name)["client"].partition(":")[2]  # type: ignore[index]
        if client == EARLY:
            updates.append(page["key"])
        else:
            assert clients[client] == ""
            clients[client] = page["key"]
            assert store.history(client), client
    early = next(row for row in kept["cards"] if row["id"] == EARLY)
    assert early["facts"]["job.title"]["value"].split()[0] == updates[-1]
    return State(clients, updates)


@dataclass
class Figures:
    """What came out of it."""

    rounds: int = 0
    acknowledged: int = 0
    lost: int = 0
    unreadable: int = 0


def killed(kind: str, base: Path, rounds: int) -> Figures:
    """Run the rounds; each compares the store with all that was acknowledged, the step in flight done or not.

    Ends with the first round that finds the store wrong.
    """
    figures = Figures()
    script = str(Path(__file__).parent / "crash_writer.py")
    with subprocess.Popen(
        [sys.executable, script, kind], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as writer:
        assert writer.stdin is not None
        assert writer.stdout is not None
        state, folder = State(), base
        for number in range(rounds):
            if figures.lost + figures.unreadable:
                break
            if number % FRESH == 0 or state == State():
                folder, state = base / str(number), seeded(kind, base / str(number))
            writer.stdin.write(f"{folder} {SEED}-{number}\n")
            writer.stdin.flush()
            notes: list[Any] = json.loads(writer.stdout.readline())
            figures.rounds += 1
            step = None
            for note in notes:
                if note is None:
                    figures.acknowledged += 1
                    state = state.after(step)
                step = note
            state = compare(kind, folder, number, [state, state.after(step)], figures)
        writer.stdin.close()
    return figures


def seeded(kind: str, folder: Path) -> State:
    store, state = TinyStore(open_keeper(kind, folder)), State()
    store.record("u0", report(card(EARLY, EARLY, job__title="u0 title")), day(0), "b")
    for number in range(60):
        store.record(f"s{number}", report(card(f"j{number}", f"c{number}")), day(0), "b")
        state.clients[f"c{number}"] = f"s{number}"
    state.clients[EARLY], state.updates = "", ["u0"]
    store.close()
    return state


def compare(kind: str, folder: Path, number: int, allowed: list[State], figures: Figures) -> State:
    """The state found, or an empty one after a loss: the next round then starts anew."""
    try:
        keeper = open_keeper(kind, folder)
        store = TinyStore(keeper)
    except (StoreError, ValueError, KeyError, TypeError, AttributeError):
        figures.unreadable += 1
        return State()
    try:
        found = held(store)
    except (AssertionError, StopIteration, IndexError, KeyError, TypeError):
        found = State()
    if number % 2:
        store.close()
    else:  # as the killed one left it, without a checkpoint
        keeper.let_go()
    if found not in allowed:
        figures.lost += 1
        return State()
    return found


def test_kill_in_mid_write_loses_nothing_acknowledged(tmp_path: Path, record_property: Any) -> None:
    figures = killed("journal", tmp_path, 100)
    record_property("crash", vars(figures))
    print(figures)
    assert (figures.lost, figures.unreadable) == (0, 0), figures
    assert figures.rounds == 100
    assert figures.acknowledged > 400


@pytest.mark.parametrize(("kind", "rounds"), [("plain", 200), ("cached", 20)])
def test_without_journal_and_fsync_the_same_test_is_red(
    tmp_path: Path, record_property: Any, kind: str, rounds: int
) -> None:
    """The control. ``plain`` truncates after writing; ``cached`` acknowledges before anything is written.

    A missing fsync alone shows only when the power goes: what the system was given survives a kill.
    """
    figures = killed(kind, tmp_path, rounds)
    record_property("crash", vars(figures))
    print(kind, figures)
    assert figures.lost + figures.unreadable == 1, figures
