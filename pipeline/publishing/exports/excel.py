"""An Excel workbook: a sheet for each table, and a first sheet that explains tables and columns in three languages.

Every text is written as text, also one such as `=1+1`. Document properties and the times in the zip are fixed;
XlsxWriter is used because openpyxl writes the current time into both.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from pathlib import Path

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from pipeline.core.errors import UserError
from pipeline.core.files.zip_entries import MOMENT
from pipeline.core.i18n import LANGUAGES
from pipeline.datapackage.descriptors import Field
from pipeline.publishing.exports.table_notes import COLUMN_NOTES, column_notes, shown_type
from pipeline.publishing.exports.tables import Table
from pipeline.publishing.exports.typed_values import MOST_PRECISE, Value
from pipeline.registry.contract_models import PackageContract

ABOUT = "about"
# What Excel can hold.
MOST_ROWS, MOST_CHARACTERS, LONGEST_NAME, FIRST_DAY = 1_048_576, 32_767, 31, date(1900, 3, 1)
NARROWEST, WIDEST, LOOKED_AT = 8, 60, 300
# More than pipeline/core/text/csv_injection.py looks for: here any sign is made inert, and nothing is refused for it.
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r", "\n")


class Workbook:
    """A workbook while it is written, with the few formats that its cells have."""

    def __init__(self, path: Path) -> None:
        self.book = xlsxwriter.Workbook(str(path), {"strings_to_urls": False})
        self.heading = self.book.add_format({"bold": True, "bg_color": "#DCE6E0", "bottom": 1})
        # A text that is edited stays text: Excel shows an apostrophe before it, and computes nothing.
        self.inert = self.book.add_format({"num_format": "@", "quote_prefix": True})
        self.text = self.book.add_format({"num_format": "@"})
        self.day = self.book.add_format({"num_format": "yyyy-mm-dd"})

    def sheet(self, name: str, columns: Sequence[str], top: int = 0) -> Worksheet:
        """A new sheet with a frozen header in row `top`."""
        sheet: Worksheet = self.book.add_worksheet(name)
        for at, column in enumerate(columns):
            sheet.write_string(top, at, column, self.heading)
        sheet.freeze_panes(top + 1, 1)
        return sheet

    def write(self, sheet: Worksheet, row: int, column: int, value: Value) -> None:
        """Writes a cell as what it is; unknown is an empty cell."""
        if isinstance(value, bool):
            sheet.write_boolean(row, column, value)
        elif isinstance(value, int | float) and is_exact(value):
            sheet.write_number(row, column, value)
        elif isinstance(value, date) and value >= FIRST_DAY:
            sheet.write_datetime(row, column, value, self.day)
        elif value is not None:
            self.write_text(sheet, row, column, value.isoformat() if isinstance(value, date) else str(value))

    def write_text(self, sheet: Worksheet, row: int, column: int, value: str) -> None:
        sheet.write_string(row, column, fitting(value), self.format_of(value))

    def format_of(self, value: str) -> Format:
        return self.inert if value.startswith(FORMULA_SIGNS) else self.text


def is_exact(value: float) -> bool:
    """Whether Excel can hold a number as it is: it knows neither INF nor integers above 2 to the 53rd."""
    return abs(value) <= MOST_PRECISE


def fitting(value: str) -> str:
    """A text as long as a cell takes; one that is cut says so and where the rest is."""
    if len(value.encode("utf-16-le")) // 2 <= MOST_CHARACTERS:
        return value
    note = f"… [cut: {len(value)} characters, whole in data/*.csv]"
    kept = value.encode("utf-16-le")[: 2 * (MOST_CHARACTERS - len(note))].decode("utf-16-le", "ignore")
    return kept + note


def write_excel(path: Path, package: PackageContract, tables: Sequence[Table]) -> None:
    """Writes the workbook. Raises PasserelleError where a table has more rows than a sheet takes."""
    for table in tables:
        if len(table.rows) >= MOST_ROWS:
            raise UserError("fault-sheet-rows", table=table.name, rows=len(table.rows), most=MOST_ROWS - 1)
    workbook = Workbook(path)
    title = package.title_in("en")
    workbook.book.set_properties(
        {
            "title": title,
            "author": package.contributors[0].title,
            "created": datetime(*MOMENT, tzinfo=UTC).replace(tzinfo=None),
        }
    )
    write_about(workbook, package, tables)
    for table, name in zip(tables, sheet_names(tables), strict=True):
        write_table(workbook, table, name)
    workbook.book.close()


def write_about(workbook: Workbook, package: PackageContract, tables: Sequence[Table]) -> None:
    """The first sheet: what the workbook is, then a line for each column of each table."""
    lines = list(package_lines(package))
    sheet = workbook.sheet(ABOUT, COLUMN_NOTES, top=len(lines) + 1)
    for row, (label, value) in enumerate(lines):
        sheet.write_string(row, 0, label, workbook.heading)
        workbook.write_text(sheet, row, 1, value)
    rows = list(column_notes(tables))
    for at, cells in enumerate(rows, start=len(lines) + 2):
        for column, cell in enumerate(cells):
            workbook.write(sheet, at, column, cell or None)
    sheet.autofilter(len(lines) + 1, 0, len(lines) + 1 + len(rows), len(COLUMN_NOTES) - 1)
    set_widths(sheet, COLUMN_NOTES, rows)


def package_lines(package: PackageContract) -> Iterable[tuple[str, str]]:
    for lang in LANGUAGES:
        yield f"title_{lang}", package.title_in(lang)
    for lang in LANGUAGES:
        yield f"description_{lang}", package.description_in(lang)
    licence = package.licenses[0]
    facts = {"version": package.version, "licence": licence.path or licence.name, "homepage": package.homepage}
    yield from ((label, value) for label, value in facts.items() if value)


def write_table(workbook: Workbook, table: Table, name: str) -> None:
    columns = table.schema.field_names
    sheet = workbook.sheet(name, columns)
    for at, field in enumerate(table.fields):
        # Whoever selects the head of a column is told what the column holds.
        sheet.data_validation(0, at, 0, at, {"validate": "any", "input_title": field.name[:32], **input_message(field)})
    for at, row in enumerate(table.records(), start=1):
        for column, value in enumerate(row):
            workbook.write(sheet, at, column, listed(table.fields[column], value))
    sheet.autofilter(0, 0, len(table.rows), len(columns) - 1)
    set_widths(sheet, columns, [[row[column] for column in columns] for row in table.rows[:LOOKED_AT]])


def input_message(field: Field) -> dict[str, str]:
    message = ": ".join(part for part in (shown_type(field), field.description) if part)
    return {"input_message": message if len(message) <= 255 else f"{message[:254]}…"}


def listed(field: Field, value: Value) -> Value:
    """A list as one text, as in the CSV: a cell holds no list."""
    return (field.delimiter or ",").join(map(str, value)) if isinstance(value, list) else value


def set_widths(sheet: Worksheet, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    longest = [len(column) for column in columns]
    for row in rows:
        longest = [max(width, len(cell)) for width, cell in zip(longest, row, strict=True)]
    for at, width in enumerate(longest):
        sheet.set_column(at, at, min(max(width, NARROWEST), WIDEST) + 2)


def sheet_names(tables: Iterable[Table]) -> list[str]:
    """A name a table, as short as Excel takes it and given once."""
    found: list[str] = []
    for table in tables:
        name, number = table.name[:LONGEST_NAME], 1
        while name.lower() in (ABOUT, *map(str.lower, found)):
            number += 1
            name = f"{table.name[: LONGEST_NAME - 1 - len(str(number))]}~{number}"
        found.append(name)
    return found
