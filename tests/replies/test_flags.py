"""Clauses that follow from a card: what is asked for before a contract is not said once there is one."""

from __future__ import annotations

import pytest

from escrowl.facts import Facts, Known
from escrowl.replies import catalog, fill, flags_of
from escrowl.replies.template import Clause

BEFORE = sorted(
    reply.id
    for reply in catalog().values()
    for pieces in reply.text.values()
    if any(isinstance(piece, Clause) and piece.flag == "no_outside_before_contract" for piece in pieces)
)


def test_flags_follow_from_facts() -> None:
    facts = Facts()
    assert flags_of(facts) == ()
    facts["me.id_badge"] = Known("verified")
    facts["contract.stage"] = Known("interview")
    assert flags_of(facts) == ("id_verified",)
    facts["contract.stage"] = Known("active")
    assert flags_of(facts) == ("id_verified", "contract")


@pytest.mark.parametrize("name", sorted(set(BEFORE)))
def test_what_is_asked_before_a_contract_is_not_said_under_one(name: str) -> None:
    before = fill(name, site="upwork", slots={}).text
    under = fill(name, site="upwork", slots={}, flags=["contract"]).text
    assert len(under) < len(before)
