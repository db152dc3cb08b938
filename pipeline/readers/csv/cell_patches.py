"""Changes single cells of a text in its own dialect and leaves every other character."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from pipeline.readers.csv.dialect import CsvDialect
from pipeline.readers.csv.lexer import Record, compiled, lex, lex_cell, plain_start


class Patch(NamedTuple):
    """A replacement in a text: `text` in place of the characters [start, end)."""

    start: int
    end: int
    text: str


def patched(text: str, patches: Sequence[Patch]) -> str:
    """The text with its patches, which must be in order and must not overlap."""
    pieces, at = [], 0
    for patch in patches:
        pieces += [text[at : patch.start], patch.text]
        at = patch.end
    return "".join([*pieces, text[at:]])


def placed(text: str, dialect: CsvDialect) -> Iterator[tuple[int, Record]]:
    """The records of a text, each with the offset of its first character (0-based)."""
    mark = len(text) - len(text.removeprefix("\ufeff"))
    at = 0
    for record in lex(text, dialect):
        yield max(at, mark), record
        at = record.end


def cell_patch(record: Record, at: int, index: int, value: str, dialect: CsvDialect) -> Patch | None:
    """The patch that writes a value into cell `index` of the record at offset `at`; None if the dialect cannot."""
    start = record.starts[index] if record.starts else plain_start(record.cells, index, dialect.delimiter)
    end = lex_cell(record.text, start, compiled(dialect), dialect)[1]
    printed = cell_text(value, record.text[start:end], dialect, alone=len(record.cells) == 1, first=index == 0)
    return None if printed is None else Patch(at + start, at + end, printed)


def cell_text(value: str, before: str, dialect: CsvDialect, *, alone: bool, first: bool) -> str | None:
    """A value as a cell, in quotes where it needs them or had them; None where it would not be read as that value."""
    quoted = before.startswith(dialect.quote) or needs_quotes(value, dialect, alone=alone, first=first)
    inner = value.replace(dialect.quote, dialect.quote * 2) if dialect.double_quote else value
    printed = f"{dialect.quote}{inner}{dialect.quote}" if quoted else value
    return printed if reads_as(printed, dialect) == value else None


def needs_quotes(value: str, dialect: CsvDialect, *, alone: bool, first: bool) -> bool:
    """Whether a value cannot stand as it is. A line on which nothing stands is no row, so an only cell needs them."""
    signs = (dialect.delimiter, dialect.quote, "\n", "\r", dialect.terminator, dialect.escape)
    comment = first and dialect.comment_char is not None and value.startswith(dialect.comment_char)
    spaced = dialect.skip_initial_space and value.startswith(" ")
    return (alone and not value) or comment or spaced or any(sign in value for sign in signs if sign)


def reads_as(printed: str, dialect: CsvDialect) -> str | None:
    """The value of a cell as it is printed; None where it is no cell, or more than one."""
    value, end, fault = lex_cell(printed, 0, compiled(dialect), dialect)
    return value if end == len(printed) and fault is None else None
