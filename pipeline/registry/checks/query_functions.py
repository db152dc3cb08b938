"""The functions, operators and types that the query of a rule may use, and how many of them.

Each needs time and memory in proportion to its input. Functions that DuckDB neither limits nor interrupts are left out
(`levenshtein` of two long texts, `range` as a list, `repeat`, `format`, list comprehensions).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pipeline.core.limits import RULE_LEVELS, RULE_PARTS, RULE_TABLES

Part = Mapping[str, Any]

FUNCTIONS = frozenset(
    {
        # Dates of EDTF, first and last day, and parts of days.
        *("edtf_first", "edtf_last", "last_day", "date_part", "year", "month", "day", "make_date"),
        *("date_diff", "datediff", "date_add", "date_sub", "to_days", "to_weeks", "to_months", "to_years"),
        # Texts.
        *("concat", "concat_ws", "length", "lower", "upper", "trim", "ltrim", "rtrim", "left", "right", "reverse"),
        *("substring", "substr", "position", "strpos", "instr", "contains", "starts_with", "ends_with", "prefix"),
        *("suffix", "strip_accents", "nfc_normalize", "string_split", "split_part", "replace"),
        *("jaro_winkler_similarity", "jaro_similarity"),
        # Numbers, and values of any type.
        *("abs", "round", "floor", "ceil", "ceiling", "trunc", "sign", "mod", "greatest", "least"),
        *("nullif", "ifnull", "coalesce", "list_value", "list_contains", "list_has", "unnest", "row"),
        # Over many rows.
        *("count", "count_star", "min", "max", "sum", "avg", "any_value", "first", "last", "bool_and", "bool_or"),
        *("arg_min", "arg_max", "min_by", "max_by", "string_agg", "list", "array_agg"),
        *("row_number", "rank", "dense_rank", "ntile", "lag", "lead", "first_value", "last_value", "nth_value"),
        # Operators: LIKE, ILIKE and GLOB with their opposites are the ones of tildes.
        *("||", "+", "-", "*", "/", "//", "%", "~~", "!~~", "~~*", "!~~*", "~~~", "!~~~"),
        *("like_escape", "not_like_escape", "ilike_escape", "not_ilike_escape"),
    }
)
# As tables, row by row.
TABLE_FUNCTIONS = frozenset({"unnest", "range", "generate_series", "duckdb_columns"})
CLASSES = frozenset(
    {
        *("COLUMN_REF", "CONSTANT", "COMPARISON", "CONJUNCTION", "FUNCTION", "OPERATOR", "WINDOW", "SUBQUERY"),
        *("STAR", "CAST", "TYPE", "CASE", "BETWEEN", "POSITIONAL_REFERENCE"),
    }
)
OPERATORS = frozenset(
    {
        *("OPERATOR_COALESCE", "OPERATOR_NOT", "OPERATOR_IS_NULL", "OPERATOR_IS_NOT_NULL", "COMPARE_IN"),
        *("COMPARE_NOT_IN", "ARRAY_CONSTRUCTOR", "ARRAY_EXTRACT", "ARRAY_SLICE", "GROUPING_FUNCTION", "OPERATOR_TRY"),
    }
)
TYPES = frozenset(
    {
        *("varchar", "text", "string", "char", "boolean", "bool", "date", "timestamp", "time", "interval"),
        *(
            "tinyint",
            "smallint",
            "integer",
            "int",
            "bigint",
            "hugeint",
            "decimal",
            "numeric",
            "double",
            "float",
            "real",
        ),
        *("list", "array"),
    }
)
DATES = ("edtf_first", "edtf_last")
WHERE = "docs/rules.md lists what a rule may call"


def made_of(parts: list[tuple[Part, int]]) -> Iterator[str]:
    """What of the objects of a query, with their levels, is not on the lists, one by one."""
    if len(parts) > RULE_PARTS:
        yield f"it has more than {RULE_PARTS:,} parts"
    if any(level > RULE_LEVELS for _, level in parts):
        yield f"it is nested deeper than {RULE_LEVELS} levels"
    if sum(part.get("type") in ("BASE_TABLE", "TABLE_FUNCTION") for part, _ in parts) > RULE_TABLES:
        yield f"it asks tables more than {RULE_TABLES} times"
    rows = {id(part["function"]) for part, _ in parts if part.get("type") == "TABLE_FUNCTION" and "function" in part}
    for part, _ in parts:
        yield from unknown_part(part, TABLE_FUNCTIONS if id(part) in rows else FUNCTIONS)


def unknown_part(part: Part, functions: frozenset[str]) -> Iterator[str]:
    kind = part.get("class")
    if kind is not None and kind not in CLASSES:
        yield f"it has a part of the kind {kind}"
    if kind in ("FUNCTION", "WINDOW"):
        yield from unknown_function(part, functions)
    if kind == "OPERATOR" and part.get("type") not in OPERATORS:
        yield f"it has the operator {part.get('type')}"
    if kind == "TYPE" and str(part.get("type_name")).lower() not in TYPES:
        yield f"it has the type {part.get('type_name')}"
    if kind == "STAR" and part.get("columns"):
        yield "it calls columns"
    if part.get("materialized") == "CTE_MATERIALIZE_NEVER":
        # Of tables that name the one before them twice, the last one is worked out 2 to the power of all of them.
        yield "it has WITH … AS NOT MATERIALIZED"


def unknown_function(part: Part, functions: frozenset[str]) -> Iterator[str]:
    # A window that is no function of rows alone is named like the function that it calls.
    called = str(part.get("function_name", "")).lower()
    if part.get("schema") or part.get("catalog") or called not in functions:
        yield f"it calls {called}; {WHERE}"
    elif called == "replace" and grows(part):
        yield f"it calls replace with a longer text, or with one that is not written out; {WHERE}"
    elif called in DATES and any(inner.get("function_name") in DATES for inner, _ in levels(arguments(part))):
        # Each writes what it is given several times.
        yield f"it calls {called} of what {called} or its twin gives; {WHERE}"


def arguments(part: Part) -> list[Any]:
    return [argument.get("expression") for argument in part.get("arguments", part.get("children", ()))]


def grows(part: Part) -> bool:
    """Whether a replacement can make a text longer: one in another, so does a short query a gigantic text."""
    written = [(argument or {}).get("literal", {}) for argument in arguments(part)[1:]]
    texts = [literal.get("text", "") if literal.get("kind") == "STRING" else None for literal in written]
    if len(texts) != 2 or texts[0] is None or texts[1] is None:
        return True
    return len(texts[1].encode()) > len(texts[0].encode())


def levels(tree: Any) -> Iterator[tuple[Part, int]]:
    """Every object of a tree, with the number of lists and objects around it."""
    waiting = [(tree, 0)]
    while waiting:
        part, level = waiting.pop()
        if isinstance(part, dict):
            yield part, level
            waiting += [(child, level + 1) for child in part.values()]
        elif isinstance(part, list):
            waiting += [(child, level + 1) for child in part]
