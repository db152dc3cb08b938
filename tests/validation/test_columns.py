"""Rows judged column by column: the same findings, counts and order as cell by cell."""

from collections.abc import Sequence
from typing import Any

import pytest

from pipeline.datapackage.descriptors import Field, Schema
from pipeline.datapackage.types import CellValidator
from pipeline.findings.collector import FindingCollector
from pipeline.validation.column_validator import Column, key_rows, marks_of, wrong_cells


def column(cells: Sequence[Any], kind: str = "integer", *, typed: bool = True) -> Column:
    field = Field.model_validate({"name": "a", "type": kind})
    return Column(CellValidator(Schema(fields=(field,)), field), cells, typed=typed)


@pytest.mark.parametrize(
    "cells",
    [[1, 1.0, True], [0.0, -0.0], ["1", 1], [[1], {"a": 1}, None], [True, 1, None]],
)
def test_values_that_python_calls_equal_are_checked_apart(cells: Sequence[Any]) -> None:
    marks, _ = marks_of(cells)
    assert len(set(marks)) == len(cells)


def test_only_the_first_wrong_cells_are_shown_and_all_are_counted() -> None:
    collector = FindingCollector("t", findings_per_check=2)
    found = wrong_cells({0: column(["x", "1", "y", "x", "x"])}, ["a"], collector)
    assert [cell.row for cell in found] == [0, 2]
    assert collector.totals == {("type-error", "integer", "a"): 4}


def test_columns_of_one_name_share_a_check_and_are_shown_by_row() -> None:
    collector = FindingCollector("t", findings_per_check=3)
    found = wrong_cells({0: column(["1", "x", "x", "x"]), 1: column(["x", "x", "1", "x"])}, ["a", "a"], collector)
    assert [(cell.row, cell.field) for cell in found] == [(0, 1), (1, 0), (1, 1)]
    assert collector.totals == {("type-error", "integer", "a"): 6}


def test_what_was_shown_before_leaves_no_room() -> None:
    collector = FindingCollector("t", findings_per_check=1)
    assert len(wrong_cells({0: column(["x"])}, ["a"], collector)) == 1
    assert wrong_cells({0: column(["y"])}, ["a"], collector) == []
    assert collector.totals == {("type-error", "integer", "a"): 2}


def test_cells_that_sql_vouched_for_are_not_checked() -> None:
    judged = column([None, "x", "+1"], typed=False)
    assert judged.wrong == {"x"}
    assert key_rows({0: judged}, (0,)) == ([1, 2], [None, ("1",)])


def test_a_key_with_a_null_is_none() -> None:
    columns = {0: column(["1", None]), 1: column(["2", "3"])}
    assert key_rows(columns, (0, 1)) == (range(2), [("1", "2"), None])
