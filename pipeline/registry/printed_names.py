"""Printed names: the forms under which texts and tables name a row of a table or a code of a vocabulary."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from pipeline.core.i18n import LANGUAGES

LIST_DELIMITER = "|"


class PrintedName(NamedTuple):
    """A name of a row: `table` is a table or vocabulary, `key` the key or code of the row, `form` the name.

    `lang` is None if the column belongs to no language (acronyms, short names).
    """

    table: str
    key: str
    form: str
    lang: str | None
    column: str


def printed_names(
    table: str, key: str, columns: Sequence[str], rows: Iterable[Mapping[str, str]]
) -> Iterable[PrintedName]:
    """The names in the name columns of a table, in the order of rows and columns; "|" separates the names in a list."""
    for row in rows:
        for column in columns:
            for form in row.get(column, "").split(LIST_DELIMITER):
                if form:
                    yield PrintedName(table, row[key], form, column_language(column), column)


def column_language(column: str) -> str | None:
    """The language that a column's suffix names ("name_fr": fr), or None."""
    suffix = column.rpartition("_")[2]
    return suffix if suffix in LANGUAGES else None
