"""Where the values of a JSON text stand, whatever else is in it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import pipeline
from pipeline.datapackage.json_positions import Place, json_lines

TEXTS = st.text(st.sampled_from('ab"\\/{}[],:\n\t\x7f\u0085\u2028é😀 '), max_size=6)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4),
    max_leaves=20,
)


def places(data: Any, place: Place = ()) -> Iterator[Place]:
    yield place
    for key, value in data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ():
        yield from places(value, (*place, key))


@given(VALUES, st.sampled_from([1, "\t", 0]), st.booleans())
def test_every_value_stands_on_the_line_of_its_key(data: Any, indent: int | str, ascii_only: bool) -> None:
    """With an indent, json.dumps begins a line for each value, in the order in which they come."""
    text = json.dumps(data, indent=indent, ensure_ascii=ascii_only)
    lines = json_lines(text)
    assert list(lines) == list(places(data))
    for place, line in lines.items():
        begun = text.split("\n")[line - 1].strip(" \t")
        if place and isinstance(place[-1], str):
            assert begun.startswith(json.dumps(place[-1], ensure_ascii=ascii_only) + ": ")
    opened = [line for line, part in enumerate(text.split("\n"), 1) if part.strip(" \t")[:1] not in ("]", "}")]
    assert sorted(lines.values()) == opened


@given(VALUES)
def test_on_one_line_all_is_on_the_first(data: Any) -> None:
    assert set(json_lines(json.dumps(data, separators=(",", ":"))).values()) == {1}


@pytest.mark.parametrize(
    "more",
    [
        pytest.param({"title": "😀"}, id="half characters, as json.dumps writes them"),
        pytest.param({"title": "a\x7fb"}, id="a control character that JSON may hold and YAML may not"),
        pytest.param({"k" * 1_100: 1}, id="a key that is too long for YAML"),
    ],
)
def test_a_mistake_is_reported_where_it_is_and_nothing_else(tmp_path: Path, more: dict[str, Any]) -> None:
    """Seen before: the file was said not to be JSON, and the mistake was not told."""
    schema = {"fields": [{"name": "a", "type": "integr"}]}
    package = {**more, "resources": [{"name": "t", "path": "t.csv", "schema": schema}]}
    path = tmp_path / "datapackage.json"
    path.write_text(json.dumps(package, indent=1), encoding="utf-8")
    (found,) = (finding for finding in pipeline.check(path).errors if finding.code == "schema-error")
    line = next(
        number for number, part in enumerate(path.read_text(encoding="utf-8").split("\n"), 1) if "integr" in part
    )
    assert (found.variant, found.line, found.field) == ("choice", line, "resources.0.schema.fields.0.type")
    assert found.suggestion == "integer"


@pytest.mark.parametrize(
    ("field", "variant", "place"),
    [
        ({"name": "a", "constraints": {"required": "yes"}}, "boolean", "constraints.required"),
        ({"name": "a", "constraints": {"minLength": 1.5}}, "integer", "constraints.minLength"),
        ({"name": "a", "constraints": []}, "object", "constraints"),
        ({"name": "a", "constraints": {"enum": "x"}}, "array", "constraints.enum"),
        ({"name": 1}, "text", "name"),
        ({"type": "string"}, "missing", "name"),
        ({"name": "a", "categories": [{"label": "b"}]}, "missing", "categories.0.value"),
    ],
)
def test_of_a_value_of_several_types_the_right_mistake_is_reported(
    tmp_path: Path, field: dict[str, Any], variant: str, place: str
) -> None:
    package = {"resources": [{"name": "t", "path": "t.csv", "schema": {"fields": [field]}}]}
    path = tmp_path / "datapackage.json"
    path.write_text(json.dumps(package), encoding="utf-8")
    (found,) = (finding for finding in pipeline.check(path).errors if finding.code == "schema-error")
    assert (found.variant, found.field) == (variant, f"resources.0.schema.fields.0.{place}")
