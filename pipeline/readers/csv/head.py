"""The head of a delimited file: its labels, and where its data begin."""

from __future__ import annotations

import codecs
from collections.abc import Sequence
from typing import BinaryIO, NamedTuple

from pipeline.core.limits import RECORD_BYTES
from pipeline.readers.byte_streams import ChainedStream
from pipeline.readers.csv.block_splitter import Start, TooLong
from pipeline.readers.csv.dialect import CsvDialect
from pipeline.readers.csv.lexer import Record, lex

HEAD_BYTES = 1 << 16
BOM = b"\xef\xbb\xbf"
DECODER = codecs.getincrementaldecoder("utf-8")
# Text has no NUL: where one of the first bytes is one, and others are not UTF-8, the file is no text.
SAMPLE = 1 << 10


class NotText(Exception):
    """Bytes that are no text: all that were read, and where the first that is not UTF-8 is."""

    def __init__(self, data: bytes, at: int, *, utf_16: bool = False, binary: bool = False) -> None:
        super().__init__(f"0x{data[at]:02X}")
        self.data, self.at = data, at
        self.variant = "utf-16" if utf_16 else "binary" if binary else None


class Head(NamedTuple):
    """The top of a file: its labels (None: it has none), and where its data begin."""

    labels: list[str] | None
    record: Record | None
    start: Start
    rows: int


def read_head(stream: BinaryIO, dialect: CsvDialect) -> tuple[Head, BinaryIO]:
    """The header of a stream, and the stream of its data."""
    data, size, ended = b"", HEAD_BYTES, False
    while True:
        while len(data) < size and not ended:
            chunk = bytearray(size - len(data))
            count = stream.readinto(memoryview(chunk))  # type: ignore[attr-defined]
            ended = not count
            data += chunk[:count]
        head = parse_head(data, dialect, ended=ended)
        if head is not None:
            return head, ChainedStream(data[head.start.offset :], stream)  # type: ignore[return-value]
        if size > RECORD_BYTES:
            raise TooLong(1)
        size *= 4


def refuse_binary(data: bytes) -> None:
    """Raises NotText for bytes that are no text in UTF-8 at all: UTF-16, workbooks and the like."""
    utf_16 = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    if utf_16 or b"\0" in data[:SAMPLE]:
        try:
            DECODER("strict").decode(data)
        except UnicodeDecodeError as error:
            raise NotText(data, error.start, utf_16=utf_16, binary=True) from error


def parse_head(data: bytes, dialect: CsvDialect, *, ended: bool) -> Head | None:
    """The head of a file from its first bytes; None if more bytes are needed. `ended`: whether these are all bytes."""
    mark = len(BOM) if data.startswith(BOM) else 0
    if not dialect.header:
        return Head(None, None, Start(mark, 1), 0)
    refuse_binary(data)
    # The last character may be cut.
    text = DECODER("surrogateescape").decode(data, final=ended)
    header: list[Record] = []
    last = max(dialect.header_rows)
    row = end = 0
    line = 1
    for record in lex(text, dialect, last=ended):
        row += 1
        explicit = dialect.header_rows != (1,)
        commented = is_comment(record, row, dialect)
        if row in dialect.header_rows if explicit else not commented:
            header.append(record)
        end = record.end
        line = 1 + text.count("\n", 0, end)
        if (explicit and row >= last) or (not explicit and header):
            break
    else:
        if not ended:
            return None
    if not header:
        return Head(None, None, Start(len(data), line), row)
    offset = len(text[:end].encode("utf-8", "surrogateescape"))
    return Head(joined_labels(header, dialect), header[-1], Start(offset, line), row)


def joined_labels(header: Sequence[Record], dialect: CsvDialect) -> list[str]:
    """The labels of one row, or of several joined; a cell that only one row has stands for the cells to its right."""
    if len(header) == 1:
        return header[0].cells
    width = max(len(record.cells) for record in header)
    rows = [record.cells * width if len(record.cells) == 1 else record.cells for record in header]
    columns = [[row[at] for row in rows if at < len(row) and row[at]] for at in range(width)]
    return [dialect.header_join.join(parts) for parts in columns]


def is_comment(record: Record, row: int, dialect: CsvDialect) -> bool:
    """Whether a record is a comment. `row`: its number, 1-based."""
    if row in dialect.comment_rows or (dialect.skip_blank_rows and not record.text):
        return True
    return dialect.comment_char is not None and record.text.startswith(dialect.comment_char)
