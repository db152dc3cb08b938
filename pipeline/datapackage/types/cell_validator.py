"""The validator of a field's cells: it checks the type first, then every constraint on the logical value."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import cached_property, partial
from itertools import islice
from typing import Any, NamedTuple

from pipeline.core.budget import TooLong, budget
from pipeline.core.limits import CELL_MICROSECONDS, CHARACTER_MICROSECONDS, SLOW_TYPES
from pipeline.datapackage.descriptors import Category, Field, MissingValue, Schema, Titled
from pipeline.datapackage.types.booleans import boolean_parser
from pipeline.datapackage.types.edtf import parse_edtf_date
from pipeline.datapackage.types.geography import geojson_parser, geopoint_parser, has_closed_rings
from pipeline.datapackage.types.json_schema import conforms
from pipeline.datapackage.types.logical import Logical, Order, Parser, above, at_least
from pipeline.datapackage.types.numbers import number_parser
from pipeline.datapackage.types.strings import parse_string, string_parser
from pipeline.datapackage.types.structures import dumped, json_key, json_parser, list_parser, written
from pipeline.datapackage.types.temporal import parse_duration, parse_year, parse_yearmonth, temporal_parser
from pipeline.datapackage.types.typed_cells import BrokenCell, stored_text
from pipeline.datapackage.types.xsd_patterns import Expression
from pipeline.findings.collector import NON_STANDARD, UNCHECKED
from pipeline.findings.unexpected import cause

REMEMBERED = 100_000
# Of missing values of more characters no query is made: it has them for each field.
MOST_MISSING = 2_000
# After so many values the clock is looked at.
AT_ONCE = 64
# What a field says to people, or to other stages: no result of a cell depends on it.
NOT_VALIDATED = {"name", "example", "normalise", "cited", "computed", "missing_values"} | set(Titled.model_fields)


class Problem(NamedTuple):
    """What is wrong with a cell: the code and variant of its finding, and the details of its message."""

    code: str
    variant: str
    details: tuple[tuple[str, str | int], ...] = ()


class Unreadable:
    """A cell whose bytes are not text in the encoding of its file: nothing can be said of its value."""

    def __str__(self) -> str:
        return "\ufffd"


UNREADABLE = Unreadable()


class CellResult(NamedTuple):
    """The result for a cell: the canonical text of its value (None if it has no value), and its problems."""

    key: str | None
    problems: tuple[Problem, ...] = ()


# Whether a value, and the cell that it was read from, holds a constraint; None where nobody can say in time.
Constraint = tuple[Callable[[Logical, Any], bool | None], Problem]


NULL = CellResult(None)
MISSING = CellResult(None, (Problem("constraint-error", "required"),))
KEYLESS = CellResult(None, (Problem("primary-key", "null"),))
UNREACHED = CellResult(None, (Problem(UNCHECKED, "cells-time"),))


def uncheckable(error: Exception) -> CellResult:
    """The result for a cell whose check raised: no value, with the cause."""
    return CellResult(None, (Problem(UNCHECKED, "cells-raised", (("problem", cause(error)),)),))


class CellValidator:
    """Validates the cells of one field. `key`: whether it belongs to the primary key, so that null is an error."""

    def __init__(self, schema: Schema, field: Field, *, key: bool = False, null_sequence: str | None = None) -> None:
        self.field = field
        self.missing = frozenset([*missing_values(schema, field), *([] if null_sequence is None else [null_sequence])])
        self.required = key or field.constraints.required
        self.null = (MISSING if field.constraints.required else KEYLESS) if self.required else NULL
        self.wrong_type = (Problem("type-error", variant(field), type_details(field)),)
        self.remembered: dict[str | None, CellResult] = {}
        self.wrong: set[str | None] = set()
        self.microseconds = (SLOW_TYPES if is_slow(field) else 1) * CELL_MICROSECONDS
        self.per_character = (SLOW_TYPES if is_slow(field) else 1) * CHARACTER_MICROSECONDS
        # The result on every cell, where the field itself cannot be understood.
        self.uncheckable: CellResult | None = None
        try:
            with budget().spending():
                self.parse = parser(field)
                self.constraints = tuple(constraints(field, self.parse))
        except Exception as error:
            # Mistakes of a field are found before; whatever else a library raises, its cells cannot be checked.
            self.uncheckable = uncheckable(error)

    @cached_property
    def other_missing(self) -> list[str] | None:
        """The texts other than "" that mean "no value", sorted; None if there are too many for SQL."""
        others = self.missing - {""}
        return sorted(others) if sum(map(len, others)) + len(others) <= MOST_MISSING else None

    def validate(self, cell: Any) -> CellResult:
        """The result for a cell: a text, or a value of a format with types; None is null."""
        if not isinstance(cell, str):
            return self.fresh(cell)
        known = self.remembered.get(cell)
        return self.results({cell})[cell] if known is None else known

    def results(self, cells: set[str | None]) -> Mapping[str | None, CellResult]:
        """The results for some texts, and those that are remembered; `wrong` of the cache has those with problems."""
        new = cells.difference(self.remembered)
        if len(self.remembered) + len(new) > REMEMBERED:
            # Who was given the old ones may still read them.
            self.remembered, self.wrong, new = {}, set(), cells
        for some, found in self.validate_in_slices(new):
            self.remembered.update(zip(some, found, strict=True))
            self.wrong.update(cell for cell, result in zip(some, found, strict=True) if result.problems)
        return self.remembered

    def validate_all(self, cells: Iterable[Any]) -> Iterator[tuple[Any, CellResult]]:
        """Each cell with its result; when the time of the check is used up, the rest is reported as not checked."""
        for some, found in self.validate_in_slices(cells):
            yield from zip(some, found, strict=True)

    def validate_in_slices(self, cells: Iterable[Any]) -> Iterator[tuple[Sequence[Any], Sequence[CellResult]]]:
        """As `validate_all`, but several cells at a time, because looking at the clock takes time."""
        given, waiting = budget(), iter(cells)
        while some := list(islice(waiting, AT_ONCE)):
            if given.is_spent:
                found = [UNREACHED] * len(some)
            else:
                with given.spending():
                    found = list(map(self.fresh, some))
            given.left += self.seconds(some, found)
            yield some, found

    def seconds(self, cells: Sequence[Any], results: Sequence[CellResult]) -> float:
        """The processor seconds that honest cells of this number and length may take."""
        if set(map(type, cells)) == {str}:
            characters = sum(map(len, cells))
        else:
            pairs = zip(cells, results, strict=True)
            characters = sum(len(cell if isinstance(cell, str) else result.key or "") for cell, result in pairs)
        return (len(cells) * self.microseconds + characters * self.per_character) / 1_000_000

    def fresh(self, cell: Any) -> CellResult:
        """The result for a cell, without looking at remembered results."""
        if cell is None or (isinstance(cell, str) and cell in self.missing):
            return self.null
        if cell is UNREADABLE:
            return NULL
        if self.uncheckable is not None:
            return self.uncheckable
        try:
            value = self.parse(cell)
        except (ValueError, TypeError, OverflowError, ArithmeticError):
            return CellResult(None, self.wrong_type)
        except Exception as error:
            # Whatever a library raises on the cell of a stranger: the cell cannot be checked.
            return uncheckable(error)
        if not self.constraints:
            return CellResult(value.key)
        try:
            return CellResult(value.key, tuple(self.broken(value, cell)))
        except Exception as error:
            # As above: what other constraints say of it is not known either.
            return uncheckable(error)

    def broken(self, value: Logical, cell: Any) -> Iterator[Problem]:
        """The problems of a value: constraints that it violates, and those that could not be checked in time."""
        for holds, problem in self.constraints:
            held = holds(value, cell)
            if held is None:
                yield problem._replace(code=UNCHECKED, variant=f"{problem.variant}-time")
            elif not held:
                yield problem


class ValidatorCache:
    """Cell validators by what decides their results, so that fields of the same type and constraints share one."""

    def __init__(self) -> None:
        self.known: dict[tuple[str, frozenset[str], bool, str | None], CellValidator] = {}

    def validator(self, schema: Schema, field: Field, *, key: bool, null_sequence: str | None) -> CellValidator:
        """The validator of a field, shared with fields that have the same results."""
        said = field.model_dump_json(exclude=NOT_VALIDATED, exclude_defaults=True)
        # A frozen set knows its hash: a schema of many fields may have many missing values.
        missing = schema.missing_texts if field.missing_values is None else frozenset(missing_values(schema, field))
        what = (said, missing, key, null_sequence)
        if what not in self.known:
            self.known[what] = CellValidator(schema, field, key=key, null_sequence=null_sequence)
        return self.known[what]


def is_slow(field: Field) -> bool:
    """Whether an honest value of a field takes long: JSON, dates in any form, lists."""
    return field.type in SLOW or field.is_edtf or field.format in ("any", "fmt:any")


SLOW = ("object", "array", "geojson", "list")


def parser(field: Field) -> Parser:
    """The parser of a field's type and format. Raises KeyError if the type does not have the format."""
    if field.is_edtf:
        return parse_edtf_date
    return MAKERS[field.type](field)


