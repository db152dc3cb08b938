"""Normalises a table in DuckDB, each distinct value of a field once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache

from duckdb import DuckDBPyConnection

from pipeline.core.database.sql import name
from pipeline.core.text.normalisation import normalise_text
from pipeline.datapackage.descriptors import Field
from pipeline.findings.model import Model
from pipeline.registry.contract import Contract
from pipeline.registry.contract_models import TableSchema
from pipeline.registry.lookups import Lookups
from pipeline.registry.normalisation.dates import normalise_date

Normaliser = Callable[[str], str]
Cells = Mapping[str, str]


class Change(Model):
    """A cell that was normalised: its place, what is written there, what is published."""

    file: str
    line: int
    field: str
    printed: str
    value: str


def normalise_relation(
    connection: DuckDBPyConnection, relation: str, schema: TableSchema, contract: Contract, lookups: Lookups
) -> tuple[Change, ...]:
    """Normalises the text columns of a relation (with `_file` and `_line`) in place; returns the changed cells."""
    fields = schema.typed_fields
    forms = [cell_normaliser(contract, schema, field, lookups) for field in fields]
    names = [field.name for field in fields]
    columns = ", ".join(map(name, names))
    fixed: dict[str, dict[int, str]] = {}
    changes: list[Change] = []
    rows = connection.execute(f"SELECT rowid, _file, _line, {columns} FROM {name(relation)}").fetchall()
    for number, file, line, *cells in rows:
        row = dict(zip(names, cells, strict=True))
        for field, cell, form in zip(names, cells, forms, strict=True):
            if cell and (value := form(cell, row)) != cell:
                fixed.setdefault(field, {})[number] = value
                changes.append(Change(file=file, line=line, field=field, printed=cell, value=value))
    for field, values in fixed.items():
        write_column(connection, relation, field, values)
    return tuple(sorted(changes, key=lambda change: (change.file, change.line, change.field)))


def cell_normaliser(
    contract: Contract, schema: TableSchema, field: Field, lookups: Lookups
) -> Callable[[str, Cells], str]:
    """A function that returns the normalised value of a cell, given the cell and its row by field.

    The value of a citation is normalised as the field that its row names, any other cell as its own field.
    """
    if field.normalise != "cited":
        own = cache(normaliser(schema, field, lookups))
        return lambda cell, _row: own(cell)

    @cache
    def cited(table: str, named: str) -> Normaliser:
        target = contract.field_of(table, named)
        return cache(normaliser(*target, lookups) if target else normalise_text)

    return lambda cell, row: cited(*pointed(row))(cell)


def pointed(row: Cells) -> tuple[str, str]:
    """The names of the table and the field that a citation names."""
    return row.get("table", "").strip(), row.get("field", "").strip()


def normaliser(schema: TableSchema, field: Field, lookups: Lookups) -> Normaliser:
    """What the contract says of a field: names to keys, dates to EDTF, and every text to its one form."""
    table = names_behind(schema, field)
    if table is not None:
        return lambda printed: lookups.key(table, normalise_text(printed))
    if field.normalise == "date":
        return lambda printed: normalise_date(normalise_text(printed))
    return normalise_text


def write_column(connection: DuckDBPyConnection, relation: str, column: str, values: Mapping[int, str]) -> None:
    """Writes the values of a column, by the rowid of their rows."""
    forms = "(SELECT unnest($rows::BIGINT[]) AS _number, unnest($values::VARCHAR[]) AS _value) AS mended"
    connection.execute(
        f"UPDATE {name(relation)} SET {name(column)} = _value FROM {forms} WHERE {name(relation)}.rowid = _number",
        {"rows": list(values), "values": list(values.values())},
    )


def names_behind(schema: TableSchema, field: Field) -> str | None:
    """The table or vocabulary whose names a field may print, or None."""
    if field.normalise != "name" or field.vocabulary:
        return field.vocabulary
    targets = (key.reference.resource for key in schema.foreign_keys if key.own == (field.name,))
    return next(targets, None)
