"""Rows written into a file of raw/: each cell under the label of its field, what was there as it was."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from pathlib import Path

from pipeline.core.files.atomic_files import replace_file
from pipeline.datapackage.rows import Row
from pipeline.readers.csv.dialect import CsvDialect
from pipeline.readers.csv.lossless import Line, read_lines, write_lines, written

PLAIN = CsvDialect()


def append_rows(path: Path, fields: Sequence[str], rows: Sequence[Row]) -> None:
    """Writes rows behind those of a file, whose own cells stay; a column that it lacks is added where a row fills it.

    `fields`: those of the table, in their order.
    """
    before = path.read_bytes()
    lines = read_lines(before.decode("utf-8"), PLAIN)
    filled = [field for field in fields if any(row.get(field) for row in rows)]
    lines = with_columns(lines, filled) if lines else [line_of(fields)]
    head = lines[0].cells
    if lines[-1].end == "":
        lines[-1] = replace(lines[-1], end="\n")
    lines += [line_of([row.get(label, "") for label in head]) for row in rows]
    replace_file(path, write_lines(lines, PLAIN).encode(), before)


def with_columns(lines: Sequence[Line], names: Collection[str]) -> list[Line]:
    """Lines with a column, empty but for its label, for each of some names that the header lacks."""
    head, *rows = lines
    missing = tuple(name for name in names if name not in head.cells)
    if not missing:
        return list(lines)
    empty = ("",) * len(missing)
    return [wider(head, missing), *(wider(row, empty) if row.cells else row for row in rows)]


def wider(line: Line, cells: Sequence[str]) -> Line:
    printed = (*line.printed, *(written(cell, "", PLAIN) for cell in cells))
    return replace(line, cells=(*line.cells, *cells), printed=printed)


def line_of(cells: Sequence[str]) -> Line:
    return Line(0, tuple(cells), tuple(written(cell, "", PLAIN) for cell in cells), "\n", "")
