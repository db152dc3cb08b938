"""Mending: what is right keeps its bytes, mending twice changes nothing more, and no value comes to mean another."""

from __future__ import annotations

import csv
import io
import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.core.errors import PasserelleError
from pipeline.core.text.mojibake import repaired
from pipeline.datapackage.descriptors import Schema
from pipeline.readers.csv.dialect import CsvDialect
from pipeline.readers.csv.lossless import read_lines, write_lines
from pipeline.workflows.fix import CellFix, Fixed, fix_cells, fix_layout
from pipeline.workflows.fix.encoding import decoded
from pipeline.workflows.fix.package import fix_paths
from pipeline.workflows.fix.patched_files import FixedFile
from pipeline.workflows.fix.registry import write_fixes

PLAIN = CsvDialect()
SCHEMA = Schema.model_validate(
    {
        "fields": [
            {"name": "id", "type": "string", "title_fr": "Identifiant"},
            {"name": "start_date", "type": "date", "title_fr": "Date de début"},
            {"name": "count", "type": "integer"},
        ]
    }
)
CELLS = st.text(alphabet=st.sampled_from('ab,;"\n\r\t é€\u00a0|='), max_size=6)
TABLES = st.lists(st.lists(CELLS, min_size=3, max_size=3), max_size=5)


def shaped(data: bytes) -> Fixed:
    fixed = fix_layout(data, SCHEMA, PLAIN)
    assert fixed is not None
    return fixed


def table(rows: list[list[str]], delimiter: str = ",", ends: str = "\n", head: str = "id,start_date,count") -> bytes:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator=ends).writerows([head.split(","), *rows])
    return out.getvalue().encode()


@given(st.binary(max_size=80))
def test_any_bytes_are_fixed_once_and_for_all(data: bytes) -> None:
    fixed = fix_layout(data, SCHEMA, PLAIN)
    if fixed is not None:
        assert shaped(fixed.data) == Fixed(fixed.text)


@given(TABLES, st.sampled_from(",;\t"), st.sampled_from(["\n", "\r\n"]))
def test_any_table_is_fixed_once_and_for_all(rows: list[list[str]], delimiter: str, ends: str) -> None:
    fixed = shaped(table(rows, delimiter, ends))
    assert shaped(fixed.data) == Fixed(fixed.text)


@given(TABLES.filter(lambda rows: not any("\r" in cell for row in rows for cell in row)), st.sampled_from(",;\t"))
def test_another_delimiter_changes_no_value(rows: list[list[str]], delimiter: str) -> None:
    text = shaped(table(rows, delimiter)).text
    kept = [row for row in rows if any(cell.strip() for cell in row)]
    assert list(csv.reader(io.StringIO(text, newline=""))) == [["id", "start_date", "count"], *kept]


@given(st.text(alphabet='ab,"\n\ré;', max_size=60))
def test_lines_that_nobody_fixes_are_written_as_they_were(text: str) -> None:
    assert write_lines(read_lines(text, PLAIN), PLAIN) == text


