"""The check on Apache Spark, which gives blocks to its workers and shuffles keys but decides nothing.

    driver: header, blocks -> workers: validate a block -> shuffle: hashes of keys -> driver: one collector

Every worker must see the files under the same path. The driver checks what cannot be cut into blocks (compressed or
recoded files, formats with types, numbered comment rows), as on one machine.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

import numpy
from duckdb import DuckDBPyConnection
from numpy.typing import NDArray
from pyspark.sql import SparkSession

from pipeline.core.budget import budgeted
from pipeline.core.database.connection import workspace
from pipeline.core.database.sql import name
from pipeline.core.spark import session
from pipeline.datapackage.descriptors import Schema
from pipeline.datapackage.rows import Batch
from pipeline.findings.collector import Check, FindingCollector
from pipeline.findings.model import Finding
from pipeline.readers.csv.block_splitter import Block
from pipeline.readers.csv.table import DelimitedTable
from pipeline.readers.csv.text_layout import BatchOrigin, Layout, TextFile
from pipeline.readers.memory_file import MemoryFile
from pipeline.validation.foreign_keys import check_references, covers, values
from pipeline.validation.keys import deferred_hash, report_doubles
from pipeline.validation.plan import Plan
from pipeline.validation.table_validator import TableValidator
from pipeline.validation.validate import validate_alone, validate_batches

# Segments that one block can have: plain ones have one, others one for so many records. 32,767 blocks have room.
SEGMENTS = 1 << 16
SLICES = 8
Keys = Mapping[int, Sequence[str]]
Pairs: TypeAlias = NDArray[numpy.uint64]


@dataclass(frozen=True)
class BlockTask:
    """What a worker needs to check a block: the table's layout and columns, and where the block is."""

    number: int
    file: int
    block: Block
    files: tuple[TextFile, ...]
    layout: Layout
    columns: tuple[int | None, ...]
    labels: tuple[str, ...]
    width: int
    schema: Schema
    referenced: tuple[tuple[int, ...], ...]
    null_sequence: str | None
    findings_per_check: int
    few: int


@dataclass(frozen=True)
class BlockResult:
    """What a worker found in a block. Rows count from the block's first; ordinals are those of the whole table."""

    task: BlockTask
    rows: int
    records: int
    validated: int
    findings: tuple[Finding, ...]
    totals: tuple[tuple[Check, int], ...]
    causes: tuple[tuple[Check, str], ...]
    origins: tuple[tuple[int, Sequence[int] | None], ...]
    hashes: tuple[bytes, ...]
    values: tuple[tuple[int, tuple[tuple[int, str | None], ...]], ...]


class BlockTable(DelimitedTable):
    """One block of a table, as a source of its own."""

    def __init__(self, task: BlockTask) -> None:
        super().__init__(task.files, task.layout, FindingCollector(task.layout.table, task.findings_per_check))
        self.task = task
        self.few_bytes = task.few
        self.columns, self.width = list(task.columns), task.width
        self.labels = list(task.labels)
        self.rows = 0

    def segments(self, connection: DuckDBPyConnection) -> Generator[Batch, bool, None]:
        task = self.task
        memory = MemoryFile(connection)
        try:
            data = memoryview(self.bytes_of(task.block, task.file)(0, task.block.length))
            self.current = (task.block, data)
            self.rows = yield from self.block_segments(connection, memory, task.file, task.block, data, 0)
        finally:
            memory.close()

    def next_segment(self, origin: BatchOrigin) -> int:
        number = self.task.number * SEGMENTS + len(self.origins)
        self.origins[number] = origin
        return number


