"""Validates relations of text, and drops findings about rows that already have an error."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType

from duckdb import DuckDBPyConnection

from pipeline.datapackage.constraint_checks import unchecked_constraints, unread_patterns
from pipeline.datapackage.descriptors import Schema
from pipeline.datapackage.types import ValidatorCache
from pipeline.findings.collector import FindingCollector
from pipeline.findings.model import Finding
from pipeline.registry.relation_table import Places, RelationTable
from pipeline.validation.validate import TableToValidate, validate_tables


def about_good_rows(found: Sequence[Finding], more: Iterable[Finding]) -> list[Finding]:
    """Those of `more` that are about rows without an error: others may follow from the error of their row."""
    known = {(finding.file, finding.line) for finding in found if finding.severity == "error"}
    return [finding for finding in more if (finding.file, finding.line) not in known]


def validate_relations(
    connection: DuckDBPyConnection,
    schemas: Mapping[str, Schema],
    relations: Mapping[str, str],
    places: Places,
    validators: ValidatorCache | None = None,
    checked_fields: Mapping[str, Collection[str]] = MappingProxyType({}),
) -> list[Finding]:
    """The findings of validating relations of text, with the references between them.

    `checked_fields`: for some tables, the only fields to check.
    """
    sources = {
        table: RelationTable(connection, table, relations[table], schema.field_names, places, checked_fields.get(table))
        for table, schema in schemas.items()
    }
    validate_tables(
        connection,
        [TableToValidate(table, schemas[table], source) for table, source in sources.items()],
        validators=validators,
    )
    found = [finding for source in sources.values() for finding in source.collector.findings]
    return found + [
        finding for table, source in sources.items() for finding in unchecked_findings(source.collector, schemas[table])
    ]


def unchecked_findings(collector: FindingCollector, schema: Schema) -> Iterator[Finding]:
    """What could not be checked is an error in the registry: a value that was not checked is not published."""
    file = f"schemas/tables/{collector.table}.yaml"
    for item in (*unread_patterns(schema, file), *unchecked_constraints(collector, schema, file)):
        yield Finding(code="unchecked", variant=item.reason, file=file, field=item.property, details=item.details)
