"""What is kept of a text holds no phone number and no mail address, and is short."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from escrowl.store.mask import KEEP, mask, plain_address


@pytest.mark.parametrize(
    "secret",
    [
        "+1 202-555-0143",
        "(202) 555-0143",
        "202.555.0143",
        "+44 20 7946 0018",
        "+49 (0) 30 901820",
        "0049 30 901820123",
        "98765 43210",
        "+٩١ ٩٨٧٦٥ ٤٣٢١٠",
        "jo.doe+work@mail.example",
        "jo(at)mail(dot)example",
        "jo [at] mail [dot] example",
        "jo at mail dot example",
        "JO@MAIL.EXAMPLE",
    ],
)
def test_numbers_and_addresses_are_masked(secret: str) -> None:
    masked = mask(f"Write to {secret} today")
    assert masked in ("Write to [number] today", "Write to [mail] today")
    assert mask(masked) == masked


@pytest.mark.parametrize(
    "text",
    [
        "Budget $1,500,000.00 and 12,000,000 rows",
        "Posted 2026-03-01 09:00, ends 2026-04-01",
        "Meet at 5 or at home",
        "5 to 10 proposals, 90% hire rate, $10K+ spent",
        "Hours 1,234 at 4.95 of 5 (117 reviews)",
    ],
)
def test_money_dates_and_counts_stay(text: str) -> None:
    assert mask(text) == text


def test_cut_after_masking_so_that_no_half_number_stays() -> None:
    text = "x" * 110 + " +12025550143"
    assert mask(text) == "x" * 110 + " [number]"
    assert mask("xx" + text) == "x" * 112 + " [numbe…"
    assert len(mask("word " * 100)) <= KEEP


@given(st.text(max_size=300))
def test_any_text_is_short_and_on_one_line(text: str) -> None:
    masked = mask(text)
    assert len(masked) <= KEEP
    assert "\n" not in masked


def test_long_texts_cost_little() -> None:
    for text in ("a" * 10**6, "a@" * 10**5, "1 " * 10**5, "a at " * 10**5, "(at)" * 10**5, "+" * 10**5, "1.-" * 10**5):
        begin = time.perf_counter()
        mask(text)
        assert time.perf_counter() - begin < 10


@pytest.mark.parametrize(
    ("url", "kept"),
    [
        ("https://www.upwork.com/nx/search/jobs/?q=secret&page=2#x", "https://www.upwork.com/nx/search/jobs/?q&page"),
        ("https://u:p@WWW.upwork.com:8443/a?b@c.de&=1", "https://www.upwork.com:8443/a"),
        ("https://[bad", ""),
        ("https://x.example:99999/", ""),
        ("https://x.example/" + "a" * 900, ("https://x.example/" + "a" * 900)[:500]),
    ],
)
def test_addresses_lose_values_users_and_fragments(url: str, kept: str) -> None:
    assert plain_address(url) == kept
