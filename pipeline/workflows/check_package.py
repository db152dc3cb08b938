"""Checks any data package: descriptor, readers, validation, in this order.

    descriptor -> sources of rows -> tables validated together -> outcome

The registry has its own way, `pipeline/workflows/check_registry.py`, with the same validation.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, NamedTuple

from pipeline.core.budget import budgeted
from pipeline.core.database.lazy import lazily
from pipeline.core.extras import require_extra
from pipeline.core.files.snapshot import assert_unchanged
from pipeline.core.limits import FINDINGS_PER_CHECK
from pipeline.datapackage.constraint_checks import unchecked_constraints
from pipeline.datapackage.descriptors import ForeignKey, Schema
from pipeline.datapackage.package_reader import descriptor_in, joined, read_path
from pipeline.datapackage.resource import CheckedTable, Contents
from pipeline.datapackage.rows import RowSource
from pipeline.datapackage.schema_store import SchemaStore
from pipeline.findings.collector import FindingCollector
from pipeline.findings.model import Finding, Outcome, TableRead, Unchecked, sorted_findings
from pipeline.findings.unexpected import unforeseen
from pipeline.readers.csv.text_layout import SIZES, Sizes
from pipeline.readers.integrity import check_integrity
from pipeline.readers.open import NotReadable, OpenSource, open_source
from pipeline.validation.table_validator import TableValidator
from pipeline.validation.validate import TableToValidate, validate_alone, validate_tables

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

ValidateTable = Callable[[TableValidator], None]


class Progress(NamedTuple):
    """The progress of a check: the current table, the rows checked in all tables, and the share of the bytes read.

    `share`: from 0 to 1; None if a size is not known.
    """

    table: str
    rows: int
    share: float | None


@dataclass(frozen=True)
class Options:
    """The options of a check: the number of findings listed for each check, sizes of blocks, a callback for progress.

    `master`: the Spark cluster that checks the blocks (local[2], spark://host:7077); None checks them in this process.
    `schemas`: finds schemas and profiles by address; by default only those in this package.
    """

    findings_per_check: int = FINDINGS_PER_CHECK
    sizes: Sizes = SIZES
    progress: Callable[[Progress], None] | None = None
    master: str | None = None
    schemas: SchemaStore | None = None


def check_paths(paths: Sequence[Path], schema: Path | None = None, options: Options | None = None) -> Outcome:
    """The outcome of checking data packages, or CSV files with a Table Schema.

    Raises ContractError or PasserelleError if the check cannot run.
    """
    paths = [descriptor_in(path) for path in paths]
    descriptors = (*paths, *([schema] if schema else []))
    chosen = options or Options()
    with budgeted(), assert_unchanged(lambda: descriptors):
        contents = read_contents(paths, schema, chosen.schemas)
        files = [path for table in all_tables(contents) for _, path in table.files]
        with (
            assert_unchanged(lambda: files),
            validation_engine(chosen.master) as validate,
            lazily(workspace) as connection,
        ):
            return check_contents(connection, contents, chosen, validate)


def read_contents(paths: Sequence[Path], schema: Path | None, schemas: SchemaStore | None) -> Contents:
    """The contents of data packages, or of CSV files with a Table Schema. Raises ContractError or PasserelleError."""
    store, paths = schemas or SchemaStore(), [descriptor_in(path) for path in paths]
    return joined([read_path(path, schema, store) for path in paths])


@contextmanager
def workspace() -> Iterator[DuckDBPyConnection]:
    """The database of a check, which is loaded as it is opened."""
    from pipeline.core.database.connection import workspace

    with workspace() as connection:
        yield connection


@contextmanager
def validation_engine(master: str | None) -> Iterator[ValidateTable | None]:
    """What checks a table: a cluster, or None for this machine. Raises PasserelleError where there is no Spark."""
    if master is None:
        yield None
        return
    require_extra("spark")
    from pipeline.workflows.spark_check import cluster

    with cluster(master) as session:
        yield session.validate


def check_contents(
    connection: DuckDBPyConnection, contents: Contents, options: Options, validate: ValidateTable | None = None
) -> Outcome:
    """Every table of the contents, and of the packages that they refer to, through the reader and the kernel."""
    found = [*contents.findings, *(finding for file in contents.files for finding in check_integrity(*file))]
    unchecked = list(contents.unchecked)
    tables = (opened_or_unchecked(table, contents, options, found, unchecked) for table in all_tables(contents))
    opened = [table for table in tables if table is not None]
    judged = [table for table in opened if table.has_rows]
    sources = [table.source for table in opened]
    seconds: dict[str, float] = {}
    alone = partial(validate_alone, progress=meter(sources, options.progress))
    try:
        validate_tables(connection, [table.to_validate for table in judged], timed(validate or alone, seconds))
    finally:
        for source in sources:
            source.close()
    for item in opened:
        unchecked += item.source.collector.unchecked
        unchecked += unchecked_constraints(item.source.collector, item.table.schema, item.table.display_path)
    by_name = {table.table.name: table for table in judged}
    for table in contents.tables:
        for finding in absent_targets(table, contents, by_name):
            if isinstance(finding, Finding):
                found.append(finding)
            else:
                unchecked.append(finding)
    return Outcome(
        findings=sorted_findings((*found, *(finding for source in sources for finding in source.collector.findings))),
        hidden=tuple(check for source in sources for check in source.collector.hidden),
        unchecked=tuple(unchecked),
        files=sum(len(table.source.read) for table in opened if not table.table.absent),
        rows=sum(source.records for source in sources),
        tables=tuple(
            table_read(table.source, table.table.schema, seconds.get(table.table.name, 0.0))
            for table in opened
            if not table.table.absent
        ),
    )


@dataclass(frozen=True)
class OpenedTable:
    """A table whose header was read; `has_rows`: whether there are rows to check."""

    table: CheckedTable
    source: OpenSource
    has_rows: bool

    @property
    def to_validate(self) -> TableToValidate:
        null = self.table.dialect.null_sequence if self.table.dialect else None
        return TableToValidate(self.table.name, self.table.schema, self.source, null)


def timed(validate: ValidateTable, seconds: dict[str, float]) -> ValidateTable:
    """The same, with how long each table took."""

    def validate_timed(check: TableValidator) -> None:
        start = perf_counter()
        validate(check)
        seconds[check.plan.table] = round(perf_counter() - start, 3)

    return validate_timed


def meter(
    sources: Sequence[RowSource], progress: Callable[[Progress], None] | None
) -> Callable[[RowSource], None] | None:
    """What to call after each segment of a table, so that `progress` is told how far the whole check is."""
    if progress is None:
        return None
    sizes = [source.size for source in sources]
    total = None if None in sizes else sum(size for size in sizes if size is not None)

    # Of each table what was read when it was last told of, and the sums of all.
    seen: dict[str, tuple[int, int]] = {}
    sums = [0, 0]

    def report_progress(source: RowSource) -> None:
        now = (source.records, source.position or 0)
        for at, (count, before) in enumerate(zip(now, seen.get(source.table, (0, 0)), strict=True)):
            sums[at] += count - before
        seen[source.table] = now
        progress(Progress(source.table, sums[0], sums[1] / total if total else None))

    return report_progress


def table_read(source: OpenSource, schema: Schema, seconds: float) -> TableRead:
    return TableRead(
        name=source.table,
        files=tuple(file.display_path for file in source.files),
        labels=tuple(source.labels or ()),
        rows=source.records,
        bytes=source.size,
        seconds=seconds,
        fields=tuple(field.note for field in schema.fields),
    )


def all_tables(contents: Contents) -> Iterator[CheckedTable]:
    """The tables of a package, then those of the packages that it refers to, named path#name."""
    yield from contents.tables
    for path, other in contents.packages.items():
        yield from (replace(table, name=f"{path}#{table.name}") for table in other.tables)


def opened_or_unchecked(
    table: CheckedTable, contents: Contents, options: Options, found: list[Finding], unchecked: list[Unchecked]
) -> OpenedTable | None:
    """The same as `opened_table`; what nobody foresaw is told as unchecked."""
    with unforeseen() as cause:
        return opened_table(table, contents, options, found, unchecked)
    details: dict[str, str | int] = {"problem": str(cause.text)}
    unchecked.append(Unchecked(file=table.display_path, property="data", reason="raised", details=details))
    return None


def opened_table(
    table: CheckedTable, contents: Contents, options: Options, found: list[Finding], unchecked: list[Unchecked]
) -> OpenedTable | None:
    """A table whose header was read; None, and a finding or an unchecked thing, where it cannot be read."""
    try:
        source = open_source(table, FindingCollector(table.name, options.findings_per_check), options.sizes)
        has_rows = source.open_first()
        wanted = referenced_fields(table, contents) & set(source.labels or ()) if not table.schema.fields else set()
        if wanted:
            # Without a schema the labels are the fields that others refer to.
            source.close()
            schema = Schema.model_validate({"fields": [{"name": name} for name in sorted(wanted)]})
            table = replace(table, schema=schema, match="subset")
            source = open_source(table, FindingCollector(table.name, options.findings_per_check), options.sizes)
            has_rows = source.open_first()
    except NotReadable as error:
        if error.finding is not None:
            found.append(error.finding)
        else:
            unchecked.append(
                Unchecked(file=table.display_path, property="format", reason=error.reason, details=error.details)
            )
        return None
    return OpenedTable(table, source, has_rows)


def referenced_fields(table: CheckedTable, contents: Contents) -> set[str]:
    """The fields of a table that foreign keys of the package refer to."""
    keys = (key for other in contents.tables for key in other.schema.foreign_keys)
    return {name for key in keys if key.reference.resource == table.name for name in key.target_fields}


def absent_targets(
    table: CheckedTable, contents: Contents, judged: Mapping[str, OpenedTable]
) -> Iterator[Finding | Unchecked]:
    """Foreign keys of a table that are checked by no row: their table, or a column of it, could not be read."""
    for key in table.schema.foreign_keys if table.name in judged else ():
        name = key.reference.resource or table.name
        full = f"{key.reference.package}#{name}" if key.reference.package is not None else name
        known = key.reference.package in contents.packages if key.reference.package else name in contents.resources
        if not known:
            # What is wrong with the reference is a finding of the descriptor, or listed as unchecked.
            continue
        target = judged.get(full)
        if target is None:
            yield unchecked_key(table, key, "target", name=full)
            continue
        present = {target.table.schema.field_names[at] for at in target.source.present}
        for column in (their for their in key.target_fields if their not in present):
            yield absent_column(table, key, target, column)


def absent_column(table: CheckedTable, key: ForeignKey, target: OpenedTable, column: str) -> Finding | Unchecked:
    """That the table which a foreign key refers to has no such column; where its header was told of that already, only
    the reference is unchecked.
    """
    reported = {finding.field for finding in target.source.collector.findings if finding.code == "missing-label"}
    if column in reported or not target.table.schema.fields:
        return unchecked_key(table, key, "target-column", name=target.table.name, column=column)
    details: dict[str, str | int] = {"table": target.table.name, "fields": column, "own": ", ".join(key.own)}
    details["from"] = table.name
    return Finding(
        code="foreign-key", variant="no-column", file=target.table.display_path, line=1, field=column, details=details
    )


def unchecked_key(table: CheckedTable, key: ForeignKey, reason: str, **details: str) -> Unchecked:
    named = f"foreignKeys ({', '.join(key.own)})"
    return Unchecked(file=table.display_path, property=named, reason=reason, details=dict(details))
