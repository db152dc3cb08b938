"""`--fix` on any package: a valid one keeps every byte, a wrong cell changes alone, and what is left is named."""

from __future__ import annotations

import bz2
import gzip
import hashlib
import json
import lzma
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.datapackage.descriptors import Dialect, Schema
from pipeline.datapackage.resource import CheckedTable
from pipeline.workflows.check_package import check_paths
from pipeline.workflows.fix.package import OF_HEADERS, Part, fix_data, fix_paths
from pipeline.workflows.fix.patched_files import FixedFile
from pipeline.workflows.fix.registry import write_fixes

FIELDS = [
    {"name": "id", "type": "integer"},
    {"name": "day", "type": "date"},
    {"name": "text", "type": "string"},
]
SCHEMA = Schema.model_validate({"fields": FIELDS})
ALL_CODES = OF_HEADERS | {"blank-row", "line-end", "type-error"}


def package(folder: Path, data: bytes, name: str = "t.csv", declare: bool = False, **resource: Any) -> Path:
    (folder / name).write_bytes(data)
    described: dict[str, Any] = {"name": "t", "path": name, "schema": {"fields": FIELDS}, **resource}
    if declare:
        described |= {"bytes": len(data), "hash": "sha256:" + hashlib.sha256(data).hexdigest()}
    (folder / "datapackage.json").write_text(json.dumps({"resources": [described]}, indent=1), encoding="utf-8")
    return folder / "datapackage.json"


def fixed(descriptor: Path) -> list[tuple[str, str]]:
    """Mends a package; which files are left, and why."""
    fixes = fix_paths([descriptor], None)
    write_fixes(fixes.files)
    return [(Path(left.display_path).name, left.why) for left in fixes.not_fixed]


