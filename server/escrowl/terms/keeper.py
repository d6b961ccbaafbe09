"""The files of the terms: read again when they change, the last good ones used while one is broken, written whole."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import tempfile
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from escrowl.errors import TermsInvalid
from escrowl.terms.file import NAME, parse, render
from escrowl.terms.model import DEFAULTS, Fault, OwnFile, Terms
from escrowl.terms.toml import MOST_BYTES, too_much

Folder = Literal["rules", "replies"]
FOLDERS: tuple[Folder, ...] = ("rules", "replies")
OWN_NAME = re.compile(r"(?!(?:con|prn|aux|nul|com\d|lpt\d)$)[a-z0-9]+(?:-[a-z0-9]+)*")
"""Names of own files; those of Windows' devices are left out, so that a folder can be carried to any computer."""
MOST_FILES = 200

_Stamp = tuple[tuple[str, int, int], ...]


@dataclass(frozen=True, slots=True)
class Kept:
    """Terms as they are used, and what was wrong with the files they were read from."""

    terms: Terms
    faults: tuple[Fault, ...] = ()


def _files(folder: Path, kind: Folder) -> Iterator[os.DirEntry[str]]:
    with contextlib.suppress(FileNotFoundError, NotADirectoryError), os.scandir(folder / kind) as entries:
        yield from sorted((e for e in entries if e.name.endswith(".toml") and e.is_file()), key=lambda e: e.name)


def _stamp(folder: Path) -> _Stamp:
    """What changes when a file does."""
    out = []
    with contextlib.suppress(OSError):
        status = (folder / NAME).stat()
        out.append((NAME, status.st_mtime_ns, status.st_size))
    for kind in FOLDERS:
        for entry in _files(folder, kind):
            with contextlib.suppress(OSError):  # it went in between
                status = entry.stat()
                out.append((f"{kind}/{entry.name}", status.st_mtime_ns, status.st_size))
    return tuple(out)


def _text(path: Path, name: str, faults: list[Fault]) -> str | None:
    try:
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
        text = data.decode("utf-8-sig", "replace" if len(data) > MOST_BYTES else "strict")
        if what := too_much(text):
            faults.append(Fault(name, what))
            return None
        return text
    except FileNotFoundError:
        return None
    except OSError as error:
        faults.append(Fault(name, f"it cannot be read ({error.strerror}); see to its permissions."))
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        faults.append(Fault(name, "it is not UTF-8 text; save it as UTF-8.", line=line))
    return None


def _own(folder: Path, kind: Folder, faults: list[Fault]) -> tuple[OwnFile, ...]:
    found: list[OwnFile] = []
    for entry in _files(folder, kind):
        name, file = entry.name.removesuffix(".toml"), f"{kind}/{entry.name}"
        if not OWN_NAME.fullmatch(name):
            what = "it was left out: name it with small letters, digits and hyphens, as my-rule.toml."
            faults.append(Fault(file, what))
        elif len(found) >= MOST_FILES:
            faults.append(Fault(file, f"it was left out: there are more than {MOST_FILES} files in {kind}."))
        elif (text := _text(Path(entry.path), file, faults)) is not None:
            found.append(OwnFile(name, text))
    return tuple(found)


def read(folder: Path, last: Terms = DEFAULTS) -> Kept:
    """The terms of a data folder; ``last``: what holds for ``terms.toml`` while it is broken. Raises nothing."""
    faults: list[Fault] = []
    terms = DEFAULTS
    text = _text(folder / NAME, NAME, faults)
    if text is not None:
        try:
            terms = parse(text)
        except TermsInvalid as error:
            faults += error.faults
    if faults:
        terms = last
    rules, replies = (_own(folder, kind, faults) for kind in FOLDERS)
    return Kept(replace(terms, rules=rules, replies=replies), tuple(faults))


def write_whole(path: Path, text: str) -> None:
    """Replace a file by rename, for this user alone: who reads it sees the old text or the new one. Raises OSError."""
    path = path.resolve()  # a link to a file kept elsewhere stays a link
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    number, temporary = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)  # 0600
    try:
        with os.fdopen(number, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


class Keeper:
    """The terms of one data folder, for as long as a server runs. Safe to use from any thread."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._lock = threading.RLock()
        self._stamp: _Stamp | None = None
        self._kept = Kept(DEFAULTS)

    def kept(self) -> Kept:
        """Terms and faults as the files are now. Costs a look at their times when nothing changed."""
        with self._lock:
            stamp = _stamp(self.folder)
            if stamp != self._stamp:
                self._kept, self._stamp = read(self.folder, self._kept.terms), stamp
            return self._kept

    def terms(self) -> Terms:
        """The terms that hold now."""
        return self.kept().terms

    def change(self, edit: Callable[[Terms], Terms]) -> Terms:
        """Write what ``edit`` makes of the present terms (own rules and replies aside), and use it.

        A broken file is kept as ``terms-broken.toml`` first. Raises TermsInvalid when the result cannot be kept, or
        the file not be written.
        """
        path = self.folder / NAME
        with self._lock:
            terms = edit(self.terms())
            wrong: list[Fault] = []
            before = _text(path, NAME, wrong) or ""
            try:
                parse(before)
            except TermsInvalid as error:
                wrong += error.faults
            if wrong:
                before = ""
                with _writing(path):
                    shutil.copyfile(path, path.with_name("terms-broken.toml"))
            text = render(terms, before)
            parse(text)
            with _writing(path):
                write_whole(path, text)
            self._stamp = None
            return self.terms()

    def write(self, kind: Folder, name: str, text: str) -> None:
        """Keep an own rule or reply. Raises TermsInvalid for a name or size that cannot be kept."""
        file = f"{kind}/{name}.toml"
        if not OWN_NAME.fullmatch(name) or len(name) > 60:
            raise TermsInvalid((Fault(file, "name it with small letters, digits and hyphens, as my-rule."),))
        if what := too_much(text):
            raise TermsInvalid((Fault(file, what),))
        path = self.folder / kind / f"{name}.toml"
        with self._lock, _writing(path):
            write_whole(path, text)
            self._stamp = None

    def delete(self, kind: Folder, name: str) -> None:
        """Delete an own rule or reply; one that is gone already is fine. Raises TermsInvalid when it cannot be."""
        if OWN_NAME.fullmatch(name):
            path = self.folder / kind / f"{name}.toml"
            with self._lock, _writing(path):
                path.unlink(missing_ok=True)
                self._stamp = None


@contextlib.contextmanager
def _writing(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        what = f"it could not be written ({error.strerror}); see to space and permissions of {path.parent}."
        raise TermsInvalid((Fault(path.name, what),)) from error
