"""What the files of a delimited table have in common, and where its rows are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from pipeline.datapackage.descriptors import FieldsMatch, Schema
from pipeline.datapackage.header import Expected
from pipeline.readers.byte_streams import Storage
from pipeline.readers.csv.block_splitter import BLOCK_BYTES, Block
from pipeline.readers.csv.decoding_errors import printable_cells, readable_cells
from pipeline.readers.csv.dialect import CsvDialect
from pipeline.readers.csv.lexer import Record


class Sizes(NamedTuple):
    """The size of blocks, and the number of rows up to which Python checks them without a query."""

    block: int = BLOCK_BYTES
    few: int = 1 << 18


SIZES = Sizes()


class TextFile(NamedTuple):
    """A file of a table: its path for findings, and its path (or its bytes, for data inside a descriptor)."""

    display_path: str
    source: Path | bytes


@dataclass(frozen=True)
class Layout:
    """What the files of a table have in common: field names, how they match the header, dialect and storage.

    `needed`: fields that the header must have whatever `match` allows; `titles`: the field of each folded title;
    `header_could_be_data`: whether the field names would be a valid row; `schema`: the types, for stray quotes.
    """

    table: str
    fields: tuple[str, ...]
    match: FieldsMatch = "exact"
    dialect: CsvDialect = field(default_factory=CsvDialect)
    storage: Storage = field(default_factory=Storage)
    needed: frozenset[str] = frozenset()
    header_could_be_data: bool = False
    titles: Mapping[str, str] = field(default_factory=dict)
    schema: Schema | None = None

    @property
    def header(self) -> Expected:
        return Expected(self.fields, self.match, self.titles)


@dataclass(frozen=True)
class BatchOrigin:
    """Where the rows of a batch are: the block, its first record, and which records are rows (None: all)."""

    file: int
    block: Block
    first_row: int
    kept: Sequence[int] | None = field(default=None, repr=False)

    def record(self, ordinal: int) -> int:
        """The number of the record of a row in the block, 0-based."""
        return ordinal if self.kept is None else self.kept[ordinal]


class Row:
    """Where a row of a delimited file stands."""

    def __init__(self, file: str, row: int, record: Record, columns: Sequence[int | None], delimiter: str) -> None:
        self.file, self.row, self.record = file, row, record
        self.columns, self.delimiter = columns, delimiter
        self.line: int | None = record.line

    def place(self, field: int | None) -> tuple[int | None, int | None]:
        at = None if field is None else self.columns[field]
        return (self.line, 1) if at is None else self.record.place(at, self.delimiter)

    def cell(self, field: int) -> Any:
        at = self.columns[field]
        return None if at is None else readable_cells([self.record.cells[at]])[0]

    @property
    def texts(self) -> tuple[str, ...]:
        return printable_cells(self.record.cells)


def size_of(source: Path | bytes) -> int | None:
    try:
        return len(source) if isinstance(source, bytes) else source.stat().st_size
    except OSError:
        return None
