"""Foreign keys: each value that refers to a row must be that of one. Exact, over canonical values."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from duckdb import DuckDBPyConnection

from pipeline.checking.plan import Plan
from pipeline.checking.suggestions import closest
from pipeline.checking.table import TableCheck
from pipeline.contract.descriptors import ForeignKey
from pipeline.findings import Finding
from pipeline.sql import MOST_CHARACTERS, is_short, name

# Among more keys than these nobody looks for the nearest one.
MOST_SUGGESTED = 20_000


def key_table(table: str, fields: Sequence[str]) -> str:
    """The name of the table of the keys that rows of a table have in some fields."""
    return f"keys of {table}: {', '.join(fields)}"


def publish_keys(check: TableCheck, fields: tuple[int, ...]) -> None:
    """Makes the table of the distinct keys that a judged table has in some fields, for others to refer to."""
    names = [check.plan.schema.fields[at].name for at in fields]
    table = name(key_table(check.plan.table, names))
    if not check.stored:
        # Nothing was put into a table yet, so all that was noted is at hand.
        keys = sorted(noted_keys(check, fields))
        columns = ", ".join(f"unnest($v{n}::VARCHAR[]) AS v{n}" for n in range(len(fields)))
        values_of = {f"v{n}": [key[n] for key in keys] for n in range(len(fields))}
        check.connection.execute(f"CREATE OR REPLACE TABLE {table} AS SELECT {columns}", values_of)
        return
    columns = ", ".join(f"v{at} AS v{n}" for n, at in enumerate(fields))
    whole = " AND ".join(f"v{at} IS NOT NULL" for at in fields)
    check.connection.execute(
        f"CREATE OR REPLACE TABLE {table} AS SELECT DISTINCT {columns} FROM ({values(check, fields)}) WHERE {whole}"
    )


def noted_keys(check: TableCheck, fields: tuple[int, ...]) -> set[tuple[str, ...]]:
    """The keys that the rows have in some fields, where all that was noted of them is still in memory."""
    if len(fields) == 1:
        return {parts for one in check.late_values if one.number == fields[0] for parts in one.parts if parts}
    rows: defaultdict[int, dict[int, str]] = defaultdict(dict)
    for one in check.late_values:
        if one.number in fields:
            for ordinal, parts in zip(one.ordinals, one.parts, strict=True):
                if parts:
                    rows[ordinal][one.number] = parts[0]
    return {tuple(row[at] for at in fields) for row in rows.values() if row.keys() >= set(fields)}


def values(check: TableCheck, fields: tuple[int, ...]) -> str:
    """SQL of the canonical values of some fields in every row: `ordinal` and v<position>, null where there is none."""
    late = name(check.late_table())
    numbers = ", ".join(str(at) for at in fields)
    mine = f"SELECT ordinal FROM {late} WHERE kind = 'value' AND number IN ({numbers})"
    raw = ", ".join(f"v{at}" for at in fields)
    pivoted = ", ".join(f"max(parts[1]) FILTER (WHERE number = {at}) AS v{at}" for at in fields)
    return f"""
        SELECT rows.rowid + shift AS ordinal, {raw} FROM {name(check.rows_table())} AS rows
        JOIN {name(check.segments_table())} AS segments USING (segment)
        WHERE rows.rowid + shift NOT IN ({mine})
        UNION ALL SELECT ordinal, {pivoted} FROM {late} WHERE kind = 'value' AND number IN ({numbers}) GROUP BY ordinal
    """


def short_keys(connection: DuckDBPyConnection, parts: int, table: str) -> list[str] | None:
    """The keys of a table, if they are so few, and of one part, that each row can look its reference up at once."""
    if parts != 1:
        return None
    keys = [one for (one,) in connection.execute(f"SELECT v0 FROM {name(table)} LIMIT {MOST_CHARACTERS}").fetchall()]
    return keys if is_short(keys) else None


def covers(plan: Plan, number: int, keys: Sequence[str]) -> bool:
    """Whether each of some keys is a good value of the field that refers to them: being found then proves the cell."""
    judge = plan.judges[plan.foreign[number][1][0]]
    return all((verdict := judge.judge(key)).key == key and not verdict.problems for key in keys)


def check_references(check: TableCheck, tables: Mapping[int, str]) -> None:
    """Each row that refers to no row goes to the table's tally. `tables`: the table of keys of each foreign key."""
    for number, (key, fields) in enumerate(check.plan.foreign):
        if number in tables and (number in check.orphaned or number not in check.references):
            report_orphans(check, key, fields, number, tables[number])


def report_orphans(check: TableCheck, key: ForeignKey, fields: tuple[int, ...], number: int, table: str) -> None:
    """Rows that SQL found on its way are looked up again, by their canonical values; those that had to wait, all."""
    connection = check.connection
    theirs = ", ".join(f"v{n}" for n in range(len(fields)))
    if number in check.references:
        own = ", ".join(f"parts[{n + 1}]" for n in range(len(fields)))
        source = f"SELECT ordinal, {own} FROM {name(check.late_table())} WHERE kind = 'key' AND number = {-1 - number}"
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
        return
    first = check.plan.schema.fields[fields[0]].name
    check.tally.count(("foreign-key", None, first), total[0])
    shown = [one for (one,) in connection.execute(f"{orphans} ORDER BY ordinal LIMIT {check.tally.most}").fetchall()]
    near = known_keys(connection, table) if len(fields) == 1 else []
    places = check.source.locate(shown)
    target = key.reference.resource or check.plan.table
    details: dict[str, str | int] = {"table": target, "fields": ", ".join(key.theirs), "own": ", ".join(key.own)}
    for ordinal in shown:
        place = places[ordinal]
        line, column = place.place(fields[0])
        value = ", ".join(str(place.cell(at)) for at in fields)
        check.tally.keep(
            Finding(
                code="foreign-key",
                file=place.file,
                line=line,
                column=column,
                row=place.row,
                field=first,
                value=value,
                suggestion=closest(value, near) if near else None,
                details=details,
                cells=place.texts,
            )
        )


def known_keys(connection: DuckDBPyConnection, table: str) -> list[str]:
    keys = connection.execute(f"SELECT v0 FROM {name(table)} ORDER BY v0 LIMIT {MOST_SUGGESTED + 1}").fetchall()
    return [key for (key,) in keys] if len(keys) <= MOST_SUGGESTED else []
