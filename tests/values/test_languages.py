"""Prices, dates, ages, countries and states in the languages of the marketplaces."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from escrowl.facts import Money, Rate
from escrowl.pages import values_dates, values_money, values_places, values_states
from escrowl.pages.values_money import Price


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("₹1500-12500 INR", Price(1500, 12500, "INR", False)),
        ("$3-10 NZD / hour", Price(3, 10, "NZD", True)),
        ("$13 / hr", Price(13, 13, "USD", True)),
        ("Under $250", Price(None, 250, "USD", False)),
        ("Over $25k", Price(25_000, None, "USD", False)),
        ("$10K+", Price(10_000, None, "USD", False)),
        ("€1.000 – 2.000", Price(1000, 2000, "EUR", False)),
        ("500 – 1 000 €", Price(500, 1000, "EUR", False)),
        ("R$ 1.000 - R$ 2.000", Price(1000, 2000, "BRL", False)),
        ("Menos de US$ 50", Price(None, 50, "USD", False)),
        ("от 5 000 до 10 000 ₽", Price(5000, 10_000, "RUB", False)),
        ("от 5 000 ₽ в час", Price(5000, None, "RUB", True)),
        ("10 000 руб.", Price(10_000, 10_000, "RUB", False)),
        ("60 € / Std.", Price(60, 60, "EUR", True)),
        ("USD100", Price(100, 100, "USD", False)),
    ],
)
def test_price(text: str, wanted: Price) -> None:
    assert values_money.price(text) == wanted
    assert values_money.whole_price(text) == wanted


@pytest.mark.parametrize(
    "text",
    ["", "12 bids", "3000", "€5 or $6", "$1 $2", "$30 - $10", "$1,500 a month", "A4 paper", "по договоренности", "$,"],
)
def test_no_price(text: str) -> None:
    assert values_money.price(text) is None


@pytest.mark.parametrize("text", ["$300 deposit", "£280 GBP in 7 days", "$13 / hr Avg Bid", "about $5"])
def test_a_price_among_words_is_not_the_whole(text: str) -> None:
    assert values_money.price(text) is not None
    assert values_money.whole_price(text) is None


def test_a_price_as_one_amount_or_a_rate() -> None:
    assert Price(30, 30, "USD", False).money == Money(30, "USD")
    assert Price(30, None, "USD", False).money == Money(30, "USD", at_least=True)
    assert Price(30, 40, "USD", False).money is None
    assert Price(None, 40, "USD", False).money is None
    assert Price(8, 15, "AUD", True).rate == Rate(8, 15, "AUD")


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("Member since Oct 23, 2023", "2023-10-23"),
        ("Miembro desde 23 de octubre de 2023", "2023-10-23"),
        ("1 de março de 2020", "2020-03-01"),
        ("Membre depuis le 1er août 2020", "2020-08-01"),
        ("Mitglied seit 3. März 2021", "2021-03-03"),
        ("на сайте с 23 октября 2023", "2023-10-23"),
        ("23.10.2023", "2023-10-23"),
        ("31.02.2023", None),
        ("October 2023", None),
        ("12 houses 2023", None),
    ],
)
def test_day(text: str, iso: str | None) -> None:
    assert values_dates.day(text) == iso


@pytest.mark.parametrize(
    "text",
    ["3 days ago", "a day ago", "hace 3 días", "há 2 horas", "il y a 3 jours", "vor 3 Tagen", "3 дня назад", "вчера"],
)
def test_ago(text: str) -> None:
    assert values_dates.ago(f" {text} ") == text


@pytest.mark.parametrize("text", ["", "6 days left", "3 days", "Posted 3 days ago", "now", "I did it 3 days ago"])
def test_not_ago(text: str) -> None:
    assert values_dates.ago(text) is None


def test_countries() -> None:
    assert values_places.country("Noida, India") == "India"
    assert values_places.country("Deutschland") is None
    for name in ("Deutschland", "Brasil", "Россия", "Francia", "Allemagne", "United Kingdom"):
        assert values_places.country_anywhere(name) == name
    for text in ("Remote", "", "US", "India now", "Payment verified"):
        assert values_places.country_anywhere(text) is None


@pytest.mark.parametrize(
    ("text", "thing", "state"),
    [
        ("Is not Payment Verified", "payment", "unverified"),
        ("This user has verified their Payment method", "payment", "verified"),
        ("payment-unverified", "payment", "unverified"),
        ("Has not Completed Profile 100%.", "profile", "unverified"),
        ("Has not made a Deposit", "deposit", "unverified"),
        ("Deposit made", "deposit", "verified"),
        ("Método de pago verificado", "payment", "verified"),
        ("Pagamento não verificado", "payment", "unverified"),
        ("Paiement non vérifié", "payment", "unverified"),
        ("Zahlung nicht verifiziert", "payment", "unverified"),
        ("Identität bestätigt", "identity", "verified"),
        ("Оплата не подтверждена", "payment", "unverified"),
        ("Телефон подтвержден", "phone", "verified"),
    ],
)
def test_statement(text: str, thing: str, state: str) -> None:
    assert values_states.statement(text) == (thing, state)


@pytest.mark.parametrize(
    "text",
    ["", "Payment", "VERIFIED", "Payment and email verified", "Is the payment verified?", "payment verified " * 9],
)
def test_no_statement(text: str) -> None:
    assert values_states.statement(text) is None


@settings(max_examples=50, deadline=None)
@given(st.text(alphabet="$€₽ 0123456789.,-–kKM+USDEURруб/hrап()\u00a0", max_size=40))
def test_no_text_breaks_a_reader(text: str) -> None:
    found = values_money.price(text)
    assert found is None or found.currency
    for reader in (values_money.whole_price, values_dates.day, values_dates.ago, values_places.country_anywhere):
        reader(text)
    values_states.statement(text)
