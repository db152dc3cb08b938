"""Printed names: the forms under which texts and tables name an agreement, a body, an actor, a country or a city."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

LIST_DELIMITER = "|"
# What a package may be called, so that files and addresses can be called so too.
FILE_NAME = re.compile(r"[a-z0-9]+(?:[._-][a-z0-9]+)*", re.ASCII)
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


def folded(form: str) -> str:
    """A form without accents, case, typographic variants and double spaces, for comparing printed names."""
    if form.isascii():
        return " ".join(form.lower().split())
    plain = form.replace("’", "'").replace("‘", "'").replace("‐", "-").replace("‑", "-").replace("–", "-")
    decomposed = unicodedata.normalize("NFKD", plain).casefold()
    return " ".join("".join(letter for letter in decomposed if not unicodedata.combining(letter)).split())
