"""Each format over a few awkward rows: types, keys, unknown values, lists, odd characters, the same bytes twice."""

from __future__ import annotations

import datetime
import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import duckdb
import openpyxl
import pytest
import rdflib

from pipeline.core.errors import PasserelleError
from pipeline.datapackage.descriptors import Schema
from pipeline.publishing.exports import write_exports
from pipeline.publishing.exports.excel import MOST_ROWS, sheet_names, write_excel
from pipeline.publishing.exports.json_ld import write_json_ld
from pipeline.publishing.exports.json_lines import write_json_lines
from pipeline.publishing.exports.parquet import write_parquet
from pipeline.publishing.exports.rdf_model import Iri, Literal, Names, Triple, date_literal, number_literal
from pipeline.publishing.exports.sqlite import write_sqlite
from pipeline.publishing.exports.tables import Table
from pipeline.publishing.exports.turtle import write_turtle
from pipeline.registry.contract import load_contract
from pipeline.workflows import check_registry
from tests import ROOT

SCHEMA = Schema.model_validate(
    {
        "primaryKey": ["id"],
        "uniqueKeys": [["text", "whole"]],
        "foreignKeys": [{"fields": ["parent"], "reference": {"resource": "things", "fields": ["id"]}}],
        "fields": [
            {"name": "id", "type": "string", "constraints": {"required": True}},
            {"name": "parent", "type": "string"},
            {"name": "text", "type": "string", "description": "Anything."},
            {"name": "whole", "type": "integer"},
            {"name": "part", "type": "number"},
            {"name": "yes", "type": "boolean"},
            {"name": "day", "type": "date"},
            {"name": "names", "type": "list", "delimiter": "|", "itemType": "string"},
            {"name": "numbers", "type": "list", "itemType": "integer"},
            {"name": "shape", "type": "object"},
            {"name": "kind", "type": "string", "constraints": {"enum": ["a", "b'c"]}},
        ],
    }
)
ODD = (
    "=1+1", "+1", "-1", "@x", "\t=1", 'say "so"', "it's", "<b>&amp;</b>", "one\ntwo", "one\r\ntwo",
    "שלום\u202e", "\u2028",
    "back\\slash", "_x0041_", " space ", "😀", "007", "NA", "null", "\x07bell",
)  # fmt: skip
FULL = ("x", "=1+1", "-7", "0.5", "true", "2014-11-04", "Mérida|=x", "1,2", '{"a": [1, null]}', "b'c")


def things() -> Table:
    columns = SCHEMA.field_names
    rows = [dict(zip(columns, ("x", *FULL), strict=True)), dict.fromkeys(columns, "") | {"id": "empty"}]
    rows += [dict.fromkeys(columns, "") | {"id": f"odd-{at}", "text": text} for at, text in enumerate(ODD)]
    return Table("things", SCHEMA, tuple(rows))


TYPED = [
    "x",
    "x",
    "=1+1",
    -7,
    0.5,
    True,
    datetime.date(2014, 11, 4),
    ["Mérida", "=x"],
    [1, 2],
    '{"a": [1, null]}',
    "b'c",
]


def test_json_lines_have_typed_values_and_nulls(tmp_path: Path) -> None:
    write_json_lines(tmp_path / "t.jsonl", things())
    lines = (tmp_path / "t.jsonl").read_text(encoding="utf-8").split("\n")
    full, empty, *odd = [json.loads(line) for line in lines[:-1]]
    assert list(full.values()) == [*TYPED[:6], "2014-11-04", *TYPED[7:9], {"a": [1, None]}, "b'c"]
    assert empty == dict.fromkeys(SCHEMA.field_names) | {"id": "empty"}
    assert [column["text"] for column in odd] == list(ODD)


def test_parquet_has_types_and_descriptions(tmp_path: Path) -> None:
    write_parquet(tmp_path, [things()])
    path = str(tmp_path / "things.parquet")
    described = duckdb.execute("DESCRIBE SELECT * FROM read_parquet(?)", [path]).fetchall()
    types = ["VARCHAR"] * 3 + ["BIGINT", "DOUBLE", "BOOLEAN", "DATE", "VARCHAR[]", "BIGINT[]", "VARCHAR", "VARCHAR"]
    assert [column[1] for column in described] == types
    full, empty, *odd = duckdb.execute("SELECT * FROM read_parquet(?)", [path]).fetchall()
    assert list(full) == TYPED
    assert empty == ("empty", *[None] * 10)
    assert [column[2] for column in odd] == list(ODD)
    entries = dict(duckdb.execute("SELECT key, value FROM parquet_kv_metadata(?)", [path]).fetchall())
    assert json.loads(entries[b"fields"])["text"] == {"type": "string", "description": "Anything."}


def test_sqlite_keeps_types_and_refuses_what_the_contract_refuses(tmp_path: Path) -> None:
    write_sqlite(tmp_path / "t.sqlite", [things()])
    with closing(sqlite3.connect(tmp_path / "t.sqlite")) as database:
        full, empty, *odd = database.execute("SELECT * FROM things ORDER BY rowid").fetchall()
        assert list(full) == [*TYPED[:5], 1, "2014-11-04", '["Mérida", "=x"]', "[1, 2]", *TYPED[9:]]
        assert empty == ("empty", *[None] * 10)
        assert [column[2] for column in odd] == list(ODD)
        database.execute("PRAGMA foreign_keys = ON")
        for statement, told in REFUSED.items():
            with pytest.raises(sqlite3.IntegrityError, match=told):
                database.execute(statement)


