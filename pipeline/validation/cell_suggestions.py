"""Suggestions: what to write instead of a wrong cell.

Every suggestion is validated against its field, so that no wrong value is suggested.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from pipeline.core.budget import budget
from pipeline.core.limits import SUGGESTED_CHARACTERS
from pipeline.core.text.folding import fold_text
from pipeline.core.text.spelling import MOST_SUGGESTED, Nearest, Similarity, closest_match
from pipeline.datapackage.descriptors import Category, Field
from pipeline.datapackage.types import CellValidator, Problem
from pipeline.datapackage.types.booleans import FALSE_VALUES, TRUE_VALUES
from pipeline.datapackage.types.cell_validator import NULL, shown_list
from pipeline.datapackage.types.edtf import is_calendar_date
from pipeline.findings.unexpected import unforeseen
from pipeline.validation.examples import example_of
from pipeline.validation.loose_dates import duration_forms, moments, month_forms, render_moment
from pipeline.validation.loose_values import (
    boolean_forms,
    cleaned,
    json_forms,
    list_forms,
    number_forms,
    pattern_forms,
    point_forms,
    string_forms,
)

MEASURED = ("min-length", "max-length", "min-items", "max-items")
BOUNDS = ("minimum", "maximum", "exclusive-minimum", "exclusive-maximum", "required", "null", "json-schema")
TEMPORAL = ("date", "time", "datetime", "edtf", "temporal-pattern", "temporal-any")
UNEXEMPLIFIED = ("enum", "categories", *BOUNDS, *MEASURED)
LOOSE_DATE = re.compile(r"\s*(\d{4})[-/. ](\d{1,2})[-/. ](\d{1,2})\s*", re.ASCII)
# Thousands set apart by blanks, or the ".0" that spreadsheets add; a comma or a point may begin decimals.
SURE_INTEGER = re.compile(r"[+-]?\d{1,3}(?:[ \u00a0\u202f]\d{3})+|[+-]?\d+\.0+", re.ASCII)
# What spreadsheets add to a date.
MIDNIGHT = re.compile(r"[ T]00:00(?::00)?(?:\.0+)?\s*$", re.ASCII)
UNKNOWN = frozenset(
    [
        "n/a",
        "na",
        "n.a.",
        "#n/a",
        "null",
        "none",
        "nil",
        "nd",
        "n.d.",
        "s.d.",
        "n.c.",
        "-",
        "--",
        "–",
        "—",
        "?",
        "??",
        "unknown",
        "inconnu",
        "inconnue",
        "desconocido",
        "tbd",
    ]
)
NUMERIC_DATE = re.compile(r"\s*(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})\s*", re.ASCII)
LOOSE_INTEGER = re.compile(r"\s*[+-]?\d{1,3}(?:[ _,.\u00a0\u202f']\d{3})+\s*|\s*[+-]?\d+(?:\.0+)?\s*", re.ASCII)


class Advice(NamedTuple):
    """What to type instead of a wrong cell, and what its remedy needs to know.

    `suggestion`: the value that was most likely meant, empty for none; None where only the contributor can know.
    """

    suggestion: str | None
    details: dict[str, str | int]


def advice_in_time(problem: Problem, cell: str, validator: CellValidator, field: Field) -> Advice:
    """The advice on a cell; only what the problem says where it would take too long, or fails."""
    plain = Advice(None, dict(problem.details))
    if len(cell) > SUGGESTED_CHARACTERS:
        return plain
    with budget().suggestion() as has_time, unforeseen():
        return advise(problem, cell, validator, field) if has_time else plain
    return plain


def advise(problem: Problem, cell: str, validator: CellValidator, field: Field) -> Advice:
    """The advice on a cell with a problem; a suggestion or example is always a valid value of the field."""
    found = suggest(problem.variant, cell, validator)
    details = dict(problem.details)
    if problem.variant in MEASURED and (length := length_of(cell, validator)) is not None:
        details["found"] = length
    if found is None and problem.variant in TEMPORAL:
        details |= either(cell, validator)
    if problem.code == "type-error":
        details |= spelling(validator.field)
    if found is None and problem.variant not in UNEXEMPLIFIED:
        example = example_of(validator, field.note.example, parsed=problem.code == "type-error")
        details |= {"example": example} if example else {}
    return Advice(found, details)


@lru_cache(maxsize=10_000)
def suggest(variant: str, cell: str, validator: CellValidator) -> str | None:
    """The first way of writing a cell that the field accepts; None where none is known or several are."""
    if is_unknown(cell) and (empty := no_value(validator)) is not None:
        return empty
    return next(
        (
            proposal
            for proposal in proposals(variant, cell, validator)
            if proposal != cell and accepts(validator, proposal)
        ),
        None,
    )


def accepts(validator: CellValidator, value: str) -> bool:
    """Whether a text is a value of the field, and a good one."""
    result = validator.fresh(value)
    return result.key is not None and not result.problems


def no_value(validator: CellValidator) -> str | None:
    """How the field writes that there is no value; None where it must have one."""
    return next((value for value in ("", *sorted(validator.missing)) if validator.fresh(value) == NULL), None)


def proposals(variant: str, cell: str, validator: CellValidator) -> Iterator[str]:
    """Ways of writing a cell that its field may take, the likeliest first."""
    field = validator.field
    if variant in ("enum", "categories"):
        yield from listed_forms(cell, looked_through(validator))
        return
    if variant in BOUNDS:
        return
    yield cleaned(cell)
    if variant in ("pattern", *MEASURED):
        yield from pattern_forms(cell) if variant == "pattern" else ()
        return
    yield from typed_forms(variant, cell, field)


def typed_forms(variant: str, cell: str, field: Field) -> Iterator[str]:
    """Ways of writing a cell as a value of the field's type."""
    if field.is_edtf:
        yield from filter(None, (padded_date(cell), only_reading(cell)))
        yield from month_forms(cell)
    elif variant in TEMPORAL:
        found = [form for moment in moments(cell, field) if (form := render_moment(moment, field))]
        yield from found if len(found) == 1 else ()
    elif field.type in FORMS:
        yield from FORMS[field.type](cell, field)


