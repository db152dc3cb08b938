"""The keywords of all drafts of JSON Schema, because a profile may refer to documents of several."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any

from pipeline.datapackage.standard import EMAIL, is_rfc3339
from pipeline.datapackage.types.json_schema_validator import Keyword, error
from pipeline.datapackage.types.strings import EXPRESSIONS


def is_date(text: str) -> bool:
    try:
        return re.fullmatch(r"\d{4}-\d{2}-\d{2}", text) is not None and bool(date.fromisoformat(text))
    except ValueError:
        return False


FORMATS: Mapping[str, Callable[[str], object]] = {
    "date": is_date,
    "date-time": is_rfc3339,
    "email": EMAIL.fullmatch,
    "uri": re.compile(EXPRESSIONS["uri"], re.ASCII).fullmatch,
}


def has_format(validator: Any, name: str, instance: Any, _schema: Any) -> Iterator[Any]:
    """`format`: those whose form is beyond doubt; others say something to people."""
    is_valid = FORMATS.get(name)
    if is_valid and validator.is_type(instance, "string") and not is_valid(instance):
        yield error(f"no {name}")


def required(validator: Any, names: Any, instance: Any, _schema: Any) -> Iterator[Any]:
    """`required`: each property that is missing, at its own place."""
    if validator.is_type(instance, "object") and isinstance(names, list):
        yield from (error(f"{name} is missing", name) for name in names if name not in instance)


def items(validator: Any, given: Any, instance: Any, schema: Any) -> Iterator[Any]:
    """`items`: one schema, or (before 2020) one for each place of the list."""
    from jsonschema import Draft7Validator, Draft202012Validator

    kind = Draft7Validator if isinstance(given, list) else Draft202012Validator
    yield from kind.VALIDATORS["items"](validator, given, instance, schema) or ()


def dependencies(validator: Any, given: Any, instance: Any, schema: Any) -> Iterator[Any]:
    from jsonschema import Draft7Validator

    yield from Draft7Validator.VALIDATORS["dependencies"](validator, given, instance, schema) or ()


def additional_items(validator: Any, given: Any, instance: Any, schema: Any) -> Iterator[Any]:
    from jsonschema import Draft7Validator

    if isinstance(schema.get("items"), list):
        yield from Draft7Validator.VALIDATORS["additionalItems"](validator, given, instance, schema) or ()


def bound(wrong: Callable[[Any, Any], bool], beside: str | None = None) -> Keyword:
    """A bound of numbers; `beside`: the keyword that makes it exclusive where it is true (draft 4)."""

    def keyword(validator: Any, limit: Any, instance: Any, schema: Any) -> Iterator[Any]:
        if isinstance(limit, bool) or not validator.is_type(instance, "number"):
            return
        if wrong(instance, limit) or (beside and schema.get(beside) is True and instance == limit):
            yield error(f"{instance} is beyond {limit}")

    return keyword


KEYWORDS: Mapping[str, Keyword] = {
    "format": has_format,
    "required": required,
    "items": items,
    "additionalItems": additional_items,
    "dependencies": dependencies,
    "minimum": bound(lambda value, limit: value < limit, "exclusiveMinimum"),
    "maximum": bound(lambda value, limit: value > limit, "exclusiveMaximum"),
    "exclusiveMinimum": bound(lambda value, limit: value <= limit),
    "exclusiveMaximum": bound(lambda value, limit: value >= limit),
}
