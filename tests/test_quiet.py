"""The search for garbage rests while pages are read, and goes on afterwards whatever happened."""

from __future__ import annotations

import gc

import pytest

from escrowl.pages.quiet import FULL, OVERLAPS, Quiet


def test_it_goes_on_after_the_last_block_and_after_a_fault() -> None:
    quiet = Quiet()
    with quiet:
        assert not gc.isenabled()
        with pytest.raises(ValueError, match="broke"), quiet:
            raise ValueError("broke")
        assert not gc.isenabled()
    assert gc.isenabled()


def test_where_it_was_off_it_stays_off() -> None:
    gc.disable()
    try:
        with Quiet():
            pass
        assert not gc.isenabled()
    finally:
        gc.enable()


def test_readings_that_overlap_without_end_do_not_put_it_off_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    looked: list[int] = []
    monkeypatch.setattr("escrowl.pages.quiet.gc.collect", looked.append)
    quiet = Quiet()
    with quiet:
        for _ in range(FULL * OVERLAPS):
            with quiet:
                pass
    assert looked == [1] * (FULL - 1) + [2]
