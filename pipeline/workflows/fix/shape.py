"""Fixes the structure of a table: delimiter, header, order of columns, blank rows and columns."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from pipeline.datapackage.descriptors import Schema
from pipeline.datapackage.header import expected
from pipeline.readers.csv.dialect import CsvDialect
from pipeline.readers.csv.lossless import Line, written

FIRST_LINE = re.compile("[\r\n]")


def found_delimiter(text: str, schema: Schema, dialect: CsvDialect) -> str | None:
    """Another delimiter, with which the header has the fields of the schema and with the right one has not."""
    return expected(schema).delimiter_of(FIRST_LINE.split(text, 1)[0], dialect.delimiter)


def with_delimiter(lines: Sequence[Line], dialect: CsvDialect) -> Iterator[Line]:
    """Lines that were read with another delimiter, for being written with that of `dialect`."""
    for line in lines:
        yield replace(line, printed=tuple(written(cell, "", dialect) for cell in line.cells))


def named_header(labels: Sequence[str], schema: Schema) -> list[str]:
    """The labels as the schema has them, where each field is meant by one label at most; else as they are."""
    header = expected(schema)
    meant = [header.field_of(label) for label in labels]
    known = [value for value in meant if value is not None]
    if len(set(known)) < len(known):
        return list(labels)
    return [field or label for field, label in zip(meant, labels, strict=True)]


def column_order(labels: Sequence[str], rows: Sequence[Line], schema: Schema) -> list[int] | None:
    """The columns in the order of the schema; None where some are missing that must be there, doubled, or others.

    Columns without a name in which nothing stands are left out: spreadsheets write them.
    """
    width = len(labels)
    if any(len(row.cells) != width for row in rows if row.cells and not row.is_blank):
        return None
    empty = {
        at
        for at, label in enumerate(labels)
        if not label.strip() and all(not row.cells[at].strip() for row in rows if len(row.cells) == width)
    }
    known = [label for at, label in enumerate(labels) if at not in empty]
    wanted = schema.field_names
    if schema.fields_match == "superset":
        wanted = tuple(name for name in wanted if name in known)
    if sorted(known) != sorted(wanted):
        return None
    return [labels.index(name) for name in wanted]
