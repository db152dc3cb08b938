"""The registry as an RDF graph: each row is a thing, each column a term, each code of a vocabulary a concept."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from pipeline.core.i18n import LANGUAGES
from pipeline.datapackage.descriptors import Field
from pipeline.datapackage.rows import Row
from pipeline.datapackage.types import field_parser
from pipeline.publishing.exports.rdf_model import (
    Literal,
    Names,
    Node,
    Said,
    Triple,
    date_literal,
    integer_literal,
    number_literal,
    said,
)
from pipeline.publishing.exports.rdf_terms import Terms
from pipeline.publishing.exports.tables import Table
from pipeline.publishing.exports.typed_values import TYPED, item_field
from pipeline.publishing.exports.web_annotations import annotation
from pipeline.registry.graph_terms import (
    XSD,  # fmt: skip
    ColumnTerm,
)
from pipeline.registry.printed_names import LIST_DELIMITER

LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")


def graph(names: Names, terms: Terms, tables: Iterable[Table]) -> Iterator[Triple]:
    """All triples; those of one subject follow one another, in the order of the tables and their rows."""
    for table in tables:
        if table.is_vocabulary:
            yield from concepts(names, table)
        else:
            for row in table.rows:
                yield from thing(names, terms, table, row)


def thing(names: Names, terms: Terms, table: Table, row: Row) -> Iterator[Triple]:
    """What a row says, and then the things that it alone has."""
    subject = names.row(table.name, *(row[column] for column in table.schema.key))
    for class_ in terms.classes_of(table.name):
        yield Triple(subject, names.term("rdf:type"), names.term(class_))
    for field in table.fields:
        term = terms.column(table.name, field.name)
        if term is not None and row[field.name]:
            predicate = names.term(term.term)
            yield from (Triple(subject, predicate, node) for node in nodes(names, table, field, term, row))
    for field in table.fields:
        term = terms.column(table.name, field.name)
        if term is not None and term.also is not None and row[field.name] in term.also.codes:
            yield Triple(subject, names.term(term.also.term), names.term(term.also.codes[row[field.name]]))
    if table.name == terms.statements:
        yield from annotation(names, terms, subject, row)


def nodes(names: Names, table: Table, field: Field, term: ColumnTerm, row: Row) -> Iterator[Node]:
    """The values of a cell: each item of a list is one."""
    item = item_field(field)
    if item is None:
        yield node(names, table, field, term, row, row[field.name])
        return
    for entry in field_parser(field)(row[field.name]).data:
        yield node(names, table, field, term, row, entry, item)


def node(
    names: Names, table: Table, field: Field, term: ColumnTerm, row: Row, cell: str, item: Field | None = None
) -> Node:
    if term.row_of:
        return names.row(row[term.row_of], cell)
    if term.refers:
        return names.row(term.refers, cell)
    target = next((key.reference.resource for key in table.foreign_keys if key.own == (field.name,)), None)
    if target is not None or field.vocabulary:
        return names.row(target or table.name, cell)
    return literal(item or field, cell, language_of(field, term, row))


def language_of(field: Field, term: ColumnTerm, row: Row) -> str:
    """The language that the name of a column ends in, or that another column says."""
    end = field.name.rpartition("_")[2]
    found = row[term.lang] if term.lang else end if end in LANGUAGES else ""
    return found if LANGUAGE.fullmatch(found) else ""


def literal(field: Field, cell: str, lang: str) -> Literal:
    if field.is_edtf:
        return date_literal(cell)
    if field.type in TYPED:
        key = field_parser(field)(cell).key
        return LITERALS[field.type](key)
    if field.format == "uri":
        return Literal(cell, datatype=f"{XSD}anyURI")
    return Literal(cell, lang)


def boolean_literal(value: str) -> Literal:
    return Literal(value, datatype=f"{XSD}boolean")


LITERALS = {
    "integer": integer_literal,
    "number": number_literal,
    "boolean": boolean_literal,
    "date": date_literal,
}


def concepts(names: Names, table: Table) -> Iterator[Triple]:
    """A vocabulary as a scheme of SKOS, and each of its codes as a concept with its labels."""
    scheme = names.row("vocabularies", table.name)
    yield Triple(scheme, names.term("rdf:type"), names.term("skos:ConceptScheme"))
    for row in table.rows:
        concept = names.row(table.name, row["code"])
        what: list[Said] = [
            ("rdf:type", names.term("skos:Concept")),
            ("skos:inScheme", scheme),
            ("skos:notation", Literal(row["code"])),
            *(("skos:prefLabel", Literal(row[f"label_{lang}"], lang)) for lang in LANGUAGES if row[f"label_{lang}"]),
            *(("skos:altLabel", Literal(alias)) for alias in row["aliases"].split(LIST_DELIMITER) if alias),
            ("skos:definition", Literal(row["definition"])),
            *([("dct:source", Literal(row["source"]))] if row["source"] else []),
        ]
        yield from said(names, concept, *what)
