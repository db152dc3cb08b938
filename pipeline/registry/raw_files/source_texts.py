"""Source texts, exactly as they were received."""

from __future__ import annotations

import hashlib
from pathlib import Path

from pipeline.findings.model import Finding
from pipeline.readers.files import check_utf8, read_bytes


def read_source_text(path: Path, display_path: str, sha256: str = "") -> tuple[str | None, tuple[Finding, ...]]:
    """The text of a source file with its line ends and byte order mark, so that offsets count its code points.

    Findings: source-error and encoding-error (the text is None then), checksum-error (the SHA-256 is another).
    """
    data = read_bytes(path, display_path)
    if isinstance(data, Finding):
        return None, (data,)
    if broken := check_utf8(data, display_path):
        return None, (broken,)
    digest = hashlib.sha256(data).hexdigest()
    if sha256 and digest != sha256:
        return data.decode(), (
            Finding(code="checksum-error", file=display_path, value=digest, details={"expected": sha256}),
        )
    return data.decode(), ()
