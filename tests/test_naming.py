"""Commands as a person can paste them: by name where the PATH finds escrowl, else by path."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest

from escrowl.naming import command


def test_a_command_that_can_be_pasted(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(shutil, "which", lambda _name: "/usr/bin/escrowl")
    assert command("open") == "escrowl open"
    monkeypatch.setattr(shutil, "which", lambda _name: None)
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(sys, "executable", str(tmp_path / "my bin" / "python"))
    assert command("open") == f"'{tmp_path}/my bin/python' -m escrowl open"
    script = tmp_path / "my bin" / "escrowl"
    script.parent.mkdir()
    script.touch()
    assert command("open") == f"'{script}' open"
