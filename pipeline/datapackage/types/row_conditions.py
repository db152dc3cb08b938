"""Conditions across fields: SQL expressions over the columns of a row that can read nothing else."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from pipeline.core.database.sql import is_one_of, name
from pipeline.core.limits import RULE_CHARACTERS, RULE_LEVELS
from pipeline.datapackage.descriptors import Field, Schema

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


# What DuckDB says of an expression of more levels than it takes.
TOO_DEEP = "Max expression depth"


class TooLarge(Exception):
    """A condition of more characters or levels than a rule may have: it cannot be judged."""


class Reference(NamedTuple):
    """A field that a condition names, and where: the first byte of the name, and how many bytes it has."""

    field: str
    start: int
    length: int


def condition_mistake(condition: str, schema: Schema) -> str | None:
    """Why a text is no condition over the fields of a schema, or None. Raises TooLarge."""
    try:
        unknown = sorted(set(condition_columns(condition)) - set(schema.field_names))
    except ValueError as error:
        return str(error)
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
    """The SQL of a condition over typed columns; it is null if a part is null or not of its type.

    `present`: the positions of the columns; `canonical`: whether the columns c0, c1, ... contain canonical texts (NULL
    for null); otherwise n0, n1, ... are `typed_cell` of valid cells as written.
    """
    positions = schema.positions
    written, done = [], 0
    encoded = condition.encode()
    for reference in sorted(references(condition), key=lambda reference: reference.start):
        at = positions[reference.field]
        if at not in present:
            return "NULL::BOOLEAN"
        column = typed_column(f"c{at}", schema.fields[at]) if canonical else f"n{at}"
        written += [encoded[done : reference.start], column.encode()]
        done = reference.start + reference.length
    # A cast inside that fails makes the condition unknown, not the run an error.
    return f"TRY(({b''.join([*written, encoded[done:]]).decode()})::BOOLEAN)"


def condition_columns(condition: str) -> tuple[str, ...]:
    """The names of the fields that a condition reads, each once."""
    return tuple(dict.fromkeys(reference.field for reference in references(condition)))


def is_castable(field: Field) -> bool:
    """Whether an SQL cast reads every cell that SQL can prove valid with the value that Python gives it."""
    if field.type not in TYPES and field.type not in ("string", "any", "yearmonth"):
        return False
    plain = field.format in ("default", "fmt:default") or field.type == "string"
    own_words = field.true_values is not None or field.false_values is not None
    return plain and not (field.group_char or field.decimal_char or field.bare_number is False or own_words)


def typed_cell(field: Field, at: int, missing: Collection[str]) -> str:
    """SQL of the value of a good cell as it stands; `missing`: the texts that mean "no value" beside the empty one."""
    column = f"CASE WHEN {is_one_of(f'c{at}', missing)} THEN NULL ELSE c{at} END" if missing else f"c{at}"
    return typed_column(column, field)


def typed_column(column: str, field: Field) -> str:
    return f"try_cast({column} AS {TYPES[field.type]})" if field.type in TYPES else column


@lru_cache(maxsize=1_000)
def references(condition: str) -> tuple[Reference, ...]:
    """The fields that an expression names, in the order of its syntax tree.

    Raises ValueError for anything but an expression over columns and constants, TooLarge for one beyond the limits.
    """
    # The tree takes a hundred times the memory of the text.
    if len(condition) > RULE_CHARACTERS:
        raise TooLarge
    return tuple(
        Reference(".".join(part["column_names"]), part["query_location"] - len(OPENING), part["query_location_length"])
        for part in parts_of(parsed_expression(condition))
        if part["class"] == "COLUMN_REF"
    )


def parsed_expression(condition: str) -> dict[str, Any]:
    """DuckDB's syntax tree of an expression. Raises ValueError, TooLarge."""
    row = empty_database().execute("SELECT json_serialize_sql(?::VARCHAR)", [f"{OPENING}{condition})"]).fetchone()
    try:
        tree = json.loads(row[0]) if row else {}
    except RecursionError as error:
        raise TooLarge from error
    if tree.get("error"):
        said = str(tree.get("error_message", "it cannot be parsed"))
        raise TooLarge if TOO_DEEP in said else ValueError(said)
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


def parts_of(tree: Any) -> Iterator[dict[str, Any]]:
    """Every part of an expression, each before those inside it. Raises TooLarge for more than RULE_LEVELS levels."""
    waiting = [(tree, 0)]
    while waiting:
        node, level = waiting.pop()
        if isinstance(node, dict):
            if "class" in node and "type" in node:
                level += 1
                if level > RULE_LEVELS:
                    raise TooLarge
                yield node
            waiting += [(value, level) for value in reversed(node.values())]
        elif isinstance(node, list):
            waiting += [(item, level) for item in reversed(node)]
