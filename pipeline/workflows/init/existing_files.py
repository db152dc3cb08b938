"""A registry of existing files: the schemas that are inferred from them, and their rows as CSV in raw/tables."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.core.budget import budgeted
from pipeline.core.database.connection import workspace
from pipeline.core.i18n import DataLanguage, Language
from pipeline.datapackage.descriptors import Dialect, Field, Schema
from pipeline.datapackage.resource import CheckedTable
from pipeline.findings.collector import FindingCollector
from pipeline.inference.model import Doubt, InferredField, InferredTable, Proposal
from pipeline.inference.render import registry_files
from pipeline.inference.stored_values import cell_text
from pipeline.readers.open import open_source

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

KEY = "row_number"


def tables_of_files(folder: Path, proposal: Proposal, languages: Sequence[DataLanguage], lang: Language) -> list[str]:
    """Writes the schemas and the rows of a proposal below a folder; the names of the tables. Raises PasserelleError."""
    keyed = replace(proposal, tables=tuple(map(with_key, proposal.tables)))
    for name, text in registry_files(keyed, lang, languages).items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")
    with budgeted(), workspace() as connection:
        for table in keyed.tables:
            write_rows(folder / "raw" / "tables" / f"{table.slug}.csv", table, connection)
    return [table.slug for table in keyed.tables]


def with_key(table: InferredTable) -> InferredTable:
    """The table with a key, which every table of a registry needs: where there is none, the number of the row."""
    if table.primary_key:
        return table
    slugs = {field.slug for field in table.fields}
    name = next(name for name in (KEY, *(f"{KEY}_{number}" for number in range(2, 99))) if name not in slugs)
    added = InferredField(name, name, name, {"type": "integer"}, {"required": True}, "1", (Doubt("numbered"),))
    kept = tuple(doubt for doubt in table.doubts if doubt.code != "no-key")
    # It is the last field, so that the positions of the others in keys and references stay.
    return replace(table, fields=(*table.fields, added), primary_key=(len(table.fields),), doubts=kept)


def write_rows(path: Path, table: InferredTable, connection: DuckDBPyConnection) -> None:
    """Writes the rows of a table as UTF-8 CSV with the names of its fields."""
    numbered = table.fields[table.primary_key[0]].doubts == (Doubt("numbered"),)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow([field.slug for field in table.fields])
        for number, row in enumerate(rows_of(table, len(table.fields) - numbered, connection), start=1):
            writer.writerow([*row, number] if numbered else row)


def rows_of(table: InferredTable, width: int, connection: DuckDBPyConnection) -> Iterator[list[str]]:
    """The cells of each row, as texts."""
    source = open_source(checked(table, width), FindingCollector(table.name))
    try:
        if not source.open_first():
            return
        segments = source.segments(connection)
        segment = next(segments, None)
        while segment is not None:
            all_read = True
            if segment.values is not None:
                yield from ([cell_text(cell) for cell in row] for row in segment.values)
            elif width:
                columns = ", ".join(f"coalesce(c{at}, '')" for at in range(width))
                rows = rows_of_relation(connection, f"SELECT {columns} FROM {segment.relation}")
                # What DuckDB does not read comes again, as values.
                all_read = rows is not None
                yield from map(list, rows or ())
            try:
                segment = segments.send(all_read)
            except StopIteration:
                return
    finally:
        source.close()


def rows_of_relation(connection: DuckDBPyConnection, query: str) -> list[tuple[str, ...]] | None:
    """The rows of a query; None where DuckDB does not read all of them."""
    import duckdb

    try:
        return connection.execute(query).fetchall()
    except (duckdb.InvalidInputException, duckdb.ConversionException):
        return None


def checked(table: InferredTable, width: int) -> CheckedTable:
    """A table as its file is written, with fields that take any cell."""
    fields = tuple(Field.model_construct(name=field.name, type="any") for field in table.fields[:width])
    keyed = table.format in ("json", "ndjson", "jsonl")
    dialect: dict[str, Any] = dict(table.dialect)
    return CheckedTable(
        name=table.name,
        display_path=str(table.path),
        files=((str(table.path), table.path),),
        schema=Schema.model_construct(fields=fields),
        match="subset" if keyed else "exact",
        dialect=Dialect.model_validate(dialect),
        format=table.format,
        compression=table.compression,
        encoding=table.encoding,
    )
