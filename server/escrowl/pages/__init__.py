"""Reading: from a snapshot to cards with facts. One folder a marketplace; see `base` for what a page object is."""

from __future__ import annotations

from escrowl.pages.prescan import is_strange
from escrowl.pages.registry import claimants, read, shows_payment, site_of, sites
from escrowl.pages.site import Site, SiteKind

__all__ = ["Site", "SiteKind", "claimants", "is_strange", "read", "shows_payment", "site_of", "sites"]
