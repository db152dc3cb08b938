"""Opens a table with the reader for its format, or else for the suffix of its file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

from pipeline.datapackage.descriptors import Schema
from pipeline.datapackage.resource import WORKBOOKS, CheckedTable, format_of
from pipeline.datapackage.types.cell_validator import CellValidator
from pipeline.findings.collector import FindingCollector
from pipeline.findings.model import Finding
from pipeline.readers.byte_streams import BY_NAME, Storage
from pipeline.readers.csv.dialect import csv_dialect
from pipeline.readers.csv.table import DelimitedTable
from pipeline.readers.csv.text_layout import SIZES, Layout, Sizes, TextFile
from pipeline.readers.json_files import json_lines, json_rows
from pipeline.readers.other_formats import NotReadable, frictionless_rows, parquet_rows
from pipeline.readers.typed_table import TypedFile, TypedRow, TypedTable

OpenSource = DelimitedTable | TypedTable


def open_source(table: CheckedTable, collector: FindingCollector, sizes: Sizes = SIZES) -> OpenSource:
    """The table as a source of rows. Raises NotReadable if no reader can read it."""
    table = unzipped(table)
    layout = layout_of(table)
    keys = table.dialect.item_keys if table.dialect else None
    if table.format in ("csv", "tsv"):
        files = [TextFile(display_path, source) for display_path, source in text_sources(table)]
        return DelimitedTable(files, layout, collector, sizes)
    if table.rows is not None:
        return TypedTable([TypedFile(table.display_path, partial(inline_rows, table))], layout, collector, keys)
    if table.format in WORKBOOKS:
        return workbook_table(table, layout, collector)
    files_of_rows = [
        TypedFile(display_path, partial(file_rows, table, path, layout.storage)) for display_path, path in table.files
    ]
    if table.format == "parquet" and table.compression:
        raise NotReadable("compression", name=f"parquet, {table.compression}")
    if table.format not in ("json", "ndjson", "jsonl", "parquet"):
        try_to_read(files_of_rows[0])
    return TypedTable(files_of_rows, layout, collector, keys)


def unzipped(table: CheckedTable) -> CheckedTable:
    """A table with the format of its file in a zip, where nothing else names one. Raises NotReadable."""
    form = table.format
    for display_path, path in table.files:
        if (BY_NAME.get(path.suffix.lower()) if table.compression == "by-name" else table.compression) == "zip":
            member = member_of(display_path, path, table.innerpath, form)
            form = form or (format_of(member)[0] if member else "")
    if not form:
        raise NotReadable("no-format")
    return replace(table, format=form)


def member_of(display_path: str, path: Path, innerpath: str, form: str) -> str | None:
    """The name in a zip of the file of a table; None for what is no zip, which is found where it is read.

    Raises NotReadable, with a finding where something is wrong with the archive or its description.
    """
    from pipeline.readers.zip_members import BadZipFile, MemberFault, find_member

    try:
        return find_member(path, innerpath, form)
    except (OSError, BadZipFile):
        return None
    except MemberFault as error:
        wrong = {"member": "member", "empty": "zip-empty"}.get(error.reason)
        if wrong is None:
            raise NotReadable(f"zip-{error.reason}", None, **error.details) from error
        finding = Finding(
            code="source-error", variant=wrong, file=display_path, suggestion=error.suggestion, details=error.details
        )
        raise NotReadable("zip", finding) from error


def workbook_table(table: CheckedTable, layout: Layout, collector: FindingCollector) -> TypedTable:
    # Loaded where there is a workbook: most packages have none.
    from pipeline.readers.workbook_table import SheetFile, WorkbookTable, sheet_choice

    choice = sheet_choice(table.dialect)
    files = [
        SheetFile(display_path, path, layout.storage, choice, layout.dialect) for display_path, path in table.files
    ]
    for file in files:
        file.check()
    return WorkbookTable(files, layout, collector, table.schema)


def layout_of(table: CheckedTable) -> Layout:
    schema = table.schema
    required = {field.name for field in schema.fields if field.constraints.required}
    return Layout(
        table=table.name,
        fields=schema.field_names,
        match=table.match,
        dialect=csv_dialect(table.dialect, "\t" if table.format == "tsv" else ","),
        storage=Storage(table.encoding, table.compression, table.innerpath, table.format),
        needed=frozenset(required | set(schema.key)),
        titles=schema.fields_by_title,
        schema=schema,
        header_could_be_data=len(table.files) > 1 and could_be_row(schema),
    )


def could_be_row(schema: Schema) -> bool:
    """Whether the names of the fields are good values of them, so that a header could be a row."""
    return all(not CellValidator(schema, field).validate(field.name).problems for field in schema.fields)


def text_sources(table: CheckedTable) -> Iterator[tuple[str, Path | bytes]]:
    if table.text is not None:
        yield table.display_path, table.text.encode("utf-8")
    yield from table.files


def inline_rows(table: CheckedTable) -> Iterator[TypedRow]:
    for at, item in enumerate(table.rows or ()):
        yield TypedRow(table.lines[at] if at < len(table.lines) else None, item)


def file_rows(table: CheckedTable, path: Path, storage: Storage) -> Iterator[TypedRow]:
    """The rows of one file. Raises OSError, DataFault, NotReadable."""
    if table.format == "json":
        return json_rows(path, storage, table.dialect.property if table.dialect else None)
    if table.format in ("ndjson", "jsonl"):
        return json_lines(path, storage)
    if table.format == "parquet":
        return parquet_rows(path)
    return frictionless_rows(path, table.format, table.dialect, storage)


def try_to_read(file: TypedFile) -> None:
    """Raises NotReadable where the first row cannot be had for want of a reader."""
    try:
        next(file.rows(), None)
    except OSError:
        return


__all__ = ["NotReadable", "OpenSource", "open_source"]
