"""`diff`: compares two versions of a package, from the disk or from git.

two sides -> rows by key, schemas -> the version that the changes require
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from pipeline.core.errors import UserError
from pipeline.core.git.revisions import revision
from pipeline.core.os_errors import translate_os_errors
from pipeline.datapackage.diff.difference import Computed, Difference, Side, compare
from pipeline.datapackage.package_reader import DESCRIPTOR, descriptor_in, read_package
from pipeline.datapackage.resource import CheckedTable, read_document
from pipeline.datapackage.rows import Row
from pipeline.publishing.exports.tables import exported_tables
from pipeline.publishing.package import TITLES, package_descriptor
from pipeline.publishing.release.unpacking import unpack
from pipeline.readers.csv.dialect import csv_dialect
from pipeline.readers.csv.lexer import lex
from pipeline.registry.published import PublishedRegistry
from pipeline.registry.roles import ROLES, Role, roles_by_fields
from pipeline.workflows import check_registry

ARCHIVE = ".zip"
DESCRIBED = (*TITLES, "licenses", "contributors", "keywords")


def diff(old: str, new: str | None, root: Path) -> Difference:
    """The differences from `old` to `new` (None: the registry in `root`). Raises PasserelleError."""
    with side(old, root) as before, side(new or str(root), root) as after:
        return compare(before, after)


@contextmanager
def side(named: str, root: Path) -> Iterator[Side]:
    """Context manager: one side of a comparison, from the disk or from git.

    `named`: a release archive (.zip), a datapackage.json, a folder with one, the folder of a registry, or a revision.
    Raises PasserelleError if it is none of these, or has errors.
    """
    path = descriptor_in(Path(named))
    if path.is_file() and path.suffix == ARCHIVE:
        with tempfile.TemporaryDirectory(prefix="passerelle-") as folder:
            with translate_os_errors(Path(folder)):
                unpack(path, Path(folder) / "unpacked")
            yield package_side(Path(folder) / "unpacked" / DESCRIPTOR)
    elif path.is_file():
        yield package_side(path)
    elif (path / "schemas" / "package.yaml").is_file():
        yield registry_side(path, named)
    elif path.exists():
        raise UserError("fault-no-side", named=named)
    elif path.suffix == ARCHIVE:
        raise UserError("archive-absent", file=named)
    else:
        with revision(root, named) as folder:
            yield registry_side(folder, named)


def registry_side(root: Path, named: str) -> Side:
    result = check_registry.check_registry(root, lambda _: None)
    if result.registry is None:
        raise UserError("fault-side-errors", named=named, command="passerelle check")
    return published_side(result.registry)


def published_side(registry: PublishedRegistry) -> Side:
    """The registry as it is published: a vocabulary is a table like any other."""
    tables = exported_tables(registry)
    return Side(
        registry.contract.package.version,
        {table.name: table.schema for table in tables},
        {table.name: table.rows for table in tables},
        described(package_descriptor(registry, ())),
        computed({role: table for role in ROLES if (table := registry.contract.table_of_role(role))}),
    )


def computed(played: Mapping[Role, str]) -> Computed:
    """The tables that are worked out from the others, by the roles that tables play."""
    return Computed(
        evidence=played.get("evidence"),
        statements=played.get("statements"),
        statement_outcomes=played.get("statement_outcomes"),
        disagreements=played.get("disagreements"),
    )


def described(descriptor: Mapping[str, Any]) -> Mapping[str, Any]:
    """What a descriptor says of the whole package, and of every version of it alike."""
    return {name: descriptor[name] for name in DESCRIBED if name in descriptor}


def package_side(path: Path) -> Side:
    contents = read_package(path)
    errors = [finding for finding in contents.findings if finding.severity == "error"]
    if errors:
        raise UserError("fault-side-errors", named=str(path), command=f"passerelle check {path}")
    descriptor = read_document(path).data
    tables = {table.name: table for table in contents.tables}
    return Side(
        str(descriptor.get("version", "")),
        {name: table.schema for name, table in tables.items()},
        {name: rows(table) for name, table in tables.items()},
        described(descriptor),
        computed(roles_by_fields({name: one.schema for name, one in tables.items()})),
    )


def rows(table: CheckedTable) -> list[Row]:
    """The rows of a table of delimited files, or of data in the descriptor.

    Raises PasserelleError for another format.
    """
    if table.rows is not None:
        return [{key: json.dumps(value) for key, value in row.items()} for row in table.rows if isinstance(row, dict)]
    if table.format not in ("csv", "tsv") or table.compression:
        raise UserError("fault-not-plain", table=table.display_path)
    dialect = csv_dialect(table.dialect, "\t" if table.format == "tsv" else ",")
    found: list[Row] = []
    for _, path in table.files:
        head, *records = lex(path.read_bytes().decode(table.encoding), dialect)
        found += [dict(zip(head.cells, record.cells, strict=False)) for record in records]
    return found
