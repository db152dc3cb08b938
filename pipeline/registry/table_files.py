"""The files of raw/: those of tables, and where texts lie."""

from __future__ import annotations

from pathlib import Path

from pipeline.findings.model import Model

# The table that names the texts.
SOURCES_TABLE = "sources"


def text_path(file: str) -> str:
    """Where the text that a source names lies, relative to the registry."""
    return f"raw/texts/{file}"


class TableFile(Model):
    """A file of a table: as it is shown in findings, where it is, how many records below its header it has."""

    display_path: str
    path: Path
    records: int = 0
    loaded: int = 0
    has_header: bool = False

    @property
    def whole(self) -> bool:
        """Whether every record of it was read."""
        return self.has_header and self.loaded == self.records
