"""Loads CSV files into DuckDB relations of text columns, with the file, line and row number of every record."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, islice
from typing import TYPE_CHECKING, NamedTuple

from pipeline.core.buffers import ROWS_AT_ONCE
from pipeline.datapackage.descriptors import Schema
from pipeline.datapackage.header import Expected
from pipeline.findings.collector import ListedFindings
from pipeline.findings.model import Finding
from pipeline.readers.csv.dialect import CsvDialect
from pipeline.readers.csv.lexer import Record, lex
from pipeline.readers.csv.record_check import any_error, record_findings, structure_findings
from pipeline.readers.csv.stray_quotes import RowTypes
from pipeline.readers.files import check_utf8, read_bytes
from pipeline.readers.header_check import check_header, header_limit
from pipeline.registry.table_files import TableFile

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

PLACE_COLUMNS = {"_file": "VARCHAR", "_line": "BIGINT", "_row": "BIGINT"}
PLAIN = CsvDialect()


class Reading(NamedTuple):
    """What reading a table gave: its files, and what is wrong with their structure."""

    files: tuple[TableFile, ...]
    findings: tuple[Finding, ...]


def read_table(
    connection: DuckDBPyConnection,
    relation: str,
    files: Iterable[TableFile],
    expected: Expected,
    schema: Schema | None = None,
) -> Reading:
    """Loads files into a new relation: a VARCHAR column for each field, and `_file`, `_line`, `_row` (1-based).

    `schema`: the types, for stray quotes. A record that is not a row (extra or missing cells, a stray quote) is a
    finding and is not loaded. Codes: source-error, encoding-error, the label errors, blank-row, extra-cell,
    missing-cell, stray-quote, unclosed-quote, suspicious-quote, nul-byte, line-end.
    """
    create_relation(connection, relation, expected.fields)
    read, findings = [], []
    waiting = RowBuffer(connection, relation)
    for file in files:
        done, found = read_file(waiting, file, expected, schema)
        read.append(done)
        findings += found
    waiting.flush()
    return Reading(tuple(read), tuple(findings))


class RowBuffer:
    """Rows on their way into a relation: many small files take one query."""

    def __init__(self, connection: DuckDBPyConnection, relation: str) -> None:
        self.connection, self.relation = connection, relation
        self.waiting: list[Sequence[str]] = []

    def add(self, rows: Iterable[Sequence[str]]) -> None:
        self.waiting += rows
        if len(self.waiting) >= ROWS_AT_ONCE:
            self.flush()

    def flush(self) -> None:
        insert_rows(self.connection, self.relation, self.waiting)
        self.waiting.clear()


def create_relation(connection: DuckDBPyConnection, relation: str, fields: Sequence[str]) -> None:
    columns = {**{quoted(field): "VARCHAR" for field in fields}, **PLACE_COLUMNS}
    declared = ", ".join(f"{name} {kind}" for name, kind in columns.items())
    connection.execute(f"CREATE OR REPLACE TABLE {quoted(relation)} ({declared})")


def read_file(
    waiting: RowBuffer, file: TableFile, expected: Expected, schema: Schema | None = None
) -> tuple[TableFile, list[Finding]]:
    data = read_bytes(file.path, file.display_path)
    if isinstance(data, Finding):
        return file, [data]
    if broken := check_utf8(data, file.display_path):
        # Refused whole; its records are accounted for as far as they can be told.
        count = sum(1 for _ in lex(data.decode("utf-8", "replace"), PLAIN))
        return file.model_copy(update={"records": max(0, count - 1)}), [broken]
    records = lex(data.decode("utf-8"), PLAIN)
    first = next(records, None)
    if first is None:
        return file, [Finding(code="source-error", variant="empty", file=file.display_path)]
    labels = first.cells
    findings = [*structure_findings(first, file.display_path, 1, 0, PLAIN)]
    if any_error(findings):
        # A header with a stray quote, or whose lines nobody can tell, has no labels.
        return file.model_copy(update={"records": sum(1 for _ in records)}), findings[:1]
    if wide := header_limit(labels, file.display_path, first.line):
        return file.model_copy(update={"records": sum(1 for _ in records)}), [wide]
    findings += check_header(labels, expected, file.display_path, place=first.place)
    fields = expected.fields
    if len(set(labels)) != len(labels) or not cells_known(labels, expected):
        # Without its columns a row cannot be told: the labels are the finding.
        return file.model_copy(update={"records": sum(1 for _ in records)}), findings
    if lacking := [name for name in required_fields(schema) if name not in labels]:
        count, first_line, last_line = extent(records)
        if count:
            missing = (lacking_column(file.display_path, name, count, first_line, last_line) for name in lacking)
            return file.model_copy(update={"records": count}), [*findings, *missing]
        return file.model_copy(update={"has_header": True}), findings
    order = [labels.index(field) if field in labels else None for field in fields]
    types = RowTypes(schema, order, labels)
    listed = ListedFindings(file.display_path)
    listed.add(findings)
    total = loaded = 0
    while batch := list(islice(records, ROWS_AT_ONCE)):
        rows = list(whole_records(batch, len(labels), file.display_path, total + 2, listed, types))
        waiting.add(placed(order, rows, file.display_path))
        total += len(batch)
        loaded += len(rows)
    return file.model_copy(update={"records": total, "loaded": loaded, "has_header": True}), listed.all()


def cells_known(labels: Sequence[str], expected: Expected) -> bool:
    """Whether the labels tell the field of each cell, and no cell is of none."""
    known = set(labels) & set(expected.fields)
    if expected.match == "exact":
        return known == set(expected.fields)
    return expected.match != "superset" or known == set(labels)


def required_fields(schema: Schema | None) -> list[str]:
    """The fields of which each row needs a value."""
    if schema is None:
        return []
    return [field.name for field in schema.fields if field.constraints.required or field.name in schema.key]


def extent(records: Iterator[Record]) -> tuple[int, int, int]:
    """How many records there are, and the lines of the first and the last."""
    lines = [record.line for record in records]
    return (len(lines), lines[0], lines[-1]) if lines else (0, 0, 0)


def lacking_column(shown: str, field: str, count: int, first: int, last: int) -> Finding:
    """One finding for all the rows that have no value of a field because the file has no column for it."""
    details: dict[str, str | int] = {"found": count, "first": first, "last": last}
    variant = "required-once" if count == 1 else "required"
    return Finding(code="missing-label", variant=variant, file=shown, line=1, row=1, field=field, details=details)


def whole_records(
    batch: Sequence[Record], width: int, display_path: str, row: int, findings: ListedFindings, types: RowTypes
) -> Iterator[tuple[Record, int]]:
    """The records that are whole, each with its row number; the others go to `findings`."""
    for number, record in enumerate(batch, start=row):
        found = record_findings(record, width, display_path, number, PLAIN, types) or blank_row(
            record, display_path, number
        )
        findings.add(found)
        if not any_error(found):
            yield record, number


def blank_row(record: Record, display_path: str, row: int) -> list[Finding]:
    """A row of nothing but delimiters, as spreadsheets leave behind."""
    if len(record.cells) == 1 or any(cell.strip() for cell in record.cells):
        return []
    return [Finding(code="blank-row", file=display_path, line=record.line, column=1, row=row)]


def placed(
    order: Sequence[int | None], rows: Iterable[tuple[Record, int]], display_path: str
) -> Iterator[tuple[str, ...]]:
    """The cells of records in the order of the fields, with the place of each record."""
    for record, row in rows:
        yield (*("" if at is None else record.cells[at] for at in order), display_path, str(record.line), str(row))


def load_rows(
    connection: DuckDBPyConnection,
    relation: str,
    fields: Sequence[str],
    rows: Iterable[Mapping[str, str]],
    places: Iterable[tuple[str, int]],
) -> None:
    """Creates a relation from rows that are not in a file; `places`: the file and line (1-based) for each row."""
    create_relation(connection, relation, fields)
    whole = (
        (*[row[field] for field in fields], file, str(line), str(number))
        for number, (row, (file, line)) in enumerate(zip(rows, places, strict=True), start=2)
    )
    while batch := list(islice(whole, ROWS_AT_ONCE)):
        insert_rows(connection, relation, batch)


def insert_rows(connection: DuckDBPyConnection, relation: str, rows: Sequence[Sequence[str]]) -> None:
    """Inserts rows of text, places last, as one text that DuckDB cuts: list parameters take three times as long."""
    if not rows:
        return
    cell, row = absent_characters("".join(chain.from_iterable(rows)))
    width = len(rows[0])
    columns = ", ".join(f"cells[{at}]" for at in range(1, width + 1))
    connection.execute(
        f"INSERT INTO {quoted(relation)} SELECT {columns} FROM "
        "(SELECT string_split(unnest(string_split($text, $row)), $cell) AS cells)",
        {"text": row.join(map(cell.join, rows)), "row": row, "cell": cell},
    )


def absent_characters(text: str) -> tuple[str, str]:
    """Two characters that a text does not have."""
    free = (index for index in map(chr, range(0x1E, 0xD800)) if index not in text)
    return next(free), next(free)


def quoted(name: str) -> str:
    """An identifier for SQL, whatever characters it has."""
    return '"' + name.replace('"', '""') + '"'
