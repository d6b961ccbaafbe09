"""Filling: one pass, nothing scanned again, gaps where values are missing, and files at fault refused by name."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from escrowl.errors import CatalogInvalid, ReplyUnknown
from escrowl.replies import SLOTS, TONES, Tone, catalog, fill, fill_reply, load, load_reply
from escrowl.replies.fill import clean
from escrowl.replies.template import TemplateInvalid, parse

LITERAL = [
    "{{7*7}}",
    "{{cycler.__init__.__globals__.os.getpid()}}",
    "{% for x in range(10**9) %}",
    "${7*7}",
    "#{7*7}",
    "{0.__class__}",
    "%(x)s",
    "{{{{name}}}}",
    "{client}",
    "{{client}}",
    "[x]",
    "[?ownership: x]",
    "[{client}|y]",
    "‹client›",
]
FILE = """
id = "{name}"
title = "A title"
purpose = "When it is needed."
[text]
soft = "Hi {{client}}, thank you. {more}"
neutral = "Hi {{client}}. {more}"
firm = "Hi. {more}"
"""


def _file(folder: Path, more: str = "", name: str = "sample", text: str = FILE) -> Path:
    path = folder / "sample.toml"
    path.write_text(text.format(name=name, more=more), encoding="utf-8")
    return path


@pytest.mark.parametrize("value", LITERAL)
def test_template_code_in_a_value_stays_literal(value: str) -> None:
    filled = fill("polite-decline", site="upwork", slots={"client": value, "job": value})
    assert filled.text.count(value) == 2
    assert filled.gaps == ()


VALUES = st.one_of(st.sampled_from(LITERAL), st.text(max_size=40))


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    slots=st.dictionaries(st.sampled_from(sorted(SLOTS)), VALUES, max_size=8),
    name=st.sampled_from(sorted(catalog())),
    tone=st.sampled_from(TONES),
)
def test_values_are_put_in_once_and_never_read(slots: dict[str, str], name: str, tone: Tone) -> None:
    known = {slot: clean(value) for slot, value in slots.items() if clean(value)}
    marked = fill(name, site="upwork", slots={slot: f"\ue000{slot}\ue001" for slot in known}, tone=tone)
    filled = fill(name, site="upwork", slots=slots, tone=tone)

    def value(mark: re.Match[str]) -> str:
        word = known[mark[1]]
        if mark[1] == "rate" and word[0].isdigit():
            return sign + word
        return sign if mark[1] == "cur" else word

    sign = known.get("cur", "$")
    sign += " " if sign[-1].isalpha() else ""

    assert filled.text == re.sub("\ue000([a-z_]+)\ue001", value, marked.text)
    assert [gap.slot for gap in filled.gaps] == [gap.slot for gap in marked.gaps]


def test_the_longest_values_stay_under_the_limit() -> None:
    slots = dict.fromkeys(SLOTS, "😀" * 10_000)
    for name in catalog():
        assert len(fill(name, site="other", slots=slots).text.encode()) <= 20_000


def test_gaps_are_counted_in_characters() -> None:
    filled = fill("offer-mismatch", site="upwork", slots={"client": "😀"})
    found = [(gap.slot, filled.text[gap.start : gap.end]) for gap in filled.gaps]
    assert found == [("amount", "‹amount›"), ("price", "‹price›")]


def test_control_and_direction_characters_are_left_out() -> None:
    assert "Hi Ana," in fill("polite-decline", site="upwork", slots={"client": "\x00A\u202en\u200ba\x1b "}).text
    assert fill("polite-decline", site="upwork", slots={"client": "\u200b \n"}).text.startswith("Hi there,")


def test_names_outside_the_lists_are_ignored() -> None:
    assert fill("polite-decline", site="upwork", slots={"nobody": "x"}, flags=["nothing"]).text.startswith("Hi there,")


def test_a_page_cannot_rename_the_site() -> None:
    text = fill("verify-payment", site="upwork", slots={"platform": "Elsewhere", "contract_word": "gift"}).text
    assert "Elsewhere" not in text
    assert "gift" not in text


def test_an_unknown_reply_is_told() -> None:
    with pytest.raises(ReplyUnknown, match="no reply named 'nothing'"):
        fill("nothing", site="upwork", slots={})


def test_a_new_file_is_loaded_and_filled(tmp_path: Path) -> None:
    reply = load_reply(_file(tmp_path, "Bye[ {job}|, friend]."))
    assert load(tmp_path) == {"sample": reply}
    assert reply.slots == ("client", "job")
    assert fill_reply(reply, site=None, slots={}, tone="neutral").text == "Hi there. Bye, friend."
    assert fill_reply(reply, site=None, slots={"job": "X"}, tone="firm").text == "Hi. Bye X."


@pytest.mark.parametrize(
    ("more", "fault"),
    [
        ("{nobody}", "is not a slot"),
        ("{{client}}", "without its partner"),
        ("{client", "without its partner"),
        ("client}", "without its partner"),
        ("[{client}", "without its partner"),
        ("{client}]", "without its partner"),
        ("[a [{client}] b]", "without its partner"),
        ("[always]", "neither a flag nor a slot"),
        ("[?never: x]", "a flag is written"),
        ("[?ownership x]", "a flag is written"),
        ("[{client}|a|b]", "without its partner"),
        ("{job}" * 9, "more than 8 slots"),
        ("x" * 800, "at most 700"),
    ],
)
def test_a_text_at_fault_is_refused_by_file_and_tone(tmp_path: Path, more: str, fault: str) -> None:
    path = _file(tmp_path)
    path.write_text(FILE.replace("{{", "{").replace("}}", "}").replace("{name}", "sample").replace("{more}", more))
    with pytest.raises(CatalogInvalid, match=rf"^sample\.toml: \[text\] soft.*{fault}"):
        load_reply(path)


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ('"sample"', '"other"', "id is 'other' but the file is named 'sample'"),
        ("firm =", "cold =", r"\[text\] lacks firm"),
        ("[text]", "[words]", "unknown key words"),
        ('title = "A title"', "title = 3", "title is missing or is not text"),
        ("[text]", 'to = "everyone"\n[text]', "to must be client or support"),
        ("[text]", 'stages = ["lunch"]\n[text]', "lunch is not a stage"),
        ("[text]", '[defaults]\ndays = "3"\n[text]', "which no text uses"),
        ("[text]", '[tips]\nmaybe = "3"\n[text]', "not maybe"),
        ("[text]", "[text", "not readable as TOML"),
        ("[text]", "max_chars = 0\n[text]", "max_chars must be"),
    ],
)
def test_a_half_finished_file_is_refused(tmp_path: Path, old: str, new: str, fault: str) -> None:
    path = _file(tmp_path)
    path.write_text(path.read_text().replace(old, new))
    with pytest.raises(CatalogInvalid, match=rf"^sample\.toml: .*{fault}"):
        load_reply(path)


def test_parse_names_what_it_does_not_know() -> None:
    with pytest.raises(TemplateInvalid, match=r"\{nobody\} is not a slot; there are client"):
        parse("Hi {nobody}")


def test_whom_a_text_is_written_to_comes_along() -> None:
    to = {name: fill(name, site="upwork", slots={}).to for name in catalog()}
    assert {name for name, whom in to.items() if whom == "support"} == {"report-note", "chargeback-evidence"}
