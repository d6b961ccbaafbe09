"""Files of the store as the operating system sees them: private, never through a link, on the disk, one owner."""

from __future__ import annotations

import contextlib
import errno
import os
import stat
import sys
from pathlib import Path

from escrowl.errors import StoreError, StoreFull, StoreLocked

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

FULL = frozenset({errno.ENOSPC, errno.EFBIG, getattr(errno, "EDQUOT", errno.ENOSPC)})
"""Faults that mean: no room. Everything else while writing means: do not trust this disk."""

_EXTRA = (
    getattr(os, "O_NOFOLLOW", 0)
    | getattr(os, "O_CLOEXEC", 0)
    | getattr(os, "O_BINARY", 0)
    | getattr(os, "O_NONBLOCK", 0)
)
"""O_NONBLOCK only so that a pipe put in a file's place cannot make us wait; it changes nothing for a file."""


def fault(doing: str, path: Path, error: OSError) -> StoreError:
    """The store's error for a fault of the operating system."""
    if error.errno in FULL:
        return StoreFull(
            f"No space is left to {doing} {path}. What was acknowledged is safe, this was not kept. "
            "Free some space and try again."
        )
    return StoreError(f"Could not {doing} {path}: {error.strerror or error}. What was acknowledged is safe.")


def private_folder(folder: Path) -> None:
    """Make the folder, or make it ours alone (0700). StoreError when it is not a folder or another user's."""
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        if sys.platform != "win32":
            seen = folder.stat()
            if seen.st_uid != os.geteuid():
                raise StoreError(f"{folder} belongs to another user. Set ESCROWL_DATA to a folder of your own.")
            if stat.S_IMODE(seen.st_mode) != 0o700:
                folder.chmod(0o700)
    except FileExistsError as error:
        raise StoreError(
            f"{folder} is a file; escrowl needs a folder there. Move it away or set ESCROWL_DATA."
        ) from error
    except OSError as error:
        raise fault("use", folder, error) from error


def open_private(path: Path, flags: int) -> int:
    """Open a plain file of ours, 0600 whatever the umask; OSError as `os.open`, StoreError for anything but a file."""
    if path.is_symlink():  # also where the system has no O_NOFOLLOW
        raise StoreError(f"{path} is a link. escrowl does not follow it: remove the link and start again.")
    try:
        descriptor = os.open(path, flags | _EXTRA, 0o600)
    except OSError as error:
        if error.errno in (errno.ELOOP, errno.EISDIR, errno.ENXIO):
            raise StoreError(f"{path} is not a plain file. Move it away and start again.") from error
        raise
    try:
        seen = os.fstat(descriptor)
        if not stat.S_ISREG(seen.st_mode):
            raise StoreError(f"{path} is not a plain file. Move it away and start again.")
        if flags & (os.O_RDWR | os.O_WRONLY):
            if seen.st_nlink > 1:
                raise StoreError(f"{path} has a second name elsewhere (a hard link). Move it away and start again.")
            if sys.platform != "win32" and stat.S_IMODE(seen.st_mode) != 0o600:
                os.fchmod(descriptor, 0o600)
    except BaseException:
        os.close(descriptor)
        raise
    return descriptor


def read_private(path: Path) -> bytes | None:
    """The bytes of a file, or None when there is none."""
    try:
        descriptor = open_private(path, os.O_RDONLY)
    except FileNotFoundError:
        return None
    with os.fdopen(descriptor, "rb") as file:
        return file.read()


def sync(descriptor: int) -> None:
    """Wait until the bytes of a file are on the disk. OSError means that nobody knows whether they are."""
    if sys.platform == "darwin":
        fcntl.fcntl(descriptor, fcntl.F_FULLFSYNC)  # fsync there stops at the drive's cache
    elif sys.platform == "win32":
        os.fsync(descriptor)
    else:
        os.fdatasync(descriptor)


def sync_folder(folder: Path) -> None:
    """Wait until names in the folder are on the disk. Windows keeps them itself."""
    if sys.platform == "win32":
        return
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def write_all(descriptor: int, data: bytes) -> None:
    """Write every byte, or raise OSError; a short write is `no space`."""
    view = memoryview(data)
    while view:
        # Large blocks in pieces; a piece that comes back short is a full disk, and asking again would say so.
        piece = view[: 1 << 20]
        if os.write(descriptor, piece) != len(piece):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        view = view[len(piece) :]


def take_lock(path: Path) -> int:
    """Descriptor that holds the single writer's lock until it is closed. StoreLocked when another opener has it."""
    try:
        descriptor = open_private(path, os.O_RDWR | os.O_CREAT)
    except OSError as error:
        raise fault("open", path, error) from error
    try:
        if sys.platform == "win32":
            os.lseek(descriptor, 1 << 30, os.SEEK_SET)  # far behind the number, which others may want to read
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
            os.lseek(descriptor, 0, os.SEEK_SET)
        else:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        holder = ""
        with contextlib.suppress(OSError):
            holder = os.read(descriptor, 20).decode("ascii", "replace").strip()
        os.close(descriptor)
        if error.errno in (errno.EAGAIN, errno.EACCES, errno.EDEADLK):
            who = f"Another escrowl (process {holder})" if holder.isdigit() else "Another escrowl"
            raise StoreLocked(
                f"{who} has the store in {path.parent} open. "
                "Use that one, stop it, or set ESCROWL_DATA to another folder."
            ) from error
        raise StoreError(
            f"{path} cannot be locked ({error.strerror or error}); network folders often cannot. "
            "Set ESCROWL_DATA to a local folder."
        ) from error
    with contextlib.suppress(OSError):  # only so that the message above can name us
        os.ftruncate(descriptor, 0)
        os.write(descriptor, f"{os.getpid()}\n".encode())
    return descriptor
