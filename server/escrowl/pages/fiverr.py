"""Fiverr: messages and orders, of which the words are read. A seller's gig is no page of a client."""

from __future__ import annotations

import re

from escrowl.pages.plain import PlainTalkPage, kind_of
from escrowl.pages.site import Site

_LANGUAGES = ("br", "de", "es", "fr", "it", "nl", "pt")
SITE = Site("fiverr", "Fiverr", ("www.fiverr.com", "fiverr.com", *(f"{word}.fiverr.com" for word in _LANGUAGES)))
HOST = r"^https://(?:(?:www|br|de|es|fr|it|nl|pt)\.)?fiverr\.com"
_TALK = re.compile(r"/inbox/([\w.-]{2,60})/?(?:[?#]|$)|/orders/(\w{4,40})(?:/|$)")


class FiverrTalk(PlainTalkPage):
    """Messages, in the inbox or of an order."""

    site = SITE
    kind = kind_of(
        "messages",
        HOST + r"/(?:inbox/[\w.-]{2,60}/?(?:[?#]|$)|(?:users/[^/?#]+/)?(?:manage_)?orders/\w{4,40}(?:/|$))",
    )
    name = _TALK
    claims = ("https://www.fiverr.com/inbox/some_buyer", "https://de.fiverr.com/orders/FO1234567890/activities")
    refuses = ("https://www.fiverr.com/inbox", "https://www.fiverr.com/someone/write-labels-for-maps")
