"""Which file of a zip a table is: the one that `innerpath` names, or else the only one that fits."""

from __future__ import annotations

import posixpath
from collections.abc import Sequence
from pathlib import Path
from zipfile import ZIP_BZIP2, ZIP_DEFLATED, ZIP_LZMA, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from pipeline.core.text.spelling import Similarity, closest_match

__all__ = ["BadZipFile", "MemberFault", "find_member"]
METHODS = (ZIP_STORED, ZIP_DEFLATED, ZIP_BZIP2, ZIP_LZMA)
# Files that operating systems add to archives and that are not data.
LITTER = ("thumbs.db", "desktop.ini")
TABULAR = ("csv", "tsv", "tab", "json", "ndjson", "jsonl", "parquet", "xlsx", "xlsm", "xls", "ods")
DESCRIPTORS = ("datapackage.json", "datapackage.yaml")
# Names in a zip without the mark of UTF-8 are decoded as code page 437; these are what they were written in.
WRITTEN_IN = ("utf-8", "cp850", "cp1252")
LISTED = 20


class MemberFault(Exception):
    """Why a file of a zip cannot be read.

    `reason`: "member" (it is not there), "members" (several can be meant), "empty", "encrypted", "method".
    """

    def __init__(self, reason: str, suggestion: str | None = None, **details: str | int) -> None:
        super().__init__(reason)
        self.reason, self.suggestion, self.details = reason, suggestion, details


def find_member(path: Path, innerpath: str, form: str) -> str:
    """The name in a zip of the file that is a table of the format `form` ("" for any).

    Raises MemberFault, BadZipFile; OSError for what cannot be opened.
    """
    with ZipFile(path) as archive:
        chosen = choose(archive.infolist(), innerpath, form)
    if chosen.flag_bits & 1:
        raise MemberFault("encrypted")
    if chosen.compress_type not in METHODS:
        raise MemberFault("method", name=f"zip, {chosen.compress_type}")
    return chosen.filename


def choose(members: Sequence[ZipInfo], innerpath: str, form: str) -> ZipInfo:
    files = [member for member in members if not member.is_dir() and is_meant(member.filename)]
    if innerpath:
        return named(files, innerpath)
    if not files:
        raise MemberFault("empty")
    if len(files) == 1:
        return files[0]
    wanted = (form,) if form else TABULAR
    alike = [member for member in files if suffix(member.filename) in wanted and not is_descriptor(member.filename)]
    if len(alike) == 1:
        return alike[0]
    raise MemberFault("members", count=len(files), names=name_list(files))


def named(files: Sequence[ZipInfo], innerpath: str) -> ZipInfo:
    wanted = posixpath.normpath(innerpath.replace("\\", "/"))
    for member in files:
        if wanted in spellings(member):
            return member
    names = [member.filename for member in files]
    raise MemberFault(
        "member", closest_match(innerpath, names, Similarity.FILE_PART), name=innerpath, names=name_list(files)
    )


def spellings(member: ZipInfo) -> set[str]:
    """The names that a file of a zip can have: as it is decoded, and as it may have been written."""
    found = {posixpath.normpath(member.filename)}
    if not member.flag_bits & 0x800:
        for encoding in WRITTEN_IN:
            try:
                found.add(posixpath.normpath(member.filename.encode("cp437").decode(encoding)))
            except UnicodeError:
                continue
    return found


def is_meant(name: str) -> bool:
    base = posixpath.basename(name).lower()
    return not name.startswith("__MACOSX/") and not base.startswith(".") and base not in LITTER


def is_descriptor(name: str) -> bool:
    return posixpath.basename(name) in DESCRIPTORS


def suffix(name: str) -> str:
    return posixpath.splitext(name)[1].lower().removeprefix(".")


def name_list(files: Sequence[ZipInfo]) -> str:
    names = sorted(member.filename for member in files)
    return ", ".join(names[:LISTED]) + (", …" if len(names) > LISTED else "")
