"""What SQL cannot say: Python predicates that judge each distinct value of a column once."""

from __future__ import annotations

import re
from collections.abc import Callable

from pipeline.contract.descriptors import Field
from pipeline.findings import Fault

Predicate = Callable[[str], bool]
PLAIN_DATE = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?", re.ASCII)
DAYS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def is_edtf(value: str) -> bool:
    """Whether a text is a date of EDTF level 0 or 1 (ISO 8601-2)."""
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
    """Whether YYYY, YYYY-MM or YYYY-MM-DD names a year, month or day that the Gregorian calendar has."""
    year, *rest = (int(part) for part in value.split("-"))
    if not rest:
        return True
    if not 1 <= rest[0] <= 12:
        return False
    leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    days = 28 if rest[0] == 2 and not leap else DAYS[rest[0] - 1]
    return len(rest) == 1 or 1 <= rest[1] <= days


def pattern_predicate(field: Field, pattern: str) -> Predicate:
    """Whether a value matches an XML Schema regular expression as a whole. Raises Fault for a pattern that is none."""
    from elementpath.regex import RegexError, translate_pattern

    try:
        translated = translate_pattern(pattern, back_references=False, lazy_quantifiers=False, anchors=False)
        compiled = re.compile(f"(?:{translated})\\Z")
    except (RegexError, re.error) as error:
        raise Fault(f"field {field.name}: {pattern!r} is no XML Schema regular expression ({error})") from error
    return lambda value: compiled.match(value) is not None
