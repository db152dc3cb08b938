"""Keys across the rows of a table: hashes are compared first, then the keys; they spill to disk if necessary."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from pipeline.core.budget import budget
from pipeline.core.database.sql import name
from pipeline.core.signals import interruptible
from pipeline.datapackage.rows import address_of
from pipeline.findings.model import Finding, Unchecked
from pipeline.validation.column_validator import Column, key_rows
from pipeline.validation.plan import Key
from pipeline.validation.table_validator import TableValidator

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

# Hashes that are sorted at once, in each of two threads: 32 MB.
HASHES_AT_ONCE = 4_000_000
# Up to so few a query groups them, as numpy takes its time to be imported.
FEW_HASHES = 200_000
AT_ONCE = 50_000
# So many keys of a table are checked whatever time it takes; those beyond, as long as the check has time left.
FEW_KEYS = 20


def check_keys(check: TableValidator) -> None:
    """Each row whose key an earlier row has, with the place of that row, goes to the table's collector."""
    keys = check.plan.keys
    for number, key in enumerate(keys[:FEW_KEYS]):
        check_key(check, number, key)
    given = budget()
    for number, key in enumerate(keys[FEW_KEYS:], start=FEW_KEYS):
        if given.is_spent:
            details: dict[str, str | int] = {"keys": len(keys) - number}
            left = Unchecked(file=check.plan.table, property="uniqueKeys", reason="keys-time", details=details)
            check.collector.unchecked.append(left)
            return
        with given.spending():
            check_key(check, number, key)


def check_key(check: TableValidator, number: int, key: Key) -> None:
    if check.are_unique(number):
        return
    if not check.stored:
        report_noted(check, number, key)
    elif find_candidates(check, number):
        report_doubles(check, key)


def report_noted(check: TableValidator, number: int, key: Key) -> None:
    """The doubles of a small table, of which all keys are in memory."""
    firsts: dict[tuple[str, ...], int] = {}
    doubles: list[tuple[int, int]] = []
    for deferred in check.deferred_keys:
        for ordinal, parts in zip(deferred.ordinals, deferred.parts, strict=True) if deferred.number == number else ():
            if parts is not None and (first := firsts.setdefault(parts, ordinal)) != ordinal:
                doubles.append((ordinal, first))
    if doubles:
        check.collector.count((key.code, None, check.plan.schema.fields[key.fields[0]].name), len(doubles))
        report_places(check, key, doubles[: check.collector.limit(key.code)])


