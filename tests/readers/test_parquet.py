"""Parquet: dates and times of its own types."""

from __future__ import annotations

import json
from pathlib import Path

import duckdb
import pytest

from pipeline.workflows.check_package import check_paths


@pytest.mark.parametrize(
    ("value", "field"),
    [
        ("DATE '2024-12-25'", {"type": "date", "format": "%d/%m/%Y"}),
        ("TIMESTAMP '2024-12-25 14:05:00'", {"type": "datetime", "format": "%d/%m/%Y %H:%M"}),
        ("TIME '14:05:00'", {"type": "time", "format": "%H:%M"}),
        ("DATE '2024-12-25'", {"type": "date", "constraints": {"enum": ["2024-12-25"]}}),
        ("DATE '2024-12-25'", {"type": "any"}),
    ],
)
def test_a_date_passes_whatever_the_format_of_texts_is(tmp_path: Path, value: str, field: dict[str, object]) -> None:
    duckdb.sql(f"COPY (SELECT {value} AS v) TO '{tmp_path / 't.parquet'}' (FORMAT parquet)")
    resource = {"name": "t", "path": "t.parquet", "schema": {"fields": [{"name": "v", **field}]}}
    (tmp_path / "datapackage.json").write_text(json.dumps({"resources": [resource]}), encoding="utf-8")
    assert check_paths([tmp_path / "datapackage.json"]).valid
