"""Look at what the extension drew: it lives in closed shadow roots that a page, and Playwright's locators, cannot see.

DevTools can run code in the extension's own script world, where ``chrome.dom`` opens such roots.
"""

from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING, Any

from escrowl_scrapers.browser import BrowserFailed

if TYPE_CHECKING:
    from playwright.sync_api import Page

HELPERS = """
const roots = () => [...document.querySelectorAll("*")].filter((host) => host instanceof HTMLElement)
  .map((host) => [host, chrome.dom.openOrClosedShadowRoot(host)]).filter(([, root]) => root);
const all = (selector) => roots().flatMap(([, root]) => [...root.querySelectorAll(selector)]);
const words = (element) => (element.innerText ?? element.textContent).replace(/\\s+/g, " ").trim();
const named = (element) => `${element.getAttribute("aria-label") ?? ""} ${words(element)}`.trim();
const seen = (element) => element.checkVisibility({visibilityProperty: true}) && element.getClientRects().length > 0;
const find = (selector, text) => all(selector).filter(seen).find((element) => !text || named(element).includes(text));
"""
"""``find`` looks in every root of the page; only what a person can see counts."""


BADGE = "button[aria-label$='Open details']"
"""A badge's button; the sign in the corner, for states of the whole page, is another one."""


class Inside:
    """The extension's world in one tab. ``name``: the extension's name in its manifest."""

    def __init__(self, page: Page, name: str = "escrowl") -> None:
        self.page = page
        self._name = name
        self._worlds: dict[int, str] = {}
        self._cdp = page.context.new_cdp_session(page)
        self._cdp.on("Runtime.executionContextCreated", self._created)
        self._cdp.on("Runtime.executionContextDestroyed", self._destroyed)
        self._cdp.on("Runtime.executionContextsCleared", lambda _: self._worlds.clear())
        self._cdp.send("Runtime.enable")

    def _created(self, event: dict[str, Any]) -> None:
        world = event["context"]
        self._worlds[int(world["id"])] = str(world["name"])

    def _destroyed(self, event: dict[str, Any]) -> None:
        self._worlds.pop(int(event["executionContextId"]), None)

    def _world(self, seconds: float = 10) -> int:
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            for number, name in reversed(list(self._worlds.items())):
                if name == self._name:
                    return number
            self.page.wait_for_timeout(50)
        raise BrowserFailed(f"The extension runs no script in {self.page.url}: its manifest may not name this address.")

    def evaluate(self, expression: str) -> Any:
        """The value of a JavaScript expression in the extension's world (JSON-able, promises awaited)."""
        answer = self._cdp.send(
            "Runtime.evaluate",
            {
                "contextId": self._world(),
                "expression": f"(async () => {{ {HELPERS} return ({expression}); }})()",
                "returnByValue": True,
                "awaitPromise": True,
            },
        )
        fault = answer.get("exceptionDetails")
        if fault:
            raise BrowserFailed(str(fault.get("exception", {}).get("description") or fault.get("text")))
        return answer["result"].get("value")

    def run(self, script: str) -> None:
        """Run a whole script in the extension's world."""
        answer = self._cdp.send("Runtime.evaluate", {"contextId": self._world(), "expression": script + "\n;undefined"})
        if "exceptionDetails" in answer:
            raise BrowserFailed(f"The script failed in the extension's world: {answer['exceptionDetails'].get('text')}")

    def wait_for(self, expression: str, seconds: float = 10) -> Any:
        """The expression's first truthy value. Raises BrowserFailed after ``seconds``, with what is drawn by then."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            # An element cannot be handed over by value: that it is there is what counts.
            value = self.evaluate(f"((found) => (found instanceof Node ? true : found))(await ({expression}))")
            if value:
                return value
            self.page.wait_for_timeout(50)
        raise BrowserFailed(f"Waited {seconds:g} s for {expression} in vain; the extension shows {self.texts()!r}")

    def texts(self) -> list[str]:
        """The visible words of each thing the extension drew, in document order."""
        found = self.evaluate("roots().map(([, root]) => [...root.children].filter(seen).map(words).join(' ').trim())")
        return [str(text) for text in found if text]

    def at(self, selector: str) -> list[str]:
        """For each of the page's own elements that match: the visible words of what was drawn inside it, or ""."""
        found = self.evaluate(
            f"[...document.querySelectorAll({json.dumps(selector)})].map((card) => roots()"
            ".filter(([host]) => card.contains(host))"
            ".map(([, root]) => [...root.children].filter(seen).map(words).join(' ')).join(' | '))"
        )
        return [str(text) for text in found]

    def _place(self, selector: str, text: str) -> dict[str, float] | None:
        what = f"{json.dumps(selector)}, {json.dumps(text)}"
        found = self.evaluate(
            f"(() => {{ const e = find({what}); if (!e) return null; e.scrollIntoView({{block: 'center', "
            "behavior: 'instant'}); const r = e.getBoundingClientRect(); "
            "return {x: r.x + r.width / 2, y: r.y + r.height / 2}; })()"
        )
        return found if isinstance(found, dict) else None

    def click(self, selector: str, text: str = "", seconds: float = 10) -> None:
        """Click like a hand does, with real mouse events, on the first visible match whose name holds ``text``."""
        end = time.monotonic() + seconds
        while (place := self._place(selector, text)) is None:
            if time.monotonic() > end:
                raise BrowserFailed(f"There is no {selector} {text!r} to click; the extension shows {self.texts()!r}")
            self.page.wait_for_timeout(50)
        self.page.mouse.click(place["x"], place["y"])
