"""What programs leave in cells and nobody meant: formulas of spreadsheets, text in a wrong encoding."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from duckdb import DuckDBPyConnection

from pipeline.contract.descriptors import Schema
from pipeline.findings import Finding
from pipeline.mojibake import SUSPECT, repaired
from pipeline.sql import name, text

# A spreadsheet that opens the file would work these out. "-" and "+" begin numbers and are left to the types.
FORMULA = "^[=@]"


def check_leftovers(connection: DuckDBPyConnection, relation: str, schema: Schema) -> Iterator[Finding]:
    """Cells of a relation (with `_file`, `_line` and `_row`) that hold a formula or text in a wrong encoding."""
    fields = [field.name for field in schema.fields if field.type in ("string", "list", "any")]
    for file, line, row, *cells in suspects(connection, relation, fields):
        for field, cell in zip(fields, cells, strict=True):
            meant = repaired(cell)
            if meant is not None or cell.startswith(("=", "@")):
                code = "formula" if meant is None else "mojibake"
                yield Finding(code=code, file=file, line=line, row=row, field=field, value=cell, suggestion=meant)


def suspects(connection: DuckDBPyConnection, relation: str, fields: Sequence[str]) -> Sequence[Sequence[Any]]:
    """Rows with a cell that may be such: file, line, row and the cells of the fields. One query a table is fast."""
    columns = [name(field) for field in fields]
    pattern = text(f"{FORMULA}|{SUSPECT.pattern}")
    found = " OR ".join(f"regexp_matches({column}, {pattern})" for column in columns)
    selected = ", ".join(["_file", "_line", "_row", *columns])
    query = f"SELECT {selected} FROM {name(relation)} WHERE {found or 'false'} ORDER BY _file, _row"
    return connection.execute(query).fetchall()
