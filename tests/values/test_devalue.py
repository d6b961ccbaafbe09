"""Index arrays made whole: what they say, and that none of them raises, hangs or grows without bound."""

from __future__ import annotations

import json
import math
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from escrowl.pages import devalue


def _flat(value: Any) -> list[Any]:
    """The reverse, for plain values without cycles."""
    out: list[Any] = []

    def add(one: Any) -> int:
        out.append(None)
        place = len(out) - 1
        if isinstance(one, dict):
            out[place] = {key: add(inner) for key, inner in one.items()}
        elif isinstance(one, list):
            out[place] = [add(inner) for inner in one]
        else:
            out[place] = one
        return place

    add(value)
    return out


PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**40), 2**40) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=20,
)
WILD = st.recursive(
    st.none() | st.booleans() | st.integers(-12, 30) | st.floats(allow_nan=False) | st.text(max_size=6),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.text(max_size=5), inner, max_size=4)
        | st.tuples(st.sampled_from(["Reactive", "Ref", "Set", "Map", "null", "Date", "Odd"]), inner).map(list)
    ),
    max_leaves=20,
)


@given(PLAIN)
@settings(max_examples=50, deadline=None)
def test_what_goes_in_comes_out(value: Any) -> None:
    assert devalue.parse(json.dumps(_flat(value))) == value


@given(st.lists(WILD, max_size=20))
@settings(max_examples=50, deadline=None)
def test_no_array_raises(entries: list[Any]) -> None:
    for found in devalue.objects(devalue.parse(json.dumps(entries))):
        assert isinstance(found, dict)


@pytest.mark.parametrize("text", ["", "null", "[]", "{", '"x"', "[" * 5_000, "[1" + "0" * 5000 + "]", "[0]x", "NaN"])
def test_what_is_no_data_is_nothing(text: str) -> None:
    assert devalue.parse(text) is None or text.startswith("[1")


@pytest.mark.parametrize(
    ("entries", "value"),
    [
        ([{"verified": 1}, False], {"verified": False}),
        ([["Reactive", 1], ["ShallowRef", 2], {"a": 3}, 7], {"a": 7}),
        ([{"a": 1, "b": 1}, ["Date", "2026-11-25T00:00:00.000Z"]], dict.fromkeys("ab", "2026-11-25T00:00:00.000Z")),
        ([["Map", 1, 2], "key", "said"], {"key": "said"}),
        ([["null", "key", 1], "said"], {"key": "said"}),
        ([["Set", 1, 2], 5, 6], [5, 6]),
        ([[-1, -2, -4, 99, -99, True, "x", 1.5]], [None, None, math.inf, None, None, None, None, None]),
        ([["Ref", 0]], None),
        ([["Ref", 1], ["Ref", 2], ["Ref", 1]], None),
        ([["Ref", -1]], None),
        ([["NeverHeardOf", 1, 2], 1, 2], None),
    ],
    ids=repr,
)
def test_each_form(entries: list[Any], value: Any) -> None:
    assert devalue.parse(json.dumps(entries)) == value


def test_objects_that_hold_each_other_are_each_given_once() -> None:
    root = devalue.parse('[{"other":1},{"one":0,"many":2},[0,1,2]]')
    assert root["other"]["one"] is root
    assert len(list(devalue.objects(root))) == 2


def test_depth_and_size_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    deep = devalue.parse(json.dumps([[at + 1] for at in range(20_000)]))
    assert list(devalue.objects(deep)) == []
    wide = devalue.parse(json.dumps([{str(at): 0 for at in range(1000)}] + [[1] * 100] * 100))
    assert len(list(devalue.objects(wide))) == 1
    chain = json.dumps([["Ref", at + 1] for at in range(20_000)])
    assert devalue.parse(chain) is None
    monkeypatch.setattr(devalue, "MAX_VALUES", 50)
    many = devalue.parse(json.dumps([list(range(1, 100)), *({"a": at} for at in range(99))]))
    assert 0 < len(list(devalue.objects(many))) <= 50
    assert devalue.parse(" " * (devalue.MAX_CHARACTERS + 1) + "[1]") is None
