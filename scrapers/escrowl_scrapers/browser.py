"""Find a Chromium, start it with or without the extension, and pair the extension with the local server."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from escrowl.errors import EscrowlError

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Page, Playwright

VARIABLE = "ESCROWL_CHROMIUM"
"""Environment variable that names the Chromium to use, before anything else is looked for."""

WORKER_SECONDS = 15
"""How long the extension's worker may take to start; 0.3 to 0.5 s is usual, a loaded machine needs several."""

_SYSTEM = ("/usr/lib/chromium/chromium", "/usr/lib/chromium-browser/chromium-browser")
"""Debian's real binary, before the shell wrapper on PATH, which starts slower and prints a harmless warning."""

_ELSEWHERE = (
    "/snap/bin/chromium",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    r"%LOCALAPPDATA%\Chromium\Application\chrome.exe",
    r"%PROGRAMFILES%\Chromium\Application\chrome.exe",
)

HOW_TO_INSTALL = (
    'Install it with "escrowl-scrape browser" (or "python -m playwright install chromium"; '
    'on Debian and Ubuntu "apt-get install chromium"), or name one in ESCROWL_CHROMIUM.'
)


class BrowserMissing(EscrowlError):
    """No usable Chromium, or no Playwright to drive it. The text says how to install it."""

    code = "no-browser"


class BrowserFailed(EscrowlError):
    """The browser was found and did not do what was asked of it."""

    code = "browser"


@dataclass(frozen=True, slots=True)
class Browser:
    """A Chromium: the executable, or None with ``channel`` for Playwright's own. ``source``: where it was found."""

    executable: str | None
    channel: str | None
    source: str

    def options(self) -> dict[str, Any]:
        """Arguments for Playwright's ``launch`` and ``launch_persistent_context``."""
        if self.executable:
            return {"executable_path": self.executable}
        return {"channel": self.channel}


def playwright_installed() -> bool:
    """Whether the Playwright package can be imported."""
    try:
        import playwright.sync_api  # noqa: F401
    except ImportError:
        return False
    return True


def _need_playwright() -> None:
    if not playwright_installed():
        raise BrowserMissing('Playwright is not installed. Install it with: pip install "escrowl[scrapers]"')


def _own_browser(playwright: Playwright | None) -> Browser | None:
    """Playwright's download, when there is one. The channel matters: the headless shell loads no extensions."""
    if playwright is None:
        return None
    path = Path(playwright.chromium.executable_path)
    return Browser(None, "chromium", f"Playwright's download, {path}") if path.exists() else None


def find_browser(playwright: Playwright | None = None) -> Browser:
    """The Chromium to use: the environment variable's, Playwright's own (when given one), the system's.

    Raises BrowserMissing with the commands that install one.
    """
    named = os.environ.get(VARIABLE)
    if named:
        if not Path(named).is_file():
            raise BrowserMissing(f"{VARIABLE} names {named!r}, and there is no such file. Correct it or unset it.")
        return Browser(named, None, f"{VARIABLE}, {named}")
    own = _own_browser(playwright)
    if own is not None:
        return own
    on_path = [found for name in ("chromium", "chromium-browser") if (found := shutil.which(name))]
    for candidate in (*_SYSTEM, *on_path, *(os.path.expandvars(path) for path in _ELSEWHERE)):
        if Path(candidate).is_file():
            return Browser(candidate, None, f"the system's, {candidate}")
    raise BrowserMissing(f"There is no Chromium on this computer. {HOW_TO_INSTALL}")


def find_any() -> Browser:
    """As `find_browser`, and starts Playwright to ask for its own download. Raises BrowserMissing."""
    _need_playwright()
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        return find_browser(playwright)


def install() -> Browser:
    """Download Playwright's Chromium; where that fails, apt as root on Debian. Raises BrowserMissing."""
    _need_playwright()
    commands: list[list[str]] = [[sys.executable, "-m", "playwright", "install", "chromium"]]
    if shutil.which("apt-get") and hasattr(os, "geteuid") and os.geteuid() == 0:
        commands.append(["apt-get", "update"])
        commands.append(["apt-get", "install", "-y", "--no-install-recommends", "chromium"])
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in commands:
        print(f"escrowl: {' '.join(command[-3:])} …", file=sys.stderr, flush=True)
        # The programs are fixed words; their progress is the person's to see, a failed download's stack is not.
        done = subprocess.run(command, env=environment, stdout=sys.stderr, stderr=subprocess.DEVNULL, check=False)  # noqa: S603
        if done.returncode == 0 and command[-1] == "chromium":
            return find_any()
    raise BrowserMissing(
        "No Chromium could be installed: Playwright's download failed"
        + (", and so did apt." if len(commands) > 1 else ", and apt needs root on Debian or Ubuntu.")
        + f" Install Chromium by hand and name it in {VARIABLE} if it is not on PATH."
    )


def has_display() -> bool:
    """Whether a window can be shown here."""
    return sys.platform in ("win32", "darwin") or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def sandbox_possible() -> bool:
    """Chromium's sandbox cannot run as root on Linux; everywhere else it is asked for."""
    return not (hasattr(os, "geteuid") and os.geteuid() == 0)


