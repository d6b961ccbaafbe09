"""Where the extension's files are: in the wheel, or in the checkout."""

from __future__ import annotations

from pathlib import Path

from escrowl.errors import EscrowlError


def extension_dir() -> Path:
    """The folder that a browser can load as an unpacked extension.

    Raises EscrowlError when neither the installed package nor a checkout holds it.
    """
    package = Path(__file__).resolve().parent
    for folder in (package / "_extension", package.parents[1] / "extension" / "src"):
        if (folder / "manifest.json").is_file():
            return folder
    raise EscrowlError("The extension's files are missing from this installation; install escrowl again.")
