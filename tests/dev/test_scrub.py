"""Taking private data out of a page: nothing planted comes through, the page reads the same, what is left is named."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from escrowl.cli import main
from escrowl.dev import new, saved_case, scrub
from escrowl.snapshot import Snapshot

PAGES = Path(__file__).resolve().parents[1] / "pages"
FIRST = sorted({min(kind.glob("*/page.html")).parent for kind in PAGES.glob("*/*") if any(kind.glob("*/page.html"))})
AT = datetime(2026, 11, 25, 15, 30, tzinfo=UTC)
URL = "https://www.upwork.com/nx/search/jobs/?q=secretword&page=2"
UID = "1846120000000004321"
Call = Callable[..., Any]

NAMES = st.sampled_from(
    ["Robin Calloway", "Ines Montoya-Fry", "Şule Öztürk", "Nia Underhill", "Tomas van Dyke", "Иван Петров"]
)
MAILS = st.from_regex(r"[a-z]{3,8}\.[a-z]{3,8}@(?:corp|mail)-[a-z]{3,6}\.(?:com|io)", fullmatch=True)
PHONES = st.sampled_from(["+44 20 7946 0321", "+491701234567", "(415) 623-9911", "415-623-9911"])
UUIDS = st.uuids().map(str)
HEXES = st.from_regex(r"[1-9][a-f][0-9a-f]{14,30}", fullmatch=True)
TOKENS = st.sampled_from(
    ["eyJhbGciOi1234.eyJzdWIiOiIxMjM0NTY3.c2lnbmF0dXJlMTIz", "Qm9iM3JhbmQwbVN0cmluZzEyMzQ1Njc4OTA"]
)


def page(name: str, mail: str, phone: str, code: str, token: str) -> str:
    nav = (
        f'<div data-test="up-s-nav-user-menu"><p class="nav-user-label">{name}</p><img src="/9.jpg" alt="{name}"></div>'
    )
    data = {"user": {"firstName": name.split()[0], "lastName": name.split()[-1], "email": mail, "csrfToken": token}}
    return (
        f"<html><head><title>Jobs of {name}</title><script>track('{token}')</script>"
        f'<script type="application/json">{json.dumps({**data, "id": int(UID), "sid": code})}</script></head><body>'
        f'{nav}<!-- {mail} --><main><article data-test="JobTile" data-ev-job-uid="{UID}" data-session="{token}">'
        f'<h2><a data-test="job-tile-title-link UpLink" href="/jobs/Paint-my-long-fence_~02{UID}/?ref={code}#{token}">'
        f"Paint my long fence</a></h2>"
        '<ul data-test="JobInfoClient"><li data-test="payment-verified">Payment verified</li>'
        '<li data-test="total-spent">$2K+ spent</li><li data-test="location">Norway</li></ul>'
        f'<ul data-test="JobInfo"><li data-test="job-type-label">Fixed price</li></ul>'
        f'<div data-test="UpCLineClamp JobDescription"><p>Write to {mail} or {phone}, says {name}. {code}</p></div>'
        f'<a href="mailto:{mail}">Mail</a><a href="/freelancers/{name.split()[0]}">{name}</a><p>Call {phone}</p>'
        f'<span data-key="{code}" aria-label="Hello {name}">Hi {name.split()[0]}</span></article></main></body></html>'
    )


@settings(max_examples=12, deadline=None)
@given(NAMES, MAILS, PHONES, UUIDS | HEXES, TOKENS)
def test_nothing_planted_comes_through_and_the_page_reads_the_same(
    name: str, mail: str, phone: str, code: str, token: str
) -> None:
    done = scrub.scrub(Snapshot(URL, page(name, mail, phone, code, token), AT))
    assert done.changed == ()
    assert done.left == ()
    out = done.snapshot.html + done.snapshot.url
    planted = (*name.split(), mail, phone, code, token, UID, "fence", "secretword", "track(", "<img", "Write to")
    assert [word for word in planted if word.lower() in out.lower()] == []
    again = scrub.scrub(done.snapshot)
    assert again.clean
    assert scrub.scrub(again.snapshot).snapshot.html == again.snapshot.html


SPOTS = [
    "<p>{}</p>",
    "<p>Reach me:{}!</p>",
    "<b title='{}'></b>",
    "<b aria-label='about {} here'></b>",
    "<b data-x='{}'></b>",
    "<b id='{}'></b>",
    "<b class='a {} b'></b>",
    "<b data-test='{}'></b>",
    "<b onclick='{}' style='{}' value='{}' anything='{}'></b>",
    "<a href='/p/{}/x'>x</a>",
    "<a href='/p?id={}&q={}#{}'>x</a>",
    "<a href='https://other.example.net/{}'>x</a>",
    "<a href='mailto:{}'>x</a>",
    "<img src='/{}.jpg' alt='{}'>",
    "<meta content='{}'><link href='{}'><input type=hidden value='{}'><textarea>{}</textarea>",
    "<!-- {} --><style>.a {{ b: {} }}</style><script>x('{}')</script>",
    '<script type="application/json">{{"a": ["{}", {{"b": "x {} y"}}], "token": "{}", "{}": 1}}</script>',
    '<script>window.state = {{"a": "{}"}};</script>',
    '<b data-props=\'{{"a": "{}"}}\'></b>',
    "<svg><text>{}</text></svg><template><p>{}</p></template><noscript>{}</noscript>",
]
SECRETS = [
    "ines.montoya@corp-mail.com",
    "+442079460321",
    "1846120000000004321",
    "8d7f2c1e-0a1b-4c3d-9e8f-0123456789ab",
    "f00dfeed12345678beef",
    "Qm9iM3JhbmQwbVN0cmluZzEyMzQ1Njc4OTA",
    "eyJhbGciOi1234.eyJzdWIiOiIxMjM0NTY3.c2lnbmF0dXJlMTIz",
]


@pytest.mark.parametrize("secret", SECRETS)
def test_wherever_it_stands_it_goes_or_the_page_is_not_called_clean(secret: str) -> None:
    for spot in SPOTS:
        html = f"<main><h1>Work</h1>{spot.replace('{}', secret).replace('{{', '{').replace('}}', '}')}</main>"
        done = scrub.scrub(Snapshot("https://www.upwork.com/nx/search/jobs/", html, AT))
        assert secret not in done.snapshot.html or not done.clean, spot


def test_the_same_value_gets_the_same_stand_in() -> None:
    html = page(
        "Robin Calloway", "a.b@corp-xyz.com", "+44 20 7946 0321", "0a1b2c3d4e5f60718", "Qm9iM3JhbmQwbVN0cmluZzEy"
    )
    out = scrub.scrub(Snapshot(URL, html, AT)).snapshot.html
    (uid,) = set(re.findall(r"(?:~02|\b)(19\d{17})\b", out))
    assert out.count(uid) == 3  # the tile, its link, the data
    label = re.search(r'nav-user-label">(\w+) (\w+)<', out)
    assert label is not None
    first, last = label.groups()
    assert f"Hi {first}<" in out
    assert f">{first} {last}</a>" in out
    data = json.loads(re.findall(r'json">(.*?)</script>', out)[0])
    assert (data["user"]["firstName"], data["user"]["lastName"]) == (first, last)
    assert data["user"]["csrfToken"] == ""
    assert data["user"]["email"].endswith("@example.com")


@pytest.mark.parametrize("case", FIRST, ids=lambda path: path.relative_to(PAGES).as_posix())
def test_pages_of_every_kind_read_the_same_after_it(case: Path) -> None:
    given = Snapshot.load(case)  # without what the extension never sends
    html = re.sub(r"<script(?![^>]*json)[^>]*>.*?</script>", "", given.html, flags=re.DOTALL)
    done = scrub.scrub(Snapshot(given.url, html, given.taken_at))
    assert done.left == ()
    assert done.changed == ()


def test_index_arrays_keep_their_places() -> None:
    table: list[Any] = [
        {"user": 1, "job": 5},
        {"firstName": 2, "avatarUrl": 3, "uid": 4},
        "Robin",
        "https://x.test/a.jpg",
    ]
    table += ["1846120000000004321", {"title": 6, "uid": 4}, "Paint", 12, "VERIFIED"]
    html = f'<script type="application/json">{json.dumps(table)}</script><p>Robin was here</p>'
    out = scrub.scrub(Snapshot("https://www.upwork.com/jobs/~021846120000000004321", html, AT)).snapshot.html
    made = json.loads(re.findall(r'json">(.*?)</script>', out)[0])
    assert [type(item) for item in made] == [type(item) for item in table]
    assert (made[0], made[1], made[3], made[7], made[8]) == (table[0], table[1], "", 12, "VERIFIED")
    assert made[2] in scrub.standins.GIVEN
    assert f"{made[2]} was here" in out
    assert re.fullmatch(r"19\d{17}", made[4])


LEFT = {
    "<p>write to ines@corp-mail.com</p>": "mail address",
    "<p>Call +44 20 7946 0321</p>": "phone number",
    "<b data-key='1846120000000004321'></b>": "id",
    "<b data-key='8d7f2c1e-0a1b-4c3d-9e8f-0123456789ab'></b>": "id",
    "<b data-key='Qm9iM3JhbmQwbVN0cmluZzEyMzQ1Njc4OTA'></b>": "token",
    "<a href='/x?user=robin'>x</a>": "query of an address",
    "<img alt=x>": "picture",
    "<b onclick='x()'></b>": "attribute",
    "<!-- note -->": "comment",
    "<script>let a = f()</script>": "script",
    "<script type='application/json'>{'a': '" + "b c " * 40 + "'}</script>": "script",
    "<p>" + "A person's own words go on and on. " * 5 + "</p>": "long text",
}


@pytest.mark.parametrize("html", LEFT, ids=LEFT.values())
def test_what_is_left_is_named_with_its_place(html: str) -> None:
    (found,) = scrub.leftovers(f"<main>\n{html}</main>")
    assert found.kind == LEFT[html]
    assert found.where.startswith("line 2, ") or found.kind in ("picture", "query of an address")
    assert scrub.leftovers("<main><p>Payment verified</p></main>") == []
    (told,) = scrub.leftovers("<p>calloway and Calloway</p>", {"Calloway": "names"})
    assert told.kind == "was to go (names)"


@pytest.fixture
def call(call_main: Call) -> Call:
    return lambda *arguments: call_main(main, *arguments)


def test_the_command_says_what_it_took_out_and_calls_nothing_clean_that_is_not(call: Call, tmp_path: Path) -> None:
    html = page(
        "Robin Calloway", "a.b@corp-xyz.com", "+44 20 7946 0321", "0a1b2c3d4e5f60718", "Qm9iM3JhbmQwbVN0cmluZzEy"
    )
    Snapshot(URL, html, AT).save(tmp_path / "saved")
    done = call("dev", "scrub", tmp_path / "saved")
    assert done.returncode == 0
    for words in ("mail addresses", "names", "Clean as far as a program can tell", "new-case"):
        assert words in done.stdout
    kept = Snapshot.load(tmp_path / "saved-scrubbed")
    assert (kept.taken_at.hour, kept.taken_by) == (12, "scrubbed")
    assert call("dev", "scrub", tmp_path / "saved").returncode == 1  # not over what is there
    Snapshot(URL, html.replace("<main>", "<main data-qa='+44 20 7946 0321'>"), AT).save(tmp_path / "worse")
    bad = call("dev", "scrub", tmp_path / "worse", "--out", tmp_path / "out")
    assert bad.returncode == 1
    assert "phone number" in bad.stdout
    assert "Not clean" in bad.stdout
    with pytest.raises(new.NotCreated, match="phone number at line"):
        saved_case.case_of(tmp_path, tmp_path / "out", "x")
    path = tmp_path / "out" / "page.html"
    path.write_text(path.read_text().replace("+44 20 7946 0321", ""))
    assert call("dev", "scrub", tmp_path / "out").returncode == 0  # mended by hand, in its place


def test_a_scrubbed_page_becomes_a_small_case(tmp_path: Path) -> None:
    with pytest.raises(new.NotCreated, match="was not scrubbed"):
        saved_case.case_of(tmp_path, PAGES / "upwork/search/three-clients", "x")
    done = scrub.scrub(Snapshot.load(PAGES / "upwork/search/three-clients"))
    scrub.save(done, tmp_path / "done")
    folder = saved_case.case_of(tmp_path, tmp_path / "done", "two-left", cards=2)
    assert folder == tmp_path / "tests/pages/upwork/search/two-left"
    expected = json.loads((folder / "expected.json").read_text(encoding="utf-8"))
    assert [card["id"] for card in expected["cards"]] == ["1900000000000000001", "1900000000000000003"]
    assert expected["status"] == "partial"  # the card that shows least is kept: it may be the one to mend
    nowhere = Snapshot("https://jobs.example/1", "<p>x</p>", AT, scrub.TAKEN_BY)
    nowhere.save(tmp_path / "nowhere")
    with pytest.raises(new.NotCreated, match="No page object"):
        saved_case.case_of(tmp_path, tmp_path / "nowhere", "x")
