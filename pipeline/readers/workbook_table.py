"""A sheet of a workbook as a table: which sheet, where its header is, and the address of every cell."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from pipeline.core.limits import SPREADSHEET_BYTES
from pipeline.core.text.spelling import Similarity, closest_match
from pipeline.datapackage.descriptors import Dialect, Field, Schema
from pipeline.datapackage.types.booleans import FALSE_VALUES, TRUE_VALUES
from pipeline.datapackage.types.cell_validator import missing_values
from pipeline.datapackage.types.structures import written
from pipeline.datapackage.types.typed_cells import BrokenCell, duration_text, stored_text
from pipeline.findings.collector import FindingCollector
from pipeline.findings.model import Finding
from pipeline.readers.byte_streams import Storage, open_bytes, read_exactly
from pipeline.readers.csv.dialect import CsvDialect
from pipeline.readers.csv.text_layout import Layout
from pipeline.readers.other_formats import NotReadable
from pipeline.readers.row_framing import as_label, framed, trimmed
from pipeline.readers.typed_table import DataFault, Row, TypedFile, TypedRow, TypedTable
from pipeline.readers.workbook_client import (
    DIGITS,
    ReaderFault,
    Sheet,
    Workbook,
    WorkbookFault,
    check_workbook,
    column_letters,
    open_workbook,
)

# Any midnight.
MIDNIGHT = datetime(2000, 1, 1)  # noqa: DTZ001 - cells have no zone
Convert = Callable[[Any], Any]


@dataclass(frozen=True)
class SheetChoice:
    """The sheet that a dialect names: by name, by number (from 1), or both; neither where it names none."""

    name: str | None = None
    number: int | None = None
    fill_merged: bool = False


def sheet_choice(dialect: Dialect | None) -> SheetChoice:
    """The sheet of `sheetName` and `sheetNumber`, else of frictionless-py's `excel.sheet`, `ods.sheet`, `sheet`."""
    if dialect is None:
        return SheetChoice()
    extra = dialect.__pydantic_extra__ or {}
    nested = [options for options in (extra.get("excel"), extra.get("ods"), extra) if isinstance(options, dict)]
    given = next((options["sheet"] for options in nested if "sheet" in options), None)
    fill = any(options.get("fillMergedCells") is True for options in nested)
    if dialect.sheet_name is not None or dialect.sheet_number is not None or isinstance(given, bool):
        return SheetChoice(dialect.sheet_name, dialect.sheet_number, fill)
    if isinstance(given, int | float):
        return SheetChoice(None, int(given), fill)
    return SheetChoice(given if isinstance(given, str) else None, None, fill)


class AbsentSheet(DataFault):
    """A sheet that is named and is not there, with the name that was meant, if one is like it."""

    def __init__(self, variant: str, suggestion: str | None = None, **details: str | int) -> None:
        super().__init__(None, variant, "source-error", **details)
        self.suggestion = suggestion


