"""Contra: opportunities and messages, of which the words are read."""

from __future__ import annotations

import re

from escrowl.pages.plain import PlainJobPage, PlainTalkPage, kind_of
from escrowl.pages.site import Site

SITE = Site("contra", "Contra", ("contra.com", "www.contra.com"))
HOST = r"^https://(?:www\.)?contra\.com"
_JOB = re.compile(r"/(?:opportunity|opportunities|jobs)/([\w-]{6,120})/?(?:[?#]|$)")
_TALK = re.compile(r"/(?:messages|inbox)/([\w-]{4,80})/?(?:[?#]|$)")


class ContraJob(PlainJobPage):
    """An opportunity's page."""

    site = SITE
    kind = kind_of("job", HOST + _JOB.pattern)
    name = _JOB
    claims = ("https://contra.com/opportunity/AbCdEf12-labels-for-maps",)
    refuses = ("https://contra.com/opportunity/", "https://contra.com/someone/work")


class ContraTalk(PlainTalkPage):
    """Messages."""

    site = SITE
    kind = kind_of("messages", HOST + _TALK.pattern)
    name = _TALK
    claims = ("https://contra.com/messages/0a1b2c3d", "https://contra.com/inbox/0a1b2c3d?x=1")
    refuses = ("https://contra.com/messages", "https://contra.com/home")
