"""Two versions of a package: rows by key, what breaks readers, the version that it asks for."""

from __future__ import annotations

from typing import Any

import pytest

from pipeline.core.i18n import LANGUAGES
from pipeline.core.versions import is_raised
from pipeline.datapackage.descriptors import Schema
from pipeline.datapackage.diff import next_version, schema_changes, table_changes
from pipeline.datapackage.diff.difference import Side, compare
from pipeline.findings.messages import render_finding

ID = {"name": "id", "type": "string"}


def schema(*fields: dict[str, Any], **more: Any) -> Schema:
    return Schema.model_validate({"fields": [ID, *fields], "primaryKey": ["id"], **more})


def test_rows_are_added_removed_and_changed_by_key() -> None:
    old = [{"id": "a", "city": "Quito"}, {"id": "b", "city": "Bonn"}, {"id": "c", "city": "Rome"}]
    new = [{"id": "c", "city": "Rome"}, {"id": "a", "city": "Lima"}, {"id": "d", "city": "Oslo"}]
    found = table_changes("t", ["id"], old, new)
    assert [row["id"] for row in found.added] == ["d"]
    assert [row["id"] for row in found.removed] == ["b"]
    assert [(change.key, change.values) for change in found.changed] == [(("a",), {"city": ("Quito", "Lima")})]


def test_the_same_rows_in_another_order_are_no_change() -> None:
    rows = [{"id": "a", "city": "Quito"}, {"id": "b", "city": "Bonn"}]
    assert table_changes("t", ["id"], rows, rows[::-1]).none
    assert table_changes("t", [], rows, rows[::-1]).none


def test_without_a_key_rows_are_compared_whole() -> None:
    found = table_changes("t", [], [{"n": "1"}, {"n": "1"}], [{"n": "1"}, {"n": "2"}])
    assert (found.added, found.removed, found.changed) == (({"n": "2"},), ({"n": "1"},), ())


DATE = {"name": "date", "type": "date"}
N = {"name": "n", "type": "integer"}
KIND = {"name": "kind", "type": "string", "categories": ["a", "b"]}


TIGHT, LOOSE = ["breaking-change/tightened"], ["schema-change/loosened"]
REFERENCE = {"fields": ["n"], "reference": {"resource": "o", "fields": ["id"]}}


def limited(**constraints: Any) -> Schema:
    return schema(N | {"constraints": constraints})


@pytest.mark.parametrize(
    ("old", "new", "kinds"),
    [
        (schema(DATE), schema(DATE), []),
        (schema(DATE), schema(), ["breaking-change/field-removed"]),
        (schema(), schema(DATE), ["schema-change/field-added"]),
        (schema(N, DATE), schema(DATE, N), ["breaking-change/order"]),
        (schema(N), schema(N | {"type": "string"}), ["breaking-change/type"]),
        (schema(DATE), schema(DATE | {"format": "any"}), ["breaking-change/type"]),
        (schema(N), limited(required=True), TIGHT),
        (limited(required=True), schema(N), LOOSE),
        (limited(minimum=1), limited(minimum=2), TIGHT),
        (limited(minimum=2), limited(minimum=1), LOOSE),
        (limited(maximum=9), limited(maximum=8), TIGHT),
        (limited(enum=[1, 2]), limited(enum=[1]), TIGHT),
        (limited(enum=[1]), limited(enum=[1, 2]), LOOSE),
        (limited(pattern="a"), limited(pattern="b"), TIGHT),
        (schema(KIND), schema(KIND | {"categories": ["a", "b", "c"]}), ["schema-change/codes-added"]),
        (schema(KIND), schema(KIND | {"categories": ["a"]}), ["breaking-change/codes-removed"]),
        (schema(N), schema(N | {"title": "Number"}), ["schema-change/described"]),
        (schema(N), schema(N, primaryKey=["id", "n"]), ["breaking-change/key"]),
        (schema(N), schema(N, uniqueKeys=[["n"]]), TIGHT),
        (schema(N), schema(N, foreignKeys=[REFERENCE]), TIGHT),
        (schema(N, foreignKeys=[REFERENCE]), schema(N), LOOSE),
    ],
)
def test_a_change_of_a_schema_is_reported_by_its_kind(old: Schema, new: Schema, kinds: list[str]) -> None:
    found = schema_changes({"t": old}, {"t": new})
    assert [finding.key for finding in found] == kinds
    for finding in found:
        for lang in LANGUAGES:
            assert render_finding(finding, lang).remedy


def test_tables_that_come_and_go() -> None:
    found = schema_changes({"a": schema()}, {"b": schema()})
    assert [(finding.key, finding.details["table"]) for finding in found] == [
        ("breaking-change/table-removed", "a"),
        ("schema-change/table-added", "b"),
    ]


def test_a_renamed_field_is_known_again_by_its_values() -> None:
    old, new = schema({"name": "start", "type": "date"}), schema({"name": "opened", "type": "date"})
    rows = {"t": [{"id": str(n), "start": f"2014-11-{n:02}"} for n in range(1, 20)]}
    renamed = {"t": [{"id": row["id"], "opened": row["start"]} for row in rows["t"]]}
    (found,) = schema_changes({"t": old}, {"t": new}, (rows, renamed))
    assert (found.key, found.field, found.details["new"]) == ("breaking-change/field-renamed", "start", "opened")
    other = {"t": [{"id": row["id"], "opened": "2000-01-01"} for row in rows["t"]]}
    kinds = [finding.variant for finding in schema_changes({"t": old}, {"t": new}, (rows, other))]
    assert kinds == ["field-removed", "field-added"]


@pytest.mark.parametrize(
    ("version", "bump", "proposed"),
    [
        ("1.2.3", "major", "2.0.0"),
        ("1.2.3", "minor", "1.3.0"),
        ("1.2.3", "patch", "1.2.4"),
        ("0.1.4", "major", "0.2.0"),
        ("0.1.4", "minor", "0.1.5"),
        ("1.2.3-rc.1", "patch", "1.2.4"),
        ("1.2.3", None, "1.2.3"),
        ("2026-11", "major", "2026-11"),
    ],
)
def test_the_version_that_changes_ask_for(version: str, bump: Any, proposed: str) -> None:
    assert next_version(version, bump) == proposed


def test_a_version_is_compared_by_its_numbers() -> None:
    assert is_raised("0.10.0", "0.9.0")
    assert not is_raised("1.0.0", "1.0.1")


@pytest.mark.parametrize(
    ("rows", "proposed"),
    [
        ([{"id": "a", "n": "1"}], "1.0.0"),
        ([{"id": "a", "n": "2"}], "1.0.1"),
        ([{"id": "a", "n": "1"}, {"id": "b", "n": "1"}], "1.1.0"),
        ([{"id": "b", "n": "1"}], "2.0.0"),
    ],
)
def test_rows_ask_for_a_version_too(rows: list[dict[str, str]], proposed: str) -> None:
    side = Side("1.0.0", {"t": schema(N)}, {"t": [{"id": "a", "n": "1"}]})
    assert compare(side, Side("1.0.0", {"t": schema(N)}, {"t": rows})).proposed == proposed
