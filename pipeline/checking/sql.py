"""Pieces of SQL that quote what they are given."""

from __future__ import annotations

from collections.abc import Iterable

from pipeline.contract.descriptors import Field, MissingValue, Schema


def name(identifier: str) -> str:
    """An identifier, whatever characters it has."""
    return '"' + identifier.replace('"', '""') + '"'


def text(value: str) -> str:
    """A string literal."""
    return "'" + value.replace("'", "''") + "'"


def texts(values: Iterable[str]) -> str:
    """A parenthesised list of string literals; one that nothing equals where there are none."""
    return "(" + (", ".join(text(value) for value in values) or "NULL") + ")"


def missing_values(schema: Schema, field: Field) -> tuple[str, ...]:
    """The texts that mean "no value" in a field: its own, else the table's (Table Schema, "missingValues")."""
    values = schema.missing_values if field.missing_values is None else field.missing_values
    return tuple(value.value if isinstance(value, MissingValue) else value for value in values)


def value(schema: Schema, field: Field) -> str:
    """A field's text, or NULL where it holds a missing value."""
    missing = missing_values(schema, field)
    column = name(field.name)
    return f"CASE WHEN {column} IN {texts(missing)} THEN NULL ELSE {column} END" if missing else column
