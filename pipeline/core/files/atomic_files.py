"""Atomic writes of files that people own: each is written completely or not at all, several only if all can be."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import IO, NamedTuple

from pipeline.core.os_errors import EnvironmentFault, translate_os_errors

try:
    import fcntl
except ImportError:  # where there is no flock, a file that is open cannot be deleted either
    fcntl = None  # type: ignore[assignment]

# What a file is called until it takes the place of another; git and the check of raw/ overlook the name.
PREFIX, SUFFIX = ".passerelle-", ".new"
LEFTOVERS = f"{PREFIX}*{SUFFIX}"


class Rewrite(NamedTuple):
    """A file and its new content. `before`: the content that it must still have; None if nobody has read it."""

    path: Path
    data: bytes
    before: bytes | None = None


def replace_file(path: Path, data: bytes, before: bytes | None = None) -> None:
    """Replaces a file, or the target of a link, as `replace_files` does; `before`: see `Rewrite`."""
    replace_files([Rewrite(path, data, before)])


def replace_files(files: Sequence[Rewrite]) -> None:
    """Replaces the contents of files, each in one step, after all new contents are on the disk.

    Raises EnvironmentFault. Then no file is changed, unless one of the renames at the end failed.
    """
    with ExitStack() as stack:
        fresh = [stack.enter_context(temporary_copy(rewrite.path.resolve(), rewrite)) for rewrite in files]
        for rewrite in files:
            with translate_os_errors(rewrite.path):
                if rewrite.before is not None and rewrite.path.read_bytes() != rewrite.before:
                    raise EnvironmentFault("rewritten", path=str(rewrite.path))
        for rewrite, path in zip(files, fresh, strict=True):
            with translate_os_errors(rewrite.path):
                path.replace(rewrite.path.resolve())
        for folder in sorted({rewrite.path.resolve().parent for rewrite in files}):
            sync_folder(folder)


@contextmanager
def temporary_copy(target: Path, rewrite: Rewrite) -> Iterator[Path]:
    """The data on the disk, in a new file of the same folder; afterwards it is gone, if it was not renamed."""
    with translate_os_errors(rewrite.path), new_file(target.parent) as (file, fresh):
        file.write(rewrite.data)
        file.flush()
        os.fsync(file.fileno())
        if target.exists():
            keep_rights(target, fresh)
        else:
            fresh.chmod(0o666 & ~current_umask())
        yield fresh


@contextmanager
def new_file(folder: Path) -> Iterator[tuple[IO[bytes], Path]]:
    """A new file, open and locked while it is written, so that nobody takes it for what a killed run left."""
    handle, name = tempfile.mkstemp(dir=folder, prefix=PREFIX, suffix=SUFFIX)
    path = Path(name)
    with os.fdopen(handle, "wb") as file:
        try:
            if fcntl:
                fcntl.flock(file, fcntl.LOCK_EX)
            yield file, path
        finally:
            path.unlink(missing_ok=True)


def keep_rights(target: Path, fresh: Path) -> None:
    """Gives a new file the rights of the old one, and its owner where that is allowed."""
    shutil.copymode(target, fresh)
    if hasattr(os, "chown"):
        state = target.stat()
        with suppress(OSError):
            os.chown(fresh, state.st_uid, state.st_gid)


def is_leftover(path: Path) -> bool:
    """Whether a file is an unfinished one, which a stopped command left or another command is writing."""
    return path.name.startswith(PREFIX) and path.name.endswith(SUFFIX)


def clear_leftovers(folder: Path) -> None:
    """Deletes the unfinished files below a folder, except those that another command is writing."""
    delete_unlocked(folder.rglob(LEFTOVERS))


def delete_unlocked(paths: Iterable[Path]) -> None:
    """Deletes the files that no running command has locked."""
    for path in sorted(paths):
        if path.is_symlink() or not path.is_file():
            # Nobody's leftover: we write files.
            continue
        with suppress(OSError), path.open("rb") as file:
            if fcntl:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            path.unlink()


def sync_folder(folder: Path) -> None:
    """Writes the entries of a folder to the disk, if the system can."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def current_umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
