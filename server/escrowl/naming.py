"""How a person calls escrowl in their own terminal: who started it from a folder has no ``escrowl`` on the PATH."""

from __future__ import annotations

import os
import shlex
import shutil
import sys
from pathlib import Path


def quoted(path: Path | str) -> str:
    """A path as one word of a command line."""
    return f'"{path}"' if sys.platform == "win32" else shlex.quote(str(path))


def command(rest: str) -> str:
    """``escrowl REST`` as it can be pasted: by name where the PATH finds it, else by the path of this one."""
    if shutil.which("escrowl"):
        return f"escrowl {rest}"
    script = Path(sys.executable).with_name("escrowl.exe" if os.name == "nt" else "escrowl")
    if script.is_file():
        return f"{quoted(script)} {rest}"
    return f"{quoted(sys.executable)} -m escrowl {rest}"
