"""What a saved page's file holds: HTML in the encoding it names, or the web archive (MHTML) some browsers write."""

from __future__ import annotations

import codecs
import re

_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_NAMED = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([a-z0-9_-]{2,40})", re.IGNORECASE)
_HEAD = 4_096
"""Bytes in which a page names its encoding: browsers look at the first 1,024, saved pages have a comment before."""
_ARCHIVE = re.compile(rb"(?:[\w-]+: [^\r\n]*\r?\n(?:[ \t][^\r\n]*\r?\n)*){1,12}", re.IGNORECASE)


def unpack(data: bytes) -> tuple[str, str | None]:
    """The page's HTML, and its address where the file is an archive that tells it. Never raises: bytes that are no
    text of their encoding become replacement marks."""
    head = _ARCHIVE.match(data[:_HEAD])
    if head is not None and b"multipart/related" in head[0].lower():
        return _archived(data)
    return _decoded(data), None


def _decoded(data: bytes) -> str:
    for mark, name in _MARKS:
        if data.startswith(mark):
            return data.decode(name, "replace")
    named = _NAMED.search(data[:_HEAD])
    if named is not None:
        try:  # a browser that re-encodes a page as UTF-8 may leave its older name in it
            return data.decode("utf-8")
        except UnicodeDecodeError:
            pass
        try:
            return data.decode(named[1].decode("ascii"), "replace")
        except LookupError:
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
            except LookupError:
                html = raw.decode("utf-8", "replace")
            return html, str(told or part.get("Content-Location") or "").strip() or None
    return "", None
