"""A snapshot: the address and the trimmed HTML of a page, as extension, scraper or saved file give it."""

from __future__ import annotations

import codecs
import json
import re
import uuid
from dataclasses import dataclass, field
from datetime import UTC, datetime
from html.parser import HTMLParser
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from escrowl.errors import SnapshotRejected

Scope = Literal["page", "cards", "changes"]

MAX_CHARACTERS = 4_000_000
"""Longest HTML taken: the API's limit on a body. Whole saved pages of the marketplaces are 0.1 to 1.5 MB."""

MAX_URL = 4_000
NUMBER = "data-escrowl-n"
"""Attribute by which the extension numbers the elements of the copy; it removes the page's own of that name."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """``scope``: a whole page or main column, its cards with their context, or only new and changed cards.

    Raises SnapshotRejected when the address is not http(s) or the text too long.
    """

    url: str
    html: str = field(repr=False)
    taken_at: datetime = field(default_factory=lambda: datetime.now(UTC))
    taken_by: str = "file"
    scope: Scope = "page"
    id: str = field(default_factory=lambda: str(uuid.uuid4()))

    def __post_init__(self) -> None:
        try:
            parts = urlsplit(self.url)
        except ValueError:
            parts = urlsplit("")
        if parts.scheme not in ("http", "https", "file") or len(self.url) > MAX_URL:
            raise SnapshotRejected("The snapshot has no usable address: give the page's https address.")
        if len(self.html) > MAX_CHARACTERS:
            raise SnapshotRejected(f"The page is longer than {MAX_CHARACTERS:,} characters and was not read.")

    def save(self, folder: Path) -> None:
        """Write ``page.html`` and ``snapshot.json`` into a new or empty folder."""
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "page.html").write_text(self.html, encoding="utf-8")
        meta = {"url": self.url, "taken_at": self.taken_at.isoformat(), "taken_by": self.taken_by, "scope": self.scope}
        (folder / "snapshot.json").write_text(json.dumps(meta, indent=1) + "\n", encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> Snapshot:
        """Read a folder that `save` wrote. Raises SnapshotRejected when it is incomplete."""
        try:
            meta = json.loads((folder / "snapshot.json").read_text(encoding="utf-8"))
            html = (folder / "page.html").read_text(encoding="utf-8", errors="replace")
            taken = datetime.fromisoformat(meta["taken_at"])
            return cls(
                url=meta["url"],
                html=html,
                taken_at=taken if taken.tzinfo else taken.replace(tzinfo=UTC),
                taken_by=meta.get("taken_by", "file"),
                scope=meta.get("scope", "page"),
            )
        except (OSError, KeyError, ValueError, TypeError, AttributeError, RecursionError) as fault:
            raise SnapshotRejected(
                f"{folder} is not a saved snapshot (page.html and snapshot.json): {fault}"
            ) from fault


_SINGLE_FILE = re.compile(r"^\s*url:\s*(https?://\S+)", re.MULTILINE)


class _Address(HTMLParser):
    """Finds where a saved page came from: a canonical link, og:url, or the comment of the browser or SingleFile."""

    def __init__(self) -> None:
        super().__init__()
        self.url: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self.url:
            return
        given = dict(attrs)
        if tag == "link" and (given.get("rel") or "").lower() == "canonical":
            self.url = given.get("href")
        elif tag == "meta" and given.get("property") == "og:url":
            self.url = given.get("content")

    def handle_comment(self, data: str) -> None:
        mark = "saved from url="
        if not self.url and "saved with SingleFile" in data and (found := _SINGLE_FILE.search(data)):
            self.url = found[1]
        if not self.url and mark in data:
            self.url = (
                data.split(")", 1)[-1].strip() if data.strip().startswith(mark) else data.split(mark, 1)[1].strip()
            )


_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_NAMED = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([a-z0-9_-]{2,40})", re.IGNORECASE)
_HEAD_BYTES = 4_096
"""Bytes in which a page names its encoding: browsers look at the first 1,024, saved pages have a comment before."""
_ARCHIVE = re.compile(rb"(?:[\w-]+: [^\r\n]*\r?\n(?:[ \t][^\r\n]*\r?\n)*){1,12}", re.IGNORECASE)


def _unpack(data: bytes) -> tuple[str, str | None]:
    """The page's HTML, and its address where the file is an archive that tells it. Never raises: bytes that are no
    text of their encoding become replacement marks."""
    head = _ARCHIVE.match(data[:_HEAD_BYTES])
    if head is not None and b"multipart/related" in head[0].lower():
        return _archived(data)
    return _decoded(data), None


def _decoded(data: bytes) -> str:
    for mark, name in _MARKS:
        if data.startswith(mark):
            return data.decode(name, "replace")
    named = _NAMED.search(data[:_HEAD_BYTES])
    if named is not None:
        try:  # a browser that re-encodes a page as UTF-8 may leave its older name in it
            return data.decode("utf-8")
        except UnicodeDecodeError:
            pass
        try:
            return data.decode(named[1].decode("ascii"), "replace")
        except (LookupError, ValueError):
            pass
    return data.decode("utf-8", "replace")


def _archived(data: bytes) -> tuple[str, str | None]:
    """The first part that is a page, and the address of the archive, else of that part."""
    import email
    from email import policy

    message = email.message_from_bytes(data, policy=policy.compat32)
    told = message.get("Snapshot-Content-Location") or message.get("Content-Location")
    for part in message.walk():
        if part.get_content_type() == "text/html":
            body = part.get_payload(decode=True)
            charset = part.get_content_charset() or "utf-8"
            raw = body if isinstance(body, bytes) else b""
            try:
                html = raw.decode(charset, "replace")
            except (LookupError, ValueError):
                html = raw.decode("utf-8", "replace")
            return html, str(told or part.get("Content-Location") or "").strip() or None
    return "", None


HEAD_CHARACTERS = 200_000
"""How much of a saved page is looked at for its address; heads of real pages end well before."""


def read_page_file(path: Path, url: str | None = None) -> Snapshot:
    """A saved page as a snapshot. Its address: ``url``, else ``snapshot.json`` beside it, else what the page says.

    Raises SnapshotRejected when the file cannot be read, is too large, or nothing tells the address.
    """
    beside = path.parent / "snapshot.json"
    if url is None and path.name == "page.html" and beside.exists():
        return Snapshot.load(path.parent)
    try:
        if path.stat().st_size > 4 * MAX_CHARACTERS or not path.is_file():
            raise SnapshotRejected(f"this is not an ordinary file of at most {MAX_CHARACTERS:,} characters.")
        html, told = _unpack(path.read_bytes())
        taken = datetime.fromtimestamp(path.stat().st_mtime, UTC)
    except OSError as fault:
        raise SnapshotRejected(f"{path} cannot be read: {fault.strerror}.") from fault
    given = url is not None
    url = url or told
    if url is None:
        finder = _Address()
        finder.feed(html[:HEAD_CHARACTERS])
        url = finder.url
    if "<" not in html or "\0" in html[:HEAD_CHARACTERS]:
        raise SnapshotRejected("this is not a saved page: it holds no HTML. Save the page from the browser, as HTML.")
    if given and not (url or "").startswith(("http://", "https://")):
        raise SnapshotRejected(f"{url!r} is not an address; give the page's whole one, https://… .")
    if not url or not url.startswith(("http://", "https://")):
        raise SnapshotRejected("the file does not say which address it was saved from; give it with --url.")
    return Snapshot(url=url, html=html, taken_at=taken)
