"""Records, cells, places and faults of CSV text."""

from __future__ import annotations

import csv
import io
from functools import partial
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.readers.csv.block_splitter import Start, split
from pipeline.readers.csv.dialect import CsvDialect
from pipeline.readers.csv.lexer import Record, lex
from pipeline.readers.csv.record_lookup import plain_block_records

PLAIN = CsvDialect()


def records(text: str, size: int = 1 << 20) -> list[Record]:
    """The records of a text, block by block, the file cut where the splitter cuts it."""
    blocks = split(io.BytesIO(text.encode()), PLAIN, 2, Start(), size)
    return [record for block, view in blocks for record in lex(str(view, "utf-8"), PLAIN, block.line)]


@pytest.mark.parametrize(
    ("text", "cells"),
    [
        ("a,b\n1,2\n", [["a", "b"], ["1", "2"]]),
        ("a,b\r\n1,2\r\n", [["a", "b"], ["1", "2"]]),
        ("a,b\n1,2", [["a", "b"], ["1", "2"]]),
        ('a,b\n"x, y","say ""no"""\n', [["a", "b"], ["x, y", 'say "no"']]),
        ('a\n"two\nlines"\n', [["a"], ["two\nlines"]]),
        ('a,b\r\n"1","2"\r\n', [["a", "b"], ["1", "2"]]),
        ("a\n\nb\n", [["a"], [""], ["b"]]),
        ("\ufeffa,b\n", [["a", "b"]]),
        (",\n", [["", ""]]),
        ('"",\n', [["", ""]]),
        ("", []),
    ],
)
def test_cells(text: str, cells: list[list[str]]) -> None:
    assert [record.cells for record in records(text)] == cells
    assert all(record.faults == () for record in records(text))


@pytest.mark.parametrize(
    ("text", "kind", "place"),
    [
        ('a,b\n1,2" disc\n', "stray-quote", (2, 4)),
        ('a,b\n1,"x" y\n', "stray-quote", (2, 6)),
        ('a,b\n1,2\né,"open\n3,4\n', "unclosed-quote", (3, 3)),
        ("a,b\n1,\0\n", "nul", (2, 3)),
        ("a,b\n1,x\ry\n", "carriage-return", (2, 4)),
    ],
)
def test_faults_have_their_place(text: str, kind: str, place: tuple[int, int]) -> None:
    found = [(fault.kind, record.place_of(fault.at)) for record in records(text) for fault in record.faults]
    assert found == [(kind, place)]


def test_lines_count_those_inside_cells() -> None:
    text = 'a,b\n"x\ny\nz",1\n\n2,3\n'
    assert [(record.line, record.lines) for record in records(text)] == [(1, 1), (2, 3), (5, 1), (6, 1)]


def test_the_place_of_a_cell_behind_a_cell_of_several_lines() -> None:
    (_, record) = records('a,b,c\n"x\nyé",ü,"z"\n')
    assert [record.place(index, ",") for index in range(3)] == [(2, 1), (3, 5), (3, 7)]


rows = st.lists(
    st.lists(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0\r")), min_size=2, max_size=4),
    min_size=1,
)


@given(rows, st.sampled_from(["\n", "\r\n"]), st.integers(min_value=1, max_value=40))
def test_what_csv_writes_is_read_back_whatever_the_blocks(table: list[list[str]], end: str, size: int) -> None:
    text = io.StringIO()
    csv.writer(text, lineterminator=end).writerows(table)
    read = records(text.getvalue(), size)
    assert [record.cells for record in read] == table
    assert [record.faults for record in read] == [()] * len(table)


@given(st.text(alphabet='a,"\n\r\0é', max_size=60), st.integers(min_value=1, max_value=20))
def test_any_text_is_read_with_every_line_accounted_for(text: str, size: int) -> None:
    data = text.encode()
    assert sum(block.length for block, _ in split(io.BytesIO(data), PLAIN, 2, Start(), size)) == len(data)
    read = records(text, size)
    line = 1
    for record in read:
        assert record.line == line
        line += record.lines
    lines = text.count("\n") + (0 if text.endswith("\n") or not text else 1)
    # An unclosed quote holds the last line end as a character of its own.
    assert line - 1 - lines in ({0} if not unclosed(read) else {0, 1})


@given(st.text(alphabet='a,"\n\r\0é', max_size=60), st.integers(min_value=1, max_value=20))
def test_blocks_change_nothing(text: str, size: int) -> None:
    assert records(text, size) == records(text)


@given(rows, st.sampled_from(["\n", "\r\n"]), st.integers(min_value=20, max_value=400), st.randoms())
def test_a_record_picked_out_of_a_plain_block_is_the_one_that_reading_all_gives(
    table: list[list[str]], end: str, size: int, dice: Random
) -> None:
    text = io.StringIO()
    csv.writer(text, lineterminator=end).writerows(table)
    for block, view in split(io.BytesIO(text.getvalue().encode()), PLAIN, 2, Start(), size):
        if block.plain:
            everything = list(lex(str(view, "utf-8"), PLAIN, block.line))
            wanted = sorted(dice.sample(range(len(everything)), dice.randint(0, len(everything))))
            picked = dict(plain_block_records(partial(part, bytes(view)), block, PLAIN, wanted))
            assert list(picked) == wanted
            for number in wanted:
                record, other = picked[number], everything[number]
                assert (record.line, record.text, record.cells) == (other.line, other.text, other.cells)
                assert [record.place(at) for at in (0, 1)] == [other.place(at) for at in (0, 1)]


def part(data: bytes, start: int, length: int) -> bytes:
    return data[start : start + length]


def unclosed(read: list[Record]) -> bool:
    return any(fault.kind == "unclosed-quote" for record in read for fault in record.faults)
