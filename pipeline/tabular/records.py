"""Single records of a plain block, found again without reading the others."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence

from pipeline.tabular.dialect import CsvDialect
from pipeline.tabular.lexer import Record, lex
from pipeline.tabular.splitter import Block, quoted_line_ends

PIECE = 1 << 20


def plain_block_records(
    data: bytes, block: Block, dialect: CsvDialect, wanted: Sequence[int]
) -> Iterator[tuple[int, Record]]:
    """Records of a plain block by number: pieces in which none is wanted are counted and passed over."""
    quote, comma = dialect.quote.encode(), dialect.delimiter.encode()
    at, line, first = 0, block.line, 0
    while at < len(data):
        end = piece_end(data, at, quote)
        piece = data[at:end]
        lines = piece.count(b"\n") + (0 if piece.endswith(b"\n") else 1)
        records = lines - (quoted_line_ends(piece, quote, comma, 0) or 0 if quote in piece else 0)
        here = wanted[bisect_left(wanted, first) : bisect_left(wanted, first + records)]
        if here:
            numbers = set(here)
            for number, record in enumerate(lex(piece.decode("utf-8"), dialect, line), start=first):
                if number in numbers:
                    yield number, record
        at, line, first = end, line + lines, first + records


def piece_end(data: bytes, at: int, quote: bytes) -> int:
    """Where a piece of about a megabyte ends, behind a line end that no quoted cell holds."""
    end, counted, quotes = at + PIECE - 1, at, 0
    while True:
        end = data.find(b"\n", end) + 1
        if end == 0:
            return len(data)
        quotes += data.count(quote, counted, end)
        if quotes % 2 == 0:
            return end
        counted = end
