"""Whether a quoted cell of several lines is a text, or rows between two stray quotes.

Two stray quotes leave the rest of a row before the first line break, whole rows, and the beginning of a row after the
last one. If the numbers of cells do not fit this, the cell is a text. If they do, the types of the schema decide.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Literal, NamedTuple

from pipeline.datapackage.descriptors import Field, Schema
from pipeline.datapackage.types import CellValidator
from pipeline.readers.csv.block_splitter import forgiven
from pipeline.readers.csv.dialect import CsvDialect
from pipeline.readers.csv.lexer import Record

# A field that takes this for a value takes any text: its type does not tell rows from texts.
A_TEXT = "a text, as people write it"
# So many lines with codes of one shape are no text.
FEW = 3
Verdict = Literal["rows", "perhaps", "text"]
CODE = re.compile(r"[\w.:/-]*\d[\w.:/-]*")
DIGITS, LETTERS = re.compile(r"\d+"), re.compile(r"[^\W\d_]+")


class SuspectCell(NamedTuple):
    """A quoted cell that may have swallowed rows: its position in the record, its inner lines, and the result."""

    column: int
    lines: int
    result: Verdict


class RowTypes:
    """The types of the columns of a file; `columns`: the column of each field (0-based), None if it has none."""

    def __init__(
        self,
        schema: Schema | None = None,
        columns: Sequence[int | None] = (),
        labels: Sequence[str] = (),
        null_sequence: str | None = None,
    ) -> None:
        self.schema, self.null_sequence = schema, null_sequence
        fields = schema.fields if schema else ()
        self.fields = {at: field for field, at in zip(fields, columns, strict=False) if at is not None}
        self.labels = labels

    def name(self, column: int) -> str:
        """The name of the field of a column, or else its label, or else its number."""
        label = self.labels[column] if column < len(self.labels) else str(column + 1)
        return self.fields[column].name if column in self.fields else label

    @cached_property
    def validators(self) -> Mapping[int, CellValidator]:
        """The validators of the columns by position, made when the first cell is in doubt."""
        return {
            at: validator_of(self.schema, field, self.null_sequence) for at, field in self.fields.items() if self.schema
        }

    @cached_property
    def distinctive(self) -> frozenset[int]:
        """The columns that do not take just any text."""
        return frozenset(at for at, validator in self.validators.items() if validator.validate(A_TEXT).problems)

    def counts(self, cells: Sequence[str]) -> tuple[int, int]:
        """How many cells of a row are valid values of a type that refuses most texts, and how many are not valid."""
        good = bad = 0
        for at, validator in self.validators.items():
            result = validator.validate(cells[at])
            bad += bool(result.problems)
            good += at in self.distinctive and result.key is not None and not result.problems
        return good, bad


def validator_of(schema: Schema, field: Field, null_sequence: str | None) -> CellValidator:
    return CellValidator(schema, field, key=field.name in schema.key, null_sequence=null_sequence)


NO_TYPES = RowTypes()


def suspect_quoted_cells(record: Record, width: int, dialect: CsvDialect, types: RowTypes) -> Iterator[SuspectCell]:
    """The cells of a record that may have swallowed rows of `width` cells."""
    for index, cell in enumerate(record.cells):
        if cell.count("\n") < 2:
            continue
        rows = rows_around(record, index, dialect)
        inner = [row for row in rows[1:-1] if len(row) == width]
        odd = len(rows) - 2 - len(inner)
        if len(rows[0]) == len(rows[-1]) == width and odd <= forgiven(len(rows) - 2):
            yield SuspectCell(index, len(rows) - 2, result(inner, (rows[0], rows[-1]), odd, types))


def rows_around(record: Record, index: int, dialect: CsvDialect) -> list[list[str]]:
    """The rows that a cell and its record would be without its quotes."""
    lines = [line.removesuffix("\r") for line in record.cells[index].split("\n")]
    first, *inner, last = ([unquoted(part, dialect) for part in line.split(dialect.delimiter)] for line in lines)
    return [[*record.cells[:index], *first], *inner, [*last, *record.cells[index + 1 :]]]


def unquoted(cell: str, dialect: CsvDialect) -> str:
    """What an empty quoted cell has become, whose two marks are read as one, is empty again."""
    return "" if cell == dialect.quote else cell


def result(rows: Sequence[Sequence[str]], ends: Sequence[Sequence[str]], odd: int, types: RowTypes) -> Verdict:
    """What the types of the schema say of the rows in a cell; `odd`: how many lines are none.

    `ends`: the rows before and behind them, which are put together from two pieces; of few rows they must be good too.
    """
    if not types.distinctive:
        return "rows" if len(rows) >= FEW and share_a_shape([ends[0], *rows]) else "perhaps"
    counts = [types.counts(row) for row in rows]
    if not any(good for good, _ in counts):
        return "text" if any(bad for _, bad in counts) else "perhaps"
    refused = odd + sum(bool(bad) for _, bad in counts)
    if len(rows) < FEW:
        refused += sum(bool(types.counts(row)[1]) for row in ends)
    vouched = sum(bool(good) and not bad for good, bad in counts)
    return "rows" if refused <= forgiven(len(rows) + odd) and 2 * vouched >= len(rows) else "perhaps"


def share_a_shape(rows: Sequence[Sequence[str]]) -> bool:
    """Whether all cells of a column are codes of one shape, as those of an identifier or a date are."""
    return any(is_one_shape(column) for column in zip(*rows, strict=True))


def is_one_shape(cells: Iterable[str]) -> bool:
    shapes = {LETTERS.sub("a", DIGITS.sub("9", cell)) if CODE.fullmatch(cell) else None for cell in cells}
    return len(shapes) == 1 and None not in shapes