@dataclass
class SheetFile:
    """A workbook file of a table; once its rows are read, `sheet` is its sheet, and `findings` what to say of it."""

    display_path: str
    path: Path
    storage: Storage
    choice: SheetChoice
    dialect: CsvDialect
    sheet: str = ""
    # Empty columns before the first that has a value: the table begins after them.
    offset: int = 0
    findings: list[Finding] = field(default_factory=list)

    @property
    def source(self) -> Path | bytes:
        """Where the workbook is: its path, or its bytes if it is compressed. Raises WorkbookFault, OSError."""
        if not self.storage.compression:
            return self.path
        with open_bytes(self.path, self.storage) as stream:
            data = read_exactly(stream, SPREADSHEET_BYTES + 1)
        if len(data) > SPREADSHEET_BYTES:
            raise WorkbookFault("size", most=SPREADSHEET_BYTES)
        return data

    def check(self) -> None:
        """Raises NotReadable for a workbook that is not to be opened; one that is not there is left to `rows`."""
        try:
            check_workbook(self.source)
        except WorkbookFault as error:
            if error.reason != "broken":
                raise NotReadable(f"workbook-{error.reason}", None, **error.details) from error
        except ReaderFault as error:
            raise NotReadable(f"reader-{error.reason}", None, **error.details) from error
        except OSError:
            return

    def rows(self) -> Iterator[TypedRow]:
        """The labels (if there is a header), then the rows of data. Raises DataFault, OSError."""
        try:
            with open_workbook(self.source) as book:
                self.findings = []
                self.sheet = self.choose(book)
                self.offset = book.first_column(self.sheet)
                rows = ((at, trimmed(cells)[self.offset :]) for at, cells in book.rows(self.sheet, self.filled))
                yield from framed(rows, self.dialect)
        except WorkbookFault as error:
            if error.reason == "rows":
                raise DataFault(None, "workbook-rows", "source-error", **error.details) from error
            raise DataFault(None, "workbook", problem=str(error.details.get("problem", error.reason))) from error
        except ReaderFault as error:
            raise DataFault(None, f"reader-{error.reason}", "source-error", **error.details) from error

    @property
    def filled(self) -> Any:
        """The rows in which merged cells are filled: all if the dialect asks for it, else a header of several rows."""
        if self.choice.fill_merged:
            return True
        rows = self.dialect.header_rows
        return rows if len(rows) > 1 else ()

    def choose(self, book: Workbook) -> str:
        """The name of the sheet to read. Raises DataFault where it is not there or empty."""
        sheets, choice = book.sheets, self.choice
        if not sheets:
            raise DataFault(None, "empty")
        names = [sheet.name for sheet in sheets]
        if choice.name is not None and choice.name not in names:
            meant = closest_match(choice.name, names, Similarity.FILE_PART)
            raise AbsentSheet("sheet", meant, name=choice.name, sheets=", ".join(names))
        if choice.number is not None and not 1 <= choice.number <= len(names):
            details: dict[str, str | int] = {"number": choice.number, "found": len(names)}
            raise AbsentSheet("sheet-number", None, sheets=", ".join(names), **details)
        by_number = sheets[(choice.number or 1) - 1]
        chosen = by_number if choice.name is None else sheets[names.index(choice.name)]
        self.findings += self.doubts(book, chosen, by_number)
        return chosen.name

    def doubts(self, book: Workbook, chosen: Sheet, by_number: Sheet) -> Iterator[Finding]:
        """What to say of a choice. Raises DataFault for an empty sheet."""
        choice = self.choice
        named = choice.name is not None or choice.number is not None
        if choice.name is not None and choice.number is not None and by_number != chosen:
            details: dict[str, str | int] = {"name": chosen.name, "number": choice.number, "other": by_number.name}
            yield Finding(code="source-error", variant="sheet-twice", file=self.display_path, details=details)
        full = book.is_full(chosen.name)
        others = [sheet for sheet in book.sheets if sheet != chosen and not sheet.hidden]
        filled = [sheet.name for sheet in others if (not named or not full) and book.has_data(sheet.name)]
        if not full:
            listed = ", ".join(filled)
            raise DataFault(None, "sheet-empty" if filled else "empty", name=chosen.name, sheets=listed)
        if not named and filled:
            details = {"name": chosen.name, "sheets": ", ".join(filled)}
            variant = "sheet-hidden" if chosen.hidden else "sheets"
            yield Finding(
                code="source-error", severity="warning", variant=variant, file=self.display_path, details=details
            )


