"""The files of raw/: those of tables, and the paths of texts."""

from __future__ import annotations

from pathlib import Path

from pipeline.findings.model import Model


def text_path(file: str) -> str:
    """The path of the text of a source, relative to the registry."""
    return f"raw/texts/{file}"


class TableFile(Model):
    """A file of a table: its path for findings, its path, and the number of its records without the header."""

    display_path: str
    path: Path
    records: int = 0
    loaded: int = 0
    has_header: bool = False

    @property
    def whole(self) -> bool:
        """Whether every record of the file was read."""
        return self.has_header and self.loaded == self.records
