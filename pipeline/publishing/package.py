"""datapackage.json: the contract and the files as a descriptor of Data Package 2.0."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from pipeline.core.i18n import DataLanguage, translated
from pipeline.datapackage.descriptors import Field, Titled
from pipeline.datapackage.rows import Row
from pipeline.publishing.csv_files import DataFile
from pipeline.registry.contract import Contract
from pipeline.registry.published import PublishedRegistry
from pipeline.registry.vocabularies import COLUMNS, needed_columns

PROFILES = "https://datapackage.org/profiles/2.0"
# What only the pipeline asks the contract; the published schema says the same in the standard's own words.
OURS = frozenset({"vocabulary", "normalise", "computed", "path", "names", "source", "fieldsMatch", "rowsFrom"})
TITLES = (*translated("title"), *translated("description"))


def publish_package(folder: Path, registry: PublishedRegistry, files: Sequence[DataFile]) -> None:
    """Writes datapackage.json into `folder`; `files`: the CSV files that `publish_tables` returned."""
    descriptor = package_descriptor(registry, files)
    text = json.dumps(descriptor, ensure_ascii=False, indent=2) + "\n"
    (folder / "datapackage.json").write_text(text, encoding="utf-8", newline="\n")


def package_descriptor(registry: PublishedRegistry, files: Sequence[DataFile]) -> dict[str, Any]:
    """The descriptor of the published package (Data Package 2.0), with keys in the order of the standard."""
    package = registry.contract.package
    head: dict[str, Any] = {"$schema": f"{PROFILES}/datapackage.json", "name": package.name, **titles(package)}
    head |= {
        "version": package.version,
        "created": package.created,
        "homepage": package.homepage,
        "keywords": list(package.keywords),
    }
    head |= rights(registry.contract)
    cited = cited_sources(registry, registry.contract.tables)
    resources = [resource_descriptor(registry, file) for file in files]
    return {key: value for key, value in head.items() if value} | {"sources": cited, "resources": resources}


def titles(model: Titled) -> dict[str, str]:
    return {name: value for name in TITLES if (value := getattr(model, name))}


def rights(contract: Contract) -> dict[str, Any]:
    """Who made it and under which licence it is given."""
    return {
        "licenses": [licence.model_dump(by_alias=True, exclude_none=True) for licence in contract.package.licenses],
        "contributors": [
            plain(contributor.model_dump(by_alias=True, exclude_none=True))
            for contributor in contract.package.contributors
        ],
    }


def resource_descriptor(registry: PublishedRegistry, file: DataFile) -> dict[str, Any]:
    contract = registry.contract
    schema = contract.tables.get(file.name)
    about = titles(schema) if schema else {"title": file.name.replace("_", " ").capitalize()}
    cited = cited_sources(registry, [file.name]) if schema else []
    return {
        "$schema": f"{PROFILES}/dataresource.json",
        "name": file.name,
        "type": "table",
        **about,
        "path": file.path,
        "scheme": "file",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": file.bytes,
        "hash": f"sha256:{file.sha256}",
        "version": contract.package.version,
        "sources": cited or [{"title": contract.package.title}],
        **rights(contract),
        "schema": table_schema(contract, file.name) if schema else vocabulary_schema(contract.languages),
    }


def cited_sources(registry: PublishedRegistry, tables: Iterable[str]) -> list[dict[str, str]]:
    """The sources that the citations of these tables name, in the order of the sources."""
    wanted, contract = set(tables), registry.contract
    citations = contract.rows_of_role(registry.tables, "citations")
    named = {row["source_id"] for row in citations if row["table"] in wanted}
    return [source(row) for row in contract.rows_of_role(registry.tables, "sources") if row["id"] in named]


def source(row: Row) -> dict[str, str]:
    """A source as the standard has it; its id where its table has no title for it."""
    return {"title": row.get("title") or row["id"]} | ({"path": row["url"]} if row.get("url") else {})


def table_schema(contract: Contract, name: str) -> dict[str, Any]:
    """The published Table Schema of a table: as checked, less what only the pipeline asks."""
    schema = contract.published_schema(name)
    dumped = schema.model_dump(by_alias=True, exclude_defaults=True, exclude={"fields", *TITLES})
    keys = {key: value for key, value in plain(dumped).items() if key not in OURS}
    for key in keys.get("foreignKeys", ()):
        # The standard names no resource in a reference of a table to itself.
        if key["reference"].get("resource") == name:
            del key["reference"]["resource"]
    fields = [published_field(field) for field in schema.fields]
    return {"$schema": f"{PROFILES}/tableschema.json", "fields": fields, **keys, "missingValues": [""]}


def published_field(field: Field) -> dict[str, Any]:
    dumped = plain(field.model_dump(by_alias=True, exclude_defaults=True))
    head = {"name": field.name, "type": field.type}
    published = head | {key: value for key, value in dumped.items() if key not in OURS}
    # The published profile of the standard takes an example as text only.
    published["example"] = field.example if isinstance(field.example, str) else json.dumps(field.example)
    if field.categories:
        codes = [category["value"] for category in published["categories"]]
        # Readers that do not know categories still refuse an unknown code.
        published["constraints"] = published.get("constraints", {}) | {"enum": codes}
    return published


def vocabulary_schema(languages: Sequence[DataLanguage]) -> dict[str, Any]:
    """The Table Schema of a vocabulary: a code, its labels, aliases, definition and source."""
    needed = needed_columns(languages)
    fields = [
        {"name": name, "type": "string", **dict(zip(TITLES, COLUMNS[name], strict=True))}
        | ({"constraints": {"required": True}} if name in needed else {})
        for name in COLUMNS
    ]
    return {"$schema": f"{PROFILES}/tableschema.json", "fields": fields, "primaryKey": ["code"]}


def plain(dumped: dict[str, Any]) -> dict[str, Any]:
    """The same with lists for tuples, as JSON has them."""
    result: dict[str, Any] = json.loads(json.dumps(dumped))
    return result
