"""Keys on the wrong level say where they belong; names with a namespace or a language say nothing."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import pipeline
from pipeline.findings.messages import render_finding
from pipeline.findings.model import Finding


def warnings(folder: Path, package: dict[str, Any]) -> list[Finding]:
    field = {"name": "a", "type": "string"} | package.pop("field", {})
    resource = {
        "name": "t",
        "path": "t.csv",
        "type": "table",
        "schema": {"fields": [field]} | package.pop("schema", {}),
    }
    text = json.dumps({"resources": [resource | package.pop("resource", {})]} | package)
    (folder / "datapackage.json").write_text(text, encoding="utf-8")
    (folder / "t.csv").write_text("a\nx\n", encoding="utf-8")
    outcome = pipeline.check(folder / "datapackage.json")
    assert outcome.errors == ()
    return list(outcome.warnings)


@pytest.mark.parametrize(
    ("package", "owner"),
    [
        ({"resource": {"primaryKey": "a"}}, "schema"),
        ({"resource": {"missingValues": ["-"]}}, "schema"),
        ({"resource": {"delimiter": ";"}}, "dialect"),
        ({"schema": {"delimiter": ";"}}, "dialect"),
        ({"field": {"required": True}}, "constraints"),
        ({"field": {"enum": ["x"]}}, "constraints"),
        ({"foreignKeys": []}, "schema"),
        ({"encoding": "utf-8"}, "resources"),
        ({"schema": {"decimalChar": ","}}, "fields"),
        ({"field": {"constraints": {"missingValues": ["-"]}}}, "fields"),
    ],
)
def test_a_key_on_the_wrong_level_says_where_it_belongs(tmp_path: Path, package: dict[str, Any], owner: str) -> None:
    (found,) = warnings(tmp_path, package)
    assert found.code == "custom-property"
    assert found.details == {"owner": owner}
    assert found.suggestion is None
    words = render_finding(found, "en")
    assert "nothing checks it" in words.message
    assert words.remedy.startswith("Move it")


@pytest.mark.parametrize("name", ["skos:broadMatch", "dc:title", "passerelle:x", "title@fr", "description@es"])
def test_a_name_with_a_namespace_or_a_language_gives_no_warning(tmp_path: Path, name: str) -> None:
    for level in ("resource", "schema", "field"):
        assert warnings(tmp_path, {level: {name: "x"}}) == []
    assert warnings(tmp_path, {name: "x"}) == []


@pytest.mark.parametrize("name", ["x_y", ":x", "passerelle:rule"])
def test_other_names_do(tmp_path: Path, name: str) -> None:
    assert [finding.value for finding in warnings(tmp_path, {"schema": {name: "x"}})] == [name]
