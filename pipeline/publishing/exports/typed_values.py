"""The typed value of a cell of the published CSV; all formats use it."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, TypeAlias

from pipeline.datapackage.descriptors import Field
from pipeline.datapackage.types import field_parser

# None is unknown: an empty cell, whatever its type. An object or array stays the JSON text that it is in the CSV.
Value: TypeAlias = "bool | int | float | str | date | list[Any] | None"
Reader = Callable[[str], Value]

JSON_TYPES = frozenset({"array", "object", "geojson"})
# What a column of Parquet or SQLite holds as an integer.
WIDEST = 2**63 - 1
# The greatest integer that those hold exactly who know doubles alone: Excel, and readers of JSON.
MOST_PRECISE = 2**53


def reader(field: Field) -> Reader:
    """What gives the value of a cell that the contract has found valid; the parsers are those of the check."""
    parse, item = field_parser(field), item_field(field)

    def read(cell: str) -> Value:
        if not cell:
            return None
        if item is not None:
            return [typed(item, key) for key in parse(cell).data]
        return typed(field, parse(cell).key) if field.type in TYPED else cell

    return read


def item_field(field: Field) -> Field | None:
    """The field that the items of a list are of; None for a field of another type."""
    if field.type != "list":
        return None
    return Field.model_validate({"name": field.name, "type": field.item_type or "string"})


TYPED = frozenset({"integer", "number", "boolean", "date"})


def typed(field: Field, key: str) -> Value:
    """A value from its canonical text; a day beyond the years that Python counts stays text."""
    if field.type == "integer":
        return int(Decimal(key))
    if field.type == "number":
        return float(key)
    if field.type == "boolean":
        return key == "true"
    if is_date(field) and len(key) == len("2014-11-04"):
        return date.fromisoformat(key)
    return key


def is_date(field: Field) -> bool:
    """Whether the contract says that the field holds days and nothing else; an EDTF date is text."""
    return field.type == "date" and not field.is_edtf


def kind_of(field: Field, values: Iterable[Value]) -> str:
    """The type of a column, or of the items of a list: a type of Table Schema; string where a value does not fit it."""
    item = item_field(field) or field
    kind = "date" if is_date(item) else item.type if item.type in TYPED else "string"
    flat = list(items(values))
    wide = kind == "integer" and any(isinstance(number, int) and abs(number) > WIDEST for number in flat)
    undated = kind == "date" and any(isinstance(item, str) for item in flat)
    return "string" if wide or undated else kind


def items(values: Iterable[Value]) -> Iterator[Value]:
    for value in values:
        yield from value if isinstance(value, list) else (value,)


def as_text(value: Value) -> Value:
    """The value as text, item by item."""
    if isinstance(value, list):
        return [as_text(item) for item in value]
    return value.isoformat() if isinstance(value, date) else None if value is None else str(value)


def is_finite(value: Value) -> bool:
    """False for INF and NaN alone, which few formats can write as numbers."""
    return not isinstance(value, float) or math.isfinite(value)


def json_value(field: Field, value: Value) -> object:
    """The value as JSON has it: lists are arrays, JSON is itself, a date is text."""
    if isinstance(value, str) and field.type in JSON_TYPES:
        return json.loads(value)
    if isinstance(value, list):
        return [plain_json(item) for item in value]
    return plain_json(value)


def plain_json(value: Value) -> object:
    # JSON has no number for INF and NaN.
    return as_text(value) if isinstance(value, date) or not is_finite(value) else value


def json_record(fields: Sequence[Field], values: Sequence[Value]) -> dict[str, object]:
    """A row as a JSON object: every key present, unknown is null."""
    return {field.name: json_value(field, value) for field, value in zip(fields, values, strict=True)}