MAKERS: Mapping[str, Callable[[Field], Parser]] = {
    "string": string_parser,
    "number": number_parser,
    "integer": number_parser,
    "boolean": boolean_parser,
    "object": lambda _: json_parser(dict),
    "array": lambda _: json_parser(list),
    "list": lambda field: list_parser(field, item_parser(field)),
    "datetime": temporal_parser,
    "date": temporal_parser,
    "time": temporal_parser,
    "year": lambda _: parse_year,
    "yearmonth": lambda _: parse_yearmonth,
    "duration": lambda _: parse_duration,
    "geopoint": geopoint_parser,
    "geojson": geojson_parser,
    "any": lambda _: parse_anything,
}


def item_parser(field: Field) -> Parser:
    kind = field.item_type or "string"
    return parse_string if kind == "string" else parser(Field.model_validate({"name": "item", "type": kind}))


def parse_anything(cell: Any) -> Logical:
    if isinstance(cell, BrokenCell):
        raise ValueError(cell)
    return Logical(cell if isinstance(cell, str) else stored_text(cell) or json_key(cell))


def variant(field: Field) -> str:
    """Which wording of type-error fits a field."""
    if field.is_edtf:
        return "edtf"
    form = field.format.removeprefix("fmt:")
    if field.type == "string":
        return "string" if form == "default" else form
    if form == "topojson":
        return form
    if field.type in ("date", "time", "datetime") and form != "default":
        return "temporal-any" if form == "any" else "temporal-pattern"
    if field.type == "geopoint" and form != "default":
        return f"geopoint-{form}"
    return field.type


