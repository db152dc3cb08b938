"""Conditions across fields: an SQL expression over the columns of a row that can read nothing else."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

from pipeline.core.database.sql import name, text
from pipeline.datapackage.descriptors import Field, Schema
from pipeline.datapackage.types.cell_validator import missing_values

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

# What a condition may be made of: DuckDB's own names of the parts of an expression.
PARTS = frozenset(
    {"COLUMN_REF", "CONSTANT", "COMPARISON", "CONJUNCTION", "OPERATOR", "FUNCTION", "CASE", "BETWEEN", "CAST", "TYPE"}
)
FUNCTIONS = frozenset(
    {
        *("+", "-", "*", "/", "//", "%", "||", "~~", "!~~", "~~*", "!~~*"),
        *("abs", "round", "floor", "ceil", "greatest", "least", "coalesce", "nullif"),
        *("length", "lower", "upper", "trim", "ltrim", "rtrim", "left", "right", "substr", "substring", "replace"),
        *("starts_with", "ends_with", "contains", "concat", "regexp_matches", "regexp_full_match"),
        *("year", "month", "day", "date_diff", "datediff"),
    }
)
OPENING = "SELECT ("
TYPES = {
    "integer": "BIGINT",
    "number": "DOUBLE",
    "date": "DATE",
    "datetime": "TIMESTAMP",
    "time": "TIME",
    "year": "BIGINT",
    "boolean": "BOOLEAN",
}


def condition_mistake(condition: str, schema: Schema) -> str | None:
    """Why a text is no condition over the fields of a schema, or None."""
    try:
        parsed = parsed_expression(condition)
        columns = set(columns_of(parsed))
    except ValueError as error:
        return str(error)
    unknown = sorted(columns - set(schema.field_names))
    return f"there is no field {unknown[0]}" if unknown else bound_mistake(condition, schema)


def bound_mistake(condition: str, schema: Schema) -> str | None:
    """What DuckDB says of a condition over an empty table of the schema's types."""
    import duckdb

    columns = ", ".join(f"NULL::{TYPES.get(field.type, 'VARCHAR')} AS {name(field.name)}" for field in schema.fields)
    try:
        empty_database().execute(f"SELECT ({condition})::BOOLEAN FROM (SELECT {columns}) LIMIT 0")
    except duckdb.Error as error:
        return str(error).splitlines()[0]
    return None


@cache
def empty_database() -> DuckDBPyConnection:
    """A database without a table that can read nothing: conditions are parsed and bound in it."""
    import duckdb

    connection = duckdb.connect(
        config={"enable_external_access": "false", "lock_configuration": "true", "threads": "1"}
    )
    return connection.cursor()


def compile_condition(condition: str, schema: Schema, present: Collection[int], *, canonical: bool = False) -> str:
    """The condition over typed columns: SQL that is null where a part of it is empty or not of its type.

    `canonical`: the columns hold canonical texts, NULL for null; else cells as they stand, which must be good ones.
    """
    fields = {field.name: (at, field) for at, field in enumerate(schema.fields)}
    written = condition.encode()
    references = [part for part in parts_of(parsed_expression(condition)) if part["class"] == "COLUMN_REF"]
    for part in sorted(references, key=lambda found: -found["query_location"]):
        at, field = fields[".".join(part["column_names"])]
        if at not in present:
            return "NULL::BOOLEAN"
        start = part["query_location"] - len(OPENING)
        column = typed_column(f"c{at}" if canonical else cell_or_null(schema, field, at), field).encode()
        written = written[:start] + column + written[start + part["query_location_length"] :]
    # A cast inside that fails makes the condition unknown, not the run an error.
    return f"TRY(({written.decode()})::BOOLEAN)"


def condition_columns(condition: str) -> tuple[str, ...]:
    """The names of the fields that a condition reads, each once."""
    return tuple(dict.fromkeys(columns_of(parsed_expression(condition))))


def is_castable(field: Field) -> bool:
    """Whether SQL reads every cell that it can vouch for as the validator does, however the cell is written."""
    if field.type not in TYPES and field.type not in ("string", "any", "yearmonth"):
        return False
    plain = field.format in ("default", "fmt:default") or field.type == "string"
    own_words = field.true_values is not None or field.false_values is not None
    return plain and not (field.group_char or field.decimal_char or field.bare_number is False or own_words)


def cell_or_null(schema: Schema, field: Field, at: int) -> str:
    """SQL of a good cell, NULL where it means that there is no value."""
    column = f"c{at}"
    for value in sorted(set(missing_values(schema, field)) - {""}):
        column = f"nullif({column}, {text(value)})"
    return column


def typed_column(column: str, field: Field) -> str:
    return f"try_cast({column} AS {TYPES[field.type]})" if field.type in TYPES else column


@lru_cache(maxsize=1_000)
def parsed_expression(condition: str) -> dict[str, Any]:
    """DuckDB's syntax tree of an expression. Raises ValueError for anything but one over columns and constants."""
    row = empty_database().execute("SELECT json_serialize_sql(?::VARCHAR)", [f"{OPENING}{condition})"]).fetchone()
    try:
        tree = json.loads(row[0]) if row else {}
    except RecursionError as error:
        raise ValueError("too many levels") from error
    if tree.get("error"):
        raise ValueError(str(tree.get("error_message", "it cannot be parsed")))
    statements = tree["statements"]
    node = statements[0]["node"]
    if len(statements) != 1 or node["type"] != "SELECT_NODE" or len(node["select_list"]) != 1:
        raise ValueError("it is more than one expression")
    if node["from_table"]["type"] != "EMPTY" or node.get("where_clause") or node.get("modifiers"):
        raise ValueError("it is more than one expression")
    expression: dict[str, Any] = node["select_list"][0]
    for part in parts_of(expression):
        if part["class"] not in PARTS:
            raise ValueError(f"a condition has no {part['class'].lower().replace('_', ' ')}")
        if part["class"] == "FUNCTION" and part["function_name"] not in FUNCTIONS:
            raise ValueError(f"a condition cannot call {part['function_name']}")
    return expression


def parts_of(node: Any) -> Iterator[dict[str, Any]]:
    if isinstance(node, dict):
        if "class" in node and "type" in node:
            yield node
        for value in node.values():
            yield from parts_of(value)
    elif isinstance(node, list):
        for value in node:
            yield from parts_of(value)


def columns_of(expression: dict[str, Any]) -> Iterator[str]:
    for part in parts_of(expression):
        if part["class"] == "COLUMN_REF":
            yield ".".join(part["column_names"])
