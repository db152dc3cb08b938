"""Validates the tables of a package in the order of their references, so that short keys are known when needed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.datapackage.descriptors import ForeignKey, Schema
from pipeline.datapackage.rows import RowSource
from pipeline.datapackage.types import ValidatorCache
from pipeline.findings.unexpected import unforeseen
from pipeline.validation.foreign_keys import Published, check_references, covers, is_open, key_table
from pipeline.validation.keys import check_keys
from pipeline.validation.plan import Plan
from pipeline.validation.table_validator import TableValidator

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

# Told the source after each of its segments.
Progress = Callable[[RowSource], None]


@dataclass(frozen=True)
class TableToValidate:
    """A table to check: its name, its schema and its rows. A table of another package is named path#name."""

    name: str
    schema: Schema
    source: RowSource
    null_sequence: str | None = None


def validate_tables(
    connection: DuckDBPyConnection,
    tables: Sequence[TableToValidate],
    validate_table: Callable[[TableValidator], None] | None = None,
    validators: ValidatorCache | None = None,
) -> None:
    """Checks tables whose headers were read; the findings are in the collectors of their sources.

    `validate_table`: checks the rows and keys of one table; by default in this process. `validators`: those of an
    earlier check, with their remembered results.

    If a table could not be read completely, references to it that are not found are unchecked.
    """
    by_name = {table.name: table for table in tables}
    groups = referred_to(tables)
    checks: dict[str, TableValidator] = {}
    validators = validators or ValidatorCache()
    published = Published(connection)
    for table in in_order(tables):
        plan = Plan(table.name, table.schema, table.source.present, groups[table.name], table.null_sequence, validators)
        known = {
            number: keys
            for number, (key, _) in enumerate(plan.foreign)
            if (target := target_keys(table, key, by_name)) and target_name(table, key) in checks
            if (keys := published.short_keys(len(key.target_fields), target)) is not None
        }
        covered = frozenset(number for number, keys in known.items() if covers(plan, number, keys))
        check = checks[table.name] = TableValidator(connection, plan, table.source, known, covered)
        with unforeseen() as cause:
            (validate_table or validate_alone)(check)
            for fields in plan.referenced:
                published.publish(check, fields)
        if cause.text:
            check.fail(cause.text)
    broken = frozenset(name for name, check in checks.items() if check.lost)
    for table in tables:
        check = checks[table.name]
        if check.failed:
            continue
        targets = {
            number: target
            for number, (key, _) in enumerate(check.plan.foreign)
            if is_open(check, number) and (target := target_keys(table, key, by_name))
        }
        uncertain = {number for number in targets if target_name(table, check.plan.foreign[number][0]) in broken}
        with unforeseen() as cause:
            check_references(check, targets, published, uncertain)
        if cause.text:
            check.fail(cause.text)
    for check in checks.values():
        check.drop()


def validate_alone(check: TableValidator, progress: Progress | None = None) -> None:
    """Checks the rows and the keys of a table in this process."""
    validate_batches(check, progress)
    fail_if_unvalidated(check)
    check_keys(check)


def fail_if_unvalidated(check: TableValidator) -> None:
    """Notes that rows were not validated, if nothing else says so: such a table is never valid."""
    silent = not (check.failed or check.collector.totals or check.collector.unchecked)
    if silent and check.source.whole and check.validated != check.source.records:
        check.fail(f"{check.source.records - check.validated} of {check.source.records} rows were not validated")


def validate_batches(check: TableValidator, progress: Progress | None) -> None:
    """Checks the rows of a table, batch by batch. `progress` is called after each batch."""
    segments = check.source.segments(check.connection)
    segment = next(segments, None)
    while segment is not None:
        loaded = check.validate(segment)
        if progress is not None:
            progress(check.source)
        try:
            segment = segments.send(loaded)
        except StopIteration:
            return


def in_order(tables: Sequence[TableToValidate]) -> Iterator[TableToValidate]:
    """The tables, those that others refer to first; where they refer to each other, as they come."""
    names = {table.name for table in tables}
    # Of each table those that must come before it, and of each name the tables that wait for it.
    before = [{target_name(table, key) for key in table.schema.foreign_keys} & names - {table.name} for table in tables]
    after: defaultdict[str, list[int]] = defaultdict(list)
    for at, targets in enumerate(before):
        for target in targets:
            after[target].append(at)
    waiting = dict.fromkeys(range(len(tables)))
    ready = [at for at in waiting if not before[at]]
    while waiting:
        following: set[int] = set()
        for at in ready or [next(iter(waiting))]:
            yield tables[at]
            del waiting[at]
            for index in after[tables[at].name]:
                before[index].discard(tables[at].name)
                if index in waiting and not before[index]:
                    following.add(index)
        ready = sorted(following)


def target_name(table: TableToValidate, key: ForeignKey) -> str:
    """The name of the table that a key refers to; one of another package carries that package's path in front."""
    target = key.reference.resource or table.name
    return f"{key.reference.package}#{target}" if key.reference.package is not None else target


def target_keys(table: TableToValidate, key: ForeignKey, tables: Mapping[str, TableToValidate]) -> str | None:
    """The table of keys that a foreign key is looked up in; None where its table, or a column of it, is not there."""
    target = tables.get(target_name(table, key))
    if target is None:
        return None
    at = [target.schema.positions.get(field) for field in key.target_fields]
    return key_table(target.name, key.target_fields) if set(at) <= target.source.present else None


def referred_to(tables: Sequence[TableToValidate]) -> dict[str, tuple[tuple[int, ...], ...]]:
    """The fields of each table, by position, that foreign keys refer to."""
    named: defaultdict[str, dict[tuple[str, ...], None]] = defaultdict(dict)
    for other in tables:
        for key in other.schema.foreign_keys:
            named[target_name(other, key)][key.target_fields] = None
    return {table.name: positions(table, list(named[table.name])) for table in tables}


def positions(table: TableToValidate, groups: Sequence[tuple[str, ...]]) -> tuple[tuple[int, ...], ...]:
    """The positions of the fields of some groups, of those whose fields the table and its data all have."""
    at = table.schema.positions
    found = (tuple(at[field] for field in group) for group in groups if all(field in at for field in group))
    return tuple(group for group in dict.fromkeys(found) if set(group) <= table.source.present)
