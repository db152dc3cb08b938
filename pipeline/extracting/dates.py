"""Dates and ranges of French, English and Spanish as they are printed, to EDTF with their place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from pipeline.calendars import month_numbers
from pipeline.names import NAME_LANGUAGES

DAY = r"(?:0?[1-9]|[12]\d|3[01])(?:er|st|nd|rd|th|o|º)?"
TO = r" ?(?:-|au|a|to|al|and|et|y|through|until|jusqu'au) ?"
OF = r"(?: de| del| of)?"
YEAR = r"(?:1[89]\d\d|20\d\d)"


class DateRange(NamedTuple):
    """A date or range: EDTF first and last day (the same for one day or month), and [start, end) in the text."""

    first: str
    last: str
    start: int
    end: int
    has_year: bool


@cache
def months() -> dict[str, int]:
    return {name: number for lang in NAME_LANGUAGES for name, number in month_numbers(lang).items() if len(name) > 2}


@cache
def patterns() -> tuple[re.Pattern[str], ...]:
    """Patterns over folded text, the fullest first. Groups: d1, m1, y1, d2, m2, y2."""
    month = f"(?:{'|'.join(sorted(map(re.escape, months()), key=len, reverse=True))})\\.?"
    m1, m2 = f"(?P<m1>{month})", f"(?P<m2>{month})"
    d1, d2 = f"(?P<d1>{DAY})", f"(?P<d2>{DAY})"
    y1, y2 = f"(?P<y1>{YEAR})", f"(?P<y2>{YEAR})"
    year = rf"(?:,?{OF} {y2})?"
    shapes = (
        rf"{d1}{OF} {m1}(?:,?{OF} {y1})?{TO}{d2}{OF} {m2}{year}",
        rf"{m1} {d1}{TO}{m2} {d2}{year}",
        rf"{d1}{TO}{d2}{OF} {m2}{year}",
        rf"{m2} {d1} ?(?:-|to) ?{d2}{year}",
        rf"{d2}{OF} {m2}{year}",
        rf"{m2} {d2},? {y2}",
        rf"{m2},?{OF} {y2}",
        rf"(?P<y2>{YEAR})-(?P<m2>\d\d)-(?P<d2>\d\d)",
    )
    return tuple(re.compile(rf"(?<![a-z0-9]){shape}(?![a-z0-9])") for shape in shapes)


def find_dates(folded: str, start: int = 0, end: int | None = None) -> list[DateRange]:
    """The dates in a stretch of folded text, in order; a date without a year takes the year XXXX."""
    end = len(folded) if end is None else end
    found: list[DateRange] = []
    taken: list[tuple[int, int]] = []
    for pattern in patterns():
        for match in pattern.finditer(folded, start, end):
            if all(match.end() <= a or match.start() >= b for a, b in taken) and (date := as_range(match)):
                found.append(date)
                taken.append(match.span())
    return sorted(found, key=lambda date: date.start)


def as_range(match: re.Match[str]) -> DateRange | None:
    parts = match.groupdict()
    year = parts.get("y2") or "XXXX"
    last = edtf(year, month_number(parts["m2"]), parts.get("d2"))
    first_month = month_number(parts.get("m1") or parts["m2"])
    first_year = parts.get("y1") or (previous_year(year) if first_month > month_number(parts["m2"]) else year)
    first = edtf(first_year, first_month, parts["d1"]) if parts.get("d1") else last
    if not first or not last:
        return None
    return DateRange(first, last, match.start(), match.end(), "XXXX" not in last)


def previous_year(year: str) -> str:
    """A range from December to January begins in the year before."""
    return str(int(year) - 1) if year.isdigit() else year


def month_number(text: str) -> int:
    return int(text) if text.isdigit() else months()[text.rstrip(".")]


def edtf(year: str, month: int, day: str | None) -> str | None:
    if day is None:
        return f"{year}-{month:02}"
    number = int(re.match(r"\d+", day).group())  # type: ignore[union-attr]  # DAY begins with digits
    return f"{year}-{month:02}-{number:02}" if 1 <= month <= 12 else None


def years(folded: str, start: int, end: int) -> Iterator[re.Match[str]]:
    """The years that stand in a stretch of text."""
    return re.finditer(rf"(?<![\d-]){YEAR}(?![\d-])", folded[start:end])
