"""What can be judged is judged, whatever else is wrong; what cannot is listed as unchecked, and is never "valid"."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from pipeline.findings.model import Outcome
from pipeline.readers.csv.text_layout import Sizes
from pipeline.workflows.check_package import Options, check_paths

PARENT = {"name": "p", "path": "p.csv", "schema": {"fields": [{"name": "id"}, {"name": "n"}], "primaryKey": "id"}}
KEY = {"fields": "p", "reference": {"resource": "p", "fields": "id"}}
CHILD: dict[str, Any] = {
    "name": "t",
    "path": "t.csv",
    "schema": {"fields": [{"name": "a", "type": "integer"}, {"name": "p"}], "foreignKeys": [KEY]},
}


def check(
    folder: Path, files: dict[str, bytes | str], *resources: dict[str, Any], sizes: Sizes | None = None
) -> Outcome:
    for name, data in files.items():
        (folder / name).write_bytes(data if isinstance(data, bytes) else data.encode())
    (folder / "datapackage.json").write_text(json.dumps({"resources": resources}), encoding="utf-8")
    options = Options(sizes=sizes) if sizes else None
    return check_paths([folder / "datapackage.json"], options=options)


def told(outcome: Outcome) -> list[tuple[str, int | None, str | None]]:
    return [(finding.key, finding.line, finding.field) for finding in outcome.errors]


@pytest.mark.parametrize(
    ("data", "found"),
    [
        ("a,p,x\nz,1,2\n", [("extra-label", 1, None), ("type-error/integer", 2, "a")]),
        ("p,a\n1,z\n", [("incorrect-label", 1, None), ("incorrect-label", 1, None), ("type-error/integer", 2, "a")]),
        ("a\nz\n", [("missing-label", 1, "p"), ("type-error/integer", 2, "a")]),
        ("A,p\nz,1\n", [("extra-label", 1, None), ("type-error/integer", 2, "a")]),
        ("a,p,p\nz,1,1\n", [("duplicate-label", 1, None), ("type-error/integer", 2, "a")]),
        ("a;p\nz;1\n", [("dialect-error", 1, None), ("type-error/integer", 2, "a")]),
    ],
)
def test_rows_are_checked_behind_a_wrong_header(
    tmp_path: Path, data: str, found: list[tuple[str, int | None, str | None]]
) -> None:
    outcome = check(tmp_path, {"t.csv": data, "p.csv": "id,n\n1,x\n"}, CHILD, PARENT)
    assert told(outcome) == found


def test_keys_of_a_parent_with_a_wrong_header_are_known(tmp_path: Path) -> None:
    outcome = check(tmp_path, {"t.csv": "a,p\n1,k\n2,z\n", "p.csv": "id,n,x\nk,1,2\n"}, CHILD, PARENT)
    assert told(outcome) == [("extra-label", 1, None), ("foreign-key", 3, "p")]


def test_references_to_rows_that_could_not_be_read_are_unchecked(tmp_path: Path) -> None:
    outcome = check(tmp_path, {"t.csv": "a,p\n1,k\n2,z\n", "p.csv": "id,n\nk,1\nz\n"}, CHILD, PARENT)
    assert told(outcome) == [("missing-cell", 3, None)]
    assert [(item.reason, item.details) for item in outcome.unchecked] == [
        ("incomplete-target", {"name": "p", "count": 1})
    ]


def test_a_parent_without_a_schema_has_the_columns_of_its_header(tmp_path: Path) -> None:
    parent = {"name": "p", "path": "p.csv"}
    outcome = check(tmp_path, {"t.csv": "a,p\n1,k\n2,z\n", "p.csv": "id,n\nk,1\n"}, CHILD, parent)
    assert (told(outcome), outcome.unchecked) == ([("foreign-key", 3, "p")], ())


def test_a_parent_that_may_lack_the_column_and_does_is_an_error(tmp_path: Path) -> None:
    fields = [{"name": "id"}, {"name": "n"}]
    parent = {"name": "p", "path": "p.csv", "schema": {"fields": fields, "fieldsMatch": "superset"}}
    outcome = check(tmp_path, {"t.csv": "a,p\n1,k\n", "p.csv": "n\n1\n"}, CHILD, parent)
    assert told(outcome) == [("foreign-key/no-column", 1, "id")]


def test_a_parent_that_is_no_table_leaves_the_key_unchecked(tmp_path: Path) -> None:
    outcome = check(tmp_path, {"t.csv": "a,p\n1,k\n", "p.pdf": "%PDF"}, CHILD, {"name": "p", "path": "p.pdf"})
    assert (outcome.valid, [item.reason for item in outcome.unchecked]) == (None, ["target"])


@pytest.mark.parametrize("few", [0, 1 << 18])
def test_bytes_that_are_not_utf_8_hide_no_other_cell(tmp_path: Path, few: int) -> None:
    data = b"a,p\nz,k\n1,\xe9t\xe9\ny,k\nx,\xe8\n"
    outcome = check(tmp_path, {"t.csv": data, "p.csv": "id,n\nk,1\n"}, CHILD, PARENT, sizes=Sizes(few=few))
    assert told(outcome) == [
        ("type-error/integer", 2, "a"),
        ("encoding-error", 3, None),
        ("type-error/integer", 4, "a"),
        ("type-error/integer", 5, "a"),
        ("encoding-error", 5, None),
    ]
    assert outcome.rows == 5
    json.dumps([finding.model_dump() for finding in outcome.findings]).encode()


def test_a_label_with_such_bytes_is_the_field_that_it_can_only_be(tmp_path: Path) -> None:
    resource = {"name": "t", "path": "t.csv", "schema": {"fields": [{"name": "année", "type": "year"}, {"name": "b"}]}}
    outcome = check(tmp_path, {"t.csv": b"ann\xe9e,b\nx,1\n"}, resource)
    assert told(outcome) == [("encoding-error", 1, None), ("type-error/year", 2, "année")]


def test_a_byte_that_the_declared_encoding_lacks_hides_no_other_row(tmp_path: Path) -> None:
    resource = {**CHILD, "encoding": "ascii", "schema": {"fields": CHILD["schema"]["fields"]}}
    outcome = check(tmp_path, {"t.csv": "a,p\n1,é\nz,k\n"}, resource)
    assert told(outcome) == [("encoding-error/declared", 2, None), ("type-error/integer", 3, "a")]
    assert outcome.findings[0].details == {"byte": "0xC3", "encoding": "ascii"}


@pytest.mark.parametrize(
    ("line", "key"),
    [
        ('{"a": 1', "source-error/data"),
        ('{"a": 1} 2', "source-error/data-behind-row"),
        ("[1, 2]", "source-error/data-array"),
        ("5", "source-error/data-row"),
        (b'{"a": "\xe9"}', "encoding-error"),
    ],
)
def test_a_line_that_is_no_row_does_not_end_a_file_of_json_lines(tmp_path: Path, line: str | bytes, key: str) -> None:
    written = line if isinstance(line, bytes) else line.encode()
    resource = {"name": "t", "path": "t.jsonl", "schema": {"fields": [{"name": "a", "type": "integer"}]}}
    outcome = check(tmp_path, {"t.jsonl": b'{"a": "x"}\n' + written + b'\n{"a": "y"}\n'}, resource)
    assert [(finding.key, finding.line) for finding in outcome.errors] == [
        ("type-error/integer", 1),
        (key, 2),
        ("type-error/integer", 3),
    ]


@pytest.mark.parametrize("few", [0, 1 << 18])
def test_a_row_in_which_nothing_is_written_is_reported_once(tmp_path: Path, few: int) -> None:
    fields = [{"name": name, "constraints": {"required": True}} for name in "abc"]
    resource = {"name": "t", "path": "t.csv", "schema": {"fields": fields, "primaryKey": "a"}}
    outcome = check(tmp_path, {"t.csv": "a,b,c\n1,2,3\n,,\n2,,3\n,,\n"}, resource, sizes=Sizes(few=few))
    assert told(outcome) == [
        ("blank-row/cells", 3, None),
        ("constraint-error/required", 4, "b"),
        ("blank-row/cells", 5, None),
    ]
    assert (outcome.error_count, outcome.hidden) == (3, ())


def test_blank_and_double_labels_without_a_schema_are_warnings(tmp_path: Path) -> None:
    outcome = check(tmp_path, {"t.csv": "a,,a\n1,2,3\n"}, {"name": "t", "path": "t.csv"})
    assert outcome.valid is True
    assert [(finding.code, finding.severity, finding.column) for finding in outcome.findings] == [
        ("blank-label", "warning", 3),
        ("duplicate-label", "warning", 4),
    ]


def test_without_header_and_schema_the_first_row_is_as_wide_as_the_table(tmp_path: Path) -> None:
    resource = {"name": "t", "path": "t.csv", "dialect": {"header": False}}
    outcome = check(tmp_path, {"t.csv": "1,2\n3,4\n5\n"}, resource)
    assert [(finding.key, finding.line) for finding in outcome.errors] == [("missing-cell", 3)]


def test_a_part_that_repeats_a_header_which_could_be_a_row_says_what_was_taken(tmp_path: Path) -> None:
    resource = {"name": "t", "path": ["a.csv", "b.csv"], "schema": {"fields": [{"name": "x"}, {"name": "y"}]}}
    outcome = check(tmp_path, {"a.csv": "x,y\n1,2\n", "b.csv": "x,y\n3,4\n"}, resource)
    assert (outcome.valid, outcome.rows) == (True, 2)
    assert [(finding.key, Path(finding.file or "").name) for finding in outcome.findings] == [
        ("non-standard/repeated-header", "b.csv")
    ]


@pytest.mark.parametrize(
    "resource", [{"path": "https://example.org/a.topojson"}, {"path": "http://x.org/a", "hash": "0" * 32}]
)
def test_remote_data_are_unchecked_whatever_their_format(tmp_path: Path, resource: dict[str, Any]) -> None:
    outcome = check(tmp_path, {}, {"name": "geo", **resource})
    assert (outcome.valid, [item.reason for item in outcome.unchecked]) == (None, ["remote-file"])


def test_more_columns_than_are_read_are_unchecked_and_not_invalid(tmp_path: Path) -> None:
    names = ",".join(f"c{n}" for n in range(5000))
    outcome = check(tmp_path, {"t.csv": f"{names}\n"}, {"name": "t", "path": "t.csv"})
    assert (outcome.valid, [item.reason for item in outcome.unchecked]) == (None, ["columns"])


def test_a_schema_file_that_several_resources_name_is_reported_once(tmp_path: Path) -> None:
    schema = '{"fields": [{"name": "a", "type": "integer",\n"constraints": {"minimum": "x"}}]}'
    resources = [{"name": f"r{n}", "path": "t.csv", "schema": "s.json"} for n in range(3)]
    outcome = check(tmp_path, {"t.csv": "a\nz\n", "s.json": schema}, *resources)
    errors = [(finding.key, Path(finding.file or "").name, finding.line) for finding in outcome.errors]
    assert errors.count(("schema-error/constraint-value", "s.json", 2)) == 1
    assert errors.count(("type-error/integer", "t.csv", 2)) == 3
    assert [item.reason for item in outcome.unchecked] == ["mistake"] * 3
