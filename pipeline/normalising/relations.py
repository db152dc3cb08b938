"""Normalising a table that stands in DuckDB: each distinct value once."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from duckdb import DuckDBPyConnection

from pipeline.contract.descriptors import Field
from pipeline.contract.registry import TableSchema
from pipeline.findings import Model
from pipeline.lookups import Lookups
from pipeline.normalising.dates import normalise_date
from pipeline.normalising.text import normalise_text
from pipeline.sql import name

Normaliser = Callable[[str], str]


class Change(Model):
    """One cell that was normalised: where it stands, what is printed there, what is published."""

    file: str
    line: int
    field: str
    printed: str
    value: str


def normalise_relation(
    connection: DuckDBPyConnection, relation: str, schema: TableSchema, lookups: Lookups
) -> tuple[Change, ...]:
    """Normalises the text columns of a relation (with `_file` and `_line`) in place; returns the cells that changed."""
    changes: list[Change] = []
    for field in schema.typed_fields:
        changes += normalise_column(connection, relation, field.name, normaliser(schema, field, lookups))
    return tuple(sorted(changes, key=lambda change: (change.file, change.line, change.field)))


def normaliser(schema: TableSchema, field: Field, lookups: Lookups) -> Normaliser:
    """What the contract says of a field: names to keys, dates to EDTF, and every text to its one form."""
    table = names_behind(schema, field)
    if table is not None:
        return lambda printed: lookups.key(table, normalise_text(printed))
    if field.normalise == "date":
        return lambda printed: normalise_date(normalise_text(printed))
    return normalise_text


def normalise_column(
    connection: DuckDBPyConnection, relation: str, column: str, normalise: Normaliser
) -> Iterator[Change]:
    cells, relation = name(column), name(relation)
    distinct = connection.execute(f"SELECT DISTINCT {cells} FROM {relation} WHERE {cells} <> ''").fetchall()
    mended = {printed: value for (printed,) in distinct if (value := normalise(printed)) != printed}
    if not mended:
        return
    forms = "(SELECT unnest($printed::VARCHAR[]) AS _printed, unnest($value::VARCHAR[]) AS _value) AS mended"
    pairs = {"printed": list(mended), "value": list(mended.values())}
    changed = connection.execute(
        f"SELECT _file, _line, _printed, _value FROM {relation} JOIN {forms} ON {cells} = _printed", pairs
    ).fetchall()
    connection.execute(f"UPDATE {relation} SET {cells} = _value FROM {forms} WHERE {cells} = _printed", pairs)
    for file, line, printed, value in changed:
        yield Change(file=file, line=line, field=column, printed=printed, value=value)


def names_behind(schema: TableSchema, field: Field) -> str | None:
    """The table or vocabulary whose names a field may print, or None."""
    if field.normalise != "name" or field.vocabulary:
        return field.vocabulary
    targets = (key.reference.resource for key in schema.foreign_keys if key.own == (field.name,))
    return next(targets, None)
