"""Printed names: the forms under which texts and tables name an agreement, a body, an actor, a country or a city."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from pipeline.limits import IDENTIFIER_CHARACTERS

LIST_DELIMITER = "|"
# What a package may be called, so that files and addresses can be called so too.
FILE_NAME = re.compile(r"[a-z0-9]+(?:[._-][a-z0-9]+)*", re.ASCII)
NAME_LANGUAGES = ("fr", "en", "es")
# What may name a page: it is part of an address, and of a file in every file system, letters of one case apart.
IDENTIFIER = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9_-])?", re.ASCII)
# Names that Windows keeps for devices, with any extension.
DEVICE = re.compile(r"(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$)(?:\..*)?", re.IGNORECASE | re.DOTALL)
# Characters that no name of a file has on Windows; a dot or a space at the end is dropped there.
UNPORTABLE = re.compile(r"[<>:\"\\|?*\x00-\x1f\ud800-\udfff]|[. ]$")
# Pages of a list that are no row's.
LIST_PAGE = re.compile(r"index|page-[0-9]+", re.IGNORECASE)


def unportable(name: str) -> str | None:
    """Why a file or folder of this name cannot be on every system ("device", "characters"); None where it can."""
    if DEVICE.fullmatch(name.rstrip(" .")):
        return "device"
    return "characters" if UNPORTABLE.search(name) else None


def unfit(identifier: str) -> str | None:
    """Why an id names no page ("long", "device", "page", "identifier"); None where it does."""
    if len(identifier) > IDENTIFIER_CHARACTERS:
        return "long"
    if not IDENTIFIER.fullmatch(identifier):
        return "identifier"
    if LIST_PAGE.fullmatch(identifier):
        return "page"
    return "device" if DEVICE.fullmatch(identifier) else None


def same_file(name: str) -> str:
    """What names have in common that are one file where case, or the Unicode form of a letter, makes no difference."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())


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
