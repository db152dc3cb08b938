"""Rows of cells that remember how they are written, so that unchanged ones are written as they were."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from pipeline.readers.csv.dialect import CsvDialect
from pipeline.readers.csv.lexer import Record, lex


@dataclass(frozen=True)
class Line:
    """A record: its number in the file (1-based), its cells as read and as written, and its line end.

    A record with faults has no cells.
    """

    number: int
    cells: tuple[str, ...]
    printed: tuple[str, ...]
    end: str
    text: str

    @property
    def is_blank(self) -> bool:
        """Whether it contains only delimiters and white space."""
        return not any(cell.strip() for cell in self.cells) and bool(self.cells)

    def with_cell(self, at: int, value: str, dialect: CsvDialect) -> Line:
        """The record with another value in a cell (0-based)."""
        cells = (*self.cells[:at], value, *self.cells[at + 1 :])
        printed = (*self.printed[:at], written(value, self.printed[at], dialect), *self.printed[at + 1 :])
        return replace(self, cells=cells, printed=printed)

    def picked(self, order: Sequence[int]) -> Line:
        """The record with its cells in another order; `order`: the old positions, 0-based."""
        return replace(
            self, cells=tuple(self.cells[at] for at in order), printed=tuple(self.printed[at] for at in order)
        )


def read_lines(text: str, dialect: CsvDialect) -> list[Line]:
    """The records of a text, with everything that is needed to write them unchanged."""
    lines, at = [], 0
    for record in lex(text, dialect):
        printed = text[at : record.end]
        end = printed[len(record.text) :]
        lines.append(line_of(record, end, dialect))
        at = record.end
    return lines


def line_of(record: Record, end: str, dialect: CsvDialect) -> Line:
    if record.faults:
        return Line(record.line, (), (), end, record.text)
    if not record.starts:
        cells = tuple(record.cells)
        return Line(record.line, cells, cells, end, record.text)
    stops = [*(start - len(dialect.delimiter) for start in record.starts[1:]), len(record.text)]
    printed = tuple(record.text[start:stop] for start, stop in zip(record.starts, stops, strict=True))
    return Line(record.line, tuple(record.cells), printed, end, record.text)


def write_lines(lines: Sequence[Line], dialect: CsvDialect) -> str:
    """The text of some records; records that were not changed are written as they were read."""
    return "".join((dialect.delimiter.join(line.printed) if line.cells else line.text) + line.end for line in lines)


def written(value: str, before: str, dialect: CsvDialect) -> str:
    """The value as a cell of the text; it is quoted if it must be, or if the cell `before` was."""
    quoted = before.startswith(dialect.quote) or any(
        char in value for char in (dialect.delimiter, dialect.quote, "\n", "\r")
    )
    if not quoted:
        return value
    return f"{dialect.quote}{value.replace(dialect.quote, dialect.quote * 2)}{dialect.quote}"
