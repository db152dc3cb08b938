"""Objects, arrays and lists (Table Schema, "object", "array", "list")."""

from __future__ import annotations

import json
from typing import Any, NoReturn

from pipeline.datapackage.descriptors import Field
from pipeline.datapackage.types.logical import Logical, Parser
from pipeline.datapackage.types.typed_cells import stored_text

DEEPEST = 500


def json_parser(kind: type[dict[str, Any]] | type[list[Any]]) -> Parser:
    """The parser of an object or array field; its key is that of its JSON."""

    def parse(cell: object) -> Logical:
        value = json_value(cell)
        if not isinstance(value, kind):
            raise ValueError(cell)
        return Logical(dumped(value), length=len(value), data=value)

    return parse


def json_value(cell: object) -> Any:
    """The value of a cell, with each whole number as an integer. Raises ValueError for a text that is no JSON."""
    return parse_json(cell) if isinstance(cell, str) else plain_numbers(cell)


def parse_json(text: str) -> Any:
    """JSON by RFC 8259, which knows no NaN, with each whole number as an integer. Raises ValueError."""
    try:
        # Numbers are made whole as they are read: to look for them in what was read takes three times as long.
        return json.loads(text, parse_constant=refuse, parse_float=number)
    except RecursionError as error:
        raise ValueError(text[:40]) from error


def refuse(name: str) -> NoReturn:
    raise ValueError(name)


def number(digits: str) -> float:
    """A number with a fraction or an exponent: 1.0 and 1e0 are the integer 1."""
    return whole(float(digits))


def whole(value: float) -> float:
    return int(value) if value.is_integer() else value


def dumped(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def json_key(value: Any) -> str:
    """JSON that is the same for equal values: 1 and 1.0 are one number, and the order of keys means nothing."""
    return dumped(plain_numbers(value))


def plain_numbers(value: Any) -> Any:
    """A value of JSON with each whole number as an integer."""
    if isinstance(value, dict):
        return {key: plain_numbers(item) for key, item in value.items()}
    if isinstance(value, list):
        return [plain_numbers(item) for item in value]
    return whole(value) if isinstance(value, float) else value


def list_parser(field: Field, item: Parser) -> Parser:
    """The parser of a list field: every item is one of its itemType."""
    delimiter = field.delimiter or ","

    def parse(cell: object) -> Logical:
        if not isinstance(cell, str | list):
            raise ValueError(cell)
        items = cell.split(delimiter) if isinstance(cell, str) else cell
        keys = [item(entry).key for entry in items]
        return Logical(dumped(keys), length=len(keys), data=keys)

    return parse


def written(cell: Any) -> str:
    """A cell of a format with types as JSON; dates and times in ISO 8601, without quotes."""
    text = stored_text(cell)
    if text is not None:
        return text
    try:
        return dumped(cell)
    except (TypeError, ValueError):
        return str(cell)
