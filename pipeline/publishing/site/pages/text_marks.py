"""A source text with its statements marked; without the marks it is the same text, character for character."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator, Sequence

from markupsafe import Markup, escape

from pipeline.datapackage.rows import Row


def annotate(text: str, statements: Sequence[Row]) -> Markup:
    """The text as HTML. Each statement's characters link to it; where several overlap, to the one that began last.

    A statement's first piece carries the id "w-<statement>", which its citation leads to.
    """
    spans = sorted((*json.loads(row["span"]), row["id"]) for row in statements)
    edges = sorted({0, len(text), *(edge for start, end, _ in spans for edge in (start, end))})
    begun: set[str] = set()
    pieces = [piece(text[a:b], a, spans, begun) for a, b in itertools.pairwise(edges)]
    return Markup("").join(pieces)


def piece(text: str, at: int, spans: Sequence[tuple[int, int, str]], begun: set[str]) -> Markup:
    """A stretch of text that no span begins or ends in."""
    holding = [(start, key) for start, end, key in spans if start <= at < end]
    if not holding:
        return escape(text)
    anchors = Markup("").join(anchor(key) for _, key in holding if key not in begun)
    begun.update(key for _, key in holding)
    return Markup('{}<mark><a href="#f-{}">{}</a></mark>').format(anchors, holding[-1][1], text)


def anchor(key: str) -> Markup:
    return Markup('<span id="w-{}"></span>').format(key)


def values_of(row: Row) -> Iterator[tuple[str, str]]:
    """What a statement says, key by key, without what tells how it was found."""
    hidden = {"id", "source_id", "lang", "kind", "span", "quote", "evidence", "rule"}
    return ((key, value) for key, value in row.items() if value and key not in hidden)
