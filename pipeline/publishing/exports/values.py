"""The value that a cell of the published CSV stands for, as its field says: the one typing of all formats."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from typing import Any, TypeAlias

from pipeline.contract.descriptors import Field

# None is unknown: an empty cell, whatever its type. An object or array stays the JSON text that it is in the CSV.
Value: TypeAlias = "bool | int | float | str | date | list[Any] | None"

TRUE = ("true", "True", "TRUE", "1")
LIST_DELIMITER = ","
JSON_TYPES = frozenset({"array", "object", "geojson"})


def parse_value(field: Field, cell: str) -> Value:
    """The value of a cell that the contract has found valid."""
    if not cell:
        return None
    if field.type == "list":
        item = field.model_copy(update={"type": field.item_type or "string", "format": "default"})
        return [parse_value(item, one) for one in cell.split(field.delimiter or LIST_DELIMITER)]
    return parse_single(field, cell)


def parse_single(field: Field, cell: str) -> Value:
    if field.type == "integer":
        return int(cell)
    if field.type == "number":
        return float(cell)
    if field.type == "boolean":
        return cell in (field.true_values or TRUE)
    if is_date(field):
        return date.fromisoformat(cell)
    return cell


def is_date(field: Field) -> bool:
    """Whether the contract says that the field holds days and nothing else; an EDTF date is text."""
    return field.type == "date" and field.format == "default"


def json_value(field: Field, value: Value) -> object:
    """The value as JSON has it: lists are arrays, JSON is itself, a date is text."""
    if isinstance(value, str) and field.type in JSON_TYPES:
        return json.loads(value)
    if isinstance(value, list):
        return [one.isoformat() if isinstance(one, date) else one for one in value]
    # JSON has no number for INF and NaN.
    if isinstance(value, float) and value - value != 0:
        return str(value)
    return value.isoformat() if isinstance(value, date) else value


def json_record(fields: Sequence[Field], values: Sequence[Value]) -> dict[str, object]:
    """A row as a JSON object: every key present, unknown is null."""
    return {field.name: json_value(field, value) for field, value in zip(fields, values, strict=True)}
