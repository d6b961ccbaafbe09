"""Laying the extension out in a folder that a file picker can reach, and packing it for the stores."""

from __future__ import annotations

import filecmp
import json
import shutil
import zipfile
from pathlib import Path

from escrowl.assets import extension_dir
from escrowl.errors import EscrowlError

EPOCH = (1980, 1, 1, 0, 0, 0)
"""Time stamp of every file in the zip, so that two builds of the same files are equal byte for byte."""


def _is_ours(folder: Path) -> bool:
    try:
        return bool(json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["name"] == "escrowl")
    except (OSError, ValueError, KeyError):
        return False


def _files(folder: Path) -> list[Path]:
    return sorted(p.relative_to(folder) for p in folder.rglob("*") if p.is_file())


def lay_out(folder: Path) -> Path:
    """Copy the extension into ``folder``, only what changed, and return the folder.

    Raises EscrowlError when the folder holds something that is not escrowl's extension, or cannot be written.
    """
    source = extension_dir()
    try:
        if folder.exists() and any(folder.iterdir()) and not _is_ours(folder):
            raise EscrowlError(
                f"{folder} holds other files. Choose an empty folder with --extension (or ESCROWL_EXTENSION)."
            )
        wanted = _files(source)
        for name in wanted:
            target = folder / name
            if not target.exists() or not filecmp.cmp(source / name, target, shallow=False):
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(source / name, target)
        for name in set(_files(folder)) - set(wanted):
            (folder / name).unlink()
    except OSError as fault:
        raise EscrowlError(
            f"The extension could not be written to {folder}: {fault.strerror}. Choose another folder."
        ) from fault
    return folder


def pack(target: Path) -> Path:
    """Write the extension as a zip for the browsers' stores; the same files give the same bytes."""
    source = extension_dir()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in _files(source):
            entry = zipfile.ZipInfo(name.as_posix(), EPOCH)
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, (source / name).read_bytes(), zipfile.ZIP_DEFLATED)
    return target
