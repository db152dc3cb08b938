"""Reports on constraints: those that depart from the standard, and those that could not be checked."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from pipeline.datapackage.descriptors import Field, Schema, property_name
from pipeline.datapackage.standard import Mistake, departure
from pipeline.datapackage.types.field_checks import APPLIES, OF_TEXT
from pipeline.datapackage.types.xsd_patterns import compiled_pattern, is_standard
from pipeline.findings.collector import UNCHECKED, FindingCollector
from pipeline.findings.model import Unchecked

# The properties of a field that a check of values may leave unchecked, by the variant of its problem.
UNCHECKED_PROPERTIES = {
    "pattern-time": "constraints.pattern",
    "json-schema-time": "constraints.jsonSchema",
    "enum-time": "constraints.enum",
    "categories-time": "categories",
}


def constraint_departures(schema: Schema) -> Iterator[Mistake]:
    """One departure for each way in which constraints leave the standard, at the first field; it names all of them."""
    for variant, name, departs in DEPARTURES:
        found = [at for at, field in enumerate(schema.fields) if departs(field)]
        if found:
            names = ", ".join(schema.fields[at].name for at in found)
            first = next(field_name for field_name in name if field_name in given(schema.fields[found[0]]))
            yield departure(("fields", found[0], "constraints", first), variant, names=names)


def given(field: Field) -> frozenset[str]:
    """The names of the constraints that a field has."""
    constraints = field.constraints
    return frozenset(
        property_name(name) for name in constraints.model_fields_set if getattr(constraints, name) is not None
    )


def has_other_pattern(field: Field) -> bool:
    """Whether a pattern holds what XML Schema expressions do not have; one that cannot be read has its own message."""
    pattern = field.constraints.pattern
    return pattern is not None and unread(pattern) is None and not is_standard(pattern)


def limits_text(field: Field) -> bool:
    """Whether a field that is no text has a constraint of texts. Without a type it was a string in version 1."""
    return "type" in field.model_fields_set and any(
        name in given(field) and field.type not in APPLIES[name] for name in OF_TEXT
    )


def lists_other_values(field: Field) -> bool:
    """Whether enum lists null, or numbers for a field of texts."""
    values = field.constraints.enum or ()
    numbers = field.type == "string" and any(
        isinstance(value, int | float) and not isinstance(value, bool) for value in values
    )
    return numbers or None in values


DEPARTURES: tuple[tuple[str, tuple[str, ...], Callable[[Field], bool]], ...] = (
    ("pattern", ("pattern",), has_other_pattern),
    ("text-constraint", OF_TEXT, limits_text),
    ("enum-values", ("enum",), lists_other_values),
)


def unread(pattern: str) -> str | None:
    """Why a pattern is no regular expression; None where it is one."""
    try:
        compiled_pattern(pattern)
    except ValueError as error:
        return str(error)
    return None


def unread_patterns(schema: Schema, file: str) -> Iterator[Unchecked]:
    """The patterns of a schema that cannot be read, as unchecked. `file`: the file or resource that has the schema."""
    for field in schema.fields:
        pattern = field.constraints.pattern
        problem = None if pattern is None else unread(pattern)
        if problem is not None:
            details: dict[str, str | int] = {"field": field.name, "pattern": str(pattern), "problem": problem}
            yield Unchecked(file=file, property=property_of(field.name, "pattern"), reason="pattern", details=details)


def unchecked_constraints(collector: FindingCollector, schema: Schema, file: str) -> Iterator[Unchecked]:
    """The constraints that were not checked in time for some cells of a table, each with the number of cells."""
    for variant, name, cells in collector.unchecked_cells:
        details: dict[str, str | int] = {"field": name, "cells": cells}
        details |= {"pattern": schema.field(name).constraints.pattern or ""}
        details |= {"problem": collector.causes.get((UNCHECKED, variant, name), "")}
        named = ".".join(filter(None, ("fields", name, UNCHECKED_PROPERTIES.get(variant, ""))))
        yield Unchecked(file=file, property=named, reason=variant, details=details)
    if collector.unreached_rules:
        left: dict[str, str | int] = {"rules": len(collector.unreached_rules)}
        yield Unchecked(file=file, property="passerelle:rules", reason="rules-time", details=left)


def property_of(field: str, constraint: str) -> str:
    return f"fields.{field}.constraints.{constraint}"
