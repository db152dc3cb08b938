"""JSON-LD: the same triples as Turtle, a flat list of things, each on its line."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from pathlib import Path
from typing import Any

from pipeline.publishing.exports.rdf import PREFIXES, XSD, Iri, Literal, Node, Triple
from pipeline.publishing.exports.turtle import short

TYPE = Iri(f"{PREFIXES['rdf']}type")


def write_json_ld(path: Path, prefixes: Mapping[str, str], triples: Iterable[Triple]) -> None:
    """Writes the triples; those of one subject must follow one another."""
    things = (
        json.dumps(dict(properties(subject, list(said), prefixes)), ensure_ascii=False)
        for subject, said in groupby(triples, key=lambda triple: triple.subject)
    )
    with path.open("w", encoding="utf-8", newline="\n") as out:
        out.write(f'{{"@context": {json.dumps(prefixes)},\n"@graph": [\n')
        for number, thing in enumerate(things):
            out.write(f",\n{thing}" if number else thing)
        out.write("\n]}\n")


def properties(subject: Iri, said: Iterable[Triple], prefixes: Mapping[str, str]) -> Iterator[tuple[str, Any]]:
    """The members of a thing; what is said once stands alone, what is said more often in an array."""
    members: dict[str, list[Any]] = {}
    for one in said:
        if one.predicate == TYPE and isinstance(one.object, Iri):
            members.setdefault("@type", []).append(compact(one.object, prefixes))
        else:
            members.setdefault(compact(one.predicate, prefixes), []).append(value(one.object, prefixes))
    yield "@id", subject.iri
    for name, values in members.items():
        yield name, values[0] if len(values) == 1 else values


def compact(iri: Iri, prefixes: Mapping[str, str]) -> str:
    return short(iri.iri, prefixes) or iri.iri


def value(node: Node, prefixes: Mapping[str, str]) -> Any:
    if isinstance(node, Iri):
        return {"@id": node.iri}
    return literal(node, prefixes)


def literal(node: Literal, prefixes: Mapping[str, str]) -> Any:
    if node.lang:
        return {"@value": node.text, "@language": node.lang}
    if node.datatype == f"{XSD}integer":
        return int(node.text)
    return {"@value": node.text, "@type": compact(Iri(node.datatype), prefixes)} if node.datatype else node.text
