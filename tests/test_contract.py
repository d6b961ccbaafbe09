"""What the parts of the project owe each other: one test for each promise, on the real files."""

from __future__ import annotations

import fnmatch
import json
import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from escrowl import __version__, errors, pages, replies, rules
from escrowl.dev import docs
from escrowl.facts import FACTS
from escrowl.pages.base import CardReader, PageObject
from escrowl.pages.registry import registry
from escrowl.report import Report
from escrowl.web.api import described, endpoints

ROOT = Path(__file__).resolve().parents[1]
RULES = ROOT / "server/escrowl/rules/catalog"
EXTENSION = ROOT / "extension/src"
FIXTURES = (ROOT / "tests/pages", ROOT / "scrapers/escrowl_scrapers/samples")
PAPERS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
CASE_FILES = ("page.html", "snapshot.json", "expected.json")

NOT_READ_YET = {
    "contract.direct", "contract.place", "contract.unpaid_days",
}  # fmt: skip
"""Facts that rules know and no page gives yet; a page object that reads one takes it off this list."""


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def _files(*folders: Path, ends: tuple[str, ...] = ()) -> Iterator[Path]:
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            if path.is_file() and "node_modules" not in path.parts and (not ends or path.suffix in ends):
                yield path


def _name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


# Papers


def test_every_dependency_is_written_down_with_its_reason() -> None:
    project = tomllib.loads(_text(ROOT / "pyproject.toml"))
    wanted = [*project["build-system"]["requires"], *project["project"]["dependencies"]]
    wanted += [one for group in project["project"]["optional-dependencies"].values() for one in group]
    names = {re.split(r"[\[<>=]", one)[0] for one in wanted} - {"escrowl"}
    node = ROOT / "extension/package.json"
    names |= set(json.loads(_text(node))["devDependencies"]) if node.exists() else set()
    said = _text(ROOT / "docs/dependencies.md")
    assert {name for name in names if not re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", said)} == set()


# Rules and replies


def test_every_rule_file_is_loaded_under_its_path() -> None:
    written = {path.relative_to(RULES).with_suffix("").as_posix() for path in RULES.glob("*/*.toml")}
    assert written
    assert set(rules.catalog()) == written


def test_every_reply_a_rule_offers_exists() -> None:
    offered = {(rule.id, name) for rule in rules.catalog().values() for name in rule.replies}
    assert {pair for pair in offered if pair[1] not in replies.catalog()} == set()


def test_every_reply_is_offered_by_a_rule_or_a_stage() -> None:
    offered = {name for rule in rules.catalog().values() for name in rule.replies}
    staged = {reply.id for reply in replies.catalog().values() if reply.stages}
    assert set(replies.catalog()) - offered - staged == set()


def _named(table: Any) -> Iterator[str]:
    if isinstance(table, dict):
        if "finding" in table:
            names = table["finding"]
            yield from [names] if isinstance(names, str) else names
        for inner in table.values():
            yield from _named(inner)
    elif isinstance(table, list):
        for inner in table:
            yield from _named(inner)


def test_verdicts_name_existing_rules_and_no_verdict() -> None:
    verdicts = sorted(RULES.glob("verdict/*.toml"))
    assert verdicts
    for path in verdicts:
        raw = tomllib.loads(_text(path))
        for name in _named([raw["when"], raw.get("unless", {}), raw.get("escalate", [])]):
            assert not name.startswith("verdict/"), f"{path.name} reads the verdict {name}"
            assert fnmatch.filter(rules.catalog(), name), f"{path.name} reads {name}, which is no rule"


def test_every_rule_says_what_to_do_and_why() -> None:
    for rule in rules.catalog().values():
        assert rule.why.strip(), rule.id
        assert rule.advice.strip(), rule.id
        assert rule.sources, rule.id


def test_every_site_that_is_read_has_its_own_words() -> None:
    assert {site.site for site in pages.sites()} <= set(replies.platforms())


def test_a_text_to_support_is_offered_by_no_stage() -> None:
    assert [reply.id for reply in replies.catalog().values() if reply.to == "support" and reply.stages] == []


# Page objects


@pytest.mark.each("found", lambda: registry().objects, lambda found: f"{found.site.site}-{found.kind.kind}")
def test_a_page_object_takes_its_addresses_alone_and_has_a_case(found: type[PageObject]) -> None:
    assert found.claims
    assert found.refuses
    for url in found.claims:
        assert pages.claimants(url) == (found,), url
    for url in found.refuses:
        assert found not in pages.claimants(url), url
    folder = ROOT / "tests/pages" / found.site.site / found.kind.kind
    cases = [case for case in folder.glob("*") if case.is_dir()]
    assert cases, f"write a case: {_name(folder)}/<case>/"
    for case in cases:
        assert {path.name for path in case.iterdir()} >= set(CASE_FILES), _name(case)


def test_every_host_names_its_site() -> None:
    """So that the first page of a site need not wait for the modules of all others."""
    for site in pages.sites():
        for host in site.hosts:
            assert pages.site_of(f"https://{host}/") == site.site
            assert site.site.replace("_", ".") in host, f"{host}: name the module of {site.name} by its host"


def test_every_case_is_of_a_page_object_and_at_its_address() -> None:
    for path in sorted((ROOT / "tests/pages").glob("*/*/*/snapshot.json")):
        kinds = [(cls.site.site, cls.kind.kind) for cls in pages.claimants(json.loads(_text(path))["url"])]
        wanted = (path.parents[2].name, path.parents[1].name)
        assert kinds in ([wanted], []), f"{_name(path)}: its address is one of {kinds}"


def test_every_kind_of_card_is_found_in_some_case() -> None:
    registry()
    waiting, roles = [CardReader], set()
    while waiting:
        waiting.extend(inner := waiting.pop().__subclasses__())
        roles |= {cls.role for cls in inner if cls.__module__.startswith("escrowl.pages.")}
    cases = (ROOT / "tests/pages").glob("*/*/*/expected.json")
    assert roles <= {card["role"] for path in cases for card in json.loads(_text(path))["cards"]}


def test_patterns_of_pages_are_plain_enough_for_a_browser() -> None:
    """The extension compiles them with ``new RegExp``: nothing that only Python knows."""
    for site in pages.sites():
        for kind in site.kinds:
            assert kind.pattern.startswith("^https://"), kind.pattern
            assert not re.search(r"\(\?[P#aiLmsux(]|\\[AZ]|\(\?<[=!]|[*+?}]\+", kind.pattern), kind.pattern
            json.dumps(site.wire())


def test_every_fact_is_read_somewhere_or_is_on_the_list() -> None:
    given = ("me.", "prev.", "page.", "viewer.")
    read = {fact for site in pages.sites() for kind in site.kinds for fact in kind.facts}
    assert read <= set(FACTS)
    missing = {name for name in FACTS if name not in read and not name.startswith(given)}
    assert missing - {"platform", "platform.shows_payment", "stage"} == NOT_READ_YET


# Versions


def _manifest() -> dict[str, Any]:
    plain: dict[str, Any] = json.loads(_text(EXTENSION / "manifest.json"))
    return plain


def test_one_version_everywhere() -> None:
    head = re.search(r"^## (\S+)", _text(ROOT / "CHANGELOG.md"), re.MULTILINE)
    assert head is not None
    assert {
        "package": __version__,
        "pyproject.toml": tomllib.loads(_text(ROOT / "pyproject.toml"))["project"]["version"],
        "manifest.json": _manifest()["version"],
        "package.json": json.loads(_text(ROOT / "extension/package.json"))["version"],
        "CHANGELOG.md": head[1],
    } == dict.fromkeys(("package", "pyproject.toml", "manifest.json", "package.json", "CHANGELOG.md"), __version__)


# Generated papers and links


def test_generated_papers_are_current() -> None:
    stale = [_name(path) for path in docs.stale(ROOT, described())]
    assert stale == [], "run `escrowl dev docs`"


def _no_services() -> Any:
    raise AssertionError("the table of endpoints is read, not called")


@cache
def _anchors(path: Path) -> set[str]:
    heads = re.findall(r"^#+ (.+)$", _text(path), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", head.lower()).strip().replace(" ", "-") for head in heads}


def test_links_of_the_papers_lead_somewhere() -> None:
    broken = []
    for path in PAPERS:
        for target in re.findall(r"\]\(([^)\s]+)\)", _text(path)):
            file, _, anchor = target.partition("#")
            to = path.parent / file if file else path
            if re.match(r"[a-z]+:", target):
                continue
            if not to.exists() or (anchor and anchor not in _anchors(to)):
                broken.append(f"{_name(path)}: {target}")
    assert broken == []


def test_the_readme_has_the_two_commands_and_the_checks_call_the_second() -> None:
    blocks = re.findall(r"^```\w*\n(.+?)^```", _text(ROOT / "README.md"), re.MULTILINE | re.DOTALL)
    commands = [line for block in blocks for line in block.splitlines() if line.startswith("python3 run.py")]
    assert commands == ["python3 run.py start", "python3 run.py test"]
    called = [line for line in _text(ROOT / ".ci/run").splitlines() if line.startswith("python3")]
    assert called[0] == commands[1]
    sessions = set(re.findall(r"@nox\.session[^\n]*\ndef (\w+)", _text(ROOT / "noxfile.py")))
    used = set(re.findall(r"python3 run\.py (\w+)", "\n".join(map(_text, [*PAPERS, ROOT / ".ci/run"]))))
    assert used <= sessions


def test_the_licence_is_there_and_is_the_one_named() -> None:
    assert _text(ROOT / "LICENSE").startswith("MIT License")
    assert tomllib.loads(_text(ROOT / "pyproject.toml"))["project"]["license"] == "MIT"


# Fixtures and files


MAIL = re.compile(
    r"[\w.+-]+@(?!example\.|[\w.-]*\.(?:test|example|invalid)\b)[\w-]+(?:\.[\w-]+)*\.[a-z]{2,}", re.IGNORECASE
)
PHONE = re.compile(r"(?<![\w.])(?:\+\d[\d ().-]{8,}\d|\(\d{3}\) ?\d{3}-\d{4}|\d{3}-\d{3}-\d{4})(?![\w-])")
TOKEN = re.compile(
    r"eyJ[\w-]{10,}\.|oauth2v?\d?_[0-9a-f]{8,}|(?<![\w-])[0-9a-f]{40,}(?![\w-])|bearer [\w.-]{12,}", re.IGNORECASE
)
INVENTED = re.compile(r"555[ -]?01\d\d")


@pytest.mark.each("path", lambda: _files(*FIXTURES), _name)
def test_fixtures_are_small_and_hold_nobody(path: Path) -> None:
    assert path.stat().st_size < 200_000
    text = _text(path)
    assert not MAIL.search(text)
    assert not [found for found in PHONE.findall(text) if not INVENTED.search(found)]
    assert not TOKEN.search(text)


def test_the_files_speak_of_the_project_alone() -> None:
    """No path of somebody's machine, no number of a tracker, nothing left to do in a comment."""
    folders = [
        ROOT / name for name in ("server", "scrapers", "extension/src", "extension/types", "docs", "tests", ".ci")
    ]
    files = [
        *_files(*folders, ends=(".py", ".js", ".ts", ".toml", ".md", ".html", ".css", ".json", "")),
        *ROOT.glob("*.*"),
    ]
    machine = re.compile(r"(?<![\w.\])}/])/(?:home|Users|root|work|mnt)/[a-z]|\bissue #?\d|\b(?:TODO|FIXME|XXX)\b")
    skip = {Path(__file__).resolve()}
    found = [
        f"{_name(path)}:{number}: {line.strip()[:80]}"
        for path in files
        if path.is_file() and path.resolve() not in skip and "__pycache__" not in path.parts
        for number, line in enumerate(path.read_text(encoding="utf-8", errors="replace").splitlines(), 1)
        if machine.search(line)
    ]
    assert found == []


def test_no_source_file_is_long() -> None:
    source = _files(*(ROOT / name for name in ("server", "scrapers", "extension/src", "tests")), ends=(".py", ".js"))
    assert [_name(path) for path in source if len(_text(path).splitlines()) > 400] == []


# Errors


def _error_types(kind: type[errors.EscrowlError] = errors.EscrowlError) -> Iterator[type[errors.EscrowlError]]:
    yield kind
    for inner in kind.__subclasses__():
        yield from _error_types(inner)


@pytest.mark.each("kind", _error_types, lambda kind: kind.__name__)
def test_every_error_has_a_status_and_a_word(kind: type[errors.EscrowlError]) -> None:
    assert 400 <= kind.status < 600
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*", kind.code)
    assert kind.__doc__


@pytest.fixture
def api(tmp_path: Path) -> Iterator[FlaskClient]:
    """The app itself with a real store; nobody is paired."""
    from escrowl.check import check
    from escrowl.settings import read_settings
    from escrowl.store import open_store
    from escrowl.web.app import create_app
    from escrowl.web.pairing import Clients, read_or_make_key

    settings = read_settings(data=tmp_path, openapi=True)
    store = open_store(tmp_path)
    try:
        clients = Clients(store, read_or_make_key(tmp_path), settings.port)
        yield create_app(settings, store, clients, check).test_client()
    finally:
        store.close()


PATHS = ["/", "/api/v1/nothing", "/static/nothing.js", *(endpoint.path for endpoint in endpoints(_no_services, True))]


@pytest.mark.each("path", PATHS)
def test_every_error_of_the_api_has_one_shape(api: FlaskClient, path: str) -> None:
    host = {"Host": f"127.0.0.1:{api.application.extensions['escrowl'][0].settings.port}"}
    json_type = {"Content-Type": "application/json"}
    answers = [
        api.post(path, headers={"Host": "evil.test", **json_type}, data="{}"),
        api.post(path, headers={**host, "Content-Type": "text/plain"}, data="{}"),
        api.post(path, headers={**host, **json_type}, data="{"),
        api.post(path, headers={**host, **json_type, "Origin": "https://evil.test"}, data="{}"),
        api.post(path, headers={**host, **json_type, "Authorization": "Bearer x"}, data='{"nobody": 1}'),
        api.delete(path, headers=host),
    ]
    for answer in answers:
        assert answer.status_code >= 400
        body = answer.get_json()
        assert set(body) == {"ok", "error", "code", "status"}
        assert body["ok"] is False
        assert body["status"] == answer.status_code
        assert body["error"].endswith((".", ")"))
        assert re.fullmatch(r"[a-z]+(-[a-z]+)*", body["code"])


def test_the_api_document_names_every_refusal() -> None:
    from escrowl.web.openapi import ERRORS

    raised = {
        code
        for path in (ROOT / "server/escrowl/web").glob("*.py")
        for code in re.findall(r"Refused\((\d+)", _text(path))
    }
    assert "409" in raised
    assert raised <= set(ERRORS)


def test_the_report_in_the_papers_is_one(tmp_path: Path) -> None:
    blocks = re.findall(r"^```json\n(.+?)^```", _text(ROOT / "docs/report.md"), re.MULTILINE | re.DOTALL)
    assert blocks
    for block in blocks:
        Report.model_validate_json(block)
