"""The sheets of workbooks, and the cells of a sheet as they are stored, in batches; runs in the child process.

The functions that the parent calls are at the end. python-calamine returns a cell with an error, or a formula without a
stored result, as empty; `pipeline.readers.sandbox.workbook_errors` finds these.
"""

from __future__ import annotations

import io
import zlib
from collections.abc import Container, Iterator
from contextlib import ExitStack, contextmanager
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, NamedTuple
from xml.parsers import expat
from zipfile import BadZipFile, ZipFile, is_zipfile

from pipeline.core.buffers import CHUNK_BYTES
from pipeline.core.files.safe_paths import refusal_reason
from pipeline.core.limits import COLUMNS, SHEET_ROWS, SPREADSHEET_BYTES
from pipeline.readers.sandbox.repeated_rows import last_row
from pipeline.readers.sandbox.workbook_errors import (
    BrokenCells,
    UnknownParts,
    broken_cells,
    is_encrypted,
    part_has_data,
)

if TYPE_CHECKING:
    from python_calamine import CalamineSheet, CalamineWorkbook

# Excel keeps so many digits of a number; what stands behind them is noise.
DIGITS = 15
# The part of an .ods with its tables.
CONTENT = "content.xml"
# Cells of a merged range that is filled.
MOST_MERGED = 1_000_000


class WorkbookFault(Exception):
    """A workbook cannot be read: "needs-excel", "size", "bomb", "rows", "encrypted" or "broken", with details."""

    def __init__(self, reason: str, **details: str | int) -> None:
        super().__init__(reason)
        self.reason, self.details = reason, details


class Sheet(NamedTuple):
    """A worksheet of a workbook: its name, and whether it is hidden."""

    name: str
    hidden: bool = False


class SheetRow(NamedTuple):
    """A row of a sheet: its number (1-based), and its cells from column A on; None for an empty cell."""

    number: int
    cells: list[Any]


def check_workbook(source: Path | bytes) -> None:
    """Raises WorkbookFault for what is not to be opened: too large, a bomb, encrypted, or too long."""
    refuse_large(source)
    if is_encrypted(source):
        raise WorkbookFault("encrypted")
    refuse_long(source)


def refuse_large(source: Path | bytes) -> None:
    """Raises WorkbookFault for a workbook that is small only as long as it is packed, or is no ordinary file."""
    size = len(source) if isinstance(source, bytes) else source.stat().st_size
    if (isinstance(source, Path) and refusal_reason(source, None)) or size > SPREADSHEET_BYTES:
        raise WorkbookFault("size", most=SPREADSHEET_BYTES)
    stream = as_stream(source)
    with stream:
        if not is_zipfile(stream):
            return
        try:
            with ZipFile(stream) as parts:
                refuse_ambiguous(parts)
                size = sum(part.file_size for part in parts.infolist())
        except (BadZipFile, OSError, ValueError) as error:
            raise WorkbookFault("broken", problem=str(error)) from error
    if size > SPREADSHEET_BYTES:
        raise WorkbookFault("bomb", size=size, most=SPREADSHEET_BYTES)


def refuse_ambiguous(parts: ZipFile) -> None:
    """Raises WorkbookFault where two parts have one name: each program would take another one of them."""
    names = [part.filename.casefold() for part in parts.infolist()]
    if len(set(names)) < len(names):
        raise WorkbookFault("broken", problem="two of its parts have one name")


def refuse_long(source: Path | bytes) -> None:
    """Raises WorkbookFault for an .ods of more rows than a sheet can have: the reader would drop them."""
    with as_stream(source) as stream:
        try:
            with ZipFile(stream) as parts:
                if CONTENT not in parts.namelist():
                    return
                rows = last_row(partial(pieces, parts, CONTENT), SHEET_ROWS)
        except BadZipFile:
            # The reader says what else it is.
            return
        except (ValueError, expat.ExpatError, zlib.error, EOFError, NotImplementedError) as error:
            raise WorkbookFault("broken", problem=str(error)) from error
    if rows > SHEET_ROWS:
        raise WorkbookFault("rows", count=rows, most=SHEET_ROWS)