def type_details(field: Field) -> tuple[tuple[str, str | int], ...]:
    details: list[tuple[str, str | int]] = [("type", field.type), ("format", field.format)]
    if field.type == "list":
        details.append(("items", field.item_type or "string"))
    return tuple(details)


def missing_values(schema: Schema, field: Field) -> tuple[str, ...]:
    """The texts that mean "no value" in a field: its own, or else the table's (Table Schema, "missingValues")."""
    values = schema.missing_values if field.missing_values is None else field.missing_values
    return tuple(value.value if isinstance(value, MissingValue) else value for value in values)


def constraints(field: Field, parse: Parser) -> Iterator[Constraint]:
    """What a value must hold beyond its type. Raises ValueError for a constraint that is not of the field's type."""
    given = field.constraints
    unit = "items" if field.type in ("list", "array", "object") else "length"
    if given.min_length is not None:
        least = given.min_length
        yield lambda value, cell: length(value, cell) >= least, problem(f"min-{unit}", limit=least)
    if given.max_length is not None:
        most = given.max_length
        yield lambda value, cell: length(value, cell) <= most, problem(f"max-{unit}", limit=most)
    yield from bounds(field, parse)
    with suppress(ValueError):
        # One that cannot be read is listed as unchecked, and the field is checked by all else.
        matches = Expression.whole(given.pattern).result if given.pattern is not None else None
        if matches is not None:
            yield partial(is_of_form, matches), problem("pattern", pattern=str(given.pattern))
    if field.type == "geojson":
        yield lambda value, _cell: has_closed_rings(value.data), Problem(NON_STANDARD, "ring")
    if given.json_schema is not None:
        yield partial(fits, conforming(given.json_schema)), problem("json-schema")
    for values, name in ((listed(field), "enum"), (category_values(field), "categories")):
        if values is not None:
            keys = keys_in_time(values, parse)
            yield partial(is_listed, keys), problem(name, allowed=shown_list(values))


