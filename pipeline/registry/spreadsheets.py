"""Spreadsheets: reads sheets as rows of text (.xlsx, .ods, .xls), and writes blank ones for a table.

Reading and writing need the extra `excel`: python-calamine and openpyxl.
"""

from __future__ import annotations

import datetime
import io
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from pipeline.core.errors import UserError
from pipeline.core.extras import require_extra
from pipeline.core.files.atomic_files import replace_file
from pipeline.core.i18n import Language
from pipeline.datapackage.rows import Tables
from pipeline.datapackage.types.typed_cells import stored_text
from pipeline.readers.workbook_client import ReaderFault, WorkbookFault, open_workbook
from pipeline.registry.contract import Contract
from pipeline.registry.contract_models import TableSchema

# Rows of a blank sheet that are ready to be filled, and codes that a list to choose from may have.
READY_ROWS = 1_000
MOST_CHOICES = 2_000
WIDTHS = (12, 44)


# What the faults of a workbook are called where it is to be imported.
FAULTS = {
    "size": "fault-spreadsheet-size",
    "bomb": "fault-spreadsheet-bomb",
    "rows": "fault-spreadsheet-rows",
    "broken": "fault-spreadsheet",
    "encrypted": "fault-spreadsheet-encrypted",
}


def read_sheets(path: Path) -> Mapping[str, Sequence[Sequence[str]]]:
    """The rows of each sheet as lists of texts, by the name of the sheet, without blank rows.

    Raises PasserelleError if the file cannot be read.
    """
    require_extra("excel", "python_calamine")
    try:
        with open_workbook(path) as book:
            found = {sheet.name: [row.cells for row in book.rows(sheet.name)] for sheet in book.sheets}
    except WorkbookFault as error:
        raise UserError(FAULTS[error.reason], path=str(path), **error.details) from error
    except ReaderFault as error:
        raise UserError(f"fault-reader-{error.reason}", path=str(path), **error.details) from error
    except OSError as error:
        raise UserError("fault-spreadsheet", path=str(path), problem=str(error)) from error
    return {name: [row for row in texts(rows) if any(row)] for name, rows in found.items()}


def texts(rows: Sequence[Sequence[object]]) -> Iterator[list[str]]:
    for row in rows:
        yield [as_text(cell) for cell in row]


def as_text(cell: object) -> str:
    """A cell as one would type it into a CSV: days as 2014-11-04, whole numbers without a point."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else repr(cell)
    if isinstance(cell, datetime.datetime):
        return cell.date().isoformat() if cell.time() == datetime.time() else cell.isoformat()
    if isinstance(cell, datetime.date):
        return cell.isoformat()
    return (stored_text(cell) or str(cell)).strip()


def write_template(path: Path, contract: Contract, table: str, typed: Tables, lang: Language) -> None:
    """Writes a blank spreadsheet for a table: columns with titles and descriptions, text cells, codes to choose from.

    Raises PasserelleError if it cannot be written.
    """
    require_extra("excel", "openpyxl")
    from openpyxl import Workbook
    from openpyxl.comments import Comment
    from openpyxl.styles import Alignment, Font, PatternFill
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    book = Workbook()
    sheet, lists = book.active, book.create_sheet("lists")
    sheet.title, sheet.freeze_panes, lists.sheet_state = table[:31], "B3", "hidden"
    for at, field in enumerate(contract.tables[table].typed_fields, start=1):
        letter = get_column_letter(at)
        head, about = sheet.cell(1, at, field.name), sheet.cell(2, at, field.title_in(lang))
        head.data_type = about.data_type = "s"
        head.font, about.font = Font(bold=True), Font(italic=True)
        about.fill, about.alignment = PatternFill("solid", fgColor="EEEEEE"), Alignment(wrap_text=True)
        example = f"\n\n{field.note.example}" if field.note.example else ""
        head.comment = Comment(f"{field.description_in(lang)}{example}", "Passerelle", width=320, height=160)
        sheet.column_dimensions[letter].width = min(max(len(field.name) + 4, WIDTHS[0]), WIDTHS[1])
        sheet.column_dimensions[letter].number_format = "@"
        for row in range(3, READY_ROWS + 3):
            sheet.cell(row, at).number_format = "@"
        choices = codes(contract, contract.tables[table], field.name, typed)
        for row, code in enumerate(choices, start=1):
            listed = lists.cell(row, at, code)
            # openpyxl makes a formula of whatever begins with "=".
            listed.data_type, listed.number_format = "s", "@"
        if choices:
            chosen = DataValidation("list", formula1=f"lists!${letter}$1:${letter}${len(choices)}", allow_blank=True)
            # What the list has not is asked about and not refused: the row may come first.
            chosen.errorStyle = "warning"
            sheet.add_data_validation(chosen)
            chosen.add(f"{letter}3:{letter}{READY_ROWS + 2}")
    made = io.BytesIO()
    book.save(made)
    replace_file(path, made.getvalue())


def codes(contract: Contract, schema: TableSchema, name: str, typed: Tables) -> list[str]:
    """What a field may hold: codes of its vocabulary, or keys of the rows that it refers to, if not too many."""
    field = schema.field(name)
    if field.vocabulary:
        return list(contract.vocabularies[field.vocabulary].rows)
    targets = [key.reference.resource or "" for key in schema.foreign_keys if key.own == (name,)]
    for target in targets:
        keys = [row[contract.tables[target].key[0]] for row in typed.get(target, ())]
        if len(keys) <= MOST_CHOICES:
            return keys
    return []
