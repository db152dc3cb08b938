"""Constraints that are not as the standard says: read as they were meant, with one warning, or left unchecked alone."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from pipeline.findings.messages import render_finding, render_unchecked
from pipeline.findings.model import Outcome
from pipeline.workflows.check_package import check_paths


def checked(folder: Path, fields: list[dict[str, Any]], text: str, **schema: Any) -> Outcome:
    resource = {"name": "t", "path": "t.csv", "schema": {"fields": fields, **schema}}
    (folder / "t.csv").write_text(text, encoding="utf-8", newline="")
    (folder / "datapackage.json").write_text(json.dumps({"resources": [resource]}, indent=1), encoding="utf-8")
    return check_paths([folder / "datapackage.json"])


def text(name: str, pattern: str) -> dict[str, Any]:
    return {"name": name, "type": "string", "constraints": {"pattern": pattern}}


@pytest.mark.parametrize("pattern", ["^[A-Z]{2}$", r"^\p{Lu}+$", "(^A|B)C$", r"[\w.-]+", r"^\d\/\d$|A+", "A.*"])
def test_anchors_are_no_departure(tmp_path: Path, pattern: str) -> None:
    """The standard's own example has them."""
    assert checked(tmp_path, [text("a", pattern)], "a\nAA\n").warnings == ()


def test_patterns_beyond_xml_schema_are_one_warning_that_names_their_fields(tmp_path: Path) -> None:
    fields = [text("a", "^A$"), text("b", "(?:A|B)"), text("c", "(?!A).*"), text("d", r"\bB\b")]
    outcome = checked(tmp_path, fields, "a,b,c,d\nA,A,B,B\nA,C,A,A\n")
    assert [(finding.line, finding.field) for finding in outcome.errors] == [(3, "b"), (3, "c"), (3, "d")]
    (warning,) = outcome.warnings
    assert (warning.key, warning.field) == ("non-standard/pattern", "resources.0.schema.fields.1.constraints.pattern")
    assert render_finding(warning, "en").message == (
        "The pattern of these fields is not an XML Schema regular expression: b, c, d. "
        "It is read as other tools read it."
    )


@pytest.mark.parametrize("pattern", ["[", "(a", "+33[0-9]+", r"(?<!a*", "\\"])
def test_a_pattern_that_nobody_reads_leaves_only_itself_unchecked(tmp_path: Path, pattern: str) -> None:
    field = text("a", pattern)
    field["constraints"]["maxLength"] = 2
    outcome = checked(tmp_path, [field, {"name": "b", "type": "integer"}], "a,b\nxy,1\nxyz,x\n")
    assert [(finding.key, finding.line) for finding in outcome.findings] == [
        ("constraint-error/max-length", 3),
        ("type-error/integer", 3),
    ]
    (unchecked,) = outcome.unchecked
    assert (unchecked.file, unchecked.property, unchecked.reason) == ("t", "fields.a.constraints.pattern", "pattern")
    assert pattern in render_unchecked(unchecked, "en").message


def test_a_good_table_with_a_pattern_that_nobody_reads_is_not_called_valid(tmp_path: Path) -> None:
    assert checked(tmp_path, [text("a", "[")], "a\nx\n").valid is None


def test_constraints_of_texts_on_other_types_are_one_warning(tmp_path: Path) -> None:
    fields = [
        {"name": "a", "type": "integer", "constraints": {"pattern": "^0[0-9]$"}},
        {"name": "b", "type": "date", "constraints": {"minLength": 10}},
        {"name": "c", "constraints": {"pattern": "c+"}},
        {"name": "d", "type": "any", "constraints": {"maxLength": 1}},
    ]
    outcome = checked(tmp_path, fields, "a,b,c,d\n01,2024-01-02,cc,x\n1,2024-01-02,x,xy\n")
    assert [(finding.key, finding.line, finding.field) for finding in outcome.errors] == [
        ("constraint-error/pattern", 3, "a"),
        ("constraint-error/pattern", 3, "c"),
        ("constraint-error/max-length", 3, "d"),
    ]
    (warning,) = outcome.warnings
    assert (warning.key, warning.details["names"]) == ("non-standard/text-constraint", "a, b, d")


def test_numbers_and_null_in_the_enum_of_a_text_are_one_warning(tmp_path: Path) -> None:
    field = {"name": "a", "type": "string", "constraints": {"enum": [1, 2.5, None]}}
    outcome = checked(tmp_path, [field], 'a\n1\n2.5\n""\n3\n')
    assert [(finding.key, finding.line) for finding in outcome.errors] == [("constraint-error/enum", 5)]
    assert [(finding.key, finding.details["names"]) for finding in outcome.warnings] == [
        ("non-standard/enum-values", "a")
    ]


