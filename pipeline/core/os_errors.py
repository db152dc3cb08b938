"""Errors of the operating system as messages with a remedy, such as a full disk or a read-only folder."""

from __future__ import annotations

import errno
import re
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from pipeline.core.errors import UserError

# The words (below "trouble-") for what a system call says; for every other number its own text is told.
KEYS: Mapping[int, str] = {
    errno.ENOSPC: "full",
    errno.EDQUOT: "full",
    errno.EFBIG: "too-large",
    errno.EROFS: "read-only",
    errno.EACCES: "forbidden",
    errno.EPERM: "forbidden",
    errno.ENOENT: "vanished",
    errno.ENOTDIR: "no-folder",
    errno.EISDIR: "no-file",
    errno.ENAMETOOLONG: "name-too-long",
    errno.EMFILE: "too-many-open",
    errno.ENFILE: "too-many-open",
    errno.ENOMEM: "memory",
    errno.EBUSY: "in-use",
    errno.EXDEV: "in-use",
}
# What the machine lacks, whatever file is asked for: no file is wrong for it.
LACKING = frozenset({errno.ENOMEM, errno.EMFILE, errno.ENFILE})
# What the loader of libraries, and threads, say where there is no memory for them.
NO_ROOM = re.compile("failed to map segment|[Cc]annot allocate memory|can't start new thread")
NUMBER = re.compile(r"\[Errno (\d+)\]")
# How the folders begin that this program makes for temporary files.
OURS = "passerelle-"
# What DuckDB and SQLite have of a system call is the text of it, and the file that DuckDB names there.
FILE = re.compile('file "([^"]+)"')
SAID = {
    "No space left on device": errno.ENOSPC,
    "disk is full": errno.ENOSPC,
    "Disk quota exceeded": errno.EDQUOT,
    "File too large": errno.EFBIG,
}


class EnvironmentFault(UserError):
    """An error of the machine or of the surroundings of a registry; its message is `command/trouble-<key>`."""

    def __init__(self, key: str, **values: str | int) -> None:
        super().__init__(f"trouble-{key}", **values)


def is_lack(error: Exception) -> bool:
    """Whether an exception from reading a file is about the machine (no memory), and not about the file."""
    return isinstance(error, OSError) and error.errno in LACKING


@contextmanager
def translate_os_errors(path: Path) -> Iterator[None]:
    """Context manager: raises errors of files, memory and child processes as EnvironmentFault.

    `path`: the path to name in the message if the error names none.
    """
    try:
        yield
    except Exception as error:
        found = environment_fault(error, path)
        if found is None:
            raise
        raise found from error


def environment_fault(error: Exception, path: Path) -> EnvironmentFault | None:
    """The EnvironmentFault for an exception; None if it is not about the machine. `path`: see `translate_os_errors`."""
    if isinstance(error, MemoryError) or type(error).__name__ == "OutOfMemoryException" or NO_ROOM.search(str(error)):
        return EnvironmentFault("memory")
    if isinstance(error, subprocess.CalledProcessError):
        return EnvironmentFault("child", name=child_name(error.cmd), problem=child_said(error))
    number = number_of(error)
    if number is None:
        return None
    if number == errno.ENOENT and "temporary directory" in str(error):
        return EnvironmentFault("no-temporary")
    if number == errno.ENOENT and not is_there_a_current_folder():
        return EnvironmentFault("no-current-folder")
    said = FILE.search(str(error)) if not isinstance(error, OSError) else None
    where = str(getattr(error, "filename", None) or (said[1] if said else path))
    reason = getattr(error, "strerror", None) or str(error)
    key = KEYS.get(number, "system")
    if key == "full" and is_temporary(Path(where)):
        key = "full-temporary"
    return EnvironmentFault(key, path=where, problem=str(reason))


def is_temporary(path: Path) -> bool:
    """Whether a path is the folder for temporary files, or of one of ours in it."""
    import tempfile

    folder = Path(tempfile.gettempdir()).resolve()
    if not path.resolve().is_relative_to(folder):
        return False
    inside = path.resolve().relative_to(folder).parts
    return not inside or inside[0].startswith(OURS)


def is_there_a_current_folder() -> bool:
    """Whether the current folder still exists; another program may have deleted it."""
    try:
        Path.cwd()
    except OSError:
        return False
    return True


def number_of(error: Exception) -> int | None:
    """The number of the system call's error: its own, or the first that stands in its text; None for another kind."""
    if isinstance(error, OSError):
        # shutil gathers several in the text of one that has no number.
        found = NUMBER.search(str(error))
        return error.errno or (int(found[1]) if found else 0)
    if type(error).__name__ in ("IOException", "InvalidInputException", "OperationalError"):
        return next((number for text, number in SAID.items() if text in str(error)), None)
    return None


def child_name(command: Any) -> str:
    return Path(str(command[0])).name if isinstance(command, list | tuple) else str(command)


def child_said(error: subprocess.CalledProcessError) -> str:
    """The last line that a child said; else how it ended."""
    output = error.output or b""
    text = output.decode("utf-8", "replace") if isinstance(output, bytes) else str(output)
    lines = text.strip().splitlines()
    return lines[-1] if lines else f"exit {error.returncode}"
