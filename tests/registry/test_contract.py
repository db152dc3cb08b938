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


@pytest.mark.parametrize(
    ("old", "new", "key", "value"),
    [
        ("  sources: sources\n", "  sources: sorces\n", "schema-error/unknown-table", "sorces"),
        ("  citations: citations\n", "  citations: cities\n", "schema-error/role-field", "table"),
        ("  sources: sources\n", "", "schema-error/role-needs", "sources"),
        ("  links: links\n", "  links: sources\n", "schema-error/role-twice", "sources"),
        ("  links: links\n", "  link: links\n", "schema-error/unknown-property", "link"),
    ],
)  # fmt: skip
def test_a_role_that_no_table_can_play_is_told_at_its_line(
    registry_at: Callable[[str], Path], old: str, new: str, key: str, value: str
) -> None:
    root = registry_at("tiny")
    path = root / "schemas" / "package.yaml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(ContractError) as error:
        load_contract(root)
    found = next(one for one in error.value.findings if one.key == key)
    assert (found.file, found.details["property"]) == ("schemas/package.yaml", value)
    line = path.read_text(encoding="utf-8").splitlines()[(found.line or 0) - 1]
    assert line.strip().partition(":")[0] in (found.details.get("role"), "link")


def test_the_facts_of_a_table_with_evidence_are_its_fields_but_for_keys(registry_at: Callable[[str], Path]) -> None:
    root = registry_at("tiny")
    path = root / "schemas" / "tables" / "meetings.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("    cited: false\n", ""), encoding="utf-8")
    facts = [field.name for field in load_contract(root).tables["meetings"].cited_fields]
    assert "status" in facts
    assert "note" in facts
    # Of the primary key, of a unique key, computed.
    assert not {"id", "body_id", "number", "part", "evidence"} & set(facts)


def test_a_table_without_evidence_has_no_facts() -> None:
    assert load_contract(ROOT).tables["cities"].cited_fields == ()