def year_forms(cell: str) -> Iterator[str]:
    yield re.sub(r"(?<=\d)\s(?=\d)|[.,]0+$", "", cleaned(cell))


FORMS: Mapping[str, Callable[[str, Field], Iterator[str]]] = {
    "number": number_forms,
    "integer": number_forms,
    "boolean": boolean_forms,
    "string": string_forms,
    "geopoint": point_forms,
    "list": list_forms,
    "year": lambda cell, _: year_forms(cell),
    "yearmonth": lambda cell, _: month_forms(cell),
    "duration": lambda cell, _: duration_forms(cell),
    "object": lambda cell, _: json_forms(cell),
    "array": lambda cell, _: json_forms(cell),
    "geojson": lambda cell, _: json_forms(cell),
}


class ListedValues(NamedTuple):
    """Listed values as they look without accents, case and typography, their words, and a search for the nearest."""

    by_form: Mapping[str, Sequence[str]]
    words: Sequence[frozenset[str]]
    nearest: Nearest


@lru_cache(maxsize=100)
def looked_through(validator: CellValidator) -> ListedValues:
    """The values that the field of a validator allows; none if there are too many to search for the closest."""
    values = allowed_values(validator.field)
    values = values if len(values) <= MOST_SUGGESTED else ()
    by_form: dict[str, list[str]] = {}
    for value in values:
        by_form.setdefault(fold_text(value), []).append(value)
    return ListedValues(by_form, [words_of(form) for form in by_form], Nearest(values, Similarity.VALUE))


def words_of(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"\w+", text))


