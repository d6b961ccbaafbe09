"""Cases in the words of a page: bands, labels of milestones, names of stages."""

import pytest

from escrowl.facts import Band
from escrowl.rules.cases import facts_of
from escrowl.rules.derive import READERS


@pytest.mark.parametrize(
    ("words", "band"),
    [
        ("Less than 5", Band(0, 4)),
        ("20 to 50", Band(20, 50)),
        ("50+", Band(50, None)),
        ("7", Band(7, 7)),
        (7, Band(7, 7)),
    ],
)
def test_a_band_in_words(words: object, band: Band) -> None:
    assert facts_of({"facts": {"job.proposals": words}})[0].value("job.proposals") == band


@pytest.mark.parametrize(
    ("label", "state"),
    [
        ("Requested", "unfunded"),
        ("In Progress", "funded"),
        ("Not yet activated and funded", "unfunded"),
        ("Active & Funded", "funded"),
        ("Released", "released"),
        ("Submitted for approval", "submitted"),
        ("Something else", "unknown"),
    ],
)
def test_the_state_that_a_label_tells(label: str, state: str) -> None:
    case = {"facts": {"milestones": [{"name": "A", "raw": label}]}}
    assert facts_of(case)[0].value("milestones")[0].state == state


def test_a_state_that_is_given_stands_before_its_label() -> None:
    case = {"facts": {"milestones": [{"name": "A", "state": "funded", "raw": "Requested"}]}}
    assert facts_of(case)[0].value("milestones")[0].state == "funded"


def test_other_names_of_stages_and_memos() -> None:
    facts, ignored = facts_of({"stage": "submit", "facts": {"contract.memos": False}})
    assert facts.value("stage") == "active"
    assert facts.value("contract.memos_missing") == 1
    assert not ignored


@pytest.mark.parametrize(
    ("words", "days"), [("2 weeks ago", 14), ("Posted last month", 30), (45, 45), ("yesterday", None), ("5 to 9", None)]
)
def test_days_since_a_post_was_made(words: object, days: float | None) -> None:
    assert READERS["derived.posted_days"](facts_of({"facts": {"job.posted_at": words}})[0]) == days
