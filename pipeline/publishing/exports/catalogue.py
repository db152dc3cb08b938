"""The registry in the words of DCAT (W3C, version 3): the dataset, who publishes it under which licence, its files."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from pipeline.contract.registry import Contract
from pipeline.messages import LANGUAGES, Language
from pipeline.publishing.exports.rdf import XSD, Iri, Literal, Names, Said, Triple, said
from pipeline.publishing.exports.tables import Table

MEDIA_TYPES = "https://www.iana.org/assignments/media-types/"
# Where each format of a table lies, and its media type.
FORMATS = {
    "data/{}.csv": "text/csv",
    "parquet/{}.parquet": "application/vnd.apache.parquet",
    "jsonl/{}.jsonl": "application/jsonl",
}
WHOLE = {
    "datapackage.json": "application/json",
    "sqlite/{}.sqlite": "application/vnd.sqlite3",
    "excel/{}.xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "rdf/{}.ttl": "text/turtle",
    "rdf/{}.jsonld": "application/ld+json",
}


def catalogue(contract: Contract, names: Names, tables: Iterable[Table]) -> Iterator[Triple]:
    """The whole as a catalogue and a dataset, then each table as a dataset of its own, then their files."""
    package, files = contract.package, {path.format(contract.package.name): kind for path, kind in WHOLE.items()}
    whole = Iri(names.base)
    listed = list(tables)
    yield from said(
        names,
        whole,
        *(("rdf:type", names.term(one)) for one in ("dcat:Catalog", "dcat:Dataset", "schema:Dataset")),
        *titled(package.title_in, "dct:title", "schema:name"),
        *titled(package.description_in, "dct:description", "schema:description"),
        *rights(contract, names),
        *(("dcat:keyword", Literal(one, "en")) for one in package.keywords),
        *(("dcat:dataset", dataset(names, table)) for table in listed),
        *(("dcat:distribution", names.file(path)) for path in files),
    )
    for table in listed:
        yield from described(contract, names, table)
    for path, kind in files.items():
        yield from distribution(names, path, kind)
    # The publisher has no address of its own to be named by.
    yield from said(
        names,
        publisher(names),
        ("rdf:type", names.term("foaf:Organization")),
        ("foaf:name", Literal(package.contributors[0].title or package.name)),
    )


def described(contract: Contract, names: Names, table: Table) -> Iterator[Triple]:
    yield from said(
        names,
        dataset(names, table),
        ("rdf:type", names.term("dcat:Dataset")),
        ("dct:identifier", Literal(table.name)),
        *titled(lambda lang: table.schema.title_in(lang) or table.name, "dct:title"),
        *(titled(table.schema.description_in, "dct:description") if table.schema.description else ()),
        *rights(contract, names),
        *(("dcat:distribution", names.file(path.format(table.name))) for path in FORMATS),
    )
    for path, kind in FORMATS.items():
        yield from distribution(names, path.format(table.name), kind)


def rights(contract: Contract, names: Names) -> Iterator[Said]:
    package = contract.package
    if licence := package.licenses[0].path:
        yield "dct:license", Iri(licence)
        yield "schema:license", Iri(licence)
    yield "dct:publisher", publisher(names)
    yield "dcat:version", Literal(package.version)
    if package.created:
        yield "dct:modified", Literal(package.created, datatype=f"{XSD}dateTime")


def titled(text: Callable[[Language], str], *terms: str) -> Iterator[Said]:
    for one in terms:
        yield from ((one, Literal(text(lang), lang)) for lang in LANGUAGES)


def distribution(names: Names, path: str, kind: str) -> Iterator[Triple]:
    yield from said(
        names,
        names.file(path),
        ("rdf:type", names.term("dcat:Distribution")),
        ("dcat:downloadURL", names.file(path)),
        ("dcat:mediaType", Iri(MEDIA_TYPES + kind)),
    )


def dataset(names: Names, table: Table) -> Iri:
    return Iri(f"{names.base}datapackage.json#{table.name}")


def publisher(names: Names) -> Iri:
    return Iri(f"{names.base}id/publisher")
