"""YAML and JSON read strictly: what a mistake is called, and on which line it stands."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.datapackage.descriptors import Schema
from pipeline.datapackage.documents import ContractError, read_json, read_yaml, validate
from pipeline.findings.model import Finding


def only_finding(error: pytest.ExceptionInfo[ContractError]) -> Finding:
    (finding,) = error.value.findings
    return finding


@pytest.mark.parametrize(
    ("text", "variant", "line"),
    [
        ("a: 1\nb: [1, 2\n", "syntax", 3),
        ("a: 1\nb: 2\na: 3\n", "duplicate-key", 3),
        ("a: &x {b: 1}\nc: *x\n", "alias", 1),
        ("a: 1\nb: !!python/object/apply:os.system ['true']\n", "tag", 2),
        ("a: 1\nb: !secret x\n", "tag", 2),
    ],
)
def test_yaml_that_is_refused(tmp_path: Path, text: str, variant: str, line: int) -> None:
    path = tmp_path / "x.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ContractError) as error:
        read_yaml(path, "x.yaml")
    assert (only_finding(error).variant, only_finding(error).line) == (variant, line)


def test_norway_is_not_false_and_1_000_is_no_number(tmp_path: Path) -> None:
    path = tmp_path / "x.yaml"
    path.write_text(
        "a: NO\nb: 1_000\nc: yes\nd: true\ne: 12\nf: -0.5\ng: null\nh: '7'\ni: 2014-11-04\n", encoding="utf-8"
    )
    assert read_yaml(path, "x.yaml").data == {
        "a": "NO",
        "b": "1_000",
        "c": "yes",
        "d": True,
        "e": 12,
        "f": -0.5,
        "g": None,
        "h": "7",
        "i": "2014-11-04",
    }


def test_a_file_that_is_not_utf_8_is_reported_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "x.yaml"
    path.write_bytes("a: 1\nb: é\n".encode("latin-1"))
    with pytest.raises(ContractError) as error:
        read_yaml(path, "x.yaml")
    assert (only_finding(error).variant, only_finding(error).line) == ("encoding", 2)


def test_a_missing_file_is_reported(tmp_path: Path) -> None:
    with pytest.raises(ContractError) as error:
        read_yaml(tmp_path / "x.yaml", "schemas/x.yaml")
    assert only_finding(error).details == {"problem": "No such file or directory"}


@pytest.mark.parametrize(
    ("text", "variant", "line"),
    [('{"a": 1,\n "a": 2}', "duplicate-key", 2), ('{"a":\n NaN}', "syntax", 2), ('{"a": 1,\n "b" 2}', "syntax", 2)],
)
def test_json_that_is_refused(tmp_path: Path, text: str, variant: str, line: int) -> None:
    path = tmp_path / "x.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ContractError) as error:
        read_json(path, "x.json")
    assert (only_finding(error).variant, only_finding(error).line) == (variant, line)


def test_every_mistake_of_a_schema_is_reported_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "x.yaml"
    path.write_text(
        "fields:\n  - name: a\n    type: strng\n  - type: string\n    constraints:\n      required: yes\n",
        encoding="utf-8",
    )
    with pytest.raises(ContractError) as error:
        validate(read_yaml(path, "x.yaml"), Schema)
    assert [(finding.line, finding.variant, finding.field) for finding in error.value.findings] == [
        (3, "choice", "fields.0.type"),
        (4, "missing", "fields.1.name"),
        (6, "boolean", "fields.1.constraints.required"),
    ]
