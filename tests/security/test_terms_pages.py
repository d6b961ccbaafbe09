"""The dashboard's pages of a person's own terms, rules and replies: over HTTP first, then by hand in a browser."""

from __future__ import annotations

import html
import tomllib
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from escrowl.report import AnchorOut, CardReport, FactOut, Report
from escrowl.web.client import LocalClient

if TYPE_CHECKING:
    from playwright.sync_api import Page

EVIL = "<img src=x onerror=window.__x=1>'\">{{7*7}}"
RULE = """
title = "Never hired"
severity = "caution"
advice = "Ask."
[when]
fact = "client.hires"
is = 0
"""
REPLY = 'title = "Mine"\nrules = ["own/*"]\n[text]\nsoft = "Hi {client}, {rate}?"\nneutral = "b"\nfirm = "c"\n'


class Dash:
    """A dashboard session over HTTP."""

    def __init__(self, target: Any) -> None:
        self.target = target
        self.token, self.headers = target.dash()

    def ask(self, what: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
        got = self.target.send("POST", f"/api/v1/dash/{what}", body or {}, self.headers, self.token)
        answer: dict[str, Any] = got.json()
        return answer | {"status": got.status}

    def form(self, what: str, **fields: str) -> dict[str, Any]:
        return self.ask(what, {"fields": {name.replace("__", "."): text for name, text in fields.items()}})


@pytest.fixture
def dash(target: Any) -> Dash:
    return Dash(target)


def seed(target: Any, name: str = "Shop in Flask") -> None:
    facts = {"client.hires": FactOut(value=0, text="0 hires"), "job.title": FactOut(value=name, text=name)}
    card = CardReport(id="1", role="job", anchor=AnchorOut(element=1, place=1), facts=facts, client="c1")
    report = Report(url="https://www.upwork.com/jobs/1", site="upwork", kind="job", status="read", cards=(card,))
    target.store.record("snapshot-1", report, datetime.now(UTC), "x")


def test_the_form_of_terms_is_kept_or_shown_again_with_what_is_wrong(dash: Dash) -> None:
    assert 'value="20"' in dash.ask("terms")["html"]
    bad = dash.form("terms-save", rate=EVIL, minutes="0", thresholds__low_rating="9")
    assert bad["said"].startswith("Not kept")
    assert bad["html"].count('aria-invalid="true"') == 3
    assert html.escape(EVIL) not in bad["html"] or EVIL not in bad["html"]
    assert "<img" not in bad["html"]
    assert not (dash.target.data / "terms.toml").exists()
    fields = {"rate": "42,50", "currency": "eur", "min_budget": "200", "minutes": "15", "languages": "en de"}
    fields |= {"thresholds__low_rating": "4.5", "thresholds__stale_days": "", "sites__guru__ownership": "on"}
    assert dash.form("terms-save", **fields)["said"].startswith("Kept")
    kept = tomllib.loads((dash.target.data / "terms.toml").read_text())
    assert kept == {
        "rate": 42.5,
        "currency": "EUR",
        "min_budget": 200,
        "minutes": 15,
        "languages": ["en", "de"],
        "thresholds": {"low_rating": 4.5},
        "sites": {"guru": {"flags": ["ownership"]}},
    }
    again = dash.ask("terms")["html"]
    assert 'value="42.5"' in again
    assert 'name="sites.guru.ownership" aria-label' in again
    assert dash.form("terms-save", rate="")["status"] == 200
    assert "rate" not in tomllib.loads((dash.target.data / "terms.toml").read_text())


def test_muting_from_the_list_keeps_it_listed_and_is_undone(dash: Dash) -> None:
    wanted = {"rule": "scam/fake-check", "where": "everywhere"}
    asked = dash.ask("mute", wanted)
    assert (asked["status"], asked["code"]) == (409, "confirm")
    muted = dash.ask("mute", {**wanted, "confirm": True})
    assert "<h2>Muted</h2>" in muted["html"]
    dash.form("terms-save", rate="30")  # the form does not touch what is muted
    assert "<h2>Muted</h2>" in dash.ask("rules")["html"]
    assert "<h2>Muted</h2>" not in dash.ask("mute", {**wanted, "undo": True})["html"]


def test_an_own_rule_is_tried_before_it_is_kept(dash: Dash) -> None:
    seed(dash.target)
    tried = dash.form("own-rule-form", name="No Hires", text=RULE, do="check")
    assert "1 of 1 cards last seen" in tried["html"]
    assert "Shop in Flask" in tried["html"]
    cases = int(tried["said"].split("fires on ")[1].split(" ")[0])
    assert cases > 5
    assert not (dash.target.data / "rules").exists()
    bad = dash.form("own-rule-form", name="no-hires", text=RULE.replace("hires", EVIL), do="save")
    assert bad["said"].startswith("Not kept")
    assert "<img" not in bad["html"]
    assert dash.form("own-rule-form", name="../x", text=RULE, do="save")["code"] == "terms"
    assert dash.form("own-rule-form", name="No Hires", text=RULE, do="save")["said"] == "Kept as own/no-hires."
    again = dash.form("own-rule-form", name="No Hires", text=RULE, was="", do="save")
    assert (again["status"], again["code"]) == (409, "name")  # a new one never replaces one that is there
    assert dash.form("own-rule-form", name="no-hires", text=RULE, was="no-hires", do="save")["status"] == 200
    assert "own/no-hires" in dash.ask("rules")["html"]
    assert "Never hired" in dash.ask("own-rule", {"name": "no-hires"})["html"]
    (dash.target.data / "rules" / "by-hand.toml").write_text("title = ")
    for page in ("overview", "rules", "terms"):
        assert "rules/by-hand.toml, line 1" in dash.ask(page)["html"]
    assert "own/no-hires" not in dash.ask("own-rule-delete", {"name": "no-hires"})["html"]


def test_own_replies_are_previewed_kept_carried_out_and_in(dash: Dash) -> None:
    dash.form("terms-save", rate="30")
    shown = dash.form("own-reply-form", name="mine", text=REPLY + '# "Telegram"', site="fiverr", do="check")
    assert "Hi Maria, $30?" in shown["html"]
    filtered = dash.form("own-reply-form", name="mine", text=REPLY.replace('"b"', '"No Telegram."'), do="check")
    assert "On Fiverr a filter may flag: Telegram." in filtered["html"]
    assert dash.ask("replies-export")["status"] == 404
    assert dash.form("own-reply-form", name="mine", text=REPLY, do="save")["said"] == "Kept as own/mine."
    assert dash.form("own-reply-form", name="mine", text=REPLY, was="", do="save")["status"] == 409
    exported = dash.ask("replies-export")
    assert exported["name"] == "escrowl-replies.toml"
    changed = REPLY.replace('"b"', '"other"')
    dash.form("own-reply-form", name="mine", text=changed, do="save")
    for conflict, done in (("keep", "kept"), ("both", "renamed"), ("replace", "replaced")):
        taken = dash.form("replies-import", file=exported["text"], conflict=conflict)
        assert f"<code>mine</code> {done}" in taken["html"]
    names = {file.stem for file in (dash.target.data / "replies").iterdir()}
    assert names == {"mine", "mine-2"}
    assert dash.form("replies-import", file="x = 1")["code"] == "terms"
    assert "Keep the talk on the site" in dash.ask("own-reply", {"name": "like:stay-on-platform"})["html"]
    listed = dash.ask("own-reply-delete", {"name": "mine-2"})["html"]
    assert listed.index("own/mine") < listed.index("stay-on-platform")
    assert "own/mine-2" not in listed


def test_a_clients_history_is_deleted_when_it_was_confirmed(dash: Dash) -> None:
    seed(dash.target, EVIL)
    key = dash.target.store.clients(1)[0].key
    for name in ("c1", "another"):
        dash.ask("mute", {"rule": "job/stale", "where": "client", "key": name})
    assert dash.ask("forget", {"client": key})["code"] == "confirm"
    assert "No client yet" in dash.ask("forget", {"client": key, "confirm": True})["html"]
    assert dash.target.store.history(key) == []
    left = tomllib.loads((dash.target.data / "terms.toml").read_text())["muted"]
    assert [mute["key"] for mute in left] == ["another"]  # what was muted for the client goes too


def test_a_dismissed_finding_is_brought_back_however_long_ago_its_card_was_seen(
    dash: Dash, monkeypatch: pytest.MonkeyPatch
) -> None:
    seed(dash.target)
    key, rule = "upwork:c1", "client/no-hires"
    dash.target.store.dismiss("upwork", "1", rule)
    report = Report(
        url="https://www.upwork.com/jobs/2",
        site="upwork",
        kind="job",
        status="read",
        cards=(CardReport(id="2", role="job", anchor=AnchorOut(element=1, place=1), facts={}),),
    )
    dash.target.store.record("snapshot-2", report, datetime.now(UTC), "x")
    monkeypatch.setattr("escrowl.web.dashboard.SEARCHED", 1)  # the other card was seen later
    for wrong in ({"client": key, "rule": "client/other"}, {"client": "upwork:c2", "rule": rule}):
        assert dash.ask("bring-back", wrong)["said"] == "It was not dismissed."
    assert dash.target.store.dismissed("upwork", "1") == {rule}
    assert dash.ask("bring-back", {"client": key, "rule": rule})["said"].startswith("It is back")
    assert dash.target.store.dismissed("upwork", "1") == frozenset()
    assert dash.ask("bring-back", {"client": key, "rule": rule})["said"] == "It was not dismissed."


@pytest.mark.browser
def test_terms_rules_and_replies_by_hand(page: Page, target: Any, faults_of_access: Any) -> None:
    seed(target)
    (target.data / "rules").mkdir()
    (target.data / "rules" / "broken.toml").write_text("title = ")
    seen: list[str] = []
    page.on("console", lambda message: seen.append(message.text) if message.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: seen.append(str(error)))
    page.set_default_timeout(10_000)

    def accessible(name: str, *schemes: Any) -> None:
        for scheme in schemes or ("light", "dark"):
            assert faults_of_access(page, scheme) == [], name

    page.goto(LocalClient(target.running.settings).open())
    page.click("nav a[href='#terms']")
    page.fill("#f-rate", "much")
    page.press("#f-rate", "Enter")
    page.wait_for_selector("#f-rate[aria-invalid=true]:focus")
    accessible("terms")
    page.fill("#f-rate", "45")
    page.get_by_role("button", name="Keep these terms").click()
    page.wait_for_selector("#state:text('Kept')")

    page.click("nav a[href='#rules']")
    page.click("summary:has-text('scam')")
    danger = page.get_by_label("Mute scam/fake-check")
    page.select_option("#mute-place", "upwork")
    danger.click()
    assert danger.inner_text() == "It can be a danger: really mute?"
    danger.click()
    page.wait_for_selector("h2:text-is('Muted')")
    assert "scam/fake-check on upwork" in " ".join(page.inner_text("main").split())
    accessible("rules", "light")
    page.get_by_label("Show scam/fake-check again").first.click()
    page.wait_for_selector("h2:text-is('Muted')", state="detached")

    page.get_by_role("link", name="Write a rule").click()
    page.fill("#own-name", "weekend")
    page.get_by_role("button", name="Check and preview").click()
    page.wait_for_selector("h2:text-is('Where it would fire')")
    accessible("own rule", "light")
    page.get_by_role("button", name="Save").click()
    page.wait_for_selector("h2:text-is('Saved')")
    page.get_by_role("button", name="Check and preview").click()
    page.wait_for_selector("h2:text-is('Where it would fire')")
    page.get_by_role("button", name="Save").click()  # once more, under its own name
    page.wait_for_selector("h2:text-is('Saved')")

    page.click("nav a[href='#replies']")
    page.get_by_label("Make my own of Keep the talk on the site").click()
    page.select_option("#own-site", "fiverr")
    page.get_by_role("button", name="Check and preview").click()
    page.wait_for_selector("h2:text-is('As it reads on Fiverr')")
    accessible("own reply", "dark")
    page.get_by_role("button", name="Save").click()
    page.wait_for_selector("h2:text-is('Saved')")
    page.click("nav a[href='#replies']")
    with page.expect_download() as download:
        page.get_by_role("button", name="Export mine").click()
    assert download.value.suggested_filename == "escrowl-replies.toml"
    page.click("summary:text('Import replies')")
    page.set_input_files("#reply-file", download.value.path())
    page.get_by_role("button", name="Import", exact=True).click()
    page.wait_for_selector("h2:text-is('What was taken in')")
    assert "stay-on-platform same" in page.inner_text("main")

    page.click("nav a[href='#clients']")
    page.click(".card h2 button")
    page.wait_for_selector("text=All clients")
    accessible("client", "light")
    page.get_by_role("button", name="Delete this history").click()
    page.get_by_role("button", name="Really delete?").click()
    page.wait_for_selector("text=No client yet")
    assert seen == []
