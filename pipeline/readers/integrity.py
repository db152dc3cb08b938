"""Compares files with the size and hash that a descriptor declares."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from pathlib import Path

from pipeline.core.buffers import CHUNK_BYTES
from pipeline.core.files.safe_paths import is_there
from pipeline.findings.model import Finding


def check_integrity(files: Sequence[tuple[str, Path]], size: int | None, digest: str | None) -> Iterator[Finding]:
    """The findings about `bytes` and `hash` of a resource (Data Resource), whose files count as one, in their order."""
    if (size is None and digest is None) or not files or not all(is_there(path) for _, path in files):
        return
    display_path = files[0][0]
    if size is not None:
        found = sum(path.stat().st_size for _, path in files)
        if found != size:
            details: dict[str, str | int] = {"found": found, "expected": size}
            yield Finding(code="byte-count-error", file=display_path, details=details)
    if digest is not None:
        algorithm, _, expected = digest.rpartition(":")
        computed = hash_of([path for _, path in files], algorithm or "md5")
        if computed.lower() != expected.lower():
            yield Finding(code="hash-error", file=display_path, value=computed, details={"expected": expected})


def hash_of(paths: Sequence[Path], algorithm: str) -> str:
    computed = hashlib.new(algorithm, usedforsecurity=False)
    for path in paths:
        with path.open("rb") as stream:
            while chunk := stream.read(CHUNK_BYTES):
                computed.update(chunk)
    return computed.hexdigest()
