"""The dialect of delimited text (Table Dialect of Data Package 2.0)."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.datapackage.descriptors import Dialect

LINE_ENDS = ("\n", "\r\n")


@dataclass(frozen=True)
class CsvDialect:
    """The properties of a Table Dialect for delimited text, with the standard's defaults.

    `terminator`: None for LF or CR LF. `header_rows`: 1-based, empty if there is no header. `comment_rows`: 1-based;
    rows that begin with `comment_char` are comments too.
    """

    delimiter: str = ","
    quote: str = '"'
    double_quote: bool = True
    escape: str | None = None
    terminator: str | None = None
    skip_initial_space: bool = False
    null_sequence: str | None = None
    header_rows: tuple[int, ...] = (1,)
    header_join: str = " "
    comment_rows: frozenset[int] = frozenset()
    comment_char: str | None = None
    skip_blank_rows: bool = False

    @property
    def header(self) -> bool:
        """Whether there is a header."""
        return bool(self.header_rows)


def csv_dialect(dialect: Dialect | None, delimiter: str = ",") -> CsvDialect:
    """The dialect of a descriptor; `delimiter`: that of the format, if the descriptor has none."""
    if dialect is None:
        return CsvDialect(delimiter=delimiter)
    rows = (1,) if dialect.header_rows is None else dialect.header_rows
    quote, escape = '"' if dialect.quote_char is None else dialect.quote_char, dialect.escape_char
    return CsvDialect(
        delimiter=delimiter if dialect.delimiter is None else dialect.delimiter,
        quote=quote,
        # A quotation mark that escapes itself is a doubled one.
        double_quote=dialect.double_quote is not False or escape == quote,
        escape=None if escape == quote else escape,
        terminator=None if dialect.line_terminator in (None, *LINE_ENDS) else dialect.line_terminator,
        skip_initial_space=dialect.skip_initial_space is True,
        null_sequence=dialect.null_sequence,
        header_rows=rows if dialect.header is not False else (),
        header_join=" " if dialect.header_join is None else dialect.header_join,
        comment_rows=frozenset(dialect.comment_rows or ()),
        comment_char=dialect.comment_char,
        # A property of frictionless-py's.
        skip_blank_rows=(dialect.__pydantic_extra__ or {}).get("skipBlankRows") is True,
    )
