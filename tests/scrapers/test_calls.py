"""The command's words: wrong calls, missing browser, addresses it will not open. No browser is started here."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from email.message import Message
from pathlib import Path
from typing import Any
from urllib.error import HTTPError

import pytest

from escrowl_scrapers import browser, live
from escrowl_scrapers.cli import main
from escrowl_scrapers.demo import server_of


def run(*arguments: str, module: str = "escrowl_scrapers.cli", **variables: str) -> subprocess.CompletedProcess[str]:
    """Run a module as a process of its own, with more environment variables."""
    command = [sys.executable, "-m", module, *arguments]
    return subprocess.run(
        command, capture_output=True, text=True, timeout=60, check=False, env={**os.environ, **variables}
    )


@pytest.mark.parametrize(
    ("arguments", "status", "words"),
    [
        (("replay",), 2, "Missing argument"),
        (("replay", "no-such-file.html"), 2, "does not exist"),
        (("replay", __file__, __file__, "--url", "https://www.upwork.com/"), 2, "one file"),
        (("capture", "https://www.upwork.com/nx/search/jobs/"), 1, "--live"),
        (("capture", "ftp://127.0.0.1/x"), 1, "not an address"),
        (("capture", "no-such-thing"), 1, "not an address"),
        (("nonsense",), 2, "No such command"),
    ],
)
def test_a_wrong_call_says_what_to_do(
    call_main: Callable[..., Any], arguments: tuple[str, ...], status: int, words: str
) -> None:
    done = call_main(main, *arguments)
    assert done.returncode == status, done.stderr
    assert words in done.stderr
    assert "Traceback" not in done.stderr


def test_a_browser_that_is_not_there_is_named(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text('<link rel="canonical" href="https://www.upwork.com/"><p>x</p>', encoding="utf-8")
    done = run("replay", str(page), ESCROWL_CHROMIUM="/no/such/chromium")
    assert done.returncode == 1
    assert "/no/such/chromium" in done.stderr
    assert "Traceback" not in done.stderr


def test_the_demo_says_when_there_is_no_browser(tmp_path: Path) -> None:
    line = "escrowl1:48615:abc:" + "k" * 43
    done = run("--line", line, "--out", str(tmp_path), module="escrowl_scrapers.demo", ESCROWL_CHROMIUM="/no/such")
    assert done.returncode == 1
    assert "/no/such" in done.stderr
    assert "Traceback" not in done.stderr


def test_without_any_chromium_the_install_commands_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(browser.VARIABLE, raising=False)
    monkeypatch.setattr(browser, "_SYSTEM", ())
    monkeypatch.setattr(browser, "_ELSEWHERE", ())
    monkeypatch.setenv("PATH", "")
    with pytest.raises(browser.BrowserMissing, match=r"escrowl-scrape browser.*apt-get install chromium"):
        browser.find_browser()


def test_the_environment_variable_goes_first(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    mine = tmp_path / "chromium"
    mine.touch()
    monkeypatch.setenv(browser.VARIABLE, str(mine))
    assert browser.find_browser().executable == str(mine)


@pytest.mark.parametrize(
    ("host", "local"),
    [
        ("127.0.0.1", True),
        ("127.8.8.8", True),
        ("::1", True),
        ("localhost", True),
        ("a.localhost", True),
        ("www.upwork.com", False),
        ("127.0.0.1.example.org", False),
        ("10.0.0.1", False),
        (None, False),
    ],
)
def test_what_counts_as_this_computer(host: str | None, local: bool) -> None:
    assert live.is_local(host) is local


class _Answer:
    def __init__(self, text: str) -> None:
        self.text = text

    def __enter__(self) -> _Answer:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def read(self, _: int) -> bytes:
        return self.text.encode()


@pytest.mark.parametrize(
    ("robots", "path", "may"),
    [
        ("User-agent: *\nDisallow: /jobs/", "/jobs/x", False),
        ("User-agent: *\nDisallow: /jobs/", "/nx/", True),
        ("User-agent: escrowl-scrape\nDisallow: /", "/nx/", False),
        ("", "/x", True),
    ],
)
def test_robots_is_honoured(monkeypatch: pytest.MonkeyPatch, robots: str, path: str, may: bool) -> None:
    monkeypatch.setattr("urllib.request.urlopen", lambda *_, **__: _Answer(robots))
    assert live.allowed(f"https://example.org{path}") is may


@pytest.mark.parametrize(("status", "may"), [(404, True), (410, True), (401, False), (403, False), (503, False)])
def test_a_robots_file_that_is_not_given(monkeypatch: pytest.MonkeyPatch, status: int, may: bool) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise HTTPError("https://example.org/robots.txt", status, "no", Message(), None)

    monkeypatch.setattr("urllib.request.urlopen", refuse)
    assert live.allowed("https://example.org/x") is may


def test_a_site_that_cannot_be_asked_is_not_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise OSError("no network")

    monkeypatch.setattr("urllib.request.urlopen", fail)
    with pytest.raises(live.NotAllowed, match="not opened"):
        live.capture("https://example.org/x", is_live=True)


@pytest.mark.parametrize("line", ["", "escrowl1:x:y:z", "https://example.org/", "escrowl2:1:a:b"])
def test_a_text_that_is_no_pairing_line(line: str) -> None:
    with pytest.raises(browser.BrowserFailed, match="escrowl pair"):
        server_of(line)