def bytes_in(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


DIALECTS: list[dict[str, Any]] = [
    {},
    {"delimiter": ";"},
    {"delimiter": "||"},
    {"quoteChar": "'"},
    {"lineTerminator": "\r\n"},
    {"lineTerminator": "\n"},
    {"lineTerminator": "\r"},
    {"lineTerminator": "~"},
    {"commentChar": "#"},
    {"commentRows": [3]},
    {"headerRows": [2]},
    {"headerRows": [1, 2]},
    {"header": False},
    {"skipInitialSpace": True},
    {"nullSequence": "NULL"},
    {"escapeChar": "\\", "doubleQuote": False},
]
TEXTS = st.text(alphabet=st.sampled_from("ab ,;\"'\n\r\t#|\\é\u00a0\ufeff"), max_size=5)
ROWS = st.lists(
    st.tuples(st.sampled_from(["1", "22", "-3", ""]), st.sampled_from(["2024-01-02", ""]), TEXTS), max_size=4
)


def quoted(value: str, dialect: dict[str, Any], always: bool) -> str:
    quote: str = dialect.get("quoteChar", '"')
    comma: str = dialect.get("delimiter", ",")
    end: str = dialect.get("lineTerminator", "\n")
    odd = any(item in value for item in (quote, comma, end, "\n", "\r", "\\", " ", "#", "\ufeff"))
    if not (always or odd):
        return value
    if "escapeChar" in dialect:
        return quote + value.replace("\\", "\\\\").replace(quote, "\\" + quote) + quote
    return quote + value.replace(quote, quote * 2) + quote


def written(rows: list[tuple[str, ...]], dialect: dict[str, Any], end: str, always: bool, last: bool) -> str:
    comma, end = dialect.get("delimiter", ","), dialect.get("lineTerminator", end)
    comma += " " if dialect.get("skipInitialSpace") else ""
    lines = [comma.join(quoted(cell, dialect, always) for cell in row) for row in rows]
    if dialect.get("header", True):
        head = [comma.join(quoted(field["name"], dialect, always) for field in FIELDS)]
        if dialect.get("headerRows") == [2]:
            head = ["a title", *head]
        if dialect.get("headerRows") == [1, 2]:
            head = [comma.join(("id", "day", "text")), comma * 2]
        lines = [*head, *lines]
    if "commentRows" in dialect:
        lines[2:2] = ["a note"] if len(lines) >= 2 else []
    if "commentChar" in dialect:
        lines.append("# x, y")
    # A file of no lines is empty: a blank line would be a finding.
    return end.join(lines) + (end if lines and (last or lines[-1] == "") else "")


TABLES = st.tuples(
    ROWS, st.sampled_from(DIALECTS), st.sampled_from(["\n", "\r\n"]), st.booleans(), st.booleans(), st.booleans()
)


def checked(dialect: dict[str, Any], encoding: str = "utf-8", **more: Any) -> CheckedTable:
    return CheckedTable(
        "t",
        "t.csv",
        (("t.csv", Path("t.csv")),),
        SCHEMA,
        dialect=Dialect.model_validate(dialect),
        encoding=encoding,
        **more,
    )


@settings(deadline=None)
@given(TABLES, st.sampled_from(["utf-8", "utf-16", "utf-8-sig"]))
def test_a_good_table_is_never_touched_whatever_is_said_of_it(table: Any, encoding: str) -> None:
    rows, dialect, end, always, last, mark = table
    data = (("\ufeff" if mark and encoding == "utf-8" else "") + written(rows, dialect, end, always, last)).encode(
        encoding
    )
    assert (
        fix_data(checked(dialect, encoding), Part(0, "t.csv", Path("t.csv")), ALL_CODES - {"blank-row"}, data) is None
    )


@settings(deadline=None)
@given(TABLES, st.data())
def test_of_a_wrong_cell_no_other_byte_changes(table: Any, data: st.DataObject) -> None:
    rows, dialect, end, always, last, mark = table
    wrong, right = data.draw(st.sampled_from([(" 7", "7"), ("1 310", "1310"), ("3.0", "3")]))
    rows = [*rows, (wrong, "", "x"), ("5", "2024-01-02", "z")]
    before, after = (
        (("\ufeff" if mark else "") + written([*rows[:-2], (cell, "", "x"), rows[-1]], dialect, end, always, last))
        for cell in (wrong, right)
    )
    if " " in wrong and not always:
        # What is in quotes stays in quotes.
        quote = dialect.get("quoteChar", '"')
        assert before.count(wrong) == 1
        head = before.index(f"{quote}{wrong}{quote}")
        after = before[:head] + f"{quote}{right}{quote}" + before[head + len(wrong) + 2 :]
    done = fix_data(checked(dialect), Part(0, "t.csv", Path("t.csv")), ALL_CODES - {"blank-row"}, before.encode())
    assert isinstance(done, FixedFile)
    assert (done.fixed.data, done.fixed.fixes) == (after.encode(), {"cells": 1})
    assert (
        fix_data(checked(dialect), Part(0, "t.csv", Path("t.csv")), ALL_CODES - {"blank-row"}, done.fixed.data) is None
    )


@settings(max_examples=25, deadline=None)
@given(TABLES, st.booleans())
def test_a_valid_package_keeps_every_byte_and_findings_never_grow(
    tmp_path_factory: pytest.TempPathFactory, table: Any, declare: bool
) -> None:
    rows, dialect, end, always, last, mark = table
    folder = tmp_path_factory.mktemp("valid")
    text = ("\ufeff" if mark else "") + written(rows, dialect, end, always, last)
    descriptor = package(folder, text.encode(), declare=declare, dialect=dialect)
    before, outcome = bytes_in(folder), check_paths([descriptor])
    assert fixed(descriptor) == []
    assert (outcome.valid, bytes_in(folder)) == (True, before)


def test_cells_of_every_kind_change_alone(tmp_path: Path) -> None:
    data = 'id,day,text\r\n" 1",2024/01/02,"a, ""b""\r\n"\r\n2, 2024-01-03,  kept  \r\n"3","x",\r\n4,04/11/2014,'
    descriptor = package(tmp_path, b"\xef\xbb\xbf" + data.encode())
    assert fixed(descriptor) == []
    expected = 'id,day,text\r\n"1",2024-01-02,"a, ""b""\r\n"\r\n2,2024-01-03,  kept  \r\n"3","x",\r\n4,04/11/2014,'
    assert (tmp_path / "t.csv").read_bytes() == b"\xef\xbb\xbf" + expected.encode()
    assert fixed(descriptor) == []


def test_declared_sizes_and_hashes_follow_and_the_descriptor_keeps_its_form(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(b"id\r\n 1\r\n")
    (tmp_path / "b.csv").write_bytes(b"id\r\n2\r\n")
    both = (tmp_path / "a.csv").read_bytes() + (tmp_path / "b.csv").read_bytes()
    text = (
        '{ "resources":[{"name" :"t","path":["a.csv", "b.csv"],\r\n\t"hash":"%s" , "bytes": %s,"note": "7 é \\u00e9",'
        '"schema":{"fields":[{"name":"id","type":"integer"}]}}]}'
    )
    descriptor = tmp_path / "datapackage.json"
    descriptor.write_bytes((text % (hashlib.md5(both).hexdigest().upper(), len(both))).encode())
    fixes = fix_paths([descriptor], None)
    write_fixes(fixes.files)
    assert [(file.path.name, file.fixed.fixes) for file in fixes.files] == [
        ("a.csv", {"cells": 1}),
        ("datapackage.json", {"declared": 2}),
    ]
    both = b"id\r\n1\r\nid\r\n2\r\n"
    assert descriptor.read_bytes() == (text % (hashlib.md5(both).hexdigest().upper(), len(both))).encode()
    assert check_paths([descriptor]).valid


def test_a_file_that_is_not_the_declared_one_is_left(tmp_path: Path) -> None:
    descriptor = package(tmp_path, b"id,day,text\n 1,,\n", bytes=3)
    before = bytes_in(tmp_path)
    assert fixed(descriptor) == [("t.csv", "left-other")]
    assert bytes_in(tmp_path) == before


@pytest.mark.parametrize(
    ("name", "pack"), [("t.csv.gz", gzip.compress), ("t.csv.bz2", bz2.compress), ("t.csv.xz", lzma.compress)]
)
def test_a_compressed_file_is_left_and_named(tmp_path: Path, name: str, pack: Any) -> None:
    descriptor = package(tmp_path, pack(b"id,day,text\n 1,,\n"), name)
    before = bytes_in(tmp_path)
    assert fixed(descriptor) == [(name, "left-compressed")]
    assert bytes_in(tmp_path) == before
    assert fixed(package(tmp_path, pack(b"id,day,text\nx,,\n"), name)) == []


@pytest.mark.parametrize("encoding", ["latin-1", "cp1252", "utf-16", "utf-16-be", "utf-32", "utf-8-sig", "shift_jis"])
def test_a_file_keeps_its_declared_encoding(tmp_path: Path, encoding: str) -> None:
    text = "id,day,text\r\n1,,{}\r\n{},,x\r\n"
    letters = "ボン" if encoding == "shift_jis" else "Ã©"
    descriptor = package(tmp_path, text.format(letters, " 7").encode(encoding), encoding=encoding)
    assert fixed(descriptor) == []
    assert (tmp_path / "t.csv").read_bytes() == text.format(letters, "7").encode(encoding)


def test_a_good_file_in_latin_1_is_never_read_as_utf_8(tmp_path: Path) -> None:
    descriptor = package(tmp_path, "id,day,text\n1,,Ã©\n".encode("latin-1"), encoding="iso-8859-1")
    before = bytes_in(tmp_path)
    assert (fixed(descriptor), bytes_in(tmp_path)) == ([], before)


def test_what_two_resources_name_is_left(tmp_path: Path) -> None:
    package(tmp_path, b"id,day,text\n 1,,\n")
    resource = {"path": "t.csv", "schema": {"fields": FIELDS}}
    both = {"resources": [{"name": "a", **resource}, {"name": "b", **resource}]}
    (tmp_path / "datapackage.json").write_text(json.dumps(both), encoding="utf-8")
    before = bytes_in(tmp_path)
    assert fixed(tmp_path / "datapackage.json") == [("t.csv", "left-shared"), ("t.csv", "left-shared")]
    assert bytes_in(tmp_path) == before


@pytest.mark.parametrize(
    ("dialect", "schema", "data", "after"),
    [
        # Rows of empty cells are rows; a line on which nothing stands is none.
        ({}, {}, "id,day,text\r\n,,\r\n\r\n1,,", "id,day,text\r\n,,\r\n1,,"),
        ({}, {}, 'id;day;text\n1;;"a;b"\n2;;"c"\n3;;d,e\n', 'id,day,text\n1,,"a;b"\n2,,"c"\n3,,"d,e"\n'),
        ({"delimiter": ";"}, {}, "id;day;text\r\n1;;a\r\n", "id;day;text\r\n1;;a\r\n"),
        ({}, {}, "text,id,day\nx,1,\n", "id,day,text\n1,,x\n"),
        ({}, {"fieldsMatch": "equal"}, "text,id,day\nx, 1,\n", "text,id,day\nx,1,\n"),
        ({}, {"fieldsMatch": "subset"}, "more,id,day,text\n 1, 1,, 1\n", "more,id,day,text\n 1,1,, 1\n"),
        ({}, {}, "id,day,text\r1,,a\r2,,b", "id,day,text\n1,,a\n2,,b"),
    ],
)
def test_a_form_is_fixed_only_where_it_has_a_finding(
    tmp_path: Path, dialect: dict[str, Any], schema: dict[str, Any], data: str, after: str
) -> None:
    descriptor = package(tmp_path, data.encode(), dialect=dialect, schema={"fields": FIELDS, **schema})
    fixed(descriptor)
    assert (tmp_path / "t.csv").read_bytes() == after.encode()


def test_a_diff_shows_every_character_that_changes(tmp_path: Path) -> None:
    descriptor = package(tmp_path, "id,day,text\r\n1,,\x0c\u2028\r\n 2,,x".encode())
    (file,) = fix_paths([descriptor], None).files
    assert [*file.diff()][2:] == [
        "@@ -2,2 +2,2 @@",
        " 1,,\x0c\u2028\r",
        "- 2,,x",
        "\\ No newline at end of file",
        "+2,,x",
        "\\ No newline at end of file",
    ]
