"""Sites that are recognised and of whose pages only the texts are read: a job's description, messages.

No saved pages of them were at hand that show a client, so no signal of theirs is read: it stays unknown, with that
reason. Where not even a text is found the page is left alone, and the check of any page's words remains.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from typing import ClassVar

from escrowl.cards import Reading
from escrowl.pages.base import Area, CardReader
from escrowl.pages.gates import GatedPage
from escrowl.pages.posts import PostReader, posts, silent
from escrowl.pages.single import single
from escrowl.pages.site import SiteKind
from escrowl.pages.talk import FIELDS, TalkReader, talk

WHY = "not read on this site: only the words of the page are checked"


class PlainJob(PostReader):
    """Reads a job's title and text."""

    silent = silent(WHY, "client.rating", "client.reviews", "client.spent", "client.hires")


class PlainTalk(TalkReader):
    """Reads a talk."""

    silent = silent(WHY)


class PlainPage(GatedPage):
    """A page of whose words alone something is known."""

    name: ClassVar[re.Pattern[str]]
    """Finds the id of the job or talk in an address: its first group that matched."""

    @classmethod
    def named(cls, address: str) -> str:
        """The id of the job or talk the address leads to, empty when to none."""
        found = cls.name.search(address)
        return next((part for part in found.groups() if part), "") if found else ""

    def read(self) -> Reading:
        out = super().read()
        if out.status != "unreadable":
            return out
        note = "No text of a client was found here; the toolbar button checks the words of any page."
        return replace(out, kind="other", status="unsupported", notes=(note,))


class PlainJobPage(PlainPage):
    """A job's own page."""

    def areas(self) -> Iterable[tuple[type[CardReader], Area]]:
        url = self.snapshot.url
        found = single(self.page, self.named(url), url, job=self.named)
        return [(PlainJob, area) for area in found if area.told]


class PlainList(PlainPage):
    """A list of jobs."""

    def areas(self) -> Iterable[tuple[type[CardReader], Area]]:
        return [(PlainJob, area) for area in posts(self.page, self.named)]


class PlainTalkPage(PlainPage):
    """Messages."""

    reader: ClassVar[type[TalkReader]] = PlainTalk

    def signed_in(self) -> bool | None:
        return True  # nobody else sees a talk

    def areas(self) -> Iterable[tuple[type[CardReader], Area]]:
        found = talk(self.page, self.named(self.snapshot.url))
        return [(self.reader, found)] if found else []


def kind_of(
    kind: str,
    pattern: str,
    cards: tuple[str, ...] = ("main", "[role='main']"),
    reader: type[CardReader] | None = None,
) -> SiteKind:
    """A kind of page that is read by general means. The snapshot is its main column, where no smaller part is known."""
    reader = reader or (PlainTalk if kind == "messages" else PlainJob)
    return SiteKind(
        kind=kind,  # type: ignore[arg-type]
        pattern=pattern,
        cards=cards,
        composer=FIELDS if kind == "messages" else (),
        status="experimental",
        facts=tuple(sorted(reader.readers)),
    )
