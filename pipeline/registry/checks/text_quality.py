"""Checks for cells with spreadsheet formulas, text in a wrong encoding, or letters of other alphabets."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from duckdb import DuckDBPyConnection

from pipeline.core.database.sql import name, text
from pipeline.core.text.control_characters import UNSEEN
from pipeline.core.text.csv_injection import PERHAPS, SURE, is_formula, may_be_formula
from pipeline.core.text.homoglyphs import MIXED, is_mixed, latin
from pipeline.core.text.mojibake import SUSPECT, repaired
from pipeline.datapackage.descriptors import Schema
from pipeline.findings.collector import ListedFindings
from pipeline.findings.model import Finding

# RE2 writes them by their numbers; a soft hyphen and the like are taken out before.
UNSEEN_RE2 = (
    r"[\x{0}-\x{8}\x{b}-\x{1f}\x{7f}-\x{9f}\x{61c}\x{180e}\x{200e}\x{200f}\x{2028}-\x{202e}\x{2060}-\x{206f}"
    r"\x{fff9}-\x{fffb}\x{e0000}-\x{e007f}]"
)


def check_leftovers(connection: DuckDBPyConnection, relation: str, schema: Schema) -> Iterator[Finding]:
    """The findings about formulas, wrong encodings and letters of other alphabets; each cell value is reported once.

    `relation`: a relation with `_file`, `_line` and `_row`.
    """
    fields = [field.name for field in schema.fields if field.type in ("string", "list", "any")]
    listed: dict[str, ListedFindings] = {}
    for file, line, row, *cells in suspects(connection, relation, fields):
        for field, cell in zip(fields, cells, strict=True):
            found = leftover(cell)
            if found is not None:
                place = {"file": file, "line": line, "row": row, "field": field, "value": cell}
                listed.setdefault(file, ListedFindings(file)).add([found.model_copy(update=place)])
    for findings in listed.values():
        yield from findings.all()


def leftover(cell: str) -> Finding | None:
    """What a cell holds that nobody meant, without its place; a formula that may be a number or a name is a warning."""
    meant = repaired(cell)
    if meant is not None:
        return Finding(code="mojibake", suggestion=meant)
    if UNSEEN.search(cell):
        return Finding(code="mojibake", variant="unseen", suggestion=UNSEEN.sub("", cell))
    if may_be_formula(cell):
        return Finding(code="formula", severity="error" if is_formula(cell) else "warning")
    if is_mixed(cell):
        return Finding(code="mojibake", variant="look-alike", suggestion=latin(cell))
    return None


def suspects(connection: DuckDBPyConnection, relation: str, fields: Sequence[str]) -> Sequence[Sequence[Any]]:
    """Rows with a cell that may be such: file, line, row and the cells of the fields. One query a table is fast."""
    columns = [name(field) for field in fields]
    pattern = text("|".join((SURE, PERHAPS, SUSPECT.pattern, MIXED, UNSEEN_RE2)))
    # A list, so that the expression is compiled once and not for each column.
    found = f"list_filter([{', '.join(columns)}]::VARCHAR[], lambda cell: regexp_matches(cell, {pattern})) <> []"
    selected = ", ".join(["_file", "_line", "_row", *columns])
    query = f"SELECT {selected} FROM {name(relation)} WHERE {found} ORDER BY _file, _row"
    return connection.execute(query).fetchall()
