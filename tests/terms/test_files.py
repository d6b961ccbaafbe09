"""The terms as a file: every fault named with its line, comments kept, a broken file never in the way."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from escrowl.errors import TermsInvalid
from escrowl.replies import FLAGS
from escrowl.terms import DEFAULTS, SITE_FLAGS, THRESHOLDS, Keeper, Mute, Terms, parse, render

FULL = Terms(
    rate=42.5,
    currency="EUR",
    min_budget=200.0,
    minutes=15,
    thresholds={"low_rating": 4.2, "stale_days": 20.0},
    muted=(Mute("client/*"), Mute("job/stale", "site", "upwork"), Mute("money/upfront-fee", "client", 'job:"x"\n]')),
    sites={"upwork": frozenset({"id_verified"}), "guru": frozenset({"ownership", "no_free_work"})},
    languages=("en", "de"),
)


def test_what_is_written_is_read_again() -> None:
    assert parse(render(FULL)) == FULL
    assert parse(render(DEFAULTS)) == parse("") == DEFAULTS


@settings(max_examples=40, deadline=None)
@given(
    key=st.text(min_size=1, max_size=30),
    rate=st.none() | st.floats(0, 100_000, allow_nan=False),
    low=st.floats(0, 5, allow_nan=False),
)
def test_any_value_survives_the_file(key: str, rate: float | None, low: float) -> None:
    terms = Terms(rate=rate, thresholds={"low_rating": low}, muted=(Mute("job/stale", "client", key),))
    assert parse(render(terms)) == terms
    assert parse(render(DEFAULTS, render(terms))) == DEFAULTS


def test_a_persons_comments_and_order_stay() -> None:
    before = "# my own notes\nminutes = 20 # never more\n\nrate = 30 # since May\n\n"
    before += "[thresholds] # strict\nlow_rating = 4.5 # ok\n"
    terms = replace(
        parse(before), rate=35.0, muted=(Mute("job/stale"),), thresholds={"low_rating": 4.5, "stale_days": 9}
    )
    after = render(terms, before)
    assert after.startswith("# my own notes\nminutes = 20 # never more\n\nrate = 35 # since May\n")
    assert "[thresholds] # strict\nlow_rating = 4.5 # ok\nstale_days = 9\n" in after
    assert parse(after) == terms


FAULTS = (
    ("rate = 'much'", "terms.toml, line 1: rate: 'much' is not a number; write a plain one from 0 to 100000"),
    ("rate = nan", "is not a number"),
    ("rate = true", "is not a number"),
    ("\nminutes = 700", "terms.toml, line 2: minutes: 700 is out of range; write a number from 1 to 600."),
    ("minutes = 2.5", "is not a whole number"),
    ("currency = 'dollars'", "write its three letters"),
    ("languages = 'en'", "write two letters each"),
    ("rates = 5", "there is no such setting; there are rate,"),
    ("thresholds = 3", "it must be a table: [thresholds]."),
    (
        "[thresholds]\nlow_ratting = 3",
        "line 2: thresholds.low_ratting: there is no such threshold; there are low_rating,",
    ),
    ("[thresholds]\nlow_rating = 9", "line 2: thresholds.low_rating: 9 is out of range; write a number from 0 to 5."),
    ("[sites.upwork]\nflags = ['nice']", "line 1: sites.upwork: ['nice'] is not a list of flags; there are no_outside"),
    ("[sites]\nupwork = 3", "a site takes flags and nothing else"),
    ("[sites.Upwork]\nflags = []", "in small letters"),
    ("muted = 'job/stale'", "it must be a list"),
    ("[[muted]]\nrule = 'job/stale'\n[[muted]]\nrule = 'stale'", "line 4: muted: rule is 'stale'; write a rule's id"),
    ("[[muted]]\nrule = 'job/stale'\nwhere = 'there'", "where is 'there'; it is one of everywhere, client, site."),
    ("[[muted]]\nrule = 'job/stale'\nwhere = 'site'", "key is ''; name the client or site"),
    ("[[muted]]\nrule = 'job/stale'\nwhy = 'x'", "an entry takes rule, where and key"),
    ("rate = 3\nrate = 4", "Here it is not TOML"),
    ("rate = \n", "terms.toml, line 1: "),
)


@pytest.mark.parametrize(("text", "said"), FAULTS, ids=[text for text, _ in FAULTS])
def test_every_fault_is_named_with_what_to_do(text: str, said: str) -> None:
    with pytest.raises(TermsInvalid) as caught:
        parse(text)
    assert said in str(caught.value)
    assert all(fault.file == "terms.toml" and fault.what for fault in caught.value.faults)


def test_all_faults_are_told_at_once() -> None:
    with pytest.raises(TermsInvalid) as caught:
        parse("rate = 'x'\nminutes = 0\n[thresholds]\nlow_rating = 'y'\n")
    assert [fault.key for fault in caught.value.faults] == ["rate", "minutes", "thresholds.low_rating"]
    assert [fault.line for fault in caught.value.faults] == [1, 2, 4]


def test_changes_by_hand_are_seen_and_a_broken_file_leaves_the_last_good_terms(tmp_path: Path) -> None:
    keeper, file = Keeper(tmp_path), tmp_path / "terms.toml"
    assert keeper.kept().terms == DEFAULTS
    file.write_text("rate = 30\n")
    assert keeper.terms().rate == 30
    file.write_text("rate = thirty\n")
    kept = keeper.kept()
    assert kept.terms.rate == 30
    assert [fault.line for fault in kept.faults] == [1]
    assert Keeper(tmp_path).kept().terms == DEFAULTS  # a fresh start knows no earlier terms
    keeper.change(lambda terms: replace(terms, minutes=30))
    assert (tmp_path / "terms-broken.toml").read_text() == "rate = thirty\n"
    assert parse(file.read_text()) == Terms(rate=30, minutes=30)
    assert keeper.kept().faults == ()
    file.unlink()
    assert keeper.terms() == DEFAULTS


def test_own_files_are_read_and_what_cannot_be_is_said(tmp_path: Path) -> None:
    keeper = Keeper(tmp_path)
    keeper.write("rules", "my-rule", "title = 'x'\n")
    (tmp_path / "rules" / "My Rule.toml").write_text("")
    (tmp_path / "rules" / "notes.txt").write_text("")
    (tmp_path / "rules" / "latin.toml").write_bytes(b"# a\ntitle = '\xe9'\n")
    (tmp_path / "rules" / "long.toml").write_text("#" * 70_000)
    kept = keeper.kept()
    assert [(file.name, file.text) for file in kept.terms.rules] == [("my-rule", "title = 'x'\n")]
    assert sorted(str(fault).split(":")[0] for fault in kept.faults) == [
        "rules/My Rule.toml",
        "rules/latin.toml, line 2",
        "rules/long.toml",
    ]
    assert kept.terms.rate is None
    for name in ("../evil", "a/b", "", "A", "x" * 61, "con", "com1"):
        with pytest.raises(TermsInvalid):
            keeper.write("replies", name, "x")
    keeper.delete("rules", "my-rule")
    keeper.delete("rules", "my-rule")
    assert keeper.terms().rules == ()
    assert not (tmp_path / "evil.toml").exists()


def test_a_folder_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("")  # a file in its place stops also root, whom no permission binds
    with pytest.raises(TermsInvalid, match="could not be written"):
        Keeper(tmp_path / "data").change(lambda terms: replace(terms, rate=1.0))


def test_files_are_for_this_user_alone(tmp_path: Path) -> None:
    keeper = Keeper(tmp_path)
    keeper.change(lambda terms: replace(terms, rate=1.0))
    keeper.write("rules", "x", "")
    if os.name == "posix":
        assert (tmp_path / "terms.toml").stat().st_mode & 0o077 == 0
        assert (tmp_path / "rules" / "x.toml").stat().st_mode & 0o077 == 0
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["rules", "terms.toml", "x.toml"]


def test_flags_of_sites_are_flags_of_replies() -> None:
    assert set(SITE_FLAGS) <= set(FLAGS)


def test_facts_hold_what_is_set_and_nothing_else() -> None:
    assert set(DEFAULTS.facts("upwork")) == {"me.minutes"}
    facts = FULL.facts("upwork")
    assert facts.value("me.rate") == 42.5
    assert facts.value("me.id_badge") == "verified"
    assert FULL.facts("guru").value("me.id_badge") is None


def test_a_mute_covers_its_place_alone() -> None:
    assert FULL.mutes("guru", "c") == ("client/*",)
    assert FULL.mutes("upwork", 'job:"x"\n]') == ("client/*", "job/stale", "money/upfront-fee")
    assert Mute("client/*").covers("client/low-rating", "", "")
    assert not Mute("client/low-rating").covers("client/low-rating-x", "", "")
    assert not Mute("job/stale", "client", "").covers("job/stale", "upwork", "")


def test_thresholds_have_a_place_each() -> None:
    places = [(t.rule, t.part, t.fact, t.operator) for t in THRESHOLDS.values()]
    assert len(places) == len(set(places))
