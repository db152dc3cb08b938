"""What the stages are handed: where the tables of raw/ are, their rows, names and places, as the contract has it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from duckdb import DuckDBPyConnection

from pipeline.core.database.sql import name
from pipeline.datapackage.rows import Origins, Row, RowOrigins, Tables
from pipeline.findings.model import TableRead
from pipeline.registry import TableFile
from pipeline.registry.contract import Contract
from pipeline.registry.layout import files_of, relation_of, typed_tables
from pipeline.registry.lookups import Lookups, build_lookups
from pipeline.registry.names import PrintedName, printed_names
from pipeline.registry.statements import Statement
from pipeline.registry.vocabularies import NAME_COLUMNS

RECORDS_AT_ONCE = 10_000
if TYPE_CHECKING:
    pass


def records(
    connection: DuckDBPyConnection, contract: Contract, table: str, file: str | None = None
) -> Iterator[Record]:
    """The typed records of a table, or of one of its files, as they stand in its relation; a batch at a time."""
    names = [field.name for field in contract.tables[table].typed_fields]
    keys = [names.index(one) if one in names else None for one in contract.tables[table].key]
    columns = ", ".join(name(one) for one in names)
    where = "" if file is None else "WHERE _file = $file"
    query = f"SELECT _file, _row, _line, {columns} FROM {name(relation_of(table))} {where} ORDER BY _file, _row"
    # A cursor of its own: other tables may be asked while this one is read.
    found = connection.cursor().execute(query, {} if file is None else {"file": file})
    while batch := found.fetchmany(RECORDS_AT_ONCE):
        for shown, row, line, *cells in batch:
            key = " ".join(["" if at is None else cells[at] for at in keys])
            yield Record(shown, row, line, key, dict(zip(names, cells, strict=True)))


def read_typed(
    connection: DuckDBPyConnection, contract: Contract, tables: Iterable[str]
) -> tuple[dict[str, list[Row]], RowOrigins]:
    """Some tables as people typed them, rows with all fields (empty what the pipeline computes), and their origins."""
    found: dict[str, list[Row]] = {}
    places = RowOrigins()
    # A text that stands in many cells is held once.
    known: dict[str, str] = {}
    for table in tables:
        empty = dict.fromkeys(contract.tables[table].field_names, "")
        found[table] = []
        for one in records(connection, contract, table):
            row = {**empty, **{field: known.setdefault(cell, cell) for field, cell in one.cells.items()}}
            found[table].append(row)
            places.add(table, known.setdefault(one.key, one.key), one.file, one.line)
    return found, places


def read_rows(
    connection: DuckDBPyConnection, contract: Contract, tables: Iterable[str] | None = None
) -> dict[str, list[Row]]:
    """The rows of some tables, or of all that people type, as they stand in their relations."""
    return read_typed(connection, contract, typed_tables(contract) if tables is None else tables)[0]


def named_rows(connection: DuckDBPyConnection, contract: Contract) -> dict[str, list[Row]]:
    """The rows of the tables that have names."""
    return read_rows(connection, contract, [one for one in typed_tables(contract) if contract.tables[one].names])


def never_computed(contract: Contract, typed: Tables) -> dict[str, Sequence[Row]]:
    """The typed tables of which no field is computed: those that may be published as they were typed."""
    computed = {table for table, schema in contract.tables.items() if any(field.computed for field in schema.fields)}
    return {table: rows for table, rows in typed.items() if table not in computed}


def places(contract: Contract, table: str, published: Sequence[Row], known: Origins) -> Iterator[tuple[str, int]]:
    """The file and line that each published row comes from; the built file where the pipeline computed it."""
    key = contract.tables[table].key
    computed = f"build/data/{table}.csv"
    for number, row in enumerate(published, start=2):
        yield known.get((table, " ".join([row[field] for field in key])), (computed, number))


def all_names(contract: Contract, typed: Tables) -> list[PrintedName]:
    """Every printed form of the tables and vocabularies."""
    names: list[PrintedName] = []
    for table, schema in contract.tables.items():
        names += printed_names(table, schema.key[0], schema.names, typed.get(table, ()))
    for listed, vocabulary in contract.vocabularies.items():
        names += printed_names(listed, "code", NAME_COLUMNS, vocabulary.rows.values())
    return names


def lookups(contract: Contract, typed: Tables) -> Lookups:
    return build_lookups(all_names(contract, typed))


def published(contract: Contract, tables: Tables, statements: Iterable[Statement]) -> dict[str, list[Row]]:
    """The tables with the statements, each in the order in which it is published."""
    whole = {**tables, "statements": [statement_row(statement) for statement in statements]}
    return {name: list(whole[name]) for name in contract.tables}


def statement_row(statement: Statement) -> dict[str, str]:
    """A statement as a row of text: arrays and objects as JSON."""
    return {key: rendered(value) for key, value in statement.model_dump(mode="json").items()}


def rendered(value: object) -> str:
    if value is None:
        return ""
    return json.dumps(value, ensure_ascii=False) if isinstance(value, list | dict) else str(value)


def tables_read(contract: Contract, files: Sequence[TableFile]) -> tuple[TableRead, ...]:
    """The typed tables with their files, as far as these were read, and what people are told of their fields."""
    read = {file.shown: file for file in files}
    found = []
    for table in typed_tables(contract):
        here = [read[file.shown] for file in files_of(contract, table) if file.shown in read]
        fields = contract.tables[table].typed_fields
        found.append(
            TableRead(
                name=table,
                files=tuple(file.shown for file in here),
                labels=tuple(field.name for field in fields),
                rows=sum(file.records for file in here),
                fields=tuple(field.note for field in fields),
            )
        )
    return tuple(found)


class Record(NamedTuple):
    """A record that was read: its file, its row and first line there, its key, its cells in the registry's form."""

    file: str
    row: int
    line: int
    key: str
    cells: Row
