"""What others write is read as they meant it, with one warning where it departs from the standard."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from pipeline.findings.model import Outcome
from pipeline.workflows.check_package import check_paths

SCHEMA = {"fields": [{"name": "id", "type": "integer"}, {"name": "x"}]}


def check(folder: Path, data: str = "id,x\n1,a\n", package: dict[str, Any] | None = None, **resource: Any) -> Outcome:
    (folder / "t.csv").write_text(data, encoding="utf-8", newline="")
    described = {"name": "t", "path": "t.csv", "schema": SCHEMA, **resource}
    whole = {"resources": [described], **(package or {})}
    (folder / "datapackage.json").write_text(json.dumps(whole), encoding="utf-8")
    return check_paths([folder / "datapackage.json"])


@pytest.mark.parametrize(
    ("resource", "data"),
    [
        ({"dialect": {"csv": {"delimiter": ";"}}}, "id;x\n1;a\n"),
        ({"dialect": {"csv": {"quoteChar": "'"}}}, "id,x\n1,'a,b'\n"),
        ({"dialect": {"type": "csv", "headerRows": [1], "csv": {"lineTerminator": "\n"}}}, "id,x\n1,a\n"),
        ({"dialect": {"skipBlankRows": True}}, "id,x\n\n1,a\n"),
        ({"dialect": {"caseSensitiveHeader": False, "csvddfVersion": 1.2}}, "id,x\n1,a\n"),
        ({"profile": "tabular-data-resource"}, "id,x\n1,a\n"),
        ({"format": ".CSV", "mediatype": "text/csv; charset=utf-8"}, "id,x\n1,a\n"),
    ],
)
def test_idioms_that_need_no_warning(tmp_path: Path, resource: dict[str, Any], data: str) -> None:
    outcome = check(tmp_path, data, **resource)
    assert (outcome.valid, outcome.rows, outcome.findings) == (True, 1, ())


@pytest.mark.parametrize(
    ("package", "resource", "variant"),
    [
        ({"image": ""}, {}, "empty"),
        ({"homepage": "www.example.org"}, {}, "url"),
        ({"title": {"": "A", "fr": "B"}}, {}, "languages"),
        ({"licenses": [{"id": "odc-by", "url": "http://example.org"}]}, {}, "license"),
        ({"sources": [{"title": "a", "path": ""}]}, {}, "empty"),
        ({}, {"encoding": ""}, "empty"),
        ({}, {"schema": {**SCHEMA, "primaryKey": []}}, "empty"),
        ({}, {"schema": {**SCHEMA, "fieldsMatch": ["exact"]}}, "fields-match"),
        ({}, {"schema": {**SCHEMA, "missingValues": "-"}}, "list"),
        ({}, {"schema": {"fields": [{"name": "id", "type": "Integer"}, {"name": "x"}]}}, "capitals"),
        ({}, {"type": "text"}, "resource-type"),
        ({}, {"dialect": {"quoteChar": '"', "escapeChar": "\\"}}, "escape-and-quote"),
        (
            {},
            {"schema": {**SCHEMA, "foreignKeys": [{"fields": "x", "reference": {"resource": "t", "fields": "x"}}]}},
            "self-reference",
        ),
    ],
)
def test_departures_are_read_as_meant_with_one_warning(
    tmp_path: Path, package: dict[str, Any], resource: dict[str, Any], variant: str
) -> None:
    outcome = check(tmp_path, package=package, **resource)
    assert outcome.valid is True
    assert outcome.rows == 1
    # A property without the prefix that others' properties have is another warning.
    assert [finding.key for finding in outcome.findings if finding.code == "non-standard"] == [
        f"non-standard/{variant}"
    ]


def test_a_departure_does_not_hide_a_wrong_cell(tmp_path: Path) -> None:
    outcome = check(tmp_path, "id;x\nz;a\n", dialect={"csv": {"delimiter": ";"}}, type="json")
    assert [(finding.key, finding.line) for finding in outcome.errors] == [("type-error/integer", 2)]


def test_data_of_another_type_are_no_table(tmp_path: Path) -> None:
    (tmp_path / "l.txt").write_text("a,b\nc\n", encoding="utf-8")
    resource = {"name": "l", "path": "l.txt", "type": "text"}
    (tmp_path / "datapackage.json").write_text(json.dumps({"resources": [resource]}), encoding="utf-8")
    outcome = check_paths([tmp_path / "datapackage.json"])
    assert (outcome.valid, [finding.key for finding in outcome.findings]) == (True, ["non-standard/resource-type"])


def test_a_json_schema_is_no_table_schema(tmp_path: Path) -> None:
    schema = {"type": "object", "properties": {"id": {"type": "integer"}}}
    outcome = check(tmp_path, schema=schema)
    assert (outcome.valid, [item.reason for item in outcome.unchecked]) == (None, ["json-schema"])
