"""Documents of a few kilobytes that crash, hang or fill their reader: told as that, and the next one is read."""

from __future__ import annotations

import os
import re
import signal
import sys
import zipfile
import zlib
from functools import partial
from pathlib import Path
from typing import cast

import pytest

from pipeline.core import limits
from pipeline.core.errors import UserError
from pipeline.core.i18n import Language
from pipeline.findings.messages import render_finding
from pipeline.readers import text_documents
from pipeline.readers.sandbox.child_process import close_waiting
from pipeline.readers.text_documents import read_document
from pipeline.registry.spreadsheets import read_sheets
from pipeline.workflows.check_package import check_paths
from pipeline.workflows.extract import ReadText, read_in_processes
from tests import ROOT
from tests.hostile.conftest import Checked, reasons
from tests.readers.test_text_documents import pdf
from tests.registry.test_spreadsheets import ODS

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the limits are those of Linux")
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACK = "http://schemas.openxmlformats.org/package/2006"
TWO_CELLS = """<row r="1"><c r="A1" t="inlineStr"><is><t>a</t></is></c></row>
<row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>x</t></is></c></row>"""


def relation(kind: str, target: str) -> str:
    item = f'<Relationship Id="r1" Type="{REL}/{kind}" Target="{target}"/>'
    return f'<Relationships xmlns="{PACK}/relationships">{item}</Relationships>'


def xlsx(path: Path, rows: str) -> Path:
    kinds = '<Default Extension="xml" ContentType="application/xml"/>'
    sheets = '<sheets><sheet name="t" sheetId="1" r:id="r1"/></sheets>'
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{PACK}/content-types">{kinds}</Types>',
        "_rels/.rels": relation("officeDocument", "xl/workbook.xml"),
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{REL}">{sheets}</workbook>',
        "xl/_rels/workbook.xml.rels": relation("worksheet", "worksheets/sheet1.xml"),
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData></worksheet>',
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return path


