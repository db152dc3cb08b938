"""Which rows are the header, comments or blank, by the dialect."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from pipeline.datapackage.types.structures import written
from pipeline.readers.csv.dialect import CsvDialect
from pipeline.readers.typed_table import DataFault, TypedRow


def trimmed(cells: list[Any]) -> list[Any]:
    """A row without the empty cells at its end."""
    end = len(cells)
    while end and cells[end - 1] is None:
        end -= 1
    return cells[:end]


def framed(rows: Iterator[tuple[int, list[Any]]], dialect: CsvDialect) -> Iterator[TypedRow]:
    """Rows as a dialect frames them: the labels first, if there is a header; no comments, no empty rows at the end.

    An empty row between others comes as one without cells. Where the dialect names no header rows, empty rows above
    the header are passed over.
    """
    yield from header_row(rows, dialect)
    begun = False
    empty: list[int] = []
    for number, cells in rows:
        if is_comment(number, cells, dialect):
            continue
        if not cells:
            empty += [number] if begun or dialect.header else []
            continue
        yield from (TypedRow(number, []) for number in empty)
        empty.clear()
        begun = True
        yield TypedRow(number, cells)


def header_row(rows: Iterator[tuple[int, list[Any]]], dialect: CsvDialect) -> Iterator[TypedRow]:
    """The labels as a row, none without a header. Raises DataFault where the rows end before the header does."""
    if not dialect.header:
        return
    header: list[list[Any]] = []
    explicit = dialect.header_rows != (1,)
    for number, cells in rows:
        if number in dialect.header_rows if explicit else cells and not is_comment(number, cells, dialect):
            header.append(cells)
        if header and (not explicit or number >= max(dialect.header_rows)):
            yield TypedRow(number, joined_labels(header, dialect))
            return
    raise DataFault(None, "empty")


def is_comment(number: int, cells: Sequence[Any], dialect: CsvDialect) -> bool:
    if number in dialect.comment_rows:
        return True
    first = cells[0] if cells else None
    return dialect.comment_char is not None and isinstance(first, str) and first.startswith(dialect.comment_char)


def joined_labels(header: Sequence[Sequence[Any]], dialect: CsvDialect) -> list[Any]:
    """The labels of one row, or of several joined; a cell that only one row has stands for the cells to its right."""
    width = max(len(cells) for cells in header)
    rows = [[*cells, *[None] * (width - len(cells))] for cells in header]
    texts = [["" if cell is None else as_label(cell) for cell in cells] for cells in rows]
    if len(texts) > 1:
        texts = [[*cells[:1] * width] if cells[0] and not any(cells[1:]) else cells for cells in texts]
    return [dialect.header_join.join(filter(None, parts)) for parts in zip(*texts, strict=True)]


def as_label(cell: Any) -> str:
    return cell if isinstance(cell, str) else written(cell)
