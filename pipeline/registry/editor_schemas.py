"""JSON Schemas of the YAML files of schemas/, with which editors complete and check them while you type.

They are made from the models that load the files, so that both agree. `passerelle editor-schemas` writes them, and a
test compares the written ones with these.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from pipeline.core.files.atomic_files import Rewrite, replace_files
from pipeline.core.os_errors import translate_os_errors
from pipeline.registry.contract import Contract
from pipeline.registry.contract_models import PackageContract, TableSchema
from pipeline.registry.graph_terms import GraphTerms
from pipeline.registry.site_contract import SiteContract
from pipeline.registry.statement_kinds import StatementKind

MODELS: Mapping[str, type[Any]] = {
    "table": TableSchema,
    "package": PackageContract,
    "statement": StatementKind,
    "graph": GraphTerms,
    "site": SiteContract,
}
FOLDER = "schemas/editor"
DIALECT = "https://json-schema.org/draft/2020-12/schema"


def editor_schemas(contract: Contract) -> dict[str, dict[str, Any]]:
    """The JSON Schema of each kind of file, by the name of its own; it offers the tables and vocabularies there are."""
    made = {f"{name}.schema.json": closed(model.model_json_schema(by_alias=True)) for name, model in MODELS.items()}
    parts = made["table.schema.json"]["$defs"]
    offer(parts["Field"]["properties"]["vocabulary"], sorted(contract.vocabularies))
    offer(parts["Reference"]["properties"]["resource"], list(contract.tables))
    values = made["statement.schema.json"]["$defs"]["KindField"]["properties"]
    offer(values["vocabulary"], sorted(contract.vocabularies))
    offer(values["table"], list(contract.tables))
    return made


def offer(part: dict[str, Any], names: Sequence[str]) -> None:
    """Makes a text one of some names."""
    part["anyOf"] = [{"enum": list(names)}, {"type": "null"}]


def closed(schema: dict[str, Any]) -> dict[str, Any]:
    """The same, refusing every property that it does not name, as the contract of a registry does."""
    for part in (schema, *schema.get("$defs", {}).values()):
        if part.get("type") == "object" and "properties" in part:
            part["additionalProperties"] = False
    return {"$schema": DIALECT, **schema}


def write_editor_schemas(contract: Contract) -> list[str]:
    """Writes the JSON Schemas for editors to schemas/editor/; returns their paths, relative to the registry."""
    folder = contract.root / FOLDER
    with translate_os_errors(folder):
        folder.mkdir(parents=True, exist_ok=True)
    made = editor_schemas(contract)
    replace_files([Rewrite(folder / name, rendered(schema).encode()) for name, schema in made.items()])
    return [f"{FOLDER}/{name}" for name in made]


def rendered(schema: Mapping[str, Any]) -> str:
    return json.dumps(schema, ensure_ascii=False, indent=2) + "\n"
