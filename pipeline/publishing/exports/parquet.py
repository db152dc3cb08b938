"""Parquet: typed columns with the rows in the order of the CSV files; the Table Schema is in the file's metadata."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

import duckdb

from pipeline.core.database.sql import name, text
from pipeline.core.files.display_paths import readable_path
from pipeline.datapackage.descriptors import Field
from pipeline.publishing.exports.tables import Table
from pipeline.publishing.exports.typed_values import as_text, kind_of

TYPES = {"integer": "BIGINT", "number": "DOUBLE", "boolean": "BOOLEAN", "date": "DATE"}


def write_parquet(folder: Path, tables: Iterable[Table]) -> None:
    """Writes <table>.parquet for each table into `folder`."""
    with duckdb.connect(":memory:") as connection:
        # One thread writes the row groups in one order.
        connection.execute("SET threads = 1")
        for table in tables:
            columns = [(field, values) for field, values in table.columns()]
            kinds = [kind_of(field, values) for field, values in columns]
            # One statement for all rows, with a list of values for each column.
            selected = ", ".join(
                f"unnest($c{at}::{column_type(field, kind)}[]) AS {name(field.name)}"
                for at, ((field, _), kind) in enumerate(zip(columns, kinds, strict=True))
            )
            params = {
                f"c{at}": [as_text(value) for value in values] if kind == "string" else values
                for at, ((_, values), kind) in enumerate(zip(columns, kinds, strict=True))
            }
            relation = connection.sql(f"SELECT {selected}", params=params)
            relation.create("exported")
            options = f"FORMAT parquet, COMPRESSION zstd, KV_METADATA {{{metadata(table)}}}"
            with readable_path(folder / f"{table.name}.parquet") as path:
                connection.execute(f"COPY exported TO {text(path)} ({options})")
            connection.execute("DROP TABLE exported")


def column_type(field: Field, kind: str) -> str:
    """The type of DuckDB for a column whose values, or items, are of a kind; objects and arrays are text."""
    return TYPES.get(kind, "VARCHAR") + ("[]" if field.type == "list" else "")


def metadata(table: Table) -> str:
    """The title of the table and the description of each field, for whoever opens the file alone."""
    fields = {field.name: described(field) for field in table.fields}
    entries = {"title": table.schema.title or table.name, "description": table.schema.description or ""}
    entries["fields"] = json.dumps(fields, ensure_ascii=False)
    return ", ".join(f"{key}: {text(value)}" for key, value in entries.items())


def described(field: Field) -> dict[str, str]:
    found = {"type": field.type, "title": field.title, "description": field.description, "rdfType": field.rdf_type}
    return {key: value for key, value in found.items() if value}