class SheetCells(Row):
    """Where a row of a sheet is: every cell has a column and an address."""

    def __init__(
        self, file: SheetFile, row: int, cells: Sequence[Any], columns: Sequence[int | None], whole: Sequence[Any]
    ) -> None:
        super().__init__(file.display_path, row, row, cells)
        self.sheet, self.offset, self.columns, self.whole = file.sheet, file.offset, columns, whole

    def place(self, field: int | None) -> tuple[int | None, int | None]:
        column = None if field is None else self.columns[field]
        return self.line, None if column is None else self.offset + column + 1

    def address(self, field: int | None) -> dict[str, str | int]:
        """The sheet, and the address of a cell, for the details of a finding."""
        return sheet_place(self.sheet, self.row, self.place(field)[1])

    def cell(self, field: int) -> Any:
        cell = self.cells[field]
        return stored_text(cell) or cell

    @property
    def texts(self) -> tuple[str, ...]:
        return tuple("" if cell is None else as_label(cell) for cell in self.whole)


def sheet_place(sheet: str, row: int, column: int | None) -> dict[str, str | int]:
    """The sheet, and the address of the cell in a row and column (1-based), as details of a finding."""
    return {"sheet": sheet, **({} if column is None else {"cell": f"{column_letters(column)}{row}"})}


class WorkbookTable(TypedTable):
    """A table of sheets (a `pipeline.datapackage.rows.RowSource`). No cell is missing; an empty row is a finding."""

    is_workbook = True

    def __init__(self, files: Sequence[SheetFile], layout: Layout, collector: FindingCollector, schema: Schema) -> None:
        super().__init__([TypedFile(file.display_path, file.rows) for file in files], layout, collector)
        self.sheets = files
        self.converts = [converter(schema, field) for field in schema.fields]
        # Fields whose digits all matter, and those with a number of which some may be lost.
        self.watched = {at for at, field in enumerate(schema.fields) if field.type in ("integer", "any")}
        self.long_reported: set[int] = set()

    def open_first(self) -> bool:
        opened = super().open_first()
        self.collector.add(self.sheets[0].findings)
        return opened

    def label_place(self, line: int) -> Callable[[int], tuple[int, int]]:
        return lambda at: (line, self.sheets[0].offset + at + 1)

    def add_findings(self, found: Iterable[Finding]) -> None:
        """Notes what is wrong with the header, with the address of each label."""
        for finding in found:
            details = {**finding.details, **sheet_place(self.sheets[0].sheet, finding.line or 1, finding.column)}
            self.collector.add([finding.model_copy(update={"details": details})])

    def file_rows(self, at: int, *, report: bool = True) -> Iterator[Row]:
        sheet = self.sheets[at]
        rows = sheet.rows()
        if self.layout.dialect.header:
            next(rows, None)
        if at and report:
            self.collector.add(sheet.findings)
        for line, cells in rows:
            assert line is not None
            assert isinstance(cells, list)
            if report and cells:
                self.collector.add(self.row_findings(sheet, line, cells))
            elif report:
                self.report_blank_row(sheet, line)
            if cells:
                yield SheetCells(sheet, line, self.by_field(cells), self.columns, cells)

    def by_field(self, cells: Sequence[Any]) -> list[Any]:
        found: list[Any] = []
        for column, convert in zip(self.columns, self.converts, strict=True):
            cell = cells[column] if column is not None and column < len(cells) else None
            found.append(cell if cell is None or isinstance(cell, str) else convert(cell))
        return found

    def report_blank_row(self, sheet: SheetFile, line: int) -> None:
        """Notes an empty row. A small file can have a million, so that what is only counted is not made first."""
        if self.collector.has_capacity("blank-row", None, None):
            details = sheet_place(sheet.sheet, line, None)
            self.collector.store(
                Finding(code="blank-row", file=sheet.display_path, line=line, column=1, row=line, details=details)
            )

    def row_findings(self, sheet: SheetFile, line: int, cells: Sequence[Any]) -> Iterator[Finding]:
        """What is wrong with a row whatever its fields are: it has cells beyond the last label."""
        width = len(self.labels)
        if width and len(cells) > width:
            yield self.extra_cell(sheet, line, cells, width)
        for at in self.watched - self.long_reported:
            place = self.columns[at]
            if place is not None and place < len(cells) and is_long(cells[place]):
                self.long_reported.add(at)
                yield self.long_number(sheet, line, at, cells[place])

    def extra_cell(self, sheet: SheetFile, line: int, cells: Sequence[Any], width: int) -> Finding:
        """The first cell of a row that stands beyond the last label."""
        at = next(at for at, cell in enumerate(cells[width:], width) if cell is not None)
        column = sheet.offset + at + 1
        details: dict[str, str | int] = {"found": len(cells), "expected": width}
        return Finding(
            code="extra-cell",
            variant="workbook",
            file=sheet.display_path,
            line=line,
            column=column,
            row=line,
            value=as_label(cells[at]),
            details={**details, **sheet_place(sheet.sheet, line, column)},
        )

    def long_number(self, sheet: SheetFile, line: int, at: int, cell: Any) -> Finding:
        column = sheet.offset + (self.columns[at] or 0) + 1
        details: dict[str, str | int] = {"most": DIGITS}
        return Finding(
            code="type-error",
            severity="warning",
            variant="workbook-digits",
            file=sheet.display_path,
            line=line,
            column=column,
            row=line,
            field=self.layout.fields[at],
            value=written(cell),
            details=details | sheet_place(sheet.sheet, line, column),
        )