def validate_block(task: BlockTask, references: Keys) -> BlockResult:
    """Checks a block with the kernel, in a DuckDB of its own."""
    with budgeted(), workspace(threads=1) as connection:
        source = BlockTable(task)
        # Each task has a budget of its own: workers know nothing of each other.
        plan = Plan(task.layout.table, task.schema, source.present, task.referenced, task.null_sequence)
        covered = frozenset(number for number, keys in references.items() if covers(plan, number, keys))
        check = TableValidator(connection, plan, source, references, covered)
        validate_batches(check, None)
        check_references(check, {number: load_keys(connection, number, keys) for number, keys in references.items()})
        return BlockResult(
            task=task,
            rows=source.rows,
            records=source.records,
            validated=check.validated,
            findings=tuple(source.collector.findings),
            totals=tuple(source.collector.totals.items()),
            causes=tuple(source.collector.causes.items()),
            origins=tuple((number, origin.kept) for number, origin in source.origins.items()),
            hashes=tuple(hashed(check, number).tobytes() for number in range(len(plan.keys))),
            values=tuple(stored_values(check)),
        )


def load_keys(connection: DuckDBPyConnection, number: int, keys: Sequence[str]) -> str:
    """A table of the keys of a foreign key; its name."""
    table = f"keys {number}"
    connection.execute(f"CREATE TABLE {name(table)} AS SELECT unnest($keys::VARCHAR[]) AS v0", {"keys": list(keys)})
    return table


def hashed(check: TableValidator, number: int) -> Pairs:
    """The hashes of a key and the rows that have them, side by side."""
    found = check.connection.execute(f"""
        SELECT k{number} AS h, (rows.rowid + shift)::UBIGINT AS ordinal FROM {name(check.rows_table())} AS rows
        JOIN {name(check.segments_table())} AS segments USING (segment) WHERE k{number} IS NOT NULL
        UNION ALL SELECT {deferred_hash(check, number)}, ordinal::UBIGINT FROM {name(check.deferred_table())}
        WHERE kind = 'key' AND number = {number} AND parts IS NOT NULL
    """).fetchnumpy()
    return numpy.column_stack([found["h"].astype(numpy.uint64), found["ordinal"].astype(numpy.uint64)])


def stored_values(check: TableValidator) -> Iterator[tuple[int, tuple[tuple[int, str | None], ...]]]:
    """The values that references need: of rows that wait for a reference all, of those referred to each but once."""
    waiting = {at for group in check.waiting() for at in group}
    for fields in dict.fromkeys((*check.plan.referenced, *check.waiting())):
        columns = ", ".join(f"v{at}" for at in fields)
        every = bool(set(fields) & waiting)
        rows = check.connection.execute(
            f"SELECT {'ordinal' if every else 'min(ordinal)'}, {columns} FROM ({values(check, fields)})"
            + ("" if every else f" GROUP BY {columns}")
        )
        for ordinal, *parts in rows.fetchall():
            yield ordinal, tuple(zip(fields, parts, strict=True))


class Cluster:
    """A Spark session that checks tables for the driver."""

    def __init__(self, session: SparkSession) -> None:
        self.session = session

    def validate(self, check: TableValidator) -> None:
        """Checks a table block by block where it can be split, else here."""
        source = check.source
        if not isinstance(source, DelimitedTable) or not can_be_split(source):
            validate_alone(check)
            return
        context = self.session.sparkContext
        references = context.broadcast(dict(check.references))
        tasks = list(block_tasks(check, source))
        results = context.parallelize(tasks, max(1, len(tasks))).map(
            lambda task: validate_block(task, references.value)
        )
        results = results.persist()
        collected = results.map(without_hashes).collect()
        merge_results(check, source, collected)
        for number, key in enumerate(check.plan.keys):
            ordinals = doubled(results, number)
            if ordinals:
                check.connection.execute(
                    "CREATE OR REPLACE TABLE candidates AS SELECT unnest($ordinals::BIGINT[]) AS ordinal",
                    {"ordinals": ordinals},
                )
                report_doubles(check, key)
        results.unpersist(blocking=True)


