"""A block of text as a file that DuckDB can read: in memory where the system has such files, else in a folder."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

# The folder that DuckDB must be allowed to read.
SPOOLED = "/proc/self/fd/" if hasattr(os, "memfd_create") else tempfile.gettempdir()


class Spool:
    """One file, written anew for each block."""

    def __init__(self) -> None:
        if hasattr(os, "memfd_create"):
            self.descriptor = os.memfd_create("passerelle")
            self.path = f"/proc/self/fd/{self.descriptor}"
            self.temporary: Path | None = None
        else:
            self.descriptor, path = tempfile.mkstemp(prefix="passerelle-")
            self.path, self.temporary = path, Path(path)

    def write(self, block: memoryview) -> None:
        os.ftruncate(self.descriptor, len(block))
        written = 0
        while written < len(block):
            written += os.pwrite(self.descriptor, block[written:], written)

    def close(self) -> None:
        os.close(self.descriptor)
        if self.temporary:
            self.temporary.unlink()
