"""The registry as DCAT 3 (W3C): the dataset, its publisher, its licence, its files."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from pipeline.core.i18n import DataLanguage
from pipeline.publishing.exports.rdf_model import Iri, Literal, Names, Said, Triple, said
from pipeline.publishing.exports.tables import Table
from pipeline.registry.contract import Contract
from pipeline.registry.contract_models import ADDRESS
from pipeline.registry.graph_terms import XSD

MEDIA_TYPES = "https://www.iana.org/assignments/media-types/"
PARQUET = "application/vnd.apache.parquet"


@dataclass(frozen=True)
class Downloads:
    """The files that are to be had: the media type of each by its path, in which {} is the name of what it holds.

    `fetched`: where the site serves a file; what it does not serve is in an archive. `sums`: SHA-256 by path.
    """

    of_table: Mapping[str, str]
    of_whole: Mapping[str, str]
    fetched: Mapping[str, str]
    sums: Mapping[str, str] = field(default_factory=dict)


RELEASE = Downloads(
    of_table={
        "data/{}.csv": "text/csv",
        "parquet/{}.parquet": PARQUET,
        "jsonl/{}.jsonl": "application/jsonl",
    },
    of_whole={
        "datapackage.json": "application/json",
        "sqlite/{}.sqlite": "application/vnd.sqlite3",
        "excel/{}.xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "rdf/{}.ttl": "text/turtle",
        "rdf/{}.jsonld": "application/ld+json",
    },
    fetched={
        "data/{}.csv": "data/{}.csv",
        "parquet/{}.parquet": "data/{}.parquet",
        "datapackage.json": "datapackage.json",
    },
)


def catalogue(
    contract: Contract, names: Names, tables: Sequence[Table], offer: Downloads = RELEASE
) -> Iterator[Triple]:
    """The whole as a catalogue and a dataset, then each table as a dataset of its own, then their files."""
    package, files = contract.package, [path.format(contract.package.name) for path in offer.of_whole]
    whole = Iri(names.base)
    yield from said(
        names,
        whole,
        *(("rdf:type", names.term(class_)) for class_ in ("dcat:Catalog", "dcat:Dataset", "schema:Dataset")),
        *titled(contract, package.title_in, "dct:title", "schema:name"),
        *titled(contract, package.description_in, "dct:description", "schema:description"),
        *rights(contract, names),
        *(("dcat:keyword", Literal(keyword, "en")) for keyword in package.keywords),
        *(("dcat:dataset", dataset(names, table)) for table in tables),
        *(("dcat:distribution", names.file(path)) for path in files),
    )
    for table in tables:
        yield from described(contract, names, table, offer)
    for path in offer.of_whole:
        yield from distribution(names, path, package.name, offer)
    # The publisher has no address of its own to be named by.
    yield from said(
        names,
        publisher(names),
        ("rdf:type", names.term("foaf:Organization")),
        ("foaf:name", Literal(package.contributors[0].title or package.name)),
    )


def described(contract: Contract, names: Names, table: Table, offer: Downloads) -> Iterator[Triple]:
    yield from said(
        names,
        dataset(names, table),
        ("rdf:type", names.term("dcat:Dataset")),
        ("dct:identifier", Literal(table.name)),
        *titled(contract, lambda lang: table.schema.title_in(lang) or table.name, "dct:title"),
        *(titled(contract, table.schema.description_in, "dct:description") if table.schema.description else ()),
        *rights(contract, names),
        *(("dcat:distribution", names.file(path.format(table.name))) for path in offer.of_table),
    )
    for path in offer.of_table:
        yield from distribution(names, path, table.name, offer)


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


def titled(contract: Contract, text: Callable[[DataLanguage], str], *terms: str) -> Iterator[Said]:
    for term in terms:
        yield from ((term, Literal(text(lang), lang)) for lang in contract.languages)


def distribution(names: Names, pattern: str, name: str, offer: Downloads) -> Iterator[Triple]:
    """A file, and where it can be fetched if the site serves it and it is known where that stands."""
    path, fetched = pattern.format(name), offer.fetched.get(pattern)
    kind = offer.of_table.get(pattern) or offer.of_whole[pattern]
    file = names.file(path)
    checksum = Iri(f"{file.iri}#sha256")
    sha256 = offer.sums.get(path)
    yield from said(
        names,
        file,
        ("rdf:type", names.term("dcat:Distribution")),
        ("dct:title", Literal(path)),
        *([("dcat:downloadURL", names.file(fetched.format(name)))] if fetched and names.has_files else ()),
        ("dcat:mediaType", Iri(MEDIA_TYPES + kind)),
        *([("spdx:checksum", checksum)] if sha256 else ()),
    )
    if sha256:
        yield from said(
            names,
            checksum,
            ("rdf:type", names.term("spdx:Checksum")),
            ("spdx:algorithm", names.term("spdx:checksumAlgorithm_sha256")),
            ("spdx:checksumValue", Literal(sha256)),
        )


def dataset(names: Names, table: Table) -> Iri:
    return Iri(f"{names.base}datapackage.json#{table.name}")


def publisher(names: Names) -> Iri:
    return Iri(f"{names.base}id/publisher")
