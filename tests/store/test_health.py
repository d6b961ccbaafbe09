"""The watch over layouts: what cards used to have and lost, on the real store; and that chance raises no alarm."""

from __future__ import annotations

import json
import random
import re
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

sys.path.append(str(Path(__file__).parent))
from store_making import card, day, report

from escrowl.report import CardReport, Report
from escrowl.store import Store, open_store
from escrowl.store.health import CARDS, PAGES, SAME_PAGE, Row, Watch, chance, row_key

USUAL = {"job__title": "Paint", "client__payment": "verified", "client__country": "Norway"}


class Seen:
    """Feeds pages to a store, a new address and a later hour each time."""

    def __init__(self, store: Store) -> None:
        self.store, self.pages = store, 0

    def page(
        self,
        *lost: str,
        cards: int = 8,
        signed_in: bool | None = True,
        status: str = "read",
        url: str = "",
        minutes: float = 0,
        told: str = "not shown on this card",
    ) -> None:
        self.pages += 1
        facts = {name: value for name, value in USUAL.items() if name.replace("__", ".") not in lost}
        unknown = dict.fromkeys(lost, told)
        made = [
            card(f"j{self.pages}-{at}", "", None, "job", **facts).model_copy(update={"unknown": unknown})
            for at in range(cards)
        ]
        seen = report(*made, url=url or f"https://www.upwork.com/nx/search/jobs?q={self.pages}").model_copy(
            update={"signed_in": signed_in, "status": status}
        )
        at = day(0) + timedelta(hours=self.pages if not minutes else 1, minutes=minutes)
        self.store.record(f"s{self.pages}", seen, at, "b")

    def lost(self) -> set[str]:
        return {name for row in self.store.health("upwork", "search") for name, _ in row.lost}


@pytest.fixture
def seen(tmp_path: Path) -> Iterator[Seen]:
    store = open_store(tmp_path / "data", keep_days=0)
    yield Seen(store)
    store.close()


def test_a_lost_fact_is_noticed_dated_kept_and_forgotten_when_it_is_back(seen: Seen, tmp_path: Path) -> None:
    for _ in range(8):
        seen.page()
    for _ in range(2):
        seen.page("client.payment")
        assert seen.lost() == set(), "one or two odd pages are no new layout"
    seen.page("client.payment")
    seen.store.close()
    seen.store = open_store(tmp_path / "data", keep_days=0)
    (row,) = [row for row in seen.store.health("upwork", "search") if row.lost]
    assert row.lost == (("client.payment", day(0) + timedelta(hours=9)),)
    assert (row.role, row.signed_in, row.pages, row.cards) == ("job", True, 11, 88)
    assert seen.store.export()["health"]
    for _ in range(3 * PAGES):  # what is usual is not unlearnt while it is missing, and the date stays
        seen.page("client.payment")
    assert [row.lost for row in seen.store.health() if row.lost] == [(("client.payment", day(0) + timedelta(hours=9)),)]
    seen.page()
    assert seen.lost() == set()


def test_pages_with_one_card_need_more_of_them(seen: Seen) -> None:
    for _ in range(40):
        seen.page(cards=1)
    seen.page("client.country", cards=1)
    seen.page("client.country", cards=1)
    seen.page("client.country", cards=1)
    assert seen.lost() == set()
    for _ in range(4):
        seen.page("client.country", cards=1)
    assert seen.lost() == {"client.country"}


def test_pages_that_cannot_be_read_any_more(seen: Seen) -> None:
    for _ in range(20):
        seen.page(cards=2)
    seen.page(cards=0, status="unreadable", signed_in=None)
    seen.page(cards=0, status="unreadable", signed_in=None)
    seen.page(cards=0, status="read")  # an empty list says so
    assert seen.lost() == set()
    for _ in range(4):
        seen.page(cards=0, status="unreadable", signed_in=None)
    assert seen.lost() == {"cards"}
    seen.page()
    assert seen.lost() == set()


@pytest.mark.parametrize("signed_in", [False, None])
def test_who_signs_out_sees_less_and_no_layout_changed(seen: Seen, signed_in: bool | None) -> None:
    for _ in range(10):
        seen.page()
    for _ in range(10):
        seen.page("client.payment", "client.country", signed_in=signed_in)
    assert seen.lost() == set()


