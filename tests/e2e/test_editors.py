"""Replies put into editors of several makes: the editor's own model follows, a draft stays above, undo takes it out."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.browser

QUILL = Path(__file__).resolve().parents[2] / "extension/node_modules/quill/dist/quill.js"
PLACE = "https://www.upwork.com/resources/orchards"
REPLY = "Hi Dana,\n\nthank you for the note: <b>one</b> & two.\nRobin"
FIELDS = """<textarea id="area"></textarea><div id="plain" contenteditable="true"></div><div id="quill"></div>
<script>window.text = {area: () => area.value, plain: () => plain.innerText};</script>"""


def lines(text: str) -> list[str]:
    """The lines that hold something."""
    return [line.strip() for line in text.split("\n") if line.strip()]


def try_fields(market: Any, html: str, fields: dict[str, str]) -> None:
    """Insert below a draft, look at what the editor holds, take it out again. ``fields``: name to CSS selector."""
    page, inside = market.open(PLACE, html)
    insert = f"escrowl.composer.insert({json.dumps(REPLY)}).then(({{done}}) => done)"
    for name, selector in fields.items():
        page.focus(selector)
        page.keyboard.type("my draft")
        assert inside.evaluate(insert) == "inserted", name
        assert lines(page.evaluate(f"text.{name}()")) == ["my draft", *lines(REPLY)], name
        page.focus(selector)
        for _ in range(12):
            page.keyboard.press("Control+z")
            if not re.search("Robin|Dana", page.evaluate(f"text.{name}()")):
                break
        assert not re.search("Robin|Dana", page.evaluate(f"text.{name}()")), name


def test_a_reply_goes_into_the_fields_of_any_browser(market: Any, shapes: Any) -> None:
    try_fields(market, shapes.search_page("", extra=FIELDS), {"area": "#area", "plain": "#plain"})


@pytest.mark.skipif(not QUILL.is_file(), reason="Quill is not there: npm ci --prefix extension brings it")
def test_a_reply_goes_into_quill(market: Any, shapes: Any) -> None:
    script = QUILL.read_text(encoding="utf-8").replace("</script", "<\\/script")
    made = "const made = new Quill('#quill', {}); text.quill = () => made.getText();"
    html = shapes.search_page("", extra=FIELDS)
    html = html.replace("</body>", f"<script>{script}</script><script>{made}</script></body>")
    try_fields(market, html, {"quill": "#quill .ql-editor"})
