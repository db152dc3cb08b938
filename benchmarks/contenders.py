"""The peers, each as a process of its own: `python -m benchmarks.contenders NAME trade.csv [PACKAGE]`."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from pathlib import Path

from benchmarks.trade import COUNTRIES, fields


def bare_duckdb(table: str, _package: str) -> None:
    """Every cell read as text, and no check at all: the floor for whatever reads by DuckDB."""
    import duckdb

    columns = ", ".join(f'max("{field["name"]}")' for field in fields())
    duckdb.execute(f"SELECT {columns} FROM read_csv('{table}', all_varchar=true)").fetchall()


def frictionless(_table: str, package: str) -> None:
    """The reference implementation of the standard, with its keys; it does not know the rule between two columns."""
    from frictionless import validate

    report = validate(package, limit_errors=1_000)
    say(report.valid, report.stats["errors"])


def pandera(table: str, _package: str) -> None:
    """A contract of the same meaning over a polars frame: the whole table in memory, and no line of a finding."""
    import pandera.polars as checks
    import polars

    columns = {}
    for field in fields():
        given = field["constraints"]
        rules = []
        if "pattern" in given:
            rules.append(checks.Check.str_matches(f"^(?:{given['pattern']})$"))
        if "enum" in given:
            rules.append(checks.Check.isin(given["enum"]))
        if "minimum" in given:
            rules.append(checks.Check.ge(given["minimum"]))
        kind = {"integer": polars.Int64, "number": polars.Float64}.get(field["type"], polars.String)
        columns[field["name"]] = checks.Column(
            kind, rules, nullable="required" not in given, unique=field["name"] == "Id", coerce=False
        )
        if field["name"] in ("Importer", "Exporter", "Origin"):
            rules.append(checks.Check.isin(list(COUNTRIES)))
    schema = checks.DataFrameSchema(columns)
    types = {field["name"]: polars.Int64 if field["type"] == "integer" else polars.String for field in fields()}
    frame = polars.read_csv(table, schema_overrides=types | {"Quantity": polars.Float64})
    different = frame.filter(polars.col("Importer") == polars.col("Exporter")).height
    try:
        schema.validate(frame, lazy=True)
        say(not different)
    except checks.errors.SchemaErrors as error:
        say(len(error.failure_cases), different)


def say(*said: object) -> None:
    sys.stdout.write(f"{said}\n")


CONTENDERS: Mapping[str, Callable[[str, str], None]] = {
    "bare DuckDB": bare_duckdb,
    "frictionless-py": frictionless,
    "pandera": pandera,
}

if __name__ == "__main__":
    CONTENDERS[sys.argv[1]](str(Path(sys.argv[2])), sys.argv[3])
