"""Findings about the structure of records: stray quotes, too many or too few cells, cells that contain rows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from pipeline.datapackage.header import DELIMITERS
from pipeline.findings.model import Finding
from pipeline.readers.csv.decoding_errors import printable_cells
from pipeline.readers.csv.dialect import CsvDialect
from pipeline.readers.csv.lexer import Record
from pipeline.readers.csv.stray_quotes import NO_TYPES, RowTypes, suspect_quoted_cells

FAULTS = {
    "stray-quote": "stray-quote",
    "unclosed-quote": "unclosed-quote",
    "nul": "nul-byte",
    "carriage-return": "line-end",
}
FAULTS_REPORTED = 100
# What git writes around two versions of the same lines.
CONFLICT = re.compile(r"(?:<{7}|\|{7}|>{7})(?: |$)|={7}$", re.MULTILINE)


LONE_RETURN = re.compile(r"\r(?!\n)")


def record_findings(
    record: Record, width: int, display_path: str, row: int, dialect: CsvDialect, types: RowTypes = NO_TYPES
) -> list[Finding]:
    """The findings about a record as a row of `width` cells. `row`: its number in the file, 1-based.

    The record is a row of the table if none of them is an error.
    """
    if width > 1 and CONFLICT.match(record.text):
        return [
            Finding(
                code="merge-conflict", file=display_path, line=record.line, column=1, row=row, value=record.text[:40]
            )
        ]
    found = [*structure_findings(record, display_path, row, width, dialect, types)]
    # A record whose quotes are wrong has no cells to count.
    return found if any_error(found) else [*found, *shape_findings(record, width, display_path, row, dialect)]


def is_ordinary(record: Record) -> bool:
    """Whether nothing about a record needs a second look, if it has the right number of cells."""
    return not record.faults and record.lines < 3 and bool(record.text) and "\r" not in record.text


def any_error(findings: Iterable[Finding]) -> bool:
    """Whether one of the findings is an error; then the record is not a row of the table."""
    return any(finding.severity == "error" for finding in findings)


def structure_findings(
    record: Record, display_path: str, row: int, width: int, dialect: CsvDialect, types: RowTypes = NO_TYPES
) -> Iterator[Finding]:
    """The findings about the quotes, line ends and number of cells of a record. `row`: its number, 1-based."""
    details: dict[str, str | int] = {"lines": record.lines, "last": record.last_line} if record.faults else {}
    # Each place is counted from the record's beginning: of very many in one record the first say enough.
    for fault in record.faults[:FAULTS_REPORTED]:
        line, column = record.place_of(fault.at)
        (value,) = printable_cells([record.text[fault.at : fault.at + 40].partition("\n")[0]])
        yield Finding(
            code=FAULTS[fault.kind], file=display_path, line=line, column=column, row=row, value=value, details=details
        )
    if record.faults:
        return
    if record.lines > 2 and width > 1:
        yield from suspicious_cells(record, display_path, row, width, dialect, types)
    if dialect.terminator is None and "\r" in record.text:
        yield from returns(record, display_path, row, dialect, types)


def suspicious_cells(
    record: Record, display_path: str, row: int, width: int, dialect: CsvDialect, types: RowTypes
) -> Iterator[Finding]:
    """Quoted cells that two stray quotes far apart may have made, and that swallow the rows between them."""
    for cell in suspect_quoted_cells(record, width, dialect, types):
        if cell.result == "text":
            continue
        sure = cell.result == "rows"
        line, column = record.place(cell.column, dialect.delimiter)
        yield Finding(
            code="suspicious-quote",
            severity="error" if sure else "warning",
            variant=None if sure else "text",
            file=display_path,
            line=line,
            column=column,
            row=row,
            value=printable_cells([record.cells[cell.column][:40]])[0],
            details={"lines": cell.lines, "last": line + cell.lines + 1},
        )


def returns(record: Record, display_path: str, row: int, dialect: CsvDialect, types: RowTypes) -> Iterator[Finding]:
    """Quoted cells with a carriage return that ends no line: RFC 4180 has them, and readers differ about them."""
    for index, cell in enumerate(record.cells):
        if LONE_RETURN.search(cell):
            line, column = record.place(index, dialect.delimiter)
            yield Finding(
                code="line-end",
                severity="warning",
                variant="quoted",
                file=display_path,
                line=line,
                column=column,
                row=row,
                field=types.name(index),
                value=printable_cells([cell[:40]])[0],
            )


def shape_findings(record: Record, width: int, display_path: str, row: int, dialect: CsvDialect) -> Iterator[Finding]:
    found = len(record.cells)
    if record.text == "":
        yield Finding(code="blank-row", file=display_path, line=record.line, column=1, row=row)
        return
    if found == width:
        return
    line, column = record.place(width, dialect.delimiter) if found > width else (record.line, 1)
    if found == 1 and (other := other_delimiter(record.cells[0], width, dialect)):
        details: dict[str, str | int] = {"found": other, "delimiter": dialect.delimiter}
        yield Finding(
            code="missing-cell",
            variant="delimiter",
            file=display_path,
            line=line,
            column=column,
            row=row,
            details=details,
            cells=tuple(record.cells),
        )
        return
    yield Finding(
        code="extra-cell" if found > width else "missing-cell",
        variant="blank" if found > width and not record.cells[width] else None,
        file=display_path,
        line=line,
        column=column,
        row=row,
        value=record.cells[width] if found > width else None,
        details={"found": found, "expected": width},
        cells=tuple(record.cells),
    )


def other_delimiter(text: str, width: int, dialect: CsvDialect) -> str | None:
    """What else may stand between the cells of a row that seems to have one: with it there are as many as labels."""
    signs = (
        delimiter for delimiter in DELIMITERS if delimiter != dialect.delimiter and text.count(delimiter) == width - 1
    )
    return next(signs, None) if width > 1 else None
