"""Foreign keys: exact comparison of canonical values."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from pipeline.core.database.sql import MOST_CHARACTERS, is_short, name
from pipeline.core.text.spelling import MOST_SUGGESTED, Nearest, Similarity
from pipeline.datapackage.descriptors import ForeignKey
from pipeline.datapackage.rows import address_of
from pipeline.findings.model import Finding, Unchecked
from pipeline.validation.column_validator import Key
from pipeline.validation.plan import Plan
from pipeline.validation.table_validator import TableValidator

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


def key_table(table: str, fields: Sequence[str]) -> str:
    """The name of the table of the keys that rows of a table have in some fields."""
    return f"keys of {table}: {', '.join(fields)}"


class Published:
    """The distinct keys that checked tables have in fields that others refer to.

    Those of a small table stay in memory, and go into a table of the database only if a query asks for them.
    """

    def __init__(self, connection: DuckDBPyConnection) -> None:
        self.connection = connection
        self.noted: dict[str, list[Key]] = {}
        self.widths: dict[str, int] = {}
        self.short: dict[str, list[str] | None] = {}

    def publish(self, check: TableValidator, fields: tuple[int, ...]) -> None:
        """Publishes the keys that a checked table has in some fields."""
        table = key_table(check.plan.table, [check.plan.schema.fields[at].name for at in fields])
        if not check.stored:
            # Nothing was put into a table yet, so all that was noted is at hand.
            self.noted[table] = sorted(noted_keys(check, fields))
            self.widths[table] = len(fields)
            return
        columns = ", ".join(f"v{at} AS v{n}" for n, at in enumerate(fields))
        whole = " AND ".join(f"v{at} IS NOT NULL" for at in fields)
        self.connection.execute(
            f"CREATE OR REPLACE TABLE {name(table)} AS "
            f"SELECT DISTINCT {columns} FROM ({values(check, fields)}) WHERE {whole}"
        )

    def table(self, table: str) -> str:
        """The same name, once the database has the table."""
        width = self.widths.pop(table, None)
        if width is not None:
            columns = ", ".join(f"unnest($v{n}::VARCHAR[]) AS v{n}" for n in range(width))
            values_of = {f"v{n}": [key[n] for key in self.noted[table]] for n in range(width)}
            self.connection.execute(f"CREATE OR REPLACE TABLE {name(table)} AS SELECT {columns}", values_of)
        return table

    def short_keys(self, parts: int, table: str) -> list[str] | None:
        """The keys of a table, if they are so few, and of one part, that each row can look its reference up at once."""
        if parts != 1:
            return None
        if table not in self.short:
            # In any order: to sort the keys of a large table would take longer than to see that they are many.
            keys = self.first_keys(table, MOST_CHARACTERS, order="")
            self.short[table] = keys if is_short(keys) else None
        return self.short[table]

    def first_keys(self, table: str, most: int, order: str = "ORDER BY v0") -> list[str]:
        """The first keys of one part, sorted unless `order` is empty."""
        if (noted := self.noted.get(table)) is not None:
            return [key[0] for key in noted[:most]]
        query = f"SELECT v0 FROM {name(table)} {order} LIMIT {most}"
        return [key for (key,) in self.connection.execute(query).fetchall()]


def noted_keys(check: TableValidator, fields: tuple[int, ...]) -> set[Key]:
    """The keys that the rows have in some fields, where all that was noted of them is still in memory."""
    if len(fields) == 1:
        return {
            parts
            for deferred in check.deferred_values
            if deferred.number == fields[0]
            for parts in deferred.parts
            if parts
        }
    return {parts for _, parts in noted_rows(check, fields)}


def noted_rows(check: TableValidator, fields: tuple[int, ...]) -> Iterator[tuple[int, Key]]:
    """The rows that have no null in some fields, with their keys, where all that was noted is still in memory."""
    rows: defaultdict[int, dict[int, str]] = defaultdict(dict)
    for deferred in check.deferred_values:
        if deferred.number in fields:
            for ordinal, parts in zip(deferred.ordinals, deferred.parts, strict=True):
                if parts:
                    rows[ordinal][deferred.number] = parts[0]
    for ordinal, row in rows.items():
        if row.keys() >= set(fields):
            yield ordinal, tuple(row[at] for at in fields)


def values(check: TableValidator, fields: tuple[int, ...]) -> str:
    """The SQL of the canonical values of some fields in every row: `ordinal` and v<position>, null for no value."""
    deferred = name(check.deferred_table())
    numbers = ", ".join(str(at) for at in fields)
    mine = f"SELECT ordinal FROM {deferred} WHERE kind = 'value' AND number IN ({numbers})"
    raw = ", ".join(f"v{at}" for at in fields)
    pivoted = ", ".join(f"max(parts[1]) FILTER (WHERE number = {at}) AS v{at}" for at in fields)
    return f"""
        SELECT rows.rowid + shift AS ordinal, {raw} FROM {name(check.rows_table())} AS rows
        JOIN {name(check.segments_table())} AS segments USING (segment)
        WHERE rows.rowid + shift NOT IN ({mine})
        UNION ALL SELECT ordinal, {pivoted} FROM {deferred}
        WHERE kind = 'value' AND number IN ({numbers}) GROUP BY ordinal
    """


def covers(plan: Plan, number: int, keys: Sequence[str]) -> bool:
    """Whether all keys are valid values of the field that refers to them, so that a cell that is found is valid."""
    validator = plan.validators[plan.foreign[number][1][0]]
    results = validator.results(set(keys))
    return all(results[key].key == key and not results[key].problems for key in keys)


def is_open(check: TableValidator, number: int) -> bool:
    """Whether rows of a table may refer to no row by a foreign key of its plan: none of those known by then."""
    return number in check.orphaned or number not in check.references


def check_references(
    check: TableValidator,
    tables: Mapping[int, str],
    published: Published | None = None,
    uncertain: Collection[int] = (),
) -> None:
    """Adds a finding to the table's collector for each row whose foreign key refers to no row.

    `tables`: the table of keys of each foreign key, by its number in the plan; `uncertain`: the foreign keys whose
    target could not be read completely, so that a key that is not found is unchecked.
    """
    keys = published or Published(check.connection)
    for number, (key, fields) in enumerate(check.plan.foreign):
        if number not in tables or not is_open(check, number):
            continue
        total, ordinals, nearest = orphans_of(check, fields, number, tables[number], keys)
        if total and number in uncertain:
            note_uncertain(check, key, total)
        elif total:
            report_orphans(check, key, fields, total, ordinals, nearest)


def note_uncertain(check: TableValidator, key: ForeignKey, total: int) -> None:
    """Lists as unchecked the references that were not found in what could be read of their table."""
    details: dict[str, str | int] = {"name": key.reference.resource or check.plan.table, "count": total}
    check.collector.unchecked.append(
        Unchecked(
            file=check.plan.table,
            property=f"foreignKeys ({', '.join(key.own)})",
            reason="incomplete-target",
            details=details,
        )
    )


def orphans_of(
    check: TableValidator, fields: tuple[int, ...], number: int, table: str, published: Published
) -> tuple[int, list[int], Nearest]:
    """How many rows refer to no row, the first of them, and what finds the key that is nearest to a value.

    Rows that SQL found on its way are looked up again, by their canonical values; those that had to wait, all.
    """
    if not check.stored and table in published.noted:
        total, ordinals = noted_orphans(check, fields, number, published.noted[table])
    else:
        total, ordinals = found_orphans(check, fields, number, published.table(table))
    # The nearest of very many keys is not looked for: it takes too long.
    near = published.first_keys(table, MOST_SUGGESTED + 1) if total and len(fields) == 1 else []
    return total, ordinals, Nearest(near if len(near) <= MOST_SUGGESTED else [], Similarity.VALUE)


def noted_orphans(
    check: TableValidator, fields: tuple[int, ...], number: int, keys: Sequence[Key]
) -> tuple[int, list[int]]:
    """How many rows of a small table refer to none of some keys, and the first of them."""
    known = set(keys)
    if number in check.references:
        deferred = [deferred for deferred in check.deferred_keys if deferred.number == -1 - number]
        rows = (pair for other in deferred for pair in zip(other.ordinals, other.parts, strict=True))
        found = [ordinal for ordinal, parts in rows if parts not in known]
    else:
        found = [ordinal for ordinal, parts in noted_rows(check, fields) if parts not in known]
    return len(found), sorted(found)[: check.collector.limit("foreign-key")]


def found_orphans(check: TableValidator, fields: tuple[int, ...], number: int, table: str) -> tuple[int, list[int]]:
    """How many rows of a table refer to no row of a table of keys, and the first of them."""
    connection = check.connection
    theirs = ", ".join(f"v{n}" for n in range(len(fields)))
    if number in check.references:
        own = ", ".join(f"parts[{n + 1}]" for n in range(len(fields)))
        source = (
            f"SELECT ordinal, {own} FROM {name(check.deferred_table())} WHERE kind = 'key' AND number = {-1 - number}"
        )
        source = f"SELECT * FROM ({source}) AS own(ordinal, {', '.join(f'o{n}' for n in range(len(fields)))})"
    else:
        whole = " AND ".join(f"v{at} IS NOT NULL" for at in fields)
        own = ", ".join(f"v{at} AS o{n}" for n, at in enumerate(fields))
        source = f"SELECT ordinal, {own} FROM ({values(check, fields)}) WHERE {whole}"
    joined = " AND ".join(f"own.o{n} = their.v{n}" for n in range(len(fields)))
    orphans = (
        f"SELECT ordinal FROM ({source}) AS own ANTI JOIN (SELECT {theirs} FROM {name(table)}) AS their ON {joined}"
    )
    total = connection.execute(f"SELECT count(*) FROM ({orphans})").fetchone()
    if not total or not total[0]:
        return 0, []
    most = check.collector.limit("foreign-key")
    ordinals = connection.execute(f"{orphans} ORDER BY ordinal LIMIT {most}").fetchall()
    return total[0], [value for (value,) in ordinals]


def report_orphans(
    check: TableValidator,
    key: ForeignKey,
    fields: tuple[int, ...],
    total: int,
    ordinals: Sequence[int],
    nearest: Nearest,
) -> None:
    """Findings of the first rows that refer to no row; all are counted."""
    first = check.plan.schema.fields[fields[0]].name
    check.collector.count(("foreign-key", None, first), total)
    places = check.source.locate(ordinals)
    target = key.reference.resource or check.plan.table
    details: dict[str, str | int] = {"table": target, "fields": ", ".join(key.target_fields), "own": ", ".join(key.own)}
    for ordinal in ordinals:
        place = places[ordinal]
        line, column = place.place(fields[0])
        value = ", ".join(str(place.cell(at)) for at in fields)
        check.collector.store(
            Finding(
                code="foreign-key",
                file=place.file,
                line=line,
                column=column,
                row=place.row,
                field=first,
                value=value,
                suggestion=nearest(value),
                details=details | address_of(place, fields[0]),
                cells=place.texts,
            )
        )
