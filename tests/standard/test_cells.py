"""Cells judged as the text of Table Schema says, each alone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from pipeline.datapackage.descriptors import Schema
from pipeline.datapackage.types import CellValidator, field_mistakes
from tests import yaml_of

CASES: list[dict[str, Any]] = yaml_of((Path(__file__).parent / "cells.yaml").read_text(encoding="utf-8"))


def validator_of(case: dict[str, Any]) -> CellValidator:
    schema = Schema.model_validate({"fields": [{"name": "x", **case["field"]}], **case.get("schema", {})})
    assert [*field_mistakes(schema.fields[0])] == []
    return CellValidator(schema, schema.fields[0])


def invalid_cells(case: dict[str, Any]) -> dict[str, str]:
    given = case.get("invalid", {})
    return given if isinstance(given, dict) else dict.fromkeys(given, "type-error")


def test_there_are_as_many_cells_as_were_written() -> None:
    cells = sum(len(case.get("valid", [])) + len(invalid_cells(case)) for case in CASES)
    assert (len(CASES) > 80, cells > 500) == (True, True)


@pytest.mark.parametrize(
    "case", CASES, ids=[f"{n}-{case['field'].get('type', 'none')}" for n, case in enumerate(CASES)]
)
def test_cells(case: dict[str, Any]) -> None:
    validator = validator_of(case)
    wrong = [cell for cell in case.get("valid", []) if validator.validate(cell).problems]
    told = {cell: [problem.code for problem in validator.validate(cell).problems] for cell in invalid_cells(case)}
    assert wrong == []
    assert told == {cell: [code] for cell, code in invalid_cells(case).items()}