def test_a_foreign_key_of_a_table_that_is_checked_alone_is_unchecked(tmp_path: Path) -> None:
    """Two public schemas have one: their tables were called valid."""
    keys = [
        {"fields": "a", "reference": {"resource": "sites", "fields": "id"}},
        {"fields": "a", "reference": {"fields": "b"}},
    ]
    schema = {"fields": [{"name": "a"}, {"name": "b"}], "foreignKeys": keys}
    (tmp_path / "schema.json").write_text(json.dumps(schema), encoding="utf-8")
    (tmp_path / "t.csv").write_bytes(b"a,b\n1,1\n")
    outcome = check_paths([tmp_path / "t.csv"], tmp_path / "schema.json")
    assert (outcome.findings, outcome.valid) == ((), None)
    assert [(item.property, item.details["name"]) for item in outcome.unchecked] == [("foreignKeys", "sites")]


RING = "[[656589.7, 6425785.32], [656655.02, 6425866.31], [656663.55, 6425874.43], [{x}, {y}]]"


@pytest.mark.parametrize(
    ("x", "y", "keys"),
    [
        ("656589.7", "6425785.32", []),
        ("656589.70", "6425785.320", []),
        ("656589.704", "6425785.32", ["non-standard/ring"]),
        ("656589.7", "6425785.325", ["non-standard/ring"]),
        ("656589.8", "6425785.32", ["type-error/geojson"]),
        ("656655.02", "6425866.31", ["type-error/geojson"]),
    ],
)
def test_a_ring_that_rounding_leaves_open_is_a_warning(tmp_path: Path, x: str, y: str, keys: list[str]) -> None:
    cell = f'{{"type": "Polygon", "coordinates": [{RING.format(x=x, y=y)}]}}'.replace('"', '""')
    outcome = checked(tmp_path, [{"name": "a", "type": "geojson"}], f'a\n"{cell}"\n')
    assert [finding.key for finding in outcome.findings] == keys
    assert outcome.valid is (keys != ["type-error/geojson"])


def test_rings_that_are_left_open_are_said_once(tmp_path: Path) -> None:
    ring = RING.format(x="656589.704", y="6425785.32")
    cell = f'{{"type": "Polygon", "coordinates": [{ring}]}}'.replace('"', '""')
    outcome = checked(tmp_path, [{"name": "a", "type": "geojson"}], "a\n" + f'"{cell}"\n' * 5)
    assert ([finding.key for finding in outcome.findings], outcome.error_count) == (["non-standard/ring"], 0)


@pytest.mark.parametrize(
    ("field", "cells"),
    [
        ({"type": "geojson"}, ['{"type":"Point","coordinates":[1,2]}', '{"coordinates": [1.0, 2e0], "type": "Point"}']),
        ({"type": "object"}, ['{"a": 1, "b": "é"}', '{"b": "\\u00e9", "a": 1.0}']),
        ({"type": "array"}, ["[1, 0]", "[1.0, -0.0]"]),
        ({"type": "geopoint"}, ["0, 2", "-0.0,+2.00"]),
        ({"type": "geopoint", "format": "array"}, ["[1, 2]", "[1.0, 2e0]"]),
        ({"type": "duration"}, ["PT0S", "-P0D"]),
        ({"type": "duration"}, ["P1DT12H", "PT36H"]),
        ({"type": "list", "itemType": "number"}, ["1,2.50", "1.0,2.5"]),
        ({"type": "datetime"}, ["2024-01-26T15:00:00Z", "2024-01-26T16:30:00.0+01:30"]),
    ],
)
@pytest.mark.parametrize("rule", ["unique", "primaryKey", "foreignKey", "enum"])
def test_equal_values_have_one_key(tmp_path: Path, field: dict[str, Any], cells: list[str], rule: str) -> None:
    first, second = ('"' + cell.replace('"', '""') + '"' for cell in cells)
    if rule == "foreignKey":
        keys = [{"fields": "b", "reference": {"fields": "a"}}]
        fields = [{"name": "a", **field}, {"name": "b", **field}]
        assert checked(tmp_path, fields, f"a,b\n{first},{second}\n", foreignKeys=keys).findings == ()
        return
    constraints = {"unique": {"unique": True}, "enum": {"enum": [cells[0]]}}.get(rule, {})
    more = {"primaryKey": "a"} if rule == "primaryKey" else {}
    outcome = checked(tmp_path, [{"name": "a", **field, "constraints": constraints}], f"a\n{first}\n{second}\n", **more)
    told = {"unique": ["unique-error"], "primaryKey": ["primary-key"], "enum": []}[rule]
    assert [(finding.code, finding.line) for finding in outcome.findings] == [(code, 3) for code in told]
