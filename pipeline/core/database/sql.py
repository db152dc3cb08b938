"""Functions that write pieces of SQL, with correct quoting."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable

# Up to how many texts which way is the fastest, measured over a million cells.
FEW = 5
SOME = 150
# An automaton of more characters than these no longer fits its memory.
MOST_CHARACTERS = 20_000


def name(identifier: str) -> str:
    """The SQL identifier, in double quotes; any characters are allowed."""
    return '"' + identifier.replace('"', '""') + '"'


def text(value: str) -> str:
    """The SQL string literal of a text."""
    return "'" + value.replace("'", "''") + "'"


def is_one_of(column: str, values: Collection[str]) -> str:
    """The SQL condition that a text is one of `values`, as an expression: a join would lose the order of the rows.

    `column`: an SQL expression. Few values are compared one by one, more are looked up in a map, and many are matched
    by one regular expression. Use it only if `is_short(values)`.
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
    """Whether a list of values is short enough for `is_one_of`."""
    return sum(map(len, values)) + len(values) <= MOST_CHARACTERS


def texts(values: Iterable[str]) -> str:
    """A parenthesised list of string literals; one that nothing equals where there are none."""
    return "(" + (", ".join(text(value) for value in values) or "NULL") + ")"
