"""Workana: lists of projects, a project's page and messages, of which the words are read."""

from __future__ import annotations

import re

from escrowl.pages.plain import PlainJobPage, PlainList, PlainTalkPage, kind_of
from escrowl.pages.site import Site

SITE = Site("workana", "Workana", ("www.workana.com", "workana.com"))
HOST = r"^https://(?:www\.)?workana\.com(?:/[a-z]{2})?"
_JOB = re.compile(r"/job/([^/?#]+)/?(?:[?#]|$)")
_TALK = re.compile(r"/(?:messages|inbox)/(?:[a-z]+/)*([\w-]{2,80})/?(?:[?#]|$)")


class WorkanaList(PlainList):
    """Projects."""

    site = SITE
    kind = kind_of("search", HOST + r"/jobs/?(?:[?#]|$)")
    name = _JOB
    claims = ("https://www.workana.com/jobs?language=es", "https://www.workana.com/pt/jobs")
    refuses = ("https://www.workana.com/freelancers", "https://www.workana.com/job/textos-para-mapas")


class WorkanaJob(PlainJobPage):
    """A project's page."""

    site = SITE
    kind = kind_of("job", HOST + r"/job/[^/?#]+/?(?:[?#]|$)")
    name = _JOB
    claims = ("https://www.workana.com/job/textos-para-mapas", "https://www.workana.com/en/job/texts?ref=x")
    refuses = ("https://www.workana.com/job/", "https://www.workana.com/jobs")


class WorkanaTalk(PlainTalkPage):
    """Messages."""

    site = SITE
    kind = kind_of("messages", HOST + r"/(?:messages|inbox)/[^?#]*[\w-]{2,80}/?(?:[?#]|$)")
    name = _TALK
    claims = ("https://www.workana.com/messages/index/ab12cd34", "https://www.workana.com/inbox/ab12cd34")
    refuses = ("https://www.workana.com/messages/", "https://www.workana.com/dashboard")
