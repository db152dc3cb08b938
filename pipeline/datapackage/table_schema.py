"""The usable parts of the Table Schema and Table Dialect of a resource, and the findings about the rest."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from pipeline.core.budget import TooLong, budget
from pipeline.core.limits import RULE_CHARACTERS, RULE_LEVELS
from pipeline.datapackage.constraint_checks import constraint_departures
from pipeline.datapackage.descriptors import Dialect, Schema
from pipeline.datapackage.documents import Document
from pipeline.datapackage.json_positions import Place
from pipeline.datapackage.legacy_forms import standard_dialect, standard_schema
from pipeline.datapackage.property_checks import null_properties
from pipeline.datapackage.standard import URL, Mistake, dialect_mistakes, mistake, schema_mistakes
from pipeline.datapackage.types import field_mistakes
from pipeline.datapackage.types.row_conditions import TooLarge, condition_mistake
from pipeline.datapackage.usable_descriptor import UsablePart
from pipeline.findings.model import Finding, Unchecked
from pipeline.findings.unexpected import unforeseen

# Properties that say nothing about the data: where one has a mistake, all data can still be checked.
DESCRIPTIVE = frozenset(
    {"title", "description", "name", "example", "rdfType", "$schema", "profile", "categoriesOrdered"}
)


def usable_schema(
    document: Document, data: Any = None, origin: Callable[[Place], Place] = tuple, own_name: str | None = None
) -> UsablePart[Schema]:
    """The usable part of a Table Schema.

    `data`: the schema, where it is not the whole document; `origin`: where a place of it is in the document;
    `own_name`: the name of the resource that it belongs to.
    """
    standard, departures = standard_schema(document.data if data is None else data)
    part = UsablePart(document, Schema, standard, origin)
    part.note([*departures, *null_properties(standard, Schema)])
    if part.model is not None:
        found = [*value_mistakes(part.model, part.unchecked_fields), *rule_mistakes(part, part.model)]
        part.note([*schema_mistakes(part.model, own_name), *found])
        without_unread_rules(part)
        part.note_custom_properties()
    if part.model is not None and any(place[-2:-1] == ("fields",) for place in part.left_out):
        # Which column a field without a name is, the data do not tell.
        part.model = part.model.model_copy(update={"fields_match": "partial"})
    return part


def value_mistakes(schema: Schema, unchecked_fields: dict[int, str]) -> Iterator[Mistake]:
    """Constraints that a field cannot have.

    `unchecked_fields`: takes the fields that cannot be checked, by position, with the cause (empty: no time was left).
    """
    for at, field in enumerate(schema.fields):
        try:
            with unforeseen() as cause:
                for name, variant, details in field_mistakes(field):
                    yield Mistake(("fields", at, *name.split(".")), variant, details)
        except TooLong:
            unchecked_fields[at] = ""
        if cause.text:
            unchecked_fields[at] = cause.text
    yield from constraint_departures(schema)


def rule_mistakes(part: UsablePart[Schema], schema: Schema) -> Iterator[Mistake]:
    """Conditions that are none; counts those that are left when no time is, and notes those beyond a limit."""
    given = budget()
    for at, rule in enumerate(schema.rules):
        if given.is_spent:
            part.unreached_rules = len(schema.rules) - at
            return
        try:
            with given.spending():
                problem = condition_mistake(rule.condition, schema)
        except TooLarge:
            part.large_rules.append(rule.condition)
            continue
        if problem:
            yield mistake(("passerelle:rules", at, "condition"), "condition", problem=problem)


def without_unread_rules(part: UsablePart[Schema]) -> None:
    """Takes the conditions out that the time of the check did not reach (the last ones), and those beyond a limit."""
    if part.model is not None and (part.unreached_rules or part.large_rules):
        reached = part.model.rules[: len(part.model.rules) - part.unreached_rules]
        kept = tuple(rule for rule in reached if rule.condition not in part.large_rules)
        part.model = part.model.model_copy(update={"rules": kept})


def unused_parts(part: UsablePart[Any], display_path: str) -> Iterator[Unchecked]:
    """What a schema or dialect says of the data that is not checked: there is a mistake in it, or it takes too long."""
    late = [at for at, said in part.unchecked_fields.items() if not said]
    if late:
        yield Unchecked(file=display_path, property="fields", reason="schema-time", details={"fields": len(late)})
    if part.unreached_rules:
        unreached_rules: dict[str, str | int] = {"rules": part.unreached_rules}
        yield Unchecked(file=display_path, property="passerelle:rules", reason="rules-time", details=unreached_rules)
    if part.large_rules:
        limits: dict[str, str | int] = {"most": RULE_CHARACTERS, "levels": RULE_LEVELS}
        large_rules = {"rules": len(part.large_rules), **limits}
        yield Unchecked(file=display_path, property="passerelle:rules", reason="rules-size", details=large_rules)
    for at, said in part.unchecked_fields.items():
        if said:
            yield Unchecked(file=display_path, property=f"fields.{at}", reason="raised", details={"problem": said})
    for place in part.left_out:
        if not set(place[-2:]) & DESCRIPTIVE:
            details: dict[str, str | int] = {"file": part.document.display_path, "line": part.document.line(place)}
            name = ".".join(str(key) for key in place)
            yield Unchecked(file=display_path, property=name, reason="mistake", details=details)


def findings_of(part: UsablePart[Any], named: str) -> list[Finding]:
    """What is wrong with a schema or dialect; the unknown properties of one at an address are its owner's matter."""
    remote = URL.fullmatch(named) is not None
    return [finding for finding in part.findings if not (remote and finding.code == "custom-property")]


def is_json_schema(schema: Any) -> bool:
    """Whether a schema is one of JSON Schema, for data that are no table."""
    return isinstance(schema, dict) and "fields" not in schema and bool({"properties", "items"} & schema.keys())


def usable_dialect(document: Document) -> UsablePart[Dialect]:
    """The usable part of a Table Dialect in a file of its own."""
    data = standard_dialect(document.data) if isinstance(document.data, dict) else document.data
    part = UsablePart(document, Dialect, data)
    if part.model is not None:
        part.note([*null_properties(data, Dialect), *dialect_mistakes(part.model)])
        part.note_custom_properties()
    return part
