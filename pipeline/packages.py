"""Any data package, or a CSV with its schema, as things to check: nothing to do with this registry."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pipeline.contract.descriptors import Dialect, FieldsMatch, Package, Resource, Schema
from pipeline.contract.documents import ContractError, Document, read_json, read_yaml, validate
from pipeline.findings import Fault, Finding, Unchecked
from pipeline.tabular.dialect import CsvDialect, csv_dialect

REMOTE = ("http://", "https://", "ftp://")


@dataclass(frozen=True)
class CheckedTable:
    """A table that can be judged: its files (shown name and path), schema, dialect and how its header must match."""

    name: str
    files: tuple[tuple[str, Path], ...]
    schema: Schema
    dialect: CsvDialect
    match: FieldsMatch


@dataclass(frozen=True)
class Contents:
    """What a package holds: tables to judge, what is wrong with its descriptor, and what nobody can judge."""

    tables: tuple[CheckedTable, ...] = ()
    findings: tuple[Finding, ...] = ()
    unchecked: tuple[Unchecked, ...] = ()


def read_document(path: Path) -> Document:
    if not path.is_file():
        raise Fault(f"{path} does not exist or is not a file; name a datapackage.json, or a CSV with --schema")
    return (read_yaml if path.suffix in (".yaml", ".yml") else read_json)(path, str(path))


def read_package(path: Path) -> Contents:
    """The contents of a descriptor. Mistakes in it are findings: they are data of whoever wrote the package."""
    try:
        document = read_document(path)
        package = validate(document, Package)
    except ContractError as error:
        return Contents(findings=error.findings)
    found = [resource_contents(document, path.parent, one) for one in package.resources]
    unknown = [Unchecked(file=str(path), property=name, reason="unknown property") for name in package.unknown]
    return joined([Contents(unchecked=tuple(unknown)), *found])


def joined(parts: list[Contents]) -> Contents:
    return Contents(
        tables=tuple(one for part in parts for one in part.tables),
        findings=tuple(one for part in parts for one in part.findings),
        unchecked=tuple(one for part in parts for one in part.unchecked),
    )


def resource_contents(document: Document, folder: Path, resource: Resource) -> Contents:
    """A resource as a table, or why it cannot be judged."""
    dialect = resource.dialect if isinstance(resource.dialect, Dialect) else None
    read, unsupported = csv_dialect(dialect)
    reasons = [*unreadable(resource), *((f"dialect.{name}", "not followed yet") for name in unsupported)]
    refused = [unsafe(document.shown, one) for one in resource.paths if is_unsafe(one)]
    if refused or reasons or not isinstance(resource.table_schema, Schema):
        missing = [] if isinstance(resource.table_schema, Schema) else [("schema", "no inline Table Schema")]
        left = [Unchecked(file=resource.name, property=name, reason=reason) for name, reason in (*reasons, *missing)]
        return Contents(findings=tuple(refused), unchecked=tuple(left))
    files = tuple((str(folder / one), folder / one) for one in resource.paths)
    schema = resource.table_schema
    unknown = (
        Unchecked(file=resource.name, property=name, reason="unknown property") for name in own_unknown(resource)
    )
    table = CheckedTable(resource.name, files, schema, read, fields_match(schema))
    return Contents(tables=(table,), unchecked=tuple(unknown))


def own_unknown(resource: Resource) -> Iterator[str]:
    """Properties that neither the standard nor we know; `version` and `contributors` only describe."""
    return (name for name in resource.unknown if name not in ("version", "contributors"))


def unreadable(resource: Resource) -> Iterator[tuple[str, str]]:
    """What keeps a resource from being read as CSV in UTF-8 on this disk."""
    if resource.data is not None:
        yield "data", "inline data is not read yet"
    elif not resource.paths:
        yield "path", "no path and no data"
    if resource.format not in (None, "csv") and resource.data is None:
        yield "format", f"format {resource.format} is not read yet"
    if any(not one.endswith(".csv") for one in resource.paths) and resource.format != "csv":
        yield "path", "only files named .csv are read as CSV where no format is given"
    if resource.encoding not in (None, "utf-8", "UTF-8", "utf8"):
        yield "encoding", f"encoding {resource.encoding} is not read yet"
    if resource.compression is not None:
        yield "compression", "compressed files are not read yet"
    if any(one.startswith(REMOTE) for one in resource.paths):
        yield "path", "remote files are not fetched"


def is_unsafe(path: str) -> bool:
    """Whether the standard forbids a path: absolute, or with a step out of the package's folder."""
    return not path.startswith(REMOTE) and (path.startswith(("/", "~", "\\")) or ".." in Path(path).parts)


def unsafe(shown: str, path: str) -> Finding:
    return Finding(code="schema-error", variant="unsafe-path", file=shown, line=1, value=path)


def fields_match(schema: Schema) -> FieldsMatch:
    match = schema.fields_match or "exact"
    return match if isinstance(match, str) else match[0]


def read_csv_with_schema(path: Path, schema_path: Path) -> Contents:
    """One CSV with its Table Schema (JSON or YAML). Raises ContractError for a wrong schema, Fault for none."""
    schema = validate(read_document(schema_path), Schema)
    table = CheckedTable(path.stem, ((str(path), path),), schema, CsvDialect(), fields_match(schema))
    return Contents(tables=(table,))
