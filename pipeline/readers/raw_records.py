"""A file cut into its records with their exact characters, counted as the check counts them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from pipeline.core.limits import QUARANTINE_BYTES
from pipeline.core.text.encodings import MARKED
from pipeline.core.text.folding import BOM
from pipeline.datapackage.resource import CheckedTable
from pipeline.readers.byte_streams import Storage, open_bytes, read_exactly
from pipeline.readers.csv.dialect import CsvDialect, csv_dialect
from pipeline.readers.csv.head import is_comment, parse_head
from pipeline.readers.csv.lexer import lex
from pipeline.readers.json_files import array_items, array_start, strict_decoder

JSON_FORMATS = ("json", "ndjson", "jsonl")
COMPRESSIONS = ("", "gz", "bz2", "xz")


class CannotSplit(Exception):
    """Raised if a file cannot be split into its records; `why`: the key of a message below "apart-"."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True)
class Piece:
    """A record with its exact characters: its row number and lines (1-based), its text with the line end, its cells.

    `before`: the text between it and the previous record (a comma in JSON); `kept`: whether it is part of the header or
    a comment, and not a row.
    """

    row: int
    line: int
    last_line: int
    text: str
    cells: Sequence[str] | None = None
    before: str = ""
    kept: bool = False


class SplitFile(NamedTuple):
    """A file split into its records, with the text before and after them; `header`: how many of them are the header."""

    encoding: str
    opening: str
    pieces: Sequence[Piece]
    closing: str
    header: int
    labels: Sequence[str]
    dialect: CsvDialect | None = None


def split_file(table: CheckedTable, number: int) -> tuple[SplitFile, bytes]:
    """File `number` of a table (0-based), split into its records, and its decompressed bytes. Raises CannotSplit."""
    if table.format not in ("csv", "tsv", *JSON_FORMATS):
        raise CannotSplit("format")
    compression = compression_of(table, number)
    try:
        data = bytes_of(table.files[number][1], compression)
        text, encoding = text_of(data, table.encoding)
        if table.format == "json":
            return split_json(table, number, text, encoding), data
        if table.format in JSON_FORMATS:
            return split_lines(table, number, text, encoding), data
        return split_delimited(table, number, text, encoding), data
    except CannotSplit:
        raise
    # Whatever it is (a damaged archive, a JSON text that ends too soon): the check has said so.
    except Exception as error:
        raise CannotSplit("unreadable") from error


def compression_of(table: CheckedTable, number: int) -> str:
    """The compression of file `number` of a table (0-based). Raises CannotSplit if the program cannot write it."""
    named = {".gz": "gz", ".bz2": "bz2", ".xz": "xz", ".zip": "zip"}
    suffix = table.files[number][1].suffix.lower()
    found = named.get(suffix, "") if table.compression == "by-name" else table.compression
    if found not in COMPRESSIONS:
        raise CannotSplit("compressed")
    return found


def bytes_of(path: Path, compression: str) -> bytes:
    """The bytes of a file, unpacked. Raises OSError, and Uncut for more than are held in memory."""
    with open_bytes(path, Storage(compression=compression)) as stream:
        data = read_exactly(stream, QUARANTINE_BYTES + 1)
    if len(data) > QUARANTINE_BYTES:
        raise CannotSplit("large")
    return data


def text_of(data: bytes, encoding: str) -> tuple[str, str]:
    """The text of a file with its byte order mark, and the codec that makes its bytes of it.

    A byte that is not of the encoding is a lone surrogate in it, as the check reads it. Raises UnicodeError.
    """
    codec = next((to for name, mark, to in MARKED if name == encoding and data.startswith(mark)), encoding)
    return data.decode(codec, "surrogateescape"), codec


def split_delimited(table: CheckedTable, number: int, text: str, encoding: str) -> SplitFile:
    dialect = csv_dialect(table.dialect, "\t" if table.format == "tsv" else ",")
    labels, header = header_of(table, number, text, dialect)
    mark = BOM if text.startswith(BOM) else ""
    return SplitFile(encoding, mark, list(delimited_pieces(text, dialect, header)), "", header, labels, dialect)


def delimited_pieces(text: str, dialect: CsvDialect, header: int) -> Iterator[Piece]:
    at = len(BOM) if text.startswith(BOM) else 0
    for row, record in enumerate(lex(text, dialect), start=1):
        kept = row <= header or is_comment(record, row, dialect)
        yield Piece(row, record.line, record.last_line, text[at : record.end], record.cells, kept=kept)
        at = record.end


