"""A mistake in a descriptor leaves out the smallest part that has a meaning of its own, and nothing else."""

from __future__ import annotations

import json
from copy import deepcopy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.datapackage.descriptors import Package
from pipeline.datapackage.documents import Document
from pipeline.datapackage.usable_descriptor import UsablePart, part_of

RESOURCE = {"name": "t", "path": "t.csv"}
SCHEMA = {
    "fields": [{"name": "a", "type": "integer"}, {"name": "b"}],
    "primaryKey": "a",
    "foreignKeys": [{"fields": "b", "reference": {"fields": "a"}}, {"fields": "a", "reference": {"fields": "b"}}],
}


def usable(data: Any) -> UsablePart[Package]:
    return UsablePart(Document("datapackage.json", json.dumps(data, indent=1), data, is_json=True), Package)


def with_schema(**changed: Any) -> dict[str, Any]:
    return {"resources": [{**RESOURCE, "schema": deepcopy({**SCHEMA, **changed})}]}


@pytest.mark.parametrize(
    ("place", "part"),
    [
        (("created",), ("created",)),
        (("sources", 0, "path"), ("sources",)),
        (("resources", 1), ("resources", 1)),
        (("resources", 1, "bytes"), ("resources", 1, "bytes")),
        (("resources", 1, "dialect", "delimiter"), ("resources", 1, "dialect")),
        (("resources", 1, "schema", "fields"), ("resources", 1, "schema")),
        (("resources", 1, "schema", "fields", 2, "name"), ("resources", 1, "schema", "fields", 2)),
        (("resources", 1, "schema", "fields", 2, "title"), ("resources", 1, "schema", "fields", 2, "title")),
        (
            ("resources", 1, "schema", "fields", 2, "constraints", "enum", 3),
            ("resources", 1, "schema", "fields", 2, "constraints", "enum"),
        ),
        (
            ("resources", 1, "schema", "foreignKeys", 2, "reference", "fields", 0),
            ("resources", 1, "schema", "foreignKeys", 2),
        ),
        (("resources", 1, "schema", "primaryKey", 0), ("resources", 1, "schema", "primaryKey")),
    ],
)
def test_the_part_of_a_place(place: tuple[str | int, ...], part: tuple[str | int, ...]) -> None:
    assert part_of(place) == part


def test_a_mistake_in_a_property_leaves_the_others() -> None:
    part = usable({"name": "p", "created": 5, "keywords": "a", "resources": [RESOURCE]})
    assert part.model is not None
    assert (part.model.name, part.model.created, part.model.keywords) == ("p", None, ())
    assert sorted((finding.key, finding.line) for finding in part.findings) == [
        ("schema-error/array", 4),
        ("schema-error/text", 3),
    ]


def test_places_are_those_of_the_document_after_items_were_left_out() -> None:
    keys = [{"fields": "a"}, {"fields": 5, "reference": {"fields": "a"}}, {"fields": "b", "reference": {"fields": "a"}}]
    part = usable(with_schema(foreignKeys=keys))
    assert part.model is not None
    schema = part.model.resources[0].table_schema
    assert not isinstance(schema, str | None)
    assert [key.own for key in schema.foreign_keys] == [("b",)]
    assert part.original(("resources", 0, "schema", "foreignKeys", 0)) == (
        *("resources", 0, "schema", "foreignKeys"),
        2,
    )


def test_a_field_whose_type_is_wrong_keeps_its_name_alone() -> None:
    field = {"name": "a", "type": "intger", "constraints": {"minimum": 1}, "title": "A"}
    part = usable(with_schema(fields=[field, {"name": "b"}]))
    assert part.model is not None
    schema = part.model.resources[0].table_schema
    assert not isinstance(schema, str | None)
    assert (schema.fields[0].type, schema.fields[0].constraints.minimum, schema.fields[0].title) == ("any", None, "A")


def test_a_resource_without_a_name_gets_one_for_its_number() -> None:
    part = usable({"resources": [RESOURCE, {"path": "u.csv"}]})
    assert part.model is not None
    assert [resource.name for resource in part.model.resources] == ["t", "resource2"]
    assert [(finding.key, finding.field) for finding in part.findings] == [("schema-error/missing", "resources.1.name")]


def test_without_resources_nothing_can_be_used() -> None:
    part = usable({"name": "p"})
    assert part.model is None
    assert [finding.key for finding in part.findings] == ["schema-error/missing"]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-3, 3) | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=6,
)
PLACES = [
    ("resources",),
    ("resources", 0, "name"),
    ("resources", 0, "schema"),
    ("resources", 0, "schema", "fields"),
    ("resources", 0, "schema", "fields", 0),
    ("resources", 0, "schema", "fields", 0, "constraints"),
    ("resources", 0, "schema", "foreignKeys"),
    ("resources", 0, "schema", "foreignKeys", 0),
    ("resources", 0, "dialect"),
    ("licenses",),
]


@given(st.sampled_from(PLACES), JSON)
def test_whatever_has_the_place_of_a_value_reading_ends_and_places_exist(
    place: tuple[str | int, ...], value: Any
) -> None:
    data: Any = with_schema()
    data["resources"][0]["dialect"] = {}
    holder = data
    for key in place[:-1]:
        holder = holder[key]
    holder[place[-1]] = value
    part = usable(data)
    assert part.model is None or isinstance(part.model, Package)
    assert bool(part.findings) == (part.model is None or bool(part.left_out) or "resource1" in str(part.data))