REFUSED = {
    "INSERT INTO things (id) VALUES ('x')": "UNIQUE constraint failed: things.id",
    "INSERT INTO things (id) VALUES (NULL)": "NOT NULL constraint failed: things.id",
    "INSERT INTO things (id, text, whole) VALUES ('y', '=1+1', -7)": "UNIQUE constraint failed: things.text",
    "INSERT INTO things (id, parent) VALUES ('y', 'nobody')": "FOREIGN KEY constraint failed",
    "INSERT INTO things (id, kind) VALUES ('y', 'z')": "CHECK constraint failed",
    "INSERT INTO things (id, yes) VALUES ('y', 2)": "CHECK constraint failed",
    "INSERT INTO things (id, names) VALUES ('y', '[')": "CHECK constraint failed",
    "INSERT INTO things (id, whole) VALUES ('y', 'one')": "cannot store TEXT value in INTEGER column",
}


def test_excel_has_typed_cells_and_nothing_to_compute(tmp_path: Path) -> None:
    write_excel(tmp_path / "t.xlsx", load_contract(ROOT).package, [things()])
    book = openpyxl.load_workbook(tmp_path / "t.xlsx")
    assert book.sheetnames == ["about", "things"]
    header, full, empty, *odd = list(book["things"].iter_rows())
    assert [cell.value for cell in header] == list(SCHEMA.field_names)
    values = [cell.value for cell in full]
    assert values == [*TYPED[:6], datetime.datetime(2014, 11, 4), "Mérida|=x", "1,2", *TYPED[9:]]  # noqa: DTZ001 - Excel knows no zones
    assert {cell.data_type for cell in full} == {"s", "n", "b", "d"}
    assert [cell.value for cell in empty] == ["empty", *[None] * 10]
    assert {row[2].data_type for row in odd} == {"s"}
    # A control character is written as _xHHHH_, which Excel reads back and openpyxl leaves as it is.
    texts = [row[2].value.replace("_x000D_", "\r").replace("_x0007_", "\x07") for row in odd]
    assert texts == list(ODD)
    assert [row[2].quotePrefix for row in odd[:6]] == [True] * 5 + [False]


def test_excel_says_what_it_cannot_hold(tmp_path: Path) -> None:
    package = load_contract(ROOT).package
    long = Table("long", SCHEMA, (dict.fromkeys(SCHEMA.field_names, "") | {"id": "é" * 40_000},))
    write_excel(tmp_path / "t.xlsx", package, [long])
    cell = openpyxl.load_workbook(tmp_path / "t.xlsx")["long"]["A2"].value
    assert len(cell) == 32_767
    assert cell.endswith("… [cut: 40000 characters, whole in data/*.csv]")
    many = Table("many", SCHEMA, ({},) * MOST_ROWS)
    with pytest.raises(
        PasserelleError,
        match="many has 1,048,576 rows, but an Excel sheet holds 1,048,575; divide it into two tables",
    ):
        write_excel(tmp_path / "u.xlsx", package, [many])


def test_sheets_have_names_of_their_own() -> None:
    named = [Table(name, SCHEMA, ()) for name in ("about", "a" * 40, "a" * 41, "B", "b")]
    assert sheet_names(named) == ["about~2", "a" * 31, "a" * 29 + "~2", "B", "b~2"]


def test_odd_characters_survive_in_both_formats_of_the_graph(tmp_path: Path) -> None:
    prefixes = {"schema": "https://schema.org/", "x": "https://x.example/"}
    name = Iri("https://schema.org/name")
    triples = [Triple(Iri(f"https://x.example/a%20{at}"), name, Literal(text)) for at, text in enumerate(ODD)]
    write_turtle(tmp_path / "t.ttl", prefixes, triples)
    write_json_ld(tmp_path / "t.jsonld", prefixes, triples)
    turtle = rdflib.Graph().parse(tmp_path / "t.ttl", format="turtle")
    assert sorted(str(value) for value in turtle.objects()) == sorted(ODD)
    things = json.loads((tmp_path / "t.jsonld").read_text(encoding="utf-8"))["@graph"]
    assert [thing["schema:name"] for thing in things] == list(ODD)


@pytest.mark.parametrize(
    ("value", "kind"),
    [("2014-11-04", "date"), ("2014-11", "gYearMonth"), ("2014", "gYear"), ("XXXX-10-17", "EDTF-level1")],
)
def test_a_date_is_as_precise_as_it_is_known(value: str, kind: str) -> None:
    assert date_literal(value).datatype.endswith(kind)


@pytest.mark.parametrize(("value", "written"), [("12.50", "12.5"), ("-3", "-3.0"), ("+1e2", "100.0"), ("0.10", "0.1")])
def test_a_decimal_is_written_one_way(value: str, written: str) -> None:
    assert number_literal(value).text == written


def test_a_registry_without_a_homepage_has_names_all_the_same() -> None:
    names = Names(load_contract(ROOT).package)
    assert names.row("citations", "meetings", "a b").iri == "urn:passerelle:passerelle/id/citations/meetings%20a%20b"


def test_the_same_registry_gives_the_same_bytes(tmp_path: Path, registry_at: Callable[[str], Path]) -> None:
    registry = check_registry.check_registry(registry_at("tiny"), lambda _: None).registry
    assert registry is not None
    written = [write_exports(registry, tmp_path / item) for item in ("one", "two/deeper")]
    assert written[0] == written[1]
    assert len(written[0]) == 2 * 39 + 6
    for path in written[0]:
        assert (tmp_path / "one" / path).read_bytes() == (tmp_path / "two/deeper" / path).read_bytes(), path