def can_be_split(source: DelimitedTable) -> bool:
    layout = source.layout
    files = all(not isinstance(file.source, bytes) for file in source.files)
    return files and layout.storage.is_plain and not layout.dialect.comment_rows


def block_tasks(check: TableValidator, source: DelimitedTable) -> Iterator[BlockTask]:
    """The blocks of all files; where they begin and end is told here, once."""
    for number, (file, block, _) in enumerate(source.blocks()):
        yield BlockTask(
            number=number,
            file=file,
            block=block,
            files=tuple(source.files),
            layout=source.layout,
            columns=tuple(source.columns),
            labels=tuple(source.labels or ()),
            width=source.width,
            schema=check.plan.schema,
            referenced=check.plan.referenced,
            null_sequence=check.plan.null_sequence,
            findings_per_check=source.collector.findings_per_check,
            few=source.few_bytes,
        )


def without_hashes(result: BlockResult) -> BlockResult:
    return replace(result, hashes=())


def merge_results(check: TableValidator, source: DelimitedTable, results: Sequence[BlockResult]) -> None:
    """Adds the findings of all blocks to the table's collector, in the order of the blocks, each with its true row."""
    rows = dict(source.first_rows)
    for result in sorted(results, key=lambda result: result.task.number):
        task = result.task
        base = rows[task.file]
        rows[task.file] = base + result.rows
        source.records += result.records
        check.validated += result.validated
        for counted, total in result.totals:
            source.collector.count(counted, total)
        for counted, said in result.causes:
            source.collector.causes.setdefault(counted, said)
        for finding in result.findings:
            if (
                source.collector.kept[finding.code, finding.variant, finding.field]
                < source.collector.findings_per_check
            ):
                row = None if finding.row is None else finding.row + base
                source.collector.store(finding.model_copy(update={"row": row}))
        for number, kept in result.origins:
            source.origins[number] = BatchOrigin(task.file, task.block, base, kept)
        load_values(check, result.values)


def load_values(check: TableValidator, found: Sequence[tuple[int, tuple[tuple[int, str | None], ...]]]) -> None:
    flat = [(ordinal, at, part) for ordinal, parts in found for at, part in parts]
    check.connection.execute(
        f"INSERT INTO {name(check.deferred_table())} SELECT unnest($ordinals::BIGINT[]), 'value', "
        "unnest($fields::INTEGER[]), unnest($parts::VARCHAR[][])",
        {
            "ordinals": [ordinal for ordinal, _, _ in flat],
            "fields": [at for _, at, _ in flat],
            "parts": [None if part is None else [part] for _, _, part in flat],
        },
    )


def doubled(results: Any, number: int) -> list[int]:
    """The rows whose key has a hash that another row's key has too: hashes are shuffled, equal ones meet."""

    def sliced(result: BlockResult) -> Iterator[tuple[int, bytes]]:
        pairs = numpy.frombuffer(result.hashes[number], dtype=numpy.uint64).reshape(-1, 2)
        slices = pairs[:, 0] % SLICES
        for index in range(SLICES):
            yield index, pairs[slices == index].tobytes()

    def meeting(parts: Any) -> list[int]:
        pairs = numpy.concatenate([numpy.frombuffer(part, dtype=numpy.uint64).reshape(-1, 2) for part in parts])
        pairs = pairs[numpy.argsort(pairs[:, 0], kind="stable")]
        same = pairs[1:, 0] == pairs[:-1, 0]
        both = numpy.zeros(len(pairs), dtype=bool)
        both[1:] |= same
        both[:-1] |= same
        return [int(key) for key in numpy.unique(pairs[both, 1])]

    found = results.flatMap(sliced).groupByKey().mapValues(meeting).values().collect()
    return sorted({key for part in found for key in part})


@contextmanager
def cluster(master: str) -> Iterator[Cluster]:
    """What checks tables on the Spark cluster at `master`. Raises PasserelleError where there is none to be had."""
    with session(master) as spark:
        yield Cluster(spark)
