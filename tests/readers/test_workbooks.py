"""Tables in workbooks: which sheet is read, how cells are stored, and the address of what is wrong."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable, Sequence
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter

from pipeline.findings.messages import render_finding, render_unchecked
from pipeline.findings.model import Finding, Outcome
from pipeline.workflows.check_package import check_paths

pytestmark = pytest.mark.filterwarnings("ignore::EncodingWarning:openpyxl")

Rows = Sequence[Sequence[Any]]
FIELDS = {"id": {"type": "integer"}, "x": {"type": "string"}}
GOOD: Rows = [["id", "x"], [1, "a"]]
WRONG: Rows = [["id", "x"], ["q", "b"]]
MOMENT = datetime(2024, 12, 25, 14, 5)  # noqa: DTZ001 - cells have no zone
MIDNIGHT = datetime(2024, 12, 25)  # noqa: DTZ001


def workbook(sheets: dict[str, Rows], formats: dict[str, str] | None = None) -> openpyxl.Workbook:
    """A workbook of sheets; the number formats are of cells of the first one."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for number, row in enumerate(rows, start=1):
            for column, value in enumerate(row, start=1):
                sheet.cell(number, column, value)
    for address, form in (formats or {}).items():
        book.worksheets[0][address].number_format = form
    return book


def saved(book: openpyxl.Workbook) -> bytes:
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


Check = Callable[..., Outcome]


@pytest.fixture
def check(tmp_path: Path) -> Check:
    """The check of a package with one workbook: rows of its only sheet, sheets, a book, or bytes."""

    def run(
        given: Rows | dict[str, Rows] | openpyxl.Workbook | bytes,
        fields: dict[str, Any] | None = FIELDS,
        dialect: dict[str, Any] | None = None,
        path: str = "t.xlsx",
    ) -> Outcome:
        if isinstance(given, dict):
            given = workbook(given)
        elif not isinstance(given, bytes | openpyxl.Workbook):
            given = workbook({"Un": given})
        (tmp_path / path).write_bytes(given if isinstance(given, bytes) else saved(given))
        resource: dict[str, Any] = {"name": "t", "type": "table", "path": path, "dialect": dialect or {}}
        if fields is not None:
            resource["schema"] = {"fields": [{"name": name, **field} for name, field in fields.items()]}
        (tmp_path / "datapackage.json").write_text(json.dumps({"resources": [resource]}), encoding="utf-8")
        return check_paths([tmp_path / "datapackage.json"])

    return run


def places(outcome: Outcome) -> list[tuple[str, Any]]:
    """Each error with the address of its cell."""
    return [(finding.key, finding.details.get("cell")) for finding in outcome.errors]


def message(finding: Finding) -> str:
    return render_finding(finding, "en").message


@pytest.mark.parametrize(
    "dialect",
    [
        {"sheetName": "Deux"},
        {"sheetNumber": 2},
        {"excel": {"sheet": "Deux"}},
        {"excel": {"sheet": 2}},
        {"ods": {"sheet": "Deux"}},
        {"sheetName": "Deux", "sheetNumber": 2},
    ],
)
def test_the_sheet_that_is_named_is_read(check: Check, dialect: dict[str, Any]) -> None:
    outcome = check({"Un": GOOD, "Deux": WRONG}, dialect=dialect)
    (error,) = outcome.errors
    assert (error.key, error.line, error.column, error.row) == ("type-error/integer", 2, 1, 2)
    assert message(error) == 'Sheet "Deux", cell A2: "q" is not an integer; field id accepts integers only.'


def test_the_address_is_in_the_message_of_each_language(check: Check) -> None:
    (error,) = check(WRONG).errors
    assert render_finding(error, "fr").message.startswith("Feuille «\u202fUn\u202f», cellule A2\u00a0: «\u202fq\u202f»")
    assert render_finding(error, "es").message.startswith("Hoja «Un», celda A2: ")


