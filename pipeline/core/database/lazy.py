"""A database that is opened when the first query asks: small tables ask none, and DuckDB takes a while to load."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


class LazyConnection:
    """What a check asks of a connection; `opened` opens it, and closes it in the end."""

    def __init__(self, opened: Callable[[], AbstractContextManager[DuckDBPyConnection]], stack: ExitStack) -> None:
        self.opened, self.stack = opened, stack
        self.connection: DuckDBPyConnection | None = None

    def open(self) -> DuckDBPyConnection:
        """The connection itself."""
        if self.connection is None:
            self.connection = self.stack.enter_context(self.opened())
        return self.connection

    def __getattr__(self, name: str) -> Any:
        return getattr(self.open(), name)


@contextmanager
def lazily(opened: Callable[[], AbstractContextManager[DuckDBPyConnection]]) -> Iterator[DuckDBPyConnection]:
    """A connection that is opened at its first use, and closed at the end if it was."""
    with ExitStack() as stack:
        yield cast("DuckDBPyConnection", LazyConnection(opened, stack))
