"""Keys: primary, unique and foreign, exact, with the nulls of the standard."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from duckdb import DuckDBPyConnection

from pipeline.checking.places import Places
from pipeline.checking.sql import name
from pipeline.checking.suggestions import closest
from pipeline.contract.descriptors import ForeignKey, Schema, as_tuple
from pipeline.findings import Finding


def check_keys(connection: DuckDBPyConnection, cleaned: str, schema: Schema, most: int) -> list[Finding]:
    """Primary key (no null, no double), unique keys and unique fields (no double; a null is no value)."""
    found: list[Finding] = []
    if schema.key:
        found += null_keys(connection, cleaned, schema.key, most)
        found += doubles(connection, cleaned, schema.key, "primary-key", most)
    unique = [as_tuple(key) for key in schema.unique_keys]
    unique += [(field.name,) for field in schema.fields if field.constraints.unique and (field.name,) != schema.key]
    for key in unique:
        found += doubles(connection, cleaned, key, "unique-error", most)
    return found


def null_keys(connection: DuckDBPyConnection, cleaned: str, key: Sequence[str], most: int) -> Iterator[Finding]:
    for field in key:
        rows = connection.execute(
            f"SELECT _file, _line, _row FROM {cleaned} WHERE {name(field)} IS NULL ORDER BY _file, _row LIMIT {most}"
        ).fetchall()
        for file, line, row in rows:
            yield Finding(code="primary-key", variant="null", file=file, line=line, row=row, field=field)


def doubles(
    connection: DuckDBPyConnection, cleaned: str, key: Sequence[str], code: str, most: int
) -> Iterator[Finding]:
    """Each row whose key an earlier row has, with the place of that row."""
    columns = ", ".join(name(field) for field in key)
    whole = " AND ".join(f"{name(field)} IS NOT NULL" for field in key)
    window = f"OVER (PARTITION BY {columns} ORDER BY _file, _row)"
    first = f"first_value(_file) {window} AS first_file, first_value(_line) {window} AS first_line"
    numbered = f"SELECT *, row_number() {window} AS nth, {first} FROM {cleaned} WHERE {whole}"
    printed = f"concat_ws(', ', {columns})"
    rows = connection.execute(
        f"SELECT _file, _line, _row, {printed}, first_file, first_line FROM ({numbered}) WHERE nth > 1 "
        f"ORDER BY _file, _row LIMIT {most}"
    ).fetchall()
    for file, line, row, value, first_file, first_line in rows:
        details: dict[str, str | int] = {"first": f"{first_file}:{first_line}", "fields": ", ".join(key)}
        yield Finding(code=code, file=file, line=line, row=row, field=key[0], value=value, details=details)


def check_foreign_keys(
    connection: DuckDBPyConnection,
    schema: Schema,
    relation: str,
    relations: Mapping[str, str],
    places: Places,
    most: int = 1_000,
) -> Iterator[Finding]:
    """Each row that names no row of the table it refers to. A key with a null part names nothing.

    `relations`: the relation of each table; all of them have been cleaned by the kernel (`check_table`).
    """
    for key in schema.foreign_keys:
        target = relations.get(key.reference.resource or "", relation)
        for finding in orphans(connection, key, relation, target, most):
            line, column = places.place(finding.file or "", finding.line or 0, finding.row or 0, finding.field or "")
            yield finding.model_copy(update={"line": line, "column": column})


def orphans(
    connection: DuckDBPyConnection, key: ForeignKey, relation: str, target: str, most: int
) -> Iterator[Finding]:
    own, theirs = [name(field) for field in key.own], [name(field) for field in key.theirs]
    joined = " AND ".join(f"own.{one} = their.{other}" for one, other in zip(own, theirs, strict=True))
    whole = " AND ".join(f"own.{field} IS NOT NULL" for field in own)
    cleaned = name(f"cleaned {target}")
    rows = connection.execute(
        f"SELECT own._file, own._line, own._row, concat_ws(', ', {', '.join(f'own.{field}' for field in own)}) "
        f"FROM {name(f'cleaned {relation}')} AS own ANTI JOIN {cleaned} AS their ON {joined} WHERE {whole} "
        f"ORDER BY own._file, own._row LIMIT {most}"
    ).fetchall()
    if not rows:
        return
    known = [
        one for (one,) in connection.execute(f"SELECT DISTINCT {theirs[0]} FROM {cleaned} ORDER BY ALL").fetchall()
    ]
    table = key.reference.resource or relation
    details: dict[str, str | int] = {"table": table, "fields": ", ".join(key.theirs)}
    for file, line, row, value in rows:
        near = closest(value, [one for one in known if one is not None]) if len(own) == 1 else None
        yield Finding(
            code="foreign-key",
            file=file,
            line=line,
            row=row,
            field=key.own[0],
            value=value,
            suggestion=near,
            details=details,
        )
