"""The server's settings: one frozen dataclass, its defaults, and where they are read from."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from platformdirs import user_data_path

from escrowl.errors import SettingsInvalid

DEFAULT_PORT = 48615
"""Unassigned at IANA, below the ephemeral range of Linux's neighbours; changed with ESCROWL_PORT or --port."""


@dataclass(frozen=True, slots=True)
class Settings:
    """``data``: folder of store, key and runtime file; ``extension``: where the extension is laid out to be loaded."""

    port: int
    data: Path
    extension: Path
    openapi: bool = False
    keep_snapshots_days: int = 0


def read_settings(
    port: int | None = None, data: Path | None = None, extension: Path | None = None, openapi: bool = False
) -> Settings:
    """Settings from arguments, else ESCROWL_PORT, ESCROWL_DATA, ESCROWL_EXTENSION, else defaults.

    Raises SettingsInvalid, naming the value, for a port that is not 1024 to 65535.
    """
    wanted: int | str = port if port is not None else os.environ.get("ESCROWL_PORT", DEFAULT_PORT)
    try:
        number = int(wanted)
    except ValueError:
        number = 0
    if not 1024 <= number <= 65535:
        raise SettingsInvalid(f"The port must be a number from 1024 to 65535, not {wanted!r}.")
    return Settings(
        port=number,
        data=(data or Path(os.environ.get("ESCROWL_DATA") or user_data_path("escrowl", appauthor=False))).expanduser(),
        extension=(
            extension or Path(os.environ.get("ESCROWL_EXTENSION") or Path.home() / "escrowl-extension")
        ).expanduser(),
        openapi=openapi,
    )
