"""schemas/graph.yaml: which term each column becomes in the RDF graph, and the terms of the registry's own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple, Protocol

from pydantic import Field as Property

from pipeline.datapackage.descriptors import EDTF
from pipeline.datapackage.documents import Document, parse_yaml, read_text, validate
from pipeline.datapackage.json_positions import Place
from pipeline.findings.model import Model
from pipeline.registry.parsed_files import kept_by_text

GRAPH_FILE = "schemas/graph.yaml"
XSD = "http://www.w3.org/2001/XMLSchema#"
PREFIXES = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "edtf": EDTF.removesuffix("EDTF-level1"),
    "foaf": "http://xmlns.com/foaf/0.1/",
    "oa": "http://www.w3.org/ns/oa#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "schema": "https://schema.org/",
    "spdx": "http://spdx.org/rdf/terms#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "xsd": XSD,
}
# The prefix of the terms of a registry's own.
OURS = "pas"
# A text in English, French and Spanish.
Texts = tuple[str, str, str]


class CodeTerms(Model):
    """A second term of a column, and the term that each of its codes becomes there."""

    term: str
    codes: Mapping[str, str]


class ColumnTerm(Model):
    """The term of a column.

    `lang`: the column that says the language of the text; `row_of`: the column that says of which table it names a
    row; `refers`: the table of which a column without a foreign key names rows; `also`: a second term, by code.
    """

    term: str
    lang: str | None = None
    row_of: str | None = None
    refers: str | None = None
    also: CodeTerms | None = None


class PartTerm(Model):
    """The term of one value of an object, and the vocabulary of which it is a code."""

    term: str
    vocabulary: str | None = None


class ObjectTerm(Model):
    """A column of objects: the term that leads to one, and the terms of its values."""

    term: str
    fields: Mapping[str, PartTerm]


class TableTerms(Model):
    """The class of the rows of a table, and the terms of its columns; `objects`: those of its columns of objects."""

    class_: str = Property(alias="class")
    columns: Mapping[str, str | ColumnTerm]
    objects: Mapping[str, ObjectTerm] = Property(default_factory=dict)


class OwnClass(Model):
    """A class of the registry's own: the table of which it describes the rows, its labels, broader classes."""

    of: str
    labels: Texts
    broader: tuple[str, ...] = ()


class OwnProperty(Model):
    """A property of the registry's own; `of`: the column, as table.column, whose title and description are its own."""

    of: str
    broader: str | None = None
    labels: Texts | None = None
    comments: Texts | None = None


class GraphTerms(Model):
    """All of schemas/graph.yaml; a registry without it has a class for each table and a term for each column."""

    tables: Mapping[str, TableTerms] = Property(default_factory=dict)
    classes: Mapping[str, OwnClass] = Property(default_factory=dict)
    properties: Mapping[str, OwnProperty] = Property(default_factory=dict)


class GraphMistake(NamedTuple):
    """What is wrong with the terms: where, the variant of the finding, what it is about."""

    place: Place
    variant: str
    value: str


class HasFields(Protocol):
    """A table, as far as its fields are asked for."""

    @property
    def field_names(self) -> tuple[str, ...]: ...


def read_graph_terms(root: Path) -> tuple[Document | None, GraphTerms]:
    """The terms of the registry in `root`, and the file that has them if there is one. Raises ContractError."""
    path = root / GRAPH_FILE
    if not path.is_file():
        return None, GraphTerms()
    return parse_terms(read_text(path, GRAPH_FILE), GRAPH_FILE)


@kept_by_text
def parse_terms(text: str, shown: str) -> tuple[Document, GraphTerms]:
    document = Document(shown, text, parse_yaml(text, shown))
    return document, validate(document, GraphTerms)


def graph_mistakes(graph: GraphTerms, tables: Mapping[str, HasFields]) -> Iterator[GraphMistake]:
    """Tables, columns, prefixes and terms of the registry's own that there are not."""
    for name, terms in graph.tables.items():
        if name in tables:
            yield from table_mistakes(graph, tables, name, terms)
        else:
            yield GraphMistake(("tables", name), "unknown-table", name)
    for name, own in graph.classes.items():
        if own.of not in tables:
            yield GraphMistake(("classes", name, "of"), "unknown-table", own.of)
    for name, property_ in graph.properties.items():
        table, _, column = property_.of.partition(".")
        if table not in tables:
            yield GraphMistake(("properties", name, "of"), "unknown-table", table)
        elif column not in tables[table].field_names:
            yield GraphMistake(("properties", name, "of"), "unknown-field", column)


def table_mistakes(
    graph: GraphTerms, tables: Mapping[str, HasFields], name: str, terms: TableTerms
) -> Iterator[GraphMistake]:
    place = ("tables", name)
    yield from term_mistakes(graph, (*place, "class"), terms.class_)
    for part in ("columns", "objects"):
        unknown = [column for column in getattr(terms, part) if column not in tables[name].field_names]
        yield from (GraphMistake((*place, part, column), "unknown-field", column) for column in unknown)
    for column, term in terms.columns.items():
        yield from column_mistakes(graph, tables, (*place, "columns", column), name, term)
    for column, described in terms.objects.items():
        yield from term_mistakes(graph, (*place, "objects", column), described.term)


def column_mistakes(
    graph: GraphTerms, tables: Mapping[str, HasFields], place: Place, table: str, column: str | ColumnTerm
) -> Iterator[GraphMistake]:
    if isinstance(column, str):
        yield from term_mistakes(graph, place, column)
        return
    yield from term_mistakes(graph, (*place, "term"), column.term)
    for part in ("lang", "row_of"):
        other = getattr(column, part)
        if other is not None and other not in tables[table].field_names:
            yield GraphMistake((*place, part), "unknown-field", other)
    if column.refers is not None and column.refers not in tables:
        yield GraphMistake((*place, "refers"), "unknown-table", column.refers)


def term_mistakes(graph: GraphTerms, place: Place, term: str) -> Iterator[GraphMistake]:
    """A term whose prefix is unknown, or one of the registry's own that is neither a class nor a property of it."""
    prefix, _, local = term.partition(":")
    own = local in graph.classes or local in graph.properties
    if not local or (prefix not in PREFIXES and prefix != OURS) or (prefix == OURS and not own):
        yield GraphMistake(place, "graph-term", term)
