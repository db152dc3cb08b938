"""Every rule of schemas/rules over rows that keep it and rows that break it (cases.yaml)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from pipeline.core.database.connection import memory
from pipeline.core.i18n import LANGUAGES
from pipeline.datapackage.documents import read_yaml
from pipeline.findings.messages import render_finding
from pipeline.findings.model import Finding
from pipeline.registry import load_rows
from pipeline.registry.checks.run_rules import check_rule, typed_tables
from pipeline.registry.contract import Contract, load_contract
from tests import ROOT

CASES: dict[str, Any] = read_yaml(Path(__file__).parent / "cases.yaml", "tests/registry/rules/cases.yaml").data


@pytest.fixture(scope="module")
def contract() -> Contract:
    return load_contract(ROOT)


def offending(contract: Contract, name: str, tables: dict[str, list[dict[str, Any]]]) -> list[Finding]:
    (rule,) = (rule for rule in contract.rules if rule.name == name)
    with memory() as connection:
        relations = {table: f"case {table}" for table in contract.tables}
        for table, relation in relations.items():
            fields = contract.tables[table].field_names
            rows = [
                dict.fromkeys(fields, "") | {key: text(value) for key, value in row.items()}
                for row in tables.get(table) or []
            ]
            load_rows(connection, relation, fields, rows, [(f"{table}.csv", line) for line in range(2, len(rows) + 2)])
        typed_tables(connection, contract, relations)
        return list(check_rule(connection, rule))


def text(value: object) -> str:
    return "" if value is None else str(value)


def test_every_rule_has_its_case(contract: Contract) -> None:
    assert {rule.name for rule in contract.rules} == set(CASES)
    assert len(CASES) > 50


@pytest.mark.parametrize("name", sorted(CASES))
def test_a_rule_passes_good_rows_and_finds_bad_ones(contract: Contract, name: str) -> None:
    assert offending(contract, name, CASES[name]["passes"]) == []
    found = offending(contract, name, CASES[name]["fails"])
    assert len(found) == CASES[name]["offending"]
    for finding in found:
        assert finding.file
        assert finding.line
        for lang in LANGUAGES:
            words = render_finding(finding, lang)
            assert "{" not in words.message + words.remedy