def listed_forms(cell: str, listed: ListedValues) -> Iterator[str]:
    """Of some values the one that differs in letters, accents and blanks only, else the one that is spelt most like."""
    form = fold_text(cleaned(cell))
    same = listed.by_form.get(form, ())
    words = words_of(form)
    if len(same) == 1:
        yield same[0]
    # Where several of them stand in the cell, none of them is what was meant.
    elif sum(word <= words for word in listed.words if word) < 2:
        yield from filter(None, [listed.nearest(cell)])


def either(cell: str, validator: CellValidator) -> dict[str, str | int]:
    """Both meanings of a date whose day and month cannot be told apart, where the field takes both."""
    if validator.field.is_edtf:
        found: list[str | None] = [*readings(cell).values()]
    else:
        found = [render_moment(moment, validator.field) for moment in moments(cell, validator.field)]
    good = [form for form in found if form and accepts(validator, form)]
    return {"day_first": good[0], "month_first": good[1]} if len(good) == 2 else {}


def spelling(field: Field) -> dict[str, str | int]:
    """The signs and words with which a field writes its values."""
    if field.type == "number":
        return {"decimal": field.decimal_char or "."}
    if field.type == "list":
        return {"delimiter": field.delimiter or ","}
    if field.type != "boolean":
        return {}
    true = TRUE_VALUES if field.true_values is None else field.true_values
    false = FALSE_VALUES if field.false_values is None else field.false_values
    first = {"yes": next(iter(true), "—"), "no": next(iter(false), "—")}
    return {"true": shown_list(true), "false": shown_list(false), **first}


def length_of(cell: str, validator: CellValidator) -> int | None:
    try:
        return validator.parse(cell).length
    except (ValueError, TypeError, OverflowError, ArithmeticError):
        return None


def allowed_values(field: Field) -> tuple[str, ...]:
    listed = field.categories or field.constraints.enum or ()
    return tuple(str(category.value if isinstance(category, Category) else category) for category in listed)


def closest(cell: str, values: Sequence[str]) -> str | None:
    """The value that a cell resembles most in spelling; None if none is similar enough."""
    return closest_match(cell, values, Similarity.VALUE)


def padded_date(cell: str) -> str | None:
    """A year-first date in ISO 8601 ("2014/11/4": 2014-11-04), if the calendar has it."""
    match = LOOSE_DATE.fullmatch(MIDNIGHT.sub("", cell))
    date = f"{match[1]}-{int(match[2]):02}-{int(match[3]):02}" if match else ""
    return date if date and date != cell and is_calendar_date(date) else None


def readings(cell: str) -> dict[str, str]:
    """What a date of numbers alone (04/11/2014) can mean: with the day first, and with the month first."""
    match = NUMERIC_DATE.fullmatch(cell)
    if not match:
        return {}
    first, second, year = int(match[1]), int(match[2]), match[3]
    found = {"day_first": f"{year}-{second:02}-{first:02}", "month_first": f"{year}-{first:02}-{second:02}"}
    return {order: date for order, date in found.items() if is_calendar_date(date)}


def only_reading(cell: str) -> str | None:
    """The one date that a date of numbers alone can mean ("25/11/2014"), or None."""
    dates = set(readings(cell).values())
    return dates.pop() if len(dates) == 1 else None


def only_meaning(cell: str, field: Field) -> str | None:
    """The one value that a wrong cell can mean: no value, or a date or integer in another form; None if unclear."""
    if is_unknown(cell):
        return ""
    if field.is_edtf or field.type == "date":
        return padded_date(cell) or only_reading(cell)
    if field.type == "integer" and SURE_INTEGER.fullmatch(cell):
        return plain_integer(cell)
    return None


def is_unknown(cell: str) -> bool:
    """Whether a cell says in words or signs that nothing is known."""
    return fold_text(cell) in UNKNOWN


def plain_integer(cell: str) -> str | None:
    if not LOOSE_INTEGER.fullmatch(cell):
        return None
    digits = re.sub(r"\.0+$", "", cell.strip()) if re.fullmatch(r"\s*[+-]?\d+\.0+\s*", cell) else cell
    return re.sub(r"[^\d+-]", "", digits)
