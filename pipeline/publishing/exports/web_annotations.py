"""Statements as Web Annotations (W3C): the positions of their words in the text of the source."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

from pipeline.datapackage.rows import Row
from pipeline.publishing.csv_files import vocabulary_resource
from pipeline.publishing.exports.rdf_model import Iri, Literal, Names, Node, Said, Triple, integer_literal, said
from pipeline.publishing.exports.rdf_terms import Terms
from pipeline.registry.graph_terms import OURS, ObjectTerm, PartTerm

# The term that says of which value of a statement a piece of evidence is.
EVIDENCE_OF = "evidenceOf"


def annotation(names: Names, terms: Terms, statement: Iri, row: Row) -> Iterator[Triple]:
    """The targets of a statement: its quote by position and words, then each piece of evidence by position."""
    pieces = json.loads(row["evidence"])
    targets = ["target", *(f"evidence-{number}" for number in range(1, len(pieces) + 1))]
    yield from (Triple(statement, names.term("oa:hasTarget"), part(statement, target)) for target in targets)
    for column, described in terms.objects(str(terms.statements)).items():
        if row[column]:
            yield from value_of_parts(names, statement, column, described, json.loads(row[column]))
    source = names.row(str(terms.sources), row["source_id"])
    yield from quoted(names, statement, source, row)
    for name, piece in zip(targets[1:], pieces, strict=True):
        extra: Said = (f"{OURS}:{EVIDENCE_OF}", Literal(piece["field"]))
        position = part(statement, f"{name}-position")
        yield from said(names, part(statement, name), *resource(names, source, position), extra)
        yield from said(names, position, *positioned(names, piece["start"], piece["end"]))


def quoted(names: Names, statement: Iri, source: Iri, row: Row) -> Iterator[Triple]:
    position, words = part(statement, "position"), part(statement, "quote")
    start, end = json.loads(row["span"])
    yield from said(names, part(statement, "target"), *resource(names, source, position, words))
    yield from said(names, position, *positioned(names, start, end))
    exact = Literal(row["quote"], row["lang"])
    yield from said(names, words, ("rdf:type", names.term("oa:TextQuoteSelector")), ("oa:exact", exact))


def value_of_parts(
    names: Names, statement: Iri, column: str, described: ObjectTerm, value: Mapping[str, str | int]
) -> Iterator[Triple]:
    """A value of several parts as a thing of its own, with the parts that the text says."""
    thing = part(statement, column.replace("_", "-"))
    yield Triple(statement, names.term(described.term), thing)
    for name, field in described.fields.items():
        if (said_part := value.get(name)) is not None:
            yield Triple(thing, names.term(field.term), part_value(names, field, said_part))


def part_value(names: Names, field: PartTerm, value: str | int) -> Node:
    if field.vocabulary is not None:
        return names.row(vocabulary_resource(field.vocabulary), str(value))
    return integer_literal(value) if isinstance(value, int) else Literal(value)


def resource(names: Names, source: Iri, *selectors: Iri) -> Iterator[Said]:
    yield "rdf:type", names.term("oa:SpecificResource")
    yield "oa:hasSource", source
    yield from (("oa:hasSelector", selector) for selector in selectors)


def positioned(names: Names, start: int, end: int) -> Iterator[Said]:
    """Code points of the text of the source, from 0; the end is the first that is no longer in it."""
    yield "rdf:type", names.term("oa:TextPositionSelector")
    yield "oa:start", integer_literal(start)
    yield "oa:end", integer_literal(end)


def part(statement: Iri, name: str) -> Iri:
    return Iri(f"{statement.iri}#{name}")
