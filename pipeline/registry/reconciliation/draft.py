"""The tables during reconciliation, to which rows and values can be added."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pipeline.datapackage.rows import Row, Tables
from pipeline.registry.lookups import Lookups

DraftRow = Row


@dataclass(frozen=True)
class Draft:
    """Rows by table and key. Only this stage changes them, and only by `add`, `fill` and `read_instead`.

    `keys`: the fields of each table's key; the key of a row is their values, joined by spaces. A row that is changed
    is a new one: what was typed stays as it is, and is shared as long as nothing changes it.
    """

    rows: Mapping[str, dict[str, DraftRow]]
    keys: Mapping[str, tuple[str, ...]]
    columns: Mapping[str, tuple[str, ...]]
    lookups: Lookups

    def add(self, table: str, values: Mapping[str, str]) -> str:
        """The key of a new row, empty but for these values; a row that has that key already stays as it is."""
        row = dict.fromkeys(self.columns[table], "") | dict(values)
        key = key_of(row, self.keys[table])
        self.rows[table].setdefault(key, row)
        return key

    def fill(self, table: str, key: str, field: str, value: str) -> None:
        """Sets a field that is still empty."""
        if not self.rows[table][key][field]:
            self.read_instead(table, key, field, value)

    def read_instead(self, table: str, key: str, field: str, value: str) -> None:
        """Sets a field, as to what a correction reads instead."""
        row = self.rows[table][key]
        if row[field] != value:
            self.rows[table][key] = {**row, field: value}


def draft_of(
    tables: Tables, keys: Mapping[str, tuple[str, ...]], columns: Mapping[str, tuple[str, ...]], lookups: Lookups
) -> Draft:
    """A draft of the tables that `keys` has; every row has all its columns."""
    rows = {table: keyed(tables.get(table, ()), key, columns[table]) for table, key in keys.items()}
    return Draft(rows=rows, keys=keys, columns=columns, lookups=lookups)


def keyed(rows: Sequence[Row], key: tuple[str, ...], columns: Sequence[str]) -> dict[str, DraftRow]:
    """Rows by key. Two keys that read alike once joined ("a b" and "c", "a" and "b c") both stay."""
    found: dict[str, DraftRow] = {}
    for row in rows:
        joined = key_of(row, key)
        while joined in found:
            joined += " "
        found[joined] = whole(row, columns)
    return found


def key_of(row: Row, key: Sequence[str]) -> str:
    """The values of a row's key, joined by spaces: as citations name the row."""
    return " ".join([row[field] for field in key])


def whole(row: Row, columns: Sequence[str]) -> DraftRow:
    """The row with all its columns; the same row where it has them."""
    return row if len(row) == len(columns) else dict.fromkeys(columns, "") | dict(row)
