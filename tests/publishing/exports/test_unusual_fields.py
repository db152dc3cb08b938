"""Columns as other contracts than ours may have them: numbers in another writing, beyond what a format holds, lists."""

from __future__ import annotations

import datetime
import json
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import duckdb
import pytest

from pipeline.datapackage.descriptors import Field, Schema
from pipeline.datapackage.types import CellValidator
from pipeline.publishing.exports.dcat import catalogue
from pipeline.publishing.exports.json_ld import write_json_ld
from pipeline.publishing.exports.json_lines import write_json_lines
from pipeline.publishing.exports.ontology import ontology
from pipeline.publishing.exports.parquet import write_parquet
from pipeline.publishing.exports.rdf_model import Iri, Literal, Names, Triple
from pipeline.publishing.exports.rdf_terms import Terms
from pipeline.publishing.exports.registry_graph import literal
from pipeline.publishing.exports.sqlite import write_sqlite
from pipeline.publishing.exports.tables import Table, vocabulary_tables
from pipeline.registry.contract import Contract, load_contract
from pipeline.registry.graph_terms import XSD
from tests import ROOT

WIDE = "123456789012345678901234567890"


@pytest.fixture(scope="module")
def contract() -> Contract:
    return load_contract(ROOT)


def column(cells: Sequence[str], **said: Any) -> Table:
    """A table of one column, whose cells the check finds valid."""
    schema = Schema.model_validate({"fields": [{"name": "n", **said}]})
    validator = CellValidator(schema, schema.fields[0])
    assert [validator.validate(cell).problems for cell in cells] == [()] * len(cells)
    return Table("t", schema, tuple({"n": cell} for cell in cells))


CASES: list[tuple[dict[str, Any], list[str], list[Any], str]] = [
    ({"type": "integer", "groupChar": " "}, ["1 000", "", "-2"], [1000, None, -2], "BIGINT"),
    ({"type": "number", "decimalChar": ","}, ["1,5", ""], [1.5, None], "DOUBLE"),
    ({"type": "number", "bareNumber": False}, ["95 %"], [95.0], "DOUBLE"),
    ({"type": "boolean", "trueValues": ["oui"], "falseValues": ["non"]}, ["oui", "non"], [True, False], "BOOLEAN"),
    ({"type": "date", "format": "%d/%m/%Y"}, ["04/11/2014"], [datetime.date(2014, 11, 4)], "DATE"),
    ({"type": "integer"}, [WIDE, "7"], [WIDE, "7"], "VARCHAR"),
    ({"type": "list", "itemType": "integer"}, [f"{WIDE},1", "2"], [[WIDE, "1"], ["2"]], "VARCHAR[]"),
    ({"type": "list", "itemType": "boolean"}, ["true,0"], [[True, False]], "BOOLEAN[]"),
    ({"type": "number"}, ["INF", "1.5"], [float("inf"), 1.5], "DOUBLE"),
]


@pytest.mark.parametrize(("said", "cells", "values", "kind"), CASES, ids=[str(case[0]) for case in CASES])
def test_parquet_holds_the_values(
    tmp_path: Path, said: dict[str, Any], cells: list[str], values: list[Any], kind: str
) -> None:
    write_parquet(tmp_path, [column(cells, **said)])
    path = str(tmp_path / "t.parquet")
    assert duckdb.execute("DESCRIBE SELECT * FROM read_parquet(?)", [path]).fetchall()[0][1] == kind
    assert [row for (row,) in duckdb.execute("SELECT n FROM read_parquet(?)", [path]).fetchall()] == values


@pytest.mark.parametrize(
    ("said", "cells", "stored"),
    [
        ({"type": "integer", "groupChar": " "}, ["1 000"], [1000]),
        ({"type": "integer"}, [WIDE, "7"], [WIDE, "7"]),
        ({"type": "number"}, ["INF", "NaN", "1.5", "-INF"], ["inf", "nan", 1.5, "-inf"]),
        ({"type": "number", "constraints": {"enum": [0, 0.5, 1]}}, ["0.5", "1"], [0.5, 1.0]),
        ({"type": "integer", "constraints": {"enum": [1, 2]}}, ["2"], [2]),
        ({"type": "list", "constraints": {"enum": ["a,b"]}}, ["a,b"], ['["a", "b"]']),
        ({"type": "date", "constraints": {"enum": ["2014-11-04"]}}, ["2014-11-04"], ["2014-11-04"]),
    ],
)
def test_sqlite_holds_the_values(tmp_path: Path, said: dict[str, Any], cells: list[str], stored: list[Any]) -> None:
    write_sqlite(tmp_path / "t.sqlite", [column(cells, **said)])
    with closing(sqlite3.connect(tmp_path / "t.sqlite")) as database:
        assert [item for (item,) in database.execute("SELECT n FROM t ORDER BY rowid")] == stored


