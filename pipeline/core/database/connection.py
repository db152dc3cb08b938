"""DuckDB databases in memory, without access to anything but what they are given."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb
from duckdb import DuckDBPyConnection

from pipeline.core.database.sql import text
from pipeline.core.files.display_paths import python_path, utf8_path
from pipeline.core.files.temporary import scratch_folder
from pipeline.core.limits import CHECK_MEMORY
from pipeline.core.memory import is_scarce, spare_memory
from pipeline.core.signals import interruptible

# What a table larger than memory may take before its keys go to disk.
MEMORY = "280MB"
MEGABYTE = 1_000_000
# DuckDB makes a join of a list behind IN, and a join does not keep the rows in the order of the file. It also moves an
# expression that occurs twice out of TRY, so that the error that TRY has to catch ends the query.
OPTIMIZERS = "SET disabled_optimizers = 'in_clause,common_subexpressions'"


def within(wanted: str, spare: int | None) -> str:
    """What a database may take of a machine that gives `spare` bytes: half of them, if that is less than is wanted."""
    if spare is None or spare // 2 >= int(wanted.removesuffix("MB")) * MEGABYTE:
        return wanted
    return f"{max(spare // 2 // MEGABYTE, 1)}MB"


def open_memory() -> DuckDBPyConnection:
    """A new, empty DuckDB database in memory, with one thread."""
    # A registry's tables are small: to hand their rows from thread to thread takes longer than to read them.
    return connect(1, spare_memory())


def connect(threads: int | None, spare: int | None) -> DuckDBPyConnection:
    """An empty database of so many threads (None: as many as the machine has), of one where memory is scarce."""
    if is_scarce(spare):
        return duckdb.connect(":memory:", config={"threads": 1, "async_threads": 1})
    return duckdb.connect(":memory:", config={"threads": threads} if threads else {})


@contextmanager
def memory(opened: DuckDBPyConnection | None = None) -> Iterator[DuckDBPyConnection]:
    """Context manager: a connection that can run contributed rules, with no access to files, network or settings.

    `opened`: an empty database to use instead of a new one.
    """
    with opened or open_memory() as connection, interruptible(connection.interrupt):
        connection.execute(OPTIMIZERS)
        connection.execute(f"SET memory_limit = '{within(CHECK_MEMORY, spare_memory())}'")
        # Else it would write what memory cannot hold into the current folder, and read variables of this program.
        connection.execute("SET temp_directory = ''")
        connection.execute("SET python_enable_replacements = false")
        connection.execute("SET enable_external_access = false")
        connection.execute("SET lock_configuration = true")
        yield connection


@contextmanager
def workspace(threads: int | None = None) -> Iterator[DuckDBPyConnection]:
    """Context manager: a connection that can read one new folder only, where it also puts what memory cannot hold.

    `threads`: how many; None for one for each core. `readable_folder` returns the folder. Raises OSError if no folder
    for temporary files can be made.
    """
    spare = spare_memory()
    with (
        scratch_folder() as folder,
        connect(threads, spare) as connection,
        interruptible(connection.interrupt),
    ):
        settings = {"temp_directory": utf8_path(folder), "preserve_insertion_order": "true"}
        settings |= {"memory_limit": within(MEMORY, spare)}
        for setting, value in settings.items():
            connection.execute(f"SET {setting} = {text(value)}")
        connection.execute(OPTIMIZERS)
        connection.execute(f"SET allowed_directories = [{text(utf8_path(folder))}]")
        connection.execute("SET enable_external_access = false")
        connection.execute("SET lock_configuration = true")
        yield connection


def readable_folder(connection: DuckDBPyConnection) -> Path:
    """The only folder that the connection of a `workspace` can read."""
    # A cursor of its own: a result that somebody still reads from the connection is left alone.
    ((folder,),) = connection.cursor().execute("SELECT current_setting('temp_directory')").fetchall()
    return python_path(folder)
