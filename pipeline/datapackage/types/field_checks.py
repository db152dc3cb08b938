"""Mistakes in the definition of a field: a format or constraint that its type cannot have, or of another type."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from typing import Any, NamedTuple

from pipeline.core.budget import TooLong, budget
from pipeline.datapackage.descriptors import Category, Field
from pipeline.datapackage.types.cell_validator import category_values, listed, parsed_in_time, parser
from pipeline.datapackage.types.json_schema import conforms
from pipeline.datapackage.types.logical import Parser


class FieldMistake(NamedTuple):
    """What a field says that it may not: the property, which wording of schema-error tells it, and its details."""

    property: str
    variant: str
    details: tuple[tuple[str, str | int], ...] = ()


def field_mistakes(field: Field) -> Iterator[FieldMistake]:
    """Every format or constraint of a field that its type cannot have, or that is not of its type.

    Raises TooLong where the check has no time left.
    """
    given = budget()
    given.refuse_if_spent()
    with given.spending():
        found = list(mistakes_of(field))
    yield from found


def mistakes_of(field: Field) -> Iterator[FieldMistake]:
    """The same, whatever time it takes."""
    kind = ("type", field.type)
    try:
        parse = parser(field)
    except KeyError:
        yield FieldMistake("format", "format-of-type", (kind,))
        return
    if field.format not in ("default", "fmt:default") and field.type not in FORMATTED:
        yield FieldMistake("format", "format-of-type", (kind,))
    if not field.constraints.model_fields_set and field.categories is None:
        return
    constraints = field.constraints
    given = constraints.model_dump(by_alias=True, exclude_none=True) if constraints.model_fields_set else {}
    for name in (*APPLIES, *BOUNDS, "enum"):
        if name in given and name not in OF_TEXT:
            yield from constraint_mistakes(field, parse, name, given[name])
    if field.categories is not None:
        yield from category_mistakes(field, parse)


FORMATTED = ("string", "date", "time", "datetime", "geopoint", "geojson")
ORDERED = ("integer", "number", "date", "time", "datetime", "duration", "year", "yearmonth")
BOUNDS = ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum")
APPLIES = {
    "minLength": ("string", "array", "object", "list"),
    "maxLength": ("string", "array", "object", "list"),
    "pattern": ("string",),
    "jsonSchema": ("array", "object"),
}
# They say something of a text, and mean that of the cell in fields of the other types.
OF_TEXT = ("minLength", "maxLength", "pattern")


def constraint_mistakes(field: Field, parse: Parser, name: str, given: Any) -> Iterator[FieldMistake]:
    place = f"constraints.{name}"
    if name != "enum" and field.type not in APPLIES.get(name, ORDERED):
        yield FieldMistake(place, "constraint-of-type", (("type", field.type),))
        return
    try:
        if name == "jsonSchema":
            # What takes too long is unchecked where cells are checked.
            with suppress(TooLong):
                conforms(given)
        else:
            with suppress(TooLong):
                for _ in parsed_in_time(listed(field) or () if name == "enum" else (given,), parse):
                    pass
    except (ValueError, TypeError, ArithmeticError, OverflowError) as error:
        yield FieldMistake(place, "constraint-value", (("problem", str(error)), ("type", field.type)))


def category_mistakes(field: Field, parse: Parser) -> Iterator[FieldMistake]:
    values = category_values(field) or ()
    if len({isinstance(category, Category) for category in field.categories or ()}) > 1:
        yield FieldMistake("categories", "mixed-values")
    if field.type not in ("string", "integer"):
        yield FieldMistake("categories", "constraint-of-type", (("type", field.type),))
        return
    try:
        keys = {value.key for value in parsed_in_time(values, parse)}
    except TooLong:
        return
    except ValueError as error:
        yield FieldMistake("categories", "constraint-value", (("problem", str(error)), ("type", field.type)))
        return
    labels = [
        category.label
        for category in field.categories or ()
        if isinstance(category, Category) and category.label is not None
    ]
    if len(keys) != len(values) or len(set(labels)) != len(labels):
        yield FieldMistake("categories", "twice")
    for allowed in field.constraints.enum or ():
        with suppress(ValueError):
            if parse(allowed).key not in keys:
                yield FieldMistake("constraints.enum", "enum-and-categories", (("name", str(allowed)),))
