"""`import`: adds the rows of a spreadsheet to the tables of raw/.

sheets -> the table of each -> cells in the registry's form -> new rows, each file in one step
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from pipeline.core.errors import UserError
from pipeline.core.i18n import Language
from pipeline.datapackage.header import expected
from pipeline.datapackage.rows import Row
from pipeline.registry import TableFile
from pipeline.registry.contract import Contract, load_contract
from pipeline.registry.spreadsheets import read_sheets, write_template
from pipeline.workflows.fix.registry import printed_lookups, rows_of, table_cell_fixes
from pipeline.workflows.table_rows import append_rows


class Imported(NamedTuple):
    """What became of a sheet: the file that its rows went to, how many were added, and the keys that were there."""

    sheet: str
    file: str
    added: int
    known: tuple[str, ...]


def import_spreadsheet(root: Path, path: Path, into: str | None) -> list[Imported]:
    """Adds the rows of a spreadsheet to raw/; existing rows with the same key stay. Raises PasserelleError.

    `into`: the file to add the rows to, for a table of several files.
    """
    contract = load_contract(root)
    sheets = {name: rows for name, rows in read_sheets(path).items() if len(rows) > 1}
    made = [add_rows(contract, name, rows, into) for name, rows in sheets.items() if name != "lists"]
    if not made:
        raise UserError("fault-sheet-empty", path=str(path))
    return made


def blank_spreadsheet(root: Path, table: str, path: Path, lang: Language) -> None:
    """Writes a blank spreadsheet for a table.

    Raises PasserelleError if people do not enter this table, or if the file exists.
    """
    contract = load_contract(root)
    if table not in contract.typed_tables:
        raise UserError("fault-no-typed-table", table=table, tables=", ".join(contract.typed_tables))
    if path.exists():
        raise UserError("fault-file-there", path=str(path))
    typed: dict[str, list[Row]] = {}
    for name, file in all_files(contract):
        typed.setdefault(name, []).extend(rows_of(file.path.read_text(encoding="utf-8"), contract.typed(name)))
    write_template(path, contract, table, typed, lang)


def add_rows(contract: Contract, sheet: str, rows: Sequence[Sequence[str]], into: str | None) -> Imported:
    table, labels = table_of(contract, sheet, rows[0])
    schema = contract.typed(table)
    texts = [(name, file.path.read_text(encoding="utf-8")) for name, file in all_files(contract)]
    cell_fixes = table_cell_fixes(contract, printed_lookups(contract, texts), table)
    mine = [row for name, text in texts if name == table for row in rows_of(text, schema)]
    there = {tuple(row[name] for name in schema.key) for row in mine}
    found = [as_row(labels, row) for row in rows[1:]]
    titles = {field.name: {title for title in field.note.titles if title} for field in schema.fields}
    # The second line of a template has the titles of the columns.
    found = [row for row in found if not all(value in titles[name] for name, value in row.items() if value)]
    formed = [{name: cell_fixes[name](value, row) if value else "" for name, value in row.items()} for row in found]
    new = [row for row in formed if tuple(row.get(name, "") for name in schema.key) not in there]
    known = tuple(" ".join(row.get(name, "") for name in schema.key) for row in formed if row not in new)
    file = file_of(contract, table, into, formed)
    if new:
        append_rows(file.path, schema.field_names, new)
    return Imported(sheet, file.display_path, len(new), known)


def all_files(contract: Contract) -> list[tuple[str, TableFile]]:
    files = ((table, file) for table in contract.typed_tables for file in contract.files(table))
    return [(table, file) for table, file in files if file.path.is_file()]


def table_of(contract: Contract, sheet: str, head: Sequence[str]) -> tuple[str, list[str | None]]:
    """The table of a sheet, by its name or its header, and the field of each column.

    Raises PasserelleError for none.
    """
    typed = contract.typed_tables
    names = [known for known in typed if known[:31] == sheet] or list(typed)
    labels = {name: [expected(contract.typed(name)).field_of(label) for label in head] for name in names}
    best = max(names, key=lambda name: sum(label is not None for label in labels[name]))
    unknown = [label for label, field in zip(head, labels[best], strict=True) if label and field is None]
    known = [label for label in labels[best] if label]
    if not known or len(unknown) > len(known):
        raise UserError("fault-sheet-of-no-table", sheet=sheet)
    if unknown:
        raise UserError("fault-sheet-columns", sheet=sheet, table=best, columns=", ".join(unknown))
    return best, labels[best]


def file_of(contract: Contract, table: str, into: str | None, rows: Sequence[Row]) -> TableFile:
    """The file that takes rows: the one named, or the only one, or the one whose name all the rows hold in a column.

    Citations of a table go to the file of its name: that is what their column `table` says. Raises PasserelleError.
    """
    files = contract.files(table)
    if into is not None:
        # However much of its way from the registry is told.
        files = [file for file in files if into == file.path.stem or f"/{file.display_path}".endswith(f"/{into}")]
    elif len(files) > 1 and rows:
        shared = {value for name, value in rows[0].items() if all(row[name] == value for row in rows)}
        files = [file for file in files if file.path.stem in shared]
    if len(files) != 1:
        names = ", ".join(file.path.name for file in contract.files(table))
        raise UserError("fault-several-files", table=table, files=names)
    return files[0]


def as_row(labels: Sequence[str | None], cells: Sequence[str]) -> Row:
    return {label: cell for label, cell in zip(labels, cells, strict=False) if label}
