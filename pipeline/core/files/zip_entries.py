"""Entries of zip files without the clock, the user or the system in them."""

from __future__ import annotations

import zipfile

# The one moment that a zip file can name and that is not now.
MOMENT = (1980, 1, 1, 0, 0, 0)
REGULAR_FILE = 0o100644
UNIX = 3


def entry(name: str) -> zipfile.ZipInfo:
    """A compressed file of an archive, the same wherever and whenever it is made."""
    info = zipfile.ZipInfo(name, MOMENT)
    info.compress_type = zipfile.ZIP_DEFLATED
    info.external_attr = REGULAR_FILE << 16
    info.create_system = UNIX
    return info
