"""Reads a data package, or a table with its schema, into the tables to check."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from pipeline.core.files.file_names import same_file
from pipeline.core.files.safe_paths import is_there, refusal_reason
from pipeline.core.limits import RESOURCES
from pipeline.datapackage.constraint_checks import unread_patterns
from pipeline.datapackage.descriptors import Package, Schema
from pipeline.datapackage.documents import ContractError, Document
from pipeline.datapackage.json_positions import Place
from pipeline.datapackage.legacy_forms import standard_package
from pipeline.datapackage.missing_targets import absent_parents, is_prescribed
from pipeline.datapackage.profiles import check_profiles
from pipeline.datapackage.property_checks import null_properties
from pipeline.datapackage.resource import CheckedTable, Contents, Folder, ResourceReader, format_of, read_document
from pipeline.datapackage.schema_store import SchemaStore
from pipeline.datapackage.standard import URL, mistake, package_mistakes, path_mistakes
from pipeline.datapackage.table_schema import is_json_schema, unused_parts, usable_schema
from pipeline.datapackage.usable_descriptor import UsablePart, mistake_finding
from pipeline.findings.model import Finding, Unchecked, beyond_limit

DESCRIPTOR = "datapackage.json"


def descriptor_in(path: Path) -> Path:
    """The path of a descriptor: `path` itself if it is a file, or the descriptor in the folder `path`."""
    inside = path / DESCRIPTOR
    return inside if inside.is_file() else path


def read_package(path: Path, *, follow: bool = True, schemas: SchemaStore | None = None) -> Contents:
    """The contents of the package of a descriptor; mistakes in the descriptor are findings of these contents.

    `follow`: whether to read the packages that foreign keys refer to; `schemas`: finds the documents of addresses.
    """
    schemas = schemas or SchemaStore()
    try:
        document = read_document(path)
    except ContractError as error:
        return unreadable_contents(error)
    standard, departures = standard_package(document.data)
    inline = inline_schemas(standard)
    part = UsablePart(document, Package, standard)
    if part.model is None:
        return Contents(findings=tuple(part.findings))
    if len(part.model.resources) > RESOURCES:
        details: dict[str, str | int] = {"found": len(part.model.resources), "most": RESOURCES}
        many = Unchecked(file=document.display_path, property="resources", reason="many", details=details)
        return Contents(findings=tuple(part.findings), unchecked=(many,))
    part.note([*departures, *null_properties(part.data, Package), *package_mistakes(part.model)])
    part.note_custom_properties()
    package = part.model
    folder = Folder(document, path.parent, schemas)
    names = frozenset(resource.name for resource in package.resources)
    parts = [Contents(findings=tuple(part.findings), resources=names)]
    parts += [resource_contents(folder, part, at, inline) for at in range(len(package.resources))]
    parts.append(Contents(findings=tuple(same_files(path.parent, package))))
    whole = joined(parts)
    models = {name: part.model for name, part in whole.schemas.items() if part.model is not None}
    absent = tuple(absent_parents(document.display_path, package, models))
    prescribed = {resource.name for resource in package.resources if is_prescribed(resource.table_schema)}
    own = {name: part for name, part in whole.schemas.items() if name not in prescribed}
    targets = unknown_targets(names, own, whole.schemas)
    whole = profiles(document, schemas, joined([whole, Contents(tables=absent, findings=tuple(targets))]))
    return follow_references(whole, path.parent, schemas) if follow else whole


def same_files(folder: Path, package: Package) -> Iterator[Finding]:
    """A warning for each file that many systems take for another one of the package; the standard allows both."""
    seen: dict[str, str] = {}
    for named in dict.fromkeys(
        path for resource in package.resources for path in resource.paths if not URL.fullmatch(path)
    ):
        other = seen.setdefault(same_file(named), named)
        if other != named:
            details: dict[str, str | int] = {"other": other}
            display_path = str(folder / named)
            yield Finding(
                code="name-error",
                severity="warning",
                variant="same-file",
                file=display_path,
                value=named,
                details=details,
            )


def unreadable_contents(error: ContractError) -> Contents:
    """What is known of a descriptor that cannot be read: its mistakes, and the limits of this program that it meets."""
    limits = tuple(limit for finding in error.findings if (limit := beyond_limit(finding)))
    return Contents(
        findings=tuple(finding for finding in error.findings if not beyond_limit(finding)), unchecked=limits
    )


def inline_schemas(data: Any) -> dict[int, Any]:
    """Takes the schemas out of a descriptor's data, for each is read for itself; they by the number of the resource."""
    resources = data.get("resources") if isinstance(data, dict) else None
    found: dict[int, Any] = {}
    for at, resource in enumerate(resources if isinstance(resources, list) else ()):
        if isinstance(resource, dict) and isinstance(resource.get("schema"), dict | str):
            found[at] = resource["schema"]
            if is_json_schema(resource["schema"]):
                del resource["schema"]
            elif isinstance(resource["schema"], dict):
                resource["schema"] = {"fields": []}
    return found


def resource_contents(folder: Folder, part: UsablePart[Package], at: int, schemas: Mapping[int, Any]) -> Contents:
    """What one resource of a package holds; `at`: its number in the usable part."""
    assert part.model is not None
    place = part.original(("resources", at))
    schema = schemas.get(int(place[1]))
    sound = not any(left[:3] == (*place, "dialect") for left in part.left_out)
    return ResourceReader(folder, part.model.resources[at], place, schema, sound_dialect=sound).contents()


