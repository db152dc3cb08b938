"""Detects files that change while they are read, because then what was read is no version that anybody has written."""

from __future__ import annotations

import hashlib
import stat
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from pipeline.core.os_errors import EnvironmentFault

# Up to this many bytes a file is compared by what it holds, above by its size and the time of its last change.
COMPARED = 16_000_000
NAMED = 3


class Fingerprint(NamedTuple):
    """What tells a file from another version of it."""

    size: int
    content: str


@contextmanager
def assert_unchanged(files: Callable[[], Iterable[Path]]) -> Iterator[None]:
    """Context manager: raises EnvironmentFault at the end if one of `files()` was changed, added or removed.

    Other exceptions from inside are then replaced by this one, because they may come from a half-written file.
    """
    before = fingerprints(files())
    try:
        yield
    except Exception as error:
        refuse_changed(before, fingerprints(files()), error)
        raise
    refuse_changed(before, fingerprints(files()))


def refuse_changed(
    before: Mapping[Path, Fingerprint], after: Mapping[Path, Fingerprint], error: Exception | None = None
) -> None:
    changed = sorted(str(path) for path in before.keys() | after.keys() if before.get(path) != after.get(path))
    if changed:
        more = ["…"] if len(changed) > NAMED else []
        raise EnvironmentFault("changed", files=", ".join([*changed[:NAMED], *more])) from error


def fingerprints(paths: Iterable[Path]) -> Mapping[Path, Fingerprint]:
    """The fingerprint of each plain file that can be read; what is no file (a pipe) is read once, and left alone."""
    found = {}
    for path in paths:
        try:
            state = path.stat()
            if stat.S_ISREG(state.st_mode):
                found[path] = Fingerprint(state.st_size, content(path, state.st_size, state.st_mtime_ns))
        except OSError:
            continue
    return found


def content(path: Path, size: int, changed: int) -> str:
    return hashlib.blake2b(path.read_bytes()).hexdigest() if size <= COMPARED else str(changed)


def files_below(folders: Iterable[Path]) -> Iterator[Path]:
    """The files in some folders and below, without hidden ones."""
    for folder in folders:
        for path in folder.rglob("*"):
            if not path.name.startswith(".") and not path.name.endswith("~") and path.is_file():
                yield path
