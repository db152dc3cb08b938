"""Cuts delimited text into blocks of whole records and counts every line; cells are read only where necessary.

A block is `plain` if nothing in it can be read in two ways, so that any CSV reader reads it correctly. The lexer reads
all other blocks.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, Protocol

from pipeline.core.limits import RECORD_BYTES
from pipeline.readers.csv.dialect import CsvDialect
from pipeline.readers.csv.lexer import lex

BLOCK_BYTES = 64 << 20
# The first block is smaller, so that the second is read while it is checked.
FIRST_BYTES = 16 << 20
# What a buffer has room for at first; it grows as the data come, as most files are far smaller than a block.
LEAST_BYTES = 1 << 16
# Blocks that can be at hand at once: one that is checked, one that waits, one that is read.
BUFFERS = 3
# How far apart the marks of a block are.
STRIDE = 1 << 14
# A quoted cell that is open for longer than this is taken for one that is never closed.
LONGEST = 128 << 20


class TooLong(OSError):
    """A line of a table that is longer than any is: its number."""

    def __init__(self, line: int) -> None:
        super().__init__(f"line {line} is too long")
        self.line = line


class Readable(Protocol):
    """A stream of bytes that are UTF-8."""

    def readinto(self, buffer: memoryview, /) -> int | None: ...


class Marks(NamedTuple):
    """Byte offsets in a block, and the number of lines above each."""

    offsets: array[int]
    lines: array[int]


@dataclass(frozen=True)
class Block:
    """A run of whole records: its start in the text (bytes, 0-based), its length, its first line (1-based), its lines.

    `records`: the number of records; None if only the lexer can tell. `marks`: for a block with one record on each
    line, offsets after line ends with the number of lines before, so that records can be found. `sound`: whether all
    bytes are UTF-8.
    """

    number: int
    offset: int
    length: int
    line: int
    lines: int
    records: int | None
    marks: Marks | None = field(default=None, repr=False, compare=False)
    sound: bool = True

    @property
    def plain(self) -> bool:
        """Whether DuckDB can read the block without the lexer."""
        return self.records is not None


class Start(NamedTuple):
    """Where data begin: bytes and lines above them."""

    offset: int = 0
    line: int = 1


def split(
    stream: Readable, dialect: CsvDialect, width: int, start: Start, size: int = BLOCK_BYTES
) -> Iterator[tuple[Block, memoryview]]:
    """The blocks of a stream that stands at `start`, in order, each with its bytes (valid until the third after it).

    `width`: cells of a record; `size`: about how many bytes a block has.
    """
    buffers = [bytearray()]
    quote = dialect.quote.encode()
    have, offset, line, number, ended = 0, start.offset, start.line, 0, False
    most = min(size, FIRST_BYTES)
    while True:
        at = number % len(buffers)
        buffer, have, ended = filled(stream, buffers[at], have, most, ended=ended)
        buffers[at] = buffer
        if have == 0:
            return
        quoted = buffer.find(quote, 0, have) >= 0
        cut = have if ended else block_end(buffer, have, dialect, line, quoted=quoted)
        lines, marks = marked_lines(buffer, cut)
        quoted = quoted and buffer.find(quote, 0, cut) >= 0
        records = plain_records(buffer, cut, dialect, width, lines, quoted=quoted) if cut else None
        if cut and records is None and not ended and quoted:
            # Where quotes are not in order, counting them told nothing.
            cut = lexed_end(buffer, have, dialect, line)
            lines, marks = marked_lines(buffer, cut)
        if cut == 0 and buffer.rfind(b"\n", 0, have) < 0 and len(buffer) >= RECORD_BYTES:
            raise TooLong(line)
        if cut == 0 and (len(buffer) < LONGEST or buffer.rfind(b"\n", 0, have) < 0):
            # Nobody has seen these bytes yet, so that they may move.
            most = 2 * len(buffer)
            continue
        if cut == 0:
            cut = buffer.rfind(b"\n", 0, have) + 1
            lines, marks = marked_lines(buffer, cut)
        sound = is_utf8(buffer, cut)
        records = records if sound else None
        block = Block(number, offset, cut, line, lines, records, marks if records == lines else None, sound)
        rest = memoryview(buffer)[cut:have]
        if ended and not rest:
            yield block, memoryview(buffer)[:cut]
            return
        if len(buffers) < BUFFERS:
            buffers.append(bytearray())
        number, offset, line, have = number + 1, offset + cut, line + lines, len(rest)
        most = max(have, size)
        following = buffers[number % len(buffers)]
        if len(following) < have:
            following = buffers[number % len(buffers)] = bytearray(have)
        yield block, memoryview(buffer)[:cut]
        following[:have] = rest


def filled(stream: Readable, buffer: bytearray, have: int, most: int, *, ended: bool) -> tuple[bytearray, int, bool]:
    """A buffer with as much of a stream as there is, up to `most` bytes: the buffer, or a larger one with the same
    first `have` bytes; how many bytes it has; and whether the stream has ended.
    """
    while have < max(most, len(buffer)) and not ended:
        if have == len(buffer):
            larger = bytearray(min(most, max(LEAST_BYTES, 4 * have)))
            larger[:have] = buffer
            buffer = larger
        read = stream.readinto(memoryview(buffer)[have:])
        ended = not read
        have += read or 0
    return buffer, have, ended


def is_utf8(buffer: bytearray, cut: int) -> bool:
    """Whether the bytes before `cut` are UTF-8."""
    if buffer.isascii():
        return True
    try:
        str(memoryview(buffer)[:cut], "utf-8")
    except UnicodeDecodeError:
        return False
    return True


def block_end(buffer: bytearray, have: int, dialect: CsvDialect, line: int, *, quoted: bool) -> int:
    """Where the last record that is surely whole ends; 0 where none does. `quoted`: whether there is any quote."""
    quote = dialect.quote.encode()
    simple = dialect.terminator is None and not dialect.escape and dialect.double_quote
    end = buffer.rfind(b"\n", 0, have) + 1 if simple else 0
    if simple and (not quoted or buffer.count(quote, 0, end) % 2 == 0):
        return end
    return lexed_end(buffer, have, dialect, line)


def lexed_end(buffer: bytearray, have: int, dialect: CsvDialect, line: int) -> int:
    """Where the last whole record ends, told by the lexer (a character may be cut at the end of the buffer)."""
    text = bytes(memoryview(buffer)[:have]).decode("utf-8", errors="surrogateescape")
    end = 0
    for record in lex(text, dialect, line, last=False):
        end = record.end
    return len(text[:end].encode("utf-8", errors="surrogateescape"))


def marked_lines(buffer: bytearray, cut: int) -> tuple[int, Marks]:
    """How many lines stand before `cut`, and marks on the way."""
    marks = Marks(array("Q", [0]), array("Q", [0]))
    at = lines = 0
    while (end := buffer.find(b"\n", at + STRIDE, cut) + 1) > 0:
        lines += buffer.count(b"\n", at, end)
        marks.offsets.append(end)
        marks.lines.append(lines)
        at = end
    lines += buffer.count(b"\n", at, cut)
    return lines + (0 if cut == 0 or buffer[cut - 1 : cut] == b"\n" else 1), marks


def plain_records(
    buffer: bytearray, cut: int, dialect: CsvDialect, width: int, lines: int, *, quoted: bool
) -> int | None:
    """How many records a block of so many lines has, if every one of them is plain; else None."""
    odd = dialect.terminator is not None or dialect.comment_rows
    if odd or len(dialect.delimiter) != 1 or not (dialect.delimiter + dialect.quote).isascii():
        return None
    quote, comma = dialect.quote.encode(), dialect.delimiter.encode()
    if buffer.find(b"\0", 0, cut) >= 0 or stray_return(buffer, cut) or has_mark(buffer, cut, dialect):
        return None
    if not quoted:
        return lines
    if not dialect.double_quote:
        return None
    inside = quoted_line_ends(bytes(memoryview(buffer)[:cut]), quote, comma, width)
    return None if inside is None else lines - inside


def stray_return(buffer: bytearray, cut: int) -> bool:
    if buffer.find(b"\r", 0, cut) < 0:
        return False
    return buffer.count(b"\r", 0, cut) != buffer.count(b"\r\n", 0, cut)


def has_mark(buffer: bytearray, cut: int, dialect: CsvDialect) -> bool:
    """Whether a character stands in the block that this dialect reads in a way of its own."""
    if dialect.escape and buffer.find(dialect.escape.encode(), 0, cut) >= 0:
        return True
    if dialect.skip_initial_space and buffer.find((dialect.delimiter + " ").encode(), 0, cut) >= 0:
        return True
    comment = dialect.comment_char.encode() if dialect.comment_char else None
    return comment is not None and (buffer.startswith(comment) or buffer.find(b"\n" + comment, 0, cut) >= 0)


def quoted_line_ends(data: bytes, quote: bytes, comma: bytes, width: int) -> int | None:
    """How many line ends stand inside quoted cells; None where a quote stands where it may not.

    Between the quotes that close a cell and the next that opens one there is either nothing (a doubled quote) or a
    text that begins and ends at the edge of a cell.
    """
    parts = data.split(quote)
    if len(parts) % 2 == 0:
        return None
    opens = (comma, b"\n")
    closes = (comma, b"\n", b"\r\n")
    first, last = parts[0], parts[-1]
    if (first and not first.endswith(opens)) or (last and not last.startswith(closes)):
        return None
    for part in parts[2:-1:2]:
        if part and not (part.endswith(opens) and part.startswith(closes)):
            return None
    return inner_line_ends(parts, quote, comma, width)


def inner_line_ends(parts: Sequence[bytes], quote: bytes, comma: bytes, width: int) -> int | None:
    """The line ends in quoted cells, which are the odd ones of the parts; None where one may have swallowed rows."""
    ends = seen = 0
    for at in range(1, len(parts), 2):
        part = parts[at]
        if b"\n" not in part:
            continue
        ends += part.count(b"\n")
        if at < seen:
            continue
        cell = part
        if not (parts[at - 1] and parts[at + 1]):
            cell, seen = whole_cell(parts, at, quote)
        if looks_like_rows(cell, comma, width):
            return None
    return ends


def whole_cell(parts: Sequence[bytes], at: int, quote: bytes) -> tuple[bytes, int]:
    """The quoted cell that has a part, its doubled quotes included, and the part behind it."""
    first, last = at, at
    while first > 1 and not parts[first - 1]:
        first -= 2
    while last + 2 < len(parts) and not parts[last + 1]:
        last += 2
    return quote.join(parts[first : last + 1 : 2]), last + 1


def looks_like_rows(cell: bytes, comma: bytes, width: int) -> bool:
    """Whether a quoted cell looks like the rest of one record, whole ones, and the beginning of another.

    So two stray quotes make it. Its first and its last line are a record together, and each between them is one.
    """
    ends = cell.count(b"\n")
    if width < 2 or ends < 2:
        return False
    first, last = cell[: cell.find(b"\n")], cell[cell.rfind(b"\n") :]
    if first.count(comma) + last.count(comma) != width - 1:
        return False
    if not forgiven(ends - 1):
        # Most texts are told apart by their commas, without looking at each line.
        return cell.count(comma) == ends * (width - 1) and not odd_lines(cell, comma, width)
    return odd_lines(cell, comma, width) <= forgiven(ends - 1)


def odd_lines(cell: bytes, comma: bytes, width: int) -> int:
    """How many inner lines of a cell have not as many cells as a record."""
    return sum(line.count(comma) != width - 1 for line in cell.split(b"\n")[1:-1])


def forgiven(lines: int) -> int:
    """Of how many swallowed rows something may be wrong: of very many one in ten, of few none."""
    return lines // 10
