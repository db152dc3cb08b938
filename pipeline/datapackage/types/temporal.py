"""Dates, times, years and durations (Table Schema; XML Schema 2, 3.2.6 to 3.2.11), beyond the range of Python's types.

The calendar is the proleptic Gregorian one without a year 0, as in XML Schema 1.0. Years may be negative or have more
than four digits where the standard refers to XML Schema.
"""

from __future__ import annotations

import re
import warnings
from datetime import datetime
from decimal import ROUND_FLOOR, Decimal
from functools import partial

from pipeline.core.limits import DATE_CHARACTERS
from pipeline.datapackage.descriptors import Field
from pipeline.datapackage.types.logical import EXACT, Logical, Order, Parser
from pipeline.datapackage.types.typed_cells import as_datetime

ZONE = r"(?P<zone>Z|[+-](?:(?:0[0-9]|1[0-3]):[0-5][0-9]|14:00))?"
YEAR = r"(?P<year>-?(?:[1-9][0-9]{3,}|0[0-9]{3}))"
DATE = re.compile(r"(?P<year>[0-9]{4})-(?P<month>[0-9]{2})-(?P<day>[0-9]{2})")
TIME = re.compile(r"(?P<hour>[0-9]{2}):(?P<minute>[0-9]{2}):(?P<second>[0-9]{2})")
DATETIME = re.compile(
    YEAR + r"-(?P<month>[0-9]{2})-(?P<day>[0-9]{2})"
    r"T(?P<hour>[0-9]{2}):(?P<minute>[0-9]{2}):(?P<second>[0-9]{2})(?P<fraction>\.[0-9]+)?" + ZONE
)
# Moments as a key has them: what most cells are.
USUAL = re.compile(
    r"([1-9][0-9]{3})-([0-9]{2})-([0-9]{2})T([01][0-9]|2[0-3]):([0-5][0-9]):([0-5][0-9])(Z)?",
)
GYEAR = re.compile(YEAR + ZONE)
GYEARMONTH = re.compile(YEAR + r"-(?P<month>0[1-9]|1[0-2])" + ZONE)
DURATION = re.compile(
    r"(?P<sign>-?)P(?=.)(?:(?P<years>[0-9]+)Y)?(?:(?P<months>[0-9]+)M)?(?:(?P<days>[0-9]+)D)?"
    r"(?:T(?=.)(?:(?P<hours>[0-9]+)H)?(?:(?P<minutes>[0-9]+)M)?(?:(?P<seconds>[0-9]+(?:\.[0-9]+)?)S)?)?"
)
DAY = 86_400
# The four moments to which a duration is added to be compared (XML Schema 2, 3.2.6.2): year, month.
REFERENCES = ((1696, 9), (1697, 2), (1903, 3), (1903, 7))


def temporal_parser(field: Field) -> Parser:
    """The parser of a date, time or datetime field, by its format: default, any, or a pattern of strptime."""
    parse_text = temporal_text_parser(field)

    def parse(cell: object) -> Logical:
        # A stored date has no text that could be written otherwise than the format says.
        return parse_text(cell) if isinstance(cell, str) else civil(as_datetime(cell, field.type), field.type)

    return parse


def temporal_text_parser(field: Field) -> Parser:
    form = field.format.removeprefix("fmt:")
    if form == "default":
        return {"date": parse_date, "time": parse_time, "datetime": parse_datetime}[field.type]
    return partial(parse_any if form == "any" else partial(parse_pattern, pattern=form), kind=field.type)


def parse_date(cell: object) -> Logical:
    match = matched(DATE, cell)
    year, month, day = (int(part) for part in match.groups())
    return Logical(match.string, Order((Decimal(DAY * day_number(year, month, day)),)))


def parse_time(cell: object) -> Logical:
    match = matched(TIME, cell)
    return Logical(match.string, Order((Decimal(second_of_day(match)),)))


