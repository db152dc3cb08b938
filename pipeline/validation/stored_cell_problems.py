"""Problems of a workbook's cells that come from how they are stored."""

from __future__ import annotations

from datetime import date, time, timedelta
from typing import Any

from pipeline.datapackage.types import Problem
from pipeline.datapackage.types.typed_cells import BrokenCell

TEMPORAL = ("date", "time", "datetime")
NUMERIC = ("integer", "number", "year", "boolean")


def stored_problem(problem: Problem, cell: Any) -> Problem:
    """The problem of a cell with the wording that fits how the workbook stores it; that of a text as it is."""
    if problem.code != "type-error" or isinstance(cell, str):
        return problem
    variant = stored_variant(str(dict(problem.details).get("type", "")), cell)
    return problem._replace(variant=f"workbook-{variant}") if variant else problem


def stored_variant(kind: str, cell: Any) -> str | None:
    """How a cell that is not of the type `kind` is stored; None where the usual wording says enough."""
    if isinstance(cell, BrokenCell):
        return cell.kind
    if isinstance(cell, bool):
        return "boolean"
    if isinstance(cell, int | float):
        return "day" if kind in TEMPORAL else None if kind in NUMERIC else "number"
    if isinstance(cell, date | time | timedelta):
        return "moment" if kind in TEMPORAL else "date"
    return None
