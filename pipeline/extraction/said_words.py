"""The words of kinds of statements, as phrases with what they mean."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pipeline.extraction.frames.predicates import Told
from pipeline.extraction.frames.told_events import MADE
from pipeline.extraction.marks.lexicon import Entry, Words, phrases_of
from pipeline.registry.statement_kinds import StatementKind

# Nouns that stand for a row ("the bridge"); words that look like an event and are none; nouns that numbers count.
CALLED, NEVER, COUNTED = "called", "never", "counted"


def said_entries(kinds: Mapping[str, StatementKind]) -> Iterator[tuple[Words, Entry]]:
    """What tells each kind, what looks like it, what its theme is called, what its numbers count."""
    for name, kind in kinds.items():
        if kind.says is None:
            continue
        said = (
            (kind.says.words, Entry(MADE, name)),
            (kind.says.verbs, Entry(MADE, Told(name, "active"))),
            (kind.says.nouns, Entry(MADE, Told(name, "noun"))),
            (kind.says.never, Entry(NEVER, name)),
            (kind.says.called, Entry(CALLED, kind.fields[kind.says.theme].table)),
            *((counted, Entry(COUNTED, field)) for field, counted in kind.says.numbers.items()),
        )
        for by_language, entry in said:
            for words in sorted(phrases_of(line for lines in by_language.values() for line in lines)):
                yield words, entry
