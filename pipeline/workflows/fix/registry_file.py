"""A file mended: first its shape, for all files, then its cells, for which all tables must be readable."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from pipeline.datapackage.descriptors import Schema
from pipeline.readers.csv.dialect import CsvDialect
from pipeline.readers.csv.lossless import Line, read_lines, write_lines
from pipeline.workflows.fix.cells import Reform, reformed
from pipeline.workflows.fix.encoding import decoded
from pipeline.workflows.fix.shape import column_order, found_delimiter, named_header, with_delimiter

LONE_RETURN = re.compile(r"\r(?!\n)")


@dataclass(frozen=True)
class Mended:
    """A file as it should be and its encoding; `mends`: how many of each kind were made, in the order of the mends."""

    text: str
    mends: Mapping[str, int] = field(default_factory=dict)
    encoding: str = "utf-8"

    @property
    def data(self) -> bytes:
        return self.text.encode(self.encoding)


def mend_shape(data: bytes, schema: Schema, dialect: CsvDialect) -> Mended | None:
    """Encoding, line ends, delimiter, header, order of columns, blank rows; None where the text cannot be known.

    Mending it twice changes nothing more.
    """
    text = decoded(data)
    if text is None:
        return None
    mends: dict[str, int] = {}
    if text.encode() != data:
        mends["encoding"] = 1
    delimiter = found_delimiter(text, schema, dialect)
    found = replace(dialect, delimiter=delimiter) if delimiter else dialect
    lines = read_lines(line_ends(text, found, mends), found)
    if any(not line.cells for line in lines):
        # Where a quote is astray nobody can tell the rows.
        return Mended(text, {kind: mends[kind] for kind in mends if kind == "encoding"})
    if delimiter:
        mends["delimiter"] = 1
        lines = list(with_delimiter(lines, dialect))
    if not lines or not lines[0].cells:
        return Mended(text, mends)
    head, *rows = lines
    blank = sum(row.is_blank for row in rows)
    if blank and len(head.cells) > 1:
        mends["blank-rows"] = blank
        rows = [row for row in rows if not row.is_blank]
    if rows and not rows[-1].end and len(rows[-1].cells) == len(head.cells):
        rows[-1] = replace(rows[-1], end="\n")
        mends["line-ends"] = mends.get("line-ends", 0) + 1
    return Mended(write_lines(with_header(head, rows, schema, dialect, mends), dialect), mends)


def line_ends(text: str, dialect: CsvDialect, mends: dict[str, int]) -> str:
    """Lines that end with LF; a return inside a quoted cell stays for the cell's own form."""
    if dialect.terminator is not None or "\r" not in text:
        return text
    returns = LONE_RETURN.findall(text)
    if returns and "\n" not in text:
        # The ends of lines of old Macintosh programs, and of no other.
        mends["line-ends"] = len(returns)
        return text.replace("\r", "\n")
    lines = read_lines(text, dialect)
    ended = [replace(line, end="\n") if line.end == "\r\n" and line.cells else line for line in lines]
    changed = sum(one is not other for one, other in zip(lines, ended, strict=True))
    if changed:
        mends["line-ends"] = changed
    return write_lines(ended, dialect)


def with_header(
    head: Line,
    rows: Sequence[Line],
    schema: Schema,
    dialect: CsvDialect,
    mends: dict[str, int],
    *,
    ordered: bool = True,
) -> list[Line]:
    """The lines under the labels of the schema, and in its order of columns if that is asked for."""
    labels = named_header([label.strip() for label in head.cells], schema)
    renamed = sum(one != other for one, other in zip(head.cells, labels, strict=True))
    if renamed:
        mends["labels"] = renamed
        for at, label in enumerate(labels):
            if head.cells[at] != label:
                head = head.with_cell(at, label, dialect)
    order = column_order(labels, rows, schema) if ordered else None
    if order is None or order == list(range(len(labels))):
        return [head, *rows]
    mends["columns"] = 1
    return [head.picked(order), *(row.picked(order) if row.cells else row for row in rows)]


def mend_cells(mended: Mended, schema: Schema, reforms: Mapping[str, Reform], dialect: CsvDialect) -> Mended:
    """Every cell in the form that `reforms` gives it, by field."""
    lines = read_lines(mended.text, dialect)
    if not lines or not lines[0].cells:
        return mended
    rows, count = reformed(lines[1:], lines[0].cells, schema, reforms, dialect)
    if not count:
        return mended
    return Mended(write_lines([lines[0], *rows], dialect), {**mended.mends, "cells": count})
