"""Cells that a file stores with a type: dates and times, and cells of a workbook without a value."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from pipeline.datapackage.types.stored_cells import BrokenCell

__all__ = ["BrokenCell", "duration_text", "stored_text"]


def stored_text(cell: Any) -> str | None:
    """The text of a date, time, datetime (ISO 8601), duration (XML Schema) or broken cell; None for any other cell."""
    if isinstance(cell, date | time):
        return cell.isoformat()
    if isinstance(cell, timedelta):
        return duration_text(cell)
    return cell.text if isinstance(cell, BrokenCell) else None


def duration_text(duration: timedelta) -> str:
    """A duration as XML Schema writes it, in hours, minutes and seconds, such as PT30H5M."""
    micros = abs(duration) // timedelta(microseconds=1)
    seconds, fraction = divmod(micros, 1_000_000)
    hours, minutes, rest = seconds // 3600, seconds // 60 % 60, seconds % 60
    decimals = f"{rest}.{fraction:06}".rstrip("0") if fraction else str(rest)
    parts = ((hours, f"{hours}H"), (minutes, f"{minutes}M"), (rest or fraction, f"{decimals}S"))
    text = "".join(part for value, part in parts if value) or "0S"
    return f"{'-' if duration < timedelta(0) else ''}PT{text}"


def as_datetime(cell: Any, kind: str) -> datetime:
    """A stored date or time as a datetime for a field of that type. Raises ValueError where the field cannot hold it.

    A workbook stores a date and its midnight alike, so each passes for the other.
    """
    if isinstance(cell, datetime):
        if kind == "datetime" or (kind == "date" and cell.time() == time.min):
            return cell
    elif isinstance(cell, date) and kind in ("date", "datetime"):
        return datetime.combine(cell, time.min)
    elif isinstance(cell, time) and kind == "time":
        return datetime.combine(date.min, cell)
    raise ValueError(cell)
