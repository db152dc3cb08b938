"""Printed names: the forms under which texts and tables name an agreement, a body, an actor, a country or a city."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

LIST_DELIMITER = "|"
NAME_LANGUAGES = ("fr", "en", "es")


class PrintedName(NamedTuple):
    """One form that stands for one row: `table` is a registry table or a vocabulary, `key` the row's key or code.

    `lang` is None where the column names no language (acronyms, short names).
    """

    table: str
    key: str
    form: str
    lang: str | None
    column: str


def printed_names(
    table: str, key: str, columns: Sequence[str], rows: Iterable[Mapping[str, str]]
) -> Iterable[PrintedName]:
    """Every form in the name columns of a table, in the order of rows and columns; lists are cut at "|"."""
    for row in rows:
        for column in columns:
            for form in row.get(column, "").split(LIST_DELIMITER):
                if form:
                    yield PrintedName(table, row[key], form, column_language(column), column)


def column_language(column: str) -> str | None:
    """The language that a column's suffix names ("name_fr": fr), or None."""
    suffix = column.rpartition("_")[2]
    return suffix if suffix in NAME_LANGUAGES else None
