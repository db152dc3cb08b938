"""Tables in other formats: Parquet by DuckDB, spreadsheets and the rest by frictionless-py, which only reads them."""

from __future__ import annotations

import base64
from collections.abc import Collection, Iterator, Sequence
from datetime import date, datetime, time
from itertools import zip_longest
from pathlib import Path
from typing import Any
from uuid import UUID

from pipeline.contract.descriptors import Dialect
from pipeline.paths import utf8_path
from pipeline.reading.typed import DataFault, TypedRow

ROWS_AT_ONCE = 20_000


class NotReadable(Exception):
    """Nobody here can read this format: what is missing."""


def parquet_rows(path: Path) -> Iterator[TypedRow]:
    """The rows of a Parquet file, as objects by column."""
    import duckdb

    try:
        with duckdb.connect() as connection:
            result = connection.execute("SELECT * FROM read_parquet(?)", [utf8_path(path)])
            names = [column[0] for column in result.description or ()]
            while rows := result.fetchmany(ROWS_AT_ONCE):
                for row in rows:
                    yield TypedRow(None, {name: plain(cell) for name, cell in zip(names, row, strict=True)})
    except duckdb.Error as error:
        if not path.exists():
            raise FileNotFoundError(path) from error
        raise DataFault(None, "data", problem=str(error).splitlines()[0]) from error


def plain(cell: Any) -> Any:
    """A value of Parquet as JSON would hold it: dates and the like as the standard writes them."""
    if isinstance(cell, datetime):
        return cell.isoformat()
    if isinstance(cell, date | time):
        return cell.isoformat()
    if isinstance(cell, UUID):
        return str(cell)
    if isinstance(cell, bytes):
        return base64.b64encode(cell).decode()
    return cell


def as_day(cell: Any) -> Any:
    """The date of a midnight; any other cell as it is."""
    midnight = isinstance(cell, datetime) and cell.time() == time.min and cell.tzinfo is None
    return cell.date() if midnight else cell


def frictionless_rows(
    path: Path, form: str | None, dialect: Dialect | None, dates: Collection[str] = ()
) -> Iterator[TypedRow]:
    """The rows of a file as frictionless-py reads them, header first. Raises NotReadable where it cannot.

    `dates`: the labels of columns that hold dates, where a spreadsheet only knows midnights.
    """
    from frictionless import FrictionlessException, Resource

    descriptor: dict[str, Any] = {"name": "table", "path": path.name, "format": form or path.suffix.lstrip(".")}
    if dialect is not None:
        descriptor["dialect"] = dialect.model_dump(by_alias=True, exclude_none=True)
    try:
        resource = Resource.from_descriptor(descriptor, basepath=str(path.parent))
        if not hasattr(type(resource), "cell_stream"):
            raise NotReadable(f"frictionless-py has no parser of tables for the format {descriptor['format']}")
        with resource.open() as opened:  # type: ignore[no-untyped-call]
            labels: Sequence[Any] = ()
            for number, cells in enumerate(opened.cell_stream, start=1):
                labels = labels or cells
                days = [label in dates for label in labels[: len(cells)]]
                yield TypedRow(number, [plain(as_day(cell) if day else cell) for cell, day in zip_longest(cells, days)])
    except FrictionlessException as error:
        if not path.exists():
            raise FileNotFoundError(path) from error
        raise NotReadable(str(error.error.note or error)) from error
