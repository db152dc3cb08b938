"""Tables that a prescribed schema refers to and a package does not have.

A schema that a community prescribes by address (Darwin Core) refers to all tables that may exist; a package has some of
them. A table that is missing counts as empty, so a reference to it is valid if its own value is empty.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pipeline.datapackage.descriptors import Constraints, Field, Package, Schema
from pipeline.datapackage.resource import CheckedTable
from pipeline.datapackage.standard import URL


def absent_parents(display_path: str, package: Package, schemas: Mapping[str, Schema]) -> Iterator[CheckedTable]:
    """A table without rows for each one that schemas of addresses refer to and the package lacks."""
    names = {resource.name for resource in package.resources}
    wanted: dict[str, dict[str, Field]] = {}
    for resource in package.resources:
        schema = schemas.get(resource.name)
        if schema is None or not is_prescribed(resource.table_schema):
            continue
        for key in schema.foreign_keys:
            target = key.reference.resource
            known = set(key.own) <= set(schema.field_names)
            if target and target not in names and key.reference.package is None and known:
                for own, theirs in zip(key.own, key.target_fields, strict=False):
                    field = schema.field(own).model_copy(update={"name": theirs, "constraints": Constraints()})
                    wanted.setdefault(target, {}).setdefault(theirs, field)
    for name, fields in wanted.items():
        schema = Schema(fields=tuple(fields.values()))
        yield CheckedTable(
            name=name, display_path=display_path, files=(), schema=schema, format="json", rows=(), absent=True
        )


def is_prescribed(given: object) -> bool:
    """Whether a schema is one of an address, which somebody else wrote for many packages."""
    return isinstance(given, str) and URL.fullmatch(given) is not None
