"""Changes of schemas as findings: those that break readers are errors, the others are warnings.

Breaking: a table or field was removed or renamed, a type or format changed, a constraint was tightened, a key or the
order of fields changed. https://specs.frictionlessdata.io/patterns/#data-package-version
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pipeline.datapackage.descriptors import Category, Field, ForeignKey, Schema
from pipeline.datapackage.rows import Tables
from pipeline.findings.model import Finding

BREAKING, HARMLESS = "breaking-change", "schema-change"
# So many of the rows must have the same value in both columns for one to be the other under a new name.
ALIKE = 0.9
LEAST = ("minimum", "exclusive_minimum", "min_length")
MOST = ("maximum", "exclusive_maximum", "max_length")


def schema_changes(
    old: Mapping[str, Schema], new: Mapping[str, Schema], rows: tuple[Tables, Tables] | None = None
) -> list[Finding]:
    """A finding for each change of the schemas, table by table; a change that breaks readers is an error.

    `rows`: the rows of both versions, by which a renamed field is recognised.
    """
    found = [change(BREAKING, "table-removed", name) for name in old if name not in new]
    found += [change(HARMLESS, "table-added", name) for name in new if name not in old]
    for name, schema in new.items():
        if name in old:
            found += in_table(name, old[name], schema, rows)
    return found


def in_table(table: str, old: Schema, new: Schema, rows: tuple[Tables, Tables] | None) -> Iterator[Finding]:
    gone = [name for name in old.field_names if name not in new.field_names]
    come = [name for name in new.field_names if name not in old.field_names]
    for name in gone:
        renamed = next((candidate for candidate in come if alike(table, name, candidate, old, new, rows)), None)
        if renamed:
            come.remove(renamed)
            yield change(BREAKING, "field-renamed", table, name, new=renamed)
        else:
            yield change(BREAKING, "field-removed", table, name)
    yield from (change(HARMLESS, "field-added", table, name) for name in come)
    kept = [name for name in old.field_names if name in new.field_names]
    if kept != [name for name in new.field_names if name in old.field_names]:
        yield change(BREAKING, "order", table)
    for name in kept:
        yield from in_field(table, old.field(name), new.field(name))
    yield from keys(table, old, new)


def alike(table: str, name: str, other: str, old: Schema, new: Schema, rows: tuple[Tables, Tables] | None) -> bool:
    """Whether a field is another one under a new name: of the same type, with the same values in the same rows."""
    if old.field(name).type != new.field(other).type or rows is None or not old.key:
        return False
    before = {tuple(row.get(key, "") for key in old.key): row.get(name, "") for row in rows[0].get(table, ())}
    after = {tuple(row.get(key, "") for key in old.key): row.get(other, "") for row in rows[1].get(table, ())}
    both = [key for key in before if key in after and (before[key] or after[key])]
    return bool(both) and sum(before[key] == after[key] for key in both) >= ALIKE * len(both)


def in_field(table: str, old: Field, new: Field) -> Iterator[Finding]:
    for name in ("type", "format", "rdf_type", "missing_values", "delimiter"):
        before, after = getattr(old, name), getattr(new, name)
        if before != after:
            details = {"property": name, "old": value_text(before), "new": value_text(after)}
            yield change(BREAKING, "type", table, old.name, **details)
    yield from in_codes(table, old, new)
    for name in type(old.constraints).model_fields:
        before, after = constraint(old, name), constraint(new, name)
        if before != after:
            kind = (BREAKING, "tightened") if tightened(name, before, after) else (HARMLESS, "loosened")
            yield change(*kind, table, old.name, property=name, old=value_text(before), new=value_text(after))
    if people(old) != people(new):
        yield change(HARMLESS, "described", table, old.name)


def in_codes(table: str, old: Field, new: Field) -> Iterator[Finding]:
    """Codes that a field may hold: one that goes breaks whoever looks for it."""
    before, after = codes(old), codes(new)
    if before and not after:
        yield change(HARMLESS, "loosened", table, old.name, property="categories", old=", ".join(before), new="—")
    elif after and not before:
        yield change(BREAKING, "tightened", table, old.name, property="categories", old="—", new=", ".join(after))
    else:
        gone, come = (
            [label for label in before if label not in after],
            [label for label in after if label not in before],
        )
        if gone:
            yield change(BREAKING, "codes-removed", table, old.name, codes=", ".join(gone))
        if come:
            yield change(HARMLESS, "codes-added", table, old.name, codes=", ".join(come))


def codes(field: Field) -> list[str]:
    return [str(category.value if isinstance(category, Category) else category) for category in field.categories or ()]


def constraint(field: Field, name: str) -> Any:
    """A constraint of a field; a list of values that only says its codes again is none."""
    value = getattr(field.constraints, name)
    return None if name == "enum" and value is not None and list(map(str, value)) == codes(field) else value


def tightened(name: str, before: Any, after: Any) -> bool:
    """Whether a constraint now refuses what it took; where nobody can tell, it does."""
    if after is None or after is False:
        return False
    if before is None or before is False:
        return True
    if name == "enum":
        return not set(map(str, before)) <= set(map(str, after))
    if name in LEAST and type(before) is type(after):
        return bool(after > before)
    if name in MOST and type(before) is type(after):
        return bool(after < before)
    return True


def keys(table: str, old: Schema, new: Schema) -> Iterator[Finding]:
    if old.key != new.key:
        yield change(BREAKING, "key", table, old=value_text(old.key), new=value_text(new.key))
    before, after = (set(schema.unique_keys or ()) for schema in (old, new))
    for label in sorted(after - before):
        yield change(BREAKING, "tightened", table, label[0], property="uniqueKeys", old="—", new=", ".join(label))
    for label in sorted(before - after):
        yield change(HARMLESS, "loosened", table, label[0], property="uniqueKeys", old=", ".join(label), new="—")
    was, now = ({reference(table, key): key for key in schema.foreign_keys} for schema in (old, new))
    for text in sorted(now.keys() - was.keys()):
        if set(now[text].own) <= set(old.field_names):
            yield change(BREAKING, "tightened", table, now[text].own[0], property="foreignKeys", old="—", new=text)
    for text in sorted(was.keys() - now.keys()):
        yield change(HARMLESS, "loosened", table, was[text].own[0], property="foreignKeys", old=text, new="—")


def reference(table: str, key: ForeignKey) -> str:
    """What a key refers to; one that names no resource refers to its own table."""
    return f"{', '.join(key.own)} → {key.reference.resource or table} ({', '.join(key.target_fields)})"


def people(field: Field) -> tuple[object, ...]:
    return (*field.note.titles, *field.note.descriptions, field.note.example)


def value_text(value: object) -> str:
    if value is None or value == () or value is False:
        return "—"
    if isinstance(value, Sequence) and not isinstance(value, str):
        return ", ".join(map(str, value))
    return str(value)


def change(code: str, variant: str, table: str, field: str | None = None, **details: str) -> Finding:
    severity = "error" if code == BREAKING else "warning"
    return Finding(
        code=code,
        variant=variant,
        severity="error" if severity == "error" else "warning",
        file=f"schemas/tables/{table}.yaml",
        field=field,
        details={"table": table, **details},
    )
