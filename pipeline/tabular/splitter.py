"""A file cut into blocks of whole records, every line accounted for.

A line end after an even number of quotes ends a record, if the file is well formed; where it is not, the lexer finds
a quoted cell still open at the end of a block and reads on into the next one.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

BLOCK_BYTES = 1 << 20
BOM = b"\xef\xbb\xbf"


class Block(NamedTuple):
    """A run of whole records: where it starts in the file (bytes), how long it is, its first line and its lines."""

    offset: int
    length: int
    first_line: int
    lines: int


def split(data: bytes, quote: str = '"', size: int = BLOCK_BYTES) -> Iterator[Block]:
    """The blocks of a file, in order; together they cover it from behind its byte order mark to its end.

    `size`: about how many bytes a block has; a record is never cut, so one that is longer makes a longer block.
    """
    mark = quote.encode()
    start = len(BOM) if data.startswith(BOM) else 0
    line = 1
    while start < len(data):
        end = block_end(data, start, size, mark)
        lines = data.count(b"\n", start, end) + (0 if data[end - 1 : end] == b"\n" else 1)
        yield Block(start, end - start, line, lines)
        line += lines
        start = end


def block_end(data: bytes, start: int, size: int, mark: bytes) -> int:
    """Where the block that begins at `start` ends: behind a line end that no quoted cell holds, or with the file."""
    counted, quotes, end = start, 0, start
    while True:
        end = data.find(b"\n", max(end, start + size - 1)) + 1
        if end == 0:
            return len(data)
        quotes += data.count(mark, counted, end)
        counted = end
        if quotes % 2 == 0:
            return end
