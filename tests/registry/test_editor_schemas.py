"""The JSON Schemas for editors: those of the models, and what they say of right and wrong files."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from pipeline.registry.contract import load_contract
from pipeline.registry.editor_schemas import editor_schemas, rendered
from tests import ROOT, yaml_of

SCHEMAS = editor_schemas(load_contract(ROOT))
TABLES = sorted((ROOT / "schemas" / "tables").glob("*.yaml"))


def problems(name: str, data: Any) -> list[str]:
    return [error.message for error in Draft202012Validator(SCHEMAS[name]).iter_errors(data)]


def test_the_written_ones_are_those_of_the_models() -> None:
    for name, schema in SCHEMAS.items():
        written = (ROOT / "schemas" / "editor" / name).read_text(encoding="utf-8")
        assert written == rendered(schema), "run passerelle editor-schemas"


def test_an_editor_knows_them() -> None:
    settings = json.loads((ROOT / ".vscode" / "settings.json").read_text(encoding="utf-8"))["yaml.schemas"]
    assert {Path(path).name for path in settings} == set(SCHEMAS)
    assert all((ROOT / path).is_file() for path in settings)


def test_every_file_of_the_registry_is_as_they_say() -> None:
    assert len(TABLES) > 18
    for path in TABLES:
        assert problems("table.schema.json", yaml_of(path.read_text(encoding="utf-8"))) == [], path
    kinds = sorted((ROOT / "schemas" / "statements").glob("*.yaml"))
    assert len(kinds) >= 10
    for path in kinds:
        assert problems("statement.schema.json", yaml_of(path.read_text(encoding="utf-8"))) == [], path
    graph = yaml_of((ROOT / "schemas" / "graph.yaml").read_text(encoding="utf-8"))
    assert problems("graph.schema.json", graph) == []
    package = yaml_of((ROOT / "schemas" / "package.yaml").read_text(encoding="utf-8"))
    assert problems("package.schema.json", package) == []


@pytest.mark.parametrize(
    ("before", "after", "says"),
    [
        ("    type: integer", "    type: whole", "'whole' is not one of"),
        ("    vocabulary: meeting-statuses", "    vocabulary: meeting-states", "is not valid under any"),
        ("    example: ", "    exemple: ", "'exemple' was unexpected"),
    ],
)
def test_what_the_contract_refuses_an_editor_underlines(before: str, after: str, says: str) -> None:
    text = (ROOT / "schemas" / "tables" / "meetings.yaml").read_text(encoding="utf-8")
    assert before in text
    (said, *_) = problems("table.schema.json", yaml_of(text.replace(before, after, 1)))
    assert says in said
