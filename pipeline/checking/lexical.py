"""The lexical rules of Table Schema's types: what a cell must look like before anything is cast.

DuckDB's casts take ` 1`, `1_000`, `2020/01/05` and `yes`; the standard does not. So a text is first held against the
rule of its type, and only then cast, where the calendar or a range must decide.
"""

from __future__ import annotations

from typing import NamedTuple

from pipeline.checking.sql import name, text, texts
from pipeline.contract.descriptors import Field

INTEGER = r"[+-]?[0-9]+"
NUMBER = r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?|NaN|INF|-INF"
DATE = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
TIME = r"[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]+)?"
ZONE = r"(Z|[+-][0-9]{2}:[0-9]{2})?"
TRUE_VALUES = ("true", "True", "TRUE", "1")
FALSE_VALUES = ("false", "False", "FALSE", "0")
EMAIL = r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)+"
URI = r"[A-Za-z][A-Za-z0-9+.\-]*:[^\s<>\"{}|\\^`]+"


class LexicalRule(NamedTuple):
    """SQL that is true where a value is not of the type, and the wording's variant."""

    variant: str
    bad: str


def lexical_rule(field: Field) -> LexicalRule | None:
    """The rule of a field's type and format, over its column; None where every text will do (or Python must judge)."""
    if field.type == "string":
        return string_rule(field)
    if field.format != "default" or field.decimal_char or field.group_char or field.bare_number is not None:
        # Not judged yet: it is listed as unchecked, and the default rule would be the wrong one.
        return None
    rules = {
        "integer": unlike(field, INTEGER),
        "number": unlike(field, NUMBER),
        "boolean": boolean_rule(field),
        "date": f"{unlike(field, DATE)} OR try_cast({name(field.name)} AS DATE) IS NULL",
        "time": f"{unlike(field, TIME + ZONE)} OR try_cast(left({name(field.name)}, 8) AS TIME) IS NULL",
        "datetime": f"{unlike(field, f'{DATE}T{TIME}{ZONE}')} OR try_cast({name(field.name)} AS TIMESTAMPTZ) IS NULL",
        "year": unlike(field, r"-?[0-9]{4,}"),
        "yearmonth": unlike(field, r"-?[0-9]{4,}-(0[1-9]|1[0-2])"),
        "object": json_rule(field, "OBJECT"),
        "array": json_rule(field, "ARRAY"),
    }
    return LexicalRule(field.type, rules[field.type]) if field.type in rules else None


def string_rule(field: Field) -> LexicalRule | None:
    formats = {"email": EMAIL, "uri": URI}
    if field.format in formats:
        return LexicalRule(field.format, unlike(field, formats[field.format]))
    return None


def boolean_rule(field: Field) -> str:
    words = (*(field.true_values or TRUE_VALUES), *(field.false_values or FALSE_VALUES))
    return f"{name(field.name)} NOT IN {texts(words)}"


def json_rule(field: Field, kind: str) -> str:
    column = name(field.name)
    # json_type fails on what is no JSON, so that it may only see what is.
    typed = f"CASE WHEN json_valid({column}) THEN json_type({column}) <> {text(kind)} ELSE TRUE END"
    return f"({column} IS NOT NULL AND {typed})"


def unlike(field: Field, pattern: str) -> str:
    return f"NOT regexp_full_match({name(field.name)}, {text(pattern)})"
