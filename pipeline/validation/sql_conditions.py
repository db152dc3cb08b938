"""SQL conditions that prove a cell valid (sound, not complete). They only save Python work and never decide.

A condition may be too narrow (Python then checks the cell) but never too wide; tests compare each with Python. DuckDB's
casts accept ` 1`, `1_000` and `2020/01/05`, so a pattern is applied first.
"""

from __future__ import annotations

import re
from decimal import Decimal

from pipeline.core.database.sql import is_one_of, is_short, text
from pipeline.datapackage.descriptors import Field
from pipeline.datapackage.types.cell_validator import CellValidator, category_values
from pipeline.datapackage.types.strings import EXPRESSIONS
from pipeline.datapackage.types.xsd_patterns import shared_pattern

BOUNDS = {"minimum": ">=", "maximum": "<=", "exclusive_minimum": ">", "exclusive_maximum": "<"}
CANONICAL_INTEGER = r"-?[1-9][0-9]{0,16}|0"
INTEGER = r"[+-]?[0-9]{1,17}"
CANONICAL_NUMBER = r"-?(?:[1-9][0-9]{0,8}|0)\.[0-9]{0,5}[1-9]|-?[1-9][0-9]{0,8}|0"
NUMBER = r"[+-]?[0-9]{1,9}(?:\.[0-9]{0,6})?"
YEAR = "[1-9][0-9]{3}"
DATE = "[0-9]{4}-[0-9]{2}-[0-9]{2}"
TIME = "(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]"


def cell_condition(field: Field, validator: CellValidator, column: str, *, canonical: bool) -> str | None:
    """SQL that is true only where a non-null cell is good; None where only Python can tell.

    `canonical`: the cell must also be its own key (a field of a key, or one that a condition compares).
    """
    if field.constraints.json_schema is not None or field.is_edtf:
        return None
    listed = listed_values(field, validator)
    if listed is not None:
        return is_one_of(column, listed) if is_short(listed) else None
    rules = {
        "string": string_rule,
        "any": any_rule,
        "integer": integer_rule,
        "number": number_rule,
        "date": date_rule,
        "time": time_rule,
        "datetime": datetime_rule,
        "year": year_rule,
        "yearmonth": yearmonth_rule,
        "boolean": boolean_rule,
    }
    rule = rules.get(field.type)
    condition = rule(field, column, canonical) if rule else None
    return None if condition is None else with_text_rules(field, column, condition)


def with_text_rules(field: Field, column: str, condition: str) -> str | None:
    """The condition and what pattern, minLength and maxLength ask of the text of a cell."""
    given = field.constraints
    parts = [] if condition == "TRUE" else [condition]
    if given.pattern is not None:
        try:
            shared = shared_pattern(given.pattern)
        except ValueError:
            shared = ""
        if shared is None:
            return None
        parts += [matches(column, shared)] if shared else []
    if given.min_length is not None:
        parts.append(f"length({column}) >= {given.min_length}")
    if given.max_length is not None:
        parts.append(f"length({column}) <= {given.max_length}")
    return " AND ".join(parts) or "TRUE"


def listed_values(field: Field, validator: CellValidator) -> list[str] | None:
    """The texts of enum and categories that the validator accepts, as they are written; None where there is no list."""
    values = field.constraints.enum if field.constraints.enum is not None else category_values(field)
    if values is None:
        return None
    written = {str(value) for value in values if isinstance(value, str | int) and not isinstance(value, bool)}
    return sorted(value for value in written if not (result := validator.fresh(value)).problems and result.key == value)


def string_rule(field: Field, column: str, _canonical: bool) -> str | None:
    if field.format in ("default", "fmt:default"):
        return "TRUE"
    return None if field.format == "uri" else matches(column, EXPRESSIONS[field.format])


def any_rule(_field: Field, _column: str, _canonical: bool) -> str:
    return "TRUE"


def integer_rule(field: Field, column: str, canonical: bool) -> str | None:
    if field.group_char or field.bare_number is False:
        # Plain digits mean the same with and without a group character, and stand bare in any case.
        canonical = True
    limits = bounds(field, f"try_cast({column} AS BIGINT)", r"-?[0-9]{1,17}")
    return None if limits is None else matches(column, CANONICAL_INTEGER if canonical else INTEGER) + limits


def number_rule(field: Field, column: str, canonical: bool) -> str | None:
    # Up to 15 digits a double tells every decimal from every other.
    limits = bounds(field, f"try_cast({column} AS DOUBLE)", r"-?[0-9]{1,9}(\.[0-9]{1,6})?")
    if limits is None:
        return None
    if field.group_char or field.decimal_char not in (None, ".") or field.bare_number is False:
        return matches(column, "-?[1-9][0-9]{0,8}|0") + limits
    return matches(column, CANONICAL_NUMBER if canonical else NUMBER) + limits


def date_rule(field: Field, column: str, _canonical: bool) -> str | None:
    if field.format not in ("default", "fmt:default"):
        return None
    limits = bounds(field, column, DATE)
    if limits is None:
        return None
    return f"{matches(column, DATE)} AND {column} >= '0001' AND try_cast({column} AS DATE) IS NOT NULL{limits}"


def time_rule(field: Field, column: str, _canonical: bool) -> str | None:
    limits = bounds(field, column, TIME)
    return None if limits is None or field.format not in ("default", "fmt:default") else matches(column, TIME) + limits


def datetime_rule(field: Field, column: str, _canonical: bool) -> str | None:
    """Local times and those in UTC are told apart: where there is a bound, only the cells of its own kind are sure."""
    if field.format not in ("default", "fmt:default"):
        return None
    given = [getattr(field.constraints, name) for name in BOUNDS]
    zoned = {str(value).endswith("Z") for value in given if value is not None}
    zone = {frozenset(): "Z?", frozenset({True}): "Z", frozenset({False}): ""}.get(frozenset(zoned))
    limits = None if zone is None else bounds(field, column, f"{YEAR}-[0-9]{{2}}-[0-9]{{2}}T{TIME}{zone}")
    if limits is None:
        return None
    form = f"{YEAR}-[0-9]{{2}}-[0-9]{{2}}T{TIME}{zone}"
    return f"{matches(column, form)} AND try_cast(left({column}, 10) AS DATE) IS NOT NULL{limits}"


def year_rule(field: Field, column: str, _canonical: bool) -> str | None:
    limits = bounds(field, column, YEAR)
    return None if limits is None else matches(column, YEAR) + limits


def yearmonth_rule(field: Field, column: str, _canonical: bool) -> str | None:
    form = f"{YEAR}-(?:0[1-9]|1[0-2])"
    limits = bounds(field, column, form)
    return None if limits is None else matches(column, form) + limits


def boolean_rule(field: Field, column: str, canonical: bool) -> str | None:
    if canonical or field.true_values is not None or field.false_values is not None:
        return None
    return is_one_of(column, ("true", "false", "True", "False", "TRUE", "FALSE", "0", "1"))


def bounds(field: Field, compared: str, form: str) -> str | None:
    """SQL of the bounds, with AND in front; None where a bound is not of the form that the comparison is right for."""
    parts = []
    for name, sign in BOUNDS.items():
        limit = getattr(field.constraints, name)
        if limit is None:
            continue
        written = format(Decimal(repr(limit)), "f") if isinstance(limit, float) else str(limit)
        if not re.fullmatch(form, written, re.ASCII):
            return None
        number = field.type in ("integer", "number")
        parts.append(f" AND {compared} {sign} {written if number else text(written)}")
    return "".join(parts)


def matches(column: str, pattern: str) -> str:
    return f"regexp_full_match({column}, {text(pattern)})"
