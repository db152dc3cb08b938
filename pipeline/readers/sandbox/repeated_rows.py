"""The number of rows of the tables in an OpenDocument spreadsheet, where one element can stand for many rows.

A reader returns as many rows as a sheet can have and drops the others, so a larger table would be checked only in part.
A fast search finds tables that may be too large; only then is every element read, because empty rows at the end do not
count.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from xml.parsers import expat

TAG = rb"""(?:[^<>"']|"[^"<]*"|'[^'<]*')*+>"""
TABLE_OR_ROW = re.compile(rb"<table:table(-row)?(?=[\s/>])(" + TAG + rb")")
REPEATED = re.compile(rb"""\stable:number-rows-repeated\s*=\s*["']\s*([^"']*?)\s*["']""")


def last_row(pieces: Callable[[], Iterable[bytes]], most: int) -> int:
    """The number of the last row of the longest table that has a value; 0 if no table can have more rows than `most`.

    `pieces`: the document, from its beginning. Raises ValueError, ExpatError for a document that is none.
    """
    if most_rows(pieces()) <= most:
        return 0
    reader = Rows()
    parser = expat.ParserCreate()
    parser.StartElementHandler = reader.start
    for piece in pieces():
        parser.Parse(piece)
    return reader.last


class Rows:
    """Goes through the elements of a document, and keeps the number of the last row with a value."""

    def __init__(self) -> None:
        self.row = self.last = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "table:table":
            self.row = 0
        elif tag == "table:table-row":
            self.row += int(attributes.get("table:number-rows-repeated", "1"))
        elif tag == "text:p" or "office:value-type" in attributes:
            self.last = max(self.last, self.row)


def most_rows(pieces: Iterable[bytes]) -> int:
    """The rows of the longest table of a document, which is given in pieces. Raises ValueError for no number."""
    most = rows = 0
    for is_row, attributes in elements(pieces):
        if not is_row:
            rows = 0
        else:
            found = REPEATED.search(attributes)
            rows += int(found[1]) if found else 1
            most = max(most, rows)
    return most


def elements(pieces: Iterable[bytes]) -> Iterator[tuple[bool, bytes]]:
    """Each table and row of a document: whether it is a row, and its attributes."""
    before = b""
    for piece in pieces:
        data = before + piece
        # A tag may end in the next piece.
        end = data.rfind(b"<")
        before = data[end:] if end >= 0 else b""
        yield from found_in(data[:end] if end >= 0 else data)
    yield from found_in(before)


def found_in(data: bytes) -> Iterator[tuple[bool, bytes]]:
    for found in TABLE_OR_ROW.finditer(data):
        yield found[1] is not None, found[2]
