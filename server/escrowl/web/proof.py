"""What both sides of a hello compute. Standard library only: the command line's client imports it too.

Encoding: fields are ASCII joined by ``|``; nonces, tokens and MACs are 32 bytes as 43 base64url characters.
The forms are checked before anything is computed, so that no field can hold a ``|``.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import secrets

API = (1, 1)
"""Lowest and highest API version this server speaks."""

KEY_BYTES = 32
"""256 bit: the length of HMAC-SHA-256's own output, beyond guessing."""

NONCE = re.compile(r"[A-Za-z0-9_-]{43}", re.ASCII)
CLIENT_ID = re.compile(r"[A-Za-z0-9_-]{1,64}", re.ASCII)


def encode(raw: bytes) -> str:
    """Base64url without padding."""
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode("ascii")


def decode(text: str) -> bytes:
    """The 32 bytes of a 43-character string. Raises ValueError for any other form."""
    if not NONCE.fullmatch(text):
        raise ValueError("not 43 base64url characters")
    return base64.urlsafe_b64decode(text + "=")


def nonce() -> str:
    """A new random nonce or token."""
    return encode(secrets.token_bytes(KEY_BYTES))


def mac(key: bytes, *fields: str) -> str:
    """HMAC-SHA-256 of the joined fields."""
    return encode(hmac.new(key, "|".join(fields).encode("ascii"), hashlib.sha256).digest())


def server_mac(key: bytes, client_id: str, c: str, s: str, port: int, api: int) -> str:
    """The server's proof. ``port`` is its own, or the one dialled: a relay on another port cannot pass."""
    return mac(key, "srv", client_id, c, s, str(port), str(api))


def session_token(key: bytes, client_id: str, c: str, s: str) -> str:
    """The session's token; only who holds the key can derive it."""
    return mac(key, "ses", client_id, c, s)


def fingerprint(token: bytes) -> bytes:
    """What is stored and compared in place of a token."""
    return hashlib.sha256(token).digest()


def same(one: bytes, other: bytes) -> bool:
    """Constant-time comparison, on bytes only: on text a non-ASCII character would raise."""
    return hmac.compare_digest(one, other)
