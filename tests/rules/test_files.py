"""Half-finished rule files are refused, naming file and fault."""

from __future__ import annotations

from pathlib import Path

import pytest

from escrowl.errors import CatalogInvalid
from escrowl.rules.cases import CaseInvalid, judge_case, read_case
from escrowl.rules.load import load

GOOD = """
id = "test/one"
title = "One"
severity = "info"
why = "Because."
advice = "Do."
false_positives = ["None known."]
sources = ["own judgement"]

[when]
fact = "client.payment"
is = "verified"

[[examples]]
name = "yes"
fires = true
facts = { "client.payment" = "verified" }

[[examples]]
name = "no"
fires = false
"""


def write(folder: Path, text: str) -> None:
    (folder / "test").mkdir(exist_ok=True)
    (folder / "test" / "one.toml").write_text(text, encoding="utf-8")


def test_a_finished_file_loads(tmp_path: Path) -> None:
    write(tmp_path, GOOD)
    assert list(load(tmp_path)) == ["test/one"]


def test_a_part_stands_for_what_it_names(tmp_path: Path) -> None:
    """A condition by name, and a list of them where a list stands."""
    plain = 'fact = "client.payment"\nis = "verified"'
    named = GOOD.replace(
        f"[when]\n{plain}",
        '[parts]\nsafe = { fact = "client.payment", is = "verified" }\nboth = [{ part = "safe" }, { stage = "any" }]\n'
        '[when]\nall = [{ part = "safe" }, { part = "both" }]',
    )
    write(tmp_path, named)
    long = GOOD.replace(
        plain,
        'all = [{ fact = "client.payment", is = "verified" }, { fact = "client.payment", is = "verified" }, '
        '{ stage = "any" }]',
    )
    (other := tmp_path / "other").mkdir()
    write(other, long)
    assert load(tmp_path)["test/one"].when == load(other)["test/one"].when


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ('id = "test/one"', 'id = "test/two"', "differs from its path"),
        ('sources = ["own judgement"]', "sources = []", "sources is missing"),
        ('advice = "Do."', "", "advice is missing"),
        ('severity = "info"', 'severity = "fatal"', "unknown severity 'fatal'"),
        ("fires = true", "fires = false", "no example that fires"),
        ("fires = false", "fires = true", "no example that stays quiet"),
        ('fact = "client.payment"', 'fact = "client.wallet"', "unknown fact 'client.wallet'"),
        ('is = "verified"', "below = 3", "client.payment is a verification: 'below' does not apply to it"),
        ('is = "verified"', 'is = "maybe"', "never 'maybe'"),
        ('fact = "client.payment"\nis = "verified"', 'part = "paid"', "unknown part 'paid'; there are none"),
        (
            '[when]\nfact = "client.payment"\nis = "verified"',
            '[parts]\ntwo = [{ stage = "any" }, { stage = "offer" }]\n\n[when]\nnot = { part = "two" }',
            "part 'two' is a list",
        ),
        ('fact = "client.payment"\nis = "verified"', 'text = "client"\nmatches = "(("', "not one RE2 can read"),
        ('fact = "client.payment"\nis = "verified"', 'text = "radio"\nmatches = "x"', "unknown kind of text 'radio'"),
        ('fact = "client.payment"\nis = "verified"', 'text = "client"\nhas = "fax"', "unknown detector 'fax'"),
        ('fact = "client.payment"\nis = "verified"', 'finding = "test/none"', "there is no rule 'test/none'"),
        ('fact = "client.payment"\nis = "verified"', 'stage = "lunch"', "unknown stage 'lunch'"),
        ('title = "One"', 'title = "One"\ncolour = "red"', "unknown key 'colour'"),
        ('facts = { "client.payment" = "verified" }', 'facts = { "client.x" = 1 }', "unknown fact 'client.x'"),
        ('title = "One"', "title = One", "not readable as TOML"),
    ],
)
def test_a_fault_is_named(tmp_path: Path, old: str, new: str, fault: str) -> None:
    assert old in GOOD
    write(tmp_path, GOOD.replace(old, new, 1))
    with pytest.raises(CatalogInvalid) as error:
        load(tmp_path)
    assert str(error.value).startswith("test/one.toml: ")
    assert fault in str(error.value)


@pytest.mark.parametrize(
    ("case", "fault"),
    [
        ({"id": "a", "facts": {"client.payment": "perhaps"}}, "case a: the value of client.payment"),
        ({"id": "b", "facts": []}, "case b: facts must be"),
        ({"id": "c", "stage": "lunch"}, "case c: stage must be"),
        ({"id": "d", "messages": ["hello"]}, "case d: messages must be"),
        ({"id": "e", "messages": [{"from": "boss", "text": "x"}]}, "case e: a message is from"),
    ],
)
def test_a_bad_case_is_named(case: dict[str, object], fault: str) -> None:
    with pytest.raises(CaseInvalid) as error:
        judge_case(case)
    assert fault in str(error.value)


def test_a_line_that_is_no_case_is_named() -> None:
    with pytest.raises(CaseInvalid, match="line 2 is not JSON"):
        read_case("{oops", 2)
    with pytest.raises(CaseInvalid, match="line 1 must be an object with an id"):
        read_case("[]", 1)


def test_unknown_names_are_reported_and_page_text_is_not() -> None:
    answer = judge_case({"id": 1, "facts": {"dom.client_box": "x", "client.shoe_size": 44}})
    assert answer["ignored"] == ["client.shoe_size"]
