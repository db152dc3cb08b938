"""Spreadsheets: a blank one with codes to choose from, and filled ones turned into rows."""

from __future__ import annotations

import datetime
import zipfile
from collections.abc import Callable
from pathlib import Path
from xml.sax.saxutils import escape

import openpyxl
import pytest

from pipeline.registry.spreadsheets import as_text, read_sheets
from tests.commands import passerelle

RegistryAt = Callable[[str], Path]
ODS = """<?xml version="1.0" encoding="UTF-8"?>
<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" office:version="1.3">
<office:body><office:spreadsheet><table:table table:name="{name}">{rows}</table:table></office:spreadsheet>
</office:body></office:document-content>"""


def write_xlsx(path: Path, name: str, rows: list[list[object]]) -> None:
    book = openpyxl.Workbook()
    book.active.title = name
    for row in rows:
        book.active.append(row)
    book.save(path)


CELL = '<table:table-cell office:value-type="string"><text:p>{}</text:p></table:table-cell>'


def write_ods(path: Path, name: str, rows: list[list[object]]) -> None:
    cells = ("".join(CELL.format(escape(str(cell))) for cell in row) for row in rows)
    lines = "".join(f"<table:table-row>{cell}</table:table-row>" for cell in cells)
    with zipfile.ZipFile(path, "w") as book:
        book.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        book.writestr("META-INF/manifest.xml", "<manifest/>")
        book.writestr("content.xml", ODS.format(name=name, rows=lines))


HEAD: list[object] = ["id", "Organe", "Numéro", "part", "status", "Début", "Fin"]


@pytest.mark.parametrize("write", [write_xlsx, write_ods], ids=["xlsx", "ods"])
def test_rows_of_a_spreadsheet_go_behind_those_of_the_table(
    registry_at: RegistryAt, tmp_path: Path, write: Callable[[Path, str, list[list[object]]], None]
) -> None:
    root, book = registry_at("tiny"), tmp_path / f"book.{write.__name__[-4:].strip('_')}"
    day: object = datetime.date(2017, 10, 23) if write is write_xlsx else "2017-10-23"
    rows: list[list[object]] = [
        HEAD,
        ["cms-cop-12", "cms-cop", 12, 0, "tenue", day, "28 octobre 2017"],
        ["cms-cop-11", "cms-cop", 11, 0, "held", "2014-11-04", "2014-11-09"],
    ]
    write(book, "meetings", rows)
    meetings = root / "raw" / "tables" / "meetings.csv"
    before = meetings.read_bytes()
    done = passerelle("import", str(book), "--lang", "en", cwd=root)
    assert done.stdout == (
        "meetings: 1 row added to raw/tables/meetings.csv.\nAlready present and left unchanged: cms-cop-11.\n"
    ), done.stderr
    assert meetings.read_bytes() == before + b"cms-cop-12,cms-cop,12,0,held,,2017-10-23,2017-10-28,,,,,\n"


def test_a_blank_sheet_explains_its_columns_and_offers_their_codes(registry_at: RegistryAt, tmp_path: Path) -> None:
    root = registry_at("tiny")
    done = passerelle("template", "meetings", str(tmp_path / "m.xlsx"), "--lang", "fr", cwd=root)
    assert done.returncode == 0, done.stderr
    book = openpyxl.load_workbook(tmp_path / "m.xlsx")
    sheet = book["meetings"]
    assert [sheet.cell(1, at).value for at in range(1, 8)] == [
        "id", "body_id", "number", "part", "status", "mode", "start_date",
    ]  # fmt: skip
    assert [sheet.cell(2, at).value for at in (2, 7)] == ["Organe", "Début"]
    assert sheet.cell(1, 7).comment.text.endswith("2014-11-04")
    assert (sheet.freeze_panes, sheet.cell(500, 7).number_format) == ("B3", "@")
    offered = sheet.data_validations.dataValidation
    lists = {str(item.sqref).partition(":")[0]: item.formula1 for item in offered}
    assert lists["E3"] == "lists!$E$1:$E$5"
    assert [book["lists"].cell(row, 5).value for row in range(1, 6)] == [
        "held", "planned", "postponed", "tentative", "cancelled",
    ]  # fmt: skip
    assert [book["lists"].cell(row, 2).value for row in (1, 2)] == ["cbd-cop", "cms-cop"]
    again = passerelle("template", "meetings", str(tmp_path / "m.xlsx"), cwd=root)
    assert (again.returncode, "already exists" in again.stderr) == (2, True)


def test_a_filled_template_is_taken_as_it_is(registry_at: RegistryAt, tmp_path: Path) -> None:
    root, path = registry_at("tiny"), tmp_path / "m.xlsx"
    passerelle("template", "cities", str(path), "--lang", "fr", cwd=root)
    book = openpyxl.load_workbook(path)
    for at, value in enumerate(["lima", "Équateur", "Lima", "Lima", "Lima"], start=1):
        book["cities"].cell(3, at, value)
    book.save(path)
    done = passerelle("import", str(path), "--lang", "fr", cwd=root)
    assert done.stdout == "cities\u00a0: 1 ligne en plus dans raw/tables/cities.csv.\n", done.stderr
    assert (root / "raw" / "tables" / "cities.csv").read_text(encoding="utf-8").endswith("lima,EC,Lima,Lima,Lima,,,,\n")


@pytest.mark.parametrize(
    ("name", "head", "says"),
    [
        ("meetings", ["id", "Organe", "weather"], "has columns that table meetings does not have: weather"),
        ("Feuille 1", ["a", "b", "c"], "the sheet Feuille 1 does not belong to any table"),
    ],
)
def test_what_is_of_no_table_is_reported(
    registry_at: RegistryAt, tmp_path: Path, name: str, head: list[object], says: str
) -> None:
    write_xlsx(tmp_path / "b.xlsx", name, [head, ["x", "y", "z"]])
    done = passerelle("import", str(tmp_path / "b.xlsx"), cwd=registry_at("tiny"))
    assert done.returncode == 2
    assert says in done.stderr


def test_what_is_no_spreadsheet_is_reported_in_one_line(registry_at: RegistryAt, tmp_path: Path) -> None:
    (tmp_path / "b.xlsx").write_bytes(b"PK\x03\x04 no")
    done = passerelle("import", str(tmp_path / "b.xlsx"), cwd=registry_at("tiny"))
    assert (done.returncode, len(done.stderr.splitlines())) == (2, 1)


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (None, ""), (11.0, "11"), (1.5, "1.5"), (True, "true"), (" a ", "a"),
        (datetime.date(2014, 11, 4), "2014-11-04"), (datetime.datetime.fromisoformat("2014-11-04"), "2014-11-04"),
        (datetime.datetime.fromisoformat("2014-11-04T09:30:00"), "2014-11-04T09:30:00"),
    ],
)  # fmt: skip
def test_a_cell_is_what_one_would_type(cell: object, text: str) -> None:
    assert as_text(cell) == text


def test_sheets_are_read_without_blank_rows(tmp_path: Path) -> None:
    write_xlsx(tmp_path / "b.xlsx", "s", [["a"], [None], ["b"]])
    assert read_sheets(tmp_path / "b.xlsx") == {"s": [["a"], ["b"]]}
