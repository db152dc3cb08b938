"""The registry as people enter it: its contract, and its tables in a database."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from duckdb import DuckDBPyConnection

from pipeline.core.buffers import RECORDS_AT_ONCE
from pipeline.core.database.sql import name
from pipeline.datapackage.rows import Row, RowOrigins
from pipeline.registry.contract import Contract
from pipeline.registry.table_files import TableFile, text_path

# The field of a source that names its text.
TEXT_FIELD = "file"


class Record(NamedTuple):
    """A record that was read: its file, its row and first line there, its key, its cells in the registry's form."""

    file: str
    row: int
    line: int
    key: str
    cells: Row


@dataclass(frozen=True)
class Registry:
    """A registry: its contract, and the connection to the database with the tables that people enter.

    Each table is the relation `relation(table)`: its fields as text, and `_file`, `_line`, `_row` (1-based).
    """

    contract: Contract
    connection: DuckDBPyConnection

    @property
    def root(self) -> Path:
        """The folder that contains schemas/ and raw/."""
        return self.contract.root

    @property
    def tables(self) -> tuple[str, ...]:
        """The names of the tables that people enter, in the order of schemas/package.yaml."""
        return self.contract.typed_tables

    def files(self, table: str) -> list[TableFile]:
        """The files of a table, in the order in which they are read."""
        return self.contract.files(table)

    def relation(self, table: str) -> str:
        """The name of the relation of a table; the name of the table itself belongs to a typed table for the rules."""
        return f"typed {table}"

    def records(self, table: str, file: str | None = None) -> Iterator[Record]:
        """The records of a table, or of one of its files, in the order of files and rows; read in batches."""
        schema = self.contract.tables[table]
        names = [field.name for field in schema.typed_fields]
        keys = [names.index(column) if column in names else None for column in schema.key]
        columns = ", ".join(name(column) for column in names)
        where = "" if file is None else "WHERE _file = $file"
        query = f"SELECT _file, _row, _line, {columns} FROM {name(self.relation(table))} {where} ORDER BY _file, _row"
        # A cursor of its own: other tables may be asked while this one is read.
        found = self.connection.cursor().execute(query, {} if file is None else {"file": file})
        while batch := found.fetchmany(RECORDS_AT_ONCE):
            for display_path, row, line, *cells in batch:
                key = " ".join(["" if at is None else cells[at] for at in keys])
                yield Record(display_path, row, line, key, dict(zip(names, cells, strict=True)))

    def rows_and_origins(self, tables: Iterable[str] | None = None) -> tuple[dict[str, list[Row]], RowOrigins]:
        """The rows of some tables (default: all) with all fields (computed ones empty), and the origin of each row."""
        found: dict[str, list[Row]] = {}
        places = RowOrigins()
        # A text that stands in many cells is held once.
        known: dict[str, str] = {}
        for table in self.tables if tables is None else tables:
            empty = dict.fromkeys(self.contract.tables[table].field_names, "")
            found[table] = []
            for record in self.records(table):
                row = {**empty, **{field: known.setdefault(cell, cell) for field, cell in record.cells.items()}}
                found[table].append(row)
                places.add(table, known.setdefault(record.key, record.key), record.file, record.line)
        return found, places

    def rows(self, tables: Iterable[str] | None = None) -> dict[str, list[Row]]:
        """The rows of some tables (default: all), by table."""
        return self.rows_and_origins(tables)[0]

    def named_rows(self) -> dict[str, list[Row]]:
        """The rows of the tables that have names, by table."""
        return self.rows([table for table in self.tables if self.contract.tables[table].names])

    def named_texts(self) -> list[str]:
        """The text files that the register of sources names."""
        table = self.contract.table_of_role("sources")
        if table is None or TEXT_FIELD not in self.contract.tables[table].field_names:
            return []
        query = f"SELECT DISTINCT trim(file) FROM {name(self.relation(table))} WHERE file <> ''"
        return [text_path(file) for (file,) in self.connection.execute(query).fetchall()]
