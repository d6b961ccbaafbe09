"""What both kinds of page share: the site, addresses, dates."""

from __future__ import annotations

import re

from escrowl.pages.site import Site

_ENDS = ("de", "com", "at", "ch")
SITE = Site(
    "freelancermap",
    "freelancermap",
    (*(f"www.freelancermap.{end}" for end in _ENDS), *(f"freelancermap.{end}" for end in _ENDS)),
)
HOST = r"^https://(?:www\.)?freelancermap\.(?:de|com|at|ch)"
JOB = re.compile(r"/(?:projekt|project)/([^/?#]+)/?(?:[?#]|$)|/projektboerse/[^?#]+/(\d{5,8})-[^/?#]+\.html")
DATE = r"\d{1,2}\.\d{1,2}\.\d{4}|\d{1,2}/\d{1,2}/\d{4}"
LENGTH = re.compile(r"\d{1,3} (?:monate?|months?|wochen?|weeks?|tage?|days?|jahre?|years?)\b\+?", re.IGNORECASE)


def job_id(address: str) -> str:
    """The words that name the project in its address, or the number in an older one."""
    found = JOB.search(address)
    return (found[1] or found[2]) if found else ""
