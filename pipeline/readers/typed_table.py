"""Tables in formats with types (JSON, JSON Lines, Parquet, data in a descriptor) as a source of rows."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from pipeline.core.buffers import ROWS_AT_ONCE
from pipeline.datapackage.rows import SEGMENT_ROWS, Batch, RowLocation
from pipeline.datapackage.types.structures import written
from pipeline.findings.collector import FindingCollector
from pipeline.findings.model import Finding
from pipeline.readers.csv.head import NotText
from pipeline.readers.csv.read_errors import encoding_finding, unreadable
from pipeline.readers.csv.text_layout import Layout
from pipeline.readers.header_check import PlaceOf, check_header, check_labels, header_limit, match_columns

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


class DataFault(Exception):
    """Data that are no table: the line (1-based, if known), and what is wrong as a variant of source-error."""

    def __init__(self, line: int | None, variant: str, code: str = "source-error", **details: str | int) -> None:
        super().__init__(variant or code)
        self.line, self.variant, self.code, self.details = line, variant, code, details
        self.suggestion: str | None = None

    def at(self, line: int) -> DataFault:
        """The same on a line."""
        self.line = line
        return self


class TypedRow(NamedTuple):
    """A row: its line in the file (None where it has none), and its cells in order or by label.

    `cells`: a fault where the row is none, though the rows after it can be read.
    """

    line: int | None
    cells: list[Any] | dict[str, Any] | DataFault


Reader = Callable[[], Iterator[TypedRow]]


@dataclass(frozen=True)
class TypedFile:
    """A file of a table: as findings show it, and what reads its rows (raising OSError, ValueError or DataFault)."""

    display_path: str
    rows: Reader


class Row:
    """Where a row of typed data stands: its line, if it has one; cells have no place of their own."""

    def __init__(self, file: str, row: int, line: int | None, cells: Sequence[Any]) -> None:
        self.file, self.row, self.line, self.cells = file, row, line, cells

    def place(self, _field: int | None) -> tuple[int | None, int | None]:
        return self.line, None

    def cell(self, field: int) -> Any:
        return self.cells[field]

    @property
    def texts(self) -> tuple[str, ...]:
        return tuple("" if cell is None else cell if isinstance(cell, str) else written(cell) for cell in self.cells)


class TypedTable:
    """A table of typed rows; see `pipeline.datapackage.rows.RowSource`. Rows that are objects are matched by name."""

    def __init__(
        self,
        files: Sequence[TypedFile],
        layout: Layout,
        collector: FindingCollector,
        item_keys: Sequence[str] | None = None,
    ) -> None:
        self.files, self.layout, self.collector, self.item_keys = files, layout, collector, item_keys
        self.table = layout.table
        self.records = 0
        self.whole = True
        self.size = self.position = None
        self.read: list[str] = []
        self.columns: list[int | None] = list(range(len(layout.fields)))
        self.labels: list[str] = list(layout.fields)
        self.keyed = False
        self.starts: list[tuple[int, int]] = []
        self.chunk: tuple[int, list[Row]] | None = None

    @property
    def present(self) -> frozenset[int]:
        return frozenset(at for at, column in enumerate(self.columns) if column is not None)

    def open_first(self) -> bool:
        """Reads what the labels are; whether there are rows to check."""
        display_path = self.files[0].display_path
        try:
            rows = self.files[0].rows()
            first = next((row for row in rows if not isinstance(row.cells, DataFault)), None)
            self.keyed = first is None or isinstance(first.cells, dict)
            if first is None:
                # No rows: nothing says which columns there would be, and nothing can be wrong in them.
                self.read.append(display_path)
                return True
            if self.keyed:
                self.labels = list(self.item_keys or all_labels(chain([first], rows)))
            elif self.layout.dialect.header:
                self.labels = [str(label) for label in cells_of(first)]
        except (OSError, ValueError, DataFault) as error:
            self.collector.refuse(data_finding(error, display_path))
            return False
        if wide := header_limit(self.labels, display_path):
            self.collector.refuse(wide)
            self.labels = []
            return False
        self.read.append(display_path)
        return self.match(first.line or 1)

    def close(self) -> None:
        """Nothing stays open between rows."""

    def match(self, line: int) -> bool:
        """Matches the labels with the fields; whether the rows can be told."""
        layout, display_path, place = self.layout, self.files[0].display_path, self.label_place(line)
        if not self.keyed and not layout.dialect.header:
            return True
        match = "equal" if self.keyed and layout.match == "exact" else layout.match
        if not layout.fields:
            self.add_findings(check_labels(self.labels, display_path, line, place))
            return True
        expected = layout.header._replace(match=match)
        found = [*check_header(self.labels, expected, display_path, line=line, row=line if place else 1, place=place)]
        report = {finding.field for finding in found}
        found += [
            Finding(code="missing-label", file=display_path, line=line, row=1, field=name)
            for name in sorted(layout.needed)
            if name not in self.labels and name not in report
        ]
        self.add_findings(found)
        self.columns = match_columns(self.labels, layout.header)
        return True

    def add_findings(self, found: Iterable[Finding]) -> None:
        """Notes what is wrong with the header."""
        self.collector.add(found)

    def label_place(self, _line: int) -> PlaceOf | None:
        """Where each label is; None where labels have no place of their own."""
        return None

    def segments(self, _connection: DuckDBPyConnection) -> Generator[Batch, bool, None]:
        number = 0
        for at, file in enumerate(self.files):
            try:
                rows = self.file_rows(at)
                while batch := list(islice(rows, ROWS_AT_ONCE)):
                    first = self.records
                    self.chunk = (number, batch)
                    self.starts.append((at, first))
                    self.records += len(batch)
                    yield Batch(number, len(batch), values=[row.cells for row in batch])
                    number += 1
            except (OSError, ValueError, DataFault) as error:
                self.whole = False
                self.collector.refuse(data_finding(error, file.display_path))
                continue
            if at:
                self.read.append(file.display_path)

    def file_rows(self, at: int, *, report: bool = True) -> Iterator[Row]:
        """The rows of a file, cells by field; rows of another shape go to the collector (once, if `report`)."""
        file = self.files[at]
        rows = file.rows()
        header = not self.keyed and self.layout.dialect.header
        # Objects have their labels in each row; the row numbers are those of a table with a header all the same.
        number = 1 if self.keyed else 0
        for line, cells in rows:
            number += 1
            if not isinstance(cells, DataFault) and isinstance(cells, dict) is not self.keyed:
                cells = DataFault(line, "data-array" if self.keyed else "data-object")  # noqa: PLW2901 - it is no row
            elif header and not isinstance(cells, DataFault):
                header = False
                continue
            if isinstance(cells, DataFault):
                self.whole = False
                if report:
                    self.collector.add([data_finding(cells, file.display_path, number)])
                continue
            if isinstance(cells, dict):
                named = [None if at is None else cells.get(self.labels[at]) for at in self.columns]
                yield Row(file.display_path, number, line, named)
                continue
            if len(cells) != len(self.labels):
                if report:
                    self.whole = False
                    self.collector.add([width_finding(cells, len(self.labels), file.display_path, line, number)])
                continue
            yield Row(
                file.display_path, number, line, [None if column is None else cells[column] for column in self.columns]
            )

    def locate(self, ordinals: Iterable[int]) -> Mapping[int, RowLocation]:
        wanted = sorted(ordinals)
        found: dict[int, RowLocation] = {}
        if self.chunk is not None:
            number, batch = self.chunk
            found = {ordinal: batch[ordinal % SEGMENT_ROWS] for ordinal in wanted if ordinal // SEGMENT_ROWS == number}
        rest = [ordinal for ordinal in wanted if ordinal not in found]
        if rest:
            found |= self.read_again(rest)
        return found

    def read_again(self, wanted: Sequence[int]) -> dict[int, RowLocation]:
        segments = {ordinal // SEGMENT_ROWS for ordinal in wanted}
        found: dict[int, RowLocation] = {}
        number = 0
        for at in range(len(self.files)):
            rows = self.file_rows(at, report=False)
            while batch := list(islice(rows, ROWS_AT_ONCE)):
                if number in segments:
                    found |= {
                        ordinal: batch[ordinal % SEGMENT_ROWS]
                        for ordinal in wanted
                        if ordinal // SEGMENT_ROWS == number
                    }
                number += 1
        return found


def cells_of(row: TypedRow) -> list[Any] | dict[str, Any]:
    assert not isinstance(row.cells, DataFault)
    return row.cells


def all_labels(rows: Iterable[TypedRow]) -> Iterator[str]:
    """The keys of all objects, in the order in which they first stand."""
    seen: dict[str, None] = {}
    for _, cells in rows:
        if isinstance(cells, dict):
            seen.update(dict.fromkeys(cells))
    return iter(seen)


def width_finding(cells: Sequence[Any], width: int, display_path: str, line: int | None, row: int) -> Finding:
    details: dict[str, str | int] = {"found": len(cells), "expected": width}
    if len(cells) < width:
        return Finding(code="missing-cell", file=display_path, line=line, row=row, details=details)
    return Finding(code="extra-cell", file=display_path, line=line, row=row, value=str(cells[width]), details=details)


def data_finding(error: Exception, display_path: str, row: int | None = None) -> Finding:
    if isinstance(error, UnicodeDecodeError):
        return encoding_finding(NotText(bytes(error.object), error.start), display_path)
    if isinstance(error, OSError):
        return unreadable(Path(display_path), display_path, error)
    if isinstance(error, DataFault):
        return Finding(
            code=error.code,
            variant=error.variant or None,
            file=display_path,
            line=error.line,
            row=row,
            suggestion=error.suggestion,
            details=error.details,
        )
    return Finding(code="source-error", variant="data", file=display_path, details={"problem": str(error)})
