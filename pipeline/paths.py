"""Paths for libraries that know no locale."""

from __future__ import annotations

import os
from pathlib import Path


def utf8_path(path: Path | str) -> str:
    """A path in UTF-8, as DuckDB and pagefind take it, also where the locale has Python read its bytes otherwise."""
    return os.fsencode(path).decode("utf-8", "surrogateescape")


def python_path(path: str) -> Path:
    """The path that `utf8_path` gave to a library, as Python takes it."""
    return Path(os.fsdecode(path.encode("utf-8", "surrogateescape")))
