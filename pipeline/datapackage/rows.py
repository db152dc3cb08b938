"""The interface between readers and validation: a table as batches of rows, and the location of each row."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol, runtime_checkable

from pipeline.findings.collector import FindingCollector

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

# A row's number in a table: its segment and its place in it, in one integer of 64 bits that sorts as the rows stand.
SEGMENT_ROWS = 1 << 32


class Batch(NamedTuple):
    """Rows that are checked together, in their order.

    Either `relation`: SQL with a VARCHAR column c<n> for each present field n (0-based), NULL for an empty text; or
    `values`: lists of cells by field, for formats with types. `rows`: the number of rows.
    """

    number: int
    rows: int
    relation: str | None = None
    values: Sequence[Sequence[Any]] | None = None


class RowLocation(Protocol):
    """The location of a row in its file, and its cells by the position of their field (0-based).

    `file`: as findings show it; `row`: as frictionless-py counts it, the header is row 1; `line`: the physical line,
    1-based, None in formats without lines.
    """

    @property
    def file(self) -> str: ...
    @property
    def row(self) -> int: ...
    @property
    def line(self) -> int | None: ...

    def place(self, field: int | None) -> tuple[int | None, int | None]:
        """The line and column of a cell, 1-based; of the row if `field` is None or the row has no such cell."""
        ...

    def cell(self, field: int) -> Any:
        """The cell of a field, as it is in the file."""
        ...

    @property
    def texts(self) -> tuple[str, ...]:
        """All cells of the row as they are in the file, also those of columns without a field."""
        ...


@runtime_checkable
class AddressedRow(Protocol):
    """A row whose cells have addresses, as those of a workbook have."""

    def address(self, field: int | None) -> dict[str, str | int]:
        """What says where a cell is, or the row where no field is named: details of a finding."""
        ...


def address_of(place: RowLocation, field: int | None) -> dict[str, str | int]:
    """The details of a finding with the address of a cell (workbooks); empty for formats without addresses."""
    return place.address(field) if isinstance(place, AddressedRow) else {}


class RowSource(Protocol):
    """A table that can be read in batches. Findings about its structure are added to `collector` during the reading.

    `present`: the positions of the fields that the table has; `records`: how many records were read so far; `whole`:
    whether every file was read to its end; `size`, `position`: the bytes of all files, and those read so far; None if
    unknown.
    """

    @property
    def table(self) -> str: ...
    @property
    def present(self) -> frozenset[int]: ...
    @property
    def collector(self) -> FindingCollector: ...
    @property
    def records(self) -> int: ...
    @property
    def whole(self) -> bool: ...
    @property
    def size(self) -> int | None: ...
    @property
    def position(self) -> int | None: ...

    def segments(self, connection: DuckDBPyConnection) -> Generator[Batch, bool, None]:
        """The batches of the table. The consumer sends back whether all rows of a batch could be loaded."""
        ...

    def locate(self, ordinals: Iterable[int]) -> Mapping[int, RowLocation]:
        """The locations of rows by their ordinal in the table, 0-based."""
        ...


# A row: every field of its table by name, as canonical text; an empty string where nothing is known.
Row = Mapping[str, str]


Tables = Mapping[str, Sequence[Row]]


# File and line of each row that people typed, by table and key (the parts of a key joined by spaces).
Origins = Mapping[tuple[str, str], tuple[str, int]]


# A number holds a line below its file.
FILE_SHIFT = 32


MOST_LINES = (1 << FILE_SHIFT) - 1


class RowOrigins(Mapping[tuple[str, str], tuple[str, int]]):
    """The file and line of each row by table and key, in a mapping that stores only one number for each row."""

    def __init__(self) -> None:
        self.files: list[str] = []
        self.tables: dict[str, dict[str, int]] = {}

    def add(self, table: str, key: str, file: str, line: int) -> None:
        """Adds the origin of a row; of several rows with the same key, the last one counts."""
        if not self.files or self.files[-1] != file:
            self.files.append(file)
        self.tables.setdefault(table, {})[key] = (len(self.files) - 1) << FILE_SHIFT | line

    def __getitem__(self, place: tuple[str, str]) -> tuple[str, int]:
        table, key = place
        number = self.tables[table][key]
        return self.files[number >> FILE_SHIFT], number & MOST_LINES

    def __iter__(self) -> Iterator[tuple[str, str]]:
        return ((table, key) for table, rows in self.tables.items() for key in rows)

    def __len__(self) -> int:
        return sum(map(len, self.tables.values()))
