"""An object of JSON with a key twice is no row: which of the two values counts, readers do not agree on."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pipeline.readers.byte_streams import Storage
from pipeline.readers.json_files import json_rows
from pipeline.workflows.check_package import check_paths


@pytest.mark.parametrize(
    ("name", "data", "lines"),
    [
        ("t.json", '[{"a": 1},\n{"a": "x", "a": 1},\n{"a": 2}]', [(2, 3)]),
        ("t.jsonl", '{"a": 1}\n{"a": "x", "a": 1}\n{"a": 2, "b": {"c": 1, "c": 2}}\n', [(2, 3), (3, 4)]),
    ],
)
def test_a_key_twice_is_an_error_of_its_row(tmp_path: Path, name: str, data: str, lines: list[tuple[int, int]]) -> None:
    """Seen without it: valid, with the second value."""
    (tmp_path / name).write_text(data, encoding="utf-8")
    schema = {"fields": [{"name": "a", "type": "integer"}], "fieldsMatch": "partial"}
    resource = {"name": "t", "type": "table", "path": name, "schema": schema}
    whole = {"$schema": "https://datapackage.org/profiles/2.0/datapackage.json", "resources": [resource]}
    (tmp_path / "datapackage.json").write_text(json.dumps(whole), encoding="utf-8")
    found = [finding for finding in check_paths([tmp_path]).errors if finding.variant == "data-key-twice"]
    assert [(finding.line, finding.row) for finding in found] == lines
    assert {finding.details["key"] for finding in found} <= {"a", "c"}


def test_other_keys_twice_around_the_rows_are_no_matter_of_the_table(tmp_path: Path) -> None:
    """The harmless twin; so is a name that the property and a column share."""
    (tmp_path / "t.json").write_text('{"a": 1, "a": 2, "rows": [{"rows": 1}]}', encoding="utf-8")
    assert [row.cells for row in json_rows(tmp_path / "t.json", Storage(), "rows")] == [{"rows": 1}]