def test_json_has_no_number_for_what_is_none(tmp_path: Path) -> None:
    write_json_lines(tmp_path / "t.jsonl", column(["INF", "NaN", "1.5"], type="number"))
    lines = (tmp_path / "t.jsonl").read_text(encoding="utf-8").splitlines()
    assert [json.loads(line)["n"] for line in lines] == ["inf", "nan", 1.5]


@pytest.mark.parametrize(
    ("said", "cell", "text", "datatype"),
    [
        ({"type": "integer", "groupChar": " "}, "1 000", "1000", "integer"),
        ({"type": "number", "decimalChar": ","}, "1,50", "1.5", "decimal"),
        ({"type": "number"}, "-inf", "-INF", "double"),
        ({"type": "number"}, "NaN", "NaN", "double"),
        ({"type": "boolean", "trueValues": ["oui"]}, "oui", "true", "boolean"),
        ({"type": "date", "format": "%d/%m/%Y"}, "04/11/2014", "2014-11-04", "date"),
        ({"type": "integer"}, WIDE, WIDE, "integer"),
    ],
)
def test_the_graph_has_the_value_and_its_type(said: dict[str, Any], cell: str, text: str, datatype: str) -> None:
    assert literal(Field.model_validate({"name": "n", **said}), cell, "") == Literal(text, datatype=XSD + datatype)


def test_an_integer_that_json_cannot_hold_is_written_with_its_type(tmp_path: Path) -> None:
    subject, predicate = Iri("http://example.org/a"), Iri("http://example.org/b")
    said = [Triple(subject, predicate, Literal(item, datatype=f"{XSD}integer")) for item in ("7", WIDE)]
    write_json_ld(tmp_path / "t.jsonld", {"xsd": XSD}, said)
    (thing,) = json.loads((tmp_path / "t.jsonld").read_text(encoding="utf-8"))["@graph"]
    assert thing["http://example.org/b"] == [7, {"@value": WIDE, "@type": "xsd:integer"}]


def test_a_column_that_is_gone_has_no_term(contract: Contract) -> None:
    agreements = contract.tables["agreements"]
    fields = tuple(field for field in agreements.fields if field.name != "depositary_id")
    fewer = replace(
        contract, tables={**contract.tables, "agreements": agreements.model_copy(update={"fields": fields})}
    )
    whole, less = (list(ontology(other, Names(other.package), Terms(other))) for other in (contract, fewer))
    assert 0 < len(less) < len(whole)


@pytest.mark.parametrize(
    ("homepage", "here", "base"),
    [
        (None, False, None),
        (None, True, "./"),
        ("https://example.org/registry", False, "https://example.org/registry/"),
        ("https://example.org/registry/", True, "https://example.org/registry/"),
    ],
)
def test_a_download_is_what_the_site_serves(
    contract: Contract, homepage: str | None, here: bool, base: str | None
) -> None:
    package = contract.package.model_copy(update={"homepage": homepage})
    other = replace(contract, package=package)
    names = Names(package, here=here)
    tables = list(vocabulary_tables(other))
    found = {
        triple.object.iri
        for triple in catalogue(other, names, tables)
        if triple.predicate == names.term("dcat:downloadURL") and isinstance(triple.object, Iri)
    }
    wanted = {"datapackage.json", *(f"data/{table.name}.{end}" for table in tables for end in ("csv", "parquet"))}
    assert found == ({f"{base}{path}" for path in wanted} if base else set())


def test_columns_of_vocabularies_are_explained_in_three_languages(contract: Contract) -> None:
    table = next(vocabulary_tables(contract))
    for field in table.fields:
        titles = [field.title_in(lang) for lang in ("en", "fr", "es")]
        descriptions = [field.description_in(lang) for lang in ("en", "fr", "es")]
        assert all((*titles, *descriptions)), field.name
        assert len(set(descriptions)) == 3, field.name
