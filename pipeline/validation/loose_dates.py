"""Dates, times, months and durations as people write them, converted to the form of a field."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from pipeline.core.i18n import LANGUAGES
from pipeline.core.text.folding import fold_text
from pipeline.datapackage.descriptors import Field

ZONE = r"(?: ?(?P<zone>z|utc|gmt|[+-]\d{2}(?::?\d{2})?))?"
CLOCK = re.compile(
    r"(?P<hour>\d{1,2})(?:[:h.](?P<minute>\d{2})(?:(?:[:m.]|'|mn|min)(?P<second>\d{2})s?(?:[.,](?P<fraction>\d+))?)?"
    rf"|h)(?: ?(?P<half>[ap])\.?m\.?)?{ZONE}",
    re.ASCII,
)
YEAR_FIRST = re.compile(r"(\d{4})(?P<sign>[-/. ])(\d{1,2})(?P=sign)(\d{1,2})", re.ASCII)
COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})", re.ASCII)
YEAR_LAST = re.compile(r"(\d{1,2})(?P<sign>[-/. ])(\d{1,2})(?P=sign)(\d{4})", re.ASCII)
NAMED = (
    (re.compile(r"(\d{1,2})(?:er|st|nd|rd|th|o|º)?[ -](?:de |of )?([^\W\d]+)\.?,?[ -](?:de |del )?(\d{4})"), (1, 2, 3)),
    (re.compile(r"([^\W\d]+)\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})"), (2, 1, 3)),
)
SPLIT = re.compile(r"^(?P<day>.*?\d)(?:[T ,]| à | at | a las )+(?P<clock>\d{1,2}[:h.].*)$", re.IGNORECASE)
MONTHS_NUMBERED = (
    (re.compile(r"(\d{1,2})[-/. ](\d{4})", re.ASCII), (2, 1)),
    (re.compile(r"(\d{4})[-/. ](\d{1,2})", re.ASCII), (1, 2)),
    (re.compile(r"(\d{4})(\d{2})", re.ASCII), (1, 2)),
    (re.compile(r"(\d{4})-(\d{1,2})-01", re.ASCII), (1, 2)),
)
MONTH_NAMED = re.compile(r"([^\W\d]+)\.?,?[ -](?:de |del |of )?(\d{4})")
DAY_PARTS, CLOCK_PARTS = frozenset("YymdbBjxcDF"), frozenset("HIMSfpTXc")
SECOND_PARTS = frozenset("STXc")
UNITS = {
    "Y": ("y", "yr", "year", "an", "annee", "ano"),
    "M": ("month", "mois", "mes", "mese"),
    "W": ("w", "wk", "week", "semaine", "sem", "semana"),
    "D": ("d", "day", "j", "jour", "dia"),
    "TH": ("h", "hr", "hour", "heure", "hora"),
    "TM": ("min", "mn", "minute", "minuto"),
    "TS": ("s", "sec", "second", "seconde", "segundo"),
}
UNIT_OF = {form: unit for unit, forms in UNITS.items() for noun in forms for form in (noun, f"{noun}s", f"{noun}es")}
AMOUNT = re.compile(r"(\d+) ?([a-z]+)\.?(?: |,|(?=\d)|$)", re.ASCII)
HOURS = re.compile(r"(\d+) ?h ?(\d{2})|(\d+):(\d{2}):(\d{2})", re.ASCII)


class Clock(NamedTuple):
    """A time of day as it was written; `zone` is empty, "Z" or ±hh:mm."""

    hour: int
    minute: int
    second: int = 0
    fraction: str = ""
    zone: str = ""

    @property
    def is_midnight(self) -> bool:
        return not (self.hour or self.minute or self.second or self.fraction.strip("0"))


class Moment(NamedTuple):
    """A day, a time, or both, as they were written."""

    day: tuple[int, int, int] | None
    clock: Clock | None


def moments(cell: str, field: Field) -> list[Moment]:
    """What a cell can mean as a date or a time: several where day and month may be swapped, or none.

    The order of day and month in the field's own pattern decides, where it has one.
    """
    text = " ".join(cell.replace("\u2212", "-").split())
    alone = read_clock(text)
    if alone and field.type == "time":
        return [Moment(None, alone)]
    split = SPLIT.match(text)
    clock = read_clock(split["clock"]) if split else None
    days = read_days(split["day"].strip(" ,") if split and clock else text, pattern_order(field))
    return [Moment(day, clock) for day in days]


def read_clock(text: str) -> Clock | None:
    match = CLOCK.fullmatch(text.lower())
    if match is None:
        return None
    hour, minute, second = int(match["hour"]), int(match["minute"] or 0), int(match["second"] or 0)
    if match["half"]:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if match["half"] == "p" else 0)
    if hour > 23 or minute > 59 or second > 59:
        return None
    return Clock(hour, minute, second, match["fraction"] or "", written_zone(match["zone"] or ""))


def written_zone(zone: str) -> str:
    if zone in ("z", "utc", "gmt"):
        return "Z"
    digits = zone[1:].replace(":", "").ljust(4, "0")
    return f"{zone[0]}{digits[:2]}:{digits[2:]}" if zone else ""


def read_days(text: str, order: str) -> list[tuple[int, int, int]]:
    """The days that a text can mean. `order`: "dm" or "md" where it is known which comes first, else empty."""
    for pattern in (YEAR_FIRST, COMPACT):
        if match := pattern.fullmatch(text):
            year, month, day = (int(group) for group in match.groups() if group.isdigit())
            return real_days([(year, month, day)])
    if match := YEAR_LAST.fullmatch(text):
        first, second, year = int(match[1]), int(match[3]), int(match[4])
        both = {"dm": (year, second, first), "md": (year, first, second)}
        return real_days([both[order]] if order else [*dict.fromkeys(both.values())])
    return real_days(named_days(text))


def named_days(text: str) -> list[tuple[int, int, int]]:
    if not any(char.isalpha() for char in text):
        return []
    for pattern, (day, month, year) in NAMED:
        match = pattern.fullmatch(fold_text(text))
        number = month_number(match[month]) if match else None
        if match and number:
            return [(int(match[year]), number, int(match[day]))]
    return []


def month_number(word: str) -> int | None:
    """The number of a month by its name in English, French or Spanish."""
    # The calendars of all languages take longer to load than a small table to check.
    from pipeline.core.text.months import month_numbers

    found = {number for lang in LANGUAGES if (number := month_numbers(lang).get(word.rstrip(".")))}
    return found.pop() if len(found) == 1 else None


def real_days(days: list[tuple[int, int, int]]) -> list[tuple[int, int, int]]:
    return [day for day in days if is_real(day)]


def is_real(day: tuple[int, int, int]) -> bool:
    try:
        datetime(*day)  # noqa: DTZ001 - only whether the calendar has the day
    except ValueError:
        return False
    return True


def pattern_order(field: Field) -> str:
    """Whether the day or the month comes first in the field's own pattern; empty where it has none."""
    form = field.format
    at = {"d": form.find("%d"), "m": form.find("%m")}
    known = "%" in form and min(at.values()) >= 0 and not form.startswith("%Y")
    return "".join(sorted(at, key=lambda part: at[part])) if known else ""


