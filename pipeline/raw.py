"""What the stages are handed: where the tables of raw/ are, their rows, names and places, as the contract has it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cache
from itertools import groupby
from typing import TYPE_CHECKING

from duckdb import DuckDBPyConnection

from pipeline.accounts import RawFile, Record, account
from pipeline.contract.registry import Contract, TableSchema
from pipeline.contract.rules import Rule
from pipeline.contract.vocabularies import NAME_COLUMNS
from pipeline.findings import Finding, TableRead
from pipeline.known import Agreement, Session
from pipeline.lookups import Lookups, build_lookups
from pipeline.names import PrintedName, printed_names
from pipeline.reading import TableFile
from pipeline.registry import Origins, Row, RowOrigins, Tables
from pipeline.sql import name
from pipeline.statements import Statement

MOST_ASKED = 3
# The table that names the texts.
REGISTER = "sources"
RECORDS_AT_ONCE = 10_000
if TYPE_CHECKING:
    from pipeline.extracting.gazetteer import Gazetteer


def typed_tables(contract: Contract) -> tuple[str, ...]:
    """The tables with rows that people type."""
    return tuple(name for name, schema in contract.tables.items() if schema.rows_from != "computed")


def restricted(contract: Contract, tables: frozenset[str]) -> Contract:
    """The contract of some tables alone: without references to the others, and without the rules that ask them."""
    others = frozenset(contract.tables) - tables
    kept = {name: answerable(schema, others) for name, schema in contract.tables.items() if name in tables}
    left_out = {name: schema for name, schema in contract.tables.items() if name in others}
    return replace(answerable_rules(contract, others), tables=kept, left_out=left_out)


def neighbours(contract: Contract, tables: frozenset[str]) -> frozenset[str]:
    """Typed tables with those that they refer to, those that refer to them, and those that a rule asks beside them.

    A rule that asks more than a few is left to the whole check: it would ask for every table.
    """
    typed = frozenset(typed_tables(contract))
    keys = ((name, key) for name, schema in contract.tables.items() for key in schema.foreign_keys)
    groups = [{name, key.reference.resource or name} for name, key in keys]
    citing = {name for name in tables if contract.tables[name].cites}
    asked = (tables_asked(contract, rule) for rule in contract.rules)
    # What a citation names can be in any table, and must be there.
    groups += [group for group in asked if group <= typed and (len(group) <= MOST_ASKED or group & citing)]
    if citing:
        # Their values are in the form of fields of any table, and name what these refer to.
        groups += [{*tables, *cited_targets(contract)}]
    near = {one for group in groups if tables & group for one in group}
    return (tables | near) & typed


def ties(contract: Contract, tables: frozenset[str]) -> dict[str, set[str]]:
    """The fields by which each table that is none of some refers to one of them, or is referred to by one."""
    found: dict[str, set[str]] = {table: set() for table in contract.tables if table not in tables}
    for table, schema in contract.tables.items():
        for key in schema.foreign_keys:
            target = key.reference.resource or table
            if table in found and target in tables:
                found[table].update(key.own)
            elif table in tables and target in found:
                found[target].update(key.theirs)
    return found


def cited_targets(contract: Contract) -> set[str]:
    """The tables whose keys fields that can be cited hold."""
    return {
        key.reference.resource or name
        for name, schema in contract.tables.items()
        for key in schema.foreign_keys
        if {field.name for field in schema.cited_fields}.issuperset(key.own)
    }


def tables_asked(contract: Contract, rule: Rule) -> set[str]:
    """The tables that a rule asks."""
    return set(names_in(tuple(contract.tables)).findall(rule.sql))


@cache
def names_in(names: tuple[str, ...]) -> re.Pattern[str]:
    """What finds the names of tables in a query; one expression for all of them takes a tenth of the time."""
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, names))})\b")


def relation_of(table: str) -> str:
    """The relation that holds what people typed; under the table's own name rules find a typed view of it."""
    return f"typed {table}"


def files_of(contract: Contract, table: str) -> list[TableFile]:
    """The files of a table: raw/tables/<table>.csv, or the CSVs in a folder of that name, or what its schema says."""
    declared = contract.tables[table].path or f"raw/tables/{table}.csv"
    folder = contract.root / declared.removesuffix(".csv")
    parts = sorted(folder.glob("*.csv")) if folder.is_dir() else [contract.root / declared]
    return [TableFile(shown=part.relative_to(contract.root).as_posix(), path=part) for part in parts]


def table_of_files(contract: Contract) -> dict[str, str]:
    """The table of each file of rows."""
    return {file.shown: table for table in typed_tables(contract) for file in files_of(contract, table)}


