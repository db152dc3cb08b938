"""Paths for libraries that know no locale."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def utf8_path(path: Path | str) -> str:
    """A path in UTF-8, as DuckDB and pagefind take it, also where the locale has Python read its bytes otherwise."""
    return os.fsencode(path).decode("utf-8", "surrogateescape")


def as_text(name: str) -> str:
    """The name of a file as a text that every library takes: what is no UTF-8 in it is written as \\udcff."""
    return name.encode("utf-8", "backslashreplace").decode("utf-8")


def python_path(path: str) -> Path:
    """The path that `utf8_path` gave to a library, as Python takes it."""
    return Path(os.fsdecode(path.encode("utf-8", "surrogateescape")))


@contextmanager
def readable_path(path: Path) -> Iterator[str]:
    """A path by which DuckDB finds a file that is there or is to be written: it takes UTF-8 only.

    Where a name on the way is no UTF-8, it is a link in a folder for temporary files. Raises OSError where there can
    be none.
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
