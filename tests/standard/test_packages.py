"""Whole packages judged as the text of the standard says, with the place of each finding."""

from __future__ import annotations

import gzip
import hashlib
import json
from datetime import date, datetime
from pathlib import Path
from typing import Any

import duckdb
import openpyxl
import pytest

from pipeline.findings.model import Outcome
from pipeline.readers.csv.text_layout import Sizes
from pipeline.workflows.check_package import Options, check_paths
from tests import yaml_of

CASES: list[dict[str, Any]] = yaml_of((Path(__file__).parent / "packages.yaml").read_text(encoding="utf-8"))
FIELDS = [{"name": "a", "type": "integer"}, {"name": "b", "type": "string"}]
BY_QUERY = Options(sizes=Sizes(block=64, few=0))


def write(folder: Path, case: dict[str, Any]) -> Path:
    """The package of a case, in a folder."""
    resource: dict[str, Any] = {"name": "t", "path": "t.csv", "schema": {"fields": FIELDS}} | case.get("resource", {})
    resource["schema"] = resource["schema"] | case.get("schema", {})
    if "data" in resource:
        del resource["path"]
    paths = resource.get("path", [])
    names = [paths] if isinstance(paths, str) else paths
    for name, text in zip(names, [case.get("file"), case.get("second")], strict=False):
        if text is not None and case["name"] != "file not there":
            (folder / name).write_bytes(text if isinstance(text, bytes) else text.encode())
    if case.get("md5"):
        resource["hash"] = hashlib.md5((folder / "t.csv").read_bytes()).hexdigest()
    others = []
    for name, other in case.get("others", {}).items():
        (folder / f"{name}.csv").write_text(other["file"], encoding="utf-8")
        others.append({"name": name, "path": f"{name}.csv", "schema": {"fields": other["fields"]}})
    path = folder / "datapackage.json"
    path.write_text(json.dumps({"resources": [resource, *others]}), encoding="utf-8")
    return path


def told(outcome: Outcome) -> list[list[Any]]:
    return sorted([[finding.code, finding.row, finding.field] for finding in outcome.errors], key=str)


def test_there_are_as_many_as_were_written() -> None:
    assert len(CASES) > 70
    assert len({case["name"] for case in CASES}) == len(CASES)


@pytest.mark.parametrize("options", [Options(), BY_QUERY], ids=["by value", "by query"])
@pytest.mark.parametrize("case", CASES, ids=[str(case["name"]) for case in CASES])
def test_packages(tmp_path: Path, case: dict[str, Any], options: Options) -> None:
    outcome = check_paths([write(tmp_path, case)], None, options)
    assert told(outcome) == sorted(case["told"], key=str)
    assert outcome.valid is not bool(case["told"])
    if "line" in case:
        assert [finding.line for finding in outcome.errors] == [case["line"]]


@pytest.mark.parametrize("name", ["t.csv.gz", "t.csv"])
def test_gzip_by_name_or_by_property(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(gzip.compress(b"a,b\n1,x\nq,y\n"))
    resource = {"name": "t", "path": name, "schema": {"fields": FIELDS}}
    if name == "t.csv":
        resource["compression"] = "gz"
    (tmp_path / "p.json").write_text(json.dumps({"resources": [resource]}), encoding="utf-8")
    assert told(check_paths([tmp_path / "p.json"])) == [["type-error", 3, "a"]]


def test_parquet(tmp_path: Path) -> None:
    path = tmp_path / "t.parquet"
    duckdb.execute(f"COPY (SELECT * FROM (VALUES (1, 'x', DATE '2024-01-26'), (0, 'y', NULL)) v(a, b, d)) TO '{path}'")
    fields = [{"name": "a", "type": "integer", "constraints": {"minimum": 1}}, FIELDS[1], {"name": "d", "type": "date"}]
    resource = {"name": "t", "path": "t.parquet", "schema": {"fields": fields}}
    (tmp_path / "p.json").write_text(json.dumps({"resources": [resource]}), encoding="utf-8")
    assert told(check_paths([tmp_path / "p.json"])) == [["constraint-error", 3, "a"]]


def test_a_reference_to_another_package_on_disk(tmp_path: Path) -> None:
    (tmp_path / "o").mkdir()
    (tmp_path / "o" / "k.csv").write_text("k\n1\n", encoding="utf-8")
    other = {"name": "k", "path": "k.csv", "schema": {"fields": [{"name": "k", "type": "integer"}]}}
    (tmp_path / "o" / "datapackage.json").write_text(json.dumps({"resources": [other]}), encoding="utf-8")
    key = {"fields": ["a"], "reference": {"package": "o/datapackage.json", "resource": "k", "fields": ["k"]}}
    case = {"name": "p", "file": "a,b\n1,x\n2,y\n", "schema": {"foreignKeys": [key]}}
    assert told(check_paths([write(tmp_path, case)])) == [["foreign-key", 3, "a"]]


def test_a_schema_and_a_dialect_in_files_of_their_own(tmp_path: Path) -> None:
    (tmp_path / "s.json").write_text(json.dumps({"fields": FIELDS}), encoding="utf-8")
    (tmp_path / "d.json").write_text('{"delimiter": ";"}', encoding="utf-8")
    (tmp_path / "t.csv").write_text("a;b\n1;x\nq;y\n", encoding="utf-8")
    resource = {"name": "t", "path": "t.csv", "schema": "s.json", "dialect": "d.json"}
    (tmp_path / "p.json").write_text(json.dumps({"resources": [resource]}), encoding="utf-8")
    assert told(check_paths([tmp_path / "p.json"])) == [["type-error", 3, "a"]]


def test_a_table_without_a_schema_is_checked_by_its_structure(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("a,b\n1,x\n2\n", encoding="utf-8")
    (tmp_path / "p.json").write_text('{"resources": [{"name": "t", "path": "t.csv"}]}', encoding="utf-8")
    assert told(check_paths([tmp_path / "p.json"])) == [["missing-cell", 3, None]]


# The library that writes the book for this test opens its own files without an encoding.
@pytest.mark.filterwarnings("ignore::EncodingWarning:openpyxl")
def test_a_workbook_is_read_with_its_types_and_checked(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for row in (
        ["id", "name", "day", "moment", "good"],
        [1, "x", date(2024, 1, 26), datetime(2024, 1, 26), True],  # noqa: DTZ001 - cells have no zone
        ["q", "y", datetime(2024, 1, 26, 15), datetime(2024, 1, 26, 15), None],  # noqa: DTZ001
    ):
        book.active.append(row)
    book.save(tmp_path / "t.xlsx")
    types = {"id": "integer", "name": "string", "day": "date", "moment": "datetime"}
    fields: list[dict[str, Any]] = [{"name": name, "type": kind} for name, kind in types.items()]
    fields += [{"name": "good", "type": "boolean", "constraints": {"required": True}}]
    resource = {"name": "t", "path": "t.xlsx", "schema": {"fields": fields}}
    (tmp_path / "p.json").write_text(json.dumps({"resources": [resource]}), encoding="utf-8")
    outcome = check_paths([tmp_path / "p.json"])
    assert told(outcome) == [["constraint-error", 3, "good"], ["type-error", 3, "day"], ["type-error", 3, "id"]]
    assert outcome.rows == 2
