"""The bytes of a file, or the finding that says why it cannot be read."""

from __future__ import annotations

import codecs
from pathlib import Path

from pipeline.core.files.safe_paths import base_folder, refusal_reason
from pipeline.core.limits import RAW_BYTES
from pipeline.core.os_errors import is_lack
from pipeline.datapackage.missing_files import missing_file
from pipeline.findings.model import Finding


def read_bytes(path: Path, display_path: str, most: int = RAW_BYTES) -> bytes | Finding:
    """The bytes of a file of at most `most` bytes, or a finding: it is missing, a folder, unreadable or too large.

    `display_path`: the path for findings; a link must not lead out of the folder that it is relative to.
    """
    why = refusal_reason(path, base_folder(path, display_path))
    if why is not None:
        return Finding(code="source-error", variant=why, file=display_path)
    try:
        size = path.stat().st_size
        if size > most:
            return Finding(
                code="source-error", variant="size", file=display_path, details={"found": size, "most": most}
            )
        return path.read_bytes()
    except FileNotFoundError:
        return missing_file(path, display_path)
    except IsADirectoryError:
        return Finding(code="source-error", variant="folder", file=display_path)
    except ValueError:
        # A name with a NUL, which no system takes.
        return Finding(code="source-error", variant="missing", file=display_path)
    except OSError as error:
        if is_lack(error):
            raise
        return Finding(
            code="source-error", variant="unreadable", file=display_path, details={"problem": error.strerror or ""}
        )


def check_utf8(data: bytes, display_path: str) -> Finding | None:
    """The finding encoding-error at the first byte that is not UTF-8; None if all are."""
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        line_start = data.rfind(b"\n", 0, error.start) + 1
        column = len(data[line_start : error.start].decode("utf-8").removeprefix("\ufeff")) + 1
        line = data.count(b"\n", 0, error.start) + 1
        guess = data[error.start : error.start + 1].decode("cp1252", errors="replace")
        details: dict[str, str | int] = {"byte": f"0x{data[error.start]:02X}", "guess": guess}
        variant = "utf-16" if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) else None
        return Finding(
            code="encoding-error", variant=variant, file=display_path, line=line, column=column, details=details
        )
    return None
