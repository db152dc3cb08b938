"""Quoted cells of several lines, and carriage returns: what RFC 4180 allows is text, what swallows rows is told."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.findings.messages import render_finding
from pipeline.findings.model import Outcome
from pipeline.readers.csv.block_splitter import Start, split
from pipeline.readers.csv.dialect import CsvDialect
from pipeline.readers.csv.lexer import lex
from pipeline.readers.csv.record_check import record_findings
from pipeline.readers.csv.text_layout import Sizes
from pipeline.workflows.check_package import Options, check_paths

PLAIN = CsvDialect()

INT_TEXT = ({"name": "id", "type": "integer"}, {"name": "text", "type": "string"})
TEXT_INT = ({"name": "text", "type": "string"}, {"name": "n", "type": "integer"})
TEXTS = ({"name": "id"}, {"name": "text"})
# Every block to DuckDB that is plain, and every block to the lexer.
WAYS = (Sizes(few=0), Sizes(few=1 << 30))


def check(folder: Path, data: str, fields: tuple[dict[str, Any], ...], sizes: Sizes = WAYS[1]) -> Outcome:
    (folder / "t.csv").write_bytes(data.encode())
    (folder / "s.json").write_text(json.dumps({"fields": fields}), encoding="utf-8")
    return check_paths([folder / "t.csv"], folder / "s.json", Options(sizes=sizes))


def told(outcome: Outcome) -> list[tuple[str, str, int | None, int | None]]:
    return [(finding.severity, finding.key, finding.line, finding.column) for finding in outcome.findings]


@pytest.mark.parametrize("sizes", WAYS)
@pytest.mark.parametrize(
    ("fields", "data"),
    [
        (INT_TEXT, 'id,text\n1,"Bonjour,\nmerci de votre envoi,\nau revoir"\n2,x\n'),
        (INT_TEXT, 'id,text\n1,"Dear all\nthanks, as ever\nyours, Ann"\n'),
        (INT_TEXT, 'id,text\n1,"12 rue A, Paris\n14 rue B, Lyon\n3 rue C, Lille"\n'),
        (INT_TEXT, 'id,text\n1,"a table:\n1,apples\n2,pears\nthat is all"\n'),
        (INT_TEXT, 'id,text\n1,"\n\n\n"\n2,"x\n\ny"\n'),
        (INT_TEXT, 'id,text\n1,"say ""a"",\n""b"", and\n""c"""\n'),
        (TEXTS, 'id,text\n1,"Bonjour,\nmerci de votre envoi,\nau revoir"\n'),
        (({"name": "text"},), 'text\n"a\nb\nc"\n""\n'),
        (({"name": "text"},), 'text\n"a\nb\nc"\n""'),
        (INT_TEXT, 'id,text\n1,"one\r\ntwo\r\nthree"\n2,x\n'),
        (INT_TEXT, 'id,text\n1,"page\x0cbreak\x0b\u2028\x85"\n2,x\x0c\n'),
    ],
)
def test_a_text_of_several_lines_is_a_text(
    tmp_path: Path, fields: tuple[dict[str, Any], ...], data: str, sizes: Sizes
) -> None:
    outcome = check(tmp_path, data, fields, sizes)
    assert (told(outcome), outcome.valid) == ([], True)


@pytest.mark.parametrize("sizes", WAYS)
@pytest.mark.parametrize(
    ("fields", "data", "column"),
    [
        (INT_TEXT, 'id,text\n1,"a\n2,b\n3,c"\n', 3),
        (INT_TEXT, 'id,text\n"1,a\n2,b\n3",c\n', 1),
        (INT_TEXT, 'id,text\n"1,a\n2,b\n3,c\n4",d\n', 1),
        (INT_TEXT, 'id,text\n1,"a\n2,b\n3,c\n4",d\n', 3),
        (INT_TEXT, 'id,text\r\n1,"a\r\n2,b\r\n3,c"\r\n', 3),
        # A doubled mark is part of the cell, here and in each of its lines.
        (INT_TEXT, 'id,text\n1,"a\n2,""b""\n3,""c"\n', 3),
        (INT_TEXT, 'id,text\n1,"a\n2,""\n3,""\n4,d"\n', 3),
        (
            ({"name": "a"}, {"name": "k", "type": "string", "constraints": {"enum": ["x", "y"]}}),
            'a,k\n1,"x\n2,y\n3,x"\n',
            3,
        ),
        (
            ({"name": "a"}, {"name": "k", "type": "string", "constraints": {"pattern": "[A-Z]{2}"}}),
            'a,k\n1,"FR\n2,DE\n3,IT"\n',
            3,
        ),
        # One line in three has no number: what the others have tells.
        (TEXT_INT, 'text,n\n"a,1\nb,2\nc,\nd,4\ne",5\n', 1),
    ],
)
def test_rows_by_the_types_of_the_schema_that_a_cell_swallows_are_an_error(
    tmp_path: Path, fields: tuple[dict[str, Any], ...], data: str, column: int, sizes: Sizes
) -> None:
    assert told(check(tmp_path, data, fields, sizes)) == [("error", "suspicious-quote", 2, column)]


