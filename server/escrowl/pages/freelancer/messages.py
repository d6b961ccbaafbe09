"""Messages. Untried on a real page, so by general means."""

from __future__ import annotations

import re
from typing import ClassVar

from escrowl.pages.freelancer.common import HOST, SITE
from escrowl.pages.plain import PlainTalkPage, kind_of


class FreelancerTalk(PlainTalkPage):
    """Messages. Untried on a real page, so by general means."""

    site = SITE
    kind = kind_of("messages", HOST + r"/messages/(?:thread/)?\d{4,12}/?(?:[?#]|$)")
    name = re.compile(r"/messages/(?:thread/)?(\d{4,12})")
    claims: ClassVar[tuple[str, ...]] = (
        "https://www.freelancer.com/messages/thread/41000071",
        "https://www.freelancer.de/messages/41000071?filter=active",
    )
    refuses: ClassVar[tuple[str, ...]] = (
        "https://www.freelancer.com/messages",
        "https://www.freelancer.com/messages/thread/",
    )
