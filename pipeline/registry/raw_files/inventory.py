"""Finds files in raw/ that nothing declares."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Iterator
from itertools import islice
from pathlib import Path

from pipeline.core.files.atomic_files import is_leftover
from pipeline.core.files.file_names import same_file, unportable
from pipeline.core.limits import REGISTRY_FILES
from pipeline.core.text.folding import fold_text
from pipeline.findings.model import Finding
from pipeline.readers.files import read_bytes

# Left behind by systems and tools; everything else in raw/ is somebody's contribution.
OVERLOOKED = frozenset({".DS_Store", "Thumbs.db", "desktop.ini", ".gitkeep", ".gitignore"})


def is_overlooked(path: Path) -> bool:
    """Whether a file is nobody's contribution: of the system, or one that a killed run was writing."""
    return path.name in OVERLOOKED or is_leftover(path)


def check_inventory(root: Path, declared: Collection[str]) -> Iterator[Finding]:
    """A finding for each file below raw/ that is not declared. `declared`: paths relative to `root`."""
    folder = root / "raw"
    paths = list(islice(folder.rglob("*"), REGISTRY_FILES + 1))
    if len(paths) > REGISTRY_FILES:
        yield Finding(code="source-error", variant="files", file="raw", details={"most": REGISTRY_FILES})
    seen: dict[str, str] = {}
    for path in sorted(paths[:REGISTRY_FILES]):
        display_path = path.relative_to(root).as_posix()
        yield from check_file_name(display_path, seen)
        if (path.is_symlink() or not path.is_dir()) and not is_overlooked(path) and display_path not in declared:
            if display_path.startswith("raw/texts/"):
                yield undeclared_text(path, display_path)
            else:
                yield Finding(code="undeclared-file", file=display_path)


def check_file_name(display_path: str, seen: dict[str, str]) -> Iterator[Finding]:
    """A finding for a name that not every system takes, or takes for that of a file among those that were `seen`."""
    name = display_path.rpartition("/")[2]
    if variant := unportable(name):
        yield Finding(code="name-error", variant=f"file-{variant}", file=display_path, value=name)
    other = seen.setdefault(same_file(display_path), display_path)
    if other != display_path:
        yield Finding(code="name-error", variant="same-file", file=display_path, value=name, details={"other": other})


def undeclared_text(path: Path, display_path: str) -> Finding:
    """A text that no source names, with what the row of one would say."""
    data = read_bytes(path, display_path)
    sha256 = "…" if isinstance(data, Finding) else hashlib.sha256(data).hexdigest()
    # An identifier is of small letters, digits and hyphens.
    proposed = re.sub(r"[^a-z0-9]+", "-", fold_text(path.stem)).strip("-")
    details: dict[str, str | int] = {"name": proposed, "own": display_path.removeprefix("raw/texts/"), "sha256": sha256}
    return Finding(code="undeclared-file", variant="text", file=display_path, details=details)
