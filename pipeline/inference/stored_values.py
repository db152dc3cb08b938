"""Cells of formats with types of their own, as texts that are the same for equal values, and what they were."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from pipeline.datapackage.types.cell_validator import UNREADABLE
from pipeline.datapackage.types.numbers import native_number
from pipeline.datapackage.types.structures import json_key
from pipeline.datapackage.types.typed_cells import BrokenCell, stored_text

# Subclasses first: a bool is an int, a datetime is a date.
KINDS: tuple[tuple[type, str], ...] = (
    *((str, "text"), (bool, "boolean"), (int, "integer"), (float, "number"), (Decimal, "number")),
    *((datetime, "datetime"), (date, "date"), (time, "time"), (timedelta, "duration")),
    *((list, "array"), (dict, "object"), (BrokenCell, "broken")),
)


def as_rows(cells: Sequence[Any], kinds: Counter[str]) -> list[str | None]:
    """The texts of the cells of a column, None for those that are empty; what they are is counted in `kinds`."""
    found: list[str | None] = []
    for cell in cells:
        if cell is None or cell == "":
            found.append(None)
            continue
        kind = kind_of(cell)
        kinds[kind] += 1
        found.append(cell if kind == "text" else str(cell) if cell is UNREADABLE else text_of(cell, kind))
    return found


def kind_of(cell: Any) -> str:
    return next((kind for known, kind in KINDS if isinstance(cell, known)), "other")


def text_of(cell: Any, kind: str) -> str:
    """A cell as a text that is the same for equal values."""
    if kind == "boolean":
        return str(cell).lower()
    if kind in ("integer", "number"):
        return native_number(cell, integral=False).key
    return stored_text(cell) or (str(cell) if kind == "other" else json_key(cell))


def cell_text(cell: Any) -> str:
    """A cell as a text; empty where there is none."""
    found = as_rows([cell], Counter())[0]
    return "" if found is None else found
