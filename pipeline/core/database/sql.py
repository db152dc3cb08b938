"""Pieces of SQL that quote what they are given."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable

# Up to how many texts which way is the fastest, measured over a million cells.
FEW = 5
SOME = 150
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

    Few are compared one by one, some looked up in a map, more than these found by one automaton; `is_short` says
    whether there are too many even for that.
    """
    if not values:
        return "FALSE"
    values = sorted(set(values))
    if all(len(value) == 1 for value in values):
        return f"(contains({text(''.join(values))}, {column}) AND length({column}) = 1)"
    if len(values) <= FEW:
        return f"{column} IN {texts(values)}"
    if len(values) <= SOME:
        return f"map_contains(MAP {{{', '.join(f'{text(value)}: true' for value in values)}}}, {column})"
    return f"regexp_full_match({column}, {text('|'.join(map(re.escape, values)))})"


def is_short(values: Collection[str]) -> bool:
    """Whether a list of texts is short enough for a condition of its own."""
    return sum(map(len, values)) + len(values) <= MOST_CHARACTERS


def texts(values: Iterable[str]) -> str:
    """A parenthesised list of string literals; one that nothing equals where there are none."""
    return "(" + (", ".join(text(value) for value in values) or "NULL") + ")"