def test_one_cell_is_fixed_and_every_other_byte_stays() -> None:
    before = 'id,start_date,count\n"a",2014/11/4,"1"\n"b ""c""",2014-11-05,2\n'
    cell_fixes: dict[str, CellFix] = {
        "id": lambda cell, _row: cell,
        "count": lambda cell, _row: cell,
        "start_date": lambda cell, _row: cell.replace("2014/11/4", "2014-11-04"),
    }
    fixed = fix_cells(shaped(before.encode()), SCHEMA, cell_fixes, PLAIN)
    assert fixed == Fixed(before.replace("2014/11/4", "2014-11-04"), {"cells": 1})


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"\xef\xbb\xbfid\n", "id\n"),
        ("Équateur\nKenya\n".encode("cp1252"), "Équateur\nKenya\n"),
        ("Équateur\n".encode() + "Brésil\n".encode("cp1252"), "Équateur\nBrésil\n"),
        ("L’été – 5 €\n".encode("cp1252"), "L’été – 5 €\n"),
        ("Équateur\n".encode("utf-16"), "Équateur\n"),
        ("Бонн\n".encode("cp1251"), None),
        ("Βόννη\n".encode("iso8859-7"), None),
        ("ボン\n".encode("shift_jis"), None),
        (b"caf\x81\n", None),
        (b"\xff\xfea", None),
    ],
)
def test_an_encoding_is_known_or_left_alone(data: bytes, text: str | None) -> None:
    assert decoded(data) == text


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("MontrÃ©al", "Montréal"),
        ("lâ€™Ã©tÃ©", "l’été"),
        ("Montréal", None),
        ("Ã", None),
        ("São Tomé", None),
        ("ÅLAND", None),
        ("Â", None),
        ("GÖTEBORG", None),
        ("naïve Â£5 и", None),
    ],
)
def test_text_in_a_wrong_encoding_is_known_again(text: str, meant: str | None) -> None:
    assert repaired(text) == meant


@given(st.text(alphabet=st.characters(min_codepoint=0xA0, max_codepoint=0x17F), min_size=1, max_size=12))
def test_what_was_read_in_a_wrong_encoding_is_what_it_was(text: str) -> None:
    try:
        wrong = text.encode().decode("cp1252")
    except UnicodeDecodeError:
        return
    assert repaired(wrong) == text


def test_a_header_is_known_again_by_its_titles() -> None:
    fixed = shaped(table([["a", "2014-11-04", "1"]], head="Identifiant,DATE DE DEBUT,Count"))
    assert fixed == Fixed("id,start_date,count\na,2014-11-04,1\n", {"labels": 3})


def test_a_line_with_a_return_too_many_keeps_it() -> None:
    before = b"id,start_date,count\na,,\r\r\n"
    assert shaped(before) == Fixed(before.decode())


def test_two_labels_for_one_field_are_left_alone() -> None:
    before = b"id,Identifiant,count\na,b,1\n"
    assert shaped(before) == Fixed(before.decode())


def test_a_column_with_something_in_it_is_not_thrown_away() -> None:
    before = b"id,start_date,count,\na,2014-11-04,1,seen\n"
    assert shaped(before) == Fixed(before.decode())


def package(folder: Path, rows: str) -> Path:
    (folder / "t.csv").write_text(rows, encoding="utf-8")
    path = folder / "t.schema.json"
    path.write_text(SCHEMA.model_dump_json(by_alias=True, exclude_defaults=True), encoding="utf-8")
    return path


def test_of_any_package_only_wrong_cells_are_fixed(tmp_path: Path) -> None:
    schema = package(tmp_path, "id,start_date,count\n  kept  , 2014-11-04 ,1 310\nx,25/12/2014,3.0\ny,04/11/2014,3.5\n")
    (file,) = fix_paths([tmp_path / "t.csv"], schema).files
    assert file.fixed.text == "id,start_date,count\n  kept  ,2014-11-04,1310\nx,2014-12-25,3\ny,04/11/2014,3.5\n"
    write_fixes([file])
    assert fix_paths([tmp_path / "t.csv"], schema).files == []


def test_a_file_keeps_its_rights_and_a_link_its_target(tmp_path: Path) -> None:
    path, link = tmp_path / "a.csv", tmp_path / "b.csv"
    path.write_bytes(b"old")
    path.chmod(0o640)
    link.symlink_to(path)
    write_fixes([FixedFile("b.csv", link, b"old", Fixed("new"))])
    assert (path.read_bytes(), stat.S_IMODE(path.stat().st_mode), link.is_symlink()) == (b"new", 0o640, True)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.csv", "b.csv"]


def test_a_file_that_somebody_has_changed_meanwhile_is_not_written(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"theirs")
    with pytest.raises(PasserelleError, match="was changed while it was corrected"):
        write_fixes([FixedFile("a.csv", path, b"old", Fixed("new"))])
    assert path.read_bytes() == b"theirs"
