"""Tables in other formats: DuckDB reads Parquet, frictionless-py reads the others.

A check needs frictionless-py only for such a format, each of which needs a library of frictionless-py's extras.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

from pipeline.core.buffers import ROWS_AT_ONCE
from pipeline.core.extras import is_installed
from pipeline.core.files.display_paths import readable_path
from pipeline.datapackage.descriptors import Dialect
from pipeline.findings.model import Finding
from pipeline.readers.byte_streams import Storage
from pipeline.readers.csv.dialect import csv_dialect
from pipeline.readers.row_framing import framed, trimmed
from pipeline.readers.typed_table import DataFault, TypedRow

NEEDED = re.compile(r'install "(frictionless\[\w+\])"')
# The files that frictionless-py reads and nothing else here does: their formats, and what has to be installed for each.
PACKAGES = {
    "html": "frictionless[html]",
    "inline": "frictionless",
    "parq": "frictionless[parquet]",
    "pandas": "frictionless[pandas]",
    "sav": "frictionless[spss]",
    "yaml": "frictionless",
    "zsav": "frictionless[spss]",
}
UNSUPPORTED = re.compile(r'^format ".*" is not supported')


class NotReadable(Exception):
    """Raised if no reader can read something; `reason`: the key of a message below "unchecked/", `details` fill it.

    `finding`: what is wrong, if it is a mistake in the data.
    """

    def __init__(self, reason: str, finding: Finding | None = None, **details: str | int) -> None:
        super().__init__(reason)
        self.reason, self.finding, self.details = reason, finding, details


def parquet_rows(path: Path) -> Iterator[TypedRow]:
    """The rows of a Parquet file, as objects by column."""
    import duckdb

    try:
        with duckdb.connect() as connection, readable_path(path) as readable:
            result = connection.execute("SELECT * FROM read_parquet(?)", [readable])
            names = [column[0] for column in result.description or ()]
            while rows := result.fetchmany(ROWS_AT_ONCE):
                for row in rows:
                    yield TypedRow(None, {name: plain(cell) for name, cell in zip(names, row, strict=True)})
    except duckdb.Error as error:
        if not path.exists():
            raise FileNotFoundError(path) from error
        raise DataFault(None, "data", problem=str(error).splitlines()[0]) from error


def plain(cell: Any) -> Any:
    """A value of Parquet or frictionless-py as JSON would hold it; dates and times stay what they are."""
    if isinstance(cell, UUID):
        return str(cell)
    if isinstance(cell, bytes):
        return base64.b64encode(cell).decode()
    return cell


def frictionless_rows(path: Path, form: str | None, dialect: Dialect | None, storage: Storage) -> Iterator[TypedRow]:
    """The rows of a file as frictionless-py reads them, labels first. Raises NotReadable where it cannot."""
    form = form or path.suffix.lstrip(".")
    descriptor: dict[str, Any] = {"name": "table", "type": "table", "path": path.name, "format": form}
    descriptor["encoding"] = storage.encoding
    descriptor |= frictionless_storage(storage) | {"dialect": frictionless_dialect(dialect)}
    if not is_installed("frictionless"):
        raise not_installed(form)
    from frictionless import FrictionlessException, Resource

    try:
        resource = Resource.from_descriptor(descriptor, basepath=str(path.parent))
        if not hasattr(type(resource), "cell_stream"):
            raise NotReadable("format", name=form)
        with resource.open() as opened:  # type: ignore[no-untyped-call]
            rows = (trimmed([plain(cell) for cell in cells]) for cells in opened.cell_stream)
            yield from padded(framed(enumerate(rows, start=1), csv_dialect(dialect)))
    except FrictionlessException as error:
        if not path.exists():
            raise FileNotFoundError(path) from error
        raise not_readable(form, str(error.error.note or error)) from error


def not_installed(form: str) -> NotReadable:
    """What is said of a format where frictionless-py is not installed."""
    if form in PACKAGES:
        return NotReadable("install", format=form, package=PACKAGES[form])
    return NotReadable("format", name=form)


def not_readable(form: str, problem: str) -> NotReadable:
    """What frictionless-py says of a file that it does not read, as a reason with a wording."""
    needed = NEEDED.search(problem)
    if needed:
        return NotReadable("install", format=form, package=needed[1])
    if UNSUPPORTED.search(problem):
        return NotReadable("format", name=form)
    return NotReadable("reader", format=form, problem=problem)


def padded(rows: Iterator[TypedRow]) -> Iterator[TypedRow]:
    """Rows as wide as the first one, whose empty cells at the end were cut off."""
    width: int | None = None
    for line, cells in rows:
        assert isinstance(cells, list)
        width = len(cells) if width is None else width
        yield TypedRow(line, cells + [None] * (width - len(cells)))


def frictionless_storage(storage: Storage) -> dict[str, str]:
    """The compression as frictionless-py names it. Raises NotReadable for one that it does not know."""
    if storage.compression not in ("", "gz", "zip"):
        raise NotReadable("compression", name=storage.compression)
    named = {"compression": storage.compression, "innerpath": storage.innerpath}
    return {name: value for name, value in named.items() if value}


def frictionless_dialect(dialect: Dialect | None) -> dict[str, Any]:
    """A dialect as frictionless-py has it: rows are framed here, and what belongs to a format is below its name."""
    found: dict[str, Any] = {"header": False}
    if dialect is None:
        return found
    found |= {
        name: options for name, options in (dialect.__pydantic_extra__ or {}).items() if isinstance(options, dict)
    }
    if dialect.table is not None:
        found["sql"] = {"table": dialect.table}
    return found