@contextmanager
def launch(
    extension: Path | None = None,
    *,
    headless: bool = True,
    profile: Path | None = None,
    options: dict[str, Any] | None = None,
    args: Sequence[str] = (),
    playwright: Playwright | None = None,
) -> Iterator[BrowserContext]:
    """A browser context, with the extension loaded when one is given; closed at the end of the block.

    ``profile`` is kept, else a temporary one is thrown away; ``options`` are Playwright's context options.
    Extensions need a persistent context: an ordinary one is incognito and runs no content script.
    Raises BrowserMissing, and BrowserFailed when the browser does not start.
    """
    _need_playwright()
    from playwright.sync_api import Error, sync_playwright

    if playwright is None:
        with (
            sync_playwright() as started,
            launch(
                extension, headless=headless, profile=profile, options=options, args=args, playwright=started
            ) as context,
        ):
            yield context
        return
    flags = ["--disable-quic", *args]
    if extension is not None:
        flags += [f"--disable-extensions-except={extension}", f"--load-extension={extension}"]
    browser = find_browser(playwright)
    # Chromium goes on writing into its profile for a moment after it was closed.
    with tempfile.TemporaryDirectory(prefix="escrowl-", ignore_cleanup_errors=True) as folder:
        try:
            context = playwright.chromium.launch_persistent_context(
                str(profile or folder),
                headless=headless,
                args=flags,
                chromium_sandbox=sandbox_possible(),
                **browser.options(),
                **(options or {}),
            )
        except Error as fault:
            first = str(fault).strip().splitlines()[0]
            raise BrowserFailed(f"Chromium ({browser.source}) did not start: {first}") from fault
        try:
            yield context
        finally:
            context.close()


def extension_id(context: BrowserContext) -> str:
    """The id under which the extension runs. Raises BrowserFailed when its worker never starts."""
    from playwright.sync_api import Error

    try:
        workers = context.service_workers
        worker = workers[0] if workers else context.wait_for_event("serviceworker", timeout=WORKER_SECONDS * 1000)
    except Error as fault:
        raise BrowserFailed(
            "The extension did not start in this browser. Branded Chrome ignores it: use Chromium."
        ) from fault
    return str(worker.url).split("/")[2]


def pair(context: BrowserContext, line: str) -> str:
    """Pair as a person does, by pasting the line into the options page; returns the words shown there.

    Raises BrowserFailed with the page's own words when it does not end paired.
    """
    from playwright.sync_api import Error

    page = context.new_page()
    try:
        options = f"chrome-extension://{extension_id(context)}/options/options.html"
        try:
            page.goto(options)
        except Error as fault:  # after an install options open by themselves, in a blank page if there is one: ours
            if "interrupted by another navigation" not in str(fault):
                raise
            page.goto(options)
        page.fill("#pairing", line)
        page.click("#pair")
        state, since = "", 0
        for tenth in range(100):  # 10 s: the hello is one round trip, but a busy machine is slow to answer
            page.wait_for_timeout(100)
            now = page.inner_text("#pairing-state").strip()
            if now.lower().startswith("paired"):
                return now
            if now != state:
                state, since = now, tenth
            if state and not state.endswith("…") and tenth - since >= 15:  # it has settled on another answer
                break
        raise BrowserFailed(f'The extension was not paired. It says: "{state or "nothing"}"')
    except Error as fault:
        first = str(fault).strip().splitlines()[0]
        raise BrowserFailed(f"The extension's options page could not be used to pair: {first}") from fault
    finally:
        page.close()


def open_popup(context: BrowserContext, about: Page) -> Page:
    """The extension's popup for the tab ``about``, opened as a tab of its own.

    A real popup hangs below the toolbar, where neither Playwright nor a headless browser can see it. Which tab it
    speaks of is told in its address; only the extension knows the numbers of tabs, so the tab in front is asked for.
    """
    ident = extension_id(context)
    about.bring_to_front()
    worker = context.service_workers[0]
    tab = worker.evaluate("chrome.tabs.query({active: true, lastFocusedWindow: true}).then(([tab]) => tab.id)")
    popup = context.new_page()
    popup.goto(f"chrome-extension://{ident}/popup/popup.html?tab={tab}")
    return popup


def press_button(context: BrowserContext, page: Page) -> Page:
    """Press the toolbar button on a tab, as a hand does, and give the popup as a tab of its own.

    Only a press lets the extension read a page it has no permission for; the popup that hangs below the toolbar
    cannot be driven, so a second one, told which tab it is about, is opened beside the page. Raises BrowserFailed.
    """
    if context.browser is None:
        raise BrowserFailed("This browser cannot be asked to press the toolbar button.")
    page.bring_to_front()
    cdp = context.browser.new_browser_cdp_session()
    tabs = cdp.send("Target.getTargets", {"filter": [{"type": "tab"}]})["targetInfos"]
    front = next(tab["targetId"] for tab in tabs if tab["url"] == page.url)
    cdp.send("Extensions.triggerAction", {"id": extension_id(context), "targetId": front})
    cdp.detach()
    return open_popup(context, page)
