"""The views of a text: what they fold, and that the map always leads back to the raw text."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from escrowl.rules.bank import Bank
from escrowl.rules.contacts import DETECTORS, imitates, mask
from escrowl.rules.patterns import Document, quote
from escrowl.rules.sentences import Sentences
from escrowl.rules.text import bare, normal

ANY_TEXT = st.one_of(
    st.text(max_size=300),
    st.text(alphabet="ab 1.@$(at)dot te1egrаm \u200b\u20e3\ufe0f'İß", max_size=200),
)


@given(ANY_TEXT)
def test_views_map_back_to_slices_of_the_raw_text(raw: str) -> None:
    plain = normal(raw)
    for view in filter(None, (plain, bare(plain))):
        for start in range(len(view.text)):
            begin, stop = view.raw_span(start, start + 1)
            assert 0 <= begin < stop <= len(raw)
        begin, stop = view.raw_span(0, len(view.text))
        assert 0 <= begin <= stop <= len(raw)


@given(ANY_TEXT)
def test_reading_a_text_never_raises(raw: str) -> None:
    document = Document(raw, Bank())
    for what in DETECTORS:
        for hit in document.detected(what):
            assert len(document.quote(hit)) <= 120


@given(ANY_TEXT, st.integers(0, 300), st.integers(0, 50))
def test_quotes_are_short(raw: str, start: int, length: int) -> None:
    start = min(start, len(raw))
    assert len(quote(raw, start, min(len(raw), start + length))) <= 120


@pytest.mark.parametrize(
    ("raw", "word"),
    [
        ("find me on te1egram", "telegram"),
        ("my w h a t s a p p is", "whatsapp"),
        ("add me on Теlegram", "telegram"),
        ("write to anna.smith (at) gmail (dot) com", "anna.smith@gmail.com"),
        ("anna.smith at g mail dot com", "anna.smith@gmail.com"),
        ("join t . me / group", "t.me/"),
        ("tele-gram please", "telegram"),
        ("my teleqram handle", "telegram"),
        ("text me at 2 0 2 - 5 5 5 - 0 1 7 3", "202-555-0173"),
        ("ring two zero two five five five zero one seven three", "202-555-0173"),
    ],
)
def test_disguises_are_undone(raw: str, word: str) -> None:
    plain = normal(raw)
    undone = bare(plain)
    assert undone is not None
    assert word in undone.text
    assert word not in plain.text


@pytest.mark.parametrize(
    "raw",
    [
        "Columns a b c d e",
        "We meet at noon. Com is short.",
        "Version 1.0.4",
        "Привет, как дела",
        "x = a_b * c_d",
        "look at example.com",
        "Steps one two three four five six seven",
        "Rows 1, 2, 3, 4, 5, 6, 7, 8",
        "On 2024-10-11 at 10:20",
        "0 0 0 0 0 0 0 0",
    ],
)
def test_ordinary_words_are_no_disguise(raw: str) -> None:
    assert bare(normal(raw)) is None


LEET = str.maketrans("aeios", "43105")
CYRILLIC = str.maketrans("aeopcx", "аеорсх")
APPS = st.sampled_from(["telegram", "whatsapp", "viber", "discord"])
WAYS = st.sampled_from(["spaced", "dotted", "leet", "cyrillic", "invisible"])
AROUND = st.text(alphabet="xyz ,\n", max_size=30)


def hidden(word: str, way: str) -> str:
    match way:
        case "spaced":
            return " ".join(word)
        case "dotted":
            return ".".join(word)
        case "leet":
            return word[0] + word[1:].translate(LEET)
        case "cyrillic":
            return word.translate(CYRILLIC)
    return "\u200b".join(word)


@given(APPS, WAYS, AROUND, AROUND)
@settings(max_examples=50)
def test_a_hidden_name_is_found_and_quoted_as_it_was_written(app: str, way: str, before: str, after: str) -> None:
    disguised = hidden(app, way)
    raw = f"{before}; {disguised}, {after}"
    bank = Bank()
    number = bank.add(rf"\b{app}\b")
    document = Document(raw, bank)
    hits = document.hits(number)
    assert len(hits) == 1
    assert raw[hits[0].start : hits[0].end].strip(" ;,\n") == disguised
    assert hits[0].disguised is (way not in ("invisible",) and disguised != app)


@given(st.lists(st.sampled_from("0123456789"), min_size=10, max_size=10), st.sampled_from([" ", " - ", ", ", "."]))
@settings(max_examples=30)
def test_digits_said_one_by_one_are_joined_and_map_back(digits: list[str], between: str) -> None:
    raw = f"so {between.join(digits)} it is"
    undone = bare(normal(raw))
    if undone is not None:
        at = undone.text.index("-") - 3
        begin, stop = undone.raw_span(at, at + 12)
        assert raw[begin:stop] == between.join(digits)
        assert [c for c in undone.text[at : at + 12] if c != "-"] == digits


def test_invisible_characters_and_width_are_folded() -> None:
    assert normal("Ｔele\u200bgram").text == "telegram"


@pytest.mark.parametrize(
    ("text", "word", "negated"),
    [
        ("please do not contact me on skype", "skype", True),
        ("don't hesitate to message me on skype", "skype", False),
        ("i am not here often, text me on skype", "skype", False),
        ("never ask for skype", "skype", True),
        ("we do not chat here. use skype", "skype", False),
    ],
)
def test_negation(text: str, word: str, negated: bool) -> None:
    at = text.index(word)
    assert Sentences(text).negated(at, at + len(word)) is negated


@pytest.mark.parametrize(
    ("host", "fake"),
    [
        ("upwork-login.com", True),
        ("upwork.com.verify-you.net", True),
        ("fivver.com", True),
        ("upvvork.com", True),
        ("support.upwork.com", False),
        ("community.fiverr.com", False),
        ("example.org", False),
        ("network.com", False),
        ("maltese.com", False),
        ("uрwork.com", True),
        ("xn--uwork-vye.com", True),
        ("linkedln.com", True),
        ("www.linkedin.com", False),
        ("kwork.ru", False),
        ("framework.com", False),
    ],
)
def test_hosts_that_imitate_a_marketplace(host: str, fake: bool) -> None:
    assert imitates(host) is fake


def test_other_hosts_need_no_list_of_suffixes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("escrowl.rules.contacts._extract", lambda: pytest.fail("the list was read"))
    assert not imitates("docs.bird-atlas.example.org")


def test_rows_too_short_for_a_number_are_none() -> None:
    assert not list(DETECTORS["phone"]("From 2019 - 2020 we sold 12 000 - 15 0."))
    assert list(DETECTORS["phone"]("Call (415) 555-2671, or +683 4000."))


def test_quotes_hide_numbers_and_addresses() -> None:
    masked = mask("call +44 20 7946 0958 or ann.smith@example.org, budget 1500")
    assert "7946" not in masked
    assert "smith" not in masked
    assert "1500" in masked


def test_an_ip_address_is_no_phone_number() -> None:
    assert list(DETECTORS["phone"]("rtsp://172.104.55.201:7447/feed")) == []
    assert list(DETECTORS["phone"]("ring +44 20 7946 0958 today")) == [(5, 21)]