def joined(parts: Sequence[Contents]) -> Contents:
    """The contents of several packages as one."""
    return Contents(
        tables=tuple(table for part in parts for table in part.tables),
        findings=tuple(finding for part in parts for finding in part.findings),
        unchecked=tuple(item for part in parts for item in part.unchecked),
        files=tuple(file for part in parts for file in part.files),
        schemas={name: piece for part in parts for name, piece in part.schemas.items()},
        resources=frozenset(name for part in parts for name in part.resources),
        packages={name: package for part in parts for name, package in part.packages.items()},
    )


def profiles(document: Document, schemas: SchemaStore, whole: Contents) -> Contents:
    """The contents with what profiles beyond the standard's say against the descriptor; a property that one of them has
    needs no warning.
    """
    result = check_profiles(document, schemas)
    rest = [
        finding for finding in whole.findings if finding.code != "custom-property" or finding.value not in result.names
    ]
    found = [mistake_finding(document, mistake) for mistake in result.mistakes]
    return replace(whole, findings=(*rest, *found), unchecked=(*whole.unchecked, *result.unchecked))


def unknown_targets(
    names: Collection[str], own: Mapping[str, UsablePart[Schema]], schemas: Mapping[str, UsablePart[Schema]]
) -> Iterator[Finding]:
    """References to resources, or fields of resources, that the package does not have.

    `names`: of all resources; `own`: the schemas that nobody prescribes for many packages; `schemas`: all of them.
    """
    for part in own.values():
        for number, key in enumerate(part.model.foreign_keys if part.model else ()):
            place: Place = ("foreignKeys", number, "reference")
            target = key.reference.resource
            if not target or key.reference.package is not None:
                continue
            if target not in names:
                yield part.finding(mistake((*place, "resource"), "no-resource", name=target))
            elif target in schemas and (their := schemas[target].model) and their.fields:
                absent = [name for name in key.target_fields if name not in their.field_names]
                yield from (part.finding(mistake((*place, "fields"), "no-field", name=name)) for name in absent)


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
            if (
                URL.fullmatch(named)
                or any(path_mistakes(named, ()))
                or refusal_reason(path, folder)
                or not is_there(path)
            ):
                what = {"property": "foreignKeys.reference.package", "reason": "other-package"}
                unchecked.append(Unchecked(file=table.display_path, details={"name": named}, **what))
            else:
                packages[named] = read_package(path, follow=False, schemas=schemas)
    return joined([contents, Contents(unchecked=tuple(unchecked), packages=packages)])


def read_path(path: Path, schema: Path | None, schemas: SchemaStore | None = None) -> Contents:
    """What a path holds: a table with its Table Schema, a CSV or TSV file without one, or a package by its descriptor.

    Raises ContractError for a wrong schema, UserError for no file.
    """
    if schema is not None:
        return read_csv_with_schema(path, schema)
    if is_delimited(path):
        return read_csv_alone(path)
    return read_package(path, schemas=schemas)


def is_delimited(path: Path) -> bool:
    """Whether a file is a table of delimited values by its name; a descriptor is JSON, whatever it is called."""
    return format_of(path.name)[0] in ("csv", "tsv") and ".txt" not in path.suffixes and is_there(path)


def read_csv_alone(path: Path) -> Contents:
    """One table without a schema: only its structure can be wrong, as that of a resource without one."""
    form, compression = format_of(path.name)
    schema = Schema.model_construct(fields=(), fields_match="partial")
    table = CheckedTable(
        name=path.name.split(".")[0],
        display_path=str(path),
        files=((str(path), path),),
        schema=schema,
        match="subset",
        format=form,
        compression=compression,
    )
    return Contents(tables=(table,))


def read_csv_with_schema(path: Path, schema_path: Path) -> Contents:
    """The contents of a CSV file with a Table Schema (JSON or YAML) as a package of one table.

    Raises ContractError for a wrong schema, PasserelleError if a file does not exist.
    """
    document = read_document(schema_path)
    part = usable_schema(document)
    if part.model is None:
        raise ContractError(tuple(part.findings))
    form, compression = format_of(path.name)
    schema = part.model
    table = CheckedTable(
        name=path.name.split(".")[0],
        display_path=str(path),
        files=tuple((str(file), file) for file in table_files(path)),
        schema=schema,
        match=schema.fields_match or "exact",
        format=form or "csv",
        compression=compression,
    )
    unchecked = [
        *unused_parts(part, str(schema_path)),
        *unread_patterns(schema, str(path)),
        *lone_references(schema, str(path)),
    ]
    return Contents(
        tables=(table,), findings=tuple(part.findings), unchecked=tuple(unchecked), schemas={table.name: part}
    )


def lone_references(schema: Schema, file: str) -> Iterator[Unchecked]:
    """The foreign keys to other tables of a table that is checked without them."""
    for key in schema.foreign_keys:
        if key.reference.resource or key.reference.package:
            name = key.reference.resource or key.reference.package or ""
            yield Unchecked(file=file, property="foreignKeys", reason="lone-table", details={"name": name})


def table_files(path: Path) -> list[Path]:
    """A file, or the delimited files of a folder, in the order of their names."""
    if not path.is_dir():
        return [path]
    return sorted(entry for entry in path.iterdir() if entry.suffix.lower() in (".csv", ".tsv", ".gz"))
