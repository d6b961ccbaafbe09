"""What all Upwork pages have in common: who is signed in, and what is no page of ours."""

from __future__ import annotations

import re

from escrowl.pages.base import PageObject
from escrowl.pages.upwork.common import SITE
from escrowl.pages.upwork.written import written


class UpworkPage(PageObject):
    """What all Upwork pages have in common."""

    site = SITE

    def signed_in(self) -> bool | None:
        page, client = self.page, written(self.page)
        links = [node for node in page.tagged("a", "form") if node not in client]
        for link in links:
            if "/logout" in link.attrs.get("href", "") + link.attrs.get("action", ""):
                return True
        menus = (*page.tokens("data-test", "up-s-nav-user-menu"), *page.tokens("data-cy", "user-menu"))
        if any(node not in client for node in menus) or self._member_words():
            return True
        for link in links:
            address = link.attrs.get("href", "")
            if "account-security/login" in address and re.match(r"(?:log|sign) ?in", page.text(link), re.IGNORECASE):
                return False
        visitor = ("AboutClientVisitor", "top-nav-visitor", "visitor-layout")
        named = (node for token in visitor for node in page.tokens("data-test", token))
        return False if any(node not in client for node in named) else None

    def _member_words(self) -> bool:
        """Whether a line says what only a signed-in person is shown."""
        words = re.compile(r"available connects:.*|send a proposal for:.*|log ?out|\d+ required connects .*", re.I)
        client = written(self.page)
        return any(
            len(line.text) < 80 and words.fullmatch(line.text) and not client.says(self.page, line)
            for line in self.page.lines
        )

    def unsupported(self) -> str | None:
        title = self.page.title.lower()
        if title.startswith(("just a moment", "challenge", "access denied", "attention required")):
            return "A challenge page stands before the site."
        if title.startswith(("log in", "login")) or any(
            node not in written(self.page) for node in self.page.tokens("id", "login_username")
        ):
            return "This is the login page."
        return None

    def empty(self) -> bool:
        said = re.compile(
            r"(?:there are no|we couldn[’']t find any|no) (?:results|jobs|search results)\b.{0,80}", re.IGNORECASE
        )
        client = written(self.page)
        return any(said.fullmatch(line.text) and not client.says(self.page, line) for line in self.page.lines)
