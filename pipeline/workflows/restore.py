"""The way of a restoration: a release unpacked beside its place, every sum compared, then swapped in.

archive -> unpacked beside -> sums -> in the place of what was there
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from pipeline.core.errors import UserError
from pipeline.core.files.atomic_folder import one_build, publish_folder, require_own_build, staging
from pipeline.publishing.release.unpacking import unpack


def restore(archive: Path, out: Path) -> tuple[str, ...]:
    """Puts the files of a release into the folder `out`; their names. Raises UserError: `out` is as it was then."""
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
