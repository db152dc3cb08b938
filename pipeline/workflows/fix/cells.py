"""Fixes the cells of a table: each value gets the form of its field, if it can mean only one thing."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from pipeline.datapackage.descriptors import Schema
from pipeline.readers.csv.dialect import CsvDialect
from pipeline.readers.csv.lossless import Line

# From a cell as it stands, and its row by field, to the form that it should have; the same where that is right.
CellFix = Callable[[str, Mapping[str, str]], str]


def fix_lines(
    lines: Sequence[Line], labels: Sequence[str], schema: Schema, cell_fixes: Mapping[str, CellFix], dialect: CsvDialect
) -> tuple[list[Line], int]:
    """The lines below a header with their cells in the right form, and how many cells that changed."""
    columns = [(at, cell_fixes[label]) for at, label in enumerate(labels) if label in schema.field_names]
    made, count = [], 0
    for line in lines:
        whole = len(line.cells) == len(labels)
        row = dict(zip(labels, line.cells, strict=True)) if whole else {}
        for at, cell_fix in columns:
            if whole and line.cells[at]:
                value = cell_fix(line.cells[at], row)
                if value != line.cells[at]:
                    line, count = line.with_cell(at, value, dialect), count + 1  # noqa: PLW2901 - cell by cell
        made.append(line)
    return made, count