def named_texts(connection: DuckDBPyConnection) -> list[str]:
    """The text files that the register of sources names."""
    query = f"SELECT DISTINCT trim(file) FROM {name(relation_of(REGISTER))} WHERE file <> ''"
    return [text_path(file) for (file,) in connection.execute(query).fetchall()]


def unread_tables(contract: Contract, files: Sequence[TableFile]) -> frozenset[str]:
    """Tables of which not every record could be read: what refers to them cannot be judged before that is mended."""
    broken = {file.shown for file in files if not file.whole}
    return frozenset(
        table for table in typed_tables(contract) if any(file.shown in broken for file in files_of(contract, table))
    )


def answerable_rules(contract: Contract, unread: frozenset[str]) -> Contract:
    """The contract without the rules that ask a table that could not be read."""
    return replace(contract, rules=tuple(rule for rule in contract.rules if not unread & tables_asked(contract, rule)))


def answerable(schema: TableSchema, unread: frozenset[str]) -> TableSchema:
    """The schema without references to tables that could not be read: that is reported once, not for each row."""
    keys = tuple(key for key in schema.foreign_keys if key.reference.resource not in unread)
    return schema.model_copy(update={"foreign_keys": keys})


def about(contract: Contract, tables: frozenset[str]) -> Contract:
    """The contract with the rules that ask any of some tables, and without the others."""
    return replace(contract, rules=tuple(rule for rule in contract.rules if tables & tables_asked(contract, rule)))


def text_path(file: str) -> str:
    """Where the text that a source names lies, relative to the registry."""
    return f"raw/texts/{file}"


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


def bodies(typed: Tables) -> dict[str, tuple[str, str]]:
    """The agreement and the kind of each body."""
    return {row["id"]: (row["agreement_id"], row["kind"]) for row in typed["bodies"]}


def secretariats(typed: Tables) -> dict[str, str]:
    """The first agreement that each secretariat serves."""
    serves: dict[str, str] = {}
    for row in typed["secretariats"]:
        serves.setdefault(row["actor_id"], row["agreement_id"])
    return serves


def gazetteer(names: Iterable[PrintedName], typed: Tables) -> Gazetteer:
    """The names of the registry, ready for reading texts."""
    from pipeline.extracting.gazetteer import Gazetteer

    return Gazetteer.build(names, *reading_facts(typed))


def reading_facts(
    typed: Tables,
) -> tuple[
    dict[str, Agreement], dict[str, tuple[str, str]], dict[str, str], dict[tuple[str, int], tuple[Session, ...]]
]:
    """What reading texts asks of the registry besides names: agreements, bodies, secretariats, meetings."""
    kinds = bodies(typed)
    agreements = {
        row["id"]: Agreement(
            family="agreement" if row["kind"] in ("agreement", "treaty") else row["kind"],
            parent=row["parent_id"] or None,
            bodies=tuple(sorted(kind for owner, kind in kinds.values() if owner == row["id"])),
        )
        for row in typed["agreements"]
    }
    return agreements, kinds, secretariats(typed), known_sessions(typed)


def known_sessions(typed: Tables) -> dict[tuple[str, int], tuple[Session, ...]]:
    """The meetings of the registry by kind of body and number."""
    kinds = bodies(typed)
    cities: dict[str, set[str]] = {}
    for place in typed["meeting_places"]:
        cities.setdefault(place["meeting_id"], set()).add(place["city"])
    found: dict[tuple[str, int], tuple[Session, ...]] = {}
    for row in typed["meetings"]:
        if row["number"].isdigit() and row["body_id"] in kinds:
            agreement, kind = kinds[row["body_id"]]
            one = Session(agreement, tuple(sorted(cities.get(row["id"], ()))), row["start_date"], row["end_date"])
            found[kind, int(row["number"])] = (*found.get((kind, int(row["number"])), ()), one)
    return found


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


def accounts(
    connection: DuckDBPyConnection,
    contract: Contract,
    files: Sequence[TableFile],
    errors: Sequence[Finding],
    tables: Tables | None,
) -> tuple[RawFile, ...]:
    """What became of the records of each file of raw/; `tables`: what is published, None while an error stands.

    The records are read again, a file at a time, rather than kept for this.
    """
    of_file = table_of_files(contract)
    found = []
    for table, group in groupby(files, key=lambda file: of_file[file.shown]):
        published = None if tables is None else by_key(contract, table, tables[table])
        for file in group:
            about = RawFile(path=file.shown, table=table, records=file.records, published=0)
            mine = [one for one in errors if one.file == file.shown]
            found.append(account(about, list(records(connection, contract, table, file.shown)), mine, published))
    return tuple(found)


def by_key(contract: Contract, table: str, rows: Sequence[Row]) -> dict[str, Row]:
    """Rows of a table by the parts of their key, joined by spaces."""
    key = contract.tables[table].key
    return {" ".join([row[one] for one in key]): row for row in rows}


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
