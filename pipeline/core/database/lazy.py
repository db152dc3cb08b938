"""A DuckDB connection that is opened at the first query, because small tables need none and DuckDB loads slowly."""

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
    """Context manager: a connection that `opened` opens at its first use; at the end it is closed if it was opened."""
    with ExitStack() as stack:
        yield cast("DuckDBPyConnection", LazyConnection(opened, stack))
