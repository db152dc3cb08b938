"""The graph: Turtle and JSON-LD are one graph to two libraries, and the queries of the docs answer as the CSV does."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
import rdflib

from pipeline.publishing.exports.rdf_terms import ANNOTATED
from pipeline.registry.contract import load_contract
from tests import ROOT
from tests.interop.conftest import HOME, Expected
from tests.interop.snippets import blocks

pytestmark = pytest.mark.interop
Tables = dict[str, Expected]
FEWEST_TRIPLES = 60_000


@pytest.fixture(scope="module")
def store(package: Path) -> Any:
    store = ox.Store()
    store.bulk_load(path=str(package / "rdf" / "passerelle.ttl"), format=ox.RdfFormat.TURTLE)
    return store


@pytest.fixture(scope="module")
def graph(package: Path) -> Any:
    return rdflib.Graph().parse(package / "rdf" / "passerelle.ttl", format="turtle")


# rdflib warns of a part of its own.
@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")
def test_two_formats_are_one_graph_to_two_libraries(package: Path, graph: Any) -> None:
    turtle = {
        plain(item) for item in ox.parse(path=str(package / "rdf" / "passerelle.ttl"), format=ox.RdfFormat.TURTLE)
    }
    linked = {
        plain(item) for item in ox.parse(path=str(package / "rdf" / "passerelle.jsonld"), format=ox.RdfFormat.JSON_LD)
    }
    assert len(turtle) >= FEWEST_TRIPLES
    assert turtle == linked
    read = {" ".join(part.n3() for part in triple) for triple in graph}
    other = rdflib.Graph().parse(package / "rdf" / "passerelle.jsonld", format="json-ld")
    assert read == {" ".join(part.n3() for part in triple) for triple in other}
    assert len(read) == len(turtle)
    # Each triple that one library read, written by it, is read by the other.
    written = graph.serialize(format="nt", encoding="utf-8")
    assert {plain(item) for item in ox.parse(written, format=ox.RdfFormat.N_TRIPLES)} == turtle


def plain(quad: ox.Quad) -> str:
    return f"{quad.subject} {quad.predicate} {quad.object}"


def test_every_row_is_a_thing(store: Any, expected: Tables) -> None:
    for name, wanted in expected.items():
        query = f'SELECT (COUNT(DISTINCT ?s) AS ?n) {{ ?s a ?c . FILTER(STRSTARTS(STR(?s), "{HOME}/id/{name}/")) '
        found = next(iter(store.query(f'{query} FILTER(!CONTAINS(STR(?s), "#")) }}')))
        assert int(found["n"].value) == len(wanted.rows), name


def test_every_term_is_explained_in_three_languages(package: Path, graph: Any) -> None:
    vocabulary: Any = rdflib.Graph().parse(package / "rdf" / "vocabulary.ttl", format="turtle")
    ours = f"{HOME}/vocabulary#"
    used = {str(item) for triple in graph for item in triple[1:] if str(item).startswith(ours)}
    assert len(used) > 60
    for item in used:
        for kind in (rdflib.RDFS.label, rdflib.RDFS.comment):
            texts = {text.language: str(text) for text in vocabulary.objects(rdflib.URIRef(item), kind)}
            assert set(texts) == {"fr", "en", "es"}, item
            assert all(texts.values()), item


def test_every_column_of_the_contract_has_a_term() -> None:
    contract = load_contract(ROOT)
    terms = contract.graph
    for table, schema in contract.tables.items():
        known = terms.tables[table]
        annotated = ANNOTATED if table == contract.table_of_role("statements") else frozenset()
        assert {*known.columns, *known.objects, *annotated} == set(schema.field_names), table
    columns = [column for table in terms.tables.values() for column in table.columns.values()]
    used = {column if isinstance(column, str) else column.term for column in columns}
    own = {f"pas:{name}" for name in terms.properties}
    assert {item for item in used if item.startswith("pas:")} <= own
    assert own - used == {"pas:evidenceOf", "pas:decidedByBody"}


def test_queries_of_the_docs_answer_as_the_csv_does(store: Any, graph: Any, expected: Tables) -> None:
    queries = [block.code for block in blocks(ROOT / "docs" / "graph.md") if block.language == "sparql"]
    answers = [answer(expected) for answer in ANSWERS]
    assert len(queries) == len(ANSWERS)
    for query, answer in zip(queries, answers, strict=True):
        asked = query.replace("https://example.org/registry", HOME)
        by_store = {tuple(cell.value if cell is not None else "" for cell in row) for row in store.query(asked)}
        by_rdflib = {tuple("" if cell is None else str(cell) for cell in row) for row in graph.query(asked)}
        assert answer
        assert by_store == answer
        assert by_rdflib == answer


def seats(expected: Tables) -> set[tuple[str, ...]]:
    cities = {row["id"]: row["name_en"] for row in expected["cities"].rows}
    names = {row["id"]: row["short_name"] for row in expected["agreements"].rows}
    rows = expected["secretariats"].rows
    return {
        (names[row["agreement_id"]], cities[row["seat_city"]], row["from_date"]) for row in rows if row["seat_city"]
    }


def memoranda(expected: Tables) -> set[tuple[str, ...]]:
    parties: dict[str, set[str]] = {}
    for row in expected["cooperation_parties"].rows:
        parties.setdefault(row["cooperation_id"], set()).add(row["actor_id"])
    rows = [row for row in expected["cooperation"].rows if "cbd" in parties[row["id"]]]
    return {(row["id"], partner, row["signed_date"]) for row in rows for partner in parties[row["id"]] - {"cbd"}}


def acts(expected: Tables) -> set[tuple[str, ...]]:
    rows = expected["membership_actions"].rows
    return {(row["agreement_id"], row["action"], row["date"]) for row in rows if row["country_code"] == "MA"}


def quotes(expected: Tables) -> set[tuple[str, ...]]:
    return {
        (row["id"], *(str(load) for load in json.loads(row["span"])), row["quote"])
        for row in expected["statements"].rows
    }


def unsourced(expected: Tables) -> set[tuple[str, ...]]:
    rows = [row for row in expected["evidence"].rows if row["evidence"] == "unsourced"]
    return {(f"{HOME}/id/{row['table']}/{row['row']}", row["field"]) for row in rows}


ANSWERS = (seats, memoranda, acts, quotes, unsourced)
