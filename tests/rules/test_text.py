"""The views of a text: what they fold, and that the map always leads back to the raw text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from escrowl.rules.contacts import DETECTORS, imitates, mask
from escrowl.rules.patterns import Bank, Document, quote
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
    ],
)
def test_ordinary_words_are_no_disguise(raw: str) -> None:
    assert bare(normal(raw)) is None


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
    ],
)
def test_hosts_that_imitate_a_marketplace(host: str, fake: bool) -> None:
    assert imitates(host) is fake


def test_quotes_hide_numbers_and_addresses() -> None:
    masked = mask("call +44 20 7946 0958 or ann.smith@example.org, budget 1500")
    assert "7946" not in masked
    assert "smith" not in masked
    assert "1500" in masked


def test_an_ip_address_is_no_phone_number() -> None:
    assert list(DETECTORS["phone"]("rtsp://172.104.55.201:7447/feed")) == []
    assert list(DETECTORS["phone"]("ring +44 20 7946 0958 today")) == [(5, 21)]
