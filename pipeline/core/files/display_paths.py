"""Paths for libraries that accept UTF-8 only, whatever the locale."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def utf8_path(path: Path | str) -> str:
    """The path in UTF-8, as DuckDB and pagefind need it, whatever the encoding of the locale."""
    return os.fsencode(path).decode("utf-8", "surrogateescape")


def as_text(name: str) -> str:
    """The name of a file as a text that every library takes: what is no UTF-8 in it is written as \\udcff."""
    return name.encode("utf-8", "backslashreplace").decode("utf-8")


def python_path(path: str) -> Path:
    """The path that `utf8_path` gave to a library, as Python takes it."""
    return Path(os.fsdecode(path.encode("utf-8", "surrogateescape")))


@contextmanager
def readable_path(path: Path) -> Iterator[str]:
    """Context manager: a path in UTF-8 by which DuckDB finds a file.

    If a name in the path is not UTF-8, this is a link in a temporary folder. Raises OSError if none can be made.
    """
    if is_utf8(path):
        yield utf8_path(path)
        return
    with tempfile.TemporaryDirectory(prefix="passerelle-link-") as folder:
        if is_utf8(path.name):
            Path(folder, "folder").symlink_to(path.parent.absolute())
            yield f"{folder}/folder/{utf8_path(path.name)}"
        else:
            link = Path(folder, "file" + (path.suffix if is_utf8(path.suffix) else ""))
            link.symlink_to(path.absolute())
            yield utf8_path(link)


def is_utf8(path: Path | str) -> bool:
    """Whether every name of a path is UTF-8."""
    try:
        os.fsencode(path).decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
