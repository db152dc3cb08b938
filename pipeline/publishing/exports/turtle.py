"""Turtle, in the order of the triples, grouped by subject.

rdflib would need the whole graph in memory to sort it. The tests read the result with two other libraries, which must
find the same graph.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from operator import attrgetter
from pathlib import Path

from pipeline.publishing.exports.rdf_model import TYPE, Iri, Literal, Node, Triple
from pipeline.registry.graph_terms import XSD

# The plain middle of what Turtle takes as a local name; all else is written as a whole IRI.
LOCAL = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*")
ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"}
SPECIAL = re.compile(r'["\\\x00-\x1f\x7f]')


def write_turtle(path: Path, prefixes: Mapping[str, str], triples: Iterable[Triple]) -> None:
    """Writes the triples; those of one subject must follow one another."""
    starts = {start: prefix for prefix, start in prefixes.items()}
    with path.open("w", encoding="utf-8", newline="\n") as out:
        for prefix, start in prefixes.items():
            out.write(f"@prefix {prefix}: <{start}> .\n")
        for subject, said in groupby(triples, key=attrgetter("subject")):
            out.write(f"\n{turtle_term(subject, starts)}\n  " + " ;\n  ".join(lines(said, starts)) + " .\n")


def lines(said: Iterable[Triple], starts: Mapping[str, str]) -> Iterator[str]:
    """A line a predicate, with all its objects where they follow one another."""
    for predicate, group in groupby(said, key=attrgetter("predicate")):
        verb = "a" if predicate == TYPE else turtle_term(predicate, starts)
        yield f"{verb} {', '.join(turtle_term(triple.object, starts) for triple in group)}"


def turtle_term(node: Node, starts: Mapping[str, str]) -> str:
    if isinstance(node, Iri):
        return short(node.iri, starts) or f"<{node.iri}>"
    return literal(node, starts)


def short(iri: str, starts: Mapping[str, str]) -> str | None:
    """An IRI with its prefix, `schema:name`; None where it has none or its end is no plain name."""
    cut = max(iri.rfind("/"), iri.rfind("#")) + 1
    prefix = starts.get(iri[:cut])
    return f"{prefix}:{iri[cut:]}" if prefix and LOCAL.fullmatch(iri, cut) else None


def literal(node: Literal, starts: Mapping[str, str]) -> str:
    if node.datatype == f"{XSD}integer":
        return node.text
    text = f'"{SPECIAL.sub(escaped, node.text)}"'
    if node.lang:
        return f"{text}@{node.lang}"
    return f"{text}^^{turtle_term(Iri(node.datatype), starts)}" if node.datatype else text


def escaped(character: re.Match[str]) -> str:
    char = character.group()
    return ESCAPES.get(char, f"\\u{ord(char):04X}")
