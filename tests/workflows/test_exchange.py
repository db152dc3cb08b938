"""What other programs take from a check: the report of frictionless-py, and the call from Python."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from frictionless import Report, validate

import pipeline
from pipeline.core.errors import PasserelleError
from pipeline.findings.formats.frictionless import render_report
from pipeline.findings.formats.groups import grouped
from pipeline.findings.formats.report import Report as ToTell
from pipeline.findings.model import Outcome

FIELDS: list[dict[str, Any]] = [
    {"name": "id", "type": "integer", "constraints": {"required": True}},
    {"name": "city", "type": "string", "constraints": {"enum": ["Bonn", "Rome"], "unique": True}},
    {"name": "country", "type": "string"},
]
ROWS = "id,city,country\n1,Bonn,DE\n1,Rome,DE\nx,Paris,DE\n4,,FR,more\n5,\n,Bonn,IT\n"


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """A package with a fault of every kind that has its place in a row."""
    (tmp_path / "seats.csv").write_text(ROWS, encoding="utf-8")
    (tmp_path / "countries.csv").write_text("code\nDE\nFR\n", encoding="utf-8")
    key = {"fields": ["country"], "reference": {"resource": "countries", "fields": ["code"]}}
    seats = {"fields": FIELDS, "primaryKey": ["id"], "foreignKeys": [key]}
    resources = [
        {"name": "seats", "path": "seats.csv", "type": "table", "schema": seats},
        {"name": "countries", "path": "countries.csv", "type": "table", "schema": {"fields": [{"name": "code"}]}},
    ]
    path = tmp_path / "datapackage.json"
    path.write_text(json.dumps({"resources": resources}), encoding="utf-8")
    return path


def report_of(package: Path) -> dict[str, Any]:
    shape: dict[str, Any] = json.loads(render_report(ToTell(pipeline.check(package), "en", seconds=0.5)))
    return shape


def test_frictionless_reads_the_report_and_finds_the_same_rows_in_it(package: Path) -> None:
    ours = Report.from_descriptor(report_of(package))
    theirs = validate(str(package))
    spec = ["taskNumber", "rowNumber", "fieldNumber", "type", "cells"]
    # A cell of the primary key that is null or no integer is told once, not once more as a key.
    again = [[1, 4, None, "primary-key", ["x", "Paris", "DE"]], [1, 7, None, "primary-key", ["", "Bonn", "IT"]]]
    assert sorted([*ours.flatten(spec), *again], key=str) == sorted(theirs.flatten(spec), key=str)
    assert (ours.valid, ours.stats["tasks"], ours.stats["errors"]) == (False, 2, theirs.stats["errors"] - len(again))
    assert "Total Errors" in ours.to_summary()  # type: ignore[no-untyped-call]


def test_the_report_has_the_keys_that_frictionless_gives_it(package: Path) -> None:
    ours, theirs = report_of(package), json.loads(validate(str(package)).to_json())
    assert list(ours) == list(theirs)
    assert list(ours["stats"]) == list(theirs["stats"])
    assert [list(our) for our in ours["tasks"]] == [list(their) for their in theirs["tasks"]]
    keys = {their["type"]: set(their) for their in theirs["tasks"][0]["errors"]}
    assert len(keys) == 7
    assert {our["type"]: set(our) for our in ours["tasks"][0]["errors"]} == keys
    assert ours["tasks"][0]["labels"] == theirs["tasks"][0]["labels"]
    assert ours["tasks"][0]["stats"]["bytes"] == theirs["tasks"][0]["stats"]["bytes"]


def test_findings_that_are_not_listed_are_counted_in_the_report(package: Path) -> None:
    (package.parent / "countries.csv").write_text("code\n", encoding="utf-8")
    shape = json.loads(render_report(ToTell(pipeline.check(package, limit=1), "en")))
    task = shape["tasks"][0]
    assert task["stats"]["errors"] > len(task["errors"])
    assert task["warnings"] == ["seats: and 3 more of the same kind: foreign-key (country), 4 in all"]


def test_what_is_unchecked_is_an_error_of_the_report(tmp_path: Path) -> None:
    (tmp_path / "t.bin").write_bytes(b"\0")
    resource = {"name": "t", "path": "t.bin", "format": "nobody-knows", "schema": {"fields": [{"name": "a"}]}}
    (tmp_path / "p.json").write_text(json.dumps({"resources": [resource]}), encoding="utf-8")
    shape = report_of(tmp_path / "p.json")
    assert shape["valid"] is False
    assert [error["type"] for error in shape["errors"]] == ["resource-error"]
    assert Report.from_descriptor(shape).stats["errors"] == 1


def test_the_call_gives_findings_and_a_notebook_shows_them_as_a_table(package: Path) -> None:
    outcome = pipeline.check(str(package))
    assert isinstance(outcome, Outcome)
    assert [(finding.line, finding.field, finding.code) for finding in outcome.errors][:2] == [
        (3, "id", "primary-key"),
        (4, "id", "type-error"),
    ]
    shown = outcome._repr_html_()
    assert shown.count("<tr>") == 1 + len(grouped(outcome.findings, "en", outcome))
    assert "&#34;x&#34; is not an integer; field id accepts integers only." in shown
    assert "<caption>Not valid: 8 errors, 0 warnings in 2 files, 8 rows.</caption>" in shown


def test_the_call_takes_a_csv_with_a_schema(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("a\n1\n", encoding="utf-8")
    (tmp_path / "s.json").write_text('{"fields": [{"name": "a", "type": "integer"}]}', encoding="utf-8")
    outcome = pipeline.check(tmp_path / "t.csv", schema=tmp_path / "s.json")
    assert (outcome.valid, outcome.rows) == (True, 1)
    (table,) = outcome.tables
    assert (table.labels, table.rows, table.bytes) == (("a",), 1, 4)


def test_the_call_says_what_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(PasserelleError, match="is neither a file nor a folder with"):
        pipeline.check(tmp_path / "none.json")


def test_importing_the_package_imports_nothing_large() -> None:
    code = "import sys, pipeline; print(*sorted({'duckdb', 'pydantic', 'frictionless', 'pyspark'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=True)
    assert done.stdout == "\n"
