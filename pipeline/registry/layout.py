"""Where the tables and texts of a registry lie: in files, and in the database."""

from __future__ import annotations

from duckdb import DuckDBPyConnection

from pipeline.core.database.sql import name
from pipeline.registry import TableFile
from pipeline.registry.contract import Contract

# The table that names the texts.
REGISTER = "sources"


def typed_tables(contract: Contract) -> tuple[str, ...]:
    """The tables with rows that people type."""
    return tuple(name for name, schema in contract.tables.items() if schema.rows_from != "computed")


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


def text_path(file: str) -> str:
    """Where the text that a source names lies, relative to the registry."""
    return f"raw/texts/{file}"
