"""The registry in other formats, with the same rows as data/*.csv."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from pipeline.publishing.exports.datasette import write_metadata
from pipeline.publishing.exports.dcat import catalogue
from pipeline.publishing.exports.json_ld import write_json_ld
from pipeline.publishing.exports.json_lines import write_json_lines
from pipeline.publishing.exports.ontology import ontology
from pipeline.publishing.exports.parquet import write_parquet
from pipeline.publishing.exports.rdf_model import Names
from pipeline.publishing.exports.rdf_terms import Terms
from pipeline.publishing.exports.registry_graph import graph
from pipeline.publishing.exports.sqlite import write_sqlite
from pipeline.publishing.exports.tables import Table, exported_tables
from pipeline.publishing.exports.turtle import write_turtle
from pipeline.registry.published import PublishedRegistry

FOLDERS = ("jsonl", "parquet", "sqlite", "excel", "rdf")


def write_exports(registry: PublishedRegistry, into: Path) -> tuple[str, ...]:
    """Writes the tables in every format below `into`; returns the paths of the files relative to it, sorted.

    The folders of the formats must not exist yet. Raises PasserelleError if a format cannot represent a table.
    """
    # Imported here: its library is one of an extra, and the tables of this package are compared without it too.
    from pipeline.publishing.exports.excel import write_excel

    package, tables = registry.contract.package, exported_tables(registry)
    for folder in FOLDERS:
        (into / folder).mkdir(parents=True)
    for table in tables:
        write_json_lines(into / "jsonl" / f"{table.name}.jsonl", table)
    write_parquet(into / "parquet", tables)
    write_sqlite(into / "sqlite" / f"{package.name}.sqlite", tables)
    write_metadata(into / "sqlite" / "metadata.json", package, package.name, tables)
    write_excel(into / "excel" / f"{package.name}.xlsx", package, tables)
    write_graph(registry, into / "rdf", tables)
    written = (path for folder in FOLDERS for path in (into / folder).rglob("*") if path.is_file())
    return tuple(sorted(path.relative_to(into).as_posix() for path in written))


def write_graph(registry: PublishedRegistry, folder: Path, tables: Sequence[Table]) -> None:
    """The graph twice, as Turtle and as JSON-LD, and the vocabulary that it speaks."""
    contract, terms = registry.contract, Terms(registry.contract)
    names = Names(contract.package)
    triples = [*catalogue(contract, names, tables), *graph(names, terms, tables)]
    prefixes = names.with_tables(table.name for table in tables)
    write_turtle(folder / f"{contract.package.name}.ttl", prefixes, triples)
    write_json_ld(folder / f"{contract.package.name}.jsonld", prefixes, triples)
    write_turtle(folder / "vocabulary.ttl", names.prefixes, ontology(contract, names, terms))
