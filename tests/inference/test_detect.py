"""How files are written: delimiter, quotes, encoding, header; and files that are no good tables."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from pipeline.findings.model import Finding
from tests.inference.proposals import codes, proposed, table_of

DIALECTS: list[tuple[str, dict[str, Any], list[str]]] = [
    ("a,b\n1,x\n2,y\n", {}, ["a", "b"]),
    ("a;b\n1,5;x\n2,5;y\n", {"delimiter": ";"}, ["a", "b"]),
    ("a\tb\n1\tx, y\n2\ty, z\n", {"delimiter": "\t"}, ["a", "b"]),
    ("a|b\n1|x\n2|y\n", {"delimiter": "|"}, ["a", "b"]),
    ("a\n1\n2\n", {}, ["a"]),
    ("a,b\n'x, y',1\n'z',2\n", {"quoteChar": "'"}, ["a", "b"]),
    ('a,b\n"say \\"so\\"",1\n"z",2\n', {"escapeChar": "\\"}, ["a", "b"]),
    ("a, b\n1, x\n2, y\n", {"skipInitialSpace": True}, ["a", "b"]),
    ("# made by hand\n# in 2024\na,b\n1,x\n2,y\n", {"commentChar": "#"}, ["a", "b"]),
    ("Bridges of the town\n\na,b,c\n1,x,y\n2,y,z\n", {"headerRows": [3]}, ["a", "b", "c"]),
    ("1,x,2024-01-01\n2,y,2024-01-02\n3,z,2024-01-03\n", {"header": False}, ["column_1", "column_2", "column_3"]),
    ("country,1990,1991\nFR,1,2\nDE,3,4\n", {}, ["country", "1990", "1991"]),
    ("id,id,\n1,2,3\n4,5,6\n", {"header": False, "commentRows": [1]}, ["id", "id_2", "column_3"]),
]


@pytest.mark.parametrize(("text", "dialect", "names"), DIALECTS)
def test_dialect(tmp_path: Path, text: str, dialect: dict[str, Any], names: list[str]) -> None:
    table = table_of(tmp_path, text)
    assert table.dialect == dialect
    assert [one.name for one in table.fields] == names
    assert table.rows >= 2


@pytest.mark.parametrize("encoding", ["iso-8859-1", "windows-1252", "mac-roman", "cp850", "utf-16"])
def test_encoding_is_guessed_and_told(tmp_path: Path, encoding: str) -> None:
    euro = "5 €" if encoding == "windows-1252" else "5"
    text = f"année;pièce;prix\n2020;théâtre à Besançon;{euro}\n2021;forêt;{euro}\n"
    table = table_of(tmp_path, text.encode(encoding))
    assert table.encoding == encoding
    assert [one.name for one in table.fields] == ["année", "pièce", "prix"]
    assert [one.code for one in table.doubts if one.code == "encoding"] == (
        [] if encoding == "utf-16" else ["encoding"]
    )


def test_encoding_that_shows_far_behind_the_beginning(tmp_path: Path) -> None:
    text = "id,name\n" + "".join(f"{one},plain text of a row\n" for one in range(20_000)) + "20000,Besançon\n"
    table = table_of(tmp_path, text.encode("iso-8859-1"))
    assert (table.encoding, table.rows, table.primary_key) == ("iso-8859-1", 20_001, (0,))


BAD: list[tuple[str, bytes, list[tuple[str, str | None]], int]] = [
    ("empty.csv", b"", [("source-error", "empty")], 0),
    ("picture.csv", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\xff", [("encoding-error", "binary")], 0),
    ("ragged.csv", b"a,b\n1,2\n3\n4,5,6\n7,8\n", [("missing-cell", None), ("extra-cell", None)], 1),
    ("twice.csv", b"a,a\n1,2\n3,4\n", [("duplicate-label", None)], 1),
    ("blank.csv", b"a,\n1,2\n3,4\n", [("blank-label", None)], 1),
    ("broken.json", b'[{"a": 1}, {', [("source-error", "data")], 0),
    ("text.json", b'"a text"', [("source-error", "data-rows")], 0),
    ("broken.xlsx", b"no workbook", [("source-error", "workbook")], 0),
    ("broken.parquet", b"no parquet", [("source-error", "data")], 0),
]


@pytest.mark.parametrize(("name", "data", "found", "tables"), BAD)
def test_bad_files_have_findings(
    tmp_path: Path, name: str, data: bytes, found: list[tuple[str, str | None]], tables: int
) -> None:
    (tmp_path / name).write_bytes(data)
    proposal = proposed(tmp_path / name)
    assert [(one.code, one.variant) for one in proposal.findings] == found
    assert all(isinstance(one, Finding) and one.file for one in proposal.findings)
    assert len(proposal.tables) == tables


def test_a_header_alone_has_fields_of_no_known_type(tmp_path: Path) -> None:
    table = table_of(tmp_path, "id,name\n")
    assert [(one.name, one.properties) for one in table.fields] == [
        ("id", {"type": "string"}),
        ("name", {"type": "string"}),
    ]
    assert {one.code for one in table.doubts} == {"few-rows", "no-rows"}
    assert [codes(one) for one in table.fields] == [["empty-column"], ["empty-column"]]


def test_a_table_of_very_many_columns_is_left(tmp_path: Path) -> None:
    path = tmp_path / "wide.csv"
    path.write_text(",".join(f"c{one}" for one in range(1_001)) + "\n", encoding="utf-8")
    proposal = proposed(path)
    assert proposal.tables == ()
    assert [(one.reason, one.details) for one in proposal.unchecked] == [("columns", {"found": 1_001, "most": 1_000})]


def test_a_folder_is_no_table(tmp_path: Path) -> None:
    proposal = proposed(tmp_path)
    assert [(one.code, one.variant) for one in proposal.findings] == [("source-error", "folder")]
    assert proposal.tables == ()


def test_two_files_of_one_name_are_two_tables(tmp_path: Path) -> None:
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "data.csv").write_text("id\n1\n2\n", encoding="utf-8")
    proposal = proposed(tmp_path / "a" / "data.csv", tmp_path / "b" / "data.csv")
    assert [one.name for one in proposal.tables] == ["data", "data-2"]


def test_json_of_objects_and_rows_below_a_property(tmp_path: Path) -> None:
    rows = [{"id": 1, "ok": True, "tags": ["a"], "at": "2024-01-01"}, {"id": 2, "ok": False, "tags": [], "n": 1.5}]
    table = table_of(tmp_path, json.dumps({"meta": {}, "rows": rows}), "data.json")
    assert (table.format, table.dialect) == ("json", {"property": "rows"})
    types = {one.name: one.properties["type"] for one in table.fields}
    assert types == {"id": "integer", "ok": "boolean", "tags": "array", "at": "date", "n": "number"}


def test_cells_of_several_types_are_of_any(tmp_path: Path) -> None:
    table = table_of(tmp_path, json.dumps([{"a": 1}, {"a": "x"}]), "data.json")
    assert table.fields[0].properties == {"type": "any"}
    assert codes(table.fields[0]) == ["mixed"]


def test_sheets_of_a_workbook_are_tables(tmp_path: Path) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    book.active.title = "Ponts"
    for row in (["Les ponts"], [], ["id", "opened", "length"], [1, "2020-01-01", 12.5], [2, "2021-01-01", 8]):
        book.active.append(row)
    other = book.create_sheet("Visites")
    for row in (["bridge_id", "state"], [1, "good"], [2, "bad"], [1, "bad"]):
        other.append(row)
    book.save(tmp_path / "data.xlsx")
    bridges, visits = proposed(tmp_path / "data.xlsx").tables
    assert (bridges.name, bridges.dialect) == ("data-ponts", {"sheetName": "Ponts", "headerRows": [3]})
    assert [one.properties["type"] for one in bridges.fields] == ["integer", "date", "number"]
    assert (visits.name, visits.rows, visits.dialect) == ("data-visites", 3, {"sheetName": "Visites"})
