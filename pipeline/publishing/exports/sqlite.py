"""SQLite: one file of STRICT tables with all keys, full-text search over names and quotes, and views with labels."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from pathlib import Path

from pipeline.core.database.sql import name, text
from pipeline.datapackage.descriptors import Field
from pipeline.publishing.exports.table_notes import COLUMN_NOTES, TABLE_NOTES, column_notes, table_notes
from pipeline.publishing.exports.tables import Table, allowed_values
from pipeline.publishing.exports.typed_values import JSON_TYPES, Value, as_text, is_finite, kind_of

PAGE_SIZE = 4096
TYPES = {"integer": "INTEGER", "number": "REAL", "boolean": "INTEGER"}
# Folds accents: "Merida" finds "Mérida".
TOKENIZER = "unicode61 remove_diacritics 2"


def write_sqlite(path: Path, tables: Sequence[Table]) -> None:
    """Writes the database; the same rows give the same pages under the same version of SQLite."""
    with closing(sqlite3.connect(path, isolation_level=None)) as database:
        database.execute(f"PRAGMA page_size = {PAGE_SIZE}")
        database.execute("PRAGMA journal_mode = OFF")
        database.execute("BEGIN")
        for table in tables:
            write_table(database, table)
        write_notes(database, tables)
        by_name = {table.name: table for table in tables}
        for table in tables:
            for statement in (*search_statements(table), *labelled_view(table, by_name)):
                database.execute(statement)
        database.execute("COMMIT")
        # Rows are numbered from 1 without a gap, so that the rows of the search still find theirs.
        database.execute("VACUUM")


def write_table(database: sqlite3.Connection, table: Table) -> None:
    columns = list(table.columns())
    types = [column_type(field, values) for field, values in columns]
    database.execute(table_statement(table, types))
    for statement in index_statements(table):
        database.execute(statement)
    marks = ", ".join("?" for _ in table.fields)
    cells = [[stored(value, kind) for value in values] for (_, values), kind in zip(columns, types, strict=True)]
    database.executemany(f"INSERT INTO {name(table.name)} VALUES ({marks})", zip(*cells, strict=True))


def column_type(field: Field, values: Sequence[Value]) -> str:
    """The type of a column; where INF or NaN stand among its numbers it is ANY, and they stand there as texts."""
    if field.type == "list":
        return "TEXT"
    kind = TYPES.get(kind_of(field, values), "TEXT")
    return "ANY" if kind == "REAL" and not all(map(is_finite, values)) else kind


def stored(value: Value, kind: str) -> int | float | str | None:
    if isinstance(value, list):
        return json.dumps(value, ensure_ascii=False, default=str)
    if value is None or (isinstance(value, int | float) and kind != "TEXT" and is_finite(value)):
        return value
    return str(as_text(value))


def table_statement(table: Table, types: Sequence[str]) -> str:
    """CREATE TABLE with what the contract says of the table that SQLite can hold."""
    parts = [column_definition(table, field, kind) for field, kind in zip(table.fields, types, strict=True)]
    parts += [f"UNIQUE {names(key)}" for key in table.schema.unique_keys or ()]
    if table.schema.key:
        parts.append(f"PRIMARY KEY {names(table.schema.key)}")
    for key in table.foreign_keys:
        target = name(key.reference.resource or table.name)
        parts.append(f"FOREIGN KEY {names(key.own)} REFERENCES {target} {names(key.target_fields)}")
    return f"CREATE TABLE {name(table.name)} (\n  " + ",\n  ".join(parts) + "\n) STRICT"


def column_definition(table: Table, field: Field, kind: str) -> str:
    column = name(field.name)
    words = [column, kind]
    words += ["NOT NULL"] if field.constraints.required or field.name in table.schema.key else []
    words += ["UNIQUE"] if field.constraints.unique and table.schema.key != (field.name,) else []
    words += [f"CHECK ({condition})" for condition in conditions(column, field)]
    return " ".join(words)


def conditions(column: str, field: Field) -> Iterator[str]:
    if values := allowed_values(field):
        listed = ", ".join(text(value) if isinstance(value, str) else str(value) for value in values)
        yield f"{column} IN ({listed})"
    if field.type == "boolean":
        yield f"{column} IN (0, 1)"
    if field.type in JSON_TYPES or field.type == "list":
        yield f"{column} IS NULL OR json_valid({column})"


def index_statements(table: Table) -> Iterator[str]:
    """An index for each reference, so that a join or a page of Datasette need not read the whole table."""
    for key in table.schema.foreign_keys:
        yield f"CREATE INDEX {name('_'.join((table.name, *key.own)))} ON {name(table.name)} {names(key.own)}"


def search_statements(table: Table) -> Iterator[str]:
    """A full-text index named <table>_fts, as Datasette looks for it."""
    if not table.searched:
        return
    index = name(f"{table.name}_fts")
    columns = ", ".join(name(column) for column in table.searched)
    yield (
        f"CREATE VIRTUAL TABLE {index} USING fts5({columns}, tokenize={text(TOKENIZER)}, content={name(table.name)})"
    )
    yield f"INSERT INTO {index} ({index}) VALUES ('rebuild')"


def labelled_view(table: Table, tables: dict[str, Table]) -> Iterator[str]:
    """A view labelled_<table>: the table, and beside each reference the names of what it refers to."""
    selected, joins = ["t.*"], list[str]()
    for at, key in enumerate(table.foreign_keys):
        target = tables[key.reference.resource or table.name]
        labels = target.labels
        if len(key.own) == 1 and labels:
            (own,), (theirs,) = key.own, key.target_fields
            selected += [f"r{at}.{name(label)} AS {name(f'{own}_{label}')}" for label in labels]
            joins.append(f"LEFT JOIN {name(target.name)} AS r{at} ON r{at}.{name(theirs)} = t.{name(own)}")
    if joins:
        body = f"SELECT {', '.join(selected)} FROM {name(table.name)} AS t {' '.join(joins)}"
        yield f"CREATE VIEW {name(f'labelled_{table.name}')} AS {body}"


def write_notes(database: sqlite3.Connection, tables: Sequence[Table]) -> None:
    """What each table and column is, in three languages, in the database itself."""
    notes = {"about_tables": (TABLE_NOTES, table_notes(tables)), "about_columns": (COLUMN_NOTES, column_notes(tables))}
    for table, (columns, rows) in notes.items():
        defined = ", ".join(f"{name(column)} TEXT NOT NULL" for column in columns)
        database.execute(f"CREATE TABLE {name(table)} ({defined}) STRICT")
        database.executemany(f"INSERT INTO {name(table)} VALUES ({', '.join('?' for _ in columns)})", rows)


def names(columns: Iterable[str]) -> str:
    return f"({', '.join(name(column) for column in columns)})"