@pytest.mark.parametrize(
    ("dialect", "key", "suggestion"),
    [
        ({"sheetName": "deux "}, "source-error/sheet", "Deux"),
        ({"sheetName": "Trois"}, "source-error/sheet", None),
        ({"sheetNumber": 3}, "source-error/sheet-number", None),
    ],
)
def test_a_sheet_that_is_not_there_is_an_error(
    check: Check, dialect: dict[str, Any], key: str, suggestion: str | None
) -> None:
    (error,) = check({"Un": GOOD, "Deux": WRONG}, dialect=dialect).errors
    assert (error.key, error.suggestion, error.details["sheets"]) == (key, suggestion, "Un, Deux")


def test_a_name_and_a_number_of_two_sheets_is_an_error_and_the_name_is_read(check: Check) -> None:
    outcome = check({"Un": GOOD, "Deux": WRONG}, dialect={"sheetName": "Deux", "sheetNumber": 1})
    assert places(outcome) == [("source-error/sheet-twice", None), ("type-error/integer", "A2")]


def test_several_sheets_with_data_and_none_named_is_a_warning(check: Check) -> None:
    outcome = check({"Un": GOOD, "Deux": WRONG, "Vide": []})
    (warning,) = outcome.warnings
    assert outcome.valid
    assert message(warning) == (
        'The descriptor names no sheet, so the first one, "Un", is read. These are not read: Deux.'
    )


def test_empty_and_hidden_sheets_are_not_in_question(check: Check) -> None:
    book = workbook({"Un": GOOD, "Vide": [], "Listes": WRONG})
    book["Listes"].sheet_state = "hidden"
    assert check(book).findings == ()


def test_a_first_sheet_that_is_hidden_is_a_warning(check: Check) -> None:
    book = workbook({"Un": GOOD, "Deux": WRONG})
    book["Un"].sheet_state = "hidden"
    outcome = check(book)
    assert (outcome.valid, [finding.variant for finding in outcome.warnings]) == (True, ["sheet-hidden"])


@pytest.mark.parametrize(("sheets", "variant"), [({"Un": [], "Deux": GOOD}, "sheet-empty"), ({"Un": []}, "empty")])
def test_an_empty_sheet_is_an_error(check: Check, sheets: dict[str, Rows], variant: str) -> None:
    assert [finding.variant for finding in check(sheets).errors] == [variant]


@pytest.mark.parametrize("form", ["default", "any", "%d/%m/%Y %H:%M"])
def test_true_dates_pass_whatever_the_format_of_texts_is(check: Check, form: str) -> None:
    day, clock = (form.split(" ") * 2)[:2] if "%" in form else (form, form)
    fields = {
        "d": {"type": "date", "format": day},
        "t": {"type": "time", "format": clock},
        "m": {"type": "datetime", "format": form},
    }
    rows = [["d", "t", "m"], [date(2024, 12, 25), time(14, 5), MOMENT], [MIDNIGHT, time(14, 5, 30), MIDNIGHT]]
    assert check(rows, fields).valid


