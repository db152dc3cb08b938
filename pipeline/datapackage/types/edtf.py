"""Dates of EDTF (ISO 8601-2), level 0 and 1: an extension that a field's `rdfType` selects."""

from __future__ import annotations

import re

from pipeline.core.limits import DATE_CHARACTERS
from pipeline.datapackage.types.logical import Logical

PLAIN_DATE = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?", re.ASCII)
DAYS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def parse_edtf_date(cell: object) -> Logical:
    if not isinstance(cell, str) or not is_edtf(cell):
        raise ValueError(cell)
    return Logical(cell, length=len(cell))


def is_edtf(value: str) -> bool:
    """Whether a text is a date of EDTF level 0 or 1 (ISO 8601-2)."""
    if len(value) > DATE_CHARACTERS:
        return False
    if PLAIN_DATE.fullmatch(value):
        return is_calendar_date(value)
    # Imported where it is needed: parsing its grammar takes longer than a whole small check.
    from edtf import parse_edtf
    from edtf.parser.edtf_exceptions import EDTFParseException

    try:
        parse_edtf(value)
    except (EDTFParseException, ValueError, TypeError):
        return False
    return True


def is_calendar_date(value: str) -> bool:
    """Whether YYYY, YYYY-MM or YYYY-MM-DD is a year, month or day of the Gregorian calendar."""
    year, *rest = (int(part) for part in value.split("-"))
    if not rest:
        return True
    if not 1 <= rest[0] <= 12:
        return False
    leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    days = 28 if rest[0] == 2 and not leap else DAYS[rest[0] - 1]
    return len(rest) == 1 or 1 <= rest[1] <= days
