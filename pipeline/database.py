"""A DuckDB in memory that can read nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import duckdb
from duckdb import DuckDBPyConnection


@contextmanager
def memory() -> Iterator[DuckDBPyConnection]:
    """A connection without access to files, network or further settings: rules are contributed, and run in it."""
    with duckdb.connect(":memory:") as connection:
        connection.execute("SET enable_external_access = false")
        connection.execute("SET lock_configuration = true")
        yield connection
