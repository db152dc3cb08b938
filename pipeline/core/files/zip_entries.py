"""Entries of zip files that contain no time, user or system."""

from __future__ import annotations

import zipfile

# The one moment that a zip file can name and that is not now.
MOMENT = (1980, 1, 1, 0, 0, 0)
REGULAR_FILE = 0o100644
UNIX = 3


def entry(name: str) -> zipfile.ZipInfo:
    """The entry of a file in a zip archive: compressed, with fixed time and permissions."""
    info = zipfile.ZipInfo(name, MOMENT)
    info.compress_type = zipfile.ZIP_DEFLATED
    info.external_attr = REGULAR_FILE << 16
    info.create_system = UNIX
    return info