@pytest.mark.parametrize("sizes", WAYS)
@pytest.mark.parametrize(
    ("fields", "data"),
    [
        (TEXTS, 'id,text\n1,"Bonjour\nmerci, encore\nau revoir, Jean"\n2,x\n'),
        (TEXT_INT, 'text,n\n"Bonjour,\nmerci de votre envoi,\nau revoir",5\n'),
        (INT_TEXT, 'id,text\n1,"In\n2014, we met\nand, then"\n'),
    ],
)
def test_lines_that_only_have_as_many_cells_are_a_warning_and_the_row_is_checked(
    tmp_path: Path, fields: tuple[dict[str, Any], ...], data: str, sizes: Sizes
) -> None:
    outcome = check(tmp_path, data, fields, sizes)
    assert [(finding.severity, finding.key) for finding in outcome.findings] == [("warning", "suspicious-quote/text")]
    assert (outcome.valid, outcome.rows) == (True, data.count("\n") - 3)
    assert (
        check(tmp_path, data.replace("\n1,", "\nx,").replace(",5\n", ",x\n"), fields, sizes).errors or fields == TEXTS
    )


def test_without_types_codes_of_one_shape_reveal_rows(tmp_path: Path) -> None:
    lines = ["id,text", *(f"{n},x" for n in range(1, 100))]
    lines[10], lines[55] = '10,"x', '55,x"'
    assert told(check(tmp_path, "\n".join(lines) + "\n", TEXTS)) == [("error", "suspicious-quote", 11, 4)]


@pytest.mark.parametrize("sizes", WAYS)
@pytest.mark.parametrize("fields", [INT_TEXT, TEXTS])
def test_of_many_rows_that_are_swallowed_some_may_be_wrong(
    tmp_path: Path, fields: tuple[dict[str, Any], ...], sizes: Sizes
) -> None:
    """frictionless-py, issue 1048: of 67 rows that a cell swallows one has a comma too many."""
    lines = ["id,text", *(f"{n},x" for n in range(1, 100))]
    lines[10], lines[30], lines[55] = '10,"x', "30,x,", '55,x"'
    assert told(check(tmp_path, "\n".join(lines) + "\n", fields, sizes)) == [("error", "suspicious-quote", 11, 4)]


@pytest.mark.parametrize("sizes", WAYS)
def test_a_return_in_quotes_is_a_warning_about_its_cell_and_the_row_is_checked(tmp_path: Path, sizes: Sizes) -> None:
    outcome = check(tmp_path, 'id,text\n1,"afar\r"\nx,"a\rb"\n', INT_TEXT, sizes)
    assert [
        (finding.severity, finding.key, finding.line, finding.column, finding.field) for finding in outcome.findings
    ] == [
        ("warning", "line-end/quoted", 2, 3, "text"),
        ("error", "type-error/integer", 3, 1, "id"),
        ("warning", "line-end/quoted", 3, 3, "text"),
    ]
    words = render_finding(outcome.findings[0], "en")
    assert (
        words.message
        == 'There is a carriage return in the cell "afar\\u{d}" (field text); programs read it differently.'
    )
    assert words.remedy == (
        "If it is a line break, write a line feed in its place; if it is there by mistake, delete it in the cell "
        r"(the regular expression \r(?!\n) finds it in an editor)."
    )


@pytest.mark.parametrize("sizes", WAYS)
def test_a_return_outside_of_quotes_is_an_error(tmp_path: Path, sizes: Sizes) -> None:
    data = 'id,text\n1\r,"a\rb"\n2,x\ry\n3,"z"\r\r\n'
    assert told(check(tmp_path, data, INT_TEXT, sizes)) == [
        ("error", "line-end", 2, 2),
        ("error", "line-end", 3, 4),
        ("error", "line-end", 4, 6),
        ("error", "stray-quote", 4, 6),
    ]


@pytest.mark.parametrize("sizes", WAYS)
@pytest.mark.parametrize(
    ("data", "code", "column"),
    [
        ('id,text\n1,"a\0"\n', "nul-byte", 5),
        ('id,text\n1,"a" \n', "stray-quote", 6),
        ('id,text\n"1" ,a\n', "stray-quote", 4),
    ],
)
def test_what_no_quoted_cell_may_have(tmp_path: Path, data: str, code: str, column: int, sizes: Sizes) -> None:
    outcome = check(tmp_path, data, INT_TEXT, sizes)
    assert told(outcome) == [("error", code, 2, column)]


CELLS = st.text(alphabet=st.sampled_from('a1,"\n\r'), max_size=24).map(lambda cell: '"' + cell.replace('"', '""') + '"')
ROWS = st.lists(st.tuples(st.sampled_from(["1", "2", "x", '"3"', ""]), CELLS), max_size=4)


@settings(deadline=None)
@given(ROWS, st.sampled_from(["\n", "\r\n"]), st.sampled_from([1, 2, 3]))
def test_of_a_plain_block_the_lexer_would_have_said_nothing(rows: list[tuple[str, str]], end: str, width: int) -> None:
    data = "".join(",".join(row[-width:]) + end for row in rows).encode()
    for block, view in split(io.BytesIO(data), PLAIN, width, Start()):
        for record in lex(str(view, "utf-8"), PLAIN, block.line):
            if block.plain and len(record.cells) == width:
                assert [
                    finding for finding in record_findings(record, width, "t", 1, PLAIN) if finding.code != "blank-row"
                ] == []


@settings(max_examples=20, deadline=None)
@given(ROWS, st.sampled_from(["\n", "\r\n"]), st.sampled_from([INT_TEXT, TEXT_INT, TEXTS]))
def test_duckdb_and_the_lexer_find_the_same(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, str]], end: str, fields: tuple[dict[str, Any], ...]
) -> None:
    folder = tmp_path_factory.mktemp("ways")
    data = "".join(",".join(row) + end for row in [tuple(field["name"] for field in fields), *rows])
    outcome, other = (check(folder, data, fields, sizes) for sizes in WAYS)
    assert outcome.findings == other.findings
    assert outcome.rows == other.rows