def fits(conforming: Callable[[Logical], bool | None], value: Logical, _cell: Any) -> bool | None:
    return conforming(value)


def conforming(json_schema: dict[str, Any]) -> Callable[[Logical], bool | None]:
    """Whether a value conforms to a JSON Schema; None of each where nobody can say in time."""
    try:
        return conforms(json_schema)
    except TooLong:
        return lambda _: None


def keys_in_time(values: Sequence[Any], parse: Parser) -> frozenset[str] | None:
    """The keys of listed values; None where it takes too long to read them."""
    try:
        return frozenset(value.key for value in parsed_in_time(values, parse))
    except TooLong:
        return None


def parsed_in_time(values: Iterable[Any], parse: Parser) -> Iterator[Logical]:
    """Values of a list as those of a field. Raises TooLong where the check has no time left for all of them."""
    given, waiting = budget(), iter(values)
    while some := list(islice(waiting, AT_ONCE)):
        given.refuse_if_spent()
        with given.spending():
            found = [parse(value) for value in some]
        yield from found


def as_written(cell: Any) -> str:
    """The text of a cell: as it stands, or as JSON writes a value of a format with types."""
    return cell if isinstance(cell, str) else written(cell)


def length(value: Logical, cell: Any) -> int:
    """The length of a string or collection; of other values that of their text, as those mean who limit it."""
    return len(as_written(cell)) if value.length is None else value.length


def is_of_form(matches: Callable[[str], bool | None], _value: Logical, cell: Any) -> bool | None:
    return matches(as_written(cell))


def is_listed(keys: frozenset[str] | None, value: Logical, _cell: Any) -> bool | None:
    return None if keys is None else value.key in keys


def bounds(field: Field, parse: Parser) -> Iterator[Constraint]:
    """minimum, maximum and the exclusive ones, compared as the type compares."""
    given = field.constraints
    for name, limit, holds in (
        ("minimum", given.minimum, at_least),
        ("maximum", given.maximum, lambda value, bound: at_least(bound, value)),
        ("exclusive-minimum", given.exclusive_minimum, above),
        ("exclusive-maximum", given.exclusive_maximum, lambda value, bound: above(bound, value)),
    ):
        if limit is not None:
            bound = parse(limit).order
            if bound is None:
                raise ValueError(limit)
            yield partial(within, bound, holds), problem(name, limit=str(limit))


def within(bound: Order, holds: Callable[[Order, Order], bool], value: Logical, _cell: Any) -> bool:
    return value.order is not None and holds(value.order, bound)


def listed(field: Field) -> tuple[Any, ...] | None:
    """The values of enum: without null, which no cell is; numbers as texts where the field has texts."""
    if field.constraints.enum is None:
        return None
    values = tuple(allowed for allowed in field.constraints.enum if allowed is not None)
    return tuple(number_text(value) for value in values) if field.type == "string" else values


def number_text(value: Any) -> Any:
    """A number as the text that a string field has for it; anything else as it is."""
    return dumped(value) if isinstance(value, int | float) and not isinstance(value, bool) else value


def category_values(field: Field) -> tuple[str | int, ...] | None:
    """The values of the categories of a field (Table Schema, "categories"); None if it has none."""
    if field.categories is None:
        return None
    return tuple(category.value if isinstance(category, Category) else category for category in field.categories)


def problem(name: str, **details: str | int) -> Problem:
    return Problem("constraint-error", name, tuple(details.items()))


def shown_list(values: Sequence[Any]) -> str:
    """The first twelve values as a message lists them."""
    texts = [value if isinstance(value, str) else dumped(value) for value in values[:12]]
    return ", ".join(texts) + (", …" if len(values) > 12 else "")
