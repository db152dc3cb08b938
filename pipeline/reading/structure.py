"""What is wrong with the structure of records: stray quotes, cells too many or too few, lines that swallow lines."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.findings import Finding
from pipeline.labels import DELIMITERS
from pipeline.tabular.dialect import CsvDialect
from pipeline.tabular.lexer import Record

FAULTS = {
    "stray-quote": "stray-quote",
    "unclosed-quote": "unclosed-quote",
    "nul": "nul-byte",
    "carriage-return": "line-end",
}
FAULTS_TOLD = 100
# What git writes around two versions of the same lines.
CONFLICT = re.compile(r"(?:<{7}|\|{7}|>{7})(?: |$)|={7}$", re.MULTILINE)


def record_findings(record: Record, width: int, shown: str, row: int, dialect: CsvDialect) -> list[Finding]:
    """Everything that keeps a record from being a row of `width` cells; empty where it is one."""
    if width > 1 and CONFLICT.match(record.text):
        return [Finding(code="merge-conflict", file=shown, line=record.line, column=1, row=row, value=record.text[:40])]
    # A record whose quotes are wrong has no cells to count.
    return [*structure_findings(record, shown, row, width, dialect)] or [
        *shape_findings(record, width, shown, row, dialect)
    ]


def structure_findings(record: Record, shown: str, row: int, width: int, dialect: CsvDialect) -> Iterator[Finding]:
    details: dict[str, str | int] = {"lines": record.lines, "last": record.last_line} if record.faults else {}
    # Each place is counted from the record's beginning: of very many in one record the first say enough.
    for fault in record.faults[:FAULTS_TOLD]:
        line, column = record.place_of(fault.at)
        value = record.text[fault.at : fault.at + 40].partition("\n")[0]
        yield Finding(
            code=FAULTS[fault.kind], file=shown, line=line, column=column, row=row, value=value, details=details
        )
    if record.lines > 2 and not record.faults and width > 1:
        yield from suspicious_cells(record, shown, row, width, dialect)


def suspicious_cells(record: Record, shown: str, row: int, width: int, dialect: CsvDialect) -> Iterator[Finding]:
    """Quoted cells whose inner lines look like rows: two stray quotes far apart swallow what stands between them."""
    for index, cell in enumerate(record.cells):
        inner = cell.split("\n")[1:-1]
        if inner and all(line.count(dialect.delimiter) == width - 1 for line in inner):
            line, column = record.place(index, dialect.delimiter)
            details: dict[str, str | int] = {"lines": len(inner), "last": line + len(inner) + 1}
            yield Finding(
                code="suspicious-quote", file=shown, line=line, column=column, row=row, value=cell[:40], details=details
            )


def shape_findings(record: Record, width: int, shown: str, row: int, dialect: CsvDialect) -> Iterator[Finding]:
    found = len(record.cells)
    if record.text == "":
        yield Finding(code="blank-row", file=shown, line=record.line, column=1, row=row)
        return
    if found == width:
        return
    line, column = record.place(width, dialect.delimiter) if found > width else (record.line, 1)
    if found == 1 and (other := other_delimiter(record.cells[0], width, dialect)):
        details: dict[str, str | int] = {"found": other, "delimiter": dialect.delimiter}
        yield Finding(
            code="missing-cell",
            variant="delimiter",
            file=shown,
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
        file=shown,
        line=line,
        column=column,
        row=row,
        value=record.cells[width] if found > width else None,
        details={"found": found, "expected": width},
        cells=tuple(record.cells),
    )


def other_delimiter(text: str, width: int, dialect: CsvDialect) -> str | None:
    """What else may stand between the cells of a row that seems to have one: with it there are as many as labels."""
    signs = (one for one in DELIMITERS if one != dialect.delimiter and text.count(one) == width - 1)
    return next(signs, None) if width > 1 else None
