"""The phrases by which texts state facts about agreements, from phrases.yaml."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

import yaml

from pipeline.extraction.marks.lexicon import Entry, Words, grammar_entries, phrases_of

PHRASES = Path(__file__).with_name("phrases.yaml")


@cache
def phrases() -> Mapping[str, tuple[Words, ...]]:
    """The phrases of each meaning."""
    data: dict[str, dict[str, list[str]]] = yaml.load(PHRASES.read_text(encoding="utf-8"), yaml.CSafeLoader)
    found: defaultdict[str, set[Words]] = defaultdict(set)
    for meaning, languages in data.items():
        for lines in languages.values():
            found[meaning] |= phrases_of(lines)
    return {meaning: tuple(sorted(some)) for meaning, some in found.items()}


def phrase_entries() -> Iterator[tuple[Words, Entry]]:
    """The phrases, ordinals and months with what they mean."""
    for meaning, some in phrases().items():
        kind, _, value = meaning.partition(".")
        for words in some:
            yield words, Entry(kind, (value, None) if kind == "body" else value or None)
    yield from grammar_entries()
