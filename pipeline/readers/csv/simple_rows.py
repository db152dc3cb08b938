"""The rows of a small plain block, read by Python's csv module, which is many times faster than the lexer."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from duckdb import DuckDBPyConnection

from pipeline.core.text.folding import BOM
from pipeline.readers.csv.dialect import CsvDialect


def plain_rows(text: str, dialect: CsvDialect, width: int) -> list[list[str]] | None:
    """The cells of each record of a plain block; None where one may be no row, so that the lexer must look at all.

    `width`: cells of a row.
    """
    if text.startswith(BOM):
        return None
    rows = quoted_rows(text, dialect) if dialect.quote in text else unquoted_rows(text, dialect)
    return None if rows is None or any(len(row) != width for row in rows) else rows


def unquoted_rows(text: str, dialect: CsvDialect) -> list[list[str]] | None:
    lines = text.removesuffix("\n").split("\n")
    if "\r" in text:
        # In a plain block each of them stands before a line feed.
        lines = [line.removesuffix("\r") for line in lines]
    return None if "" in lines else [line.split(dialect.delimiter) for line in lines]


def quoted_rows(text: str, dialect: CsvDialect) -> list[list[str]] | None:
    try:
        reader = csv.reader(
            io.StringIO(text, newline=""), delimiter=dialect.delimiter, quotechar=dialect.quote, strict=True
        )
        rows = list(reader)
    except (csv.Error, ValueError, TypeError):
        return None
    return None if reader.line_num != len(rows) and any(map(is_long, rows)) else rows


def is_long(row: Sequence[str]) -> bool:
    """Whether a row has more than two lines: the lexer sees whether its cells have swallowed others."""
    return sum(cell.count("\n") for cell in row) > 1


def load_lexed(connection: DuckDBPyConnection, rows: Sequence[list[str]], columns: Sequence[int | None]) -> None:
    """The relation `lexed` of some rows, as a plain block would give them."""
    taken = [(n, at) for n, at in enumerate(columns) if at is not None]
    values = {f"c{n}": [row[at] or None for row in rows] for n, at in taken}
    selected = ", ".join(f"unnest(${name}::VARCHAR[]) AS {name}" for name in values)
    connection.execute(f"CREATE OR REPLACE TEMP TABLE lexed AS SELECT {selected}", values)
