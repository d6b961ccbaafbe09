"""Words alone: what rules say to them, what stays unknown, and that no marketplace's terms are laid on other pages."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from escrowl.check import PIECE, check_text, distinct
from escrowl.errors import SnapshotRejected
from escrowl.facts import Facts, Known

MAIL = "https://mail.example.org/inbox/7"
ROOM = "https://www.upwork.com/nx/some/page"
FEE = "Before we start, send $50 as a registration fee and you get it back with the first pay."
CONTACT = "Send your CV to jobs@example.org and we will answer within two days."


def rules_of(text: str, url: str = MAIL, scope: str = "selection") -> set[str]:
    (card,) = check_text(url, "A page", text, scope=scope).cards  # type: ignore[arg-type]
    return {finding.rule for finding in card.findings}


def test_a_known_scheme_is_named_with_its_words_and_answers() -> None:
    report = check_text(MAIL, "", FEE)
    (card,) = report.cards
    assert (report.status, report.kind, report.site) == ("read", "other", None)
    found = next(one for one in card.findings if one.rule == "money/upfront-fee")
    assert any("fee" in quote for quote in found.quotes)
    assert card.badges
    assert "decline-upfront-fee" in card.replies


def test_nothing_is_said_of_whoever_wrote_it() -> None:
    report = check_text(ROOM, "", "Payment method verified. $10K spent, 5.0 stars. We need a logo for a bakery.")
    (card,) = report.cards
    assert card.facts == {}
    assert "only the words" in card.unknown["client.payment"]
    assert "Only the text" in report.notes[0]


def test_the_terms_of_marketplaces_are_not_laid_on_other_pages() -> None:
    assert "job/contact-in-post" in rules_of(CONTACT, ROOM)
    assert rules_of(CONTACT, MAIL) == set()


def test_a_bank_transfer_is_no_scheme_in_a_mail() -> None:
    words = "Our invoices are paid by bank transfer. Do you take credit cards as well?"
    assert "money/pay-outside-platform" in rules_of(words, ROOM)
    assert rules_of(words, MAIL) == set()
    cheque = "I will send you a cheque for more than the amount, and you forward the rest to my consultant by Zelle."
    assert "verdict/likely-scam" in rules_of(cheque, MAIL)


def test_without_words_there_is_nothing_to_check() -> None:
    with pytest.raises(SnapshotRejected, match="no text to check"):
        check_text(MAIL, "", " \n–… ")


def test_a_scheme_deep_in_a_long_page_is_found() -> None:
    filler = "The orchard has ninety trees and a stone wall.\n" * (2 * PIECE // 47)
    assert "money/upfront-fee" in rules_of(filler + FEE, scope="page")


def test_the_freelancers_own_badge_and_a_contract_steer_clauses() -> None:
    me = Facts({"me.id_badge": Known("verified")})
    (card,) = check_text(MAIL, "", FEE, me=me).cards
    assert card.flags == ("id_verified",)


@settings(max_examples=40, deadline=None)
@given(st.text(min_size=1, max_size=300))
def test_no_text_breaks_it(text: str) -> None:
    try:
        (card,) = check_text(MAIL, text[:40], text, scope="page").cards
    except SnapshotRejected:
        assert not any(map(str.isalnum, text))
    else:
        assert card.facts == {}


def test_a_quote_that_stands_in_another_one_is_not_said_again() -> None:
    given = ("of Fruit Co. Add me", "Fruit Co. Add me…", "Send $5", "Add ME", "Send $5")
    assert distinct(given) == ("of Fruit Co. Add me", "Send $5")
