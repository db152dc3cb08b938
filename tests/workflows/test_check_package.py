"""`passerelle check PATH`: any package, any CSV, one verdict."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.core.errors import PasserelleError
from pipeline.datapackage.documents import ContractError
from pipeline.findings.messages import render_finding
from pipeline.findings.model import Outcome
from pipeline.workflows.check_package import check_paths
from pipeline.workflows.fix.package import PackageFixes, fix_paths


def check(folder: Path, field: dict[str, Any], data: str, **schema: Any) -> Outcome:
    (folder / "t.csv").write_text(data, encoding="utf-8", newline="")
    resource = {"name": "t", "path": "t.csv", "schema": {"fields": [field], **schema}}
    (folder / "datapackage.json").write_text(json.dumps({"resources": [resource]}), encoding="utf-8")
    return check_paths([folder / "datapackage.json"])


@pytest.mark.parametrize(
    ("field", "good", "bad"),
    [
        ({"type": "integer"}, ["1", "-12", "+3", "007", ""], ["1.0", " 1", "1_000", "0x10", "١٢", "1e3", "one"]),
        ({"type": "number"}, ["1", "-1.5", ".5", "1e-3", "NaN", "INF", "-INF", "nan"], ['"1,5"', "1_0", "Infinity", "1 ", "+INF"]),
        ({"type": "boolean"}, ["true", "False", "1", "0"], ["yes", "t", "TrUe"]),
        ({"type": "date"}, ["2024-02-29", "1999-12-31"], ["2023-02-29", "2024-2-9", "2024/02/09", "20240209", " 2024-02-09"]),
        ({"type": "year"}, ["2024", "0999"], ["24", "2024.0"]),
        ({"type": "yearmonth"}, ["2024-02"], ["2024-13", "2024-2"]),
        ({"type": "string", "format": "email"}, ["a@b.org"], ["a@b", "a b@c.org"]),
        ({"type": "string", "format": "uri"}, ["https://example.org/a?b#c"], ["example.org", "http://a b"]),
        ({"type": "string", "constraints": {"pattern": "a|b"}}, ["a", "b"], ["ab", "xa", "bx"]),
        ({"type": "string", "constraints": {"pattern": r"\p{Lu}\d{2}"}}, ["É12", "A٣٤"], ["é12", "AB12"]),
        ({"type": "string", "constraints": {"enum": ["x", "y"]}}, ["x"], ["X", "z"]),
        ({"type": "string", "categories": [{"value": "x"}, {"value": "y", "label": "Why"}]}, ["y"], ["Why"]),
        ({"type": "string", "constraints": {"minLength": 2, "maxLength": 3}}, ["ab", "éàü"], ["a", "abcd"]),
        ({"type": "integer", "constraints": {"minimum": 2, "exclusiveMaximum": 10}}, ["2", "9"], ["1", "10", "11"]),
        ({"type": "date", "constraints": {"maximum": "2024-01-31"}}, ["2024-01-31"], ["2024-02-01"]),
        ({"type": "object"}, ['"{""a"": 1}"'], ["[1]", "{a}"]),
        ({"type": "array"}, ['"[1, 2]"'], ["{}"]),
        ({"type": "string", "rdfType": "http://id.loc.gov/datatypes/edtf/EDTF-level1"}, ["2024", "2024-02", "1996~", "XXXX-10-17"], ["2024-13", "2023-02-29", "soon"]),
    ],
)  # fmt: skip
def test_cells(tmp_path: Path, field: dict[str, Any], good: list[str], bad: list[str]) -> None:
    named = {"name": "a", **field}
    for cell in good:
        assert check(tmp_path, named, f"a\n{cell or chr(34) * 2}\n").valid is True, cell
    for cell in bad:
        outcome = check(tmp_path, named, f"a\n{cell}\n")
        assert [(finding.line, finding.column, finding.row, finding.field) for finding in outcome.errors] == [
            (2, 1, 2, "a")
        ], cell
        assert render_finding(outcome.errors[0], "fr").remedy


def test_the_place_is_physical_after_a_cell_of_several_lines_and_a_blank_line(tmp_path: Path) -> None:
    fields = [{"name": "a", "type": "string"}, {"name": "n", "type": "integer"}]
    (tmp_path / "t.csv").write_text('a,n\n"x\ny",1\n\n"é, z",two\n', encoding="utf-8")
    (tmp_path / "s.json").write_text(json.dumps({"fields": fields}), encoding="utf-8")
    outcome = check_paths([tmp_path / "t.csv"], tmp_path / "s.json")
    assert [(finding.code, finding.line, finding.column, finding.row, finding.value) for finding in outcome.errors] == [
        ("blank-row", 4, 1, 3, None),
        ("type-error", 5, 8, 4, "two"),
    ]


def test_two_stray_quotes_far_apart_are_suspicious(tmp_path: Path) -> None:
    lines = ["id,name", *(f"{n},x" for n in range(1, 100))]
    lines[10], lines[55] = '10,"x', '55,x"'
    (tmp_path / "t.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    (tmp_path / "s.json").write_text('{"fields": [{"name": "id"}, {"name": "name"}]}', encoding="utf-8")
    outcome = check_paths([tmp_path / "t.csv"], tmp_path / "s.json")
    assert [(finding.code, finding.line, finding.details["last"]) for finding in outcome.errors] == [
        ("suspicious-quote", 11, 56)
    ]


def test_an_unclosed_quote_is_reported_where_it_opens(tmp_path: Path) -> None:
    outcome = check(tmp_path, {"name": "a"}, 'a\nx\n"y\nz\n')
    assert [(finding.code, finding.line, finding.column, finding.details["last"]) for finding in outcome.errors] == [
        ("unclosed-quote", 3, 1, 4)
    ]


def test_latin_1_is_not_guessed(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_bytes("a\né\n".encode("latin-1"))
    (tmp_path / "s.json").write_text('{"fields": [{"name": "a"}]}', encoding="utf-8")
    outcome = check_paths([tmp_path / "t.csv"], tmp_path / "s.json")
    assert [(finding.code, finding.line, finding.column) for finding in outcome.errors] == [("encoding-error", 2, 1)]


def test_keys_are_exact_and_nulls_are_those_of_the_standard(tmp_path: Path) -> None:
    assert codes(check(tmp_path, {"name": "a"}, "a\nx\nx\n", primaryKey="a")) == [("primary-key", 3)]
    assert codes(check(tmp_path, {"name": "a"}, 'a\n""\n', primaryKey=["a"])) == [("primary-key", 2)]
    assert codes(check(tmp_path, {"name": "a"}, 'a\n""\n""\nx\nx\n', uniqueKeys=[["a"]])) == [("unique-error", 5)]
    own = {"fields": "a", "reference": {"resource": "", "fields": "a"}}
    assert codes(check(tmp_path, {"name": "a"}, "a\nx\n", foreignKeys=[own])) == []


def codes(outcome: Outcome) -> list[tuple[str, int | None]]:
    return [(finding.code, finding.line) for finding in outcome.errors]


def test_what_cannot_be_checked_is_never_called_valid(tmp_path: Path) -> None:
    (tmp_path / "t.foo").write_text("a\n1\n", encoding="utf-8")
    resource = {"name": "t", "path": "t.foo", "schema": {"fields": [{"name": "a"}]}}
    (tmp_path / "datapackage.json").write_text(json.dumps({"resources": [resource]}), encoding="utf-8")
    outcome = check_paths([tmp_path / "datapackage.json"])
    assert (outcome.valid, outcome.exit_code) == (None, 1)
    assert [(item.property, item.reason, item.details) for item in outcome.unchecked] == [
        ("format", "format", {"name": "foo"})
    ]


def test_a_property_that_nobody_knows_is_reported_and_allowed(tmp_path: Path) -> None:
    field = {"name": "a", "type": "string", "formatt": "email", "colour": "red", "mine:colour": "red"}
    outcome = check(tmp_path, field, "a\n1\n")
    reported = [(finding.key, finding.severity, finding.value, finding.suggestion) for finding in outcome.findings]
    assert reported == [
        ("custom-property", "warning", "colour", None),
        ("custom-property", "warning", "formatt", "format"),
    ]
    assert outcome.valid is True


@pytest.mark.parametrize("path", ["../t.csv", "/etc/passwd", "a/../../t.csv"])
def test_a_path_out_of_the_package_is_refused(tmp_path: Path, path: str) -> None:
    resource = {"name": "t", "path": path, "schema": {"fields": [{"name": "a"}]}}
    (tmp_path / "datapackage.json").write_text(json.dumps({"resources": [resource]}), encoding="utf-8")
    outcome = check_paths([tmp_path / "datapackage.json"], None)
    assert [(finding.key, finding.value) for finding in outcome.errors] == [("schema-error/unsafe-path", path)]


def test_a_mistake_in_a_schema_does_not_end_the_check(tmp_path: Path) -> None:
    schema = '{"fields": [{"name": "a", "type": "strng"},\n{"name": "b", "type": "integer"}]}'
    (tmp_path / "s.json").write_text(schema, encoding="utf-8")
    (tmp_path / "t.csv").write_text("a,b\nx,y\n", encoding="utf-8")
    outcome = check_paths([tmp_path / "t.csv"], tmp_path / "s.json")
    assert [(finding.key, finding.line, finding.value) for finding in outcome.errors] == [
        ("schema-error/choice", 1, "strng"),
        ("type-error/integer", 2, "y"),
    ]
    assert [(item.property, item.reason) for item in outcome.unchecked] == [("fields.0.type", "mistake")]


def test_no_schema_or_a_missing_file_cannot_run(tmp_path: Path) -> None:
    (tmp_path / "s.json").write_text('{"fields": [', encoding="utf-8")
    with pytest.raises(ContractError):
        check_paths([tmp_path / "t.csv"], tmp_path / "s.json")
    with pytest.raises(PasserelleError, match="is neither a file nor a folder with"):
        check_paths([tmp_path / "none.json"], None)


@settings(max_examples=150, deadline=None)
@given(data=st.binary(max_size=80))
def test_any_bytes_give_an_outcome(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    folder = tmp_path_factory.mktemp("bytes")
    (folder / "t.csv").write_bytes(b"a,b\n" + data)
    (folder / "s.json").write_text('{"fields": [{"name": "a", "type": "integer"}, {"name": "b"}]}', encoding="utf-8")
    outcome = check_paths([folder / "t.csv"], folder / "s.json")
    assert outcome.valid in (True, False)


@pytest.mark.parametrize("name", ["t.csv", "t.tsv", "t.csv.gz"])
def test_a_table_without_a_schema_is_checked_for_its_structure(tmp_path: Path, name: str) -> None:
    """Seen without it: the table was read as a descriptor, "a value is missing or not valid JSON"."""
    between = "\t" if ".tsv" in name else ","
    for data, codes in ((f"a{between}b\n1{between}x\n", []), (f"a{between}b\n1\n", ["missing-cell"])):
        written = data.encode("utf-8")
        (tmp_path / name).write_bytes(gzip.compress(written) if name.endswith(".gz") else written)
        outcome = check_paths([tmp_path / name])
        assert ([one.code for one in outcome.errors], outcome.unchecked) == (codes, ())
        assert fix_paths([tmp_path / name], None) == PackageFixes()


def test_a_table_without_a_schema_that_is_not_there_is_told_as_that(tmp_path: Path) -> None:
    with pytest.raises(PasserelleError, match=r"t\.csv is neither a file nor a folder with"):
        check_paths([tmp_path / "t.csv"])


def test_a_text_is_a_descriptor_whatever_it_is_called(tmp_path: Path) -> None:
    (tmp_path / "t.txt").write_text('{"resources": [{"name": "t", "data": [{"a": 1}]}]}', encoding="utf-8")
    assert check_paths([tmp_path / "t.txt"]).valid