def pieces(parts: ZipFile, name: str) -> Iterator[bytes]:
    with parts.open(name) as part:
        while data := part.read(CHUNK_BYTES):
            yield data


def as_stream(source: Path | bytes) -> io.BufferedIOBase:
    return io.BytesIO(source) if isinstance(source, bytes) else source.open("rb")


@contextmanager
def open_workbook(source: Path | bytes) -> Iterator[Workbook]:
    """A workbook while it is open. Raises WorkbookFault or OSError."""
    check_workbook(source)
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError

    with as_stream(source) as stream:
        try:
            # Read from a stream, the content tells what it is: many an .xls is an .xlsx.
            book = CalamineWorkbook.from_filelike(stream)
        except PasswordError as error:
            raise WorkbookFault("encrypted") from error
        except (CalamineError, ValueError) as error:
            raise WorkbookFault("broken", problem=str(error)) from error
        with book:
            yield Workbook(book, source)


class Workbook:
    """An open workbook."""

    def __init__(self, book: CalamineWorkbook, source: Path | bytes) -> None:
        from python_calamine import SheetTypeEnum, SheetVisibleEnum

        self.book, self.source = book, source
        # The last sheet that was loaded: others would fill the memory.
        self.loaded: dict[str, CalamineSheet] = {}
        self.broken_cells: dict[str, BrokenCells] = {}
        self.sheets = tuple(
            Sheet(sheet.name, sheet.visible != SheetVisibleEnum.Visible)
            for sheet in book.sheets_metadata
            if sheet.typ == SheetTypeEnum.WorkSheet
        )

    def has_data(self, name: str) -> bool:
        """Whether a cell of a sheet has a value."""
        known = part_has_data(self.source, name)
        return self.sheet(name).start is not None if known is None else known

    def first_column(self, name: str) -> int:
        """The number (from 0) of the first column in which a cell has a value, the last one for an empty sheet."""
        start = self.sheet(name).start
        first = start[1] if start else COLUMNS
        return min([first, *(column - 1 for row in self.broken(name).values() for column in row)])

    def broken(self, name: str) -> BrokenCells:
        """The cells of a sheet that the reader takes for empty ones. Raises WorkbookFault."""
        if name not in self.broken_cells:
            try:
                self.broken_cells[name] = broken_cells(self.source, name)
            except UnknownParts as error:
                raise WorkbookFault("broken", problem=str(error)) from error
        return self.broken_cells[name]

    def sheet(self, name: str) -> CalamineSheet:
        from python_calamine import CalamineError

        if name not in self.loaded:
            try:
                self.loaded = {name: self.book.get_sheet_by_name(name)}
            except (CalamineError, ValueError) as error:
                raise WorkbookFault("broken", problem=str(error)) from error
        end = self.loaded[name].end
        if end and end[0] >= SHEET_ROWS:
            # Each row before it would be told of as an empty one.
            raise WorkbookFault("rows", count=end[0] + 1, most=SHEET_ROWS)
        return self.loaded[name]

    def rows(self, name: str, fill: Container[int] | Literal[True] = ()) -> Iterator[SheetRow]:
        """The rows of a sheet from row 1 to the last that has a value, columns from A on.

        `fill`: whether, or in which rows, the merged cells of a row all have the value of the first.
        Raises WorkbookFault.
        """
        sheet, broken = self.sheet(name), self.broken(name)
        before: list[Any] = [None] * (sheet.start[1] if sheet.start else 0)
        merged = merged_cells(sheet) if fill else {}
        firsts: dict[tuple[int, int], Any] = {}
        number = 0
        for number, values in enumerate(sheet.iter_rows(), start=1):
            # Most of a wide sheet may be empty: its rows are padded as far as they have values.
            stored = without_end([stored_cell(value) for value in values])
            cells = before + stored if stored else []
            put(cells, broken.get(number, {}))
            if number in merged and (fill is True or number in fill):
                put(cells, fill_merged(merged[number], number, cells, firsts))
            yield SheetRow(number, cells)
        for row in sorted(row for row in broken if row > number):
            # Rows of nothing but broken cells, which the reader takes for empty ones.
            cells = []
            put(cells, broken[row])
            yield SheetRow(row, cells)


