"""Turtle, written in the order of the triples: all that is said of a subject stands together.

A small writer of our own: rdflib would hold the whole graph to sort it by itself, and takes twenty times as long. Two
libraries that know nothing of this one read the result in the tests, and must find the same graph.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from itertools import groupby
from pathlib import Path

from pipeline.publishing.exports.rdf import XSD, Iri, Literal, Node, Triple

# The plain middle of what Turtle takes as a local name; all else is written as a whole IRI.
LOCAL = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*")
ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"}
SPECIAL = re.compile(r'["\\\x00-\x1f\x7f]')


def write_turtle(path: Path, prefixes: Mapping[str, str], triples: Iterable[Triple]) -> None:
    """Writes the triples; those of one subject must follow one another."""
    with path.open("w", encoding="utf-8", newline="\n") as out:
        for prefix, iri in prefixes.items():
            out.write(f"@prefix {prefix}: <{iri}> .\n")
        for subject, said in groupby(triples, key=lambda triple: triple.subject):
            lines = [f"{shown(one.predicate, prefixes)} {shown(one.object, prefixes)}" for one in said]
            out.write(f"\n{shown(subject, prefixes)}\n  " + " ;\n  ".join(lines) + " .\n")


def shown(node: Node, prefixes: Mapping[str, str]) -> str:
    if isinstance(node, Iri):
        return short(node.iri, prefixes) or f"<{node.iri}>"
    return literal(node, prefixes)


def short(iri: str, prefixes: Mapping[str, str]) -> str | None:
    """An IRI with its prefix, `schema:name`; None where it has none or its end is no plain name."""
    for prefix, start in prefixes.items():
        if iri.startswith(start) and LOCAL.fullmatch(iri, len(start)):
            return f"{prefix}:{iri[len(start) :]}"
    return None


def literal(node: Literal, prefixes: Mapping[str, str]) -> str:
    if node.datatype == f"{XSD}integer":
        return node.text
    text = f'"{SPECIAL.sub(escaped, node.text)}"'
    if node.lang:
        return f"{text}@{node.lang}"
    return f"{text}^^{shown(Iri(node.datatype), prefixes)}" if node.datatype else text


def escaped(character: re.Match[str]) -> str:
    one = character.group()
    return ESCAPES.get(one, f"\\u{ord(one):04X}")