def render_moment(moment: Moment, field: Field) -> str | None:
    """A moment in the form of a date, time or datetime field; None where that would lose or invent a part of it."""
    form = field.format.removeprefix("fmt:")
    if form not in ("default", "any"):
        return by_pattern(moment, form)
    day = "{:04}-{:02}-{:02}".format(*moment.day) if moment.day else None
    clock = moment.clock
    if field.type == "date":
        return day if clock is None or clock.is_midnight else None
    if clock is None:
        return None
    time = f"{clock.hour:02}:{clock.minute:02}:{clock.second:02}"
    if field.type == "time":
        lossless = day is None and not clock.zone and not clock.fraction.strip("0")
        return time if lossless else None
    return f"{day}T{time}{'.' + clock.fraction if clock.fraction else ''}{clock.zone}" if day else None


def by_pattern(moment: Moment, pattern: str) -> str | None:
    parts = set(re.findall(r"%(.)", pattern))
    clock = moment.clock or Clock(0, 0)
    wants_day, wants_clock = bool(parts & DAY_PARTS), bool(parts & CLOCK_PARTS)
    if wants_day != (moment.day is not None) or (wants_clock and moment.clock is None):
        return None
    lost = not wants_clock and not clock.is_midnight
    lost |= bool(clock.second) and not parts & SECOND_PARTS
    if lost or ("z" in parts) != bool(clock.zone) or ("f" not in parts and clock.fraction.strip("0")):
        return None
    zone = (clock.zone or "Z").replace("Z", "+00:00")
    text = "{:04}-{:02}-{:02}".format(*(moment.day or (1900, 1, 1)))
    fraction = clock.fraction[:6].ljust(6, "0")
    value = datetime.fromisoformat(f"{text}T{clock.hour:02}:{clock.minute:02}:{clock.second:02}.{fraction}{zone}")
    return value.strftime(pattern)


def month_forms(cell: str) -> Iterator[str]:
    """A month of a year as the standard writes it ("10/2014": 2014-10)."""
    text = fold_text(cell)
    for pattern, (year, month) in MONTHS_NUMBERED:
        if match := pattern.fullmatch(text):
            yield f"{match[year]}-{int(match[month]):02}"
    if (match := MONTH_NAMED.fullmatch(text)) and (number := month_number(match[1])):
        yield f"{match[2]}-{number:02}"


def duration_forms(cell: str) -> Iterator[str]:
    """A duration of ISO 8601 as XML Schema has it ("1h30": PT1H30M; a week is seven days)."""
    text = fold_text(cell)
    yield text.upper()
    if match := HOURS.fullmatch(text):
        hours, minutes = match[1] or match[3], match[2] or match[4]
        yield f"PT{int(hours)}H{int(minutes)}M" + (f"{int(match[5])}S" if match[5] else "")
    if match := re.fullmatch(r"p(\d+)w", text):
        yield f"P{7 * int(match[1])}D"
    amounts = AMOUNT.findall(text)
    if amounts and AMOUNT.sub("", text).strip() == "" and all(unit in UNIT_OF for _, unit in amounts):
        yield joined({UNIT_OF[unit]: int(number) for number, unit in amounts}, len(amounts))


def joined(amounts: dict[str, int], written: int) -> str:
    """Amounts by unit as one duration; empty where a unit was written twice."""
    if len(amounts) != written:
        return ""
    days = amounts.get("D", 0) + 7 * amounts.pop("W", 0)
    amounts |= {"D": days} if days else {}
    date = "".join(f"{amounts[unit]}{unit}" for unit in ("Y", "M", "D") if unit in amounts)
    time = "".join(f"{amounts[unit]}{unit[1]}" for unit in ("TH", "TM", "TS") if unit in amounts)
    return f"P{date}" + (f"T{time}" if time else "")