def without_end(cells: list[Any]) -> list[Any]:
    """Cells without the empty ones at their end."""
    end = len(cells)
    while end and cells[end - 1] is None:
        end -= 1
    return cells[:end]


def put(cells: list[Any], found: dict[int, Any]) -> None:
    """Puts cells in their columns (1-based)."""
    for column, cell in found.items():
        cells += [None] * (column - len(cells))
        cells[column - 1] = cell


def merged_cells(sheet: CalamineSheet) -> dict[int, dict[int, tuple[int, int]]]:
    """By row and column (1-based) of the cells in merged ranges, the first cell of their range."""
    found: dict[int, dict[int, tuple[int, int]]] = {}
    for (top, left), (bottom, right) in sheet.merged_cell_ranges or ():
        if (bottom - top + 1) * (right - left + 1) <= MOST_MERGED:
            for row in range(top + 1, bottom + 2):
                columns = range(left + 1, right + 2)
                found.setdefault(row, {}).update(dict.fromkeys(columns, (top + 1, left + 1)))
    return found


def fill_merged(
    columns: dict[int, tuple[int, int]], number: int, cells: list[Any], firsts: dict[tuple[int, int], Any]
) -> dict[int, Any]:
    """The cells of a row that stand for the first of their range; `firsts` keeps the first cells."""
    found: dict[int, Any] = {}
    for column, first in columns.items():
        if first == (number, column):
            firsts[first] = cells[column - 1] if column <= len(cells) else None
        elif (value := firsts.get(first)) is not None:
            found[column] = value
    return found


def stored_cell(value: Any) -> Any:
    """A cell as people see it: None for an empty one, whole numbers as integers, other ones with 15 digits."""
    if isinstance(value, float):
        return stored_number(value)
    return None if value == "" else value


def stored_number(value: float) -> int | float:
    """Excel stores every number as a float, and shows 15 of its digits."""
    if value.is_integer():
        # Beyond what a float holds exactly, its shortest text is what was typed.
        return int(value) if abs(value) < 1e15 else int(Decimal(repr(value)))
    short = float(f"{value:.{DIGITS}g}")
    return int(short) if short.is_integer() else short


# A batch ends after so many rows, cells or characters.
BATCH_ROWS, BATCH_CELLS, BATCH_CHARACTERS = 2_000, 100_000, 4 << 20
# What a cell takes, also an empty one.
CELL_BYTES = 8
# The workbook that the parent reads, what closes it, and its rows: a child serves one at a time.
OPEN: list[Workbook] = []
CLOSING = ExitStack()
ROWS: list[Iterator[SheetRow]] = []


def open_book(source: Path | bytes) -> tuple[Sheet, ...]:
    """Opens a workbook; its sheets. Raises WorkbookFault, OSError."""
    close_book()
    book = CLOSING.enter_context(open_workbook(source))
    OPEN.append(book)
    return book.sheets


def close_book() -> None:
    OPEN.clear()
    ROWS.clear()
    CLOSING.close()


def has_data(name: str) -> bool:
    return OPEN[0].has_data(name)


def first_column(name: str) -> int:
    return OPEN[0].first_column(name)


def is_full(name: str) -> bool:
    """Whether a cell of a sheet has a value, or is a broken one."""
    book = OPEN[0]
    return book.sheet(name).start is not None or bool(book.broken(name))


def start_rows(name: str, fill: Container[int] | Literal[True]) -> None:
    ROWS[:] = [OPEN[0].rows(name, fill)]


def next_rows() -> tuple[list[SheetRow], int]:
    """The next rows of the sheet (none at its end), and how many bytes they come to."""
    batch: list[SheetRow] = []
    cells = characters = 0
    for row in ROWS[0]:
        batch.append(row)
        cells += len(row.cells)
        characters += sum(len(cell) for cell in row.cells if isinstance(cell, str))
        if len(batch) == BATCH_ROWS or cells > BATCH_CELLS or characters > BATCH_CHARACTERS:
            break
    return batch, characters + CELL_BYTES * cells
