"""A block of text as an ordinary file in the folder that DuckDB may read.

DuckDB treats descriptors, pipes and file systems in memory differently from release to release, but documents that it
can read files in an allowed folder. Blocks of 64 MiB take as long as in a memory file (measured in turns with DuckDB
2.0.1), because a file that is rewritten in place stays in the page cache.
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.core.files.display_paths import utf8_path
from pipeline.core.os_errors import translate_os_errors

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


class MemoryFile:
    """A file that DuckDB can read, written again for each block; it is made for the first one."""

    def __init__(self, connection: DuckDBPyConnection) -> None:
        self.connection = connection
        self.file: Path | None = None

    def write(self, block: memoryview) -> str:
        """Writes a block to the file; returns its path for DuckDB.

        Raises EnvironmentFault if the disk has no room for it.
        """
        # Loaded with DuckDB, which small tables do not need.
        from pipeline.core.database.connection import readable_folder

        if self.file is None:
            self.file = new_file(readable_folder(self.connection))
        # Closed before DuckDB reads it: Windows lends no file that is open for writing.
        with translate_os_errors(self.file), self.file.open("r+b", buffering=0) as stream:
            written = 0
            while written < len(block):
                written += stream.write(block[written:])
            stream.truncate(written)
        return utf8_path(self.file)

    def close(self) -> None:
        """Removes the file."""
        if self.file is not None:
            self.file.unlink(missing_ok=True)


def new_file(folder: Path) -> Path:
    """An empty file in a folder. Raises EnvironmentFault where it cannot be made."""
    with translate_os_errors(folder):
        handle, name = tempfile.mkstemp(suffix=".csv", dir=folder)
    os.close(handle)
    return Path(name)
