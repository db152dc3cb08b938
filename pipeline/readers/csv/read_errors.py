"""Findings for files that cannot be read, or whose bytes are not valid in their encoding."""

from __future__ import annotations

from pathlib import Path

from pipeline.core.limits import RECORD_BYTES
from pipeline.core.os_errors import is_lack
from pipeline.datapackage.missing_files import missing_file
from pipeline.findings.model import Finding
from pipeline.readers.byte_streams import BrokenArchive, EncodingFault, ExpansionError
from pipeline.readers.csv.block_splitter import TooLong
from pipeline.readers.csv.head import NotText


def unreadable(source: Path | bytes, display_path: str, error: Exception) -> Finding:
    """Why a file could not be read. Raises the error where the machine lacks something."""
    if is_lack(error):
        raise error
    if isinstance(source, Path) and isinstance(error, OSError):
        if isinstance(error, FileNotFoundError):
            return missing_file(source, display_path)
        if isinstance(error, IsADirectoryError):
            return Finding(code="source-error", variant="folder", file=display_path)
    if isinstance(error, TooLong):
        details: dict[str, str | int] = {"most": RECORD_BYTES}
        return Finding(code="source-error", variant="record", file=display_path, line=error.line, details=details)
    variant = "expands" if isinstance(error, ExpansionError) else "unreadable"
    if isinstance(error, BrokenArchive):
        return Finding(code="source-error", variant="compressed", file=display_path)
    problem = getattr(error, "strerror", None) or str(error)
    return Finding(code="source-error", variant=variant, file=display_path, details={"problem": problem})


def encoding_finding(error: NotText | EncodingFault, display_path: str) -> Finding:
    """Where the first byte is that is not of the encoding."""
    variant = None
    if isinstance(error, EncodingFault):
        line, column, byte = error.line, error.column, error.byte
    else:
        before = error.data[: error.at]
        line, column = before.count(b"\n") + 1, len(before) - before.rfind(b"\n")
        byte, variant = error.data[error.at], error.variant
    guess = bytes([byte]).decode("cp1252", errors="replace")
    details: dict[str, str | int] = {"byte": f"0x{byte:02X}", "guess": guess}
    return Finding(code="encoding-error", variant=variant, file=display_path, line=line, column=column, details=details)
