"""The archive of a release: a zip file with checksums; the same files give the same bytes."""

from __future__ import annotations

import hashlib
import io
import os
import zipfile
from collections.abc import Mapping
from pathlib import Path

from pipeline.core.files.zip_entries import entry

SUMS = "SHA256SUMS"
LEVEL = 9


class BrokenSums(Exception):
    """A line that is no sum of a file, or of one that has a sum already."""


def write_archive(path: Path, files: Mapping[str, bytes]) -> None:
    """Writes `files` (contents by name) and SHA256SUMS to a zip file; the same files give the same bytes."""
    whole = {**files, SUMS: sums(files)}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=LEVEL) as archive:
        for name in sorted(whole):
            archive.writestr(entry(name), whole[name])
    with path.open("rb+") as written:
        os.fsync(written.fileno())


def sums(files: Mapping[str, bytes]) -> bytes:
    """The sums in the form that `sha256sum --check` reads."""
    return "".join(f"{hashlib.sha256(files[name]).hexdigest()}  {name}\n" for name in sorted(files)).encode()


def read_sums(data: bytes) -> dict[str, str]:
    """The sum of each name. Raises BrokenSums for what is no such list, or names a file twice."""
    found: dict[str, str] = {}
    # A line at a time: the first that is none ends it, however many follow.
    for coded in io.BytesIO(data):
        line = coded.decode().rstrip("\n")
        digest, separator, name = line[:64], line[64:66], line[66:]
        if separator not in ("  ", " *") or not name or name in found:
            raise BrokenSums(line)
        found[name] = digest.lower()
    return found
