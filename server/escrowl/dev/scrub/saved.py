"""Scrubbing a saved page: load, rewrite, check anew, save."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from escrowl import pages
from escrowl.dev.scrub.leftovers import Leftover, leftovers
from escrowl.dev.scrub.page import rewrite
from escrowl.dev.scrub.same import differences
from escrowl.errors import EscrowlError
from escrowl.facts import Facts
from escrowl.snapshot import Snapshot, read_page_file


@dataclass(frozen=True)
class Scrubbed:
    """A page with stand-ins. ``counts``: values by kind; ``left``: what still looks private; ``changed``: facts that
    are read differently now. Clean is a page with neither."""

    snapshot: Snapshot
    counts: Mapping[str, int]
    left: tuple[Leftover, ...] = ()
    changed: tuple[str, ...] = ()

    @property
    def clean(self) -> bool:
        """Whether nothing is left and the page reads as before."""
        return not self.left and not self.changed


def load(path: Path, url: str | None = None) -> Snapshot:
    """The saved page in a file or folder. Raises SnapshotRejected."""
    return (
        Snapshot.load(path)
        if path.is_dir() and url is None
        else read_page_file(path / "page.html" if path.is_dir() else path, url)
    )


def scrub(snapshot: Snapshot) -> Scrubbed:
    """The page without private data, checked anew. Raises PageRefused for a page built to hang a parser."""
    before = pages.read(snapshot, Facts())
    try:
        new, made = rewrite(snapshot, before)
    except RecursionError as fault:
        raise EscrowlError("The page is nested too deeply to be rewritten; save a smaller part of it.") from fault
    after = pages.read(new, Facts())
    left = leftovers(new.html, made.secrets, new.url)
    return Scrubbed(new, +made.counts, tuple(left), differences(before, after))


def save(scrubbed: Scrubbed, folder: Path, over: bool = False) -> Path:
    """Write a scrubbed page; ``over``: in place of the one that is there.

    Raises EscrowlError when the folder holds something already or cannot be written.
    """
    try:
        if not over and folder.exists() and any(folder.iterdir()):
            raise EscrowlError(f"{folder} is there already and not empty; name another with --out.")
        at = datetime(*scrubbed.snapshot.taken_at.astimezone(UTC).timetuple()[:3], 12, tzinfo=UTC)  # the day is enough
        shot = scrubbed.snapshot
        Snapshot(shot.url, shot.html, at, shot.taken_by, shot.scope).save(folder)
    except OSError as fault:
        raise EscrowlError(f"{folder} cannot be written: {fault.strerror or fault}.") from fault
    return folder
