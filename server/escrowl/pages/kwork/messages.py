"""Messages. Untried on a real page, so by general means."""

from __future__ import annotations

import re

from escrowl.pages.kwork.common import HOST, SITE
from escrowl.pages.plain import PlainTalkPage, kind_of


class KworkTalk(PlainTalkPage):
    """Messages. Untried on a real page, so by general means."""

    site = SITE
    kind = kind_of("messages", HOST + r"/inbox/[\w.-]{2,40}/?(?:[?#]|$)")
    name = re.compile(r"/inbox/([\w.-]{2,40})")
    claims = ("https://kwork.ru/inbox/harbour_maps", "https://kwork.com/inbox/harbour_maps/")
    refuses = ("https://kwork.ru/inbox", "https://kwork.ru/user/harbour_maps")
