"""The contract as a whole: what schemas/ says holds together, and each mistake has its file and line."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.core.database.connection import memory
from pipeline.datapackage.documents import ContractError
from pipeline.registry import load_rows
from pipeline.registry.contract import load_contract
from pipeline.registry.relation_checks import validate_relations
from pipeline.registry.relation_table import Places
from tests import ROOT


def test_every_example_is_a_valid_value_of_its_field() -> None:
    contract = load_contract(ROOT)
    seen = 0
    with memory() as connection:
        for table in contract.tables:
            schema = contract.published_schema(table)
            row = {
                field.name: field.example if isinstance(field.example, str) else str(field.example)
                for field in schema.fields
            }
            load_rows(connection, "example", schema.field_names, [row], [(f"{table}.yaml", 1)])
            alone = schema.model_copy(update={"foreign_keys": ()})
            assert validate_relations(connection, {table: alone}, {table: "example"}, Places({})) == [], table
            seen += len(row)
    assert seen > 180


@pytest.mark.parametrize(
    ("table", "old", "new", "variant"),
    [
        ("bodies", "resource: agreements", "resource: agrements", "unknown-table"),
        ("bodies", "primaryKey: [id]", "primaryKey: [idd]", "unknown-field"),
        ("meetings", "vocabulary: meeting-statuses", "vocabulary: statuses", "unknown-vocabulary"),
        ("cities", "title_fr: Villes", "titel_fr: Villes", "unknown-property"),
    ],
)  # fmt: skip
def test_a_mistake_in_a_schema_is_reported_with_file_and_line(
    registry_at: Callable[[str], Path], table: str, old: str, new: str, variant: str
) -> None:
    root = registry_at("tiny")
    path = root / "schemas" / "tables" / f"{table}.yaml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(ContractError) as error:
        load_contract(root)
    (found,) = (finding for finding in error.value.findings if finding.variant == variant)
    assert found.file == f"schemas/tables/{table}.yaml"
    lines = path.read_text(encoding="utf-8").splitlines()
    near = "\n".join(lines[(found.line or 0) - 1 : (found.line or 0) + 2])
    assert new in near


def test_a_table_without_a_key_is_reported(registry_at: Callable[[str], Path]) -> None:
    """Seen before: an IndexError, for rows are named by their keys."""
    path = registry_at("tiny") / "schemas" / "tables" / "statement_outcomes.yaml"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join(line for line in lines if not line.startswith("primaryKey:")), encoding="utf-8")
    with pytest.raises(ContractError) as error:
        load_contract(path.parents[2])
    (found,) = error.value.findings
    assert (found.file, found.line, found.key) == ("schemas/tables/statement_outcomes.yaml", 1, "schema-error/missing")
    assert found.details["property"] == "primaryKey"
