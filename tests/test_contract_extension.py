"""What the extension owes the person who installs it: its sites, its permissions, nothing that a page could turn."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from escrowl import pages

ROOT = Path(__file__).resolve().parents[1]
EXTENSION = ROOT / "extension/src"


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def _sources(*ends: str) -> Iterator[Path]:
    return (path for path in sorted(EXTENSION.rglob("*")) if path.suffix in ends)


def _name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def _manifest() -> dict[str, Any]:
    plain: dict[str, Any] = json.loads(_text(EXTENSION / "manifest.json"))
    return plain


def test_the_extension_runs_on_the_sites_that_are_read_and_nowhere_else() -> None:
    scripts = [match for script in _manifest()["content_scripts"] for match in script["matches"]]
    assert all(re.fullmatch(r"https://[a-z0-9.-]+/\*", match) for match in scripts), scripts
    named = {urlsplit(match).hostname or "" for match in scripts}
    read = {host for site in pages.sites() for host in site.hosts}
    assert named <= read, f"take {named - read} out of the manifest, or add a page object"
    missing = {host for host in read - named if f"www.{host}" not in named}  # the bare name only leads to www
    lines = [f'"https://{host}/*"' for host in sorted(missing)]
    assert not lines, f"paste into content_scripts.matches of the manifest: {', '.join(lines)}"


def test_the_extension_keeps_all_of_the_site_table() -> None:
    """It cuts whatever the server says to lengths of its own: a host that is cut off would never be read."""
    source = _text(EXTENSION / "background/answers.js")
    many = {name: int(most) for name, most in re.findall(r"(\w+): (?:texts|list)\(\w+\??\.\w+, (\d+)", source)}
    longest = {name: int(most) for name, most in re.findall(r"(\w+): texts?\(\w+\??\.\w+, (?:\d+, )?(\d+)\)", source)}
    sites = [site.wire() for site in pages.sites()]
    assert len(sites) <= int(re.findall(r"list\(raw, (\d+)\)", source)[0])
    for site in sites:
        for table in (site, *site["kinds"]):
            for name in table.keys() & many.keys():
                assert len(table[name]) <= many[name], (site["site"], name)
            for name in table.keys() & longest.keys():
                texts = [table[name]] if isinstance(table[name], str) else table[name]
                assert max(map(len, texts), default=0) <= longest[name], (site["site"], name)
    assert {"hosts", "kinds", "cards", "context", "composer"} <= many.keys()
    assert {"hosts", "pattern", "cards", "site", "name"} <= longest.keys()


def test_the_extension_asks_for_nothing_it_does_not_need() -> None:
    manifest = _manifest()
    assert "web_accessible_resources" not in manifest
    assert "externally_connectable" not in manifest
    assert manifest["host_permissions"] == ["http://127.0.0.1/*"]
    # activeTab and scripting together: the one page whose toolbar button a person has just pressed, and no other.
    assert set(manifest["permissions"]) == {"storage", "activeTab", "scripting"}
    assert not {"optional_permissions", "optional_host_permissions"} & set(manifest)


def test_every_file_the_manifest_names_is_there() -> None:
    named = re.findall(r'"([\w./-]+\.(?:js|html|css|png))"', _text(EXTENSION / "manifest.json"))
    assert named
    assert [name for name in named if not (EXTENSION / name).is_file()] == []


def test_scripts_shown_on_other_pages_are_there_in_the_order_of_the_manifest() -> None:
    listed = re.search(r"const SCRIPTS = \[([^\]]*)\]", _text(EXTENSION / "popup/reading.js"))
    assert listed
    names = [f"content/{name}.js" for name in re.findall(r'"(\w+)"', listed[1])]
    ours = _manifest()["content_scripts"][0]["js"]
    assert [name for name in names if not (EXTENSION / name).is_file()] == []
    assert names[-1] == "content/aside.js"
    assert names[:-1] == [name for name in ours if name in names]


MARKUP = re.compile(
    r"\.(?:inner|outer)HTML\s*\+?=(?!=)|insertAdjacentHTML|document\.write|\beval\s*\(|new Function\b|setHTMLUnsafe"
    r"|createContextualFragment|\bimport\(\s*[`'\"]?http|set(?:Timeout|Interval)\(\s*[`'\"]"
)


def test_no_text_of_a_page_can_become_markup_or_code_in_the_extension() -> None:
    found = [
        f"{_name(path)}:{number}: {line.strip()}"
        for path in _sources(".js")
        for number, line in enumerate(_text(path).splitlines(), 1)
        if MARKUP.search(line)
    ]
    assert found == []


def test_pages_of_the_extension_load_only_their_own_scripts() -> None:
    for path in _sources(".html"):
        text = _text(path)
        assert not re.search(r"<script(?![^>]*\bsrc=)|\son[a-z]+\s*=|javascript:", text), _name(path)
        assert not re.search(r"""(?:src|href)\s*=\s*["']?(?:https?:)?//""", text), _name(path)


def test_only_the_worker_talks_to_the_server() -> None:
    calls = re.compile(r"\bfetch\s*\(|XMLHttpRequest|WebSocket|EventSource|sendBeacon")
    found = {_name(path) for path in _sources(".js") if calls.search(_text(path))}
    assert found <= {"extension/src/background/server.js"}
