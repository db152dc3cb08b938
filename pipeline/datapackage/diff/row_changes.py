"""The rows of two versions of a table by key: added, removed, and changed with old and new values."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from pipeline.datapackage.rows import Row
from pipeline.findings.model import Model

Key = tuple[str, ...]


class RowChange(Model):
    """A row that is in both versions and not the same: its key, and old and new value by field."""

    key: tuple[str, ...]
    values: dict[str, tuple[str, str]]


class TableChanges(Model):
    """What changed in a table. Without a key, a row that differs is one removed and one added."""

    table: str
    added: tuple[dict[str, str], ...] = ()
    removed: tuple[dict[str, str], ...] = ()
    changed: tuple[RowChange, ...] = ()
    key: tuple[str, ...] = ()

    @property
    def none(self) -> bool:
        return not (self.added or self.removed or self.changed)


def table_changes(table: str, key: Sequence[str], old: Sequence[Row], new: Sequence[Row]) -> TableChanges:
    """What changed between two versions of a table. Columns that only one of them has are left to the schemas."""
    if not key:
        return by_whole_rows(table, old, new)
    before, after = keyed(old, key), keyed(new, key)
    common = [name for name in next(iter(old), {}) if name in next(iter(new), {})]
    return TableChanges(
        table=table,
        key=tuple(key),
        added=tuple(dict(row) for key, row in after.items() if key not in before),
        removed=tuple(dict(row) for key, row in before.items() if key not in after),
        changed=tuple(
            RowChange(key=key, values=values)
            for key, row in after.items()
            if key in before and (values := differing(before[key], row, common))
        ),
    )


def keyed(rows: Sequence[Row], key: Sequence[str]) -> Mapping[Key, Row]:
    return {tuple(row.get(name, "") for name in key): row for row in rows}


def differing(old: Row, new: Row, fields: Sequence[str]) -> dict[str, tuple[str, str]]:
    return {name: (old[name], new[name]) for name in fields if old[name] != new[name]}


def by_whole_rows(table: str, old: Sequence[Row], new: Sequence[Row]) -> TableChanges:
    before, after = (Counter(tuple(sorted(row.items())) for row in rows) for rows in (old, new))
    return TableChanges(
        table=table,
        added=tuple(dict(row) for row in (after - before).elements()),
        removed=tuple(dict(row) for row in (before - after).elements()),
    )
