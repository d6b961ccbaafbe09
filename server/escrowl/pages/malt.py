"""Malt: messages, of which the words are read (also in French, German and Spanish)."""

from __future__ import annotations

import re

from escrowl.pages.plain import PlainTalkPage, kind_of
from escrowl.pages.site import Site

_ENDS = ("fr", "com", "de", "es", "be", "nl", "ch", "uk")
SITE = Site("malt", "Malt", (*(f"www.malt.{end}" for end in _ENDS), *(f"malt.{end}" for end in _ENDS)))
HOST = r"^https://(?:www\.)?malt\.(?:fr|com|de|es|be|nl|ch|uk)"
_TALK = re.compile(r"/(?:messages|messenger|conversations?)/(?:[a-z]+/)*([\w-]{4,80})/?(?:[?#]|$)")


class MaltTalk(PlainTalkPage):
    """Messages."""

    site = SITE
    kind = kind_of("messages", HOST + _TALK.pattern)
    name = _TALK
    claims = ("https://www.malt.fr/messages/0a1b2c3d4e", "https://www.malt.com/messages/conversation/0a1b2c3d4e")
    refuses = ("https://www.malt.fr/messages/", "https://www.malt.fr/profile/someone")
