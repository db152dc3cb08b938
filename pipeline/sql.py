"""Pieces of SQL that quote what they are given."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable

FEW = 5
# An automaton of more characters than these no longer fits its memory.
MOST_CHARACTERS = 20_000


def name(identifier: str) -> str:
    """An identifier, whatever characters it has."""
    return '"' + identifier.replace('"', '""') + '"'


def text(value: str) -> str:
    """A string literal."""
    return "'" + value.replace("'", "''") + "'"


def is_one_of(column: str, values: Collection[str]) -> str:
    """A condition that a text is one of some texts, as an expression: a join would lose the order of the rows.

    Few are compared one by one, more by one automaton; callers see that there are no more than MOST_CHARACTERS.
    """
    if not values:
        return "FALSE"
    if len(values) <= FEW:
        return f"{column} IN {texts(sorted(values))}"
    return f"regexp_full_match({column}, {text('|'.join(map(re.escape, sorted(values))))})"


def is_short(values: Collection[str]) -> bool:
    """Whether a list of texts is short enough for a condition of its own."""
    return sum(map(len, values)) + len(values) <= MOST_CHARACTERS


def texts(values: Iterable[str]) -> str:
    """A parenthesised list of string literals; one that nothing equals where there are none."""
    return "(" + (", ".join(text(value) for value in values) or "NULL") + ")"
