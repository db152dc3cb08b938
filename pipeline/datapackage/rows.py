"""What reading hands to checking: a table as segments of rows, and the place of each row. Neither knows the other."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol, runtime_checkable

from pipeline.findings.collector import FindingCollector

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

# A row's number in a table: its segment and its place in it, in one integer of 64 bits that sorts as the rows stand.
SEGMENT_ROWS = 1 << 32


class Batch(NamedTuple):
    """Rows that are checked together, in order.

    Either `relation`: SQL with a VARCHAR column c<n> for each field n that the data have, NULL for the empty text;
    or `values`: rows of cells by field, in a format with types of its own. `rows`: how many there must be.
    """

    number: int
    rows: int
    relation: str | None = None
    values: Sequence[Sequence[Any]] | None = None


class RowLocation(Protocol):
    """Where a row stands: its file, its row number and line, and each of its cells by the position of its field."""

    @property
    def file(self) -> str: ...
    @property
    def row(self) -> int: ...
    @property
    def line(self) -> int | None: ...

    def place(self, field: int | None) -> tuple[int | None, int | None]:
        """The line and column (1-based) of a cell; of the row where no field is named or it has no such cell."""
        ...

    def cell(self, field: int) -> Any:
        """The cell as it stands in the data."""
        ...

    @property
    def texts(self) -> tuple[str, ...]:
        """All cells of the row, as they stand, columns without a field included."""
        ...


@runtime_checkable
class AddressedRow(Protocol):
    """A row whose cells have addresses, as those of a workbook have."""

    def address(self, field: int | None) -> dict[str, str | int]:
        """What says where a cell is, or the row where no field is named: details of a finding."""
        ...


def address_of(place: RowLocation, field: int | None) -> dict[str, str | int]:
    """The address of a cell as details of a finding; none where cells have no addresses."""
    return place.address(field) if isinstance(place, AddressedRow) else {}


class RowSource(Protocol):
    """A table that can be checked. What is wrong with its structure goes to `collector` while it is read.

    `present`: the positions of the fields that it has; `records`: how many were read so far, whole or not; `whole`:
    whether every file could be read to its end; `size` and `position`: bytes of all its files, and those that were
    read so far, None where that cannot be told.
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
        """The table, segment by segment. What is sent back says whether all of a segment's rows could be loaded."""
        ...

    def locate(self, ordinals: Iterable[int]) -> Mapping[int, RowLocation]:
        """The places of rows by their number in the table."""
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
    """Origins that take little memory: of each row its key and one number, which is made of its file and its line."""

    def __init__(self) -> None:
        self.files: list[str] = []
        self.tables: dict[str, dict[str, int]] = {}

    def add(self, table: str, key: str, file: str, line: int) -> None:
        """Notes where a row comes from; of two rows with one key it is the last."""
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
