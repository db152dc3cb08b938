"""Fixes a file: first its structure, in all files, then its cells, for which all tables must be readable."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from pipeline.datapackage.descriptors import Schema
from pipeline.readers.csv.dialect import CsvDialect
from pipeline.readers.csv.lossless import Line, read_lines, write_lines
from pipeline.workflows.fix.cells import CellFix, fix_lines
from pipeline.workflows.fix.encoding import decoded
from pipeline.workflows.fix.shape import column_order, found_delimiter, named_header, with_delimiter

LONE_RETURN = re.compile(r"\r(?!\n)")


@dataclass(frozen=True)
class Fixed:
    """A file as it should be and its encoding; `fixes`: how many of each kind were made, in the order of the mends."""

    text: str
    fixes: Mapping[str, int] = field(default_factory=dict)
    encoding: str = "utf-8"

    @property
    def data(self) -> bytes:
        return self.text.encode(self.encoding)


def fix_layout(data: bytes, schema: Schema, dialect: CsvDialect) -> Fixed | None:
    """Encoding, line ends, delimiter, header, order of columns, blank rows; None where the text cannot be known.

    Mending it twice changes nothing more.
    """
    text = decoded(data)
    if text is None:
        return None
    fixes: dict[str, int] = {}
    if text.encode() != data:
        fixes["encoding"] = 1
    delimiter = found_delimiter(text, schema, dialect)
    found = replace(dialect, delimiter=delimiter) if delimiter else dialect
    lines = read_lines(line_ends(text, found, fixes), found)
    if any(not line.cells for line in lines):
        # Where a quote is astray nobody can tell the rows.
        return Fixed(text, {kind: fixes[kind] for kind in fixes if kind == "encoding"})
    if delimiter:
        fixes["delimiter"] = 1
        lines = list(with_delimiter(lines, dialect))
    if not lines or not lines[0].cells:
        return Fixed(text, fixes)
    head, *rows = lines
    blank = sum(row.is_blank for row in rows)
    if blank and len(head.cells) > 1:
        fixes["blank-rows"] = blank
        rows = [row for row in rows if not row.is_blank]
    if rows and not rows[-1].end and len(rows[-1].cells) == len(head.cells):
        rows[-1] = replace(rows[-1], end="\n")
        fixes["line-ends"] = fixes.get("line-ends", 0) + 1
    return Fixed(write_lines(with_header(head, rows, schema, dialect, fixes), dialect), fixes)


def line_ends(text: str, dialect: CsvDialect, fixes: dict[str, int]) -> str:
    """Lines that end with LF; a return inside a quoted cell stays for the cell's own form."""
    if dialect.terminator is not None or "\r" not in text:
        return text
    returns = LONE_RETURN.findall(text)
    if returns and "\n" not in text:
        # The ends of lines of old Macintosh programs, and of no other.
        fixes["line-ends"] = len(returns)
        return text.replace("\r", "\n")
    lines = read_lines(text, dialect)
    ended = [replace(line, end="\n") if line.end == "\r\n" and line.cells else line for line in lines]
    changed = sum(line is not other for line, other in zip(lines, ended, strict=True))
    if changed:
        fixes["line-ends"] = changed
    return write_lines(ended, dialect)


def with_header(
    head: Line,
    rows: Sequence[Line],
    schema: Schema,
    dialect: CsvDialect,
    fixes: dict[str, int],
    *,
    ordered: bool = True,
) -> list[Line]:
    """The lines under the labels of the schema, and in its order of columns if that is asked for."""
    labels = named_header([label.strip() for label in head.cells], schema)
    renamed = sum(before != other for before, other in zip(head.cells, labels, strict=True))
    if renamed:
        fixes["labels"] = renamed
        for at, label in enumerate(labels):
            if head.cells[at] != label:
                head = head.with_cell(at, label, dialect)
    order = column_order(labels, rows, schema) if ordered else None
    if order is None or order == list(range(len(labels))):
        return [head, *rows]
    fixes["columns"] = 1
    return [head.picked(order), *(row.picked(order) if row.cells else row for row in rows)]


def fix_cells(fixed: Fixed, schema: Schema, cell_fixes: Mapping[str, CellFix], dialect: CsvDialect) -> Fixed:
    """Every cell in the form that `cell_fixes` gives it, by field."""
    lines = read_lines(fixed.text, dialect)
    if not lines or not lines[0].cells:
        return fixed
    rows, count = fix_lines(lines[1:], lines[0].cells, schema, cell_fixes, dialect)
    if not count:
        return fixed
    return Fixed(write_lines([lines[0], *rows], dialect), {**fixed.fixes, "cells": count})