def parse_datetime(cell: object) -> Logical:
    if isinstance(cell, str) and (usual := USUAL.fullmatch(cell)):
        year, month, day, hour, minute, second = map(int, usual.groups()[:6])
        whole = day_number(year, month, day) * DAY + hour * 3600 + minute * 60 + second
        return Logical(cell, Order((Decimal(whole),), usual[7] is not None))
    match = matched(DATETIME, cell)
    days = day_number(*(wide_int(match[name]) for name in ("year", "month", "day")))
    fraction = Decimal("0" + (match["fraction"] or ""))
    end_of_day = match["hour"] == "24"
    if end_of_day and (match["minute"] != "00" or match["second"] != "00" or fraction):
        raise ValueError(cell)
    whole = days * DAY + (DAY if end_of_day else second_of_day(match)) - zone_seconds(match["zone"])
    return moment(EXACT.add(Decimal(whole), fraction), zoned=match["zone"] is not None)


def parse_year(cell: object) -> Logical:
    match = matched(GYEAR, str(cell) if isinstance(cell, int) and not isinstance(cell, bool) else cell)
    return first_moment(match, wide_int(match["year"]), 1)


def parse_yearmonth(cell: object) -> Logical:
    match = matched(GYEARMONTH, cell)
    return first_moment(match, wide_int(match["year"]), int(match["month"]))


def first_moment(match: re.Match[str], year: int, month: int) -> Logical:
    """A year or month as XML Schema compares it: by its first moment."""
    zone = match["zone"]
    seconds = Decimal(DAY * day_number(year, month, 1)) - zone_seconds(zone)
    key = match.string if zone is None else f"{match.string.removesuffix(zone)}@{seconds}"
    return Logical(key, Order((seconds,), zone is not None))


def parse_duration(cell: object) -> Logical:
    """A duration; its key is months and seconds (P1Y is P12M, P1D is PT24H)."""
    match = matched(DURATION, cell)
    sign = -1 if match["sign"] else 1
    months = sign * (12 * wide_int(match["years"] or "0") + wide_int(match["months"] or "0"))
    whole = DAY * wide_int(match["days"] or "0") + 3600 * wide_int(match["hours"] or "0")
    whole += 60 * wide_int(match["minutes"] or "0")
    magnitude = EXACT.add(Decimal(whole), Decimal(match["seconds"] or "0"))
    # Not a product: it would tell -PT0S from PT0S.
    seconds = EXACT.minus(magnitude) if sign < 0 else magnitude
    points = tuple(EXACT.add(Decimal(DAY * days_after(year, month, months)), seconds) for year, month in REFERENCES)
    return Logical(f"P{months}M{canonical(seconds)}S", Order(points))


def parse_pattern(cell: object, pattern: str, kind: str) -> Logical:
    """A text as Python's strptime reads it with the pattern; digits are ASCII, as in C."""
    if not isinstance(cell, str) or any(character.isdigit() and not character.isascii() for character in cell):
        raise ValueError(cell)
    return civil(datetime.strptime(cell, pattern), kind)  # noqa: DTZ007 - the zone is the pattern's affair


def parse_any(cell: object, kind: str) -> Logical:
    """Any text that python-dateutil, which the standard names, can parse."""
    from dateutil import parser

    # The parser takes the square of the length; no date is so long.
    if not isinstance(cell, str) or len(cell) > DATE_CHARACTERS:
        raise ValueError(cell)
    try:
        with warnings.catch_warnings():
            # A zone that it does not know is left out, which would be said in the middle of a report.
            warnings.simplefilter("ignore", parser.UnknownTimezoneWarning)
            return civil(parser.parse(cell), kind)
    except (OverflowError, TypeError, AttributeError) as error:
        raise ValueError(cell) from error


