"""How a CSV file is written (Table Dialect of Data Package v2, the properties that are read so far)."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.contract.descriptors import Dialect

SUPPORTED = frozenset({"delimiter", "quote_char", "double_quote", "header", "line_terminator"})
# About the descriptor, not about the file.
DESCRIPTIVE = frozenset({"profile", "name", "title", "description", "type"})


@dataclass(frozen=True)
class CsvDialect:
    """Delimiter and quote are one character each; a quote in a cell is doubled; the first record is the header."""

    delimiter: str = ","
    quote: str = '"'
    header: bool = True


def csv_dialect(dialect: Dialect | None) -> tuple[CsvDialect, tuple[str, ...]]:
    """The dialect of a descriptor, and the properties in it that cannot be followed yet (it is then unchecked)."""
    if dialect is None:
        return CsvDialect(), ()
    given = {name for name in Dialect.model_fields if getattr(dialect, name) is not None}
    unsupported = sorted(given - SUPPORTED - DESCRIPTIVE)
    if dialect.type not in (None, "delimited"):
        unsupported.append("type")
    if dialect.double_quote is False:
        unsupported.append("doubleQuote")
    for name in ("delimiter", "quote_char"):
        if len(getattr(dialect, name) or ",") != 1:
            unsupported.append(name)
    if dialect.line_terminator not in (None, "\n", "\r\n"):
        unsupported.append("lineTerminator")
    header = dialect.header is not False
    return CsvDialect(dialect.delimiter or ",", dialect.quote_char or '"', header), tuple(unsupported)
