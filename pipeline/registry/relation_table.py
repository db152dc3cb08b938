"""A relation of text columns with `_file`, `_line` and `_row` as a source of rows."""

from __future__ import annotations

from collections.abc import Collection, Generator, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from duckdb import DuckDBPyConnection

from pipeline.core.database.sql import name
from pipeline.datapackage.rows import Batch, RowLocation
from pipeline.findings.collector import FindingCollector
from pipeline.readers.csv.dialect import CsvDialect
from pipeline.readers.csv.lexer import Record, lex

PLAIN = CsvDialect()
# So few rows are checked one by one sooner than a query is made for them.
FEW = 600


class Places:
    """The places of cells in files; a file is lexed once, and only if a place in it is needed."""

    def __init__(self, paths: Mapping[str, Path]) -> None:
        self.paths = paths
        self.records: dict[str, Sequence[Record]] = {}

    def place(self, file: str, line: int, row: int, field: str) -> tuple[int, int | None]:
        """The line and column (1-based) of a field in row `row` of a file; `line` and None if the file is not known."""
        if file not in self.paths:
            return line, None
        records = self.read(file)
        header = records[0].cells
        if field not in header or row > len(records):
            return line, None
        return records[row - 1].place(header.index(field))

    def column(self, file: str, line: int, field: str) -> int | None:
        """The column (1-based) of a field in the record that begins on a line of a file; None if there is none."""
        try:
            records = self.read(file) if file in self.paths else ()
        except (OSError, ValueError):
            return None
        if not records or field not in records[0].cells:
            return None
        at = records[0].cells.index(field)
        record = next((record for record in records if record.line == line and len(record.cells) > at), None)
        return record.place(at)[1] if record else None

    def read(self, file: str) -> Sequence[Record]:
        """The records of a file."""
        if file not in self.records:
            self.records[file] = list(lex(self.paths[file].read_bytes().decode("utf-8"), PLAIN))
        return self.records[file]


class Row:
    """Where a row of a relation comes from."""

    def __init__(self, fields: Sequence[str], values: Sequence[Any], places: Places) -> None:
        self.file, self.first_line, self.row, *self.cells = values
        self.line: int | None = self.first_line
        self.fields, self.places = fields, places

    def place(self, field: int | None) -> tuple[int | None, int | None]:
        if field is None:
            return self.line, None
        return self.places.place(self.file, self.first_line, self.row, self.fields[field])

    def cell(self, field: int) -> Any:
        return self.cells[field]

    @property
    def texts(self) -> tuple[str, ...]:
        return tuple(self.cells)


class RelationTable:
    """A relation as a `pipeline.datapackage.rows.RowSource`. Its rows are checked at once, in the order of the files.

    `checked_fields`: the fields that are, all of them where nothing is said.
    """

    def __init__(
        self,
        connection: DuckDBPyConnection,
        table: str,
        relation: str,
        fields: Sequence[str],
        places: Places,
        checked_fields: Collection[str] | None = None,
    ) -> None:
        self.connection, self.table, self.relation = connection, table, relation
        self.fields, self.places = fields, places
        self.present = frozenset(
            at for at, field in enumerate(fields) if checked_fields is None or field in checked_fields
        )
        self.collector = FindingCollector(table)
        self.whole = True
        self.size = self.position = None
        found = connection.execute(f"SELECT count(*) FROM {name(relation)}").fetchone()
        self.records = int(found[0]) if found else 0

    @property
    def ordered(self) -> str:
        columns = ", ".join(f"nullif({name(field)}, '') AS c{at}" for at, field in enumerate(self.fields))
        return f"(SELECT {columns}, _file, _line, _row FROM {name(self.relation)} ORDER BY _file, _row)"

    def open_first(self) -> bool:
        return True

    def segments(self, _connection: DuckDBPyConnection) -> Generator[Batch, bool, None]:
        if self.records > FEW:
            yield Batch(0, self.records, relation=self.ordered)
        elif self.records:
            columns = ", ".join(f"coalesce(c{at}, '')" for at in range(len(self.fields)))
            rows = self.connection.execute(f"SELECT {columns} FROM {self.ordered}").fetchall()
            yield Batch(0, self.records, values=rows)

    def locate(self, ordinals: Iterable[int]) -> Mapping[int, RowLocation]:
        columns = ", ".join(f"coalesce(c{at}, '')" for at in range(len(self.fields)))
        rows = self.connection.cursor().execute(
            f"SELECT n, _file, _line, _row, {columns} FROM "
            f"(SELECT *, row_number() OVER (ORDER BY _file, _row) - 1 AS n FROM {self.ordered}) "
            "WHERE n IN (SELECT unnest($wanted::BIGINT[]))",
            {"wanted": list(ordinals)},
        )
        return {number: Row(self.fields, values, self.places) for number, *values in rows.fetchall()}
