"""Statements as annotations of the Web (W3C): what a statement rests on, as positions in the text of its source."""

from __future__ import annotations

import json
from collections.abc import Iterator

from pipeline.datapackage.rows import Row
from pipeline.publishing.csv_files import vocabulary_resource
from pipeline.publishing.exports.rdf_model import Iri, Literal, Names, Said, Triple, integer_literal, said

BODY_KINDS = vocabulary_resource("body-kinds")


def annotation(names: Names, statement: Iri, row: Row) -> Iterator[Triple]:
    """The targets of a statement: its quote by position and words, then each piece of evidence by position."""
    pieces = json.loads(row["evidence"])
    targets = ["target", *(f"evidence-{number}" for number in range(1, len(pieces) + 1))]
    yield from (Triple(statement, names.term("oa:hasTarget"), part(statement, target)) for target in targets)
    if row["decided_at"]:
        yield from decision(names, statement, json.loads(row["decided_at"]))
    yield from quoted(names, statement, row)
    for name, piece in zip(targets[1:], pieces, strict=True):
        extra: Said = ("pas:evidenceOf", Literal(piece["field"]))
        position = part(statement, f"{name}-position")
        yield from said(names, part(statement, name), *resource(names, row, position), extra)
        yield from said(names, position, *positioned(names, piece["start"], piece["end"]))


def quoted(names: Names, statement: Iri, row: Row) -> Iterator[Triple]:
    position, words = part(statement, "position"), part(statement, "quote")
    start, end = json.loads(row["span"])
    yield from said(names, part(statement, "target"), *resource(names, row, position, words))
    yield from said(names, position, *positioned(names, start, end))
    exact = Literal(row["quote"], row["lang"])
    yield from said(names, words, ("rdf:type", names.term("oa:TextQuoteSelector")), ("oa:exact", exact))


def decision(names: Names, statement: Iri, decided: dict[str, str | int]) -> Iterator[Triple]:
    """The session that decided on the host: the kind of body and the number, as far as the text says them."""
    session = part(statement, "decided-at")
    yield Triple(statement, names.term("pas:decidedByBody"), session)
    if (body := decided.get("body")) is not None:
        yield Triple(session, names.term("pas:bodyKind"), names.row(BODY_KINDS, str(body)))
    if (number := decided.get("number")) is not None:
        yield Triple(session, names.term("pas:number"), integer_literal(number))


def resource(names: Names, row: Row, *selectors: Iri) -> Iterator[Said]:
    yield "rdf:type", names.term("oa:SpecificResource")
    yield "oa:hasSource", names.row("sources", row["source_id"])
    yield from (("oa:hasSelector", selector) for selector in selectors)


def positioned(names: Names, start: int, end: int) -> Iterator[Said]:
    """Code points of the text of the source, from 0; the end is the first that is no longer in it."""
    yield "rdf:type", names.term("oa:TextPositionSelector")
    yield "oa:start", integer_literal(start)
    yield "oa:end", integer_literal(end)


def part(statement: Iri, name: str) -> Iri:
    return Iri(f"{statement.iri}#{name}")
