"""JSON-LD: the same triples as in Turtle, as a flat list of things, each on its line."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from operator import attrgetter
from pathlib import Path
from typing import Any

from pipeline.publishing.exports.rdf_model import TYPE, Iri, Literal, Node, Triple
from pipeline.publishing.exports.turtle import short
from pipeline.publishing.exports.typed_values import MOST_PRECISE
from pipeline.registry.graph_terms import XSD


def write_json_ld(path: Path, prefixes: Mapping[str, str], triples: Iterable[Triple]) -> None:
    """Writes the triples; those of one subject must follow one another."""
    starts = {start: prefix for prefix, start in prefixes.items()}
    things = (
        json.dumps(dict(members(subject, said, starts)), ensure_ascii=False)
        for subject, said in groupby(triples, key=attrgetter("subject"))
    )
    with path.open("w", encoding="utf-8", newline="\n") as out:
        out.write(f'{{"@context": {json.dumps(prefixes)},\n"@graph": [\n')
        for number, thing in enumerate(things):
            out.write(f",\n{thing}" if number else thing)
        out.write("\n]}\n")


def members(subject: Iri, said: Iterable[Triple], starts: Mapping[str, str]) -> Iterator[tuple[str, Any]]:
    """The members of a thing; what is said once stands alone, what is said more often in an array."""
    found: dict[str, list[Any]] = {}
    for triple in said:
        if triple.predicate == TYPE and isinstance(triple.object, Iri):
            found.setdefault("@type", []).append(compact(triple.object, starts))
        else:
            found.setdefault(compact(triple.predicate, starts), []).append(value(triple.object, starts))
    yield "@id", compact(subject, starts)
    for name, values in found.items():
        yield name, values[0] if len(values) == 1 else values


def compact(iri: Iri, starts: Mapping[str, str]) -> str:
    return short(iri.iri, starts) or iri.iri


def value(node: Node, starts: Mapping[str, str]) -> Any:
    if isinstance(node, Iri):
        return {"@id": compact(node, starts)}
    return literal(node, starts)


def literal(node: Literal, starts: Mapping[str, str]) -> Any:
    if node.lang:
        return {"@value": node.text, "@language": node.lang}
    # Readers of JSON take a larger number for a double.
    if node.datatype == f"{XSD}integer" and abs(int(node.text)) <= MOST_PRECISE:
        return int(node.text)
    return {"@value": node.text, "@type": compact(Iri(node.datatype), starts)} if node.datatype else node.text
