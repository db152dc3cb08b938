"""The tables during reconciliation, to which rows and values can be added."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from pipeline.datapackage.rows import Row, Tables
from pipeline.registry.lookups import Lookups

DraftRow = Row


@dataclass(frozen=True)
class Draft:
    """Rows by table and key. Only this stage changes them, and only by `add`, `fill` and `read_instead`.

    A row that is changed is a new one: what was typed stays as it is, and is shared as long as nothing changes it.
    """

    rows: Mapping[str, dict[str, DraftRow]]
    columns: Mapping[str, tuple[str, ...]]
    lookups: Lookups

    def where(self, table: str, **values: str) -> Iterator[DraftRow]:
        """The rows of a table with these values, in their order."""
        for row in self.rows[table].values():
            if all(row[field] == value for field, value in values.items()):
                yield row

    def first(self, table: str, **values: str) -> DraftRow | None:
        return next(self.where(table, **values), None)

    def add(self, table: str, **values: str) -> DraftRow:
        """A new row, empty but for these values; the row that is there already where its id is taken."""
        row = dict.fromkeys(self.columns[table], "") | values
        return self.rows[table].setdefault(values["id"], row)

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
    tables: Tables, keys: Mapping[str, str], columns: Mapping[str, tuple[str, ...]], lookups: Lookups
) -> Draft:
    """A draft of the tables that have a one-field key (`keys`: field by table); every row has all its columns."""
    rows = {
        table: {row[key]: whole(row, columns[table]) for row in tables.get(table, ())} for table, key in keys.items()
    }
    return Draft(rows=rows, columns=columns, lookups=lookups)


def whole(row: Row, columns: Sequence[str]) -> DraftRow:
    """The row with all its columns; the same row where it has them."""
    return row if len(row) == len(columns) else dict.fromkeys(columns, "") | dict(row)
