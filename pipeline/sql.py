"""Pieces of SQL that quote what they are given."""

from __future__ import annotations

from collections.abc import Iterable


def name(identifier: str) -> str:
    """An identifier, whatever characters it has."""
    return '"' + identifier.replace('"', '""') + '"'


def text(value: str) -> str:
    """A string literal."""
    return "'" + value.replace("'", "''") + "'"


def texts(values: Iterable[str]) -> str:
    """A parenthesised list of string literals; one that nothing equals where there are none."""
    return "(" + (", ".join(text(value) for value in values) or "NULL") + ")"
