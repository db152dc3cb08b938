"""Workbooks (.xlsx, .xlsm, .xls, .ods): their sheets, and the cells of a sheet as they are stored.

This needs the extra `excel` (python-calamine). It runs in a child process, because a sheet of 2 kB can abort the
process.
"""

from __future__ import annotations

from collections.abc import Container, Iterator
from contextlib import contextmanager
from math import ceil
from pathlib import Path
from typing import Any, Literal

from pipeline.core.extras import is_installed
from pipeline.core.limits import READER_BYTES, READER_SECONDS, SPREADSHEET_BYTES
from pipeline.readers.sandbox.child_process import Child, ReaderFault, ReaderProblem, reader
from pipeline.readers.sandbox.workbooks import DIGITS, Sheet, SheetRow, WorkbookFault

__all__ = ["DIGITS", "ReaderFault", "Sheet", "SheetRow", "Workbook", "WorkbookFault"]
SHEETS = "pipeline.readers.sandbox.workbooks"


def check_workbook(source: Path | bytes) -> None:
    """Raises WorkbookFault for what is not to be opened: without a reader, too large, a bomb, or encrypted.

    Raises ReaderFault where its reader fails, and OSError.
    """
    require_reader(source)
    with reader() as child:
        Workbook(child).ask("check_workbook", source.absolute() if isinstance(source, Path) else source)


def require_reader(source: Path | bytes) -> None:
    if not is_installed("python_calamine"):
        raise WorkbookFault("needs-excel")
    if isinstance(source, bytes) and len(source) > SPREADSHEET_BYTES:
        raise WorkbookFault("size", most=SPREADSHEET_BYTES)


@contextmanager
def open_workbook(source: Path | bytes) -> Iterator[Workbook]:
    """Context manager: an open workbook. Raises WorkbookFault, ReaderFault or OSError."""
    require_reader(source)
    with reader() as child:
        book = Workbook(child)
        book.sheets = book.ask("open_book", source.absolute() if isinstance(source, Path) else source)
        yield book
        book.ask("close_book")


class Workbook:
    """A workbook that a child process has open. Everything raises WorkbookFault, ReaderFault and OSError."""

    def __init__(self, child: Child) -> None:
        self.child = child
        # What the child has spent on others.
        self.before = child.spent
        self.sheets: tuple[Sheet, ...] = ()

    def ask(self, function: str, *arguments: Any) -> Any:
        """What a function of the child returns; all that is asked of one workbook together has a limit of time."""
        left = READER_SECONDS - (self.child.spent - self.before)
        if left <= 0:
            raise ReaderFault("time", most=READER_SECONDS)
        try:
            return self.child.ask(f"{SHEETS}:{function}", *arguments, seconds=left)
        except ReaderFault as error:
            if error.reason == "time" and error.details["most"] == ceil(left):
                raise ReaderFault("time", most=READER_SECONDS) from error
            raise
        except ReaderProblem as error:
            raise WorkbookFault("broken", problem=str(error)) from error

    def has_data(self, name: str) -> bool:
        """Whether a cell of a sheet has a value."""
        return bool(self.ask("has_data", name))

    def is_full(self, name: str) -> bool:
        """Whether a cell of a sheet has a value, or is a broken one."""
        return bool(self.ask("is_full", name))

    def first_column(self, name: str) -> int:
        """The number (from 0) of the first column in which a cell has a value, the last one for an empty sheet."""
        return int(self.ask("first_column", name))

    def rows(self, name: str, fill: Container[int] | Literal[True] = ()) -> Iterator[SheetRow]:
        """The rows of a sheet from row 1 to the last that has a value, columns from A on.

        `fill`: whether, or in which rows, the merged cells of a row all have the value of the first.
        """
        self.ask("start_rows", name, fill)
        given = 0
        while True:
            batch, size = self.ask("next_rows")
            given += size
            if given > READER_BYTES:
                raise ReaderFault("bytes", most=READER_BYTES >> 20)
            if not batch:
                return
            yield from batch


def column_letters(column: int) -> str:
    """The letters of a column (1-based): 1 is A, 27 is AA."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
