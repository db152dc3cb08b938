"""Files as tables to be read: the format of each, its encoding and dialect, the sheets of a workbook."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from pipeline.core.os_errors import is_lack
from pipeline.datapackage.descriptors import Dialect, Schema
from pipeline.datapackage.resource import FOREIGN, WORKBOOKS, CheckedTable, format_of
from pipeline.inference.candidates import Candidate
from pipeline.inference.detect import detect, read_sample
from pipeline.inference.model import Described, Doubt
from pipeline.inference.names import stem
from pipeline.readers.byte_streams import Storage
from pipeline.readers.json_files import read_whole
from pipeline.readers.row_framing import trimmed
from pipeline.readers.typed_table import DataFault
from pipeline.readers.workbook_client import ReaderFault, Workbook, WorkbookFault, open_workbook

READ_AS_THEY_ARE = ("ndjson", "jsonl", "parquet")
# A header is looked for among so many rows of a sheet.
FIRST_ROWS = 50
# A header has so many of the cells of the widest row, at least.
SHARE_OF_CELLS = 0.8
NO_SCHEMA = Schema.model_construct(fields=(), fields_match="partial")


def described(
    path: Path, shown: str, candidates: Mapping[str, Candidate], encoding: str | None = None
) -> list[Described]:
    """The tables of a file, one for each sheet of a workbook; how they are written is found from their beginnings.

    `encoding`: where it is known. What cannot be read is one table as it is: its reader says why.
    """
    form, compression = format_of(path.name)
    if not (form in ("csv", "tsv", "json", *READ_AS_THEY_ARE) or form in FOREIGN or compression == "zip"):
        form = "csv"
    plain = table_of(path, shown, form, compression)
    try:
        if not path.is_file():
            return [plain]
        if form in ("csv", "tsv"):
            return [delimited(plain, dict(candidates), encoding)]
        if form == "json":
            return [json_table(plain)]
        if form in WORKBOOKS and not compression:
            return list(sheets(plain)) or [plain]
    except (OSError, DataFault, WorkbookFault, ReaderFault, ValueError) as error:
        if is_lack(error):
            raise
    return [plain]


def table_of(path: Path, shown: str, form: str, compression: str) -> Described:
    table = CheckedTable(
        name=stem(path),
        display_path=shown,
        files=((shown, path),),
        schema=NO_SCHEMA,
        match="subset",
        dialect=Dialect(),
        format=form,
        compression=compression,
    )
    return Described(table, path)


def with_dialect(one: Described, dialect: Mapping[str, Any], **given: Any) -> Described:
    """The same with a dialect as a descriptor has it, and other attributes of its table."""
    return Described(
        table=changed(one.table, dialect=Dialect.model_validate(dict(dialect)), **given),
        path=one.path,
        dialect=dialect,
        doubts=one.doubts,
    )


def changed(table: CheckedTable, **given: Any) -> CheckedTable:
    """A table with other attributes."""
    return replace(table, **given)


def delimited(one: Described, candidates: dict[str, Candidate], encoding: str | None) -> Described:
    storage = Storage("utf-8", one.table.compression, "", one.table.format)
    found = detect(read_sample(one.path, storage), one.table.format, candidates, encoding)
    described = with_dialect(one, found.dialect, encoding=found.encoding)
    return Described(described.table, one.path, found.dialect, found.doubts)


def json_table(one: Described) -> Described:
    """A JSON file whose rows are the value of a property of its object."""
    text = read_whole(one.path, Storage("utf-8", one.table.compression, "", "json"))
    if not text.lstrip().startswith("{"):
        return one
    document = json.loads(text)
    lists = {name: rows for name, rows in document.items() if isinstance(rows, list) and rows and are_rows(rows)}
    if not lists:
        return one
    longest = max(lists, key=lambda name: len(lists[name]))
    return with_dialect(one, {"property": longest})


def are_rows(rows: list[Any]) -> bool:
    return all(isinstance(row, dict) for row in rows) or all(isinstance(row, list) for row in rows)


def sheets(one: Described) -> Iterator[Described]:
    """The sheets of a workbook that have data and are not hidden; where there is one alone, it needs no name."""
    with open_workbook(one.path) as book:
        filled = [sheet.name for sheet in book.sheets if not sheet.hidden and book.has_data(sheet.name)]
        many = len(filled) > 1
        for name in filled:
            row = header_row(book, name)
            dialect: dict[str, Any] = {"sheetName": name} if many else {}
            dialect |= {"headerRows": [row]} if row > 1 else {}
            found = with_dialect(one, dialect, name=f"{one.table.name}-{name}" if many else one.table.name)
            doubts = (Doubt("title-rows", {"row": row}),) if row > 1 else ()
            yield Described(found.table, one.path, dialect, doubts)


def header_row(book: Workbook, name: str) -> int:
    """The row (from 1) of a sheet that has the labels; 1 where none is like a header, or nothing stands above it."""
    first = book.first_column(name)
    rows: list[tuple[int, list[Any]]] = []
    for number, cells in book.rows(name):
        rows.append((number, trimmed(cells)[first:]))
        if len(rows) >= FIRST_ROWS:
            break
    width = max((sum(cell is not None for cell in cells) for _, cells in rows), default=0)
    above = 0
    for number, cells in rows:
        filled = [cell for cell in cells if cell is not None]
        if len(filled) >= SHARE_OF_CELLS * width:
            # Empty rows above a header are passed over as it is.
            return number if above and all(isinstance(cell, str) for cell in filled) else 1
        above += bool(filled)
    return 1
