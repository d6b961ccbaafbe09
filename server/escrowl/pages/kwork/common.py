"""What Kwork's pages share: the site and addresses."""

from __future__ import annotations

import re

from escrowl.pages.site import Site

SITE = Site("kwork", "Kwork", ("kwork.ru", "kwork.com", "www.kwork.ru", "www.kwork.com"))
HOST = r"^https://(?:www\.)?kwork\.(?:ru|com)"
_JOB = re.compile(r"/projects/(\d{4,10})(?:/view)?/?(?:[?#]|$)")


def job_id(address: str) -> str:
    """The project's number."""
    found = _JOB.search(address)
    return found[1] if found else ""
