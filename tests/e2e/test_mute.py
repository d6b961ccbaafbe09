"""Muting from the panel: a danger is asked about once, and what is muted stays away after a reload."""

from __future__ import annotations

from typing import Any

import pytest

from escrowl_scrapers.inside import BADGE

pytestmark = pytest.mark.browser

SCHEME = (
    "We send you a check for the equipment. Deposit it at your bank, keep your pay and send the rest to our vendor by "
    "Zelle. Then the work begins: write down what the fence needs."
)


def test_a_finding_is_muted_for_this_job_once_a_danger_was_asked_about(market: Any, shapes: Any) -> None:
    page, inside = market.open(shapes.SEARCH, shapes.search_page(shapes.tile("Check me", text=SCHEME)))
    inside.wait_for(f"find({BADGE!r}) != null")
    inside.click(BADGE)
    titles = "all('.panel .finding .title').map((one) => one.textContent)"
    before = inside.evaluate(titles)
    assert any(title.startswith("Danger") for title in before)
    inside.click(".panel button", "Mute")
    inside.click(".panel button", "This job")
    inside.wait_for("all('.panel p').some((one) => one.textContent.includes('can be a danger'))")
    assert inside.evaluate(titles) == before
    inside.click(".panel button", "Mute it all the same")
    inside.wait_for("all('.panel p').some((one) => one.textContent.startsWith('1 finding is muted'))")
    after = inside.evaluate(titles)
    assert before[0] not in after
    page.reload(wait_until="domcontentloaded")
    inside.wait_for(f"find({BADGE!r}) != null")
    inside.click(BADGE)
    inside.wait_for("all('.panel p').some((one) => one.textContent.startsWith('1 finding is muted'))")
    assert before[0] not in inside.evaluate(titles)