def forms_in_forms(levels: int, fan: int) -> bytes:
    """A PDF whose page draws a form that draws others, `fan` to the power of `levels` in all."""

    def stream(said: bytes, data: bytes) -> bytes:
        packed = zlib.compress(data)
        return b"<<%b/Filter/FlateDecode/Length %d>>stream\n%b\nendstream" % (said, len(packed), packed)

    objects = [b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>"]
    objects += [
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R/Resources<</XObject<</F 6 0 R>>>>>>",
        stream(b"", b"/F Do"),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    for at in range(levels):
        last = at == levels - 1
        uses = b"/Font<</T 5 0 R>>" if last else b"/XObject<</F %d 0 R>>" % (7 + at)
        body = b"BT /T 12 Tf 1 1 Td (x) Tj ET" if last else b"/F Do " * fan
        objects.append(stream(b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<<%b>>" % uses, body))
    data, places = b"%PDF-1.7\n", []
    for number, content in enumerate(objects, start=1):
        places.append(len(data))
        data += b"%d 0 obj\n%b\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    end = b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, len(data))
    return data + b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1) + table + end


def test_a_pdf_of_forms_in_forms_is_refused_and_the_next_one_is_read(tmp_path: Path) -> None:
    """Seen without it: 3 kB took 10 GB and did not end."""
    (tmp_path / "a.pdf").write_bytes(forms_in_forms(11, 4))
    (tmp_path / "b.pdf").write_bytes(pdf("COP 12 was held."))
    text, (finding,) = read_document(tmp_path / "a.pdf")
    assert text is None
    assert finding.key in ("source-error/reader-memory", "source-error/reader-time")
    assert read_document(tmp_path / "b.pdf") == ("COP 12 was held.", ())


def test_a_tag_of_very_many_attributes_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Seen without it: 1.2 MB took more than a minute."""
    quick = partial(text_documents.read_in_child, seconds=1)
    monkeypatch.setattr(text_documents, "read_in_child", quick)
    many = " ".join(f'a{at}="<"' for at in range(100_000))
    (tmp_path / "x.html").write_text(f"<html><body><p {many}>x", encoding="utf-8")
    _, (finding,) = read_document(tmp_path / "x.html")
    assert (finding.key, finding.details) == ("source-error/reader-time", {"most": 1})


def test_a_plain_tag_of_very_many_attributes_is_refused_at_once(tmp_path: Path) -> None:
    """Seen without it: ten seconds of the processor until its reader was stopped."""
    many = " ".join(f'a{at}="x"' for at in range(100_000))
    (tmp_path / "x.html").write_text(f"<html><body><p {many}>x", encoding="utf-8")
    _, (finding,) = read_document(tmp_path / "x.html")
    assert finding.details == {"problem": "a tag of it has more than 5000 attributes"}


def test_a_page_with_a_picture_in_it_is_read(tmp_path: Path) -> None:
    picture = f'<img alt="x" src="data:image/png;base64,{"A" * 5_000_000}==">'
    (tmp_path / "x.html").write_text(f"<html><body><p>COP 12{picture}</p>", encoding="utf-8")
    text, found = read_document(tmp_path / "x.html")
    assert ("COP 12" in str(text), found) == (True, ())


def test_a_sheet_of_two_cells_far_apart_is_unchecked(checked: Checked, tmp_path: Path) -> None:
    """Seen without it: 2 kB aborted the process (SIGABRT)."""
    data = xlsx(tmp_path / "x.xlsx", TWO_CELLS).read_bytes()
    outcome = checked({"t.xlsx": data}, path="t.xlsx")
    assert (reasons(outcome), outcome.findings) == (["reader-memory"], ())


def test_a_sheet_of_two_cells_far_apart_is_not_imported(tmp_path: Path) -> None:
    """Seen without it: 2 kB aborted the process (SIGABRT)."""
    with pytest.raises(UserError, match="took more than 1,024 MB of memory"):
        read_sheets(xlsx(tmp_path / "x.xlsx", TWO_CELLS))


def test_an_honest_sheet_is_read_by_the_next_reader(checked: Checked, tmp_path: Path) -> None:
    with pytest.raises(UserError):
        read_sheets(xlsx(tmp_path / "x.xlsx", TWO_CELLS))
    cells = "".join(f'<row><c t="inlineStr"><is><t>{item}</t></is></c></row>' for item in "abc")
    assert read_sheets(xlsx(tmp_path / "y.xlsx", cells)) == {"t": [["a"], ["b"], ["c"]]}
    outcome = checked({"t.xlsx": (tmp_path / "y.xlsx").read_bytes()}, path="t.xlsx")
    assert (outcome.rows, outcome.valid) == (2, True)


def test_one_long_text_a_million_times_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Expected without it: texts of 30 GB in the parent."""
    monkeypatch.setattr("pipeline.readers.workbook_client.READER_BYTES", 1_000)
    cells = '<row><c t="inlineStr"><is><t>abcdefghij</t></is></c></row>' * 200
    with pytest.raises(UserError, match="gives more than"):
        read_sheets(xlsx(tmp_path / "x.xlsx", cells))


def deadly(path: Path) -> ReadText:
    """Reads documents until one kills its process."""
    if path.name == "5":
        os.kill(os.getpid(), signal.SIGKILL)
    if path.name == "7":
        os.abort()
    return ReadText(path, path.name)


def test_a_document_that_kills_its_process_costs_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    """Seen without it: "a fault of the program: BrokenProcessPool", and no document was read."""
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    found = list(read_in_processes([Path(str(at)) for at in range(10)], deadly, 1))
    assert [text.path.name for text in found] == [str(at) for at in range(10)]
    assert [text.path.name for text in found if text.text is None] == ["5", "7"]
    assert [finding.key for read in found for finding in read.findings] == [
        "source-error/reader-memory",
        "source-error/reader-crash",
    ]
    close_waiting()


def test_limits_are_within_what_a_small_machine_has() -> None:
    assert limits.READER_MEMORY <= 1 << 30


def test_a_package_with_a_workbook_that_has_a_lone_bad_number_is_no_fault_of_the_program(tmp_path: Path) -> None:
    """Seen without it: "a fault of the program: ValueError: invalid literal for int()"."""
    bad = '<row r="x"><c r="A1" t="e"><v>#N/A</v></c></row>'
    xlsx(tmp_path / "t.xlsx", bad)
    descriptor = '{"resources": [{"name": "t", "path": "t.xlsx", "schema": {"fields": [{"name": "a"}]}}]}'
    (tmp_path / "datapackage.json").write_text(descriptor, encoding="utf-8")
    assert check_paths([tmp_path / "datapackage.json"]).valid is not True


def ods(path: Path, rows: str) -> Path:
    with zipfile.ZipFile(path, "w") as parts:
        parts.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        parts.writestr("META-INF/manifest.xml", "<manifest/>")
        parts.writestr("content.xml", ODS.format(name="t", rows=rows))
    return path


def ods_row(text: str, rows: int = 1, columns: int = 1) -> str:
    cell = f'office:value-type="string"><text:p>{text}</text:p></table:table-cell>' if text else "/>"
    repeated = f'<table:table-cell table:number-columns-repeated="{columns}" {cell}'
    return f'<table:table-row table:number-rows-repeated="{rows}">{repeated}</table:table-row>'


@pytest.mark.parametrize(("row", "reason"), [("1048577", "workbook-rows"), ("99999999999", "reader-memory")])
def test_a_row_with_a_very_high_number_is_bounded(checked: Checked, tmp_path: Path, row: str, reason: str) -> None:
    """Seen without a child that has limits: 1.2 kB took more than a minute; without the limit of rows 38 s."""
    cell = '<c t="inlineStr"><is><t>a</t></is></c>'
    data = xlsx(tmp_path / "x.xlsx", f'<row r="1">{cell}</row><row r="{row}">{cell}</row>').read_bytes()
    outcome = checked({"t.xlsx": data}, path="t.xlsx")
    assert (outcome.valid, reasons(outcome)) == (None, [reason])


def test_very_many_empty_rows_are_counted(checked: Checked, tmp_path: Path) -> None:
    """Seen without it: a finding was made of each row, which took ten times as long."""
    cell = '<c t="inlineStr"><is><t>a</t></is></c>'
    data = xlsx(tmp_path / "x.xlsx", f'<row r="1">{cell}</row><row r="20002">{cell}</row>').read_bytes()
    outcome = checked({"t.xlsx": data}, path="t.xlsx")
    assert [(check.code, check.total, check.shown) for check in outcome.hidden] == [("blank-row", 20_000, 1_000)]


@pytest.mark.parametrize(
    "rows",
    [
        ods_row("x", rows=4_294_967_295),
        ods_row("x", rows=99_999_999_999, columns=99_999_999_999),
        ods_row("", rows=1_048_576) + ods_row("x"),
        ods_row("", rows=600_000, columns=16_384) + ods_row("x") + ods_row("", rows=600_000) + ods_row("x"),
    ],
)
def test_rows_that_no_sheet_has_are_unchecked(checked: Checked, tmp_path: Path, rows: str) -> None:
    """Seen without it: "valid", though all rows from the 1,048,577th on were left out."""
    data = ods(tmp_path / "x.ods", ods_row("a") + rows).read_bytes()
    outcome = checked({"t.ods": data}, path="t.ods")
    assert (outcome.valid, reasons(outcome)) == (None, ["workbook-rows"])


def test_rows_that_no_sheet_has_are_not_imported(tmp_path: Path) -> None:
    rows = ods_row("a") + ods_row("x", rows=2_000_000)
    with pytest.raises(UserError, match="a sheet has a value in row 2,000,001; at most 1,048,576 rows are read"):
        read_sheets(ods(tmp_path / "x.ods", rows))


@pytest.mark.parametrize("rows", [1_000, 1_048_573, 99_999_999])
def test_empty_rows_at_the_end_are_no_rows(checked: Checked, tmp_path: Path, rows: int) -> None:
    """LibreOffice fills a sheet with them, up to the last row that a sheet can have; other programs beyond."""
    data = ods(tmp_path / "x.ods", ods_row("a") + ods_row("x") + ods_row("y") + ods_row("", rows, 16_384)).read_bytes()
    outcome = checked({"t.ods": data}, path="t.ods")
    assert (outcome.valid, outcome.rows) == (True, 2)


def test_very_many_cells_by_repetition_are_bounded(checked: Checked, tmp_path: Path) -> None:
    """Expected without a child that has limits: 800 bytes take gigabytes."""
    data = ods(tmp_path / "x.ods", ods_row("a") + ods_row("x", rows=1_000_000, columns=40)).read_bytes()
    outcome = checked({"t.ods": data}, path="t.ods")
    assert (outcome.valid, reasons(outcome)) == (None, ["reader-memory"])


def again(path: Path, *, zip64: bool = False, twice: str = "") -> bytes:
    """A workbook written once more: each part with the sizes of zip64, or one part twice."""
    with zipfile.ZipFile(path) as old:
        parts = [(name, old.read(name)) for name in old.namelist()]
    with zipfile.ZipFile(path, "w") as new:
        for name, data in parts:
            with new.open(name, "w", force_zip64=zip64) as part:
                part.write(data)
        if twice:
            new.writestr(twice, b"<worksheet/>")
    return path.read_bytes()


HONEST = "".join(f'<row><c t="inlineStr"><is><t>{item}</t></is></c></row>' for item in "axy")


def test_a_workbook_with_sizes_of_zip64_is_read(checked: Checked, tmp_path: Path) -> None:
    outcome = checked({"t.xlsx": again(xlsx(tmp_path / "x.xlsx", HONEST), zip64=True)}, path="t.xlsx")
    assert (outcome.valid, outcome.rows) == (True, 2)


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("name", ["xl/worksheets/sheet1.xml", "XL/worksheets/Sheet1.xml"])
def test_a_workbook_with_a_part_twice_is_no_workbook(checked: Checked, tmp_path: Path, name: str) -> None:
    """Seen without it: "valid" for one of two sheets, and another program shows the other one."""
    data = again(xlsx(tmp_path / "x.xlsx", HONEST), twice=name)
    outcome = checked({"t.xlsx": data}, path="t.xlsx")
    assert [finding.key for finding in outcome.errors] == ["source-error/workbook"]


def central_entries(data: bytes | bytearray) -> list[int]:
    return [found.start() for found in re.finditer(rb"PK\x01\x02", data)]


def test_a_workbook_whose_parts_overlap_counts_each_of_them(checked: Checked, tmp_path: Path) -> None:
    """Expected without it: 5 kB that unpack to more than a machine has."""
    path = xlsx(tmp_path / "x.xlsx", HONEST)
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as parts:
        for at in range(40):
            parts.writestr(f"xl/media/{at}.bin", bytes(4 << 20) if at == 0 else b"")
    data = bytearray(path.read_bytes())
    first, *others = central_entries(data)[-40:]
    for place in others:
        data[place + 10 : place + 28] = data[first + 10 : first + 28]
        data[place + 42 : place + 46] = data[first + 42 : first + 46]
    outcome = checked({"t.xlsx": bytes(data)}, path="t.xlsx")
    assert (outcome.valid, reasons(outcome)) == (None, ["workbook-bomb"])


def test_a_workbook_with_an_encrypted_part_is_unchecked(checked: Checked, tmp_path: Path) -> None:
    """Expected without it: "not a workbook, or it is damaged", which does not say what to do."""
    data = bytearray(xlsx(tmp_path / "x.xlsx", HONEST).read_bytes())
    data[central_entries(data)[-1] + 8] |= 1
    outcome = checked({"t.xlsx": bytes(data)}, path="t.xlsx")
    assert (outcome.valid, reasons(outcome)) == (None, ["workbook-encrypted"])


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("en", "Its reader ended abnormally (SIGABRT)."),
        ("fr", "Son lecteur s’est terminé anormalement (SIGABRT)."),
        ("es", "Su lector terminó de forma anormal (SIGABRT)."),
    ],
)
def test_a_document_whose_library_aborts_is_reported_with_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lang: Language, said: str
) -> None:
    """Seen without a child: the command ended with "Aborted", and told nothing."""
    real, abort = text_documents.read_in_child, cast(str, signal.SIGABRT)
    monkeypatch.setattr(text_documents, "TEXTS", "signal")
    monkeypatch.setattr(text_documents, "read_in_child", lambda _, __: real("raise_signal", abort))
    (tmp_path / "x.pdf").write_bytes(b"%PDF-")
    text, (finding,) = read_document(tmp_path / "x.pdf")
    words = render_finding(finding, lang)
    assert (text, words.message) == (None, said)
    assert ".csv" in words.remedy
