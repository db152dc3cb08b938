"""`restore`: unpacks a release next to its place, compares every checksum, then exchanges the folders."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from pipeline.core.errors import UserError
from pipeline.core.files.atomic_folder import one_build, publish_folder, require_own_build, staging
from pipeline.publishing.release.unpacking import unpack


def restore(archive: Path, out: Path) -> tuple[str, ...]:
    """Unpacks a release into `out`; returns the names of its files. Raises UserError; then `out` is unchanged."""
    require_own_build(out)
    with one_build(out):
        names = unpack(archive, staging(out))
        hold_package(archive, names)
        publish_folder(out)
    return names


def hold_package(archive: Path, names: Sequence[str]) -> None:
    """Raises UserError where what was unpacked is no build of this program, and could not be replaced later."""
    if not {"datapackage.json", "report.json"}.issubset(names):
        raise UserError("archive-no-package", file=str(archive))
