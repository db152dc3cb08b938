"""The fast reader of small plain blocks gives the lexer's cells, or leaves the block to the lexer."""

import pytest

from pipeline.readers.csv.dialect import CsvDialect
from pipeline.readers.csv.lexer import lex
from pipeline.readers.csv.simple_rows import plain_rows

DIALECT = CsvDialect()
READ = [
    "1,2\n3,4\n",
    "1,2\n3,4",
    "1,2\r\n3,4\r\n",
    ",\n",
    '"1","2"\n3,4\n',
    '"a ""b""",2\n"",4\n',
    '"two\nlines",2\n3,4\n',
    '"a, b",2\r\n"c\r\nd",4\r\n',
    " 1 ,\t2\n",
]
LEFT = ["1,2\n\n3,4\n", "1,2\n3\n", "1,2\n3,4,5\n", '"a\nb\nc",2\n', '"a"b,2\n', "\ufeff1,2\n"]


@pytest.mark.parametrize("text", READ)
def test_rows_are_those_of_the_lexer(text: str) -> None:
    assert plain_rows(text, DIALECT, 2) == [record.cells for record in lex(text, DIALECT, 2)]


@pytest.mark.parametrize("text", LEFT)
def test_what_may_be_no_row_is_left_to_the_lexer(text: str) -> None:
    assert plain_rows(text, DIALECT, 2) is None


def test_delimiter_and_quote_are_those_of_the_dialect() -> None:
    assert plain_rows("'a;b';c\n", CsvDialect(delimiter=";", quote="'"), 2) == [["a;b", "c"]]
