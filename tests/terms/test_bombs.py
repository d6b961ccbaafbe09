"""Files that would take for ever or break the reader: refused in words, and never in the way of a check."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path

import pytest

from escrowl import replies
from escrowl.errors import TermsInvalid
from escrowl.replies import exchange
from escrowl.terms import DEFAULTS, Keeper, Mute, OwnFile, parse

DOTS = ".".join("a" * 30_000)
BOMBS = {
    "a number without end": "rate = " + "9" * 5_000,
    "a number no float holds": "rate = " + "9" * 400,
    "lists in lists": "rate = " + "[" * 5_000 + "]" * 5_000,
    "tables in tables": f"{DOTS} = 1",
    "a list that cannot be printed": "languages = " + "[" * 300 + "]" * 300,
    "infinite": "rate = inf",
}


@pytest.mark.parametrize("text", BOMBS.values(), ids=BOMBS)
def test_a_bomb_in_the_terms_is_said_and_the_last_good_terms_hold(text: str, tmp_path: Path) -> None:
    keeper = Keeper(tmp_path)
    keeper.change(lambda terms: replace(terms, rate=40.0))
    (tmp_path / "terms.toml").write_text(text)
    started = time.process_time()
    kept = keeper.kept()
    assert kept.terms.rate == 40
    assert len(kept.faults) == 1
    assert len(str(kept.faults[0])) < 250
    with pytest.raises(TermsInvalid):
        parse(text)
    assert time.process_time() - started < 2


def test_a_bomb_among_own_files_is_left_out(tmp_path: Path) -> None:
    for kind in ("rules", "replies"):
        (tmp_path / kind).mkdir()
        (tmp_path / kind / "bomb.toml").write_text(f"title = 'x'\nwhen.{DOTS} = 1\n")
    keeper = Keeper(tmp_path)
    assert (keeper.terms().rules, keeper.terms().replies) == ((), ())
    assert len(keeper.kept().faults) == 2
    with pytest.raises(TermsInvalid, match="dots"):
        keeper.write("rules", "bomb", f"when.{DOTS} = 1\n")


@pytest.mark.parametrize("text", BOMBS.values(), ids=BOMBS)
def test_a_shared_file_of_replies_can_be_a_bomb(text: str) -> None:
    own = replies.own_replies((OwnFile("bomb", f"title = 'x'\n{text}"),))
    assert len(own.faults) == 1
    assert "recursion" not in own.faults[0].what
    with pytest.raises(TermsInvalid):
        exchange.read(text)
    with pytest.raises(TermsInvalid):
        exchange.read(f'format = 1\n[[reply]]\nname = "a"\ntext = {"[" * 480}{"]" * 480}\n')


@pytest.mark.parametrize("data", [b"# caf\xe9\nrate = 30\n", b"rate = 30\n" + b"#" * 70_000], ids=["latin", "long"])
def test_a_file_that_cannot_be_read_is_kept_before_it_is_written_anew(data: bytes, tmp_path: Path) -> None:
    (tmp_path / "terms.toml").write_bytes(data)
    keeper = Keeper(tmp_path)
    keeper.change(lambda terms: replace(terms, minutes=30))
    assert (tmp_path / "terms-broken.toml").read_bytes() == data
    assert keeper.terms() == replace(DEFAULTS, minutes=30)


def test_more_mutes_than_the_file_may_hold_are_refused_before_it_is_written(tmp_path: Path) -> None:
    keeper = Keeper(tmp_path)
    keeper.change(lambda terms: replace(terms, muted=(Mute("job/stale"),)))
    before = (tmp_path / "terms.toml").read_bytes()
    many = tuple(Mute("job/stale", "client", f"job:upwork:{number:0150d}") for number in range(400))
    with pytest.raises(TermsInvalid, match="longer"):
        keeper.change(lambda terms: replace(terms, muted=many))
    assert (tmp_path / "terms.toml").read_bytes() == before
    assert keeper.terms().muted == (Mute("job/stale"),)
