"""When the data inside a page and its words say the same, and what becomes of a difference."""

from __future__ import annotations

import pytest

from escrowl.cards import Disagreement
from escrowl.facts import Band, Facts, FactValue, Known, Money, Unknown
from escrowl.pages.agree import agrees, settle


@pytest.mark.parametrize(
    ("data", "visible", "same"),
    [
        (Money(12_345.67, "USD"), Money(10_000, "USD", at_least=True), True),
        (Money(9_000, "USD"), Money(10_000, "USD", at_least=True), False),
        (Money(3_712_345, "USD"), Money(3_700_000, "USD"), True),
        (Money(300, "USD"), Money(0, "USD"), False),
        (Money(100, "EUR"), Money(100, "USD"), False),
        (4.87, 4.9, True),
        (3.2, 4.9, False),
        (14, 14, True),
        (14, 15, False),
        (True, False, False),
        ("verified", "unverified", False),
        ("unverified", "verified", False),
        ("UKR", "Ukraine", True),
        ("A long text that goes on", "A long text …", True),
        ("Either", "Other", False),
        (Band(0, 4), Band(0, 4), True),
        (Band(0, 4), Band(5, 10), False),
    ],
)
def test_agrees(data: FactValue, visible: FactValue, same: bool) -> None:
    assert agrees(data, visible) is same


def test_words_stand_and_silence_is_filled() -> None:
    facts = Facts()
    facts["client.payment"] = Known("unverified", "Payment unverified", layer="wording")
    facts["client.hires"] = Unknown("not shown on this card")
    facts["client.rating"] = Unknown("no reviews yet")
    inside = {
        "client.payment": Known("verified", where="data"),
        "client.hires": Known(3, where="data"),
        "client.rating": Known(4.0, where="data"),
    }
    assert settle("1", facts, inside) == [Disagreement("1", "client.payment", "verified", "unverified", "data")]
    assert {name: fact.value for name, fact in facts.known().items()} == {
        "client.payment": "unverified",
        "client.hires": 3,
    }