@pytest.mark.parametrize(
    ("cell", "form", "field"),
    [
        (timedelta(hours=30, minutes=5), "[h]:mm", {"type": "duration", "constraints": {"enum": ["PT30H5M"]}}),
        (time(1, 2, 3), "h:mm:ss", {"type": "duration", "constraints": {"enum": ["PT1H2M3S"]}}),
        (timedelta(hours=3), "[h]:mm", {"type": "time", "constraints": {"enum": ["03:00:00"]}}),
        (date(2024, 3, 1), "mmm yyyy", {"type": "yearmonth", "constraints": {"enum": ["2024-03"]}}),
        (2024.0, "0", {"type": "year"}),
        (12.0, "0.00", {"type": "integer", "constraints": {"enum": [12]}}),
        (11.999999999999998, "0.00", {"type": "integer", "constraints": {"enum": [12]}}),
        (0.1 + 0.2, "General", {"type": "number", "constraints": {"maximum": 0.3}}),
        (0.25, "0%", {"type": "number", "constraints": {"enum": [0.25]}}),
        (12.5, '#,##0.00 "€"', {"type": "number", "decimalChar": ","}),
        ("12,5", "@", {"type": "number", "decimalChar": ","}),
        ("007", "@", {"type": "string"}),
        ("25/12/2024", "@", {"type": "date", "format": "%d/%m/%Y"}),
        (True, "General", {"type": "boolean", "trueValues": ["oui"], "falseValues": ["non"]}),
        ("oui", "General", {"type": "boolean", "trueValues": ["oui"], "falseValues": ["non"]}),
        (1, "General", {"type": "boolean"}),
        (-99, "General", {"type": "integer", "missingValues": ["-99"], "constraints": {"minimum": 0}}),
        (0, "yyyy-mm-dd", {"type": "date", "missingValues": ["0"]}),
        (20241225, "0", {"type": "date", "format": "%Y%m%d", "constraints": {"enum": ["20241225"]}}),
        ("#N/A", "General", {"type": "integer", "missingValues": ["#N/A"]}),
        (date(2024, 1, 2), "yyyy-mm-dd", {"type": "any"}),
    ],
)
def test_a_cell_is_the_value_that_people_see(check: Check, cell: Any, form: str, field: dict[str, Any]) -> None:
    outcome = check(workbook({"Un": [["v", "k"], [cell, 1]]}, {"A2": form}), {"v": field, "k": {"type": "integer"}})
    assert outcome.findings == ()


@pytest.mark.parametrize(
    ("cell", "field", "key", "text"),
    [
        (75001, "string", "type-error/workbook-number", "75001 is stored as a number in the workbook; "),
        (75001, "list", "type-error/workbook-number", "75001 is stored as a number in the workbook; "),
        (True, "string", "type-error/workbook-boolean", "true is stored as a logical value (TRUE or FALSE) "),
        (date(2024, 1, 2), "string", "type-error/workbook-date", "2024-01-02 is stored as a date or time "),
        (date(2024, 1, 2), "number", "type-error/workbook-date", "2024-01-02 is stored as a date or time "),
        (date(2024, 3, 2), "yearmonth", "type-error/workbook-date", "2024-03-02 is stored as a date or time "),
        (45000, "date", "type-error/workbook-day", "45000 is stored as a number in the workbook; "),
        (1012024, {"type": "date", "format": "%d%m%Y"}, "type-error/workbook-day", "1012024 is stored as a number "),
        (MOMENT, "date", "type-error/workbook-moment", "2024-12-25T14:05:00 is stored in the workbook; "),
        ("#DIV/0!", "number", "type-error/workbook-error", "The cell holds the error #DIV/0! and no value (field v)."),
        ("#REF!", "string", "type-error/workbook-error", "The cell holds the error #REF! and no value (field v)."),
        ("#N/A", "any", "type-error/workbook-error", "The cell holds the error #N/A and no value (field v)."),
        ("=A1", "number", "type-error/workbook-formula", "The result of the formula =A1 is not in the file; "),
        (1.5, "integer", "type-error/integer", '"1.5" is not an integer; '),
        (2, "boolean", "type-error/boolean", '"2" is not a boolean; '),
    ],
)
def test_what_is_stored_otherwise_is_a_matter_of_the_workbook(
    check: Check, cell: Any, field: str | dict[str, str], key: str, text: str
) -> None:
    outcome = check(
        [["k", "v"], [1, None], [2, cell]],
        {"k": {"type": "integer"}, "v": {"type": field} if isinstance(field, str) else field},
    )
    (error,) = outcome.errors
    assert (error.key, error.line, error.column, error.details["cell"]) == (key, 3, 2, "B3")
    assert message(error).startswith(f'Sheet "Un", cell B3: {text}')


def test_a_result_that_is_empty_text_is_an_empty_cell(tmp_path: Path, check: Check) -> None:
    book = xlsxwriter.Workbook(str(tmp_path / "made.xlsx"))
    sheet = book.add_worksheet("Un")
    sheet.write_row(0, 0, ["id", "x"])
    sheet.write_number(1, 0, 1)
    sheet.write_formula(1, 1, '="a"', None, "a")
    sheet.write_formula(2, 0, "=1+1", None, 2)
    book.close()
    assert check((tmp_path / "made.xlsx").read_bytes()).findings == ()