def find_candidates(check: TableValidator, number: int) -> bool:
    """Fills `candidates` with the rows whose key's hash is not unique; whether there are any."""
    connection = check.connection
    mine = f"kind = 'key' AND number = {number}"
    hashes = f"""(
        SELECT k{number} AS h FROM {name(check.rows_table())} WHERE segment >= 0
        UNION ALL SELECT {deferred_hash(check, number)} FROM {name(check.deferred_table())} WHERE {mine}
    )"""
    if check.source.records <= FEW_HASHES:
        connection.execute(
            "CREATE OR REPLACE TABLE doubled AS "
            f"SELECT h FROM {hashes} WHERE h IS NOT NULL GROUP BY h HAVING count(*) > 1"
        )
    else:
        connection.execute("CREATE OR REPLACE TABLE doubled (h UBIGINT)")
        for found in sorted_doubles(connection, hashes, 1 + check.source.records // HASHES_AT_ONCE):
            connection.execute("INSERT INTO doubled SELECT unnest($found::UBIGINT[])", {"found": found})
    if connection.execute("SELECT 1 FROM doubled LIMIT 1").fetchone() is None:
        return False
    connection.execute(f"""
        CREATE OR REPLACE TABLE candidates AS
        SELECT rows.rowid + shift AS ordinal FROM {name(check.rows_table())} AS rows
        JOIN {name(check.segments_table())} AS segments USING (segment) WHERE k{number} IN (SELECT h FROM doubled)
        UNION SELECT ordinal FROM {name(check.deferred_table())}
        WHERE {mine} AND {deferred_hash(check, number)} IN (SELECT h FROM doubled)
    """)
    return True


def sorted_doubles(connection: DuckDBPyConnection, hashes: str, slices: int) -> Iterator[list[int]]:
    """The hashes that stand more than once, slice by slice: sorting numbers is several times faster than grouping."""
    import numpy

    def doubles(kind: int) -> list[int]:
        part = f"AND (h >> 32) % {slices} = {kind}" if slices > 1 else ""
        query = f"SELECT h FROM {hashes} WHERE h IS NOT NULL {part}"
        cursor = connection.cursor()
        with interruptible(cursor.interrupt):
            found = cursor.execute(query).fetchnumpy()["h"]
        found.sort()
        listed: list[int] = numpy.unique(found[1:][found[1:] == found[:-1]]).tolist()
        return listed

    with ThreadPoolExecutor(max_workers=2) as threads:
        for found in threads.map(doubles, range(slices)):
            yield from (found[start : start + AT_ONCE] for start in range(0, len(found), AT_ONCE))


def deferred_hash(check: TableValidator, number: int) -> str:
    """The SQL of the hash of a key in the table of deferred keys."""
    parts = range(1, len(check.plan.keys[number].fields) + 1)
    return f"hash({', '.join(f'parts[{part}]' for part in parts)})" if parts else "NULL"


def report_doubles(check: TableValidator, key: Key) -> None:
    """Adds findings for duplicate keys; the keys themselves are compared, because equal hashes are not proof enough."""
    connection = check.connection
    connection.execute("CREATE OR REPLACE TABLE keyed (ordinal BIGINT, key VARCHAR[])")
    ordinals = connection.cursor().execute("SELECT ordinal FROM candidates ORDER BY ordinal")
    while rows := ordinals.fetchmany(AT_ONCE):
        keyed = [(ordinal, parts) for ordinal, parts in read_keys(check, key, [row for (row,) in rows]) if parts]
        connection.execute(
            "INSERT INTO keyed SELECT unnest($ordinals::BIGINT[]), unnest($keys::VARCHAR[][])",
            {"ordinals": [ordinal for ordinal, _ in keyed], "keys": [list(parts) for _, parts in keyed]},
        )
    doubles = (
        "SELECT ordinal, first FROM (SELECT ordinal, min(ordinal) OVER (PARTITION BY key) AS first FROM keyed) "
        "WHERE ordinal > first"
    )
    total = connection.execute(f"SELECT count(*) FROM ({doubles})").fetchone()
    first_field = check.plan.schema.fields[key.fields[0]].name
    check.collector.count((key.code, None, first_field), total[0] if total else 0)
    pairs = connection.execute(f"{doubles} ORDER BY ordinal LIMIT {check.collector.limit(key.code)}").fetchall()
    report_places(check, key, pairs)


def read_keys(check: TableValidator, key: Key, ordinals: Sequence[int]) -> list[tuple[int, tuple[str, ...] | None]]:
    """The canonical keys of rows, read again from the data; None where a part is null or wrong."""
    places = check.source.locate(ordinals)
    columns = {
        at: Column(check.plan.validators[at], [places[ordinal].cell(at) for ordinal in ordinals], typed=True)
        for at in key.fields
    }
    return list(zip(ordinals, key_rows(columns, key.fields)[1], strict=True))


def report_places(check: TableValidator, key: Key, doubles: Sequence[tuple[int, int]]) -> None:
    fields = ", ".join(check.plan.schema.fields[at].name for at in key.fields)
    for start in range(0, len(doubles), AT_ONCE):
        part = doubles[start : start + AT_ONCE]
        places = check.source.locate({ordinal for pair in part for ordinal in pair})
        for ordinal, first in part:
            place, earlier = places[ordinal], places[first]
            line, column = place.place(key.fields[0])
            printed = ", ".join(str(place.cell(at)) for at in key.fields)
            where = f"{earlier.file}:{earlier.line}" if earlier.line is not None else f"{earlier.file}, {earlier.row}"
            check.collector.store(
                Finding(
                    code=key.code,
                    file=place.file,
                    line=line,
                    column=column,
                    row=place.row,
                    field=check.plan.schema.fields[key.fields[0]].name,
                    value=printed,
                    details={"first": where, "fields": fields, **address_of(place, key.fields[0])},
                    cells=place.texts,
                )
            )
