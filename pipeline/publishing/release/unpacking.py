"""Unpacks a release archive: no file outside the folder, none without a checksum, none beyond a limit.

An archive may come from anywhere. Its directory is checked before a byte is written, and the sizes that it declares are
verified while it is unpacked.
"""

from __future__ import annotations

import errno
import hashlib
import stat
import struct
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pipeline.core.buffers import CHUNK_BYTES
from pipeline.core.errors import UserError
from pipeline.core.limits import ARCHIVE_BYTES, ARCHIVE_FILES, DIRECTORY_BYTES, EXPANDED_BYTES, EXPANSION, SUMS_BYTES
from pipeline.publishing.release.archive import SUMS, BrokenSums, read_sums

LONGEST_NAME = 200
METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
ENCRYPTED = 0x1
# What a damaged archive makes the library raise; tests/releasing damages one in every way that leads here.
BROKEN = (
    zipfile.BadZipFile,  # its directory, a header, a sum of CRC-32 or a length is wrong
    zlib.error,  # compressed data are none
    EOFError,  # compressed data end too early
    NotImplementedError,  # a bit was changed that says: a later version of zip, or a patch of another file
    ValueError,  # a place in the file that is none
    OverflowError,  # a place beyond every file
    struct.error,  # a header that ends too early
    UnicodeDecodeError,  # a name, or the list of sums, is said to be UTF-8 and is not
    BrokenSums,
)


def unpack(path: Path, into: Path) -> tuple[str, ...]:
    """Unpacks a release archive into the new folder `into`; returns the names of its files, sorted.

    Raises UserError if it is not a release archive, is damaged, or has content that could do harm.
    """
    refuse_long_directory(path)
    with translate_zip_errors(path), zipfile.ZipFile(path) as archive:
        entries = checked(path, archive.infolist())
        into.mkdir(parents=True)
        digests = {member.filename: write_entry(archive, member, into) for member in entries}
        check_sums(path, digests, into)
    return tuple(sorted(digests))


def refuse_long_directory(path: Path) -> None:
    """Raises UserError where an archive lists so much that the list alone would fill the memory."""
    with translate_zip_errors(path), path.open("rb") as stream:
        # What the library itself goes by; it has no public way to ask before it has read the list.
        end = zipfile._EndRecData(stream)  # type: ignore[attr-defined]
    size = end[zipfile._ECD_SIZE] if end else 0  # type: ignore[attr-defined]
    if DIRECTORY_BYTES < size <= path.stat().st_size:
        raise UserError("archive-directory", file=str(path), size=size, most=DIRECTORY_BYTES)


@contextmanager
def translate_zip_errors(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno == errno.EINVAL:
            # Its directory names a place before the beginning of the file.
            raise UserError("archive-broken", file=str(path), problem=str(error)) from error
        raise UserError("archive-system", file=str(path), problem=error.strerror or str(error)) from error
    except BROKEN as error:
        raise UserError("archive-broken", file=str(path), problem=str(error) or type(error).__name__) from error


def checked(path: Path, entries: list[zipfile.ZipInfo]) -> list[zipfile.ZipInfo]:
    """The files of an archive, once all that it says of them is harmless."""
    if len(entries) > ARCHIVE_FILES:
        raise UserError("archive-files", file=str(path), files=len(entries), most=ARCHIVE_FILES)
    size = sum(member.file_size for member in entries)
    most = min(ARCHIVE_BYTES, max(EXPANDED_BYTES, EXPANSION * path.stat().st_size))
    if size > most:
        raise UserError("archive-bytes", file=str(path), most=most >> 20)
    if any(member.filename == SUMS and member.file_size > SUMS_BYTES for member in entries):
        raise UserError("archive-sums-bytes", file=str(path), most=SUMS_BYTES >> 20)
    seen: set[str] = set()
    for member in entries:
        if not is_inside(member.orig_filename):
            raise UserError("archive-name", file=str(path), name=member.orig_filename)
        if not is_plain(member):
            raise UserError("archive-kind", file=str(path), name=member.filename)
        # Some file systems take two such names for one.
        alike = unicodedata.normalize("NFC", member.filename).casefold()
        if alike in seen:
            raise UserError("archive-twice", file=str(path), name=member.filename)
        seen.add(alike)
    refuse_files_as_folders(path, entries)
    return [member for member in entries if not member.is_dir()]


def refuse_files_as_folders(path: Path, entries: list[zipfile.ZipInfo]) -> None:
    """Raises UserError where a file bears the name of a folder that another one lies in."""
    names = {member.filename.casefold() for member in entries if not member.is_dir()}
    for member in entries:
        parents = member.filename.casefold().rstrip("/").split("/")
        if any("/".join(parents[:at]) in names for at in range(1, len(parents) + member.is_dir())):
            raise UserError("archive-twice", file=str(path), name=member.filename)


# Names of devices on Windows, whatever ending they have.
DEVICES = frozenset(["CON", "PRN", "AUX", "NUL", *(f"{prefix}{n}" for prefix in ("COM", "LPT") for n in range(1, 10))])


def is_inside(name: str) -> bool:
    """Whether a name stays below the folder, on every system."""
    parts = name.removesuffix("/").split("/")
    printable = all(char.isprintable() and char not in '\\:*?"<>|' for char in name)
    plain = all(part == part.rstrip(" .") != "" and part.partition(".")[0].upper() not in DEVICES for part in parts)
    return printable and len(name) <= LONGEST_NAME and plain


def is_plain(entry: zipfile.ZipInfo) -> bool:
    """Whether an entry is a file or a folder that anybody can read: no link, no device, nothing encrypted."""
    kind = stat.S_IFMT(entry.external_attr >> 16)
    wanted = stat.S_IFDIR if entry.is_dir() else stat.S_IFREG
    return kind in (0, wanted) and not entry.flag_bits & ENCRYPTED and entry.compress_type in METHODS


def write_entry(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, into: Path) -> str:
    """Writes one file and returns its sum; no byte more than the archive said it has."""
    target = into / entry.filename
    target.parent.mkdir(parents=True, exist_ok=True)
    digest, left = hashlib.sha256(), entry.file_size
    with archive.open(entry) as source, target.open("xb") as file:
        while chunk := source.read(CHUNK_BYTES):
            left -= len(chunk)
            if left < 0:
                raise zipfile.BadZipFile(f"{entry.filename} is longer than it says")
            digest.update(chunk)
            file.write(chunk)
    return digest.hexdigest()


def check_sums(path: Path, digests: dict[str, str], into: Path) -> None:
    """Raises UserError where a file is not what SHA256SUMS says, is absent, or is not in it."""
    if SUMS not in digests:
        raise UserError("archive-no-sums", file=str(path))
    wanted = read_sums((into / SUMS).read_bytes())
    for name in sorted(wanted.keys() | (digests.keys() - {SUMS})):
        if wanted.get(name) != digests.get(name):
            raise UserError("archive-sum", file=str(path), name=name)
