"""A private temporary folder for a check, which is removed when the check ends, or by the next one if it was killed.

Each process locks its folder. The system releases the lock when the process ends, so a folder that can be locked is not
in use. Windows has no such locks: there a killed process leaves its folder.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

try:
    import fcntl
except ImportError:  # pragma: no cover - Windows
    # Windows has no locks of this kind: there a killed check leaves its folder until somebody removes it.
    fcntl = None  # type: ignore[assignment]

PREFIX = "passerelle-scratch-"


@contextmanager
def scratch_folder() -> Iterator[Path]:
    """A new folder that only this user can read, by its path without links.

    Raises OSError where no folder for temporary files can be written.
    """
    parent = Path(tempfile.gettempdir())
    remove_abandoned(parent)
    folder, lock = locked_folder(parent)
    try:
        yield folder.resolve()
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        if lock is not None:
            os.close(lock)


def locked_folder(parent: Path) -> tuple[Path, int | None]:
    """A new folder in `parent`, and the handle that holds its lock; None where folders have no locks."""
    while True:
        folder = Path(tempfile.mkdtemp(prefix=PREFIX, dir=parent))
        if fcntl is None:
            return folder, None
        # Another process may take the folder for an abandoned one until it is locked; then the next one is tried.
        with suppress(FileNotFoundError):
            lock = os.open(folder, os.O_RDONLY)
            # Some file systems of a network have no locks; nobody can lock the folder there to remove it either.
            with suppress(OSError):
                fcntl.flock(lock, fcntl.LOCK_EX)
            if folder.exists():
                return folder, lock
            os.close(lock)


def remove_abandoned(parent: Path) -> None:
    """Removes the folders in `parent` that killed processes of this user left."""
    if fcntl is None:
        return
    with suppress(OSError):
        for folder in parent.glob(f"{PREFIX}*"):
            remove_if_abandoned(folder)


def remove_if_abandoned(folder: Path) -> None:
    """Removes a folder of this user, if no process has locked it."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY | os.O_NOFOLLOW | os.O_DIRECTORY)
        try:
            if os.fstat(handle).st_uid == os.getuid():
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                shutil.rmtree(folder)
        finally:
            os.close(handle)
