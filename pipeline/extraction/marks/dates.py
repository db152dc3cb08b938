"""Dates and ranges in French, English and Spanish, as EDTF with their place.

The words around a month become letters (d a day, m a month, y a year, - a range, & a list), and a few patterns match
these letters in all three languages.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from datetime import date
from typing import NamedTuple

from pipeline.extraction.marks.lexicon import Mark, month_names
from pipeline.extraction.marks.numbers import SUFFIXES
from pipeline.extraction.marks.tokens import Text
from pipeline.extraction.marks.word_classes import word_class

MONTHS = dict(month_names())
TO = word_class("dates", "to")
AND = word_class("dates", "and")
SKIPPED = word_class("dates", "skipped")
BETWEEN = word_class("dates", "between")
WEEKDAYS = word_class("dates", "weekdays")
# What stands before a month that is named without day or year; "May" and "mars" alone are other words.
LEADS = word_class("dates", "leads")
REACH, LONGEST_NUMERIC = 12, 14

SHAPES = re.compile(
    r"(?P<b>b)?(?P<d1>d)(?:(?P<m1>m)(?:,?(?P<y1>y))?)?,?(?P<to>[-&/])(?P<d2>d)(?P<m2>m)(?:,?(?P<y2>y))?"
    r"|(?P<m3>m)(?P<d3>d)(?:,?(?P<y3>y))?,?(?P<to2>[-&])(?P<m4>m)?(?P<d4>d)(?:,?(?P<y4>y))?"
    r"|(?P<d5>d)(?P<more>(?:[,&]d)+)(?P<m5>m)(?:,?(?P<y5>y))?"
    r"|(?P<d6>d)(?P<m6>m)(?:,?(?P<y6>y))?"
    r"|(?P<m7>m)(?P<d7>d)(?:,?(?P<y7>y))?"
    r"|(?P<m8>m)(?:,?(?P<y8>y))?-(?P<m9>m),?(?P<y9>y)"
    r"|(?P<m10>m),?(?P<y10>y)"
    r"|(?P<lead>l)(?P<m11>m)(?!,?y|d)"
)
NUMERIC = re.compile(
    r"(?<![\d./-])(?:(?P<y>1[89]\d\d|20\d\d)-(?P<m>\d\d)-(?P<d>\d\d)"
    r"|(?:(?P<d0>\d{1,2}) ?- ?)?(?P<a>\d{1,2})(?P<s>[./])(?P<b>\d{1,2})(?P=s)(?P<yy>1[89]\d\d|20\d\d))(?![\d/-]|\.\d)"
)
YEAR = re.compile(r"(?:1[89]|20)\d\d")
BREAKS = frozenset(';:|()"•\t[]')
UNKNOWN = "XXXX"


class DateRange(NamedTuple):
    """Words [first, last) and what they say: EDTF of the first and the last day, the same for one day or one month."""

    first: int
    last: int
    start: str
    end: str

    @property
    def has_year(self) -> bool:
        return not self.end.startswith(UNKNOWN)

    @property
    def to_the_day(self) -> bool:
        return len(self.start) == 10


class DateSymbol(NamedTuple):
    """A letter of the row, and the word that it stands for (-1 for what stands between words)."""

    letter: str
    word: int


def find_dates(text: Text, marks: Iterable[Mark], ambiguous_day_first: bool = True) -> list[DateRange]:
    """All dates of a text, in order, without overlaps; those that name no year have the year XXXX."""
    found = list(numeric_dates(text, ambiguous_day_first))
    taken = [(date.first, date.last) for date in found]
    done = -1
    for mark in marks:
        if mark.kind == "month" and mark.first > done and symbol_of(text, mark.first) == "m":
            row = row_around(text, mark.first, done + 1)
            done = max(letter.word for letter in row)
            found += [date for date in read_row(row, text) if free(date, taken)]
    return joined(text, sorted(found))


def free(date: DateRange, taken: list[tuple[int, int]]) -> bool:
    return all(date.last <= first or date.first >= last for first, last in taken)


def row_around(text: Text, month: int, floor: int = 0) -> list[DateSymbol]:
    """The letters of the words around a month, from `floor` on, as far as words can belong to a date."""
    first = month
    while first > floor and month - first < REACH and symbol_of(text, first - 1) != "x" and not breaks(text.gap(first)):
        first -= 1
    last = month + 1
    while last < len(text.words) and last - month < 2 * REACH and not breaks(text.gap(last)):
        if symbol_of(text, last) == "x":
            break
        last += 1
    row: list[DateSymbol] = []
    for word in range(first, last):
        if word > first and (between := separator(text.gap(word))):
            row.append(DateSymbol(between, -1))
        letter = symbol_of(text, word)
        if letter == "l" and text.words[word] in ("a", "en", "in") and not row:
            row.append(DateSymbol("l", word))
        elif letter not in "ow":
            row.append(DateSymbol(letter, word))
    return row


# "Session 15 may be held": months only with a capital, verbs without.
VERBS = frozenset({"may", "march"})
LETTERS: dict[str, str] = {
    **dict.fromkeys(LEADS, "l"), **dict.fromkeys(BETWEEN, "b"), **dict.fromkeys(WEEKDAYS, "w"),
    **dict.fromkeys(SKIPPED, "o"), **dict.fromkeys(AND, "&"), **dict.fromkeys(TO, "-"), **dict.fromkeys(MONTHS, "m"),
}  # fmt: skip


def symbol_of(text: Text, at: int) -> str:
    word = text.words[at]
    letter = LETTERS.get(word)
    if letter:
        return letter if word not in VERBS or text.capital(at) else "x"
    if word.isdigit():
        if len(word) <= 2 and 1 <= int(word) <= 31:
            return "d"
        return "y" if YEAR.fullmatch(word) else "x"
    glued = word in SUFFIXES and at > 0 and text.words[at - 1].isdigit() and text.gap(at) in ("", " ")
    return "o" if glued else "x"


def breaks(gap: str) -> bool:
    return not BREAKS.isdisjoint(gap) or (". " in gap and "\n" in gap) or "\n\n" in gap


def separator(gap: str) -> str:
    if "-" in gap:
        return "-"
    if "/" in gap:
        return "/"
    return "," if "," in gap else ""


def read_row(row: list[DateSymbol], text: Text) -> Iterator[DateRange]:
    for match in SHAPES.finditer("".join(letter.letter for letter in row)):
        part = {name: row[match.start(name)].word for name in match.groupdict() if match.start(name) >= 0}
        date = from_parts(part, match, row, text)
        if date:
            yield date


def from_parts(part: dict[str, int], match: re.Match[str], row: list[DateSymbol], text: Text) -> DateRange | None:
    def number(*names: str) -> int | None:
        for name in names:
            if name in part:
                word = text.words[part[name]]
                return MONTHS[word] if word in MONTHS else int(word)
        return None

    words = [row[at].word for at in range(*match.span()) if row[at].word >= 0 and row[at].letter not in "bl"]
    first, last = min(words), max(words) + 1
    if "lead" in part:
        month = number("m11")
        return DateRange(first, last, f"{UNKNOWN}-{month:02}", f"{UNKNOWN}-{month:02}")
    year = number("y2", "y4", "y5", "y6", "y7", "y9", "y10")
    month = number("m2", "m4", "m3", "m5", "m6", "m7", "m9", "m10")
    assert month is not None
    day = number("d2", "d4", "d6", "d7")
    begin_month = number("m1", "m3", "m8") or month
    begin_year = number("y1", "y3", "y8")
    begin_day = number("d1", "d3")
    if "more" in part:
        begin_day, day = number("d5"), int(text.words[row[match.end("more") - 1].word])
        if day - (begin_day or 0) != len(re.findall("d", match["more"])):
            begin_day = None
    if begin_year is None and year is not None:
        # A range from December to January begins in the year before.
        begin_year = year - 1 if begin_month > month else year
    if match["to"] == "&" and "b" not in part and not consecutive(begin_day, day, begin_month, month):
        begin_day = None
    if begin_day is None and "m8" not in part:
        begin_month, begin_year, begin_day = month, year, day
    start, end = edtf(begin_year, begin_month, begin_day), edtf(year or begin_year, month, day)
    return DateRange(first, last, start, end) if start and end and start <= end else None


def consecutive(begin: int | None, end: int | None, begin_month: int, month: int) -> bool:
    return begin is not None and end is not None and begin_month == month and end - begin == 1


def edtf(year: int | None, month: int, day: int | None) -> str | None:
    """YYYY-MM or YYYY-MM-DD, XXXX for a year that is not told; None for a day that is in no calendar."""
    printed = UNKNOWN if year is None else f"{year:04}"
    if not 1 <= month <= 12:
        return None
    if day is None:
        return f"{printed}-{month:02}"
    try:
        date(2000 if year is None else year, month, day)
    except ValueError:
        return None
    return f"{printed}-{month:02}-{day:02}"


def numeric_dates(text: Text, day_first: bool) -> Iterator[DateRange]:
    """Dates in digits alone: 2022-09-26, 26.09.2022, 26/09/2022."""
    done = 0
    for word, printed in enumerate(text.words):
        if len(printed) != 4 or not printed.isdigit() or not beside_digits(text, word):
            continue
        match = NUMERIC.search(
            text.plain, max(done, text.starts[word] - LONGEST_NUMERIC), text.ends[word] + LONGEST_NUMERIC
        )
        if match is None:
            continue
        done = match.end()
        if match["y"]:
            start = end = edtf(int(match["y"]), int(match["m"]), int(match["d"]))
        else:
            first_number, second_number, year = int(match["a"]), int(match["b"]), int(match["yy"])
            swapped = second_number > 12 or (match["s"] == "/" and not day_first and first_number <= 12)
            day, month = (second_number, first_number) if swapped else (first_number, second_number)
            end = edtf(year, month, day)
            start = edtf(year, month, int(match["d0"])) if match["d0"] else end
        first, last = bisect_left(text.starts, match.start()), bisect_right(text.starts, match.end() - 1)
        if start and end and start <= end:
            yield DateRange(first, last, start, end)


def beside_digits(text: Text, word: int) -> bool:
    """Whether a year touches other digits as in a date: "2022-09", "09.2022"."""
    return text.gap(word) in (".", "/", "-") or text.after(word) == "-"


UNTIL = TO | word_class("dates", "until")


def joined(text: Text, dates: list[DateRange]) -> list[DateRange]:
    """Dates of which the second says when the first ends are one: "from 8th October and will continue until 19"."""
    found: list[DateRange] = []
    for day in dates:
        before = found[-1] if found else None
        if before and before.start == before.end and day.start == day.end and leads_to(text, before, day):
            start = before.start if before.has_year else with_year(before.start, day.start)
            if before.to_the_day and day.to_the_day and start <= day.end:
                found[-1] = DateRange(before.first, day.last, start, day.end)
                continue
        found.append(day)
    return found


def leads_to(text: Text, before: DateRange, date: DateRange) -> bool:
    between = text.words[before.last : date.first]
    if len(between) > 7:
        return False
    gaps = [text.gap(at) for at in range(before.last, date.first + 1)]
    if any(breaks(gap) or ". " in gap for gap in gaps):
        return False
    if not between:
        return gaps[0].strip() == "-"
    return not TO.isdisjoint(between) and UNTIL.issuperset(between)


def with_year(start: str, end: str) -> str:
    """A day without a year in the year of another that follows it."""
    year = end[:4]
    same = start.replace(UNKNOWN, year)
    return same if same <= end or not year.isdigit() else start.replace(UNKNOWN, str(int(year) - 1))
