"""Every rule of schemas/rules over rows that keep it and rows that break it (cases.yaml)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from duckdb import DuckDBPyConnection

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


@pytest.fixture(scope="module")
def empty(contract: Contract) -> Iterator[DuckDBPyConnection]:
    """A database with every table of the registry, and no row in any; each test leaves it so."""
    with memory() as connection:
        fill(connection, contract, dict.fromkeys(contract.tables, ()))
        yield connection


def fill(connection: DuckDBPyConnection, contract: Contract, tables: Mapping[str, Sequence[dict[str, Any]]]) -> None:
    """Makes tables anew, with these rows."""
    for table, given in tables.items():
        fields = contract.tables[table].field_names
        rows = [dict.fromkeys(fields, "") | {key: text(value) for key, value in row.items()} for row in given]
        places = [(f"{table}.csv", line) for line in range(2, len(rows) + 2)]
        load_rows(connection, f"case {table}", fields, rows, places)
    typed_tables(connection, contract, {table: f"case {table}" for table in tables})


def offending(
    connection: DuckDBPyConnection, contract: Contract, name: str, tables: Mapping[str, list[dict[str, Any]] | None]
) -> list[Finding]:
    """What a rule finds in these tables, all others being empty."""
    (rule,) = (rule for rule in contract.rules if rule.name == name)
    fill(connection, contract, {table: rows or [] for table, rows in tables.items()})
    try:
        return list(check_rule(connection, rule))
    finally:
        fill(connection, contract, dict.fromkeys(tables, ()))


def text(value: object) -> str:
    return "" if value is None else str(value)


def test_every_rule_has_its_case(contract: Contract) -> None:
    assert {rule.name for rule in contract.rules} == set(CASES)
    assert len(CASES) > 50


@pytest.mark.parametrize("name", sorted(CASES))
def test_a_rule_passes_good_rows_and_finds_bad_ones(empty: DuckDBPyConnection, contract: Contract, name: str) -> None:
    assert offending(empty, contract, name, CASES[name]["passes"]) == []
    found = offending(empty, contract, name, CASES[name]["fails"])
    assert len(found) == CASES[name]["offending"]
    for finding in found:
        assert finding.file
        assert finding.line
        for lang in LANGUAGES:
            words = render_finding(finding, lang)
            assert "{" not in words.message + words.remedy
