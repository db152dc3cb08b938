"""The physical line and column of a cell: the file is lexed again, and only where something was found."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from pipeline.tabular.dialect import CsvDialect
from pipeline.tabular.lexer import Record, lex


class Places:
    """Places of cells by file, row and field. Each file is read at most once."""

    def __init__(self, paths: Mapping[str, Path], dialect: CsvDialect | None = None) -> None:
        self.paths = paths
        self.dialect = dialect or CsvDialect()
        self.records: dict[str, Sequence[Record]] = {}

    def place(self, file: str, line: int, row: int, field: str) -> tuple[int, int | None]:
        """The line and column of a field in row `row` of a file; `line` and no column where there is no such file."""
        if file not in self.paths:
            return line, None
        records = self.read(file)
        header = records[0].cells
        if field not in header or row > len(records):
            return line, None
        return records[row - 1].place(header.index(field), self.dialect.delimiter)

    def read(self, file: str) -> Sequence[Record]:
        if file not in self.records:
            self.records[file] = list(lex(self.paths[file].read_bytes(), self.dialect))
        return self.records[file]