def test_the_calendar_of_1904_is_read(tmp_path: Path, check: Check) -> None:
    book = xlsxwriter.Workbook(str(tmp_path / "made.xlsx"), {"date_1904": True})
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ["d"])
    sheet.write_datetime(1, 0, MIDNIGHT, book.add_format({"num_format": "dd/mm/yyyy"}))
    book.close()
    only = {"enum": ["2024-12-25"]}
    assert check((tmp_path / "made.xlsx").read_bytes(), {"d": {"type": "date", "constraints": only}}).valid


def test_a_long_number_is_a_warning_once_a_column(check: Check) -> None:
    fields = {"id": {"type": "integer"}, "x": {"type": "number"}}
    rows = [["id", "x"], [123456789012345, 1e20], [1234567890123456, 2], [1234567890123457, 3]]
    outcome = check(rows, fields)
    (warning,) = outcome.warnings
    assert outcome.valid
    assert (warning.key, warning.details["cell"]) == ("type-error/workbook-digits", "A3")


def test_cells_with_a_format_and_no_value_are_no_finding(check: Check) -> None:
    book = workbook({"Un": GOOD})
    for row in range(1, 30):
        for column in range(1, 9):
            book["Un"].cell(row, column).number_format = "0.00"
    outcome = check(book)
    assert (outcome.findings, outcome.rows) == ((), 1)


def test_empty_rows_above_and_columns_before_the_table_are_passed_over(check: Check) -> None:
    rows = [[], [], [None, "id", "x"], [None, 1, "a"], [None, "q", "b"]]
    (error,) = check(rows).errors
    assert (error.key, error.line, error.column, error.details["cell"]) == ("type-error/integer", 5, 2, "B5")


def test_an_empty_row_inside_the_table_is_a_finding_and_the_rest_is_checked(check: Check) -> None:
    outcome = check([["id", "x"], [1, "a"], [], ["q", "b"]])
    assert [(finding.code, finding.line) for finding in outcome.errors] == [("blank-row", 3), ("type-error", 4)]


def test_a_cell_beyond_the_header_is_a_finding_and_its_row_is_checked(check: Check) -> None:
    outcome = check([["id", "x"], ["q", "a", None, "note"]])
    assert places(outcome) == [("type-error/integer", "A2"), ("extra-cell/workbook", "D2")]
    assert outcome.rows == 1


def test_a_wrong_label_has_its_address(check: Check) -> None:
    errors = check([["id", "y"], [1, "a"]]).errors
    assert ("extra-label", "B1") in [(finding.code, finding.details.get("cell")) for finding in errors]


@pytest.mark.parametrize(
    ("rows", "dialect"),
    [
        ([["Titre"], [], ["id", "x"], ["q", "b"]], {"headerRows": [3]}),
        ([["# titre"], ["id", "x"], ["# note"], ["q", "b"]], {"commentChar": "#"}),
        ([["id", "x"], ["entier", "texte"], [1, "a"], ["q", "b"]], {"commentRows": [2]}),
        ([[1, "a"], [2, "b"], [3, "c"], ["q", "b"]], {"header": False}),
    ],
)
def test_the_dialect_frames_the_rows_of_a_sheet(check: Check, rows: Rows, dialect: dict[str, Any]) -> None:
    outcome = check(rows, dialect=dialect)
    assert places(outcome) == [("type-error/integer", "A4")]


def test_labels_of_two_rows_are_joined_and_merged_cells_name_all_their_columns(check: Check) -> None:
    book = workbook({"Un": [["a", "b", None], ["id", "x", "y"], [1, "t", "q"]]})
    book["Un"].merge_cells("B1:C1")
    fields = {"a_id": {"type": "integer"}, "b_x": {"type": "string"}, "b_y": {"type": "integer"}}
    outcome = check(book, fields, {"headerRows": [1, 2], "headerJoin": "_"})
    assert places(outcome) == [("type-error/integer", "C3")]


