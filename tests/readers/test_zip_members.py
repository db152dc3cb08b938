"""Tables in compressed files: which file of a zip is meant, and what cannot be read."""

from __future__ import annotations

import gzip
import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pipeline.findings.messages import render_unchecked
from pipeline.findings.model import Outcome
from pipeline.workflows.check_package import check_paths

TEXT = "id,x\n1,a\nq,b\n"
FIELDS = [{"name": "id", "type": "integer"}, {"name": "x", "type": "string"}]
Check = Callable[..., Outcome]


def zipped(members: dict[str, str]) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in members.items():
            archive.writestr(name, text)
    return data.getvalue()


@pytest.fixture
def check(tmp_path: Path) -> Check:
    """The check of a package with one resource, whose files are given."""

    def run(files: dict[str, bytes], **more: Any) -> Outcome:
        for name, data in files.items():
            (tmp_path / name).write_bytes(data)
        resource = {"name": "t", "path": next(iter(files)), "schema": {"fields": FIELDS}, **more}
        (tmp_path / "datapackage.json").write_text(json.dumps({"resources": [resource]}), encoding="utf-8")
        return check_paths([tmp_path / "datapackage.json"])

    return run


def told(outcome: Outcome) -> list[tuple[str, int | None]]:
    return [(finding.key, finding.line) for finding in outcome.errors]


@pytest.mark.parametrize(
    ("path", "members", "more"),
    [
        ("t.csv.zip", {"t.csv": TEXT}, {}),
        ("t.zip", {"t.csv": TEXT}, {}),
        ("t.zip", {"t.csv": TEXT}, {"compression": "zip"}),
        ("t.zip", {"t.csv": TEXT}, {"format": "zip"}),
        ("t.zip", {"data": TEXT}, {"format": "csv", "compression": "zip"}),
        ("t.zip", {"a/b/t.csv": TEXT}, {}),
        ("t.zip", {"t.csv": TEXT, "README.md": "x", "__MACOSX/._t.csv": "x", ".DS_Store": "x"}, {}),
        ("t.zip", {"datapackage.json": "{}", "t.csv": TEXT}, {}),
        ("t.zip", {"a.csv": "id,x\n", "d/t.csv": TEXT}, {"innerpath": "d/t.csv"}),
        ("t.zip", {"a.csv": "id,x\n", "d/t.csv": TEXT}, {"innerpath": "./d\\t.csv"}),
    ],
)
def test_the_file_that_is_meant_is_read(check: Check, path: str, members: dict[str, str], more: dict[str, Any]) -> None:
    outcome = check({path: zipped(members)}, **more)
    assert told(outcome) == [("type-error/integer", 3)]
    assert outcome.warnings == ()


def test_several_files_that_can_be_meant_are_unchecked_with_their_names(check: Check) -> None:
    outcome = check({"t.zip": zipped({"b.csv": TEXT, "a.csv": TEXT})})
    (unchecked,) = outcome.unchecked
    assert outcome.valid is None
    assert render_unchecked(unchecked, "en").message == (
        "The zip holds 2 files, and nothing says which one is the table: a.csv, b.csv."
    )


def test_an_inner_path_that_is_not_there_is_an_error_with_the_name_that_was_meant(check: Check) -> None:
    (error,) = check({"t.zip": zipped({"b.csv": TEXT, "table.csv": TEXT})}, innerpath="tables.csv").errors
    assert (error.key, error.suggestion, error.details["names"]) == (
        "source-error/member",
        "table.csv",
        "b.csv, table.csv",
    )


def test_a_name_that_is_not_written_in_utf_8_is_found(check: Check) -> None:
    data = zipped({"donnees.csv": TEXT, "z.csv": TEXT}).replace(b"donnees", "données".encode("cp850"))
    assert told(check({"t.zip": data}, innerpath="données.csv")) == [("type-error/integer", 3)]


@pytest.mark.parametrize(
    ("data", "key"),
    [
        (b"PK\x03\x04nothing", "source-error/compressed"),
        (TEXT.encode(), "source-error/compressed"),
        (zipped({}), "source-error/zip-empty"),
    ],
)
def test_a_damaged_or_empty_zip_is_an_error(check: Check, data: bytes, key: str) -> None:
    assert told(check({"t.csv.zip": data})) == [(key, None)]


@pytest.mark.parametrize(("offset", "local", "value", "reason"), [(8, 6, 1, "zip-encrypted"), (10, 8, 9, "zip-method")])
def test_a_zip_that_nothing_here_can_open_is_unchecked(
    check: Check, offset: int, local: int, value: int, reason: str
) -> None:
    data = bytearray(zipped({"t.csv": TEXT}))
    data[data.index(b"PK\x01\x02") + offset] = data[local] = value
    outcome = check({"t.csv.zip": bytes(data)})
    assert (outcome.valid, [item.reason for item in outcome.unchecked]) == (None, [reason])


def test_a_zip_that_explodes_is_unchecked(check: Check) -> None:
    rows = "id,x\n" + "1,aaaaaaaa\n" * 8_000_000
    outcome = check({"t.csv.zip": zipped({"t.csv": rows})})
    assert (outcome.valid, [item.reason for item in outcome.unchecked]) == (None, ["expands"])


def test_parts_of_a_table_are_each_read_as_their_names_say(check: Check) -> None:
    files = {"a.csv.gz": gzip.compress(b"id,x\n1,a\n"), "b.csv": TEXT.encode(), "c.csv.zip": zipped({"c.csv": TEXT})}
    outcome = check(files, path=[*files])
    assert told(outcome) == [("type-error/integer", 3)] * 2
    assert outcome.rows == 5


def test_the_further_paths_of_frictionless_py_are_parts_of_the_table(check: Check) -> None:
    outcome = check({"a.csv": b"id,x\n1,a\n", "b.csv": TEXT.encode()}, extrapaths=["b.csv"])
    assert (told(outcome), outcome.rows) == ([("type-error/integer", 3)], 3)


def test_a_compression_without_a_reader_is_unchecked(check: Check) -> None:
    assert [item.reason for item in check({"t.csv.zst": b"x"}).unchecked] == ["compression"]
