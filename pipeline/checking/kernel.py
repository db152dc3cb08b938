"""The kernel: a schema compiled to one SQL pass that counts every kind of bad cell, then a look at those that count."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from dataclasses import field as attribute

from duckdb import DuckDBPyConnection

from pipeline.checking.keys import check_keys
from pipeline.checking.lexical import lexical_rule
from pipeline.checking.places import Places
from pipeline.checking.predicates import Predicate, is_edtf, pattern_predicate
from pipeline.checking.sql import name, text, texts, value
from pipeline.checking.suggestions import suggest
from pipeline.contract.descriptors import Category, Field, Schema
from pipeline.findings import Finding

SHOWN_PER_CHECK = 1_000


@dataclass(frozen=True)
class Check:
    """One check of one field: SQL over the cleaned columns that is true where a cell is bad."""

    field: Field
    code: str
    variant: str
    bad: str
    details: dict[str, str | int] = attribute(default_factory=dict)


def check_table(
    connection: DuckDBPyConnection, relation: str, schema: Schema, places: Places, most: int = SHOWN_PER_CHECK
) -> tuple[Finding, ...]:
    """Every bad cell and key of a relation (text columns, `_file`, `_line`, `_row`); at most `most` for each check."""
    cleaned = clean(connection, relation, schema)
    checks = compile_checks(connection, cleaned, schema)
    bad = count_bad(connection, cleaned, checks)
    found = [
        finding
        for check, count in zip(checks, bad, strict=True)
        if count
        for finding in bad_cells(connection, cleaned, check, count, most)
    ]
    found += check_keys(connection, cleaned, schema, most)
    return tuple(located(finding, places) for finding in found)


def clean(connection: DuckDBPyConnection, relation: str, schema: Schema) -> str:
    """A view of the relation in which missing values are NULL; its name."""
    columns = [f"{value(schema, field)} AS {name(field.name)}" for field in schema.fields]
    view = name(f"cleaned {relation}")
    selected = ", ".join([*columns, "_file", "_line", "_row"])
    connection.execute(f"CREATE OR REPLACE VIEW {view} AS SELECT {selected} FROM {name(relation)}")
    return view


def count_bad(connection: DuckDBPyConnection, cleaned: str, checks: list[Check]) -> tuple[int, ...]:
    """How many cells each check refuses, all counted in one pass."""
    if not checks:
        return ()
    counts = ", ".join(f"count(*) FILTER (WHERE {check.bad})" for check in checks)
    row = connection.execute(f"SELECT {counts} FROM {cleaned}").fetchone()
    return tuple(row or ())


def bad_cells(connection: DuckDBPyConnection, cleaned: str, check: Check, count: int, most: int) -> Iterator[Finding]:
    column = name(check.field.name)
    rows = connection.execute(
        f"SELECT _file, _line, _row, {column} FROM {cleaned} WHERE {check.bad} ORDER BY _file, _row LIMIT {most}"
    ).fetchall()
    for file, line, row, cell in rows:
        yield Finding(
            code=check.code,
            variant=check.variant,
            file=file,
            line=line,
            row=row,
            field=check.field.name,
            value=cell,
            suggestion=suggest(check.variant, cell or "", check.field),
            details=check.details | {"total": count},
        )


def located(finding: Finding, places: Places) -> Finding:
    """The finding with the physical line and column of its cell."""
    if finding.file is None or finding.line is None or finding.row is None or finding.field is None:
        return finding
    line, column = places.place(finding.file, finding.line, finding.row, finding.field)
    return finding.model_copy(update={"line": line, "column": column})


def compile_checks(connection: DuckDBPyConnection, cleaned: str, schema: Schema) -> list[Check]:
    """The checks of every field, in the order of the fields: presence, type, then the other constraints."""
    return [check for field in schema.fields for check in field_checks(connection, cleaned, field)]


def field_checks(connection: DuckDBPyConnection, cleaned: str, field: Field) -> Iterator[Check]:
    column = name(field.name)
    if field.constraints.required:
        yield Check(field, "constraint-error", "required", f"{column} IS NULL")
    rule = lexical_rule(field)
    if rule:
        yield Check(field, "type-error", rule.variant, rule.bad)
    # A cell that is not of its type is reported for that alone.
    good = f"NOT coalesce({rule.bad}, TRUE) AND " if rule else ""
    for check in (*bound_checks(field), *listed_checks(field)):
        yield Check(field, check.code, check.variant, good + check.bad, check.details)
    yield from judged_by_python(connection, cleaned, field)


def bound_checks(field: Field) -> Iterator[Check]:
    """Length and range. Bounds are compared as the type compares, not as text."""
    constraints = field.constraints
    column = name(field.name)
    for key, sign in (("min_length", "<"), ("max_length", ">")):
        limit = getattr(constraints, key)
        if limit is not None:
            yield Check(
                field, "constraint-error", key.replace("_", "-"), f"length({column}) {sign} {limit}", {"limit": limit}
            )
    for key, sign in (("minimum", "<"), ("maximum", ">"), ("exclusive_minimum", "<="), ("exclusive_maximum", ">=")):
        limit = getattr(constraints, key)
        if limit is not None:
            bad = f"{comparable(field, column)} {sign} {comparable(field, text(str(limit)))}"
            yield Check(field, "constraint-error", key.replace("_", "-"), bad, {"limit": str(limit)})


def comparable(field: Field, expression: str) -> str:
    kinds = {"integer": "HUGEINT", "year": "BIGINT", "number": "DOUBLE", "date": "DATE"}
    return f"try_cast({expression} AS {kinds[field.type]})" if field.type in kinds else expression


def listed_checks(field: Field) -> Iterator[Check]:
    """enum and categories: the cell is one of a list."""
    for values, variant in ((field.constraints.enum, "enum"), (categories(field), "categories")):
        if values:
            allowed = [str(one) for one in values]
            shown = ", ".join(allowed[:12]) + (", …" if len(allowed) > 12 else "")
            yield Check(
                field, "constraint-error", variant, f"{name(field.name)} NOT IN {texts(allowed)}", {"allowed": shown}
            )


def categories(field: Field) -> tuple[str, ...]:
    return tuple(str(one.value if isinstance(one, Category) else one) for one in field.categories or ())


def judged_by_python(connection: DuckDBPyConnection, cleaned: str, field: Field) -> Iterator[Check]:
    """Checks that Python makes over the distinct values; in SQL they are the list of the refused ones."""
    if field.is_edtf:
        yield refused(connection, cleaned, field, "type-error", "edtf", is_edtf)
    pattern = field.constraints.pattern
    if pattern is not None:
        matches = pattern_predicate(field, pattern)
        yield refused(connection, cleaned, field, "constraint-error", "pattern", matches, {"pattern": pattern})


def refused(
    connection: DuckDBPyConnection,
    cleaned: str,
    field: Field,
    code: str,
    variant: str,
    good: Predicate,
    details: dict[str, str | int] | None = None,
) -> Check:
    column = name(field.name)
    values = connection.execute(f"SELECT DISTINCT {column} FROM {cleaned} WHERE {column} IS NOT NULL").fetchall()
    bad = sorted(cell for (cell,) in values if not good(cell))
    return Check(field, code, variant, f"{column} IN {texts(bad)}", details or {})
