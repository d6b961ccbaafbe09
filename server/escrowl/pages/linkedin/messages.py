"""Messages. Untried on a real page, so by general means."""

from __future__ import annotations

import re

from escrowl.pages.linkedin.common import HOST, SITE
from escrowl.pages.plain import PlainTalkPage, kind_of


class LinkedInTalk(PlainTalkPage):
    """Messages. Untried on a real page, so by general means."""

    site = SITE
    kind = kind_of("messages", HOST + r"/messaging/thread/[\w=%-]{4,120}/?(?:[?#]|$)", cards=(".msg-thread",))
    name = re.compile(r"/messaging/thread/([\w=%-]{4,120})")
    claims = ("https://www.linkedin.com/messaging/thread/2-YWJjZGVm==/",)
    refuses = ("https://www.linkedin.com/messaging/", "https://www.linkedin.com/messaging/thread/")
