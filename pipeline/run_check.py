"""The check of any data package, whatever it is about: descriptor, reader, kernel, in this order.

    descriptor -> sources -> tables judged together -> outcome

The registry itself goes its own way, through `pipeline/run.py`; the kernel is the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, NamedTuple

from pipeline.checking.table import TableCheck
from pipeline.checking.tables import Judged, check_tables, judge_alone
from pipeline.contract.descriptors import Schema
from pipeline.findings import Outcome, TableRead, Unchecked, sorted_findings
from pipeline.lazily import lazily
from pipeline.packages import descriptor_in, joined, read_csv_with_schema, read_package
from pipeline.reading.delimited import SIZES, Sizes
from pipeline.reading.integrity import check_integrity
from pipeline.reading.sources import NotReadable, OpenSource, open_source
from pipeline.refusals import Refusal
from pipeline.resources import CheckedTable, Contents
from pipeline.tables import Source
from pipeline.tally import SHOWN_PER_CHECK, Tally
from pipeline.watching import unchanging

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

JudgeTable = Callable[[TableCheck], None]


class Progress(NamedTuple):
    """How far a check is: the table at hand, rows judged so far in all tables, and the bytes read of all bytes.

    `share`: from 0 to 1; None where the size of a table is not known.
    """

    table: str
    rows: int
    share: float | None


@dataclass(frozen=True)
class Options:
    """How a check is done: findings kept for each check, sizes of blocks, who is told of the progress.

    `master`: the Spark cluster that judges the blocks (local[2], spark://host:7077); without one DuckDB judges here.
    """

    most: int = SHOWN_PER_CHECK
    sizes: Sizes = SIZES
    progress: Callable[[Progress], None] | None = None
    master: str | None = None


def check_paths(paths: Sequence[Path], schema: Path | None = None, options: Options | None = None) -> Outcome:
    """The check of any data packages, or of tables with a schema. Raises ContractError or Fault: cannot run."""
    paths = [descriptor_in(path) for path in paths]
    descriptors = (*paths, *([schema] if schema else []))
    with unchanging(lambda: descriptors):
        contents = joined([read_csv_with_schema(path, schema) if schema else read_package(path) for path in paths])
        files = [path for table in all_tables(contents) for _, path in table.files]
        chosen = options or Options()
        with unchanging(lambda: files), judging(chosen.master) as judge, lazily(workspace) as connection:
            return check_contents(connection, contents, chosen, judge)


@contextmanager
def workspace() -> Iterator[DuckDBPyConnection]:
    """The database of a check, which is loaded as it is opened."""
    from pipeline.database import workspace
    from pipeline.reading.spool import SPOOLED

    with workspace(SPOOLED) as connection:
        yield connection


@contextmanager
def judging(master: str | None) -> Iterator[JudgeTable | None]:
    """What judges a table: a cluster, or None for this machine. Raises Fault where there is no Spark."""
    if master is None:
        yield None
        return
    try:
        from pipeline.cluster import cluster
    except ImportError as error:
        raise Refusal("fault-needs-spark", problem=str(error)) from error
    with cluster(master) as session:
        yield session.judge


def check_contents(
    connection: DuckDBPyConnection, contents: Contents, options: Options, judge: JudgeTable | None = None
) -> Outcome:
    """Every table of the contents, and of the packages that they refer to, through the reader and the kernel."""
    found = [*contents.findings, *(one for file in contents.files for one in check_integrity(*file))]
    unchecked = list(contents.unchecked)
    judged: list[Judged] = []
    sources: list[OpenSource] = []
    schemas = {table.name: table.schema for table in all_tables(contents)}
    for table in all_tables(contents):
        try:
            source = open_source(table, Tally(table.name, options.most), options.sizes)
        except NotReadable as error:
            unchecked.append(Unchecked(file=table.shown, property="format", reason=str(error)))
            continue
        sources.append(source)
        if source.open_first():
            null = table.dialect.null_sequence if table.dialect else None
            judged.append(Judged(table.name, table.schema, source, null))
    seconds: dict[str, float] = {}
    alone = partial(judge_alone, progress=meter(sources, options.progress))
    try:
        check_tables(connection, judged, timed(judge or alone, seconds))
    finally:
        for source in sources:
            source.close()
    unchecked += unanswered(contents, judged)
    return Outcome(
        findings=sorted_findings((*found, *(one for source in sources for one in source.tally.findings))),
        hidden=tuple(one for source in sources for one in source.tally.hidden),
        unchecked=tuple(unchecked),
        files=sum(len(source.read) for source in sources),
        rows=sum(source.records for source in sources),
        tables=tuple(table_read(source, schemas[source.table], seconds.get(source.table, 0.0)) for source in sources),
    )


def timed(judge: JudgeTable, seconds: dict[str, float]) -> JudgeTable:
    """The same, with how long each table took."""

    def judge_timed(check: TableCheck) -> None:
        start = perf_counter()
        judge(check)
        seconds[check.plan.table] = round(perf_counter() - start, 3)

    return judge_timed


def meter(sources: Sequence[Source], progress: Callable[[Progress], None] | None) -> Callable[[Source], None] | None:
    """What to call after each segment of a table, so that `progress` is told how far the whole check is."""
    if progress is None:
        return None
    sizes = [source.size for source in sources]
    total = None if None in sizes else sum(size for size in sizes if size is not None)

    # Of each table what was read when it was last told of, and the sums of all.
    seen: dict[str, tuple[int, int]] = {}
    sums = [0, 0]

    def tell(source: Source) -> None:
        now = (source.records, source.position or 0)
        for at, (one, before) in enumerate(zip(now, seen.get(source.table, (0, 0)), strict=True)):
            sums[at] += one - before
        seen[source.table] = now
        progress(Progress(source.table, sums[0], sums[1] / total if total else None))

    return tell


def table_read(source: OpenSource, schema: Schema, seconds: float) -> TableRead:
    return TableRead(
        name=source.table,
        files=tuple(file.shown for file in source.files),
        labels=tuple(source.labels or ()),
        rows=source.records,
        bytes=source.size,
        seconds=seconds,
        fields=tuple(field.note for field in schema.fields),
    )


def all_tables(contents: Contents) -> Iterator[CheckedTable]:
    """The tables of a package, then those of the packages that it refers to, called path#name."""
    yield from contents.tables
    for path, other in contents.packages.items():
        yield from (replace(table, name=f"{path}#{table.name}") for table in other.tables)


def unanswered(contents: Contents, judged: Sequence[Judged]) -> Iterator[Unchecked]:
    """Foreign keys to tables that nobody could read."""
    known = {one.name for one in judged}
    left = {one.file for one in contents.unchecked}
    for table in contents.tables:
        for key in table.schema.foreign_keys:
            target = key.reference.resource or table.name
            if key.reference.package is None and target not in known and target in left:
                yield Unchecked(file=table.shown, property="foreignKeys", reason=f"the table {target} is not read")
