"""What LinkedIn's pages share: the site, addresses, and what is never shown."""

from __future__ import annotations

import re

from escrowl.pages.posts import silent
from escrowl.pages.site import Site

_COUNTRIES = (
    "ae al am ar at au be bg bo br ca ch cl cn co cr cz de dk do ec ee eg es fi fr gh gr gt hk hr hu id"
    " ie il in it jm jo jp ke kr kw lb lk lt lu lv ma mt mu mx my ng nl no nz om pa pe ph pk pl"
    " pr pt py qa ro rs ru sa se sg si sk sv th tn tr tt tw ua ug uk uy ve vn za zw"
)
"""Subdomains that visitors who are not signed in are sent to."""

SITE = Site(
    "linkedin",
    "LinkedIn",
    ("www.linkedin.com", "linkedin.com", *(f"{country}.linkedin.com" for country in _COUNTRIES.split())),
)
HOST = r"^https://(?:[a-z]{2,3}\.)?linkedin\.com"
_JOB = re.compile(r"/jobs/view/(?:[^/?#]*-)?(\d{6,12})(?:[/?#]|$)")
COMPANY = re.compile(r"/company/[^/?#]+")

SILENT = silent(
    "LinkedIn shows no payment or client check",
    "client.rating", "client.reviews", "client.spent", "client.hires", "client.member_since",
)  # fmt: skip
"""A marketplace's facts (payment, spend, hires) have no counterpart here."""


def job_id(address: str) -> str:
    """The job's number."""
    found = _JOB.search(address)
    return found[1] if found else ""
