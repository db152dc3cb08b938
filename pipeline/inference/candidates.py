"""The types that a column may have, each as the kernel's own validator, a stricter shape, and a condition in SQL.

The shape keeps out what a type would take but nobody means: 007 is a code and no integer, 1,2,3 no number with commas
between thousands. A condition in SQL is sound: what it is true of, shape and validator take; the others are asked.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from pipeline.core.database.sql import text
from pipeline.datapackage.descriptors import EDTF, Field, Schema
from pipeline.datapackage.types import CellValidator
from pipeline.datapackage.types.strings import EXPRESSIONS, WEB_URI
from pipeline.datapackage.types.temporal import ZONE

SCHEMA = Schema.model_construct(fields=(), missing_values=())
WHOLE = "(?:0|[1-9][0-9]*)"
# Canonical: different texts are different numbers.
INTEGER = "-?[1-9][0-9]*|0"
POSITIVE = rf"(?:{WHOLE}(?:D[0-9]*)?|D[0-9]+)"
EXPONENT = "(?:[eE][+-]?[0-9]+)?"
GROUPED = "(?:[1-9][0-9]{0,2}(?:G[0-9]{3})+)"
# Signs between thousands; each with the signs that may stand before decimals then.
GROUPS = {" ": ".,", "\u00a0": ".,", "\u202f": ".,", ",": ".", ".": ",", "'": ".,", "’": ".,"}
UNITS = r"(?:€|\$|£|¥|%|‰|EUR|USD|GBP|CHF|CAD)"
BLANK = "[ \u00a0\u202f]?"
CLOCK = "(?:[01][0-9]|2[0-3]):[0-5][0-9]"
SECOND = ":[0-5][0-9]"
DAY, MONTH, LONG, SHORT = "[0-9]{1,2}", "[0-9]{1,2}", "[1-9][0-9]{3}", "[0-9]{2}"
ISO = f"{LONG}-[0-9]{{2}}-[0-9]{{2}}"
PYTHON_ALONE = "FALSE"


@dataclass(frozen=True, eq=False)
class Candidate:
    """A type with its properties. `narrower`: candidates of which every cell is one of this too.

    `form`: a regular expression that Python and RE2 read alike, which the whole of a cell must match; `also`: SQL that
    must hold beside it, {c} for the column; None where no condition in SQL is sound.
    """

    name: str
    properties: Mapping[str, Any]
    form: str = ".*"
    also: str | None = ""
    narrower: tuple[str, ...] = ()

    @cached_property
    def shape(self) -> re.Pattern[str]:
        return re.compile(self.form, re.DOTALL | re.ASCII)

    @cached_property
    def validator(self) -> CellValidator:
        return CellValidator(SCHEMA, Field.model_validate({"name": "field", **self.properties}))

    @property
    def type(self) -> str:
        return str(self.properties["type"])

    def accepts(self, cell: str) -> bool:
        """Whether a cell is of this type, for the kernel and for people."""
        if not self.shape.fullmatch(cell):
            return False
        result = self.validator.validate(cell)
        return result.key is not None and not result.problems

    def condition(self, column: str) -> str:
        """SQL that is true only of cells that `accepts` takes."""
        if self.also is None:
            return PYTHON_ALONE
        also = f" AND {self.also.format(c=column)}" if self.also else ""
        return f"(regexp_full_match({column}, {text(self.form)}){also})"


def all_candidates() -> dict[str, Candidate]:
    """The candidates by name, the most telling first."""
    found = [*structures(), *strings(), *moments(), *dates(), *times(), *numbers(), *others()]
    return {one.name: one for one in found}


def structures() -> Iterator[Candidate]:
    yield Candidate("geojson", {"type": "geojson"}, r"\s*\{.*\}\s*", None)
    yield Candidate("object", {"type": "object"}, r"\s*\{.*\}\s*", None, ("geojson",))
    yield Candidate("array", {"type": "array"}, r"\s*\[.*\]\s*", None)


def strings() -> Iterator[Candidate]:
    for form in ("uuid", "email"):
        yield Candidate(form, {"type": "string", "format": form}, EXPRESSIONS[form])
    yield Candidate("uri", {"type": "string", "format": "uri"}, WEB_URI)


def moments() -> Iterator[Candidate]:
    is_day = "try_cast(left({c}, 10) AS DATE) IS NOT NULL"
    zone = ZONE.replace("?P<zone>", "?:")
    yield Candidate("datetime", {"type": "datetime"}, rf"{ISO}T{CLOCK}{SECOND}(?:\.[0-9]+)?{zone}", is_day)
    for name, mark in (("space", " "), ("t", "T")):
        start, form = f"%Y-%m-%d{mark}%H:%M", f"{ISO}{mark}{CLOCK}"
        yield timestamp(f"datetime {name} minutes", start, form, is_day)
        yield timestamp(f"datetime {name} micro", f"{start}:%S.%f", rf"{form}{SECOND}\.[0-9]{{1,6}}", is_day)
        yield timestamp(f"datetime {name} zone", f"{start}:%S%z", f"{form}{SECOND}[+-][0-9]{{2}}:?[0-9]{{2}}", None)
    yield timestamp("datetime space", "%Y-%m-%d %H:%M:%S", f"{ISO} {CLOCK}{SECOND}", is_day)
    for order, (pattern, _) in DATE_ORDERS.items():
        for mark in "/.-":
            day = date_form(pattern, mark)
            for clock, clock_form in CLOCKS.items():
                given = f"{pattern.replace('/', mark)} {clock}"
                yield timestamp(f"datetime {order}{mark} {clock}", given, f"{day} {clock_form}", None)


CLOCKS = {"%H:%M": "[0-9]{1,2}:[0-9]{2}", "%H:%M:%S": f"[0-9]{{1,2}}:[0-9]{{2}}{SECOND}"}
CLOCKS["%I:%M:%S %p"] = f"[0-9]{{1,2}}:[0-9]{{2}}{SECOND} [APap][Mm]"
CLOCKS["%I:%M %p"] = "[0-9]{1,2}:[0-9]{2} [APap][Mm]"
# Patterns of dates, and the candidate that reads the same cells with day and month the other way round.
DATE_ORDERS = {
    "dmy": ("%d/%m/%Y", "mdy"),
    "mdy": ("%m/%d/%Y", "dmy"),
    "ymd": ("%Y/%m/%d", ""),
    "dmy2": ("%d/%m/%y", "mdy2"),
    "mdy2": ("%m/%d/%y", "dmy2"),
}
PARTS = {"%d": DAY, "%m": MONTH, "%Y": LONG, "%y": SHORT}


def date_form(pattern: str, mark: str) -> str:
    """The regular expression of a pattern of digits, with `mark` in the place of its slashes."""
    return re.escape(mark).join(PARTS[one] for one in pattern.split("/"))


def timestamp(name: str, pattern: str, form: str, also: str | None) -> Candidate:
    return Candidate(name, {"type": "datetime", "format": pattern}, form, also)


def dates() -> Iterator[Candidate]:
    yield Candidate("date", {"type": "date"}, ISO, "try_cast({c} AS DATE) IS NOT NULL")
    for order, (pattern, _) in DATE_ORDERS.items():
        for mark in "/.-":
            given = pattern.replace("/", mark)
            if given != "%Y-%m-%d":
                also = f"try_strptime({{c}}, {text(given)}) IS NOT NULL"
                yield Candidate(
                    f"date {order}{mark}", {"type": "date", "format": given}, date_form(pattern, mark), also
                )
    yield Candidate("yearmonth", {"type": "yearmonth"}, f"{LONG}-(?:0[1-9]|1[0-2])")
    compact = "(?:18|19|20|21)[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])"
    compact_is_day = "try_strptime({c}, '%Y%m%d') IS NOT NULL"
    yield Candidate("date compact", {"type": "date", "format": "%Y%m%d"}, compact, compact_is_day)
    word, brief = "[A-Za-z]{3,9}", "[A-Za-z]{3}"
    for given, form in {
        "%d %B %Y": f"{DAY} {word} {LONG}",
        "%B %d, %Y": f"{word} {DAY}, {LONG}",
        "%d %b %Y": f"{DAY} {brief} {LONG}",
        "%b %d %Y": f"{brief} {DAY} {LONG}",
        "%b %d, %Y": f"{brief} {DAY}, {LONG}",
        "%d-%b-%Y": f"{DAY}-{brief}-{LONG}",
        "%d-%b-%y": f"{DAY}-{brief}-{SHORT}",
        "%b %Y": f"{brief} {LONG}",
        "%B %Y": f"{word} {LONG}",
    }.items():
        yield Candidate(f"date {given}", {"type": "date", "format": given}, form, None)


def times() -> Iterator[Candidate]:
    yield Candidate("time", {"type": "time"}, f"{CLOCK}{SECOND}")
    yield Candidate("time minutes", {"type": "time", "format": "%H:%M"}, "(?:[01]?[0-9]|2[0-3]):[0-5][0-9]")
    yield Candidate("time micro", {"type": "time", "format": "%H:%M:%S.%f"}, rf"{CLOCK}{SECOND}\.[0-9]{{1,6}}")
    yield Candidate("duration", {"type": "duration"}, r"-?P[0-9YMDTHS.]+", None)


def numbers() -> Iterator[Candidate]:
    yield Candidate("year", {"type": "year"}, LONG)
    yield Candidate("integer", {"type": "integer"}, INTEGER, "", ("year", "date compact"))
    plain = rf"[+-]?{POSITIVE}{EXPONENT}"
    yield Candidate("number", {"type": "number"}, plain.replace("D", r"\."), "", ("integer",))
    yield Candidate("number ,", {"type": "number", "decimalChar": ","}, plain.replace("D", ","), "", ("integer",))
    for group, points in GROUPS.items():
        escaped = re.escape(group)
        grouped = f"-?(?:{WHOLE}|{GROUPED.replace('G', escaped)})"
        given: dict[str, Any] = {"type": "integer", "groupChar": group}
        yield Candidate(f"integer {group}", given, grouped, "", ("integer",))
        for point in points:
            given = {"type": "number", "groupChar": group} | ({} if point == "." else {"decimalChar": point})
            form = f"{grouped}(?:{re.escape(point)}[0-9]+)?|{plain.replace('D', re.escape(point))}"
            narrower = (f"integer {group}", "number" if point == "." else "number ,")
            yield Candidate(f"number {group}{point}", given, form, "", narrower)
    yield from with_units()


def with_units() -> Iterator[Candidate]:
    """Numbers with a currency or a percent sign around them."""
    for point, group in ((".", ""), (",", ""), (".", ","), (",", "."), (",", " "), (",", "\u00a0"), (",", "\u202f")):
        whole = f"(?:{WHOLE}|{GROUPED.replace('G', re.escape(group))})" if group else WHOLE
        number = f"{whole}(?:{re.escape(point)}[0-9]+)?"
        form = f"-?{UNITS}{BLANK}{number}|[+-]?{number}{BLANK}{UNITS}"
        given: dict[str, Any] = {"type": "number", "bareNumber": False}
        given |= ({"groupChar": group} if group else {}) | ({} if point == "." else {"decimalChar": point})
        yield Candidate(f"unit {group}{point}", given, form, "")


def others() -> Iterator[Candidate]:
    stretch = f"{LONG}(?:-(?:0[1-9]|1[0-2])(?:-[0-9]{{2}})?)?"
    whole_day = "(length({c}) < 10 OR try_cast({c} AS DATE) IS NOT NULL)"
    narrower = ("year", "yearmonth", "date")
    yield Candidate("edtf", {"type": "string", "rdfType": EDTF}, stretch, whole_day, narrower)
    degrees = r"[+-]?[0-9]{1,3}(?:\.[0-9]+)?"
    yield Candidate("geopoint", {"type": "geopoint"}, f"{degrees}, ?{degrees}", None)
    for mark in "|;":
        item = f"[^{re.escape(mark)}]*[^{re.escape(mark)}\\s]"
        form = f"{item}(?:{re.escape(mark)}{item})*"
        yield Candidate(f"list {mark}", {"type": "list", "delimiter": mark, "itemType": "string"}, form)
    # What has digits and nothing else, though it is no number: zeros lead it, or a plus sign.
    yield Candidate("digits", {"type": "string"}, "[0-9]+", "", ("year", "date compact"))
