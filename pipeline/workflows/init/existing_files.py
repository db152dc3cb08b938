"""A registry of existing files: the schemas that are inferred from them, and their rows as CSV in raw/tables."""

from __future__ import annotations

import csv
import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from itertools import chain, count
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.core.budget import budgeted
from pipeline.core.database.connection import workspace
from pipeline.core.files.file_names import same_file
from pipeline.core.i18n import DataLanguage, Language
from pipeline.core.text.folding import fold_text
from pipeline.datapackage.descriptors import Dialect, Field, Schema
from pipeline.datapackage.resource import CheckedTable
from pipeline.findings.collector import FindingCollector
from pipeline.inference.model import Doubt, InferredField, InferredTable, Proposal
from pipeline.inference.render import registry_files
from pipeline.inference.stored_values import cell_text
from pipeline.readers.open import open_source
from pipeline.registry.identifiers import unfit

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

NUMBER, NAME = "row_number", "id"
# Up to so many rows get names made of their values.
NAMED_ROWS = 200_000


def tables_of_files(folder: Path, proposal: Proposal, languages: Sequence[DataLanguage], lang: Language) -> list[str]:
    """Writes the schemas and the rows of a proposal below a folder; the names of the tables. Raises PasserelleError."""
    with budgeted(), workspace() as connection:
        keyed = replace(proposal, tables=tuple(with_key(table, connection) for table in proposal.tables))
        for table in keyed.tables:
            write_rows(folder / "raw" / "tables" / f"{table.slug}.csv", table, connection)
    for name, text in registry_files(keyed, lang, languages).items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")
    return [table.slug for table in keyed.tables]


def with_key(table: InferredTable, connection: DuckDBPyConnection) -> InferredTable:
    """The table with a key that can name pages, which every table of a registry needs.

    Where its own key cannot, a last column has names made of it; where there is none, the numbers of the rows. The
    positions of the other fields in keys and references stay.
    """
    key = table.primary_key
    if len(key) > 1 or (key and names_pages(table, key[0], connection)):
        return table
    fields = list(table.fields)
    if key and table.rows <= NAMED_ROWS:
        old = fields[key[0]]
        fields[key[0]] = replace(old, constraints={"required": True, "unique": True, **old.constraints})
        name, kind, doubt = NAME, "string", Doubt("named", {"field": old.slug})
        example = page_name(old.example or "", 1)
    else:
        name, kind, doubt, example = NUMBER, "integer", Doubt("numbered"), "1"
    free = free_name(name, {field.slug for field in fields})
    added = InferredField(free, free, free, {"type": kind}, {"required": True}, example, (doubt,))
    kept = tuple(one for one in table.doubts if one.code != "no-key")
    return replace(table, fields=(*fields, added), primary_key=(len(fields),), doubts=kept)


def names_pages(table: InferredTable, at: int, connection: DuckDBPyConnection) -> bool:
    """Whether the values of a column can name pages: in addresses, and as files where case makes no difference."""
    seen: set[str] = set()
    for row in rows_of(table, len(table.fields), connection):
        same = same_file(row[at])
        if unfit(row[at]) is not None or same in seen:
            return False
        seen.add(same)
    return True


def free_name(name: str, taken: Collection[str]) -> str:
    return next(one for one in chain([name], (f"{name}_{number}" for number in count(2))) if one not in taken)


def page_name(value: str, number: int) -> str:
    """A name for the page of a row, made of a value: eiffel-tower of "Eiffel Tower"; `number`: of the row, from 1."""
    made = re.sub(r"[^a-z0-9]+", "-", fold_text(value)).strip("-")[:60].strip("-")
    return made if made and unfit(made) is None else f"row-{number}"


def write_rows(path: Path, table: InferredTable, connection: DuckDBPyConnection) -> None:
    """Writes the rows of a table as UTF-8 CSV with the names of its fields."""
    doubts = {doubt.code: doubt for doubt in table.fields[-1].doubts}
    made = "named" in doubts or "numbered" in doubts
    slugs = [field.slug for field in table.fields]
    named = slugs.index(str(doubts["named"].details["field"])) if "named" in doubts else None
    taken: set[str] = set()
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(slugs)
        for number, row in enumerate(rows_of(table, len(slugs) - made, connection), start=1):
            if named is not None:
                own = page_name(row[named], number)
                own = own if own not in taken else f"{own[:50]}-row-{number}"
                taken.add(own)
                writer.writerow([*row, own])
            else:
                writer.writerow([*row, number] if made else row)


def rows_of(table: InferredTable, width: int, connection: DuckDBPyConnection) -> Iterator[list[str]]:
    """The cells of each row, as texts."""
    source = open_source(checked(table, width), FindingCollector(table.name))
    try:
        if not source.open_first():
            return
        segments = source.segments(connection)
        segment = next(segments, None)
        while segment is not None:
            all_read = True
            if segment.values is not None:
                yield from ([cell_text(cell) for cell in row] for row in segment.values)
            elif width:
                columns = ", ".join(f"coalesce(c{at}, '')" for at in range(width))
                rows = rows_of_relation(connection, f"SELECT {columns} FROM {segment.relation}")
                # What DuckDB does not read comes again, as values.
                all_read = rows is not None
                yield from map(list, rows or ())
            try:
                segment = segments.send(all_read)
            except StopIteration:
                return
    finally:
        source.close()


def rows_of_relation(connection: DuckDBPyConnection, query: str) -> list[tuple[str, ...]] | None:
    """The rows of a query; None where DuckDB does not read all of them."""
    import duckdb

    try:
        return connection.execute(query).fetchall()
    except (duckdb.InvalidInputException, duckdb.ConversionException):
        return None


def checked(table: InferredTable, width: int) -> CheckedTable:
    """A table as its file is written, with fields that take any cell."""
    fields = tuple(Field.model_construct(name=field.name, type="any") for field in table.fields[:width])
    keyed = table.format in ("json", "ndjson", "jsonl")
    dialect: dict[str, Any] = dict(table.dialect)
    return CheckedTable(
        name=table.name,
        display_path=str(table.path),
        files=((str(table.path), table.path),),
        schema=Schema.model_construct(fields=fields),
        match="subset" if keyed else "exact",
        dialect=Dialect.model_validate(dialect),
        format=table.format,
        compression=table.compression,
        encoding=table.encoding,
    )
