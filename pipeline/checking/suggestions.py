"""What to type instead, where it can be known."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from pipeline.contract.descriptors import Category, Field
from pipeline.names import folded
from pipeline.nearest import nearest
from pipeline.values.edtf import is_calendar_date

CLOSE = 75
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


def suggest(variant: str, cell: str, field: Field, allowed: Callable[[str], str | None] | None = None) -> str | None:
    """The value that was most likely meant, empty for none; None where only the contributor can know.

    `allowed`: what finds the nearest of the field's allowed values; made once, it spares to go through them each time.
    """
    if is_unknown(cell) and not field.constraints.required:
        return ""
    if variant in ("enum", "categories"):
        return allowed(cell) if allowed else closest(cell, allowed_values(field))
    if variant in ("date", "edtf"):
        return padded_date(cell) or only_reading(cell)
    if variant == "integer":
        return plain_integer(cell)
    return None


def allowed_values(field: Field) -> tuple[str, ...]:
    listed = field.categories or field.constraints.enum or ()
    return tuple(str(one.value if isinstance(one, Category) else one) for one in listed)


def closest(cell: str, values: Sequence[str]) -> str | None:
    """The value that a cell looks like, by spelling; None where none is close or there is nothing to go by."""
    return nearest(cell, values, CLOSE)


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
    one, two, year = int(match[1]), int(match[2]), match[3]
    found = {"day_first": f"{year}-{two:02}-{one:02}", "month_first": f"{year}-{one:02}-{two:02}"}
    return {order: date for order, date in found.items() if is_calendar_date(date)}


def only_reading(cell: str) -> str | None:
    """The one date that a date of numbers alone can mean ("25/11/2014"), or None."""
    dates = set(readings(cell).values())
    return dates.pop() if len(dates) == 1 else None


def only_meaning(cell: str, field: Field) -> str | None:
    """The one value that a wrong cell can mean: nothing, or a date or a whole number written in another way."""
    if is_unknown(cell):
        return ""
    if field.is_edtf or field.type == "date":
        return padded_date(cell) or only_reading(cell)
    if field.type == "integer" and SURE_INTEGER.fullmatch(cell):
        return plain_integer(cell)
    return None


def is_unknown(cell: str) -> bool:
    """Whether a cell says in words or signs that nothing is known."""
    return folded(cell) in UNKNOWN


def plain_integer(cell: str) -> str | None:
    if not LOOSE_INTEGER.fullmatch(cell):
        return None
    digits = re.sub(r"\.0+$", "", cell.strip()) if re.fullmatch(r"\s*[+-]?\d+\.0+\s*", cell) else cell
    return re.sub(r"[^\d+-]", "", digits)