def header_of(table: CheckedTable, number: int, text: str, dialect: CsvDialect) -> tuple[Sequence[str], int]:
    """The labels of a table, and how many records of this file belong to its header."""
    if not dialect.header:
        return table.schema.field_names, 0
    own = parse_head(text.encode("utf-8", "surrogatepass"), dialect, ended=True)
    labels, rows = (own.labels or [], own.rows) if own else ([], 0)
    if number == 0:
        return labels, rows
    # The files of a table are one file: where the labels are not repeated, the first line is data.
    first = bytes_of(table.files[0][1], compression_of(table, 0))
    head = parse_head(text_of(first, table.encoding)[0].encode("utf-8", "surrogatepass"), dialect, ended=True)
    same = head is not None and head.labels == labels
    return (labels, rows) if same else ((head.labels if head else None) or [], 0)


def split_json(table: CheckedTable, number: int, text: str, encoding: str) -> SplitFile:
    """A JSON file; its rows are objects, or arrays of which the first is the header."""
    mark = BOM if text.startswith(BOM) else ""
    body = text.removeprefix(BOM)
    start = array_start(body, table.dialect.property if table.dialect else None)
    items = list(array_items(body, start))
    header, first = rows_before(table, number, [item for _, _, item in items])
    pieces: list[Piece] = []
    line, counted = 1, 0
    for row, (at, end, _) in enumerate(items, start=first):
        line, before = line + body.count("\n", counted, at), counted
        last = line + body.count("\n", at, end)
        between = body[before:at] if pieces else ""
        kept = header == len(pieces) + 1
        pieces.append(Piece(row, line, last, body[at:end], before=between, kept=kept))
        line, counted = last, end
    opening = body[: items[0][0]] if items else body
    return SplitFile(encoding, mark + opening, pieces, body[counted:] if items else "", header, ())


def split_lines(table: CheckedTable, number: int, text: str, encoding: str) -> SplitFile:
    """A file of JSON lines; blank lines are no rows."""
    mark = BOM if text.startswith(BOM) else ""
    lines = lines_of(text.removeprefix(BOM))
    header, row = rows_before(table, number, [parsed(line) for line in lines if line.strip()])
    pieces, seen = [], 0
    for at, line in enumerate(lines, start=1):
        blank = not line.strip()
        seen += not blank
        pieces.append(Piece(row, at, at, line, kept=blank or seen == header))
        row += not blank
    return SplitFile(encoding, mark, pieces, "", header, ())


def lines_of(text: str) -> list[str]:
    """The lines of a text with their ends; LF alone ends a line."""
    lines = [f"{line}\n" for line in text.split("\n")]
    lines[-1] = lines[-1][:-1]
    return lines if lines[-1] else lines[:-1]


def parsed(line: str) -> Any:
    """What a line of JSON holds; None for one that is no JSON."""
    try:
        return strict_decoder().decode(line)
    except Exception:
        # Whatever is wrong with the line (its syntax, its depth, a key twice), the check has reported it already.
        return None


def rows_before(table: CheckedTable, number: int, items: Sequence[Any]) -> tuple[int, int]:
    """Which item is the header (0 for none), and what number findings give the first item."""
    first = first_row(table) if number else next((item for item in items if isinstance(item, list | dict)), None)
    if first is None or isinstance(first, dict):
        return 0, 2
    if table.dialect is not None and table.dialect.header is False:
        return 0, 1
    return 1 + next((at for at, item in enumerate(items) if isinstance(item, list)), -1), 1


def first_row(table: CheckedTable) -> Any:
    """The first row of the first file of a table, by whose kind all rows are read."""
    text, _ = text_of(bytes_of(table.files[0][1], compression_of(table, 0)), table.encoding)
    if table.format == "json":
        body = text.removeprefix(BOM)
        start = array_start(body, table.dialect.property if table.dialect else None)
        items = (item for _, _, item in array_items(body, start))
    else:
        items = (parsed(line) for line in lines_of(text.removeprefix(BOM)) if line.strip())
    return next((item for item in items if isinstance(item, list | dict)), None)


def as_json(text: str) -> str:
    """A record of a JSON file as a part of another JSON text: unchanged if it is valid JSON, else as a string."""
    return json.dumps(text, ensure_ascii=False) if parsed(text) is None else text.strip()