def test_a_header_below_the_last_row_is_an_error(check: Check) -> None:
    assert [finding.variant for finding in check(GOOD, dialect={"headerRows": [9]}).errors] == ["empty"]


def test_a_key_that_is_double_has_its_address(check: Check) -> None:
    fields = {"id": {"type": "integer", "constraints": {"unique": True}}}
    assert places(check([["id"], [1], [1.0]], fields)) == [("unique-error", "A3")]


def test_an_xlsx_that_is_named_xls_is_read(check: Check) -> None:
    assert places(check(WRONG, path="t.xls")) == [("type-error/integer", "A2")]


@pytest.mark.parametrize("data", [b"", b"id,x\n1,a\n", b"PK\x03\x04 no", b"<html></html>"])
def test_what_is_no_workbook_is_an_error(check: Check, data: bytes) -> None:
    (error,) = check(data).errors
    assert message(error) == "The file is not a workbook, or it is damaged."


def test_a_workbook_with_a_password_is_unchecked(check: Check) -> None:
    data = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le")
    outcome = check(data)
    assert (outcome.valid, [item.reason for item in outcome.unchecked]) == (None, ["workbook-encrypted"])


def test_a_workbook_that_explodes_is_unchecked(check: Check) -> None:
    data = io.BytesIO()
    with (
        zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as parts,
        parts.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as part,
    ):
        for _ in range(130):
            part.write(bytes(1 << 20))
    outcome = check(data.getvalue())
    assert (outcome.valid, [item.reason for item in outcome.unchecked]) == (None, ["workbook-bomb"])


def test_without_the_extra_a_workbook_is_unchecked_with_what_to_install(
    check: Check, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(__import__("sys").modules, "python_calamine", None)
    (unchecked,) = check(GOOD).unchecked
    assert render_unchecked(unchecked, "en").remedy == 'Run pip install "passerelle[excel]", then check again.'


ODS = (
    '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" office:version="1.2"><office:body><office:spreadsheet>'
    "{tables}</office:spreadsheet></office:body></office:document-content>"
)


def ods(sheets: dict[str, Sequence[str]]) -> bytes:
    """An .ods of sheets, each of rows of cells as XML."""
    tables = "".join(
        f'<table:table table:name="{name}">'
        + "".join(f"<table:table-row>{row}</table:table-row>" for row in rows)
        + "</table:table>"
        for name, rows in sheets.items()
    )
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as parts:
        parts.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        parts.writestr("content.xml", ODS.format(tables=tables))
        manifest = '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
        parts.writestr("META-INF/manifest.xml", manifest)
    return data.getvalue()


def ods_cell(kind: str, value: str, text: str, more: str = "") -> str:
    name = {"float": "value", "string": "string-value"}.get(kind, f"{kind}-value")
    head = f'office:value-type="{kind}" office:{name}="{value}" {more}'
    return f"<table:table-cell {head}><text:p>{text}</text:p></table:table-cell>"


def test_a_sheet_of_ods_is_read_by_its_name_with_its_dates_errors_and_formulas(check: Check) -> None:
    label = ods_cell("string", "d", "d") + ods_cell("string", "n", "n")
    sheet = [
        label,
        ods_cell("date", "1850-03-04", "04/03/1850") + ods_cell("float", "1", "1"),
        ods_cell("date", "2024-03-04", "04/03/2024")
        + ods_cell("string", "", "#DIV/0!", 'table:formula="of:=1/0" calcext:value-type="error"'),
        ods_cell("date", "2024-03-05", "05/03/2024") + '<table:table-cell table:formula="of:=1+1"/>',
    ]
    fields = {"d": {"type": "date", "format": "%d/%m/%Y"}, "n": {"type": "integer"}}
    outcome = check(ods({"Un": [label], "Deux": sheet}), fields, {"sheetName": "Deux"}, "t.ods")
    assert places(outcome) == [("type-error/workbook-error", "B3"), ("type-error/workbook-formula", "B4")]
