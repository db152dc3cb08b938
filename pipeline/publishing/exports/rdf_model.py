"""The parts of an RDF graph: IRIs, literals, triples. There are no blank nodes, so graphs can be compared as sets."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import NamedTuple
from urllib.parse import quote

from pipeline.datapackage.descriptors import EDTF
from pipeline.registry.contract_models import PackageContract
from pipeline.registry.graph_terms import OURS, PREFIXES, XSD

# What EDTF and XML Schema write alike; whatever else EDTF says stays EDTF.
DATES = ((r"\d{4}-\d\d-\d\d", "date"), (r"\d{4}-\d\d", "gYearMonth"), (r"\d{4}", "gYear"))


class Iri(NamedTuple):
    iri: str


TYPE = Iri(f"{PREFIXES['rdf']}type")


class Literal(NamedTuple):
    """A text with its language, or a value with its datatype; neither is a plain text."""

    text: str
    lang: str = ""
    datatype: str = ""


Node = Iri | Literal


class Triple(NamedTuple):
    subject: Iri
    predicate: Iri
    object: Node


# A term in its short form, and a value.
Said = tuple[str, Node]


class Names:
    """The IRIs of a registry: below its homepage, or in a name space of its own where it has none.

    `here`: where it has none, they are told from where the file itself lies.
    """

    def __init__(self, package: PackageContract, *, here: bool = False) -> None:
        self.has_files = here or package.homepage is not None
        elsewhere = "./" if here else f"urn:passerelle:{package.name}/"
        self.base = f"{package.homepage.rstrip('/')}/" if package.homepage else elsewhere
        self.prefixes = PREFIXES | {OURS: f"{self.base}vocabulary#"}

    def term(self, short: str) -> Iri:
        """A term of a vocabulary from its short form, `schema:name`. Raises KeyError for an unknown prefix."""
        prefix, _, local = short.partition(":")
        return Iri(self.prefixes[prefix] + local)

    def row(self, table: str, *key: str) -> Iri:
        """A row of a table, by the parts of its key."""
        return Iri(f"{self.base}id/{table}/{quote(' '.join(key), safe='')}")

    def with_tables(self, tables: Iterable[str]) -> dict[str, str]:
        """The prefixes, with one for the rows of each table, under its name."""
        return self.prefixes | {table: f"{self.base}id/{table}/" for table in tables}

    def file(self, path: str) -> Iri:
        """A file of the package."""
        return Iri(f"{self.base}{quote(path)}")


def said(names: Names, subject: Iri, *what: Said) -> Iterator[Triple]:
    """What is said of a subject, as triples."""
    yield from (Triple(subject, names.term(term), value) for term, value in what)


def date_literal(value: str) -> Literal:
    """A date as precise as it is known: a day, month or year of XML Schema, else EDTF."""
    for pattern, kind in DATES:
        if re.fullmatch(pattern, value):
            return Literal(value, datatype=XSD + kind)
    return Literal(value, datatype=EDTF)


def number_literal(value: str) -> Literal:
    """A decimal in its canonical form: no sign of plus, no needless zero; INF and NaN are doubles."""
    if value in ("INF", "-INF", "NaN"):
        return Literal(value, datatype=XSD + "double")
    written = format(Decimal(value), "f")
    whole, _, fraction = written.partition(".")
    fraction = fraction.rstrip("0")
    return Literal(f"{whole}.{fraction or '0'}", datatype=XSD + "decimal")


def integer_literal(value: str | int) -> Literal:
    return Literal(str(int(Decimal(value))), datatype=XSD + "integer")
