"""Parts of the dashboard: a template with its values, escaped by Jinja."""

from __future__ import annotations

from flask import render_template

from escrowl.store.base import BrowserKind
from escrowl.web import models

DASH: frozenset[BrowserKind] = frozenset({"dash"})


def fragment(template: str, said: str = "", **values: object) -> models.Fragment:
    """The part that ``template`` makes of the values. ``said``: what was done, for the status line."""
    return models.Fragment(html=render_template(template, **values), said=said)
