"""The way of a comparison: two versions of a package, each from disk or from git, and what is different.

two sides -> rows by key, schemas -> the version that this asks for
"""

from __future__ import annotations

import json
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pipeline import run
from pipeline.comparing import Bump, TableChanges, next_version, schema_changes, table_changes
from pipeline.comparing.schemas import BREAKING
from pipeline.contract.descriptors import Schema
from pipeline.findings import Finding
from pipeline.packages import DESCRIPTOR, descriptor_in, read_package
from pipeline.publishing.exports.tables import exported_tables
from pipeline.publishing.package import TITLES, package_descriptor
from pipeline.refusals import Refusal
from pipeline.registry import Registry, Row, Tables
from pipeline.releasing.unpacking import unpack
from pipeline.resources import CheckedTable, read_document
from pipeline.revisions import revision
from pipeline.tabular.dialect import csv_dialect
from pipeline.tabular.lexer import lex
from pipeline.trouble import troubles

ARCHIVE = ".zip"
DESCRIBED = (*TITLES, "licenses", "contributors", "keywords")
# What the pipeline works out from the others is told in sums.
COMPUTED = ("evidence", "statement_outcomes", "statements")


@dataclass(frozen=True)
class Side:
    """One version: its number, what its schemas say, and its rows."""

    version: str
    schemas: Mapping[str, Schema]
    tables: Tables
    # What its descriptor says of the whole: titles, licences, contributors, keywords.
    described: Mapping[str, Any] = field(default_factory=dict)


# What everything is compared with where nothing was released before.
NOTHING = Side("", {}, {})


@dataclass(frozen=True)
class Difference:
    """What is different between two versions.

    `evidence`: how many facts came to have another evidence, by old and new; `statements`: read anew, and no longer;
    `disagreements`: rows that are open now and were not; `described`: what is said otherwise of the whole.
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
        return tuple(one for one in self.schemas if one.code == BREAKING)

    @property
    def none(self) -> bool:
        facts = (self.evidence, *self.statements, self.disagreements)
        return not (self.tables or self.schemas or self.described or any(facts))


def diff(old: str, new: str | None, root: Path) -> Difference:
    """What changed from `old` to `new`; the registry in `root` where `new` is not given.

    Each is a release (.zip), a datapackage.json, a folder with one, a folder of a registry, or a revision of git.
    Raises Fault.
    """
    with side(old, root) as before, side(new or str(root), root) as after:
        return compare(before, after)


def compare(old: Side, new: Side) -> Difference:
    tables = [
        table_changes(name, schema.key, old.tables[name], new.tables[name])
        for name, schema in new.schemas.items()
        if name in old.tables and name in new.tables
    ]
    told = tuple(one for one in tables if one.table not in COMPUTED and not one.none)
    schemas = tuple(schema_changes(old.schemas, new.schemas, (old.tables, new.tables)))
    found = {one.table: one for one in tables}
    named = old.described.keys() | new.described.keys() if old.described else ()
    described = tuple(sorted(one for one in named if old.described.get(one) != new.described.get(one)))
    rest = described or any(not one.none for one in tables)
    statements, disagreements = found.get("statements"), found.get("disagreements")
    return Difference(
        old_version=old.version,
        new_version=new.version,
        proposed=next_version(old.version, bump(told, schemas) or ("patch" if rest else None)),
        tables=told,
        schemas=schemas,
        evidence=evidence_changes(found["evidence"]) if "evidence" in found else {},
        statements=(statements.added, statements.removed) if statements else ((), ()),
        disagreements=tuple(one for one in disagreements.added if one.get("state") == "open") if disagreements else (),
        described=described,
    )


def bump(tables: Sequence[TableChanges], schemas: Sequence[Finding]) -> Bump | None:
    """Gone identifiers and broken schemas break readers; new rows and fields add; other values mend.

    A key of several fields is no identifier: a row with another of its values is the same row mended.
    """
    if any(one.code == BREAKING for one in schemas) or any(one.removed and len(one.key) == 1 for one in tables):
        return "major"
    if any(one.added for one in tables) or any(one.variant != "described" for one in schemas):
        return "minor"
    return "patch" if tables or schemas else None


def evidence_changes(changes: TableChanges) -> Mapping[tuple[str, str], int]:
    moved = Counter(one.values["evidence"] for one in changes.changed if "evidence" in one.values)
    moved += Counter(("", row["evidence"]) for row in changes.added)
    moved += Counter((row["evidence"], "") for row in changes.removed)
    return dict(sorted(moved.items()))


@contextmanager
def side(named: str, root: Path) -> Iterator[Side]:
    """One side of a comparison. Raises Fault for what is neither on disk nor in git, or has errors."""
    path = descriptor_in(Path(named))
    if path.is_file() and path.suffix == ARCHIVE:
        with tempfile.TemporaryDirectory(prefix="passerelle-") as folder:
            with troubles(Path(folder)):
                unpack(path, Path(folder) / "unpacked")
            yield package_side(Path(folder) / "unpacked" / DESCRIPTOR)
    elif path.is_file():
        yield package_side(path)
    elif (path / "schemas" / "package.yaml").is_file():
        yield registry_side(path, named)
    elif path.exists():
        raise Refusal("fault-no-side", named=named)
    elif path.suffix == ARCHIVE:
        raise Refusal("archive-absent", file=named)
    else:
        with revision(root, named) as folder:
            yield registry_side(folder, named)


def registry_side(root: Path, named: str) -> Side:
    gathered = run.gather(root, lambda _: None)
    if gathered.registry is None:
        raise Refusal("fault-side-errors", named=named, command="passerelle check")
    return published_side(gathered.registry)


def published_side(registry: Registry) -> Side:
    """The registry as it is published: a vocabulary is a table like any other."""
    tables = exported_tables(registry)
    return Side(
        registry.contract.package.version,
        {one.name: one.schema for one in tables},
        {one.name: one.rows for one in tables},
        described(package_descriptor(registry, ())),
    )


def described(descriptor: Mapping[str, Any]) -> Mapping[str, Any]:
    """What a descriptor says of the whole package, and of every version of it alike."""
    return {name: descriptor[name] for name in DESCRIBED if name in descriptor}


def package_side(path: Path) -> Side:
    contents = read_package(path)
    errors = [one for one in contents.findings if one.severity == "error"]
    if errors:
        raise Refusal("fault-side-errors", named=str(path), command=f"passerelle check {path}")
    descriptor = read_document(path).data
    tables = {one.name: one for one in contents.tables}
    return Side(
        str(descriptor.get("version", "")),
        {name: one.schema for name, one in tables.items()},
        {name: rows(one) for name, one in tables.items()},
        described(descriptor),
    )


def rows(table: CheckedTable) -> list[Row]:
    """The rows of a table of delimited files, or of data in the descriptor. Raises Fault for another format."""
    if table.rows is not None:
        return [{key: json.dumps(one) for key, one in row.items()} for row in table.rows if isinstance(row, dict)]
    if table.format not in ("csv", "tsv") or table.compression:
        raise Refusal("fault-not-plain", table=table.shown)
    dialect = csv_dialect(table.dialect, "\t" if table.format == "tsv" else ",")
    found: list[Row] = []
    for _, path in table.files:
        head, *records = lex(path.read_bytes().decode(table.encoding), dialect)
        found += [dict(zip(head.cells, one.cells, strict=False)) for one in records]
    return found
