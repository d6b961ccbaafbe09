"""Shared fixtures: a Chromium, the real server as a process of its own, the extension loaded and paired."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import settings

from escrowl.assets import extension_dir

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Playwright

    from escrowl_scrapers.browser import Browser
    from escrowl_scrapers.serving import Server


gc.set_threshold(50_000, 20, 20)  # to search all that pytest holds for garbage again and again costs a tenth of it all
settings.register_profile("slow machines", deadline=None)  # the first example of a test may load a library
settings.load_profile("slow machines")


@pytest.fixture(scope="session", autouse=True)
def _no_terms_of_mine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Commands read the terms of the data folder; who runs the tests may have some of their own."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ESCROWL_DATA", str(tmp_path_factory.mktemp("data") / "none"))
        yield


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "each(argument, things, name): one test that tries many things")


def _each(node: pytest.Item) -> tuple[str, Callable[[], list[Any]], Callable[..., str]]:
    """What the marker ``each`` says of a test: its argument, the things (asked for late) and how they are named."""
    mark = node.get_closest_marker("each")
    if mark is None:
        return "", list, str
    argument, things, *name = mark.args
    return argument, lambda: list(things() if callable(things) else things), name[0] if name else str


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """A test marked with ``each`` is one item for all its things, and one for each thing when asked by ``-k``.

    An item costs more than most of these checks; but who works on one page or rule wants that one alone.
    """
    argument, things, name = _each(metafunc.definition)
    if argument:
        apart = things() if metafunc.config.option.keyword else None
        metafunc.parametrize(argument, apart or [None], ids=[name(one) for one in apart] if apart else ["each"])


@pytest.hookimpl(tryfirst=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> bool | None:
    """Try all things of a test marked with ``each``, and name every one that failed."""
    argument, things, name = _each(pyfuncitem)
    if not argument or pyfuncitem.config.option.keyword:
        return None
    arguments = {wanted: pyfuncitem.funcargs[wanted] for wanted in pyfuncitem._fixtureinfo.argnames}
    tried, failed = things(), list[tuple[str, Exception]]()
    assert tried, "there is nothing to try"
    for thing in tried:
        try:
            pyfuncitem.obj(**arguments | {argument: thing})
        except Exception as fault:
            fault.add_note(f"at fault: {name(thing)}")
            failed.append((name(thing), fault))
    if failed:
        names = ", ".join(named for named, _ in failed)
        raise ExceptionGroup(f"{len(failed)} of {len(tried)}: {names}", [fault for _, fault in failed])
    return True


UNPAIRED = ("test_ours", "test_states", "test_calm", "test_editors", "test_layout")
"""Files of tests/e2e that run together: the first two share a second browser, the others make the share a third."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Order the tests for three workers, each of which gets a third of them and gives away the end of its share.

    Each share begins with a third of the browser tests, which mostly wait; so no browser is started twice. Those tests
    may try again, as a busy machine can be late; the summary counts second tries.
    """
    shares: tuple[list[pytest.Item], ...] = ([], [], [])
    others = []
    for item in items:
        if not any(item.get_closest_marker(name) for name in ("browser", "firefox")):
            others.append(item)
            continue
        item.add_marker(pytest.mark.flaky(reruns=2))
        outside = item.path.parent.name != "e2e" or item.get_closest_marker("firefox")
        shares[2 if outside else item.path.stem not in UNPAIRED].append(item)
    third = -(-len(items) // 3)
    items.clear()
    for number, share in enumerate(shares, 1):
        fill = max(0, third * number - len(items) - len(share)) if number < 3 else len(others)
        items += share + others[:fill]
        del others[:fill]


@pytest.fixture(scope="session")
def chromium(playwright: Playwright) -> Browser:
    """The Chromium to test with. Without one: a failure where CI is set, else a skip that says how to get one."""
    from escrowl_scrapers.browser import BrowserMissing, find_browser

    try:
        return find_browser(playwright)
    except BrowserMissing as fault:
        if os.environ.get("CI", "").lower() == "true":
            pytest.fail(f"CI needs the browser tests. {fault}", pytrace=False)
        pytest.skip(str(fault))


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any], chromium: Browser) -> dict[str, Any]:
    """pytest-playwright's own ``page`` and ``context`` use the same Chromium."""
    return {**browser_type_launch_args, **chromium.options(), "args": ["--disable-quic"]}


@pytest.fixture(scope="session")
def start_server() -> Callable[..., Any]:
    """``with start_server(folder) as server``: a server of the test's own."""
    from escrowl_scrapers.serving import running_server

    return running_server


@pytest.fixture(scope="session")
def server(start_server: Callable[..., Any], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The server that most browser tests share; each test uses cards of its own."""
    with start_server(tmp_path_factory.mktemp("server")) as running:
        yield running


@pytest.fixture(scope="session")
def extension_context(playwright: Playwright, chromium: Browser) -> Callable[..., Any]:
    """``with extension_context() as context``: a fresh browser with the extension loaded, not paired."""
    from escrowl_scrapers.browser import launch

    def start(**options: Any) -> Any:
        # Pages that were left stay alive for "back", as in everybody's browser; Playwright switches that off.
        alive = {"ignore_default_args": ["--disable-back-forward-cache"]}
        wanted = {"viewport": {"width": 1280, "height": 900}, **alive, **options}
        return launch(extension_dir(), playwright=playwright, options=wanted)

    return start


@pytest.fixture(scope="session")
def _paired(extension_context: Callable[..., Any], server: Server) -> Iterator[BrowserContext]:
    from escrowl_scrapers.browser import pair

    with extension_context() as context:
        pair(context, server.line)
        yield context


@pytest.fixture
def ext_context(_paired: BrowserContext) -> Iterator[BrowserContext]:
    """The browser with the extension loaded and paired with ``server``; every test begins and ends without tabs."""
    keep = _paired.pages[0]  # a browser without any tab may close itself
    yield _paired
    for page in _paired.pages:
        if page is not keep:
            page.close()
    _paired.unroute_all(behavior="ignoreErrors")


@dataclass(frozen=True)
class Called:
    """What a command left behind."""

    returncode: int
    stdout: str
    stderr: str


@pytest.fixture
def call_main(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Callable[..., Called]:
    """``call_main(main, *arguments)``: an entry point as its script calls it, without the second a process costs."""

    def call(main: Callable[[], object], *arguments: object) -> Called:
        monkeypatch.setattr(sys, "argv", ["command", *map(str, arguments)])
        capsys.readouterr()
        status: object = 0
        try:
            main()
        except SystemExit as left:
            status = left.code or 0
        said = capsys.readouterr()
        return Called(status if isinstance(status, int) else 1, said.out, said.err)

    return call