def is_long(cell: Any) -> bool:
    return isinstance(cell, int) and abs(cell) >= 10**DIGITS


def converter(schema: Schema, field: Field) -> Convert:
    """What a cell that is no text is for a field: its value, or what people meant where a workbook has no such type."""
    missing = missing_values(schema, field)
    none_numbers = {number for text in missing if (number := as_number(text)) is not None}
    by_type = CONVERTS.get(field.type)
    pattern = (
        field.format.removeprefix("fmt:") if field.type in ("date", "time", "datetime") and "%" in field.format else ""
    )
    booleans = {*(field.true_values or TRUE_VALUES), *(field.false_values or FALSE_VALUES)}

    def convert(cell: Any) -> Any:
        if isinstance(cell, BrokenCell):
            return None if cell.text in missing else cell
        if isinstance(cell, int | float) and not isinstance(cell, bool):
            if cell in none_numbers:
                return None
            # What CSV would have in their place: 1 and 0, or 20240125 for the pattern %Y%m%d.
            as_text = (field.type == "boolean" and str(cell) in booleans) or (
                pattern and is_written(str(cell), pattern)
            )
            return str(cell) if as_text else cell
        if cell == time.min and 0 in none_numbers and field.type != "time":
            # A 0 in the format of a date.
            return None
        return by_type(cell) if by_type else cell

    return convert


def is_written(text: str, pattern: str) -> bool:
    """Whether a text is a date or time of a pattern in full: 1012024 may have lost the zero of %d%m%Y, and is none."""
    try:
        return datetime.strptime(text, pattern).strftime(pattern) == text  # noqa: DTZ007 - cells have no zone
    except ValueError:
        return False


def as_number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def as_month(cell: Any) -> Any:
    """The month of a first day, which is how a workbook stores what is typed as 03/2024."""
    first = isinstance(cell, date) and cell.day == 1 and (not isinstance(cell, datetime) or cell.time() == time.min)
    return f"{cell.year:04}-{cell.month:02}" if first else cell


def as_time(cell: Any) -> Any:
    """The time of day of a duration of less than a day: both are shares of a day."""
    day = isinstance(cell, timedelta) and timedelta(0) <= cell < timedelta(days=1)
    return (MIDNIGHT + cell).time() if day else cell


def as_duration(cell: Any) -> Any:
    if isinstance(cell, timedelta):
        return duration_text(cell)
    if isinstance(cell, time):
        return duration_text(datetime.combine(MIDNIGHT, cell) - MIDNIGHT)
    return cell


CONVERTS: dict[str, Convert] = {"yearmonth": as_month, "time": as_time, "duration": as_duration}
