"""The exports of registries of other fields: no term, table or role is known to the program."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.datapackage.documents import ContractError
from pipeline.publishing.exports import write_exports
from pipeline.registry.contract import load_contract
from pipeline.workflows.check_registry import check_registry
from tests.any_registry import bridges, trees, write
from tests.builds import quiet


@pytest.mark.parametrize("make", [trees, bridges])
def test_every_format_of_any_registry_is_written(tmp_path: Path, make: Callable[[Path], Path]) -> None:
    registry = check_registry(make(tmp_path / "registry"), quiet).registry
    assert registry is not None
    written = write_exports(registry, tmp_path / "out")
    assert {path.partition("/")[0] for path in written} == {"jsonl", "parquet", "sqlite", "excel", "rdf"}


def test_a_registry_without_terms_has_its_own(tmp_path: Path) -> None:
    registry = check_registry(bridges(tmp_path / "registry"), quiet).registry
    assert registry is not None
    write_exports(registry, tmp_path / "out")
    turtle = (tmp_path / "out" / "rdf" / "example.ttl").read_text(encoding="utf-8")
    assert "bridges:iron\n  a pas:bridges" in turtle
    # What a citation is about is the row itself, and its source the row of the table that plays sources.
    assert "pas:quotations-row bridges:iron" in turtle
    assert "pas:quotations-source_id papers:leaflet" in turtle
    vocabulary = (tmp_path / "out" / "rdf" / "vocabulary.ttl").read_text(encoding="utf-8")
    assert 'pas:bridges-opened\n  a rdf:Property ;\n  rdfs:label "Opened"@en ;\n' in vocabulary


def test_terms_are_data(tmp_path: Path) -> None:
    root = bridges(tmp_path / "registry")
    codes = {"open": "schema:True"}
    columns = {"name": "schema:name", "state": {"term": "pas:state", "also": {"term": "schema:status", "codes": codes}}}
    terms = {
        "tables": {"bridges": {"class": "schema:Bridge", "columns": columns}},
        "properties": {"state": {"of": "bridges.state"}},
    }
    write(root / "schemas" / "graph.yaml", json.dumps(terms))
    registry = check_registry(root, quiet).registry
    assert registry is not None
    write_exports(registry, tmp_path / "out")
    turtle = (tmp_path / "out" / "rdf" / "example.ttl").read_text(encoding="utf-8")
    for said in ("a schema:Bridge", 'schema:name "The Iron Bridge"', "pas:state vocabulary_states:open"):
        assert said in turtle
    assert "schema:status schema:True" in turtle


@pytest.mark.parametrize(
    ("terms", "variant", "value"),
    [
        ({"tables": {"towers": {"class": "schema:Thing", "columns": {}}}}, "unknown-table", "towers"),
        ({"tables": {"bridges": {"class": "schema:Thing", "columns": {"w": "schema:width"}}}}, "unknown-field", "w"),
        ({"tables": {"bridges": {"class": "thing", "columns": {}}}}, "graph-term", "thing"),
        ({"tables": {"bridges": {"class": "pas:Bridge", "columns": {}}}}, "graph-term", "pas:Bridge"),
        ({"tables": {"bridges": {"class": "schema:Thing", "columns": {"id": "dbo:id"}}}}, "graph-term", "dbo:id"),
        ({"properties": {"width": {"of": "bridges.width"}}}, "unknown-field", "width"),
        ({"classes": {"Tower": {"of": "towers", "labels": ["a", "b", "c"]}}}, "unknown-table", "towers"),
    ],
)  # fmt: skip
def test_a_term_that_there_cannot_be_is_a_finding(tmp_path: Path, terms: object, variant: str, value: str) -> None:
    root = bridges(tmp_path / "registry")
    write(root / "schemas" / "graph.yaml", json.dumps(terms, indent=1))
    with pytest.raises(ContractError) as error:
        load_contract(root)
    (found,) = error.value.findings
    assert (found.file, found.variant, found.value) == ("schemas/graph.yaml", variant, value)
    assert (found.line or 0) > 1