def civil(value: datetime, kind: str) -> Logical:
    """A parsed text as the value of its type, in the same form as the default format gives."""
    if kind == "date":
        return parse_date(f"{value.year:04}-{value.month:02}-{value.day:02}")
    second = value.hour * 3600 + value.minute * 60 + value.second
    fraction = Decimal(value.microsecond) / 1_000_000
    if kind == "time":
        exact = Decimal(second) + fraction
        text = f"{value.hour:02}:{value.minute:02}:{value.second:02}"
        return Logical(text + (f"+{canonical(fraction)}" if fraction else ""), Order((exact,)))
    offset = value.utcoffset()
    away = Decimal(0) if offset is None else Decimal(offset.days * DAY + offset.seconds)
    days = day_number(value.year, value.month, value.day)
    return moment(Decimal(days * DAY + second) + fraction - away, zoned=offset is not None)


def moment(seconds: Decimal, *, zoned: bool) -> Logical:
    """A datetime by its seconds since the calendar's first day; zoned ones are in UTC."""
    whole = int(seconds.to_integral_value(ROUND_FLOOR))
    days, second = divmod(whole, DAY)
    fraction = canonical(EXACT.subtract(seconds, Decimal(whole))).removeprefix("0")
    year, month, day = calendar_day(days)
    text = f"{'-' if year < 0 else ''}{abs(year):04}-{month:02}-{day:02}"
    clock = f"{second // 3600:02}:{second // 60 % 60:02}:{second % 60:02}{fraction}"
    return Logical(f"{text}T{clock}{'Z' if zoned else ''}", Order((seconds,), zoned))


def matched(pattern: re.Pattern[str], cell: object) -> re.Match[str]:
    match = pattern.fullmatch(cell) if isinstance(cell, str) else None
    if match is None:
        raise ValueError(cell)
    return match


def wide_int(digits: str) -> int:
    """An integer of a text that was matched; more digits than any calendar needs are refused, not computed."""
    if len(digits) > 1_000:
        raise ValueError(digits)
    return int(digits)


def second_of_day(match: re.Match[str]) -> int:
    hour, minute, second = int(match["hour"]), int(match["minute"]), int(match["second"])
    if hour > 23 or minute > 59 or second > 59:
        raise ValueError(match.string)
    return hour * 3600 + minute * 60 + second


def zone_seconds(zone: str | None) -> int:
    if zone in (None, "Z"):
        return 0
    assert zone is not None
    hours, minutes = zone[1:].split(":")
    return (-1 if zone.startswith("-") else 1) * (int(hours) * 3600 + int(minutes) * 60)


def day_number(year: int, month: int, day: int) -> int:
    """The number of a day, counted from 1 March of the year before year 1. Raises ValueError for no such day."""
    if year == 0 or not 1 <= month <= 12 or not 1 <= day <= days_in(year, month):
        raise ValueError(f"{year}-{month}-{day}")
    counted = year + 1 if year < 0 else year
    shifted = counted - (month <= 2)
    return (
        365 * shifted + shifted // 4 - shifted // 100 + shifted // 400 + (153 * ((month - 3) % 12) + 2) // 5 + day - 1
    )


def calendar_day(number: int) -> tuple[int, int, int]:
    """The year, month and day of a day number."""
    era, of_era = divmod(number, 146_097)
    year_of_era = (of_era - of_era // 1460 + of_era // 36_524 - of_era // 146_096) // 365
    of_year = of_era - (365 * year_of_era + year_of_era // 4 - year_of_era // 100)
    shifted = (5 * of_year + 2) // 153
    month = shifted + 3 if shifted < 10 else shifted - 9
    year = year_of_era + era * 400 + (month <= 2)
    return (year if year > 0 else year - 1), month, of_year - (153 * shifted + 2) // 5 + 1


def days_in(year: int, month: int) -> int:
    counted = year + 1 if year < 0 else year
    leap = counted % 4 == 0 and (counted % 100 != 0 or counted % 400 == 0)
    return 29 if month == 2 and leap else (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)[month - 1]


def days_after(year: int, month: int, months: int) -> int:
    """The day number of the first of a month, some months later; years are counted as astronomers do."""
    years, index = divmod(year * 12 + month - 1 + months, 12)
    return day_number(years if years > 0 else years - 1, index + 1, 1)


def canonical(value: Decimal) -> str:
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
