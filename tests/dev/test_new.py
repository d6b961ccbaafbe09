"""Starting files: each loads as it is, and nothing is overwritten."""

from __future__ import annotations

import importlib.util
import json
import sys
from pathlib import Path

import pytest

from escrowl.dev import new
from escrowl.facts import Facts
from escrowl.pages import Site
from escrowl.pages.base import PageObject
from escrowl.pages.registry import index
from escrowl.replies import TONES, fill_reply, load_reply
from escrowl.rules.load import load
from escrowl.snapshot import Snapshot


def test_a_new_rule_loads_and_its_examples_hold(tmp_path: Path) -> None:
    path = new.new_rule(tmp_path, "contact/new-sign", 'Says "hello"')
    rule = load(tmp_path / new.RULES)["contact/new-sign"]
    assert path.name == "new-sign.toml"
    assert rule.title == 'Says "hello"'
    assert {example.fires for example in rule.examples} == {True, False}


def test_a_new_reply_fills_in_every_tone(tmp_path: Path) -> None:
    reply = load_reply(new.new_reply(tmp_path, "ask-for-brief", "Ask for the brief"))
    for tone in TONES:
        assert fill_reply(reply, site="upwork", slots={}, tone=tone).gaps == ()


def test_a_new_page_object_reads_a_card(tmp_path: Path) -> None:
    path = new.new_page(tmp_path, "examplejobs", "search")
    assert (path.parent / "__init__.py").is_file()
    spec = importlib.util.spec_from_file_location("sample_page", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["sample_page"] = module
    try:
        spec.loader.exec_module(module)
    finally:
        del sys.modules["sample_page"]
    found: type[PageObject] = module.ExamplejobsSearchPage
    assert found.site == Site("examplejobs", "Examplejobs", ("www.examplejobs.test",))
    assert all(map(found.takes, found.claims))
    assert not any(map(found.takes, found.refuses))
    html = "<main><div data-test=job-card><h2>Mend a roof</h2></div></main>"
    reading = found(index(html), Snapshot(url=found.claims[0], html=html), me=Facts()).read()
    assert [card.facts.value("job.title") for card in reading.cards] == ["Mend a roof"]


def test_a_further_page_of_a_site_has_the_sites_own_description(tmp_path: Path) -> None:
    text = new.new_page(tmp_path, "upwork", "client").read_text(encoding="utf-8")
    assert "from escrowl.pages.upwork.common import SITE\n" in text
    assert "Site(" not in text
    (tmp_path / new.PAGES / "weblancer.py").touch()
    with pytest.raises(new.NotCreated, match=r"weblancer\.py holds this site's pages"):
        new.new_page(tmp_path, "weblancer", "job")


def test_a_new_case_holds_what_is_read_now(tmp_path: Path) -> None:
    folder = new.new_case(tmp_path, "upwork", "search", "nothing-yet")
    assert folder == tmp_path / "tests/pages/upwork/search/nothing-yet"
    assert sorted(path.name for path in folder.iterdir()) == ["expected.json", "page.html", "snapshot.json"]
    assert json.loads((folder / "snapshot.json").read_text(encoding="utf-8"))["url"].startswith(
        "https://www.upwork.com/"
    )
    with pytest.raises(new.NotCreated, match="is there already"):
        new.new_case(tmp_path, "upwork", "search", "nothing-yet")


def test_names_that_do_not_fit_are_told(tmp_path: Path) -> None:
    with pytest.raises(new.NotCreated, match="does not fit"):
        new.new_rule(tmp_path, "no-group", "x")
    with pytest.raises(new.NotCreated, match="does not fit"):
        new.new_rule(tmp_path, "../../etc/x", "x")
    with pytest.raises(new.NotCreated, match="does not fit"):
        new.new_reply(tmp_path, "Big Words", "x")
    with pytest.raises(new.NotCreated, match="The host"):
        new.new_page(tmp_path, "examplejobs", "search", "https://x/")
    with pytest.raises(new.NotCreated, match="is no kind of page"):
        new.new_page(tmp_path, "examplejobs", "lunch")
    with pytest.raises(new.NotCreated, match="There is no page object"):
        new.new_case(tmp_path, "examplejobs", "search", "x")
    with pytest.raises(new.NotCreated, match="The case"):
        new.new_case(tmp_path, "upwork", "search", "../x")
    new.new_reply(tmp_path, "once", "x")
    with pytest.raises(new.NotCreated, match="is there already"):
        new.new_reply(tmp_path, "once", "x")
