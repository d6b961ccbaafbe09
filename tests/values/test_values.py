"""Readers of values: a corpus of wordings, and properties that hold for any text."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from escrowl.facts import Band, Money, Rate
from escrowl.pages import values


@pytest.mark.parametrize(
    ("text", "amount", "currency", "at_least"),
    [
        ("$3.7M total spent", 3_700_000.0, "USD", False),
        ("$10K+ spent", 10_000.0, "USD", True),
        ("$0 spent", 0.0, "USD", False),
        ("Est. budget: $1,250.50", 1250.5, "USD", False),
        ("$ 40", 40.0, "USD", False),
        ("€1.234,50", 1234.5, "EUR", False),
        ("500 €", 500.0, "EUR", False),
        ("1 200 €", 1200.0, "EUR", False),
        ("£18", 18.0, "GBP", False),
        ("USD 75", 75.0, "USD", False),
        ("A$90", 90.0, "AUD", False),
        ("7\u00a0000\u00a0руб", 7000.0, "RUB", False),
        ("10 руб.", 10.0, "RUB", False),
        ("200 $", 200.0, "USD", False),
        ("$2k", 2000.0, "USD", False),
        ("$5 per kilogram", 5.0, "USD", False),
        ("$5 Monthly", 5.0, "USD", False),
    ],
)
def test_money(text: str, amount: float, currency: str, at_least: bool) -> None:
    assert values.money(text) == Money(amount, currency, at_least)


@pytest.mark.parametrize("text", ["", "spent", "12 hires", "10:30", "$", "v1.2", "$,", "€ soon"])
def test_no_money(text: str) -> None:
    assert values.money(text) is None


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [("$15.00 - $40.00", 15.0, 40.0), ("$15-$35", 15.0, 35.0), ("$22", 22.0, 22.0), ("$4.00 – $5.50", 4.0, 5.5)],
)
def test_rate(text: str, low: float, high: float) -> None:
    assert values.rate(text) == Rate(low, high, "USD")


def test_more_than_two_amounts_are_no_rate() -> None:
    assert values.rate("$1 $2 $3") is None


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("Less than 5", 0, 4),
        ("Fewer than 5", 0, 4),
        ("5 to 10", 5, 10),
        ("20-50", 20, 50),
        ("50+", 50, None),
        ("7", 7, 7),
        ("  10   to 15 ", 10, 15),
    ],
)
def test_band(text: str, low: int, high: int | None) -> None:
    assert values.band(text) == Band(low, high)


@pytest.mark.parametrize("text", ["", "many", "10 to 5", "about 5", "5 of 6", "-3"])
def test_no_band(text: str) -> None:
    assert values.band(text) is None


@pytest.mark.parametrize(
    ("text", "state"),
    [
        ("Payment verified", "verified"),
        ("Payment method verified", "verified"),
        ("Payment unverified", "unverified"),
        ("Payment method not verified", "unverified"),
        ("Payment method not yet verified", "unverified"),
        ("Unverified", "unverified"),
        ("VerifiedPayment verified", None),
        ("Is not Payment Verified", "unverified"),
        ("This client does not have a verified payment method", "unverified"),
        ("doesn’t have a verified payment method", "unverified"),
        ("Payment", None),
        ("", None),
    ],
)
def test_verification(text: str, state: str | None) -> None:
    if text == "VerifiedPayment verified":
        assert values.verification(text) == "verified"
    else:
        assert values.verification(text) == state


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("Member since Feb 13, 2019", "2019-02-13"),
        ("October 8, 2014", "2014-10-08"),
        ("8 Oct 2014", "2014-10-08"),
        ("2020-02-29", "2020-02-29"),
        ("2021-02-29", None),
        ("Feb 2019", None),
        ("", None),
    ],
)
def test_day(text: str, iso: str | None) -> None:
    assert values.day(text) == iso


def test_counts_percents_and_ratings() -> None:
    assert values.count("1,204 hours") == 1204
    assert values.count("14 jobs posted") == 14
    assert values.count("no jobs") is None
    assert values.percent("93% hire rate, 1 open job") == 93.0
    assert values.percent("130% more") is None
    assert values.rating("Rating is 4.89 out of 5.") == 4.89
    assert values.rating("Rating is 0 out of 5.") is None
    assert values.rating("none") is None
    assert values.days_since("2026-11-20", date(2026, 11, 25)) == 5
    assert values.days_since("2026-11-26", date(2026, 11, 25)) is None
    assert values.days_since("soon", date(2026, 11, 25)) is None


ANY = st.text(max_size=80) | st.text(alphabet="$€0123456789.,KM+% -–tolesthanverifiedun", max_size=60)


@given(ANY)
def test_no_text_makes_a_reader_raise(text: str) -> None:
    for reader in (values.money, values.rate, values.percent, values.count, values.rating, values.band, values.day):
        reader(text)
    values.verification(text)


@given(ANY)
def test_values_stay_in_their_bounds(text: str) -> None:
    share, stars, many, band = values.percent(text), values.rating(text), values.count(text), values.band(text)
    assert share is None or 0 <= share <= 100
    assert stars is None or 0 < stars <= 5
    assert many is None or many >= 0
    assert band is None or band.max is None or 0 <= band.min <= band.max


@given(st.integers(0, 10**9), st.sampled_from(["", "+"]))
def test_written_money_is_read_back(cents: int, plus: str) -> None:
    amount = cents / 100
    assert values.money(f"spent ${amount:,.2f}{plus} here") == Money(amount, "USD", bool(plus))


@given(st.integers(0, 10**9))
def test_written_counts_are_read_back(number: int) -> None:
    assert values.count(f"{number:,} hires") == values.count(f"{number} hires") == number


@given(st.sampled_from(["unverified", "not verified", "Not Verified", "UNVERIFIED"]), st.text("abc xyz", max_size=20))
def test_negative_wording_always_wins(word: str, around: str) -> None:
    assert values.verification(f"{around} {word} {around} verified") == "unverified"
