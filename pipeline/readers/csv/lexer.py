"""The strict lexer: records and cells of delimited text; whatever the dialect does not allow is a fault with its place.

A quote opens a quoted cell only as its first character. Characters between a closing quote and the next delimiter, or a
quote inside an unquoted cell, are a fault; the cell then contains the characters as written.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from operator import itemgetter
from typing import Literal, NamedTuple

from pipeline.core.text.folding import BOM
from pipeline.readers.csv.dialect import CsvDialect

FaultKind = Literal["stray-quote", "unclosed-quote", "nul", "carriage-return"]


class Fault(NamedTuple):
    """What is wrong with the structure of a record: kind, and where (characters from the record's start)."""

    kind: FaultKind
    at: int


@dataclass(frozen=True)
class Record:
    """A record: its first physical line (1-based), its text without the line end, its cells and its faults.

    `end`: the offset of the next record, in characters of the text that was lexed.
    """

    line: int
    text: str
    cells: list[str]
    faults: tuple[Fault, ...] = ()
    starts: tuple[int, ...] = field(default=(), repr=False)
    end: int = field(default=0, repr=False, compare=False)
    terminated: bool = field(default=True, repr=False, compare=False)

    def place(self, index: int, delimiter: str = ",") -> tuple[int, int]:
        """The physical line and column (both 1-based, code points) at which a cell begins, its quote included."""
        return self.place_of(self.starts[index] if self.starts else plain_start(self.cells, index, delimiter))

    def place_of(self, at: int) -> tuple[int, int]:
        """The physical line and column (both 1-based) of character `at` of the record (0-based)."""
        before = self.text[:at]
        return self.line + before.count("\n"), at - (before.rfind("\n") + 1) + 1

    @property
    def last_line(self) -> int:
        """The last physical line of the record, 1-based."""
        return self.line + self.text.removesuffix("\n").count("\n")

    @property
    def lines(self) -> int:
        """The number of lines of the record, if lines end with LF."""
        return self.text.count("\n") + 1


class Patterns(NamedTuple):
    """The expressions of a dialect; each is matched at a position."""

    quoted: re.Pattern[str]
    # What an unquoted cell ends before, and what is escaped, which ends none.
    stop: re.Pattern[str]
    end: re.Pattern[str]


def plain_start(cells: list[str], index: int, delimiter: str) -> int:
    return sum(len(cell) + len(delimiter) for cell in cells[:index])


def lex(text: str, dialect: CsvDialect, line: int = 1, *, last: bool = True) -> Iterator[Record]:
    """The records of a text whose first line has the number `line`; a blank line is a record of one empty cell.

    If more text follows (`last` is false), an unfinished record at the end is left out.
    """
    patterns = compiled(dialect)
    simple = dialect.terminator is None and not dialect.escape and not dialect.skip_initial_space
    at = len(BOM) if line == 1 and text.startswith(BOM) else 0
    while at < len(text):
        record = plain_record(text, at, line, dialect) if simple else None
        if record is None:
            record = quoted_record(text, at, line, dialect, patterns)
        if not last and (not record.terminated or any(fault.kind == "unclosed-quote" for fault in record.faults)):
            return
        yield record
        line += text.count("\n", at, record.end)
        at = record.end


def plain_record(text: str, at: int, line: int, dialect: CsvDialect) -> Record | None:
    """The record at `at` where it is one line without a quote; else None."""
    end = text.find("\n", at)
    stop = len(text) if end < 0 else end
    if text.find(dialect.quote, at, stop) >= 0:
        return None
    printed = text[at:stop]
    if end >= 0:
        printed = printed.removesuffix("\r")
    faults = character_faults(printed) if unusual(printed) else ()
    cells = printed.split(dialect.delimiter)
    return Record(line, printed, cells, faults, (), stop + 1 if end >= 0 else stop, terminated=end >= 0)


def quoted_record(text: str, at: int, line: int, dialect: CsvDialect, patterns: Patterns) -> Record:
    """The record at `at` in a text, whatever its cells are."""
    cells: list[str] = []
    starts: list[int] = []
    faults: list[Fault] = []
    quoted: list[tuple[int, int]] = []
    here = at
    while True:
        if dialect.skip_initial_space and starts:
            while text.startswith(" ", here):
                here += 1
        cell, end, fault = lex_cell(text, here, patterns, dialect)
        cells.append(cell)
        starts.append(here - at)
        if fault:
            faults.append(Fault(fault[0], fault[1] - at))
        elif text.startswith(dialect.quote, here):
            quoted.append((here - at, end - at))
        if not text.startswith(dialect.delimiter, end):
            break
        here = end + len(dialect.delimiter)
    terminator = patterns.end.match(text, end)
    after = terminator.end() if terminator else end
    printed = text[at:end]
    if dialect.terminator is None and unusual(printed):
        faults += character_faults(printed, quoted)
    ended = bool(terminator and terminator.end() > end)
    return Record(
        line, printed, cells, tuple(sorted(faults, key=lambda fault: fault.at)), tuple(starts), after, terminated=ended
    )


def lex_cell(
    text: str, at: int, patterns: Patterns, dialect: CsvDialect
) -> tuple[str, int, tuple[FaultKind, int] | None]:
    """A cell's value, where it ends, and the first fault of its quotes."""
    if not text.startswith(dialect.quote, at):
        end = unquoted_end(text, at, patterns, dialect)
        printed = text[at:end]
        stray = stray_quote(printed, dialect)
        return unescaped(printed, dialect), end, ("stray-quote", at + stray) if stray >= 0 else None
    close = match_end(patterns.quoted, text, at)
    if close < 0:
        return text[at + 1 :], len(text), ("unclosed-quote", at)
    end = unquoted_end(text, close, patterns, dialect)
    if end > close:
        return text[at:end], end, ("stray-quote", close)
    value = text[at + 1 : close - 1]
    if dialect.double_quote:
        value = value.replace(dialect.quote * 2, dialect.quote)
    return unescaped(value, dialect), end, None


def stray_quote(printed: str, dialect: CsvDialect) -> int:
    """Where a quote stands in an unquoted cell that no escape precedes; -1 where none does."""
    if dialect.escape:
        escaped = re.compile(re.escape(dialect.escape) + "(?s:.)")
        printed = escaped.sub("\ufffd\ufffd", printed)
    return printed.find(dialect.quote)


def unescaped(value: str, dialect: CsvDialect) -> str:
    if not dialect.escape or dialect.escape not in value:
        return value
    return re.sub(re.escape(dialect.escape) + "((?s:.))", r"\1", value)


def match_end(pattern: re.Pattern[str], text: str, at: int) -> int:
    match = pattern.match(text, at)
    return match.end() if match else -1


def unquoted_end(text: str, at: int, patterns: Patterns, dialect: CsvDialect) -> int:
    """Where an unquoted cell that starts at `at` ends."""
    for match in patterns.stop.finditer(text, at):
        if not dialect.escape or not match.group().startswith(dialect.escape):
            return match.start()
    return len(text)


@cache
def compiled(dialect: CsvDialect) -> Patterns:
    """The expressions of a dialect. Possessive: a cell is read once, however long it is, also where it never closes."""
    mark, comma = re.escape(dialect.quote), re.escape(dialect.delimiter)
    end = r"\r?\n" if dialect.terminator is None else re.escape(dialect.terminator)
    escape = re.escape(dialect.escape) if dialect.escape else ""
    escaped = f"{escape}(?s:.)|" if escape else ""
    doubled = f"{mark}{mark}|" if dialect.double_quote else ""
    inner = f"[^{mark}{escape}]" if dialect.escape != dialect.quote else f"[^{mark}]"
    quoted = re.compile(f"{mark}(?:{escaped}{doubled}{inner})*+{mark}")
    # Searched, not matched by a possessive group with a look-ahead in it: Python 3.11.0 to 3.11.4 match that wrongly.
    stop = re.compile(f"{escaped}{comma}|{end}")
    return Patterns(quoted, stop, re.compile(f"(?:{end})|\\Z"))


def unusual(text: str) -> bool:
    return "\0" in text or "\r" in text


def character_faults(text: str, quoted: Sequence[tuple[int, int]] = ()) -> tuple[Fault, ...]:
    """Characters that no cell may hold: NUL, and a carriage return that ends no line and that no quotes enclose.

    `quoted`: where the quoted cells begin and end; RFC 4180 lets a carriage return be a part of these.
    """
    kinds: dict[str, FaultKind] = {"\0": "nul", "\r": "carriage-return"}
    found = re.finditer(r"\0|\r(?!\n)", text)
    return tuple(
        Fault(kinds[match.group()], match.start())
        for match in found
        if match.group() == "\0" or not encloses(quoted, match.start())
    )


def encloses(spans: Sequence[tuple[int, int]], at: int) -> bool:
    """Whether one of the spans, which are sorted, has a character."""
    before = bisect_right(spans, at, key=itemgetter(0)) - 1
    return before >= 0 and at < spans[before][1]
