"""The generator: declarations from schemas, and files that are written only when they are stale."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from escrowl import pages
from escrowl.dev import docs, dts, pages_md

OPENAPI: dict[str, Any] = {
    "paths": {"/api/v1/x": {"post": {"requestBody": {"schema": {"$ref": "#/components/schemas/Asked"}}}}},
    "components": {
        "schemas": {
            "Asked": {
                "type": "object",
                "properties": {"a": {"type": "string"}, "b": {"$ref": "#/x/Inner"}},
                "required": ["a"],
            },
            "Inner": {"type": "object", "properties": {"c": {"type": "integer", "default": 1}}},
            "Nothing": {"type": "object", "properties": {}, "additionalProperties": False},
            "Told": {
                "type": "object",
                "description": "What is\ntold.",
                "properties": {"d": {"const": True, "default": True}},
            },
        }
    },
}


@pytest.mark.parametrize(
    ("schema", "wanted"),
    [
        ({"type": "string", "maxLength": 4}, "string"),
        ({"anyOf": [{"type": "number"}, {"type": "null"}]}, "number | null"),
        ({"enum": ["a", "b"]}, '"a" | "b"'),
        ({"type": "array", "items": {"enum": ["a", "b"]}}, '("a" | "b")[]'),
        ({"type": "array", "items": {"$ref": "#/$defs/Card"}}, "Card[]"),
        ({"type": "object", "additionalProperties": {"type": "string"}}, "Record<string, string>"),
        ({"type": "object", "additionalProperties": True}, "Record<string, unknown>"),
        ({"title": "Value"}, "unknown"),
    ],
)
def test_types(schema: dict[str, Any], wanted: str) -> None:
    assert dts.type_of(schema) == wanted


def test_a_form_that_is_not_covered_is_told() -> None:
    with pytest.raises(dts.SchemaNotCovered, match="allOf"):
        dts.type_of({"allOf": []})


def test_only_requests_may_leave_keys_out() -> None:
    assert dts.requested(OPENAPI) == {"Asked", "Inner"}
    text = dts.declarations(OPENAPI["components"]["schemas"], dts.requested(OPENAPI))
    assert "  a: string;\n  b?: Inner;\n" in text
    assert "  c?: number;" in text
    assert "/** What is told. */\nexport interface Told {\n  d: true;\n}" in text


def test_write_writes_what_is_stale_and_only_that(tmp_path: Path) -> None:
    first = docs.write(tmp_path, OPENAPI)
    assert {path.relative_to(tmp_path) for path in first} == set(docs.generated(OPENAPI))
    assert docs.write(tmp_path, OPENAPI) == []
    (tmp_path / docs.WIRE).write_text("changed", encoding="utf-8")
    assert docs.stale(tmp_path, OPENAPI) == [tmp_path / docs.WIRE]


def test_cells_stay_cells() -> None:
    assert pages_md.table(("a",), [("x | y\nz",)]) == "| a |\n| --- |\n| x \\| y z |\n"


def test_the_site_table_names_proof_and_when_a_page_was_last_seen() -> None:
    page = pages_md.sites_page()
    kinds = [kind for site in pages.sites() for kind in site.kinds]
    assert page.count("\n| [") == len(kinds)
    assert all(pages_md.PROOF[kind.status] in page for kind in kinds)
    assert "`client.payment`" in page
    for kind in kinds:
        assert re.fullmatch(r"(?:20\d\d-(?:0[1-9]|1[0-2]))?", kind.seen), kind
        assert not (kind.status == "experimental" and kind.seen), kind
