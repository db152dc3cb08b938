"""Any data package, or a table with its schema, as things to check: nothing to do with this registry."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from pipeline.absent_parents import absent_parents, is_prescribed
from pipeline.confined import is_there, why_not
from pipeline.contract.descriptors import Package, Schema
from pipeline.contract.documents import ContractError, Document, validate
from pipeline.contract.json_places import Place
from pipeline.contract.standard import (
    URL,
    mistake,
    null_properties,
    package_mistakes,
    path_mistakes,
    schema_mistakes,
)
from pipeline.findings import Finding, Unchecked
from pipeline.limits import RESOURCES
from pipeline.profiles import judge_profiles
from pipeline.resources import (
    CheckedTable,
    Contents,
    ResourceReader,
    custom,
    explained,
    format_of,
    read_document,
    value_mistakes,
)
from pipeline.schema_store import SchemaStore

DESCRIPTOR = "datapackage.json"


def descriptor_in(path: Path) -> Path:
    """The descriptor that a path stands for: the file itself, or the one in a folder."""
    inside = path / DESCRIPTOR
    return inside if inside.is_file() else path


def read_package(path: Path, *, follow: bool = True, schemas: SchemaStore | None = None) -> Contents:
    """The contents of a descriptor. Mistakes in it are findings: they are data of whoever wrote the package.

    `follow`: whether the packages that foreign keys refer to are read as well; `schemas`: documents of addresses.
    """
    schemas = schemas or SchemaStore()
    try:
        document = read_document(path)
        package = validate(document, Package)
    except ContractError as error:
        return Contents(findings=error.findings)
    if len(package.resources) > RESOURCES:
        details: dict[str, str | int] = {"found": len(package.resources), "most": RESOURCES}
        return Contents(findings=(Finding(code="schema-error", variant="many", file=document.shown, details=details),))
    mistakes = [
        explained(document, one) for one in (*null_properties(document.data, Package), *package_mistakes(package))
    ]
    parts = [Contents(findings=(*mistakes, *custom(document, package)))]
    known: dict[str, Schema] = {}
    for at, resource in enumerate(package.resources):
        part = ResourceReader(document, path.parent, resource, ("resources", at), schemas).contents()
        known |= {table.name: table.schema for table in part.tables}
        parts.append(part)
    whole = joined(parts)
    absent = tuple(absent_parents(document.shown, package, known))
    whole = joined([whole, Contents(tables=absent, findings=tuple(unknown_targets(document, package, known)))])
    wrong = any(one.severity == "error" and one.code == "schema-error" for one in whole.findings)
    whole = profiles(document, schemas, whole)
    if wrong:
        # What a wrong descriptor says of data is not worth holding data against.
        return Contents(findings=whole.findings, unchecked=())
    return follow_references(whole, path.parent, schemas) if follow else whole


def joined(parts: Sequence[Contents]) -> Contents:
    return Contents(
        tables=tuple(one for part in parts for one in part.tables),
        findings=tuple(one for part in parts for one in part.findings),
        unchecked=tuple(one for part in parts for one in part.unchecked),
        files=tuple(one for part in parts for one in part.files),
        packages={name: one for part in parts for name, one in part.packages.items()},
    )


def profiles(document: Document, schemas: SchemaStore, whole: Contents) -> Contents:
    """The contents with what profiles beyond the standard's say against the descriptor; a property that one of them has
    needs no warning.
    """
    judged = judge_profiles(document, schemas)
    rest = [one for one in whole.findings if one.code != "custom-property" or one.value not in judged.names]
    found = [explained(document, one) for one in judged.mistakes]
    return replace(whole, findings=(*rest, *found), unchecked=(*whole.unchecked, *judged.unchecked))


def unknown_targets(document: Document, package: Package, schemas: dict[str, Schema]) -> Iterator[Finding]:
    """References to resources, or fields of resources, that the package does not have."""
    names = {resource.name for resource in package.resources}
    for at, resource in enumerate(package.resources):
        schema = schemas.get(resource.name)
        for number, key in enumerate(schema.foreign_keys if schema else ()):
            place: Place = ("resources", at, "schema", "foreignKeys", number, "reference")
            target = key.reference.resource
            if not target or key.reference.package is not None:
                continue
            if target not in names:
                if not is_prescribed(resource.table_schema):
                    yield explained(document, mistake((*place, "resource"), "no-resource", name=target))
            elif target in schemas:
                absent = [name for name in key.theirs if name not in schemas[target].field_names]
                yield from (explained(document, mistake((*place, "fields"), "no-field", name=name)) for name in absent)


def follow_references(contents: Contents, folder: Path, schemas: SchemaStore) -> Contents:
    """The contents with the packages on disk that its foreign keys refer to."""
    packages: dict[str, Contents] = {}
    unchecked: list[Unchecked] = []
    for table in contents.tables:
        for key in table.schema.foreign_keys:
            named = key.reference.package
            if named is None or named in packages:
                continue
            path = folder / named
            if URL.fullmatch(named) or any(path_mistakes(named, ())) or why_not(path, folder) or not is_there(path):
                what = {"property": "foreignKeys.reference.package", "reason": "other-package"}
                unchecked.append(Unchecked(file=table.shown, details={"name": named}, **what))
            else:
                packages[named] = read_package(path, follow=False, schemas=schemas)
    return joined([contents, Contents(unchecked=tuple(unchecked), packages=packages)])


def read_csv_with_schema(path: Path, schema_path: Path) -> Contents:
    """One table with its Table Schema (JSON or YAML). Raises ContractError for a wrong schema, Fault for none."""
    document = read_document(schema_path)
    schema = validate(document, Schema)
    mistakes = [*null_properties(document.data, Schema), *schema_mistakes(schema), *value_mistakes(schema)]
    if mistakes:
        raise ContractError(tuple(explained(document, one) for one in mistakes))
    form, compression = format_of(path.name)
    table = CheckedTable(
        name=path.name.split(".")[0],
        shown=str(path),
        files=tuple((str(one), one) for one in table_files(path)),
        schema=schema,
        match=schema.fields_match or "exact",
        format=form or "csv",
        compression=compression,
    )
    return Contents(tables=(table,), findings=tuple(custom(document, schema)))


def table_files(path: Path) -> list[Path]:
    """A file, or the delimited files of a folder, in the order of their names."""
    if not path.is_dir():
        return [path]
    return sorted(one for one in path.iterdir() if one.suffix.lower() in (".csv", ".tsv", ".gz"))
