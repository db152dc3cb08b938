"""Single records of a plain block, found without reading the others."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence

from pipeline.core.buffers import CHUNK_BYTES
from pipeline.readers.csv.block_splitter import Block, Marks, quoted_line_ends
from pipeline.readers.csv.dialect import CsvDialect
from pipeline.readers.csv.lexer import Record, lex

# Some bytes of a block: from where, and how many.
ReadBytes = Callable[[int, int], bytes]


def plain_block_records(
    read: ReadBytes, block: Block, dialect: CsvDialect, wanted: Sequence[int]
) -> Iterator[tuple[int, Record]]:
    """Records of a plain block by number, which must be sorted."""
    if block.marks is not None:
        return marked_records(read, block, block.marks, dialect, wanted)
    return counted_records(read(0, block.length), block, dialect, wanted)


def marked_records(
    read: ReadBytes, block: Block, marks: Marks, dialect: CsvDialect, wanted: Sequence[int]
) -> Iterator[tuple[int, Record]]:
    """Where each line is a record: what stands between two marks is read, and no other byte."""
    mark = -1
    lines: list[bytes] = []
    for number in wanted:
        if (found := bisect_right(marks.lines, number) - 1) != mark:
            mark = found
            start = marks.offsets[mark]
            end = marks.offsets[mark + 1] if mark + 1 < len(marks.offsets) else block.length
            lines = lines_of(read(start, end - start))
        text = lines[number - marks.lines[mark]].decode("utf-8")
        yield number, next(lex(text, dialect, block.line + number))


def counted_records(
    data: bytes, block: Block, dialect: CsvDialect, wanted: Sequence[int]
) -> Iterator[tuple[int, Record]]:
    """Where a record may have several lines: pieces in which none is wanted are only counted."""
    quote, comma = dialect.quote.encode(), dialect.delimiter.encode()
    at, line, first = 0, block.line, 0
    while at < len(data):
        end = piece_end(data, at, quote)
        piece = data[at:end]
        lines = piece.count(b"\n") + (0 if piece.endswith(b"\n") else 1)
        records = lines - (quoted_line_ends(piece, quote, comma, 0) or 0 if quote in piece else 0)
        here = wanted[bisect_left(wanted, first) : bisect_left(wanted, first + records)]
        if here:
            yield from records_of_piece(piece, quote, dialect, line, first, here)
        at, line, first = end, line + lines, first + records


def records_of_piece(
    piece: bytes, quote: bytes, dialect: CsvDialect, line: int, first: int, wanted: Sequence[int]
) -> Iterator[tuple[int, Record]]:
    """The wanted records of a piece whose first record is `first` and stands on line `line`: no other one is lexed."""
    lines = lines_of(piece)
    spans = record_spans(lines, quote)
    for number in wanted:
        start, end = spans[number - first]
        text = b"".join(lines[start:end]).decode("utf-8")
        yield number, next(lex(text, dialect, line + start))


def lines_of(piece: bytes) -> list[bytes]:
    """The lines of a piece with their ends."""
    lines = [line + b"\n" for line in piece.split(b"\n")]
    lines[-1] = lines[-1][:-1]
    return lines if lines[-1] else lines[:-1]


def record_spans(lines: Sequence[bytes], quote: bytes) -> list[tuple[int, int]]:
    """The lines of each record, first and behind the last: a record goes on while a quoted cell is open."""
    spans: list[tuple[int, int]] = []
    start, inside = 0, False
    for at, line in enumerate(lines):
        if not inside:
            start = at
        if quote in line and line.count(quote) % 2:
            inside = not inside
        if not inside:
            spans.append((start, at + 1))
    return spans


def piece_end(data: bytes, at: int, quote: bytes) -> int:
    """Where a piece of about a megabyte ends, behind a line end that no quoted cell holds."""
    end, counted, quotes = at + CHUNK_BYTES - 1, at, 0
    while True:
        end = data.find(b"\n", end) + 1
        if end == 0:
            return len(data)
        quotes += data.count(quote, counted, end)
        if quotes % 2 == 0:
            return end
        counted = end
