"""Records and cells of CSV text, strictly: what RFC 4180 does not allow is a fault with its place.

A quote opens a quoted cell only as its first character. What stands between a closing quote and the next delimiter,
or a quote inside an unquoted cell, is a fault; the cell then holds the characters as they are printed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Literal, NamedTuple

from pipeline.tabular.dialect import CsvDialect
from pipeline.tabular.splitter import Block, split

FaultKind = Literal["stray-quote", "unclosed-quote", "nul", "carriage-return"]


class Fault(NamedTuple):
    """What is wrong with the structure of a record: kind, and where (characters from the record's start)."""

    kind: FaultKind
    at: int


@dataclass(frozen=True)
class Record:
    """One record: its first physical line (1-based), its text without the line end, its cells and faults."""

    line: int
    text: str
    cells: list[str]
    faults: tuple[Fault, ...] = ()
    starts: tuple[int, ...] = field(default=(), repr=False)

    def place(self, index: int, delimiter: str) -> tuple[int, int]:
        """The physical line and column (1-based, code points) of a cell's first character, its quote included."""
        return self.place_of(self.starts[index] if self.starts else plain_start(self.cells, index, delimiter))

    def place_of(self, at: int) -> tuple[int, int]:
        """The physical line and column of a character of the record."""
        before = self.text[:at]
        return self.line + before.count("\n"), at - (before.rfind("\n") + 1) + 1

    @property
    def last_line(self) -> int:
        """The last physical line that has a character of the record."""
        return self.line + self.text.removesuffix("\n").count("\n")

    @property
    def lines(self) -> int:
        return self.text.count("\n") + 1


class Patterns(NamedTuple):
    quoted: re.Pattern[str]
    unquoted: re.Pattern[str]


def plain_start(cells: list[str], index: int, delimiter: str) -> int:
    return sum(len(cell) + len(delimiter) for cell in cells[:index])


def lex(data: bytes, dialect: CsvDialect, blocks: Iterator[Block] | None = None) -> Iterator[Record]:
    """The records of a file that is UTF-8, in order; a blank line is a record of one empty cell."""
    text, line = "", 1
    for block in blocks or split(data, dialect.quote):
        text, line = text or "", line if text else block.first_line
        text += data[block.offset : block.offset + block.length].decode("utf-8")
        last = block.offset + block.length >= len(data)
        records, text, line = lex_text(text, line, dialect, last)
        yield from records


def lex_text(text: str, line: int, dialect: CsvDialect, last: bool) -> tuple[list[Record], str, int]:
    """The records of a text that starts on `line`; then what an open quote leaves unread, and its line."""
    records: list[Record] = []
    at = 0
    while at < len(text):
        end = text.find("\n", at)
        end = len(text) if end < 0 else end
        if text.find(dialect.quote, at, end) < 0:
            record, at = plain_record(text[at:end], line, dialect), end + 1
        else:
            record, after = quoted_record(text, at, line, dialect)
            if not last and any(fault.kind == "unclosed-quote" for fault in record.faults):
                return records, text[at:], line
            at = after
        records.append(record)
        line += record.lines
    return records, "", line


def plain_record(text: str, line: int, dialect: CsvDialect) -> Record:
    text = text.removesuffix("\r")
    return Record(line, text, text.split(dialect.delimiter), character_faults(text, 0) if unusual(text) else ())


def quoted_record(text: str, at: int, line: int, dialect: CsvDialect) -> tuple[Record, int]:
    """The record at `at` in a text, and where the next one starts."""
    patterns = compiled(dialect.delimiter, dialect.quote)
    cells, starts, faults, here = [], [], [], at
    while True:
        cell, end, fault = lex_cell(text, here, patterns, dialect)
        cells.append(cell)
        starts.append(here - at)
        if fault:
            faults.append(Fault(fault[0], fault[1] - at))
        if not text.startswith(dialect.delimiter, end):
            break
        here = end + len(dialect.delimiter)
    printed = text[at:end]
    if printed.endswith("\r") and text.startswith("\n", end):
        printed = printed.removesuffix("\r")
        cells[-1] = cells[-1].removesuffix("\r")
    faults += character_faults(printed, 0) if unusual(printed) else ()
    return Record(line, printed, cells, tuple(sorted(faults, key=lambda one: one.at)), tuple(starts)), end + 1


def lex_cell(
    text: str, at: int, patterns: Patterns, dialect: CsvDialect
) -> tuple[str, int, tuple[FaultKind, int] | None]:
    """A cell's value, where it ends, and the first fault of its quotes."""
    if not text.startswith(dialect.quote, at):
        end = match_end(patterns.unquoted, text, at)
        stray = text.find(dialect.quote, at, end)
        return text[at:end], end, ("stray-quote", stray) if stray >= 0 else None
    close = match_end(patterns.quoted, text, at)
    if close < 0:
        return text[at + 1 :], len(text), ("unclosed-quote", at)
    end = match_end(patterns.unquoted, text, close)
    value = text[at + 1 : close - 1].replace(dialect.quote * 2, dialect.quote)
    behind = text[close:end]
    if behind in ("", "\r"):
        return value, end, None
    return text[at:end], end, ("stray-quote", close)


def match_end(pattern: re.Pattern[str], text: str, at: int) -> int:
    match = pattern.match(text, at)
    return match.end() if match else -1


@cache
def compiled(delimiter: str, quote: str) -> Patterns:
    mark, comma = re.escape(quote), re.escape(delimiter)
    # Possessive: a quoted cell is read once, however long it is, also where it is never closed.
    quoted = re.compile(f"{mark}[^{mark}]*+(?:{mark}{mark}[^{mark}]*+)*+{mark}")
    return Patterns(quoted, re.compile(f"[^{comma}\\n]*"))


def unusual(text: str) -> bool:
    return "\0" in text or "\r" in text


def character_faults(text: str, start: int) -> tuple[Fault, ...]:
    """Characters that no cell may hold: NUL, and a carriage return that ends no line."""
    kinds: dict[str, FaultKind] = {"\0": "nul", "\r": "carriage-return"}
    found = (Fault(kinds[match.group()], start + match.start()) for match in re.finditer(r"\0|\r(?!\n)", text))
    return tuple(found)
