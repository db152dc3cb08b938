"""Tables judged together: in the order of their references, so that short keys can be looked up on the way."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, partial

from duckdb import DuckDBPyConnection

from pipeline.checking.keys import check_keys
from pipeline.checking.plan import Plan
from pipeline.checking.references import check_references, covers, key_table, publish_keys, short_keys
from pipeline.checking.table import TableCheck
from pipeline.contract.descriptors import ForeignKey, Schema
from pipeline.tables import Source
from pipeline.values import Judges

# Told the source after each of its segments.
Progress = Callable[[Source], None]


@dataclass(frozen=True)
class Judged:
    """A table to judge: its schema and its rows. One of another package is called path#name."""

    name: str
    schema: Schema
    source: Source
    null_sequence: str | None = None


def check_tables(
    connection: DuckDBPyConnection,
    tables: Sequence[Judged],
    judge: Callable[[TableCheck], None] | None = None,
    judges: Judges | None = None,
) -> None:
    """Judges tables whose headers were read; the findings are in the tallies of their sources.

    `judge`: what judges the rows and the keys of one table; on this machine, if nothing else is named. `judges`: those
    of an earlier check, who remember their verdicts.

    References to a table of which a row could not be read are judged as far as they can be: what is found is found, and
    the rest is listed as unchecked.
    """
    by_name = {table.name: table for table in tables}
    groups = {table.name: referenced(table, tables) for table in tables}
    checks: dict[str, TableCheck] = {}
    judges = judges or Judges()
    short = cache(partial(short_keys, connection))
    for table in in_order(tables):
        plan = Plan(table.name, table.schema, table.source.present, groups[table.name], table.null_sequence, judges)
        known = {
            number: keys
            for number, (key, _) in enumerate(plan.foreign)
            if (target := target_keys(table, key, by_name)) and target_name(table, key) in checks
            if (keys := short(len(key.theirs), target)) is not None
        }
        covered = frozenset(number for number, keys in known.items() if covers(plan, number, keys))
        check = checks[table.name] = TableCheck(connection, plan, table.source, known, covered)
        (judge or judge_alone)(check)
        for fields in plan.referenced:
            publish_keys(check, fields)
    broken = frozenset(name for name, check in checks.items() if check.lost)
    for table in tables:
        check = checks[table.name]
        targets = {
            number: target
            for number, (key, _) in enumerate(check.plan.foreign)
            if (target := target_keys(table, key, by_name))
        }
        uncertain = {number for number in targets if target_name(table, check.plan.foreign[number][0]) in broken}
        check_references(check, targets, uncertain)
    for check in checks.values():
        check.drop()


def judge_alone(check: TableCheck, progress: Progress | None = None) -> None:
    """Judges the rows and the keys of a table on this machine."""
    judge_segments(check, progress)
    check_keys(check)


def judge_segments(check: TableCheck, progress: Progress | None) -> None:
    segments = check.source.segments(check.connection)
    segment = next(segments, None)
    while segment is not None:
        loaded = check.judge(segment)
        if progress is not None:
            progress(check.source)
        try:
            segment = segments.send(loaded)
        except StopIteration:
            return


def in_order(tables: Sequence[Judged]) -> Iterator[Judged]:
    """The tables, those that others refer to first; where they refer to each other, as they come."""
    waiting = list(tables)
    done: set[str] = set()
    names = {table.name for table in tables}
    while waiting:
        ready = [
            one
            for one in waiting
            if all(
                (target := target_name(one, key)) in done or target == one.name or target not in names
                for key in one.schema.foreign_keys
            )
        ]
        for one in ready or waiting[:1]:
            yield one
            done.add(one.name)
            waiting.remove(one)


def target_name(table: Judged, key: ForeignKey) -> str:
    """The name of the table that a key refers to; one of another package carries that package's path in front."""
    target = key.reference.resource or table.name
    return f"{key.reference.package}#{target}" if key.reference.package is not None else target


def target_keys(table: Judged, key: ForeignKey, tables: Mapping[str, Judged]) -> str | None:
    """The table of keys that a foreign key is looked up in; None where its table, or a column of it, is not there."""
    target = tables.get(target_name(table, key))
    if target is None or not set(key.theirs) <= set(target.schema.field_names):
        return None
    present = {target.schema.field_names[at] for at in target.source.present}
    return key_table(target.name, key.theirs) if set(key.theirs) <= present else None


def referenced(table: Judged, tables: Sequence[Judged]) -> tuple[tuple[int, ...], ...]:
    """The fields of a table, by position, that foreign keys refer to."""
    names = table.schema.field_names
    groups = {
        tuple(names.index(field) for field in key.theirs): None
        for other in tables
        for key in other.schema.foreign_keys
        if target_name(other, key) == table.name and set(key.theirs) <= set(names)
    }
    return tuple(group for group in groups if set(group) <= table.source.present)
