"""The registry in the words of DCAT (W3C, version 3): the dataset, who publishes it under which licence, its files."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from pipeline.contract.registry import ADDRESS, Contract
from pipeline.messages import LANGUAGES, Language
from pipeline.publishing.exports.rdf import XSD, Iri, Literal, Names, Said, Triple, said
from pipeline.publishing.exports.tables import Table

MEDIA_TYPES = "https://www.iana.org/assignments/media-types/"
# Where each format of a table lies in a release, and its media type.
FORMATS = {
    "data/{}.csv": "text/csv",
    "parquet/{}.parquet": "application/vnd.apache.parquet",
    "jsonl/{}.jsonl": "application/jsonl",
}
# Where the site serves what a release holds; the rest is in the archive alone.
SERVED = {"data/{}.csv": "data/{}.csv", "parquet/{}.parquet": "data/{}.parquet", "datapackage.json": "datapackage.json"}
WHOLE = {
    "datapackage.json": "application/json",
    "sqlite/{}.sqlite": "application/vnd.sqlite3",
    "excel/{}.xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "rdf/{}.ttl": "text/turtle",
    "rdf/{}.jsonld": "application/ld+json",
}


def catalogue(contract: Contract, names: Names, tables: Sequence[Table]) -> Iterator[Triple]:
    """The whole as a catalogue and a dataset, then each table as a dataset of its own, then their files."""
    package, files = contract.package, [path.format(contract.package.name) for path in WHOLE]
    whole = Iri(names.base)
    yield from said(
        names,
        whole,
        *(("rdf:type", names.term(one)) for one in ("dcat:Catalog", "dcat:Dataset", "schema:Dataset")),
        *titled(package.title_in, "dct:title", "schema:name"),
        *titled(package.description_in, "dct:description", "schema:description"),
        *rights(contract, names),
        *(("dcat:keyword", Literal(one, "en")) for one in package.keywords),
        *(("dcat:dataset", dataset(names, table)) for table in tables),
        *(("dcat:distribution", names.file(path)) for path in files),
    )
    for table in tables:
        yield from described(contract, names, table)
    for path, kind in WHOLE.items():
        yield from distribution(contract, names, path, package.name, kind)
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
        yield from distribution(contract, names, path, table.name, kind)


def rights(contract: Contract, names: Names) -> Iterator[Said]:
    package = contract.package
    if licence := package.licenses[0].path:
        where = Iri(licence) if ADDRESS.match(licence) else names.file(licence)
        yield "dct:license", where
        yield "schema:license", where
    yield "dct:publisher", publisher(names)
    yield "dcat:version", Literal(package.version)
    if package.created:
        yield "dct:modified", Literal(package.created, datatype=f"{XSD}dateTime")


def titled(text: Callable[[Language], str], *terms: str) -> Iterator[Said]:
    for one in terms:
        yield from ((one, Literal(text(lang), lang)) for lang in LANGUAGES)


def distribution(contract: Contract, names: Names, pattern: str, name: str, kind: str) -> Iterator[Triple]:
    """A file of a release, and where it can be fetched if the site serves it and has an address."""
    path, served = pattern.format(name), SERVED.get(pattern)
    yield from said(
        names,
        names.file(path),
        ("rdf:type", names.term("dcat:Distribution")),
        ("dct:title", Literal(path)),
        *([("dcat:downloadURL", names.file(served.format(name)))] if served and contract.package.homepage else ()),
        ("dcat:mediaType", Iri(MEDIA_TYPES + kind)),
    )


def dataset(names: Names, table: Table) -> Iri:
    return Iri(f"{names.base}datapackage.json#{table.name}")


def publisher(names: Names) -> Iri:
    return Iri(f"{names.base}id/publisher")
