"""Missing files, and existing ones with nearly the same name."""

from __future__ import annotations

import unicodedata
from itertools import islice
from pathlib import Path

from pipeline.core.files.file_names import same_file
from pipeline.core.limits import REGISTRY_FILES
from pipeline.findings.model import Finding


def missing_file(path: Path, display_path: str) -> Finding:
    """The finding that a file does not exist; it names a file whose name differs only in case or Unicode form."""
    try:
        twin = twin_of(path)
    except (OSError, ValueError):
        # A name that no system takes, or a folder that this user may not read.
        twin = None
    if twin is None:
        return Finding(code="source-error", variant="missing", file=display_path)
    form = unicodedata.normalize("NFC", twin.name) == unicodedata.normalize("NFC", wanted(path).name)
    return Finding(
        code="source-error",
        variant="missing-form" if form else "missing-case",
        file=display_path,
        value=wanted(path).name,
        details={"own": twin.name, "form": "NFC" if unicodedata.is_normalized("NFC", twin.name) else "NFD"},
    )


def wanted(path: Path) -> Path:
    """The first part of a path that is not there."""
    return next((entry for entry in (*reversed(path.parents), path) if not entry.exists()), path)


def twin_of(path: Path) -> Path | None:
    """What is there under a name that some systems take for the one of `path`, or of a folder on its way."""
    absent = wanted(path)
    nearly = same_file(absent.name)
    names = islice(absent.parent.iterdir(), REGISTRY_FILES)
    return next((path for path in names if same_file(path.name) == nearly and path.name != absent.name), None)
