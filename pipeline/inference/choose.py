"""The type of a column, chosen among those that all of its cells are of, and what its name says of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pipeline.inference.candidates import DATE_ORDERS, Candidate
from pipeline.inference.columns import Column, Seen
from pipeline.inference.model import Doubt
from pipeline.inference.vocabulary import (
    BOOLEANS,
    CODES,
    DATES,
    FLAGS,
    LATITUDE_FIRST,
    LONGITUDE_FIRST,
    PHONES,
    POSTAL,
    TEXTS,
    UNMISTAKABLE,
    YEARS,
    says,
    words_of,
)

# A list with a semicolon or bar is one where so many of its cells have one.
SHARE_OF_LISTS = 0.05
# An item of a list with a semicolon has so few words: sentences have semicolons too.
MOST_WORDS = 3
LONGEST_INTEGER = 18
SHORTEST_CODE = 3
STRING = {"type": "string"}
DEFAULT_TRUE, DEFAULT_FALSE = ("true", "True", "TRUE"), ("false", "False", "FALSE")
NATIVE = {"boolean": "boolean", "array": "array", "object": "object", "date": "date", "time": "time"}
NATIVE |= {"datetime": "datetime", "duration": "duration"}
# Where the first rows of exceptions stand.
Locate = Callable[[Sequence[Seen]], str]


@dataclass(frozen=True)
class Hints:
    """What other columns of the file say: which part of a date comes first, and how numbers are written.

    `day_first`: None where no column tells; `semicolons`: whether these are between the cells, as where a comma is in
    the numbers.
    """

    day_first: bool | None = None
    semicolons: bool = False
    comma: bool = False


@dataclass(frozen=True)
class Choice:
    """The properties of a field, and what is doubtful about them."""

    properties: Mapping[str, Any]
    doubts: tuple[Doubt, ...] = ()

    @property
    def type(self) -> str:
        return str(self.properties["type"])

    @property
    def is_text(self) -> bool:
        """Whether any text would do: a plain string, or a list of such."""
        return self.type in ("string", "list", "any")


def choose(column: Column, hints: Hints, locate: Locate) -> Choice:
    """The type of a column. `hints`: what the other columns say."""
    if not column.values:
        return Choice(STRING, (Doubt("empty-column"),))
    if column.kinds.keys() - {"text"}:
        return native(column)
    chosen = boolean(column) or typed(column, hints)
    if chosen is not None:
        return chosen
    return Choice(STRING, tuple(nearly(column, locate)))


def native(column: Column) -> Choice:
    """The type of cells of which some are no texts, as JSON and workbooks have them."""
    kinds = set(column.kinds) - {"text"}
    if "text" in column.kinds and column.kinds["text"] > column.marked:
        listed = ", ".join(sorted(column.kinds))
        return Choice({"type": "any"}, (Doubt("mixed", {"types": listed}),))
    if kinds <= {"integer", "number"}:
        if column.holds("year") and kinds == {"integer"} and says(column.label, YEARS):
            return Choice({"type": "year"})
        return Choice({"type": "integer" if column.holds("integer") else "number"})
    if kinds == {"object"} and column.holds("geojson"):
        return Choice({"type": "geojson"})
    if kinds == {"datetime"} and all(one.endswith("T00:00:00") for one in column.values) and column.closed:
        return Choice({"type": "date"})
    if kinds == {"date", "datetime"}:
        return Choice({"type": "datetime"})
    (kind,) = kinds if len(kinds) == 1 else ("",)
    if kind in NATIVE:
        return Choice({"type": NATIVE[kind]})
    return Choice({"type": "any"}, (Doubt("mixed", {"types": ", ".join(sorted(column.kinds))}),))


def boolean(column: Column) -> Choice | None:
    """Words for true and false, if a column has nothing else."""
    if not column.closed or len(column.values) > 6:
        return None
    words = {value.lower() for value in column.values}
    for pair in BOOLEANS:
        if words == set(pair) or (words < set(pair) and words <= UNMISTAKABLE):
            return Choice({"type": "boolean", **boolean_words(column.plain_values, pair)})
    if words == {"0", "1"} and column.holds("integer") and says(column.label, FLAGS):
        return Choice({"type": "boolean"}, (Doubt("flag"),))
    return None


def boolean_words(values: Sequence[str], pair: tuple[str, str]) -> dict[str, list[str]]:
    """trueValues and falseValues, where the words are not the usual ones of the standard."""
    true = sorted(value for value in values if value.lower() == pair[0])
    false = sorted(value for value in values if value.lower() == pair[1])
    if set(true) <= set(DEFAULT_TRUE) and set(false) <= set(DEFAULT_FALSE):
        return {}
    spelt = [word.capitalize() if "".join(values).istitle() else word for word in pair]
    return {"trueValues": true or [spelt[0]], "falseValues": false or [spelt[1]]}


def typed(column: Column, hints: Hints) -> Choice | None:
    """The most telling type that all cells are of; None where they are just texts."""
    for name, candidate in column.alive.items():
        if column.holds(name):
            chosen = accepted(column, name, candidate, hints)
            if chosen is not None:
                return chosen
    return None


def accepted(column: Column, name: str, candidate: Candidate, hints: Hints) -> Choice | None:
    """The choice of a type that holds; None where the cells, or the name of the column, speak for another."""
    plain = Choice(candidate.properties)
    order = name.partition(" ")[2][:-1] if name.startswith("date ") else ""
    if name.startswith("datetime ") and "%" in name:
        order = name.split(" ")[1][:-1]
    if order in DATE_ORDERS:
        return ordered_date(column, name, order, candidate, hints)
    special = {
        "date compact": compact_date,
        "year": year,
        "integer": integer,
        "edtf": edtf,
        "geopoint": geopoint,
        "list |": listed,
        "list ;": listed,
        "digits": digits,
        "number": point_number,
        "number ,": comma_number,
    }
    if name in special:
        return special[name](column, plain, hints)
    if candidate.properties.get("groupChar") and "unit" not in name:
        return grouped_number(column, name, plain, hints)
    return plain


def ordered_date(column: Column, name: str, order: str, candidate: Candidate, hints: Hints) -> Choice | None:
    """A date whose day and month may be the other way round: as the column says, else as others do, else doubtful."""
    other = DATE_ORDERS[order][1]
    rival = column.alive.get(name.replace(order, other, 1)) if other else None
    if rival is None or not column.holds(rival.name):
        return Choice(candidate.properties)
    if hints.day_first is not None:
        is_day_first = order.startswith("dmy")
        return Choice(candidate.properties) if is_day_first == hints.day_first else None
    # The day first, as most of the world writes it.
    details = {"format": candidate.properties["format"], "other": rival.properties["format"]}
    return Choice(candidate.properties, (Doubt("day-or-month", details),)) if order.startswith("dmy") else None


def compact_date(column: Column, plain: Choice, _hints: Hints) -> Choice | None:
    if says(column.label, DATES):
        return plain
    return None


def year(column: Column, plain: Choice, _hints: Hints) -> Choice | None:
    return plain if says(column.label, YEARS) else None


def integer(column: Column, plain: Choice, _hints: Hints) -> Choice:
    lengths = {len(value) for value in column.values}
    label = column.label
    if says(label, PHONES) or says(label, POSTAL) or max(lengths) > LONGEST_INTEGER:
        return Choice(STRING, (Doubt("digits-code"),))
    if says(label, CODES) and len(lengths) == 1 and max(lengths) >= SHORTEST_CODE:
        return Choice(STRING, (Doubt("digits-code"),))
    if column.closed and set(column.values) == {"0", "1"}:
        return Choice(plain.properties, (Doubt("perhaps-boolean"),))
    if column.holds("date compact"):
        return Choice(plain.properties, (Doubt("perhaps-date"),))
    if column.holds("year") and all("1800" <= value <= "2100" for value in column.values):
        return Choice(plain.properties, (Doubt("perhaps-year"),))
    return plain


def edtf(column: Column, plain: Choice, _hints: Hints) -> Choice | None:
    """Years, months and days in one column."""
    return Choice(plain.properties, (Doubt("edtf"),)) if len({len(value) for value in column.values}) > 1 else None


def geopoint(column: Column, plain: Choice, _hints: Hints) -> Choice | None:
    """A point, longitude first as the standard wants it; the other way round it is a text."""
    pairs = [tuple(abs(float(part)) for part in value.split(",")) for value in column.values]
    name = "_".join(words_of(column.label))
    if any(first > 90 for first, _ in pairs) or LONGITUDE_FIRST.search(name):
        return plain
    code = "latitude-first" if LATITUDE_FIRST.search(name) else "point-order"
    return Choice(STRING, (Doubt(code),))


def listed(column: Column, plain: Choice, _hints: Hints) -> Choice | None:
    mark = str(plain.properties["delimiter"])
    having = [value.split(mark) for value in column.values if mark in value]
    if len(having) < max(1, SHARE_OF_LISTS * len(column.values)):
        return None
    items = [item.strip() for parts in having for item in parts]
    if mark != "|" and (says(column.label, TEXTS) or any(len(item.split()) > MOST_WORDS for item in items)):
        return None
    return plain if mark == "|" else Choice(plain.properties, (Doubt("list", {"delimiter": mark}),))


def digits(_column: Column, _plain: Choice, _hints: Hints) -> Choice:
    return Choice(STRING, (Doubt("leading-zeros"),))


def comma_number(column: Column, plain: Choice, hints: Hints) -> Choice | None:
    """Decimals behind a comma, or thousands: 1,234 can be both."""
    if column.holds("integer ,"):
        if not (hints.semicolons or hints.comma):
            return None
        return Choice(plain.properties, (Doubt("comma"),))
    return plain


def point_number(column: Column, plain: Choice, hints: Hints) -> Choice | None:
    """Decimals behind a point, unless other columns have a comma there and this one can have thousands."""
    if all(value.startswith("+") for value in column.values):
        return Choice(STRING, (Doubt("digits-code"),))
    return None if hints.comma and column.holds("integer .") else plain


def grouped_number(column: Column, name: str, plain: Choice, hints: Hints) -> Choice | None:
    """Numbers with a sign between thousands, if one has it."""
    group = str(plain.properties["groupChar"])
    if not any(group in value for value in column.values):
        return None
    if name == "integer ,":
        return Choice(plain.properties, (Doubt("comma"),)) if column.holds("number ,") else plain
    if name == "integer ." and column.holds("number"):
        return Choice(plain.properties, (Doubt("point"),)) if hints.comma else None
    return plain


def nearly(column: Column, locate: Locate) -> Iterator[Doubt]:
    """The type that all cells but a few are of, with these."""
    for name, candidate in column.alive.items():
        state = column.states[name]
        if state.misses and name != "digits" and not name.startswith("list"):
            given = ", ".join(f"{key}: {value}" for key, value in candidate.properties.items())
            where = locate(state.exceptions)
            yield Doubt("nearly", {"properties": given, "exceptions": state.misses, "where": where})
            return


def hints_of(columns: Sequence[Column], delimiter: str) -> Hints:
    """What the columns of a file together say of dates and numbers."""
    firsts = {first for column in columns if (first := day_first(column)) is not None}
    comma = any(one.holds("number ,") and not one.holds("integer ,") and not one.holds("integer") for one in columns)
    semicolons = delimiter == ";"
    if len(firsts) == 1:
        return Hints(firsts.pop(), semicolons, comma)
    return Hints(True if semicolons and not firsts else None, semicolons, comma)


def day_first(column: Column) -> bool | None:
    """Whether the day comes first in the dates of a column; None where it has none, or does not tell."""
    for name in column.alive:
        for order in ("dmy", "mdy"):
            if f" {order}" in f" {name}" and "date" in name and column.holds(name):
                other = "mdy" if order == "dmy" else "dmy"
                if not column.holds(name.replace(order, other, 1)):
                    return order == "dmy"
    return None
