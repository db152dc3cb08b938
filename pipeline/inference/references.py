"""References between columns: all values of one are keys of another, and that is no accident."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.core.database.sql import texts
from pipeline.inference.choose import Choice
from pipeline.inference.keys import Keys
from pipeline.inference.model import Doubt, Reference
from pipeline.inference.names import stem
from pipeline.inference.profile import Profile
from pipeline.inference.vocabulary import CODES, IDENTIFIERS, NAMES, PARENTS, says, singular, words_of

if TYPE_CHECKING:
    from pathlib import Path

    from duckdb import DuckDBPyConnection

TYPES = frozenset(["string", "integer"])
# Names that keys of any table have.
GENERIC = IDENTIFIERS | CODES | NAMES | frozenset(["number", "no", "nr", "num", "numero", "row", "index"])
# So many distinct values tell a reference without a name that does; they are no single letters.
ENOUGH_VALUES = 3
ENOUGH_CHARACTERS = 2
ENOUGH_KEYS = 8
# A reference that the name tells, and so many of its values contradict, is worth a remark.
SHARE_OF_ORPHANS = 0.1


@dataclass(frozen=True)
class Judged:
    """A table that was read: its name, what its rows say, and what was chosen. `missing`: values by column that mean
    nothing.
    """

    name: str
    path: Path
    profile: Profile
    choices: Sequence[Choice]
    keys: Keys
    missing: Sequence[frozenset[str]]

    def single_keys(self) -> Iterator[int]:
        """The columns that are keys by themselves, the primary one first."""
        yield from (one[0] for one in (self.keys.primary, *self.keys.unique) if len(one) == 1)


@dataclass(frozen=True)
class Target:
    """A key that a column may refer to, and how far the name of the column says so (0: not at all)."""

    table: Judged
    field: int
    named: int


@dataclass(frozen=True)
class Found:
    """The reference of a column, and what is doubtful about it; or a doubt alone."""

    reference: Reference | None
    doubt: Doubt | None = None


def find_references(connection: DuckDBPyConnection, tables: Sequence[Judged]) -> dict[tuple[str, int], Found]:
    """The references of all tables, by table and position of their field."""
    found: dict[tuple[str, int], Found] = {}
    for table in tables:
        for at in sorted(table.profile.kept):
            if table.choices[at].type in TYPES and "format" not in table.choices[at].properties:
                one = reference_of(connection, table, at, tables)
                if one is not None:
                    found[table.name, at] = one
    return found


def reference_of(connection: DuckDBPyConnection, table: Judged, at: int, tables: Sequence[Judged]) -> Found | None:
    """The likeliest reference of a column that all of its values bear out."""
    targets = sorted(targets_of(table, at, tables), key=lambda one: -one.named)
    for target in targets:
        values, orphans, example = contained(connection, table, at, target)
        if not values:
            return None
        if not orphans and is_no_accident(table, at, target, values):
            return Found(reference(table, at, target), told(table, target, values))
        if orphans and target.named > 1 and orphans <= max(1, int(SHARE_OF_ORPHANS * values)) and values > orphans:
            details: dict[str, str | int] = {"target": shown(target), "orphans": orphans, "values": values}
            return Found(None, Doubt("reference-nearly", {**details, "example": example}))
    return None


def targets_of(table: Judged, at: int, tables: Sequence[Judged]) -> Iterator[Target]:
    """The keys that a column may refer to by type and name."""
    label = table.profile.columns[at].label
    for other in tables:
        for field in other.single_keys():
            same_type = other.choices[field].type == table.choices[at].type
            if not same_type or field not in other.profile.kept or (other is table and field == at):
                continue
            named = name_evidence(label, other, field, own=other is table)
            if other is table and not named:
                continue
            if table.keys.primary == (at,) and (named < 2 or other.profile.rows <= table.profile.rows):
                # One key is another's where one table has more of the same things.
                continue
            yield Target(other, field, named)


def name_evidence(label: str, other: Judged, field: int, *, own: bool) -> int:
    """How far the name of a column says that it refers to a key: 3 by the table and the key, 2 by one, 0 by none."""
    words = [singular(word) for word in words_of(label)]
    key = [singular(word) for word in words_of(other.profile.columns[field].label)]
    if own:
        return 2 if says(label, PARENTS) else 0
    table = [singular(word) for word in words_of(stem(other.path))]
    named = bool(table) and (set(table) <= set(words) or table[-1] in words)
    is_generic = set(key) <= GENERIC
    ends_alike = bool(key) and words[-len(key) :] == key
    if named and (ends_alike or is_generic):
        return 3
    return 2 if named or (ends_alike and not is_generic) else 0


def contained(connection: DuckDBPyConnection, table: Judged, at: int, target: Target) -> tuple[int, int, str]:
    """How many distinct values a column has, how many of them are no keys, and the first of these."""
    missing = f"WHERE v NOT IN {texts(table.missing[at])}" if table.missing[at] else ""
    query = f"""
        SELECT count(*), count(*) FILTER (NOT known), coalesce(min(v) FILTER (NOT known), '') FROM (
            SELECT v, v IN (SELECT v FROM {target.table.profile.kept_table(target.field)}) AS known
            FROM (SELECT DISTINCT v FROM {table.profile.kept_table(at)} {missing})
        )
    """
    values, orphans, example = connection.execute(query).fetchall()[0]
    return int(values), int(orphans), str(example)


def is_no_accident(table: Judged, at: int, target: Target, values: int) -> bool:
    """Whether so many values that all are keys are enough: a name that says so needs none, small numbers never do."""
    if target.named:
        return True
    column = table.profile.columns[at]
    long_enough = column.average >= ENOUGH_CHARACTERS and column.longest >= ENOUGH_CHARACTERS
    is_text = table.choices[at].type == "string"
    return is_text and long_enough and values >= ENOUGH_VALUES and target.table.profile.rows >= ENOUGH_KEYS


def reference(table: Judged, at: int, target: Target) -> Reference:
    return Reference((at,), "" if target.table is table else target.table.name, (target.field,))


def told(table: Judged, target: Target, values: int) -> Doubt | None:
    """How sure a reference is, where its name does not settle it."""
    if target.named > 2 or (target.named and target.table is table):
        return None
    code = "reference-named" if target.named else "reference-values"
    return Doubt(code, {"values": values, "target": shown(target)})


def shown(target: Target) -> str:
    return f"{target.table.name}.{target.table.profile.columns[target.field].label}"
