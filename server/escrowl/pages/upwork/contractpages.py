"""The pages of an offer and of a contract: which addresses, and who reads them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import ClassVar

from escrowl.pages.base import Area, CardReader
from escrowl.pages.site import SiteKind
from escrowl.pages.upwork.common import CONTEXT, HOST
from escrowl.pages.upwork.contract import (
    ContractReader,
    HourlyOfferReader,
    HourlyReader,
    OfferReader,
    area_of,
    kind_of,
)
from escrowl.pages.upwork.page import UpworkPage

_NUMBER = re.compile(r"/(?:workroom|contracts?|offers?)/(\d+)", re.IGNORECASE)


class ContractPage(UpworkPage):
    """A contract's own page."""

    kind = SiteKind(
        kind="contract",
        pattern=HOST
        + r"/(?:nx/wm/workroom/\d+(?:/(?:overview|timesheet|details|terms|milestones|payments|work-?diary))?"
        r"|(?:(?:nx|ab)/)?(?:wm/|c/\d+/)?contracts?/\d+(?:/[a-z-]+)?)/?(?:[?#]|$)",
        cards=("main", "[role='main']"),
        context=CONTEXT,
        status="experimental",
        facts=tuple(sorted(ContractReader.readers)),
    )
    claims: ClassVar[tuple[str, ...]] = (
        "https://www.upwork.com/nx/wm/workroom/12345678/overview",
        "https://www.upwork.com/nx/wm/workroom/12345678",
        "https://www.upwork.com/nx/wm/workroom/12345678/timesheet?week=1",
        "https://www.upwork.com/contracts/12345678",
        "https://www.upwork.com/ab/c/1234567/contracts/12345678#terms",
    )
    refuses: ClassVar[tuple[str, ...]] = (
        "https://www.upwork.com/nx/wm/workroom/12345678/messages",
        "https://www.upwork.com/nx/wm/contracts/",
        "https://www.upwork.com/ab/c/1234567/contracts/",
    )
    readers: ClassVar[tuple[type[ContractReader], type[ContractReader]]] = (ContractReader, HourlyReader)

    def signed_in(self) -> bool | None:
        return True if self.unsupported() is None else super().signed_in()

    def areas(self) -> Iterable[tuple[type[CardReader], Area]]:
        page = self.page
        mains = [n for n in page.nodes if n.tag == "main" or n.attrs.get("role") == "main"]
        node = next((n for n in (*mains, *page.tagged("body")) if page.text(n)), None)
        if node is None:
            return
        number = _NUMBER.search(self.snapshot.url)
        area = area_of(page, node, number[1] if number else "")
        told = kind_of(area)
        if told is None:
            return
        yield self.readers[told.value == "hourly"], area


class OfferPage(ContractPage):
    """An offer that was made to the freelancer."""

    kind = SiteKind(
        kind="offer",
        pattern=HOST + r"/(?:(?:nx|ab)/)?(?:wm/|proposals/|interview/)?offers?/\d+(?:/[a-z-]+)?/?(?:[?#]|$)",
        cards=("main", "[role='main']"),
        context=CONTEXT,
        status="experimental",
        facts=tuple(sorted(OfferReader.readers)),
    )
    claims: ClassVar[tuple[str, ...]] = (
        "https://www.upwork.com/nx/wm/offer/12345678",
        "https://www.upwork.com/nx/wm/offers/12345678",
        "https://www.upwork.com/nx/offers/12345678/",
        "https://www.upwork.com/ab/offers/12345678/review?from=mail",
    )
    refuses: ClassVar[tuple[str, ...]] = (
        "https://www.upwork.com/nx/offers/",
        "https://www.upwork.com/nx/wm/workroom/12345678",
    )
    readers: ClassVar[tuple[type[ContractReader], type[ContractReader]]] = (OfferReader, HourlyOfferReader)
