"""The differences between two versions of a package."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pipeline.datapackage.descriptors import Schema
from pipeline.datapackage.diff import Bump, TableChanges, next_version, schema_changes, table_changes
from pipeline.datapackage.diff.schemas import BREAKING
from pipeline.datapackage.rows import Row, Tables
from pipeline.findings.model import Finding, Model


class Computed(Model):
    """The tables of a package that are worked out from its others, and are told in sums: which plays which role."""

    evidence: str | None = None
    statements: str | None = None
    statement_outcomes: str | None = None
    disagreements: str | None = None

    @property
    def in_sums(self) -> frozenset[str | None]:
        return frozenset((self.evidence, self.statements, self.statement_outcomes))


@dataclass(frozen=True)
class Side:
    """One of two versions to compare: its version number, its schemas, and its rows."""

    version: str
    schemas: Mapping[str, Schema]
    tables: Tables
    # What its descriptor says of the whole: titles, licences, contributors, keywords.
    described: Mapping[str, Any] = field(default_factory=dict)
    computed: Computed = field(default_factory=Computed)


# What everything is compared with where nothing was released before.
NOTHING = Side("", {}, {})


@dataclass(frozen=True)
class Difference:
    """The differences between two versions.

    `evidence`: the number of facts whose evidence changed, by old and new; `statements`: those that are new and those
    that are gone; `disagreements`: rows that are open now and were not before; `described`: changes of the package's
    properties.
    """

    old_version: str
    new_version: str
    proposed: str
    tables: tuple[TableChanges, ...] = ()
    schemas: tuple[Finding, ...] = ()
    evidence: Mapping[tuple[str, str], int] = field(default_factory=dict)
    statements: tuple[tuple[Row, ...], tuple[Row, ...]] = ((), ())
    disagreements: tuple[Row, ...] = ()
    described: tuple[str, ...] = ()

    @property
    def breaking(self) -> tuple[Finding, ...]:
        """The changes that break readers."""
        return tuple(finding for finding in self.schemas if finding.code == BREAKING)

    @property
    def none(self) -> bool:
        """Whether nothing is different."""
        facts = (self.evidence, *self.statements, self.disagreements)
        return not (self.tables or self.schemas or self.described or any(facts))


def compare(old: Side, new: Side) -> Difference:
    """The differences from `old` to `new`: rows by key, schemas, facts, and the version that they require."""
    tables = [
        table_changes(name, schema.key, old.tables[name], new.tables[name])
        for name, schema in new.schemas.items()
        if name in old.tables and name in new.tables
    ]
    computed = new.computed
    reported = tuple(one for one in tables if one.table not in computed.in_sums and not one.none)
    schemas = tuple(schema_changes(old.schemas, new.schemas, (old.tables, new.tables)))
    found: dict[str | None, TableChanges] = {one.table: one for one in tables}
    named = old.described.keys() | new.described.keys() if old.described else ()
    described = tuple(sorted(one for one in named if old.described.get(one) != new.described.get(one)))
    rest = described or any(not one.none for one in tables)
    statements, disagreements = found.get(computed.statements), found.get(computed.disagreements)
    evidence = found.get(computed.evidence)
    return Difference(
        old_version=old.version,
        new_version=new.version,
        proposed=next_version(old.version, bump(reported, schemas) or ("patch" if rest else None)),
        tables=reported,
        schemas=schemas,
        evidence=evidence_changes(evidence) if evidence else {},
        statements=(statements.added, statements.removed) if statements else ((), ()),
        disagreements=tuple(disagreement for disagreement in disagreements.added if disagreement.get("state") == "open")
        if disagreements
        else (),
        described=described,
    )


def bump(tables: Sequence[TableChanges], schemas: Sequence[Finding]) -> Bump | None:
    """Gone identifiers and broken schemas break readers; new rows and fields add; other values mend.

    A key of several fields is no identifier: a row with another of its values is the same row mended.
    """
    if any(finding.code == BREAKING for finding in schemas) or any(
        table.removed and len(table.key) == 1 for table in tables
    ):
        return "major"
    if any(table.added for table in tables) or any(finding.variant != "described" for finding in schemas):
        return "minor"
    return "patch" if tables or schemas else None


def evidence_changes(changes: TableChanges) -> Mapping[tuple[str, str], int]:
    moved = Counter(change.values["evidence"] for change in changes.changed if "evidence" in change.values)
    moved += Counter(("", row["evidence"]) for row in changes.added)
    moved += Counter((row["evidence"], "") for row in changes.removed)
    return dict(sorted(moved.items()))
