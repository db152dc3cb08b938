"""What the kernel does not judge yet: listed, so that it is never taken for valid."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.contract.descriptors import Constraints, Field, Schema
from pipeline.findings import Unchecked

UNJUDGED_TYPES = frozenset({"duration", "geopoint", "geojson"})
UNJUDGED_PROPERTIES = ("decimal_char", "group_char", "bare_number", "item_type")
DEFAULT_FORMATS = frozenset({"default", "email", "uri"})


def unjudged(schema: Schema, shown: str) -> Iterator[Unchecked]:
    """Everything in a schema that the kernel passes over, with the reason."""
    for one in schema.unknown:
        yield Unchecked(file=shown, property=one, reason="unknown property")
    for field in schema.fields:
        for one, reason in (*field_properties(field), *unsupported_constraints(field)):
            yield Unchecked(file=shown, property=f"{field.name}.{one}", reason=reason)
    for key in schema.foreign_keys:
        if key.reference.package is not None:
            yield Unchecked(file=shown, property="foreignKeys", reason="reference to another package")


def field_properties(field: Field) -> Iterator[tuple[str, str]]:
    if field.type in UNJUDGED_TYPES:
        yield "type", f"type {field.type} is not judged yet"
    if field.format not in DEFAULT_FORMATS or (field.format != "default" and field.type != "string"):
        yield "format", f"format {field.format} is not judged yet"
    for one in UNJUDGED_PROPERTIES:
        if getattr(field, one) not in (None, "string"):
            yield one, "not judged yet"
    yield from ((one, "unknown property") for one in field.unknown)


def unsupported_constraints(field: Field) -> Iterator[tuple[str, str]]:
    """Constraints that are not judged yet on this type."""
    given: Constraints = field.constraints
    reason = f"not judged yet on type {field.type}"
    textual = field.type in ("string", "any")
    bounds = (given.minimum, given.maximum, given.exclusive_minimum, given.exclusive_maximum)
    if given.json_schema is not None:
        yield "jsonSchema", reason
    if (given.min_length is not None or given.max_length is not None) and not textual:
        yield "minLength, maxLength", reason
    if any(bound is not None for bound in bounds) and field.type not in ("integer", "number", "date", "year"):
        yield "minimum, maximum", reason
    if given.enum is not None and field.type not in ("string", "any", "integer", "date", "year"):
        yield "enum", reason
    yield from ((one, "unknown property") for one in given.unknown)
