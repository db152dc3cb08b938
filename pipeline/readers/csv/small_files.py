"""Small CSV files as a whole: comma, UTF-8, a header in the first line."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence

from pipeline.readers.csv.dialect import CsvDialect
from pipeline.readers.csv.lexer import FaultKind, lex

PLAIN = CsvDialect()
# The words of Python's own reader, for which every language has a translation.
PROBLEMS: dict[FaultKind, str] = {
    "stray-quote": "',' expected after '\"'",
    "unclosed-quote": "unexpected end of data",
    "nul": "line contains NUL",
    "carriage-return": "new-line character seen in unquoted field",
}


class CsvProblem(Exception):
    """A mistake in the structure of a CSV file; `line`: the line on which the record ends, 1-based."""

    def __init__(self, line: int, problem: str) -> None:
        super().__init__(problem)
        self.line = line


def csv_records(text: str) -> Iterator[tuple[int, list[str]]]:
    """The records of a text, also its header, each with the line on which it ends (1-based); a blank line has no cells.

    Raises CsvProblem at the first record that is not valid CSV.
    """
    for record in lex(text, PLAIN):
        if record.faults:
            raise CsvProblem(record.last_line, PROBLEMS[record.faults[0].kind])
        yield record.last_line, record.cells if record.text else []


def csv_text(rows: Iterable[Sequence[str]], delimiter: str = ",") -> str:
    """The rows as CSV (RFC 4180), with LF as the line end."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\n", delimiter=delimiter).writerows(rows)
    return text.getvalue()
