"""The tables to publish, in their order, with statements, and the origin of each row."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence

from pipeline.datapackage.rows import Origins, Row, Tables
from pipeline.findings.model import TableRead
from pipeline.registry import TableFile
from pipeline.registry.contract import Contract
from pipeline.registry.lookups import Lookups, build_lookups
from pipeline.registry.printed_names import PrintedName, printed_names
from pipeline.registry.statements import Statement
from pipeline.registry.vocabularies import NAME_COLUMNS


def never_computed(contract: Contract, typed: Tables) -> dict[str, Sequence[Row]]:
    """The entered tables without computed fields, which are published as they were entered if nothing changes them."""
    computed = {table for table, schema in contract.tables.items() if any(field.computed for field in schema.fields)}
    return {table: rows for table, rows in typed.items() if table not in computed}


def places(contract: Contract, table: str, published: Sequence[Row], known: Origins) -> Iterator[tuple[str, int]]:
    """The file and line (1-based) of each published row; for a computed row, its line in build/data."""
    key = contract.tables[table].key
    computed = f"build/data/{table}.csv"
    for number, row in enumerate(published, start=2):
        yield known.get((table, " ".join([row[field] for field in key])), (computed, number))


def all_names(contract: Contract, typed: Tables) -> list[PrintedName]:
    """The printed names of all tables and vocabularies."""
    names: list[PrintedName] = []
    for table, schema in contract.tables.items():
        names += printed_names(table, schema.key[0], schema.names, typed.get(table, ()))
    for listed, vocabulary in contract.vocabularies.items():
        names += printed_names(listed, "code", NAME_COLUMNS, vocabulary.rows.values())
    return names


def lookups(contract: Contract, typed: Tables) -> Lookups:
    """The keys of the printed names of all tables and vocabularies."""
    return build_lookups(all_names(contract, typed))


def published(contract: Contract, tables: Tables, statements: Iterable[Statement]) -> dict[str, list[Row]]:
    """The tables with the statements, each in the order in which it is published."""
    whole = dict(tables)
    if table := contract.table_of_role("statements"):
        columns = contract.tables[table].field_names
        whole[table] = [statement_row(statement, columns) for statement in statements]
    return {name: list(whole[name]) for name in contract.tables}


def statement_row(statement: Statement, columns: Sequence[str]) -> dict[str, str]:
    """A statement as a row of text: arrays and objects as JSON."""
    return {key: rendered(value) for key, value in statement.record(columns).items()}


def rendered(value: object) -> str:
    if value is None:
        return ""
    return json.dumps(value, ensure_ascii=False) if isinstance(value, list | dict) else str(value)


def tables_read(contract: Contract, files: Sequence[TableFile]) -> tuple[TableRead, ...]:
    """The entered tables with their files, as far as these were read, and what the schemas say about their fields."""
    read = {file.display_path: file for file in files}
    found = []
    for table in contract.typed_tables:
        here = [read[file.display_path] for file in contract.files(table) if file.display_path in read]
        fields = contract.tables[table].typed_fields
        found.append(
            TableRead(
                name=table,
                files=tuple(file.display_path for file in here),
                labels=tuple(field.name for field in fields),
                rows=sum(file.records for file in here),
                fields=tuple(field.note for field in fields),
            )
        )
    return tuple(found)
