"""Python's libraries read the package and its exports: every cell of every table is what the CSV says."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import duckdb
import openpyxl
import pandas as pd
import polars as pl
import pytest
from frictionless import Package

from pipeline.core.database.sql import text
from tests.interop.conftest import FEWEST_CELLS, Expected

pytestmark = pytest.mark.interop
Tables = dict[str, Expected]


def loaded(fields: list[dict[str, Any]], rows: Any) -> list[list[Any]]:
    """Rows with their JSON read, where a format keeps objects and arrays as text."""
    kinds = [field["type"] for field in fields]
    return [
        [json.loads(item) if kind in ("array", "object") and isinstance(item, str) else item
         for kind, item in zip(kinds, row, strict=True)]
        for row in rows
    ]  # fmt: skip


def cells(expected: Tables) -> int:
    return sum(len(item.rows) * len(item.columns) for item in expected.values())


def test_frictionless_reads_every_value(package: Path, expected: Tables) -> None:
    seen = 0
    read: list[Any] = list(Package(str(package / "datapackage.json")).resources)
    for resource in read:
        wanted = expected[resource.name]
        rows = [[plain(row[name]) for name in wanted.columns] for row in resource.read_rows()]
        assert rows == wanted.values(), resource.name
        seen += sum(map(len, rows))
    assert seen == cells(expected) >= FEWEST_CELLS


def plain(value: Any) -> Any:
    """Numbers of frictionless-py are decimals."""
    return float(value) if type(value).__name__ == "Decimal" else value


PANDAS = {"integer": "Int64", "number": "Float64"}


def test_pandas_reads_the_csv_with_the_types_of_the_schema(package: Path, expected: Tables) -> None:
    for name, wanted in expected.items():
        types = {field["name"]: PANDAS.get(field["type"], "str") for field in wanted.fields}
        frame = pd.read_csv(package / "data" / f"{name}.csv", dtype=types, keep_default_na=False, na_values=[""])
        rows = [[None if pd.isna(cell) else cell for cell in row] for row in frame.itertuples(index=False)]
        lists = {at: field["delimiter"] for at, field in enumerate(wanted.fields) if field["type"] == "list"}
        rows = [
            [cell.split(lists[at]) if at in lists and cell else cell for at, cell in enumerate(row)] for row in rows
        ]
        assert loaded(wanted.fields, rows) == wanted.values(), name


def test_pandas_reads_the_parquet(package: Path, expected: Tables) -> None:
    for name, wanted in expected.items():
        frame = pd.read_parquet(package / "parquet" / f"{name}.parquet", dtype_backend="pyarrow")
        rows = [
            [None if cell is None or cell is pd.NA else list(cell) if hasattr(cell, "tolist") else cell for cell in row]
            for row in frame.itertuples(index=False)
        ]
        assert loaded(wanted.fields, rows) == wanted.values(), name


@pytest.mark.parametrize("form", ["parquet", "jsonl"])
def test_polars_reads_every_value(package: Path, expected: Tables, form: str) -> None:
    for name, wanted in expected.items():
        path = package / form / f"{name}.{form}"
        if form == "jsonl" and not wanted.rows:
            # Polars asks for a line to learn the columns from.
            assert path.read_bytes() == b""
            continue
        frame = pl.read_parquet(path) if form == "parquet" else pl.read_ndjson(path, infer_schema_length=None)
        assert frame.columns == wanted.columns
        rows = loaded(wanted.fields, frame.rows())
        assert [[unstructured(cell) for cell in row] for row in rows] == wanted.values(), name


def unstructured(value: Any) -> Any:
    """A struct of polars without the keys that other rows have."""
    return {key: item for key, item in value.items() if item is not None} if isinstance(value, dict) else value


def test_polars_reads_the_csv_as_text(package: Path, expected: Tables) -> None:
    for name, wanted in expected.items():
        frame = pl.read_csv(package / "data" / f"{name}.csv", infer_schema=False)
        assert [["" if cell is None else cell for cell in row] for row in frame.rows()] == wanted.texts(), name


def test_duckdb_reads_the_csv_parquet_and_json_lines(package: Path, expected: Tables) -> None:
    for name, wanted in expected.items():
        csv, parquet = (text(str(package / folder)) for folder in (f"data/{name}.csv", f"parquet/{name}.parquet"))
        read = duckdb.execute(f"SELECT * FROM read_csv({csv}, all_varchar = true, header = true)").fetchall()
        assert [["" if cell is None else cell for cell in row] for row in read] == wanted.texts(), name
        typed = duckdb.execute(f"SELECT * FROM {parquet}").fetchall()
        assert loaded(wanted.fields, typed) == wanted.values(), name
        if wanted.rows:
            columns = ", ".join(
                f"{text(field['name'])}: {text(DUCKDB.get(field['type'], 'VARCHAR'))}" for field in wanted.fields
            )
            lines = text(str(package / "jsonl" / f"{name}.jsonl"))
            found = duckdb.execute(f"SELECT * FROM read_json({lines}, columns = {{{columns}}})").fetchall()
            assert loaded(wanted.fields, found) == wanted.values(), name


DUCKDB = {"integer": "BIGINT", "number": "DOUBLE", "list": "VARCHAR[]", "array": "JSON", "object": "JSON"}


def test_parquet_has_the_types_of_the_schema_and_its_descriptions(package: Path, expected: Tables) -> None:
    kinds = {"integer": "BIGINT", "number": "DOUBLE", "list": "VARCHAR[]"}
    seen = 0
    for name, wanted in expected.items():
        path = text(str(package / "parquet" / f"{name}.parquet"))
        described = duckdb.execute(f"DESCRIBE SELECT * FROM {path}").fetchall()
        types = {field["name"]: kinds.get(field["type"], "VARCHAR") for field in wanted.fields}
        assert {column[0]: column[1] for column in described} == types, name
        metadata = dict(duckdb.execute(f"SELECT key, value FROM parquet_kv_metadata({path})").fetchall())
        notes = json.loads(metadata[b"fields"])
        assert {type_: notes[type_].get("description") for type_ in types} == {
            field["name"]: field.get("description") for field in wanted.fields
        }
        seen += len(types)
    assert seen > 300


def test_openpyxl_reads_every_cell_of_the_workbook(package: Path, expected: Tables) -> None:
    book = openpyxl.load_workbook(package / "excel" / "passerelle.xlsx", read_only=False)
    assert book.sheetnames == ["about", *expected]
    for name, wanted in expected.items():
        sheet = book[name]
        header, *rows = [list(row) for row in sheet.iter_rows(values_only=True)]
        assert header == wanted.columns
        assert (sheet.freeze_panes, sheet.auto_filter.ref is not None) == ("B2", True)
        kinds = [field["type"] for field in wanted.fields]
        read = [[cell_value(kind, item) for kind, item in zip(kinds, row, strict=True)] for row in rows]
        assert loaded(wanted.fields, read) == wanted.values(), name
        assert not any(cell.data_type == "f" for row in sheet.iter_rows() for cell in row)


def cell_value(kind: str, value: Any) -> Any:
    if kind == "list" and value is not None:
        return value.split("|")
    return float(value) if kind == "number" and value is not None else value
