"""The metadata for Datasette next to the SQLite file: title, licence, source, descriptions of columns, units."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from pipeline.publishing.exports.tables import Table
from pipeline.registry.contract_models import PackageContract

UNITS = {"latitude": "degree", "longitude": "degree"}


def write_metadata(path: Path, package: PackageContract, database: str, tables: Sequence[Table]) -> None:
    """Writes metadata.json, which Datasette reads where it is started with the folder."""
    licence, publisher = package.licenses[0], package.contributors[0]
    found = {
        "title": package.title_in("en"),
        "description": f"{package.description_in('en')} Version {package.version}.",
        "license": licence.title or licence.name,
        "license_url": licence.path,
        "source": publisher.title,
        "source_url": package.homepage,
        "databases": {database: {"tables": {table.name: described(table) for table in tables}}},
    }
    kept = {key: value for key, value in found.items() if value}
    # Datasette reads the file in the encoding of its machine: plain ASCII is the same in all of them.
    path.write_text(json.dumps(kept, indent=2) + "\n", encoding="ascii", newline="\n")


def described(table: Table) -> dict[str, Any]:
    columns = {field.name: field.description for field in table.fields if field.description}
    units = {name: unit for name, unit in UNITS.items() if name in table.schema.field_names}
    label = next(iter(table.labels), None)
    facets = [field.name for field in table.fields if field.vocabulary]
    found = {
        "title": table.schema.title,
        "description": table.schema.description,
        "columns": columns,
        "units": units,
        "label_column": label,
        "facets": facets,
    }
    return {key: value for key, value in found.items() if value}
