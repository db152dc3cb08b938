"""An example of a valid value of a field: the schema's own, or one for its type, format and constraints."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from functools import lru_cache

from pipeline.datapackage.descriptors import Field
from pipeline.datapackage.types import CellValidator
from pipeline.datapackage.types.booleans import FALSE_VALUES, TRUE_VALUES

MOMENT = datetime(2014, 11, 4, 14, 5)  # noqa: DTZ001 - an example is at home anywhere
OF_FORMATS = {
    "email": "name@example.org",
    "uri": "https://example.org/page",
    "uuid": "123e4567-e89b-12d3-a456-426614174000",
    "binary": "UGFzc2VyZWxsZQ==",
}
OF_TYPES = {
    "year": ("2014",),
    "yearmonth": ("2014-11",),
    "duration": ("P1DT4H30M", "PT90M", "P1Y"),
    "object": ('{"a": 1}',),
    "array": ("[1, 2]", "[]"),
    "geojson": ('{"type": "Point", "coordinates": [2.35, 48.85]}',),
}
POINTS = {"array": "[2.35, 48.85]", "object": '{"lon": 2.35, "lat": 48.85}'}
ITEMS = {
    "integer": ("1", "2"),
    "number": ("1.5", "2"),
    "boolean": ("true", "false"),
    "date": ("2014-11-04", "2014-11-05"),
    "time": ("14:05:00", "15:00:00"),
    "datetime": ("2014-11-04T14:05:00", "2014-11-04T15:00:00"),
}


@lru_cache(maxsize=1_000)
def example_of(validator: CellValidator, own: str = "", *, parsed: bool = False) -> str | None:
    """A value that the field accepts: its `own` example where that is one, else one that was built; None without any.

    `parsed`: a value of the field's type will do where none was found that keeps the constraints as well.
    """
    tried = [candidate for candidate in (own, *candidates(validator.field)) if candidate]
    good = next((value for value in tried if is_good(validator, value)), None)
    return good or (next((value for value in tried if is_parsed(validator, value)), None) if parsed else None)


def is_good(validator: CellValidator, value: str) -> bool:
    result = validator.fresh(value)
    return result.key is not None and not result.problems


def is_parsed(validator: CellValidator, value: str) -> bool:
    try:
        validator.parse(value)
    except (ValueError, TypeError, OverflowError, ArithmeticError):
        return False
    return True


def candidates(field: Field) -> Iterator[str]:
    """Examples to try, the best first."""
    yield from of_type(field)
    given = field.constraints
    for bound in (given.minimum, given.maximum):
        if bound is not None:
            yield str(bound)


def of_type(field: Field) -> Iterator[str]:
    form = field.format.removeprefix("fmt:")
    if field.type in ("number", "integer"):
        yield from numbers(field)
    elif field.type == "boolean":
        yield from (TRUE_VALUES if field.true_values is None else field.true_values)[:1]
        yield from (FALSE_VALUES if field.false_values is None else field.false_values)[:1]
    elif field.is_edtf:
        yield "2014-11-04"
    elif field.type in ("date", "time", "datetime"):
        plain = {"date": "2014-11-04", "time": "14:05:00", "datetime": "2014-11-04T14:05:00"}[field.type]
        yield plain if form in ("default", "any") else MOMENT.strftime(re.sub(r"%z", "+00:00", form))
        yield from ("2014-11-04T14:05:00Z",) if field.type == "datetime" else ()
    elif field.type == "geopoint":
        yield POINTS.get(form, "2.35, 48.85")
    elif field.type == "list":
        yield (field.delimiter or ",").join(ITEMS.get(field.item_type or "string", ("a", "b")))
    elif field.type == "string":
        yield from (OF_FORMATS[form],) if form in OF_FORMATS else ()
    else:
        yield from OF_TYPES.get(field.type, ())


def numbers(field: Field) -> Iterator[str]:
    """Numbers with the field's own signs, from one that shows them to the plainest."""
    decimals = "" if field.type == "integer" else f"{field.decimal_char or '.'}5"
    whole = f"1{field.group_char}234" if field.group_char else "1234"
    yield from (whole + decimals, f"12{decimals}", f"1{decimals}", f"0{decimals}", "1", "0", "-1", "100")
