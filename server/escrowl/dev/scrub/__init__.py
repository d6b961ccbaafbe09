"""Taking private data out of a saved page: the same value gets the same stand-in, and what is left is looked for."""

from escrowl.dev.scrub.leftovers import Leftover, leftovers, maybe_names
from escrowl.dev.scrub.page import TAKEN_BY
from escrowl.dev.scrub.saved import Scrubbed, load, save, scrub

__all__ = ["TAKEN_BY", "Leftover", "Scrubbed", "leftovers", "load", "maybe_names", "save", "scrub"]