def test_one_page_read_many_times_is_one_page(seen: Seen) -> None:
    for _ in range(10):
        seen.page()
    for at in range(10):  # cards that come in while it is scrolled
        seen.page("client.payment", url="https://www.upwork.com/nx/search/jobs?q=odd", minutes=600 + at)
    assert seen.lost() == set()
    (row,) = [row for row in seen.store.health() if row.role == "job"]
    assert (row.pages, row.cards) == (11, 11 * CARDS)


def test_a_card_that_was_still_loading_counts_once_with_all_it_has_in_the_end() -> None:
    watch, url = Watch(), "https://www.upwork.com/nx/search/jobs?q=1"
    rows: dict[str, Row] = {}
    for minute, cards in enumerate(([card(payment=None)], [card()], [card(payment=None)])):
        seen = report(*cards, url=url).model_copy(update={"signed_in": True})
        for op in watch.ops(rows, seen, (day(0) + timedelta(minutes=minute)).isoformat()):
            rows[op[2]] = op[3] if len(op) == 4 else {}
    row = rows[row_key("upwork", "search", "job", True)]
    assert row["pages"] == [{"no": 1, "at": day(0).isoformat(), "n": 1, "k": [1]}]
    assert timedelta(minutes=3) < SAME_PAGE


def test_a_reason_that_the_page_gives_is_as_good_as_the_fact(seen: Seen) -> None:
    for _ in range(10):
        seen.page()
    for _ in range(10):
        seen.page("client.country", told="no country yet")
    assert seen.lost() == set()


def test_what_a_site_took_away_for_good_is_not_missed_for_ever(seen: Seen) -> None:
    for _ in range(10):
        seen.page()
    for _ in range(5):
        seen.page("client.country")
    assert seen.lost() == {"client.country"}
    for _ in range(6):
        seen.page("client.country", minutes=60 * 24 * 31 + 60 * seen.pages)
    assert seen.lost() == set()


def test_rows_name_no_client_job_or_address_and_go_with_time(seen: Seen) -> None:
    for _ in range(15):
        seen.page(url="https://www.upwork.com/nx/search/jobs?q=secret")
        seen.page()
    kept = json.dumps(seen.store.export()["health"])
    assert not re.search(r"j\d+-\d|secret|q=|Paint|Norway", kept)
    seen.store.prune(day(400), 90)
    assert seen.store.health() == []


def test_other_sites_pages_count_for_nothing(seen: Seen) -> None:
    seen.page(status="unsupported")
    seen.store.record("x", report(site=None), day(1), "b")
    assert seen.store.health() == []


def _page(random_: random.Random, number: int, rates: dict[str, float]) -> Report:
    cards: list[CardReport] = []
    for at in range(random_.choice((1, 1, 3, 8))):
        had = {name: "x" for name, rate in rates.items() if random_.random() < rate}
        cards.append(card(f"{number}-{at}", "", None, "job", **had))
    url = f"https://www.upwork.com/nx/search/jobs?q={number}"
    return report(*cards, url=url).model_copy(update={"signed_in": True})


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 2**32), st.lists(st.floats(0, 1), min_size=4, max_size=4))
def test_facts_that_come_and_go_by_chance_raise_no_alarm_and_rows_stay_small(seed: int, rates: list[float]) -> None:
    random_, watch, rows = random.Random(seed), Watch(), dict[str, Row]()
    names = {f"client__f{at}": rate for at, rate in enumerate((*rates, 0.9, 0.95, 1.0))}
    for number in range(60):
        for op in watch.ops(rows, _page(random_, number, names), (day(0) + timedelta(hours=number)).isoformat()):
            rows[op[2]] = op[3] if len(op) == 4 else {}
        assert not any(row["lost"] for row in rows.values())
    assert all(len(row["pages"]) <= PAGES for row in rows.values())
    assert len(str(rows)) < 5_000


def test_chances_add_up_to_one() -> None:
    assert chance(10, 10, 30, 40) == pytest.approx(1)
    assert chance(0, 10, 20, 20) < 1e-7 < chance(0, 5, 20, 20)
