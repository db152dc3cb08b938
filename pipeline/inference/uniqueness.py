"""Which columns, alone or together, have no values twice in all rows: by a hash of each row's values, exactly enough.

Two rows with different values and the same hash would only make a key be passed over.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from pipeline.core.database.sql import name
from pipeline.core.signals import interruptible
from pipeline.inference.columns import Column
from pipeline.inference.vocabulary import CODES, IDENTIFIERS, MEASURES, NUMBERS, TEXTS, says, words_of

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

# Hashes that are sorted at once: 32 MB.
AT_ONCE = 4_000_000
LONGEST_KEY = 200
# A column of a rank like this is taken for the key: the first one, or one whose name says so.
PLAUSIBLE = 5
LOOKS_LIKE_CODE = 6
# Types whose cells are different values where they are different texts.
EXACT_TYPES = frozenset(["integer", "year", "date", "yearmonth", "digits", "uuid", "uri", "edtf", "email"])


class Hashes:
    """The hashes of the likely keys of a table, in a table of their own in DuckDB, one column a key."""

    def __init__(self, connection: DuckDBPyConnection, number: int) -> None:
        self.connection = connection
        self.table = name(f"hashes {number}")

    def expression(self, key: Sequence[int]) -> str:
        return f"hash({', '.join(f'c{at}' for at in key)})"

    def begin(self, relation: str, keys: Sequence[Sequence[int]]) -> None:
        """Takes the hashes of the keys of the first rows."""
        if keys:
            columns = ", ".join(f"{self.expression(key)} AS k{n}" for n, key in enumerate(keys))
            self.connection.execute(f"CREATE OR REPLACE TABLE {self.table} AS SELECT {columns} FROM {relation}")

    def take(self, keys: int) -> None:
        """Takes the hashes k0, k1, ... of the relation `judged`."""
        if keys:
            columns = ", ".join(f"k{n}" for n in range(keys))
            self.connection.execute(f"INSERT INTO {self.table} SELECT {columns} FROM judged")

    def are_unique(self, number: int) -> bool:
        """Whether all rows have different hashes for a key."""
        import numpy

        ((rows,),) = self.connection.execute(f"SELECT count(*) FROM {self.table}").fetchall()
        slices = 1 + rows // AT_ONCE
        for one in range(slices):
            part = f"WHERE (k{number} >> 32) % {slices} = {one}" if slices > 1 else ""
            cursor = self.connection.cursor()
            with interruptible(cursor.interrupt):
                found = cursor.execute(f"SELECT k{number} AS h FROM {self.table} {part}").fetchnumpy()["h"]
            found.sort()
            if numpy.any(found[1:] == found[:-1]):
                return False
        return True


def may_be_key(column: Column) -> bool:
    """Whether a column can be a key by what it holds: no measure, no long text."""
    if column.longest > LONGEST_KEY or column.nulls or column.markers:
        return False
    return is_text_or_code(column)


def is_text_or_code(column: Column) -> bool:
    """Whether different texts are different values in a column, and its type one that keys have."""
    if column.kinds.keys() - {"text", "integer"}:
        return False
    if EXACT_TYPES & column.alive.keys():
        return True
    types = {one.type for one in column.alive.values()} - {"string", "list"}
    # Dates of another form are different where all have the same number of digits.
    return not types or (types <= {"date", "datetime"} and column.shape is not None and column.shape.is_fixed)


def key_rank(column: Column, at: int) -> int:
    """How likely a column is a key by its name and place: the higher, the likelier."""
    rank = 12 if says(column.label, IDENTIFIERS) else 8 if says(column.label, CODES) else 0
    # "id" alone is the row's own; "country_id" may be another's.
    rank += 8 if IDENTIFIERS.issuperset(words_of(column.label)) and rank else 0
    rank += 3 if says(column.label, NUMBERS) else 0
    rank += LOOKS_LIKE_CODE if looks_like_code(column) else 0
    rank -= 8 if says(column.label, TEXTS) else 6 if says(column.label, MEASURES) else 0
    rank += max(0, 5 - at)
    return rank - (2 if any(one.startswith("date") for one in column.alive) and at else 0)


def looks_like_code(column: Column) -> bool:
    """Whether all values are of one shape with as many signs, as codes are and names are not."""
    shape = column.shape
    is_number_or_date = any(one.type not in ("string", "list") for one in column.alive.values())
    return shape is not None and shape.is_fixed and shape.tells and not is_number_or_date


def is_named_key(column: Column) -> bool:
    """Whether more than its place speaks for a key: its name, or that its values look like codes."""
    return says(column.label, IDENTIFIERS | CODES | NUMBERS) or looks_like_code(column)


def is_plausible_key(column: Column, at: int) -> bool:
    return key_rank(column, at) >= PLAUSIBLE


def ranked_for_keys(columns: Sequence[Column]) -> list[int]:
    """The positions of the columns that can be parts of a key, the likeliest first."""
    able = [at for at, one in enumerate(columns) if one.distinct > 1 and may_be_key(one) and not says(one.label, TEXTS)]
    return sorted(able, key=lambda at: (-key_rank(columns[at], at), at))
